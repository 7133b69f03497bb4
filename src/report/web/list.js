/*
 * list.js - which stories are shown, and in which order
 */
const stories = [...document.querySelectorAll("details.story")].map((element, at) => ({
	element,
	at,				// in the order of the page
	id: element.id.slice(2),
	size: Number(element.dataset.size),
	sure: Number(element.dataset.sure),
	first: "first" in element.dataset ? Number(element.dataset.first) : null,
	copies: Number(element.dataset.copies),
	across: element.classList.contains("across"),
	words: null,			// what the search looks at, made when it is needed
	sources: null,
}));
const storyById = new Map(stories.map((story) => [story.id, story]));
let period = null;			// [from, to) that the chart chose

/* Headlines, sources and ids, without what the program says of them. */
function wordsOf(story) {
	if (story.words === null) {
		const parts = story.element.querySelectorAll("bdi");

		story.words = [...parts].map((part) => part.textContent).join("\n").toLowerCase();
	}
	return story.words;
}

function sourcesOf(story) {
	if (story.sources === null)
		story.sources = [...story.element.querySelectorAll("li .source")]
			.map((source) => source.textContent);
	return story.sources;
}

function readControls() {
	return {
		words: byId("search").value.toLowerCase().split(/\s+/).filter(Boolean),
		source: byId("source").value,
		kind: byId("kind").value,
		sort: byId("sort").value,
	};
}

function isWanted(story, controls) {
	if (controls.kind === "across" && !story.across ||
	    controls.kind === "copies" && !story.copies ||
	    controls.kind === "words" && story.copies)
		return false;
	if (period && (story.first === null || story.first < period[0] || story.first >= period[1]))
		return false;
	if (controls.source && !sourcesOf(story).includes(controls.source))
		return false;
	return controls.words.every((word) => wordsOf(story).includes(word));
}

const late = (story) => story.first === null ? Infinity : story.first;
const early = (story) => story.first === null ? -Infinity : story.first;

const orders = {
	size: (x, y) => x.at - y.at,
	old: (x, y) => late(x) - late(y) || x.at - y.at,
	new: (x, y) => early(y) - early(x) || x.at - y.at,
	sure: (x, y) => y.sure - x.sure || x.at - y.at,
	unsure: (x, y) => x.sure - y.sure || x.at - y.at,
};

let sortedBy = "size";

function sortStories(by) {
	if (by === sortedBy)
		return;
	sortedBy = by;
	for (const across of [false, true]) {
		const home = byId(across ? "across" : "stories");

		if (home)
			home.append(...stories.filter((story) => story.across === across)
				.sort(orders[by]).map((story) => story.element));
	}
}

function showStories() {
	const controls = readControls();
	let shown = 0, articles = 0;

	sortStories(controls.sort);
	for (const story of stories) {
		const wanted = isWanted(story, controls);

		story.element.hidden = !wanted;
		if (wanted && !story.across) {
			shown++;
			articles += story.size;
		}
	}
	const across = byId("across");
	if (across)
		across.hidden = !stories.some((story) => story.across && !story.element.hidden);
	byId("shown").textContent =
		`${plural(shown, "story", "stories")}, ${plural(articles, "article", "articles")}`;
	byId("stories").classList.toggle("empty", !shown);
	showPeriod();
}

/* What each source did: how often it was there, first, a copy, or copied. */
const SOURCES = 200;		// listed, those with the most articles

function tellSources() {
	const all = new Map();
	const of = (name) => {
		if (!all.has(name))
			all.set(name, { name, articles: 0, stories: new Set(), first: 0, copies: 0, copied: 0 });
		return all.get(name);
	};

	for (const story of stories.filter((one) => !one.across)) {
		const members = membersOf(story);

		members.forEach((member) => {
			const source = of(member.source);

			source.articles++;
			source.stories.add(story);
			source.first += member.at === 0 && member.time !== null;
			if (member.to !== null && member.relation !== "same-event") {
				source.copies++;
				of(members[member.to]?.source ?? "").copied++;
			}
		});
	}
	all.delete("");
	return [...all.values()].sort((x, y) => y.articles - x.articles || (x.name < y.name ? -1 : 1));
}

function choose(id, value) {
	byId(id).value = value;
	showStories();
}

function sourceRow(source) {
	const name = make("button", make("bdi", source.name));

	name.type = "button";
	name.title = "show only stories with this source";
	name.addEventListener("click", () => choose("source", source.name));
	return make("tr", make("td", name), ...[source.articles, source.stories.size, source.first,
		source.copies, source.copied].map((n) => make("td", count(n))));
}

/* The menu and the table; made when one of the two is asked for. */
function fillSources() {
	const menu = byId("source");

	if (menu.options.length > 1)
		return;
	const sources = tellSources(), table = make("table", make("tr", ...["Source", "articles", "stories",
		"first to publish", "copies", "copied"].map((name) => make("th", name))));

	for (const source of sources.slice(0, SOURCES)) {
		const option = make("option", `${source.name} (${count(source.articles)})`);

		option.value = source.name;
		menu.append(option);
		table.append(sourceRow(source));
	}
	byId("sources").append(table);
	if (sources.length > SOURCES)
		byId("sources").append(make("p.left-out", `${count(sources.length - SOURCES)} sources with fewer articles are not listed.`));
}

function startList() {
	let soon = 0;

	for (const id of ["source", "kind", "sort"])
		byId(id).addEventListener("change", showStories);
	for (const event of ["pointerdown", "focus"])
		byId("source").addEventListener(event, fillSources);
	byId("sources").addEventListener("toggle", fillSources);
	byId("search").addEventListener("input", () => {
		clearTimeout(soon);
		soon = setTimeout(showStories, 80);
	});
	byId("controls").addEventListener("submit", (event) => event.preventDefault());
	byId("controls").hidden = false;
	byId("sources").hidden = !document.querySelector("li .source");
	showStories();
}
