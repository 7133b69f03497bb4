/*
 * pictures.mjs - the pictures of the README, made by the program itself
 *
 *	NEARDUP=build/neardup node bench/pictures/pictures.mjs
 *
 * The pages are opened in Chromium as the browser tests do it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { launch } from "../../tests/browser/chromium.mjs";

const NEARDUP = resolve(process.env.NEARDUP || "build/neardup");
const ROOT = resolve(new URL("../..", import.meta.url).pathname);
const CORPUS = join(ROOT, "corpus/articles"), HERE = join(ROOT, "bench/pictures");
const work = mkdtempSync(join(tmpdir(), "neardup-pictures-"));
const run = (...args) => execFileSync(NEARDUP, args, { stdio: ["ignore", "ignore", "inherit"] });

run("plan", "--quiet", "--bands", "14", "--rows", "8", "-o", join(HERE, "plan.svg"));
run("report", "--quiet", "--headline", "Twelve years of test news", "-o", join(work, "report.html"), CORPUS);
run("eval", "--quiet", "--labels", join(ROOT, "corpus/labels.tsv"), "-o", join(work, "eval.html"), CORPUS);

const browser = launch(), page = await browser.page();
const settle = () => new Promise((go) => setTimeout(go, 400));
const storyOf = (id) => `[...document.querySelectorAll('#stories .id')].find((one) => one.textContent === '${id}').closest('.story')`;

await page.size(1200, 760);
await page.open(`file://${work}/report.html`);
await page.evaluate(`${storyOf("en1-halloran-1")}.querySelector('summary').click()`);
await page.evaluate(`${storyOf("en1-halloran-1")}.parentElement.prepend(${storyOf("en1-halloran-1")})`);
await settle();
await page.shoot(join(HERE, "report.png"));
await page.evaluate(`location.hash = '#' + ${storyOf("en1-cyberpact-1")}.id + '/1-2'`);
await page.until("document.querySelectorAll('#pair .text').length === 2");
await settle();
await page.press("n");
await page.evaluate("document.activeElement.blur()");
await settle();
await page.shoot(join(HERE, "pair.png"));
await page.press("Escape");
await page.dark(true);
await page.size(390, 760, 2, true);
await page.evaluate(`location.hash = '#' + ${storyOf("en1-cyberpact-1")}.id + '/1-2'`);
await settle();
await page.press("n");
await page.press("n");
await settle();
await page.evaluate("document.activeElement.blur()");
await page.shoot(join(HERE, "phone.png"));
await page.dark(false);
await page.size(1200, 1010);
await page.open(`file://${work}/eval.html`);
await page.shoot(join(HERE, "eval.png"));
await browser.close();
rmSync(work, { recursive: true, force: true });
