"""formats.py - the same articles in every format that is read

A page carries what pages carry: a menu, teasers, scripts, comments; one byte
in twenty is the article's.
"""
import csv
import gzip
import html
import json
import os
import subprocess
import zipfile

MENU = "".join(f'<li class="menu-item menu-item-{i}"><a href="/section/{i}?utm_source=menu" '
               f'data-track="nav:{i}">Section {i}</a></li>\n' for i in range(60))
SCRIPT = "<script>var page={};" + "function f(a,b){return a<b&&'<div>'+a}" * 60 + "</script>"
TEASER = ('<div class="teaser teaser--small" data-id="4711"><a href="/n/4711"><h3>Something else '
          "that happened</h3></a><p>Two lines of it, so that you read on &amp; on.</p></div>\n")
COMMENT = ('<div class="comment" id="c1"><a href="/user/7" rel="nofollow">reader7</a> <time>today'
           "</time><p>I could have told you so, <b>really</b>, and nobody asked.</p></div>\n")


def paragraphs(article):
    return "".join(f"<p>{html.escape(one)}</p>\n" for one in article["text"].split("\n") if one)


def page(article):
    title = html.escape(article.get("title", ""))
    return (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="og:title" content="{title}">{SCRIPT}</head><body><ul class="menu">'
            f"{MENU}</ul><article><h1>{title}</h1><div class=\"text\">{paragraphs(article)}</div>"
            f"</article>{TEASER * 20}<section class=\"comments\">{COMMENT * 40}</section>"
            f"{SCRIPT}</body></html>\n")


def item(article):
    return (f"<item><title>{html.escape(article.get('title', ''))}</title><guid>"
            f"{html.escape(str(article['id']))}</guid><description>"
            f"{html.escape(paragraphs(article))}</description></item>\n")


def record(article):
    body = page(article).encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/"
            f"{article['id']}\r\nContent-Type: application/http\r\n"
            f"Content-Length: {len(block)}\r\n\r\n")
    return head.encode() + block + b"\r\n\r\n"


def write_table(path, articles):
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "title", "text"])
        writer.writerows([one["id"], one.get("title", ""), one["text"]] for one in articles)


def write_bytes(path, pieces, compress=bytes):
    with open(path, "wb") as out:
        for piece in pieces:
            out.write(compress(piece))


def write_zip(path, source):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(source, "articles.jsonl")


def write_all(folder, source, articles, pages):
    """Yields name, path and the bytes that are read, unpacked."""
    with open(source, encoding="utf-8") as file:
        read = [json.loads(line) for _, line in zip(range(articles), file)]
    for number, one in enumerate(read):
        one.setdefault("id", number)
    path = lambda name: os.path.join(folder, name)
    jsonl, few = path("formats.jsonl"), read[:pages]
    write_bytes(jsonl, (json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in read))
    size = os.path.getsize(jsonl)
    yield "JSON Lines", jsonl, size, articles
    write_table(path("formats.csv"), read)
    yield "CSV", path("formats.csv"), os.path.getsize(path("formats.csv")), articles
    write_bytes(path("formats.rss"), [b"<rss><channel>\n", *(item(one).encode() for one in few),
                                      b"</channel></rss>\n"])
    yield "RSS", path("formats.rss"), os.path.getsize(path("formats.rss")), pages
    os.makedirs(path("pages"), exist_ok=True)
    for number, one in enumerate(few):
        write_bytes(path(f"pages/{number}.html"), [page(one).encode()])
    bytes_of_pages = sum(len(page(one).encode()) for one in few)
    yield "HTML, a folder", path("pages"), bytes_of_pages, pages
    write_bytes(path("formats.warc"), map(record, few))
    yield "WARC", path("formats.warc"), os.path.getsize(path("formats.warc")), pages
    write_bytes(path("formats.warc.gz"), map(record, few), gzip.compress)
    yield "WARC, gzip", path("formats.warc.gz"), os.path.getsize(path("formats.warc")), pages
    subprocess.run(["gzip", "-kf", jsonl], check=True)
    yield "JSON Lines, gzip", jsonl + ".gz", size, articles
    subprocess.run(["zstd", "-qf", jsonl], check=True)
    yield "JSON Lines, zstd", jsonl + ".zst", size, articles
    write_zip(path("formats.zip"), jsonl)
    yield "JSON Lines, zip", path("formats.zip"), size, articles
