/*
 * pair.js - two articles side by side
 */
const HUES = 6;			// colours of passages in the style sheet
const RELATIONS = {
	identical: "the same words in the same order",
	"near-duplicate": "two versions of one text",
	contained: "most of the shorter text stands in the longer one",
	"same-event": "two reports of one event in different words",
	unrelated: "neither copies of one text nor reports of one event",
};
let shownPair = null;		// what the dialog shows
let askedPair = null;		// what it was last asked to show; its data may still be unpacked

const escapeWord = (word) => word.replace(/[\\^$.*+?()[\]{}|\/]/g, "\\$&");
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/* Finds the shared terms where they are spelled as they were folded, but for case. */
function termFinder(terms) {
	const some = terms.map(([term]) => {
		const words = term.split(" ").map(escapeWord).join("[^\\p{L}\\p{N}]+");

		return WITHOUT_SPACES.test(term) ? words : `(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`;
	});

	return some.length ? new RegExp(some.join("|"), "giu") : null;
}

function appendTerms(to, text, finder) {
	let at = 0;

	for (const found of finder ? text.matchAll(finder) : []) {
		to.append(safe(text.slice(at, found.index)), make("span.term", found[0]));
		at = found.index + found[0].length;
	}
	to.append(safe(text.slice(at)));
}

/*
 * The text cut where a passage begins or ends.  Passages overlap in the one
 * text where the other repeats itself: then the part belongs to all of them
 * and has the colour of the first.
 */
function cutAtPassages(text, ranges) {
	const cuts = new Set([0, text.length]);

	for (const [from, to] of ranges)
		cuts.add(Math.min(from, text.length)).add(Math.min(to, text.length));
	const at = [...cuts].sort((x, y) => x - y), out = [];

	for (let i = 0; i + 1 < at.length; i++) {
		const on = ranges.map(([from, to], p) => from <= at[i] && at[i + 1] <= to ? p : -1)
			.filter((p) => p >= 0);

		out.push({ from: at[i], to: at[i + 1], on });
	}
	return out;
}

function showText(article, ranges, finder) {
	const body = make("div.text");

	body.dir = "auto";
	body.tabIndex = 0;
	const seen = new Set();
	for (const { from, to, on } of cutAtPassages(article.text, ranges)) {
		const part = article.text.slice(from, to);

		if (!on.length) {
			appendTerms(body, part, finder);
			continue;
		}
		const mark = make(`mark.hue${on[0] % HUES}`);

		mark.dataset.on = on.join(" ");
		if (!seen.has(on[0]))
			mark.dataset.n = on[0] + 1;
		seen.add(on[0]);
		appendTerms(mark, part, finder);
		body.append(mark);
	}
	if ("of" in article)
		body.append(make("p.left-out", `The text is cut here, after ${count(article.text.length)} characters; it has ${count(article.of)} bytes in all.`));
	if (!article.text)
		body.append(make("p.left-out", "Only the headline is known."));
	return body;
}

function showArticle(member, article, ranges, finder) {
	const title = member.li.querySelector("h4").cloneNode(true);
	const by = member.li.querySelector(".by").cloneNode(true);
	const heading = make("h3");

	heading.append(...title.childNodes);
	by.prepend(make("span.number", member.at + 1));
	return make("article", make("header", by, heading, make("p.id", make("bdi", member.id))),
		showText(article, ranges, finder));
}

function whyList(pair) {
	const list = make("ul.reasons");

	for (const reason of pair.reasons || []) {
		const item = make("li", reason);

		if (/^(for it|same event:|near-duplicate:|identical:|contained:)/.test(reason))
			item.className = "for";
		else if (/^(against it|not )/.test(reason))
			item.className = "against";
		list.append(item);
	}
	return list;
}

function measureTable(pair) {
	const table = make("table.measures");
	const rows = pair.measures?.length ? pair.measures : [["jaccard", pair.jaccard, ""], ["containment", pair.containment, ""],
		["event", pair.event, ""], ["hours_apart", pair.hours, ""]];

	for (const [name, value, says] of rows)
		if (value !== null)
			table.append(make("tr", make("th", name.replace("_", " ")), make("td", String(Math.round(value * 10000) / 10000)), make("td", says || "")));
	return table;
}

function termList(pair) {
	const list = make("ol.terms"), most = pair.terms?.[0]?.[1] || 1;

	for (const [term, weight] of pair.terms || []) {
		const bar = make("span.bar"), item = make("li", make("bdi", term), make("span.share", `${(weight * 100).toFixed(1)} %`), bar);

		bar.style.setProperty("--part", String(Math.max(0.02, weight / most)));
		list.append(item);
	}
	return list;
}

function aside(pair) {
	const details = make("details.why", make("summary", "Why"));

	details.open = matchMedia("(min-width: 68rem)").matches;
	if (!pair) {
		details.append(make("p", "This pair was not reported: the two are in one story because of what the other articles have in common with both."));
		return details;
	}
	if (pair.reasons?.length)
		details.append(make("h4", "Reasons"), whyList(pair));
	if (pair.terms?.length)
		details.append(make("h4", "Terms in both, and their share of what the two have in common"), termList(pair));
	details.append(make("h4", "Figures"), measureTable(pair));
	return details;
}

/* What the two share, in one line. */
function pairTitle(pair) {
	if (!pair)
		return make("h2", make("span.relation", "no pair"), " in one story through other articles");
	const apart = pair.hours === null ? "" : pair.hours === 0 ? ", published at the same time" : `, ${duration(pair.hours * 3600)} apart`;

	return make("h2", make(`span.relation.${pair.relation}`, pair.relation), make("b", score(pair.score)),
		make("span.says", `${RELATIONS[pair.relation] || ""}${apart}`));
}

/* The passages of the pair in the order of the left article, which may be either of the two. */
function rangesOf(pair, left) {
	const both = (pair?.passages || []).map(([a0, a1, b0, b1]) =>
		pair.a === left.index ? { left: [a0, a1], right: [b0, b1] } : { left: [b0, b1], right: [a0, a1] });

	both.sort((x, y) => x.left[0] - y.left[0] || x.right[0] - y.right[0]);
	return { left: both.map((one) => one.left), right: both.map((one) => one.right) };
}

function marksOf(side, p) {
	return [...side.querySelectorAll("mark")].filter((mark) => mark.dataset.on.split(" ").includes(String(p)));
}

/*
 * Scrolling together: passages in the same order on both sides are anchors,
 * and between two anchors the way is shared out evenly.
 */
function anchors(pair) {
	const top = (side, p) => {
		const mark = marksOf(side, p)[0];

		return mark ? mark.offsetTop : null;
	};
	const all = [];

	for (let p = 0; p < pair.passages; p++) {
		const a = top(pair.left, p), b = top(pair.right, p);

		if (a !== null && b !== null)
			all.push([a, b]);
	}
	all.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
	const way = [[0, 0]];

	for (const anchor of all)
		if (anchor[0] > way[way.length - 1][0] && anchor[1] > way[way.length - 1][1])
			way.push(anchor);
	way.push([Math.max(pair.left.scrollHeight, way[way.length - 1][0] + 1),
		Math.max(pair.right.scrollHeight, way[way.length - 1][1] + 1)]);
	return way;
}

/*
 * Scroll a side from here, and remember where to: as long as it stands there, events are not the
 * reader's. One scroll may have two of them, or none.
 */
function place(pair, side, top) {
	side.scrollTop = top;
	pair.placed.set(side, side.scrollTop);
}

function scrollAlong(pair, from, to, own) {
	const way = anchors(pair), at = from.scrollTop, other = 1 - own;
	let i = 1;

	while (i < way.length - 1 && way[i][own] <= at)
		i++;
	const [a, b] = [way[i - 1], way[i]];

	place(pair, to, a[other] + (at - a[own]) / (b[own] - a[own]) * (b[other] - a[other]));
}

function scrollTogether(pair) {
	const on = (from, to, own) => from.addEventListener("scroll", () => {
		if (Math.abs(from.scrollTop - pair.placed.get(from)) <= 1)
			return;
		pair.placed.delete(from);
		if (byId("together").checked)
			scrollAlong(pair, from, to, own);
	});

	on(pair.left, pair.right, 0);
	on(pair.right, pair.left, 1);
}

/* Bring a passage into view on both sides. */
function goToPassage(pair, p) {
	if (!pair.passages)
		return;
	pair.current = (p + pair.passages) % pair.passages;
	for (const mark of document.querySelectorAll("#pair mark.current"))
		mark.classList.remove("current");
	for (const side of [pair.left, pair.right]) {
		const marks = marksOf(side, pair.current);

		marks.forEach((mark) => mark.classList.add("current"));
		if (marks[0])
			place(pair, side, marks[0].offsetTop - side.clientHeight / 3);
	}
	byId("passage").textContent = `passage ${pair.current + 1} of ${pair.passages}`;
}

function button(label, title, action) {
	const element = make("button", label);

	element.type = "button";
	element.title = title;
	element.setAttribute("aria-label", title);
	element.addEventListener("click", action);
	return element;
}

function toolbar(pair, story) {
	const box = make("input"), label = make("label", box, " scroll together");
	const passages = make("span#passage");

	box.type = "checkbox";
	box.id = "together";
	box.checked = true;
	passages.id = "passage";
	passages.textContent = pair.passages ? plural(pair.passages, "shared passage", "shared passages") : "no shared passage";
	const bar = make("div.tools", passages);

	if (pair.passages)
		bar.append(button("\u2191", "previous passage (p)", () => goToPassage(pair, pair.current - 1)),
			button("\u2193", "next passage (n)", () => goToPassage(pair, pair.current + 1)));
	bar.append(label);
	if (story.size > 2)
		bar.append(button("\u2190", "previous pair", () => turnPair(-1)), button("\u2192", "next pair", () => turnPair(1)));
	bar.append(button("\u00d7", "close (Esc)", () => byId("pair").close()));
	return bar;
}

async function openPair(story, a, b) {
	const members = membersOf(story), left = members[a], right = members[b], dialog = byId("pair");

	if (!left || !right || a === b)
		return;
	const asked = askedPair = { story, a, b }, data = await storyData(story.id);

	if (!data || asked !== askedPair)
		return;
	const found = data.pairs.find((pair) =>
		pair.a === left.index && pair.b === right.index || pair.a === right.index && pair.b === left.index);
	const ranges = rangesOf(found, left), finder = found ? termFinder(found.terms || []) : null;
	const text = (member) => data.articles.find((article) => article.i === member.index);
	const pair = shownPair = { story, a, b, current: -1, placed: new Map(), passages: ranges.left.length };
	const columns = [showArticle(left, text(left), ranges.left, finder), showArticle(right, text(right), ranges.right, finder)];

	[pair.left, pair.right] = columns.map((column) => column.querySelector(".text"));
	dialog.replaceChildren(make("header", pairTitle(found), toolbar(pair, story)),
		make("div.columns", ...columns, aside(found)));
	if (!dialog.open)
		dialog.showModal();
	pair.left.focus({ preventScroll: true });
	scrollTogether(pair);
}

/* The next or previous pair of the story, in the order 1-2, 1-3, 2-3, 1-4. */
function turnPair(step) {
	const { story, a, b } = askedPair, n = story.element.querySelectorAll("ol > li").length;
	const at = b * (b - 1) / 2 + a + step, last = n * (n - 1) / 2 - 1;
	const wanted = at < 0 ? last : at > last ? 0 : at;
	let row = 1;

	while (row * (row + 1) / 2 <= wanted)
		row++;
	askedPair = { story, a: wanted - row * (row - 1) / 2, b: row };
	location.replace(pairAddress(story, askedPair.a, row));
}

function startPairs() {
	const dialog = make("dialog");

	dialog.id = "pair";
	dialog.setAttribute("aria-label", "Two articles side by side");
	document.body.append(dialog);
	dialog.addEventListener("close", () => {
		/* the event comes late: another pair may have been opened since, and closed, too */
		if (dialog.open || !shownPair)
			return;
		const { story, a, b } = shownPair;

		shownPair = null;
		dialog.replaceChildren();
		if (location.hash === pairAddress(story, a, b))
			location.replace(`#s-${story.id}`);
	});
	dialog.addEventListener("click", (event) => {
		const mark = event.target.closest("mark");

		if (mark)
			goToPassage(shownPair, Number(mark.dataset.on.split(" ")[0]));
	});
}
