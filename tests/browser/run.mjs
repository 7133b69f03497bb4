/*
 * run.mjs - the pages of neardup in a real browser
 *
 *	NEARDUP=build/neardup node tests/browser/run.mjs [NAME...]
 *
 * Each test makes a page with the program, opens it as a file in Chromium and
 * uses it as people do.  After every test the page must have said nothing on
 * the console and asked for nothing but itself.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { launch } from "./chromium.mjs";
import { hostileArticles } from "./hostile.mjs";

const ROOT = resolve(import.meta.dirname ?? join(new URL(".", import.meta.url).pathname), "../..");
const NEARDUP = resolve(process.env.NEARDUP || "build/neardup");
const CORPUS = join(ROOT, "corpus/articles");
const work = mkdtempSync(join(tmpdir(), "neardup-browser-"));
const tests = new Map();

const neardup = (...args) => execFileSync(NEARDUP, [...args], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
const test = (name, body) => tests.set(name, body);

function report(name, files, ...more) {
	const page = join(work, `${name}.html`);

	neardup("report", ...more, "-o", page, files);
	return page;
}

function articlesOf(folder) {
	const articles = new Map();

	for (const file of readdirSync(folder))
		for (const line of readFileSync(join(folder, file), "utf8").split("\n").filter(Boolean)) {
			const article = JSON.parse(line);

			articles.set(article.id, article);
		}
	return articles;
}

const shownStories = "[...document.querySelectorAll('#stories .story')].filter((s) => !s.hidden)";

test("the corpus: search, filter, sort", async (page) => {
	const clusters = neardup("clusters", "--format", "jsonl", CORPUS).trim().split("\n").map((line) => JSON.parse(line));

	await page.open(`file://${report("corpus", CORPUS)}`);
	assert.equal(await page.evaluate("document.querySelectorAll('#stories .story').length"), clusters.length);
	assert.equal(await page.evaluate("document.querySelectorAll('#stories li').length"),
		clusters.reduce((sum, cluster) => sum + cluster.size, 0));
	assert.match(await page.evaluate("document.getElementById('shown').textContent"), new RegExp(`^${clusters.length} stories`));

	await page.press("/");
	await page.type("Aurelia");
	await page.until(`${shownStories}.length < 5`);
	assert.ok(await page.evaluate(`${shownStories}.length > 0 && ${shownStories}.every((s) => /aurelia/i.test(s.textContent))`));
	await page.type(" zzzz");
	await page.until(`${shownStories}.length === 0`);
	await page.press("Escape");
	await page.until(`${shownStories}.length === ${clusters.length}`);

	const choose = (id, value) => page.evaluate(`(() => { const menu = document.getElementById('${id}');
		menu.value = '${value}'; menu.dispatchEvent(new Event('change')); })()`);
	await choose("kind", "copies");
	assert.ok(await page.evaluate(`${shownStories}.length > 0 && ${shownStories}.every((s) => s.querySelector('.copies'))`));
	await choose("kind", "");
	await choose("sort", "new");
	const first = await page.evaluate(`${shownStories}.map((s) => Number(s.dataset.first))`);
	assert.deepEqual(first, [...first].sort((x, y) => y - x));
	await choose("sort", "unsure");
	const sure = await page.evaluate(`${shownStories}.map((s) => Number(s.dataset.sure))`);
	assert.deepEqual(sure, [...sure].sort((x, y) => x - y));
	await choose("sort", "size");
	assert.equal(await page.evaluate(`${shownStories}[0].id`), `s-${clusters[0].cluster}`);

	await page.click("#sources > summary");
	await page.until("document.querySelectorAll('#sources tr').length > 5");
	await page.click("#sources button");
	await page.until(`${shownStories}.length < ${clusters.length}`);
	assert.ok(await page.evaluate(`${shownStories}.every((s) => [...s.querySelectorAll('li .source')]
		.some((source) => source.textContent === document.querySelector('#sources button').textContent))`));
	await choose("source", "");

	await page.click("#when .bar:has(.value:not([height='0'])) .value");
	await page.until(`${shownStories}.length < ${clusters.length}`);
	assert.ok(await page.evaluate(`${shownStories}.length`) > 0);
});

/* What a side of the open pair shows: its text, and each marked part with its place in it. */
const sides = `[...document.querySelectorAll('#pair .text')].map((side) => {
	const marks = [], walk = document.createTreeWalker(side, NodeFilter.SHOW_TEXT);
	let text = '';
	for (let node; (node = walk.nextNode()); text += node.data) {
		const mark = node.parentElement.closest('mark');
		if (mark)
			marks.push({ on: mark.dataset.on.split(' ').map(Number), from: text.length, to: text.length + node.data.length });
	}
	return { text, marks };
})`;

/* From the marks of a side to the ranges of its passages. */
function rangesOf(side) {
	const ranges = [];

	for (const { on, from, to } of side.marks)
		for (const p of on) {
			ranges[p] ??= [from, to];
			ranges[p] = [Math.min(ranges[p][0], from), Math.max(ranges[p][1], to)];
		}
	return ranges;
}

/* Open the pair of two articles and compare what is marked with what explain says. */
async function checkPassages(page, folder, articles, a, b) {
	const why = JSON.parse(neardup("explain", "--format", "jsonl", folder, a, b));

	await page.evaluate(`(() => {
		const li = [...document.querySelectorAll('#stories li')].find((one) => one.querySelector('.id').textContent === ${JSON.stringify(why.b)});
		const story = li.closest('.story'), all = [...story.querySelectorAll('li')];
		const first = all.findIndex((one) => one.querySelector('.id').textContent === ${JSON.stringify(why.a)});
		location.hash = '#' + story.id + '/' + (first + 1) + '-' + (all.indexOf(li) + 1);
	})()`);
	await page.until(`document.querySelectorAll('#pair .text').length === 2 && document.querySelector('#pair header .id').textContent === ${JSON.stringify(why.a)}`);
	const shown = await page.evaluate(sides);

	for (const [at, id, key] of [[0, why.a, "a"], [1, why.b, "b"]]) {
		const text = articles.get(id).text, bytes = Buffer.from(text);
		const units = (offset) => bytes.subarray(0, offset).toString().length;
		const expected = why.passages.map((passage) => passage[key].map(units));
		const ranges = rangesOf(shown[at]);

		assert.equal(shown[at].text, text);
		assert.equal(ranges.length, expected.length);
		for (const range of ranges)
			assert.ok(expected.some(([from, to]) => from === range[0] && to === range[1]), `${id}: ${range}`);
	}
	assert.equal(await page.evaluate("document.querySelectorAll('#pair .reasons li').length"), why.reasons.length);
	assert.equal(await page.evaluate("document.querySelectorAll('#pair .terms li').length"), why.terms.length);
	assert.equal(await page.evaluate("document.querySelectorAll('#pair .measures tr').length"), why.measures.length);
	assert.equal(await page.evaluate("document.querySelector('#pair .relation').textContent"), why.relation);
	await page.press("Escape");
	await page.until("!document.querySelector('#pair').open");
	return why;
}

test("pairs: passages at their places, reasons as explain has them", async (page) => {
	await page.open(`file://${report("corpus", CORPUS)}`);
	const pairs = neardup("pairs", "--format", "jsonl", CORPUS).trim().split("\n").map((line) => JSON.parse(line));
	const articles = articlesOf(CORPUS);
	const some = pairs.filter((pair, i) => i < 12 || i % 20 === 0 || /^(zh|ja|th|ru|ar|hi)/.test(pair.a));
	let passages = 0;

	for (const { a, b } of some)
		passages += (await checkPassages(page, CORPUS, articles, a, b)).passages.length;
	assert.ok(passages > 20, `${some.length} pairs, ${passages} passages`);
});

test("pairs: characters beyond 16 bits, repeats, text that was there twice", async (page) => {
	const shared = "Divers found the bell of the frigate Sturmvogel \u{1F514} on the sea bed near Marstal on Friday morning.";
	const also = "It weighs ninety kilograms \u{20BB7} and bears the year 1741 in letters that can still be read.";
	const folder = mkdtempSync(join(work, "wide-"));
	const lines = [
		{ id: "one", title: "\u{1F514} Bell of the Sturmvogel found", text: `\u{1F30A}\u{1F30A} ${shared} Nobody had looked there. ${also} ${shared}\r\nThe museum of Marstal \u00e9\u0301 will show it.`, date: "2023-05-05T08:00:00Z" },
		{ id: "two", title: "Bell of a frigate", text: `${also} The museum has not said more \u{1F600}. ${shared} Marstal is proud of the Sturmvogel and its bell.`, date: "2023-05-05T10:00:00Z" },
	];

	writeFileSync(join(folder, "a.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n") + "\n");
	await page.open(`file://${report("wide", folder)}`);
	assert.ok((await checkPassages(page, folder, articlesOf(folder), "one", "two")).passages.length >= 2);
});

test("keyboard: everything can be reached", async (page) => {
	await page.open(`file://${report("corpus", CORPUS)}`);
	await page.press("j");
	await page.press("j");
	const id = await page.evaluate("document.activeElement.closest('.story').id");
	assert.equal(id, await page.evaluate(`${shownStories}[1].id`));
	await page.press("Enter");
	await page.until(`document.getElementById('${id}').open && document.getElementById('${id}').querySelector('.timeline')`);
	const size = await page.evaluate(`Number(document.getElementById('${id}').dataset.size)`);
	assert.equal(await page.evaluate(`document.querySelectorAll('#${id} .timeline .dot').length`), size);
	await page.until(`document.querySelectorAll('#${id} .matrix a').length === ${size * (size - 1) / 2}`);
	await page.press("c");
	await page.until("document.querySelector('#pair').open");
	const where = await page.evaluate("location.hash");
	assert.match(where, /^#s-[0-9a-f]{16}\/1-\d+$/);
	if (await page.evaluate("document.querySelectorAll('#pair mark').length")) {
		await page.press("n");
		assert.ok(await page.evaluate("document.querySelectorAll('#pair mark.current').length") >= 2);
		assert.match(await page.evaluate("document.getElementById('passage').textContent"), /^passage 1 of/);
	}
	await page.press("ArrowRight");
	await page.until(`location.hash !== '${where}' && document.querySelector('#pair').open`);
	for (let i = 1; i < size * (size - 1) / 2; i++)
		await page.press("ArrowRight");
	await page.until(`location.hash === '${where}'`);
	await page.press("Escape");
	await page.until("!document.querySelector('#pair').open && !location.hash.includes('/')");
	await page.press("k");
	await page.press("j");
});

test("both texts scroll together", async (page) => {
	await page.open(`file://${report("corpus", CORPUS)}`);
	await page.size(900, 420);
	await page.evaluate(`location.hash = '#' + ${shownStories}.find((s) => s.querySelector('.near-duplicate')).id`);
	await page.evaluate("location.hash = document.querySelector('a.link.near-duplicate').hash");
	await page.until("document.querySelectorAll('#pair .text').length === 2");
	const passages = await page.evaluate("Math.max(...[...document.querySelectorAll('#pair mark')].map((mark) => Number(mark.dataset.on.split(' ')[0]))) + 1");
	for (let i = 0; i < passages; i++) {
		await page.press("n");
		await page.until(`[...document.querySelectorAll('#pair .text')].every((side) => {
			const box = side.getBoundingClientRect(), mark = side.querySelector('mark.current').getBoundingClientRect();
			return mark.bottom > box.top && mark.top < box.bottom;
		})`);
	}
	const right = await page.evaluate("document.querySelectorAll('#pair .text')[1].scrollTop");
	await page.evaluate("document.querySelector('#pair .text').scrollTop = 201");
	await page.until(`document.querySelectorAll('#pair .text')[1].scrollTop !== ${right}`);
	await page.evaluate("document.querySelector('#pair .text').scrollTop = 0");
	await page.until("document.querySelectorAll('#pair .text')[1].scrollTop < 30");
	await page.evaluate("document.querySelector('#pair .text').scrollTop = 200");
	await page.until("document.querySelectorAll('#pair .text')[1].scrollTop > 60");
	await page.evaluate(`new Promise((done) => {	/* the next passage and two scrolls, before events of the first */
		const left = document.querySelector("#pair .text");

		document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }));
		left.scrollTop = 201;
		requestAnimationFrame(() => { left.scrollTop = 0; setTimeout(done, 150); });
	})`);
	assert.equal(await page.evaluate("document.querySelector('#pair .text').scrollTop"), 0);
	assert.ok(await page.evaluate("document.querySelectorAll('#pair .text')[1].scrollTop") < 30);
	await page.evaluate("document.querySelector('#pair .text').scrollTop = 200");
	await page.until("document.querySelectorAll('#pair .text')[1].scrollTop > 60");
	await page.evaluate("document.getElementById('together').checked = false");
	const before = await page.evaluate("document.querySelectorAll('#pair .text')[1].scrollTop");
	await page.evaluate("document.querySelector('#pair .text').scrollTop = 0");
	await new Promise((go) => setTimeout(go, 150));
	assert.equal(await page.evaluate("document.querySelectorAll('#pair .text')[1].scrollTop"), before);
	await page.evaluate("(() => { const pair = document.getElementById('pair'); pair.close(); pair.showModal(); pair.close(); })()");
	await page.until("!document.querySelector('#pair *') && !location.hash.includes('/')");
});

test("hostile articles: nothing runs, nothing breaks", async (page) => {
	const hostile = hostileArticles(), file = join(work, "hostile.jsonl");

	writeFileSync(file, hostile.text);
	await page.open(`file://${report("hostile", file, "--headline", "</title><script>window.fired=1</script>")}`);
	assert.ok(await page.evaluate("document.documentElement.classList.contains('live')"));
	const ids = await page.evaluate("[...document.querySelectorAll('.story')].map((s) => s.id)");
	assert.ok(ids.length >= hostile.stories - 2, `${ids.length} stories`);
	for (const id of ids) {
		await page.evaluate(`location.hash = '#${id}'`);
		await page.until(`document.getElementById('${id}').querySelector('a.link')`);
		await page.evaluate(`location.hash = '#${id}/1-2'`);
		await page.until("document.querySelectorAll('#pair .text').length === 2");
		await page.evaluate("for (const e of document.querySelectorAll('#pair *')) { e.dispatchEvent(new Event('mouseover')); }");
		await page.press("Escape");
		await page.until("!document.querySelector('#pair').open");
	}
	await page.click("#sources > summary");
	await page.press("/");
	await page.type("<script>");
	assert.equal(await page.evaluate("window.fired"), undefined);
	assert.deepEqual(await page.evaluate(`[...document.querySelectorAll('[href]')].map((a) => a.getAttribute('href')).filter((href) => !/^(https?:\\/\\/|#)/i.test(href))`), []);
	assert.equal(await page.evaluate("document.querySelectorAll('script:not([data-of])').length"), 1);
	assert.equal(await page.evaluate("document.querySelectorAll('img, iframe, object, base, link, svg a, main style').length"), 0);
	assert.equal(await page.evaluate(`[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => /^on/i.test(a.name)).length`), 0);
	assert.equal(await page.evaluate("/[\\u202a-\\u202e\\u2066-\\u2069\\u0000-\\u0008\\u001b]/.test(document.body.innerText)"), false);
	assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the window");
	assert.equal(page.messages.length, 0);
	/* the policy would stop what came through all the same */
	await page.evaluate(`(() => { const script = document.createElement('script');
		try { script.textContent = 'window.fired = 1'; document.body.append(script); } catch { } })()`);
	assert.equal(await page.evaluate("window.fired"), undefined);
	page.messages.length = 0;
});

test("without JavaScript the lists are there", async (page) => {
	await page.send("Emulation.setScriptExecutionDisabled", { value: true });
	await page.open(`file://${report("corpus", CORPUS)}`);
	assert.equal(await page.evaluate("document.documentElement.classList.contains('live')"), false);
	await page.click(".story > summary");
	assert.ok(await page.evaluate("document.querySelector('.story').open && document.querySelector('.story li').checkVisibility()"));
	assert.equal(await page.evaluate("document.getElementById('controls').checkVisibility()"), false);
	await page.send("Emulation.setScriptExecutionDisabled", { value: false });
});

test("a phone, in the dark, and on paper", async (page) => {
	await page.size(360, 740, 2, true);
	await page.open(`file://${report("corpus", CORPUS)}`);
	const light = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
	assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
	await page.dark(true);
	assert.notEqual(await page.evaluate("getComputedStyle(document.documentElement).backgroundColor"), light);
	await page.click(".story > summary");
	await page.until("document.querySelector('.story .timeline')");
	await page.evaluate("location.hash = document.querySelector('.story a.link').hash");
	await page.until("document.querySelectorAll('#pair .text').length === 2");
	assert.ok(await page.evaluate("[...document.querySelectorAll('#pair .text')].every((t) => t.clientHeight > 100 && t.scrollWidth <= innerWidth)"));
	await page.press("Escape");
	await page.dark(false);
	const opened = page.evaluate(`new Promise((done) => addEventListener('afterprint', () => done(true), { once: true }))`);
	const { data } = await page.send("Page.printToPDF", {});
	assert.equal(Buffer.from(data, "base64").subarray(0, 5).toString(), "%PDF-");
	assert.ok(await opened);
});

test("nothing to show is a page too", async (page) => {
	const file = join(work, "lone.jsonl");

	writeFileSync(file, `${JSON.stringify({ id: "x", text: "One article alone tells of nothing that another one tells." })}\n`);
	await page.open(`file://${report("lone", file)}`);
	assert.match(await page.evaluate("document.body.innerText"), /No article belongs to another one/);
});

test("an evaluation: figures, curves, mistakes side by side", async (page) => {
	const file = join(work, "eval.html");
	const judged = JSON.parse(neardup("eval", "--labels", join(ROOT, "corpus/labels.tsv"), "--errors", "7", "-o", file, CORPUS));

	await page.open(`file://${file}`);
	assert.equal(await page.evaluate("document.querySelectorAll('.list').length"), 2);
	assert.deepEqual(await page.evaluate("[...document.querySelectorAll('.list')].map((list) => list.querySelectorAll('.story').length)"),
		[judged.false_merges.length, judged.misses.length]);
	assert.equal(await page.evaluate("document.querySelector('.figures td').textContent"), judged.pairs.precision.value.toFixed(3));
	assert.equal(await page.evaluate("document.querySelectorAll('.plots svg').length"), 3);
	assert.ok(await page.evaluate("[...document.querySelectorAll('.plots svg')].every((svg) => svg.querySelector('polyline, rect') && svg.getBBox().width > 200)"));
	for (const [list, mistakes] of [judged.false_merges, judged.misses].entries()) {
		await page.evaluate(`location.hash = '#' + document.querySelectorAll('.list')[${list}].querySelector('.story').id + '/1-2'`);
		await page.until("document.querySelectorAll('#pair .text').length === 2");
		assert.deepEqual(await page.evaluate("[...document.querySelectorAll('#pair header .id')].map((id) => id.textContent).sort()"),
			[mistakes[0].a, mistakes[0].b].map((one) => one.id ?? one).sort());
		await page.press("Escape");
		await page.until("!document.querySelector('#pair').open");
	}
	assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
	await page.size(360, 740, 2, true);
	assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than a phone");
});

async function run(browser, name, body) {
	const page = await browser.page();

	await body(page);
	assert.deepEqual(page.messages, [], "console");
	assert.deepEqual(page.requests.filter((url) => !url.startsWith(`file://${work}/`)), [], "requests");
}

const wanted = process.argv.slice(2);
const browser = launch();
let passed = 0, failed = 0;

for (const [name, body] of tests) {
	if (wanted.length && !wanted.some((word) => name.includes(word)))
		continue;
	try {
		await run(browser, name, body);
		passed++;
	} catch (error) {
		failed++;
		console.error(`FAILED: ${name}\n${error.stack}`);
	}
}
await browser.close();
rmSync(work, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
