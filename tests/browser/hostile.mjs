/*
 * hostile.mjs - articles that want to be more than text
 *
 * Every field that a page shows tries to run something: 'fire' would set
 * window.fired, open a dialog or load an address.  The texts are long enough to
 * make pairs; each attack is in two articles that report the same.
 */
const FIRE = "window.fired=1;alert(1)";

const ATTACKS = [
	`<script>${FIRE}</script>`,
	`</script><script>${FIRE}</script>`,
	`<!--<script>${FIRE}</script>`,
	`"><img src=x onerror="${FIRE}">`,
	`' onmouseover='${FIRE}' autofocus onfocus='${FIRE}' x='`,
	`<svg onload="${FIRE}"><a xlink:href="javascript:${FIRE}">x</a></svg>`,
	`<iframe srcdoc="<script>${FIRE}</script>"></iframe>`,
	`<style>@import 'https://evil.example/a.css'; * { display: none }</style>`,
	`</title></style></noscript></details></ol></main><base href="https://evil.example/">`,
	`<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
	`<link rel="stylesheet" href="https://evil.example/b.css"><object data="https://evil.example/">`,
	`\u202e\u2066</bdi>\u2069txt.exe\u200f\u061c`,
	"]]>--!><![CDATA[<x>&lt;&#x3c;&amp;lt;\u2028\u2029\u0000\u0007\u001b[2J",
	`\${${FIRE}}{{constructor.constructor("${FIRE}")()}}`,
	`__proto__`,
	`s-1" class="x" data-i="constructor`,
];

const URLS = ["javascript:window.fired=1", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
	"data:text/html,<script>window.fired=1</script>", "vbscript:alert(1)", "//evil.example/",
	"https://news.example/\"onclick=\"window.fired=1", "https://news.example/'><script>window.fired=1</script>",
	"http://news.example/plain", "https://news.example/\u202emoc.elpmaxe", "java\nscript:alert(1)", "",
	"file:///etc/passwd", "blob:x", "https://a:b@news.example/", "HTTPS://NEWS.EXAMPLE/UP"];

const TOWNS = ["Ulvik", "Sorrel Bay", "Kastanje", "Merrow", "Tindhaven", "Oskol", "Brambury", "Velm",
	"Pendry", "Larkum", "Hesten", "Quillon", "Rostrava", "Dunmore Sound", "Isafell", "Yarrow Point"];

/* Words that no other town has, so that each attack makes a story of its own. */
function body(town, i, attack) {
	const words = [];

	for (let k = 1; k <= 60; k++)
		words.push(["ba", "ke", "li", "mo", "ru", "ta", "vi"][k * (i + 3) % 7] +
			["dor", "fen", "gul", "has", "jin"][k * (i + 2) % 5] + TOWNS[(i + k) % 16].slice(0, 2).toLowerCase() + (k * 31 + i * 7) % 97);
	return `${town}: ${words.slice(0, 30).join(" ")}. ${attack} ${words.slice(30).join(" ")} in ${town}.`;
}

/* JSON Lines; the last article has a title of a megabyte. */
export function hostileArticles() {
	const articles = [];

	ATTACKS.forEach((attack, i) => {
		for (const twin of ["a", "b"])
			articles.push({
				id: `${attack}-${twin}`,
				title: `${attack} Lighthouse of ${TOWNS[i]} reopened`,
				text: body(TOWNS[i], i, attack) + (twin === "b" ? " Tours begin in May." : "\n\nThe lamp can be seen from far away."),
				date: `2024-03-${String(i + 1).padStart(2, "0")}T0${twin === "a" ? 7 : 9}:00:00Z`,
				source: `${attack} Post`,
				url: URLS[i],
			});
	});
	articles.push({ id: "mega", title: `<b>${"mega title ".repeat(95000)}`, source: "x".repeat(5000),
		text: body(TOWNS[0], 0, ATTACKS[0]), date: "2024-03-01T11:00:00Z", url: `https://long.example/${"y".repeat(100000)}` });
	articles.push({ id: "zalgo", title: `Z${"\u0315\u0321".repeat(300)}`, text: body(TOWNS[1], 1, ATTACKS[1]), date: "not a date" });
	return { stories: ATTACKS.length, text: articles.map((article) => JSON.stringify(article)).join("\n") + "\n" };
}
