#!/usr/bin/env python3
"""stream.py - as good one by one as in a pile?

    bench/quality/stream.py [--build build] [--only SET] [-o out.json] DATA

Every labelled set below DATA goes through `neardup feed` in order of time, and
through `neardup pairs` and `neardup clusters` at once.  What the columns mean
is told in bench/quality/README.md.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile

from quality import Program, find_sets, number, print_grid, read_tsv

COPIES = ("identical", "near-duplicate", "contained")


def in_order(articles, path):
    """The articles sorted by date, those without one first."""
    with open(articles, "rb") as file:
        lines = [line for line in file if line.strip()]
    lines.sort(key=lambda line: json.loads(line).get("date") or "")
    with open(path, "wb") as out:
        out.writelines(line if line.endswith(b"\n") else line + b"\n" for line in lines)
    return path


def feed(program, store, articles):
    """The answers, in order."""
    subprocess.run([program.neardup, "index", "create", store, "--quiet"], check=True)
    with open(articles, "rb") as file:
        done = subprocess.run([program.neardup, "feed", store, "--quiet"], stdin=file,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def export(program, store, what, *options):
    done = subprocess.run([program.neardup, "index", "export", store, what, "--format", "jsonl",
                           *options], stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def copies_of(pairs):
    return {frozenset((pair["a"], pair["b"])) for pair in pairs if pair["relation"] in COPIES}


def stories_of(clusters):
    return {member["id"]: cluster["cluster"] for cluster in clusters
            for member in cluster["members"]}


def replay(answers):
    """What a reader knows who keeps a list from the answers and their changes alone."""
    story, members, at_first = {}, collections.defaultdict(set), {}

    def put(article, to):
        members[story.get(article)].discard(article)
        story[article] = to
        members[to].add(article)

    for answer in answers:
        for change in answer["changes"]:
            if change["kind"] == "merged":
                for article in list(members[change["from"]]):
                    put(article, change["to"])
            elif change["to"]:
                put(change["article"], change["to"])
        put(answer["id"], answer["story"])
        at_first.setdefault(answer["id"], answer["story"])
    return story, at_first


def f1_of(labels, story):
    """F1 of the pairs inside the stories."""
    rows = read_tsv(labels)
    right = reported = wanted = 0
    if "cluster" in rows[0]:
        known = [(row["cluster"], story[row["id"]]) for row in rows if row["id"] in story]
        pairs = [sum(n * (n - 1) // 2 for n in collections.Counter(keys).values())
                 for keys in (known, [k[1] for k in known], [k[0] for k in known])]
        right, reported, wanted = pairs
    else:
        for row in rows:
            if row["id_a"] in story and row["id_b"] in story:
                same = story[row["id_a"]] == story[row["id_b"]]
                right += same and row["label"] == "1"
                reported += same
                wanted += row["label"] == "1"
    return 2 * right / (reported + wanted) if reported + wanted else None


def measure(program, one, scratch):
    articles = in_order(one.articles, os.path.join(scratch, "ordered.jsonl"))
    store = os.path.join(scratch, "store-" + one.name)
    answers = feed(program, store, articles)
    pairs = copies_of(export(program, store, "pairs"))
    stories = stories_of(export(program, store, "clusters", "--min-size", "1"))
    in_pile, _ = program.run("pairs", "--templates", "off", articles)
    clusters, _ = program.run("clusters", "--min-size", "1", articles)
    kept, at_first = replay(answers)
    batch = copies_of(in_pile)
    return {
        "name": one.name, "articles": len(answers),
        "f1": f1_of(one.labels, stories), "f1_pile": f1_of(one.labels, stories_of(clusters)),
        "copies": len(pairs), "copies_pile": len(batch),
        "only": sorted(sorted(pair) for pair in pairs - batch),
        "only_pile": sorted(sorted(pair) for pair in batch - pairs),
        "moved": sum(stories.get(article) != story for article, story in at_first.items()),
        "lost": sum(stories.get(article) != story for article, story in kept.items()),
    }


HEADING = ["set", "articles", "story F1", "in a pile", "copies", "in a pile", "only here",
           "only there", "moved", "lost"]


def row_of(one):
    return [one["name"], str(one["articles"]), number(one["f1"]), number(one["f1_pile"]),
            str(one["copies"]), str(one["copies_pile"]), str(len(one["only"])),
            str(len(one["only_pile"])), str(one["moved"]), str(one["lost"])]


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", metavar="DATA", help="folder of labelled sets")
    parser.add_argument("--build", default="build", help="folder of neardup")
    parser.add_argument("--threads", type=int, default=0, help="of neardup; 0: all")
    parser.add_argument("--only", action="append", help="a set, by name; may be repeated")
    parser.add_argument("-o", metavar="FILE", dest="out", help="all figures as JSON")
    return parser.parse_args()


def main():
    args = parse()
    program = Program(args.build, args.threads)
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        for one in find_sets(args.data, None, scratch):
            if not one.labels or one.topics or (args.only and one.name not in args.only):
                continue
            print("stream.py: " + one.name, file=sys.stderr)
            results.append(measure(program, one, scratch))
    print_grid("One by one, in order of time, against all at once", HEADING, [row_of(one) for one in results])
    if args.out:
        with open(args.out, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
