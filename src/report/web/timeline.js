/*
 * timeline.js - stories over time, and the articles of one story over time
 *
 * Charts are drawn in the pixels that they get, so that their type keeps its
 * size on a phone.
 */

/* Distances of ticks: of a fixed length up to two weeks, then whole months. */
const STEPS = [60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400,
	7 * 86400, 14 * 86400].map((seconds) => ({ seconds, months: 0 }));
const MONTH = 30.44 * 86400;

for (const months of [1, 3, 6, 12, 24, 60, 120, 600, 1200, 12000])
	STEPS.push({ seconds: months * MONTH, months });

/* The first distance of which there are few enough from one time to another. */
function stepBetween(from, to, most, least = 0) {
	return STEPS.find(({ seconds }) => seconds >= least && (to - from) / seconds <= most) ||
		STEPS[STEPS.length - 1];
}

/* The last round time that is not after 'at'. */
function roundDown(at, { seconds, months }) {
	if (!months)
		return Math.floor(at / seconds) * seconds;
	const date = new Date(at * 1000), month = date.getUTCFullYear() * 12 + date.getUTCMonth();
	const round = Math.floor(month / months) * months;

	return new Date(0).setUTCFullYear(Math.floor(round / 12), round % 12, 1) / 1000;
}

/* The round time after 'at', which is one; a day past a month's length is in the next. */
function next(at, step) {
	return step.months ? roundDown(at + step.seconds + 5 * 86400, step) : at + step.seconds;
}

function ticks(from, to, most) {
	const step = stepBetween(from, to, most), out = [];

	for (let at = roundDown(from, step); at <= to; at = next(at, step))
		if (at >= from)
			out.push(at);
	return { step, out };
}

function tickLabel(at, { seconds, months }, withDay) {
	if (seconds < 86400)
		return withDay || at % 86400 === 0 ? `${day(at).replace(/ -?\d+$/, "")} ${clock(at)}` : clock(at);
	if (!months)
		return day(at).replace(/ -?\d+$/, "");
	return months < 12 ? day(at).replace(/^\d+ /, "") : day(at).replace(/^.* /, "");
}

function axis(from, to, x, y, width) {
	const { step, out } = ticks(from, to, Math.max(2, Math.floor(width / 90)));
	const group = draw("g", { class: "axis" });
	let end = -Infinity;

	out.forEach((at, i) => {
		const label = tickLabel(at, step, i === 0), room = label.length * 6.2;
		const left = Math.max(0, Math.min(width - room, x(at) - room / 2));

		group.append(draw("line", { x1: x(at), x2: x(at), y1: y, y2: y + 4 }));
		if (left > end + 8) {
			group.append(draw("text", { x: left, y: y + 17 }, label));
			end = left + room;
		}
	});
	return group;
}

/* The articles of a story from its list. */
function membersOf(story) {
	return [...story.element.querySelectorAll("ol > li")].map((li, at) => {
		const link = li.querySelector(".how .link"), time = li.querySelector("time");

		return {
			li,
			at,
			index: Number(li.dataset.i),
			time: time ? Date.parse(time.dateTime) / 1000 : null,
			source: li.querySelector(".source")?.textContent || "",
			title: li.querySelector("h4").textContent,
			id: li.querySelector(".id").textContent,
			to: "to" in link.dataset ? Number(link.dataset.to) : null,
			relation: link.classList[1] || "",
			how: link.textContent,
		};
	});
}

const DOT = 8;			// radius
const STACK = 2 * DOT + 2;

/* Dots that would cover each other hang below each other; gives each its depth. */
function stack(dots) {
	const ends = [];

	for (const dot of dots) {
		let depth = 0;

		while (depth < ends.length && dot.x - ends[depth] < STACK)
			depth++;
		ends[depth] = dot.x;
		dot.depth = depth;
	}
	return ends.length;
}

function arc(from, to, base, relation) {
	const height = Math.min(64, 14 + Math.abs(from.x - to.x) / 5);

	return draw("path", {
		class: `arc ${relation}`,
		d: `M${from.x} ${base - DOT} C${from.x} ${base - DOT - height} ${to.x} ${base - DOT - height} ${to.x} ${base - DOT}`,
	});
}

/* Who published when, and whom each one follows. */
function storyTimeline(members, width) {
	const dots = members.filter((member) => member.time !== null)
		.map((member) => ({ member, x: 0, depth: 0 })).sort((a, b) => a.member.time - b.member.time);

	if (dots.length < 2 || width < 100)
		return null;
	const from = dots[0].member.time, to = Math.max(dots[dots.length - 1].member.time, from + 60);
	const x = (at) => DOT + 1 + (at - from) / (to - from) * (width - 2 * DOT - 2);

	for (const dot of dots)
		dot.x = x(dot.member.time);
	const rows = stack(dots), byPlace = new Map(dots.map((dot) => [dot.member.at, dot]));
	const wide = Math.max(0, ...dots.map((dot) => {
		const other = byPlace.get(dot.member.to);

		return other ? Math.abs(other.x - dot.x) : 0;
	}));
	const base = Math.min(64, 14 + wide / 5) * 0.75 + 2 * DOT + 2;
	const bottom = base + (rows - 1) * STACK + DOT + 8;
	const svg = draw("svg", { class: "timeline", width, height: bottom + 22,
		viewBox: `0 0 ${width} ${bottom + 22}`, role: "img",
		"aria-label": "When each article was published, and which one it follows" });

	svg.append(draw("line", { class: "base", x1: 0, x2: width, y1: bottom, y2: bottom }));
	svg.append(axis(from, to, x, bottom, width));
	for (const dot of dots) {
		const other = byPlace.get(dot.member.to);

		if (other)
			svg.append(arc(dot, other, base, dot.member.relation));
	}
	for (const dot of dots) {
		const y = base + dot.depth * STACK;

		svg.append(draw("g", { class: `dot ${dot.member.relation || (dot === dots[0] ? "first" : "")}` },
			draw("title", {}, `${dot.member.at + 1}. ${dot.member.source} ${day(dot.member.time)}, ${clock(dot.member.time)}: ${dot.member.how}`),
			draw("circle", { cx: dot.x, cy: y, r: DOT }),
			draw("text", { x: dot.x, y: y + 3.5 }, dot.member.at + 1)));
	}
	return svg;
}

/* All stories by when they began: a bar is a span of time, and a click shows only that. */
const BARS = 80;
const CHART = 68;		// pixels

function countByTime(times) {
	const begin = times.map((story) => story.first);
	const from = begin.reduce((x, y) => Math.min(x, y)), to = begin.reduce((x, y) => Math.max(x, y));
	const step = stepBetween(from, to, BARS, 3600), bars = [];

	for (let at = roundDown(from, step); at <= to && bars.length <= 2 * BARS; at = next(at, step))
		bars.push({ from: at, to: next(at, step), articles: 0 });
	for (const story of times) {
		/* months differ in length: begin a little early */
		let i = Math.max(0, Math.floor((story.first - bars[0].from) / step.seconds) - 2);

		while (i < bars.length - 1 && bars[i].to <= story.first)
			i++;
		bars[i].articles += story.size;
	}
	return { step, bars };
}

function drawBar(bar, x, most, step) {
	const left = x(bar.from), width = x(bar.to) - left;
	const tall = bar.articles ? Math.max(1, bar.articles / most * (CHART - 14)) : 0;
	const when = step.seconds < 86400 ? `${day(bar.from)}, ${clock(bar.from)}` : day(bar.from);
	const group = draw("g", { class: "bar", "data-from": bar.from },
		draw("title", {}, `from ${when}: ${plural(bar.articles, "article", "articles")}`),
		draw("rect", { class: "room", x: left, y: 0, width, height: CHART }),
		draw("rect", { class: "value", x: left + 0.5, y: CHART - tall, width: Math.max(1, width - 1), height: tall }));

	group.addEventListener("click", () => {
		period = period && period[0] === bar.from ? null : [bar.from, bar.to];
		showStories();
	});
	return group;
}

function storiesChart(width) {
	const times = stories.filter((story) => story.first !== null && !story.across);

	if (times.length < 8 || width < 100)
		return null;
	const { step, bars } = countByTime(times), most = bars.reduce((x, bar) => Math.max(x, bar.articles), 0);
	const from = bars[0].from, to = bars[bars.length - 1].to;
	const x = (at) => (at - from) / (to - from) * width;
	const unit = step.months ? plural(step.months, "month", "months") : duration(step.seconds);

	if (bars.length < 3)
		return null;
	return draw("svg", { class: "chart", width, height: CHART + 22, viewBox: `0 0 ${width} ${CHART + 22}`,
		role: "img", "aria-label": "Articles in stories, by when the story began" },
		...bars.map((bar) => drawBar(bar, x, most, step)),
		draw("line", { class: "base", x1: 0, x2: width, y1: CHART, y2: CHART }),
		axis(from, to, x, CHART, width),
		draw("text", { class: "note", x: 0, y: 9 },
			`Articles by when their story began; the highest bar is ${count(most)} in ${unit}`));
}

function showPeriod() {
	for (const bar of document.querySelectorAll("#when .bar"))
		bar.classList.toggle("chosen", period !== null && Number(bar.dataset.from) === period[0]);
	byId("when").classList.toggle("choice", period !== null);
}

function drawChart() {
	const room = byId("when"), chart = storiesChart(room.clientWidth);

	room.replaceChildren(...(chart ? [chart] : []));
	showPeriod();
}
