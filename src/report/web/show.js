/*
 * show.js - making elements
 *
 * Text enters the page as a text node and in no other way; the page's policy
 * forbids the others too.
 */
const SVG = "http://www.w3.org/2000/svg";

/* Controls and overrides would act on the reader's screen: show them as blanks or boxes. */
function safe(text) {
	return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

function append(element, children) {
	for (const child of children)
		if (child !== null)
			element.append(typeof child === "object" ? child : safe(String(child)));
	return element;
}

/* make("p.by", "text", child, ...): an element with its classes. */
function make(what, ...children) {
	const [name, ...classes] = what.split(".");
	const element = document.createElement(name);

	if (classes.length)
		element.className = classes.join(" ");
	return append(element, children);
}

function draw(name, attributes, ...children) {
	const element = document.createElementNS(SVG, name);

	for (const [key, value] of Object.entries(attributes))
		element.setAttribute(key, value);
	return append(element, children);
}

const byId = (id) => document.getElementById(id);

const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const plural = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;

/* A score as the lists have it: 0.94 */
const score = (x) => x === null ? "\u2013" : x.toFixed(2);

const MONTHS = "January February March April May June July August September October November December".split(" ");

/* "11 May 2015", of seconds since 1970 */
function day(seconds) {
	const date = new Date(seconds * 1000);

	return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function clock(seconds) {
	return new Date(seconds * 1000).toISOString().slice(11, 16);
}

/* "40 minutes", "5 hours", "3 days" */
function duration(seconds) {
	if (seconds < 90 * 60)
		return plural(Math.round(seconds / 60), "minute", "minutes");
	if (seconds < 36 * 3600)
		return plural(Math.round(seconds / 3600), "hour", "hours");
	return plural(Math.round(seconds / 86400), "day", "days");
}
