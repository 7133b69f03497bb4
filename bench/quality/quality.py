#!/usr/bin/env python3
"""quality.py - how good neardup is on every labelled set below a folder

    bench/quality/quality.py [--build build] [--corpus corpus] [-o out.json] DATA

A set is a folder with articles.jsonl (or .zst) and labels.tsv.  What the
columns mean is told in bench/quality/README.md.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from page import Page  # noqa: E402

CROWD = "reuters"  # the set that the others are poured into
BASELINE_MOST = 10000  # articles that baselines compares all pairs of
ORACLE_AT = (0.5, 0.8)
COPIES = "identical,near-duplicate"


class Set:
    """One labelled set: where it is, and what is known of its labels."""

    def __init__(self, name, articles, labels, folder):
        self.name = name
        self.articles = articles
        self.labels = labels
        self.oracle = os.path.join(folder, "oracle_pairs.tsv")
        self.form = "none"
        self.topics = False
        if labels:
            rows = read_tsv(labels)
            self.form = "clusters" if "cluster" in rows[0] else "pairs"
            if self.form == "clusters":
                sizes = collections.Counter(row["cluster"] for row in rows)
                # a cluster of most articles is what they were searched for, no event
                self.topics = max(sizes.values()) > len(rows) / 2


def read_tsv(path):
    with open(path, encoding="utf-8") as file:
        names = file.readline().rstrip("\r\n").split("\t")
        lines = (line.rstrip("\r\n").split("\t") for line in file)
        return [dict(zip(names, line)) for line in lines if line != [""]]


def unpack(folder, scratch):
    """The path of the folder's articles, unpacked if need be; None if it has none."""
    plain = os.path.join(folder, "articles.jsonl")
    if os.path.exists(plain):
        return plain
    if not os.path.exists(plain + ".zst"):
        return None
    if not shutil.which("zstd"):
        sys.exit("quality.py: zstd is needed to unpack " + plain + ".zst")
    path = os.path.join(scratch, os.path.basename(folder.rstrip("/")) + ".jsonl")
    with open(path, "wb") as out:
        subprocess.run(["zstd", "-dcq", plain + ".zst"], stdout=out, check=True)
    return path


def find_sets(data, corpus, scratch):
    sets = []
    if corpus and os.path.exists(os.path.join(corpus, "labels.tsv")):
        sets.append(Set("corpus (own)", os.path.join(corpus, "articles"),
                        os.path.join(corpus, "labels.tsv"), corpus))
    for name in sorted(os.listdir(data)):
        folder = os.path.join(data, name)
        articles = unpack(folder, scratch) if os.path.isdir(folder) else None
        labels = os.path.join(folder, "labels.tsv")
        if articles:
            sets.append(Set(name, articles, labels if os.path.exists(labels) else None, folder))
    return sets


class Program:
    """The programs that are measured."""

    def __init__(self, build, threads):
        self.neardup = os.path.join(build, "neardup")
        self.baselines = os.path.join(build, "baselines")
        self.threads = ["--threads", str(threads)]

    def run(self, *arguments):
        """Lines of output as JSON, and the seconds it took."""
        begun = time.monotonic()
        done = subprocess.run([self.neardup, *arguments, *self.threads, "--quiet", "--format",
                               "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        seconds = time.monotonic() - begun
        if done.returncode:
            sys.exit("quality.py: neardup %s: %s" % (" ".join(arguments), done.stderr.decode()))
        return [json.loads(line) for line in done.stdout.splitlines()], seconds

    def evaluate(self, labels, *files):
        lines, seconds = self.run("eval", "--labels", labels, *files)
        return lines[0], seconds

    def draw(self, labels, articles, page):
        """The page of an evaluation; a run of its own, so that the seconds above are of none."""
        self.run("eval", "--labels", labels, "-o", page, articles)

    def pairs(self, *arguments):
        lines, _ = self.run("pairs", *arguments)
        return {frozenset((line["a"], line["b"])): line for line in lines}

    def base(self, labels, articles):
        done = subprocess.run([self.baselines, labels, articles], stdout=subprocess.PIPE)
        return json.loads(done.stdout) if done.returncode == 0 else None


def ids_of(articles):
    with open(articles, encoding="utf-8") as file:
        return {str(json.loads(line)["id"]) for line in file}


def oracle_recall(program, one):
    """Share of the oracle's pairs, of whole texts, that a run with its threshold reports."""
    ids = ids_of(one.articles)
    rows = [(frozenset((row["id_a"], row["id_b"])), float(row["jaccard"]))
            for row in read_tsv(one.oracle) if row["id_a"] in ids and row["id_b"] in ids]
    out = {}
    for at in ORACLE_AT:
        wanted = [pair for pair, jaccard in rows if jaccard >= at]
        found = program.pairs("--templates", "off", "--relation", COPIES, "--threshold", str(at),
                              one.articles)
        low = program.pairs("--templates", "off", "--relation", COPIES, "--threshold",
                            "%.2f" % (at - 0.2), one.articles)
        # the oracle's words are not quite ours: some are below by our count
        met = [pair for pair in wanted if pair in found or
               (pair in low and low[pair]["jaccard"] < at)]
        out["%g" % at] = {"pairs": len(wanted), "found": sum(pair in found for pair in wanted),
                          "met": len(met)}
    return out


def flagged_by_kind(program, one):
    """Of listed pairs that carry a kind: how many, and how many are reported."""
    rows = read_tsv(one.labels)
    if "kind" not in rows[0]:
        return None
    ids = ids_of(one.articles)
    found = program.pairs(one.articles)
    kinds = {}
    for row in rows:
        if row["id_a"] not in ids or row["id_b"] not in ids:
            continue
        kind = kinds.setdefault(row["kind"], {"label": row["label"], "pairs": 0, "flagged": 0})
        kind["pairs"] += 1
        kind["flagged"] += frozenset((row["id_a"], row["id_b"])) in found
    return kinds


def page_of(name):
    return name.split()[0] + ".html"


def write_page(folder, left_out):
    """All tables and the text of that file, if there is one; each set with a link to its own page if it has one."""
    page = Page("How good it is", "Every labelled set by default settings, beside plain baselines with "
                "the threshold that is best on the set; a set's name leads to its curves and mistakes.")
    for title, heading, rows in SHOWN:
        linked = [[(row[0], page_of(row[0])), *row[1:]]
                  if os.path.exists(os.path.join(folder, page_of(row[0]))) else row for row in rows]
        page.table(title, heading, linked)
    if os.path.exists(left_out):
        with open(left_out, encoding="utf-8") as file:
            page.text("Leave one set out: the model trained without the set", file.read())
    page.write(os.path.join(folder, "index.html"))


def measure(program, one, crowd, args):
    """Everything there is to know of one set, as it goes into the JSON."""
    out = {"name": one.name, "form": one.form, "topics": one.topics}
    if one.labels:
        out["eval"], out["seconds"] = program.evaluate(one.labels, one.articles)
        if args.pages:
            os.makedirs(args.pages, exist_ok=True)
            program.draw(one.labels, one.articles, os.path.join(args.pages, page_of(one.name)))
        if out["eval"]["articles"] <= BASELINE_MOST and one.form == "clusters":
            out["baselines"] = program.base(one.labels, one.articles)
    if one.form == "clusters" and not one.topics and crowd and not args.no_crowd:
        out["open"], _ = program.evaluate(one.labels, one.articles, crowd.articles)
    if one.form == "pairs":
        out["kinds"] = flagged_by_kind(program, one)
    if os.path.exists(one.oracle):
        out["oracle"] = oracle_recall(program, one)
    return out


def number(value, digits=3):
    if value is None:
        return "-"
    text = "%.*f" % (digits, value)
    return text[1:] if text.startswith("0.") else text


SHOWN = []  # every table so far: what goes into the page, too


def print_grid(title, heading, rows):
    """Rows of strings under a heading: the first column left, the others right."""
    SHOWN.append((title, heading, rows))
    print(("\n" if len(SHOWN) > 1 else "") + title)
    rows = [heading, *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(heading))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  ".join(cells).rstrip())


def baseline(one, measure_name, figure):
    found = (one.get("baselines") or {}).get(measure_name)
    return number(found[figure]) if found else "-"


def share_in(one, i):
    return number(one["eval"]["calibration"]["ranges"][i]["share"]["value"], 2)


def event_row(one):
    """A line of the main table."""
    pairs, clusters = one["eval"]["pairs"], one["eval"]["clusters"]
    candidates = one["eval"]["candidates"]
    opened, fall = one.get("open"), "-"
    if opened:
        fall = number(clusters["f1"]["value"] - opened["clusters"]["f1"]["value"])
    return [
        one["name"], str(one["eval"]["articles"]),
        number(pairs["f1"]["value"]), number(pairs["average_precision"]["value"]),
        baseline(one, "jaccard", "pair_f1"), baseline(one, "tfidf", "pair_f1"),
        number(clusters["f1"]["value"]),
        "%s-%s" % (number(clusters["f1"]["low"], 2), number(clusters["f1"]["high"], 2)),
        number(clusters["ari"]["value"]), number(clusters["b3_f1"]["value"]),
        baseline(one, "jaccard", "cluster_f1"), baseline(one, "tfidf", "cluster_f1"),
        number(opened["clusters"]["f1"]["value"]) if opened else "-", fall,
        number(candidates["recall"]["value"]), number(candidates["per_article"], 1),
        share_in(one, 0), share_in(one, 1), share_in(one, 2), share_in(one, 3),
        number(one["seconds"], 1),
    ]


EVENT_HEADING = [
    "set", "articles", "pair F1", "AP", "Jaccard", "tf-idf", "story F1", "95 %", "ARI", "B3",
    "Jaccard", "tf-idf", "open", "fall", "recall", "cand.", ".4-.6", ">=.5", ">=.7", ">=.9", "s",
]


def all_together(results):
    """Calibration over all sets of events: the pairs of every score, summed."""
    sums = [[0, 0] for _ in range(4)]
    for one in results:
        for sum_, part in zip(sums, one["eval"]["calibration"]["ranges"]):
            sum_[0] += part["right"]
            sum_[1] += part["pairs"]
    return sums


def mean_of_sets(results):
    """The same, every set that has such pairs weighing as much as any other."""
    means = []
    for i in range(4):
        ranges = [one["eval"]["calibration"]["ranges"][i] for one in results]
        shares = [part["share"]["value"] for part in ranges if part["pairs"]]
        means.append([sum(shares), len(shares)])
    return means


def calibration_row(name, sums):
    row = [name] + [""] * (len(EVENT_HEADING) - 1)
    row[-5:-1] = [number(part / whole, 2) if whole else "-" for part, whole in sums]
    return row


def print_events(results):
    print_grid("Same event: sets whose labels are clusters", EVENT_HEADING, [event_row(one) for one in results] +
               [calibration_row("all pairs together", all_together(results)),
                calibration_row("mean of the sets", mean_of_sets(results))])


def print_kinds(results):
    rows = []
    for one in results:
        for kind, seen in sorted((one.get("kinds") or {}).items()):
            share = seen["flagged"] / seen["pairs"]
            rows.append([one["name"], kind, seen["label"], str(seen["pairs"]),
                         str(seen["flagged"]), number(share)])
    if rows:
        print_grid("Listed pairs by kind: the share that is reported, whatever the relation",
                   ["set", "kind", "label", "pairs", "reported", "share"], rows)


def print_oracles(results):
    rows = []
    for one in results:
        for at, seen in sorted((one.get("oracle") or {}).items()):
            wanted = seen["pairs"]
            shares = [seen[key] / wanted if wanted else None for key in ("met", "found")]
            rows.append([one["name"], at, str(wanted), *(number(share, 4) for share in shares)])
    if rows:
        print_grid("Copies: recall of all pairs above a Jaccard index, by an oracle of all pairs",
                   ["set", "at", "pairs", "recall", "exact"], rows)


def print_left_out(path):
    """The table that the training leaves behind, as it is."""
    if os.path.exists(path):
        print("\nLeave one set out: the model trained without the set (make train)")
        with open(path, encoding="utf-8") as file:
            print(file.read().rstrip())


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", metavar="DATA", help="folder of labelled sets")
    parser.add_argument("--build", default="build", help="folder of neardup and baselines")
    parser.add_argument("--corpus", default="corpus", help="the project's own articles")
    parser.add_argument("--threads", type=int, default=0, help="of neardup; 0: all")
    parser.add_argument("--only", action="append", help="a set, by name; may be repeated")
    parser.add_argument("--no-crowd", action="store_true", help="leave the open world out")
    parser.add_argument("--left-out", default="bench/train/left_out.txt",
                        help="table of leave-one-set-out figures, printed if it is there")
    parser.add_argument("--pages", metavar="DIR", help="a page to look at for each labelled set")
    parser.add_argument("-o", metavar="FILE", dest="out", help="all figures as JSON")
    return parser.parse_args()


def main():
    args = parse()
    program = Program(args.build, args.threads)
    with tempfile.TemporaryDirectory() as scratch:
        sets = find_sets(args.data, args.corpus, scratch)
        crowd = next((one for one in sets if one.name == CROWD), None)
        results = []
        for one in sets:
            if args.only and one.name not in args.only:
                continue
            print("quality.py: " + one.name, file=sys.stderr)
            results.append(measure(program, one, crowd, args))
    events = [one for one in results if one["form"] == "clusters" and not one["topics"]]
    if events:
        print_events(events)
    print_kinds(results)
    print_oracles(results)
    print_left_out(args.left_out)
    if args.pages and SHOWN:
        os.makedirs(args.pages, exist_ok=True)
        write_page(args.pages, args.left_out)
    if args.out:
        with open(args.out, "w", encoding="utf-8") as file:
            json.dump({"sets": results, "calibration": all_together(events)}, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
