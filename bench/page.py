"""page.py - tables and curves of a run as one HTML page that loads nothing

Style and colours are those of the program's own pages (src/report/web); there
is no script, and the page's policy allows only its style sheet, by its hash.

    page = Page("How fast it is", "neardup 1.0 on a machine")
    page.table("Threads", ["", "best"], [["one", "1 s"]], "a note")
    page.curve("Growth", "articles", "seconds", {"one": [(10, 1.0), (100, 11.0)]})
    page.write("bench.html")
"""
import base64
import hashlib
import math
import os
from html import escape

WEB = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "report", "web")
STYLE = """
body { max-width: 88rem; }
.figures a { color: inherit; }
.figures { display: block; overflow-x: auto; }
.figures td:nth-child(2) { font-weight: 400; }
.figures th, .figures td { text-align: right; white-space: nowrap; }
.figures tr > :first-child { text-align: left; }
.figures tr:first-child th { color: var(--soft); font-size: 0.75rem; }
.figures .bar { width: 7rem; padding-right: 0; }
.bar rect { fill: var(--event); }
.list pre { overflow-x: auto; }
.plots figure { flex: 1 1 100%; max-width: 46rem; }
.plots svg { width: 100%; height: auto; }
"""
WIDTH, HEIGHT, LEFT, BOTTOM, RIGHT, TOP = 720, 420, 64, 44, 150, 28


class Page:
    """What was shown, in order."""

    def __init__(self, title, dek):
        self.title, self.dek, self.parts = title, dek, []

    def table(self, title, header, rows, note=""):
        """Cells are strings; a share ("12.5 %") in the column 'share' gets a bar, a cell
        (text, address) is a link."""
        bars = header.index("share") if "share" in header else None
        lines = ["<section class=\"figures\"><table><caption>%s</caption>" % escape(title),
                 row_of("th", header) + "</tr>"]
        for row in rows:
            lines.append(row_of("td", row) + (bar(row[bars]) if bars is not None else "") + "</tr>")
        lines.append("</table>")
        if note:
            lines.append("<p class=\"note\">%s</p>" % escape(note))
        self.parts.append("\n".join(lines) + "</section>")

    def text(self, title, text):
        self.parts.append(f"<section class=\"list\"><h2>{escape(title)}</h2>\n"
                          f"<pre class=\"note\">{escape(text)}</pre></section>")

    def curve(self, title, x_name, y_name, series, says=""):
        """Points over two logarithmic axes; a dotted line grows as x does."""
        self.parts.append("<section class=\"plots\"><figure class=\"wide\"><figcaption><b>%s</b> "
                          "%s</figcaption>\n%s</figure></section>"
                          % (escape(title), escape(says), curve_svg(x_name, y_name, series)))

    def write(self, path):
        style = sheet("report.css") + sheet("plot.css") + STYLE
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        with open(path, "w", encoding="utf-8") as file:
            file.write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                       f"style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"color-scheme\" content=\"light dark\">\n"
                       f"<title>{escape(self.title)}</title>\n<style>{style}</style>\n</head>\n"
                       "<body>\n<header class=\"masthead\">\n<p class=\"kicker\">neardup</p>\n"
                       f"<h1>{escape(self.title)}</h1>\n<p class=\"dek\">{escape(self.dek)}</p>\n"
                       "</header>\n" + "\n".join(self.parts) + "\n</body>\n</html>\n")


def sheet(name):
    with open(os.path.join(WEB, name), encoding="utf-8") as file:
        return file.read()


def write_curve(path, x_name, y_name, series):
    """The curve as a picture of its own."""
    svg = curve_svg(x_name, y_name, series).replace(
        ">", f" xmlns=\"http://www.w3.org/2000/svg\"><style>{sheet('plot.css')}</style>"
        "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>", 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(svg)


def row_of(tag, cells):
    def inside(cell):
        if isinstance(cell, tuple):
            return f"<a href=\"{escape(cell[1])}\">{escape(cell[0])}</a>"
        return escape(str(cell))

    return "<tr>" + "".join(f"<{tag}>{inside(cell)}</{tag}>" for cell in cells)


def bar(share):
    try:
        width = min(100.0, max(0.0, float(share.removesuffix("%"))))
    except ValueError:
        return "<td></td>"
    return (f"<td class=\"bar\"><svg viewBox=\"0 0 100 8\" width=\"100%\" height=\"8\" "
            f"preserveAspectRatio=\"none\"><rect width=\"{width:.1f}\" height=\"8\"/></svg></td>")


def decades(values):
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def tick_text(exponent):
    return f"{10 ** exponent:,}" if exponent >= 0 else f"{10.0 ** exponent:.{-exponent}f}"


def curve_svg(x_name, y_name, series):
    points = [point for line in series.values() for point in line]
    (x_low, x_high), (y_low, y_high) = (decades([point[i] for point in points]) for i in (0, 1))

    def place(x, y):
        return (LEFT + (math.log10(x) - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT),
                HEIGHT - BOTTOM - (math.log10(y) - y_low) / (y_high - y_low) * (HEIGHT - BOTTOM - TOP))

    def line(name, ends):
        return (f"<polyline class=\"{name}\" points=\""
                + " ".join(f"{x:.1f},{y:.1f}" for x, y in ends) + "\"/>")

    def text(name, x, y, anchor, words):
        return f"<text class=\"{name}\" x=\"{x:.1f}\" y=\"{y:.1f}\" text-anchor=\"{anchor}\">{escape(words)}</text>"

    out = [f"<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{escape(y_name)}\">"]
    for exponent in range(x_low, x_high + 1):
        x, bottom = place(10.0 ** exponent, 10.0 ** y_low)
        out += [line("hair", [(x, TOP), (x, bottom)]),
                text("tick", x, bottom + 16, "middle", tick_text(exponent))]
    for exponent in range(y_low, y_high + 1):
        left, y = place(10.0 ** x_low, 10.0 ** exponent)
        out += [line("hair", [(left, y), (WIDTH - RIGHT, y)]),
                text("tick", left - 8, y + 4, "end", tick_text(exponent))]
    out += [text("soft", WIDTH - RIGHT, HEIGHT - 6, "end", x_name), text("soft", 4, 12, "start", y_name)]
    for (name, ends), colour in zip(series.items(), ("", "green", "red", "soft")):
        first_x, first_y = ends[0]
        steady = [(x, y) for x, y in ((x, first_y * x / first_x) for x, _ in ends) if y <= 10.0 ** y_high]
        out += [line("guide", [place(*point) for point in steady]),
                line(colour, [place(*point) for point in ends])]
        out += ["<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>" % place(*point) for point in ends]
        x, y = place(*ends[-1])
        out.append(text(colour, x + 10, y + 4, "start", name))
    return "\n".join(out) + "\n</svg>\n"
