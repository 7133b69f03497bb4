/*
 * chromium.mjs - a headless Chromium, driven over a pair of pipes
 *
 * Chromium speaks its DevTools protocol on file descriptors 3 and 4, one JSON
 * message after the other with a NUL behind each (--remote-debugging-pipe).
 * So a test needs no port, no driver program and no package.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = ["--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
	"--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync", "--hide-scrollbars",
	"--font-render-hinting=none", "--force-color-profile=srgb"];
const PATIENCE = 30000;		// milliseconds until a wait is given up

class Page {
	constructor(browser, session) {
		this.browser = browser;
		this.session = session;
		this.messages = [];	// of the console, exceptions and the log
		this.requests = [];	// addresses that were asked for
	}

	send(method, params = {}) {
		return this.browser.send(method, params, this.session);
	}

	note(method, params) {
		if (method === "Runtime.consoleAPICalled")
			this.messages.push(params.args.map((arg) => arg.value ?? arg.description).join(" "));
		else if (method === "Runtime.exceptionThrown")
			this.messages.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
		else if (method === "Log.entryAdded")
			this.messages.push(params.entry.text);
		else if (method === "Network.requestWillBeSent")
			this.requests.push(params.request.url);
		else if (method === "Page.javascriptDialogOpening")
			this.messages.push(`dialog: ${params.message}`);
	}

	async open(url) {
		const loaded = this.browser.once("Page.loadEventFired", this.session);

		await this.send("Page.navigate", { url });
		await loaded;
	}

	/* The value of an expression in the page; promises are waited for. */
	async evaluate(expression) {
		const answer = await this.send("Runtime.evaluate",
			{ expression, awaitPromise: true, returnByValue: true });

		if (answer.exceptionDetails)
			throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
		return answer.result.value;
	}

	/* Wait until the expression is true. */
	async until(expression) {
		const end = Date.now() + PATIENCE;

		while (!await this.evaluate(`Boolean(${expression})`)) {
			if (Date.now() > end)
				throw new Error(`never true: ${expression}`);
			await new Promise((go) => setTimeout(go, 20));
		}
	}

	async press(key, more = {}) {
		const text = key.length === 1 ? key : key === "Enter" ? "\r" : undefined;
		const code = { Enter: 13, Escape: 27, ArrowLeft: 37, ArrowRight: 39 }[key];
		const event = { key, text, windowsVirtualKeyCode: code, ...more };

		await this.send("Input.dispatchKeyEvent", { ...event, type: text ? "keyDown" : "rawKeyDown" });
		await this.send("Input.dispatchKeyEvent", { ...event, type: "keyUp" });
	}

	async type(text) {
		for (const key of text)
			await this.press(key);
	}

	/* Click the middle of the first element that the selector finds. */
	async click(selector) {
		const { x, y } = await this.evaluate(`(() => {
			const element = document.querySelector(${JSON.stringify(selector)});
			element.scrollIntoView({ block: "center", behavior: "instant" });
			const box = element.getBoundingClientRect();
			return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
		})()`);
		const event = { x, y, button: "left", clickCount: 1 };

		await this.send("Input.dispatchMouseEvent", { ...event, type: "mousePressed" });
		await this.send("Input.dispatchMouseEvent", { ...event, type: "mouseReleased" });
	}

	/* The window in CSS pixels. */
	size(width, height, scale = 1, mobile = false) {
		return this.send("Emulation.setDeviceMetricsOverride",
			{ width, height, deviceScaleFactor: scale, mobile });
	}

	dark(on) {
		return this.send("Emulation.setEmulatedMedia",
			{ features: [{ name: "prefers-color-scheme", value: on ? "dark" : "light" }] });
	}

	async shoot(file) {
		const { data } = await this.send("Page.captureScreenshot", { format: "png" });

		writeFileSync(file, Buffer.from(data, "base64"));
	}
}

class Browser {
	constructor() {
		this.home = mkdtempSync(join(tmpdir(), "neardup-chromium-"));
		this.process = spawn(process.env.CHROMIUM || "chromium", [...FLAGS, `--user-data-dir=${this.home}`],
			{ stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
		[, , , this.out, this.in] = this.process.stdio;
		this.last = 0;
		this.waiting = new Map();	// number of a call -> its promise
		this.pages = new Map();		// session -> Page
		this.watchers = [];
		this.gone = false;
		this.process.on("error", (error) => this.fail(error));
		this.process.on("exit", () => this.fail(new Error("chromium ended")));
		this.out.on("error", () => {});
		let rest = Buffer.alloc(0);

		this.in.on("data", (bytes) => {
			rest = Buffer.concat([rest, bytes]);
			for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1))
				this.hear(JSON.parse(rest.subarray(0, end)));
		});
	}

	fail(error) {
		this.gone = true;
		for (const { reject } of this.waiting.values())
			reject(error);
		this.waiting.clear();
	}

	hear({ id, method, params, result, error, sessionId }) {
		if (id) {
			const { resolve, reject } = this.waiting.get(id);

			this.waiting.delete(id);
			if (error)
				reject(new Error(error.message));
			else
				resolve(result);
			return;
		}
		this.pages.get(sessionId)?.note(method, params);
		this.watchers = this.watchers.filter((watcher) => {
			if (watcher.method !== method || watcher.session !== sessionId)
				return true;
			watcher.resolve(params);
			return false;
		});
	}

	send(method, params = {}, sessionId = undefined) {
		const id = ++this.last;

		if (this.gone)
			return Promise.reject(new Error("chromium is not there"));
		this.out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
		return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
	}

	once(method, session) {
		return new Promise((resolve) => this.watchers.push({ method, session, resolve }));
	}

	async page() {
		const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
		const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
		const page = new Page(this, sessionId);

		this.pages.set(sessionId, page);
		for (const domain of ["Page", "Runtime", "Log", "Network"])
			await page.send(`${domain}.enable`);
		await page.size(1280, 860);
		return page;
	}

	async close() {
		const ended = new Promise((done) => this.process.on("exit", done));

		if (!this.gone) {
			this.send("Browser.close").catch(() => {});
			await ended;
		}
		rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
	}
}

export const launch = () => new Browser();
