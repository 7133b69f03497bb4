/*
 * unpack.js - from a story's id to its texts and pairs
 *
 * Data lies in the page as elements <script type="application/octet-stream">,
 * deflated and in base64, several stories in one: data-of names them.
 */
const KEPT = 8;			// unpacked chunks
let chunkOf = null;		// story id -> { element, at }
const unpacked = new Map();	// element -> promise of an array of stories

const pageIsThere = new Promise((done) => {
	if (document.readyState === "loading")
		document.addEventListener("DOMContentLoaded", () => done());
	else
		done();
});

function findChunks() {
	chunkOf = new Map();
	for (const element of document.querySelectorAll("script[data-of]"))
		element.dataset.of.split(" ").forEach((id, at) => chunkOf.set(id, { element, at }));
}

async function unpack(element) {
	const text = atob(element.textContent);
	const bytes = new Uint8Array(text.length);

	for (let i = 0; i < text.length; i++)
		bytes[i] = text.charCodeAt(i);
	const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
	return new Response(plain).json();
}

/* The data of a story, or null where the page was full before its turn came. */
async function storyData(id) {
	await pageIsThere;
	if (!chunkOf)
		findChunks();
	const chunk = chunkOf.get(id);

	if (!chunk)
		return null;
	if (!unpacked.has(chunk.element)) {
		unpacked.set(chunk.element, unpack(chunk.element));
		if (unpacked.size > KEPT)
			unpacked.delete(unpacked.keys().next().value);
	}
	return (await unpacked.get(chunk.element))[chunk.at];
}
