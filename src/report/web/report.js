/*
 * report.js - the address of the page, the keys, and the start
 */

/* "#s-0123" opens a story, "#s-0123/1-3" a pair of it. */
function goToAddress() {
	const found = /^#s-([\w-]+)(?:\/(\d+)-(\d+))?$/.exec(location.hash);
	const story = found && storyById.get(found[1]);

	if (!story) {
		if (shownPair)
			byId("pair").close();
		return;
	}
	story.element.hidden = false;
	story.element.open = true;
	dressStory(story);
	if (found[2]) {
		openPair(story, Number(found[2]) - 1, Number(found[3]) - 1);
	} else if (shownPair) {
		byId("pair").close();
	} else {
		story.element.querySelector("summary").scrollIntoView({ block: "nearest" });
	}
}

function visibleSummaries() {
	return [...document.querySelectorAll("details.story:not([hidden]) > summary")];
}

function moveFocus(step) {
	const all = visibleSummaries(), now = document.activeElement?.closest?.("details.story");
	const at = now ? all.indexOf(now.querySelector("summary")) : step > 0 ? -1 : 0;
	const next = all[Math.max(0, Math.min(all.length - 1, at + step))];

	next?.focus();
	next?.scrollIntoView({ block: "nearest" });
}

/* Compare the first two articles of the story that has the focus. */
function compareFocused() {
	const link = document.activeElement?.closest?.("details.story")?.querySelector("a.link");

	if (link)
		location.hash = link.hash;
}

const listKeys = {
	"/": () => byId("search")?.focus(),
	j: () => moveFocus(1),
	k: () => moveFocus(-1),
	c: compareFocused,
};
const pairKeys = {
	n: () => goToPassage(shownPair, shownPair.current + 1),
	p: () => goToPassage(shownPair, shownPair.current - 1),
	ArrowRight: () => turnPair(1),
	ArrowLeft: () => turnPair(-1),
};

function startKeys() {
	document.addEventListener("keydown", (event) => {
		const action = (shownPair ? pairKeys : listKeys)[event.key];

		if (event.key === "Escape" && event.target.id === "search") {
			event.target.value = "";
			showStories();
			return;
		}
		if (!action || event.ctrlKey || event.metaKey || event.altKey ||
		    event.target.matches("input:not([type=checkbox]), select"))
			return;
		event.preventDefault();
		action();
	});
}

/* On paper nothing can be opened: what is shown is printed open. */
function startPrinting() {
	let opened = [];

	addEventListener("beforeprint", () => {
		opened = shownPair ? [...document.querySelectorAll("#pair .why:not([open])")]
			: stories.map((story) => story.element).filter((element) => !element.hidden && !element.open);
		opened.forEach((element) => { element.open = true; });
	});
	addEventListener("afterprint", () => opened.forEach((element) => { element.open = false; }));
}

function start() {
	let soon = 0;

	document.documentElement.classList.add("live");
	byId("keys").hidden = false;
	if (byId("controls"))
		startList();
	startStories();
	startPairs();
	startKeys();
	startPrinting();
	if (byId("when"))
		drawChart();
	addEventListener("hashchange", goToAddress);
	addEventListener("resize", () => {
		clearTimeout(soon);
		soon = setTimeout(() => {
			if (byId("when"))
				drawChart();
			stories.filter((story) => story.element.open).forEach(drawTimeline);
		}, 120);
	});
	goToAddress();
}

start();
