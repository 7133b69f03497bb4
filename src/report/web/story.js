/*
 * story.js - a story that was opened: its timeline and its pairs
 */

/* From two places in a story to the address of their pair: "#s-0123/1-3", counted from 1. */
function pairAddress(story, a, b) {
	return `#s-${story.id}/${Math.min(a, b) + 1}-${Math.max(a, b) + 1}`;
}

/* "near-duplicate of 1" becomes a link to that pair. */
function linkMembers(story, members) {
	for (const member of members) {
		const link = member.li.querySelector(".how .link");

		if (member.to === null || link.tagName === "A")
			continue;
		const anchor = make("a");

		anchor.className = link.className;
		anchor.dataset.to = link.dataset.to;
		anchor.href = pairAddress(story, member.at, member.to);
		anchor.title = "compare the two";
		anchor.append(...link.childNodes);
		link.replaceWith(anchor);
	}
}

/* Every pair of the story: a triangle of cells, as dark as the score. */
const MATRIX_MOST = 30;

function pairCell(story, members, row, column, pair) {
	const cell = make("td");
	const link = make("a");

	link.href = pairAddress(story, row, column);
	link.title = `${row + 1} and ${column + 1}: ` +
		(pair ? `${pair.relation.replace("-", " ")}, ${score(pair.score)}` : "not reported as a pair");
	if (pair) {
		link.className = pair.relation;
		link.style.setProperty("--score", String(0.25 + 0.75 * pair.score));
	}
	link.append(make("span.hidden", link.title));
	cell.append(link);
	return cell;
}

function matrix(story, members, pairs) {
	const byPlaces = new Map(), place = new Map(members.map((member) => [member.index, member.at]));
	const table = make("table.matrix");

	for (const pair of pairs) {
		const a = place.get(pair.a), b = place.get(pair.b);

		byPlaces.set(`${Math.max(a, b)}-${Math.min(a, b)}`, pair);
	}
	members.forEach((member, row) => {
		const line = make("tr");

		for (let column = 0; column < row; column++)
			line.append(pairCell(story, members, row, column, byPlaces.get(`${row}-${column}`)));
		line.append(make("th", row + 1));
		table.append(line);
	});
	return make("figure.pairs", table, make("figcaption", "Every pair: the darker, the surer. Choose one to compare."));
}

function drawTimeline(story) {
	const room = story.element.querySelector(".when");
	const svg = room && storyTimeline(membersOf(story), room.clientWidth);

	if (room)
		room.replaceChildren(...(svg ? [svg] : []));
}

/* Add to an open story what the plain list does not have; once. */
async function dressStory(story) {
	if (story.dressed)
		return;
	story.dressed = true;
	const list = story.element.querySelector("ol"), members = membersOf(story);
	const side = make("div.side", make("div.when"));

	list.before(side);
	linkMembers(story, members);
	drawTimeline(story);
	const data = await storyData(story.id);

	if (!data)
		side.append(make("p.left-out", "The page was full before this story: it is listed without its texts."));
	else if (members.length > 2 && members.length <= MATRIX_MOST)
		side.append(matrix(story, members, data.pairs));
}

function startStories() {
	/* toggle does not bubble, but it can be caught on its way down */
	document.querySelector("main").addEventListener("toggle", (event) => {
		const story = event.target.open && storyById.get(event.target.id.slice(2));

		if (story)
			dressStory(story);
	}, true);
}
