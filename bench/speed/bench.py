#!/usr/bin/env python3
"""bench.py - how fast neardup is: stages, whole commands, memory, growth

    bench/speed/bench.py [--build build] [--articles N] [--runs N] [--big]
                         [--data folder] [--compilers gcc,clang] [--only SECTION,...]

What the lines mean is told in bench/speed/README.md.
"""
import argparse
import json
import os
import platform
import shutil
import subprocess
import sys

import child
import formats as made
import table

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from page import Page, write_curve  # noqa: E402

KERNELS = ("portable", "avx2", "avx512", "neon")  # all that may be there
KINDS = ("mixed", "ascii", "escaped", "russian", "chinese")
COPIES = ("pairs", "--relation", "identical,near-duplicate")
WHOLE = ("clusters",)
# name, command, kind of corpus, and the share of --articles: the whole job is slower
PATHS = (("near-duplicates", COPIES, "mixed", 1), ("whole job", WHOLE, "events", 5))
BINS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Bench:
    """Where things are, and what was measured."""

    def __init__(self, options):
        self.options = options
        self.neardup = os.path.join(options.build, "neardup")
        self.folder = os.path.join(options.build, "bench")
        self.kernels = available_kernels(self.neardup)
        self.made = []  # corpora
        self.result = {"machine": machine(), "articles": options.articles, "runs": options.runs}

    def corpus(self, kind, articles, truth=False):
        """A corpus that was just written, so it is in the page cache."""
        path = os.path.join(self.folder, f"{kind}-{articles}.jsonl")
        if path not in self.made or truth:
            command = [os.path.join(self.folder, "generate"), "--articles", str(articles),
                       "--kind", kind] + (["--truth", path + ".truth"] if truth else [])
            with open(path, "wb") as out:
                subprocess.run(command, stdout=out, check=True)
            self.made.append(path)
        return path

    def paths(self):
        """Both ways through the program: name, arguments, corpus, its bytes and articles."""
        for name, arguments, kind, share in PATHS:
            articles = self.options.articles // share
            path = self.corpus(kind, articles)
            yield name, arguments, path, os.path.getsize(path), articles

    def drop(self, path):
        """Room for the next one: a large corpus takes gigabytes."""
        for name in (path, path + ".truth"):
            if os.path.exists(name):
                os.remove(name)
        self.made = [one for one in self.made if one != path]

    def command(self, arguments, path, threads, program=None):
        return [program or self.neardup, *arguments, "--quiet", "--format", "jsonl",
                "--threads", str(threads), path]

    def measure(self, arguments, path, threads=1, kernels=None, program=None):
        env = {"NEARDUP_KERNELS": kernels} if kernels else {}
        return child.often(self.command(arguments, path, threads, program), self.options.runs,
                           threads, env)


def available_kernels(neardup):
    """The first is the one that is chosen when nobody says which."""
    def version(env):
        done = subprocess.run([neardup, "version"], capture_output=True, text=True,
                              check=False, env={**os.environ, **env})
        return done.stdout if done.returncode == 0 else ""

    names = [name for name in KERNELS if f"kernels: {name}" in version({"NEARDUP_KERNELS": name})]
    return sorted(names, key=lambda name: f"kernels: {name}" not in version({}))


def output_of(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def machine():
    model = platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
    return {
        "processor": model,
        "processors": len(child.PROCESSORS),
        "kernel": platform.release(),
        "compiler": output_of([os.environ.get("CC", "cc"), "--version"]).split("\n")[0],
        "revision": output_of(["git", "describe", "--always", "--dirty"]),
        "load": round(os.getloadavg()[0], 1),
    }


def copy_rate(path):
    """Bytes a second at which a file is read from the page cache: the yardstick of all."""
    return os.path.getsize(path) / child.often([shutil.which("cat"), path], 5).best


def stage_rows(measured):
    """The run's stages in order; that of the articles taken apart by what is measured alone."""
    alone = {"read": measured["read"]} | {one["name"]: one for one in measured["stages"]}
    if not measured["event_candidates"]:
        for name in ("terms", "fingerprints", "sets"):
            del alone[name]
    hashing = alone.pop("hash")
    rows = []
    for stage in measured["run"]:
        if stage["name"] != "articles":
            rows.append((stage["name"], stage))
            continue
        rows += list(alone.items())
        rest = {key: stage[key] - sum(one[key] for one in alone.values())
                for key in ("best", "median")}
        rows.append(("copy, store, rest", rest))
    at = [name for name, _ in rows].index("tokens")
    rows.insert(at + 1, ("  of it: hash", hashing))
    return [row for row in rows if row[0] not in ("end", "whole")] + [("whole", rows[-1][1])]


def items_of(name, measured):
    """What a stage's time is divided by: its own items."""
    if name in ("shingles", "fingerprints", "sets", "sketch"):
        return measured["shingles"], "shingle"
    if name in ("verify", "events", "stories"):
        return measured["event_candidates"] or measured["text_candidates"], "pair"
    return measured["tokens"], "token"


def stages(bench):
    result = {}
    for title, relation, kind in (("near-duplicates", "text", "mixed"), ("whole job", "all", "events")):
        path = bench.corpus(kind, bench.options.stage_articles)
        by_kernels = {}
        for kernels in dict.fromkeys((bench.kernels[0], "portable")):
            command = [os.path.join(bench.folder, "stages"), "--runs", str(bench.options.runs),
                       "--relation", relation, path]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True,
                                  env={**os.environ, "NEARDUP_KERNELS": kernels})
            by_kernels[kernels] = json.loads(done.stdout)
        show_stages(f"Stages, {title}, one thread, processor time, {kind}", by_kernels)
        result[title] = by_kernels
    return result


def show_stages(title, by_kernels):
    first, *others = by_kernels
    measured = by_kernels[first]
    portable = dict(stage_rows(by_kernels["portable"]))
    rows = stage_rows(measured)
    whole = dict(rows)["whole"]["best"]
    lines = []
    for name, stage in rows:
        items, item = items_of(name, measured)
        best = stage["best"]
        if best < 1e-6:  # what is left may be nothing, and less than nothing by noise
            lines.append([name] + [""] * (7 if others else 6))
            continue
        lines.append([name, f"{1e3 * best:.1f}", f"{1e3 * stage['median']:.1f}",
                      table.percent(best / whole), table.rate(measured["bytes"] / best / 1e6),
                      table.count(measured["articles"] / best),
                      f"{1e9 * best / max(items, 1):.2f} /{item}"]
                     + ([f"{portable[name]['best'] / best:.2f}"] if others else []))
    table.show(f"{title}, {table.count(measured['articles'])} articles, "
               f"{measured['bytes'] / 1e6:.0f} MB, kernels {first}",
               ["stage", "best ms", "median", "share", "MB/s", "articles/s", "ns"]
               + (["portable takes"] if others else []), lines,
               f"{table.count(measured['text_candidates'])} candidates of copies, "
               f"{table.count(measured['event_candidates'])} of events, "
               f"{table.count(measured['pairs'])} pairs")


COMMAND_HEADER = ["", "best", "median", "cpu", "MB/s", "articles/s", "MB/cpu s"]


def command_row(name, times, size, articles):
    return [name, table.seconds(times.best), table.seconds(times.median),
            table.seconds(times.best_cpu), table.rate(size / times.best / 1e6),
            table.count(articles / times.best), table.rate(size / times.best_cpu / 1e6)]


def command_json(times, size, articles, **more):
    return {**times.as_json(), "bytes": size, "articles": articles, **more}


def kernels(bench):
    rows, result = [], []
    for name, arguments, path, size, articles in bench.paths():
        for kernel in bench.kernels:
            times = bench.measure(arguments, path, kernels=kernel)
            rows.append(command_row(f"{name}, {kernel}", times, size, articles))
            result.append(command_json(times, size, articles, path=name, kernels=kernel))
    table.show("Whole commands, one thread, by instruction set", COMMAND_HEADER, rows)
    return result


def kinds(bench):
    rows, result = [], []
    for kind in KINDS:
        path = bench.corpus(kind, bench.options.articles)
        size = os.path.getsize(path)
        times = bench.measure(COPIES, path)
        rows.append(command_row(kind, times, size, bench.options.articles) + [table.rate(copy_rate(path) / 1e6)])
        result.append(command_json(times, size, bench.options.articles, kind=kind))
        if kind != "mixed":
            bench.drop(path)
    table.show("Near-duplicates, one thread, by text", COMMAND_HEADER + ["cat MB/s"], rows)
    return result


def formats(bench):
    """Reading alone: 'neardup extract'."""
    rows, result = [], []
    articles = min(bench.options.articles, 20000)
    source = bench.corpus("mixed", bench.options.articles)
    for name, path, size, n in made.write_all(bench.folder, source, articles, articles // 10):
        times = child.often([bench.neardup, "extract", "--quiet", path], bench.options.runs)
        rows.append(command_row(name, times, size, n))
        result.append(command_json(times, size, n, format=name))
    table.show("Reading, one thread, by format; MB are those that were unpacked", COMMAND_HEADER,
               rows)
    return result


def threads(bench):
    rows, result = [], []
    for name, arguments, path, size, articles in bench.paths():
        one = None
        for n in range(1, len(child.PROCESSORS) + 1):
            times = bench.measure(arguments, path, n)
            one = one or times
            rows.append(command_row(f"{name}, {n}", times, size, articles)
                        + [f"{one.best / times.best:.2f}"])
            result.append(command_json(times, size, articles, path=name, threads=n))
    table.show("Threads", COMMAND_HEADER + ["times one"], rows)
    return result


def growth(bench):
    sizes = [10000, 100000] + ([1000000] if bench.options.big else [])
    processors = len(child.PROCESSORS)
    rows, result = [], []
    for name, arguments, kind, _ in PATHS:
        before = None
        for n in sizes:
            path = bench.corpus(kind, n)
            size = os.path.getsize(path)
            times = bench.measure(arguments, path, processors)
            peak = child.peak_memory(bench.command(arguments, path, processors), processors)
            rows.append(command_row(f"{name}, {table.count(n)}", times, size, n)
                        + [f"{times.best / before:.1f}" if before else "",
                           table.count(peak / n), f"{peak / 2**20:.0f}"])
            result.append(command_json(times, size, n, path=name, peak=peak))
            before = times.best
            bench.drop(path)
    table.show(f"Growth, {processors} threads",
               COMMAND_HEADER + ["times", "bytes/article", "MiB"], rows,
               "bytes/article: peak of anonymous memory, mapped files not counted")
    return result


STORE_HEADER = ["articles", "added/s", "a cpu s", "of both", "query, us", "p99", "max",
                "bytes/article", "MiB", "files"]
ASKED = 2000  # queries at each size, as in fill.c


def store(bench):
    """A store filled article by article, and asked on the way."""
    n = 1000000 if bench.options.big else bench.options.articles
    path = os.path.join(bench.folder, "store")
    shutil.rmtree(path, ignore_errors=True)
    generate = subprocess.Popen([os.path.join(bench.folder, "generate"), "--articles",
                                 str(n + ASKED)], stdout=subprocess.PIPE)
    done = subprocess.run([os.path.join(bench.folder, "fill"), path], stdin=generate.stdout,
                          stdout=subprocess.PIPE, text=True, check=True)
    generate.wait()
    shutil.rmtree(path)
    rows = [line.split() for line in done.stdout.splitlines()[1:]]
    table.show("A store, two threads (one reads and makes ready, one adds), commits of 1,000 articles",
               STORE_HEADER,
               [[table.count(float(cell)) for cell in row] for row in rows],
               "a cpu s: of the thread that adds; query: processor time of an answer without adding, by "
               "one thread; bytes: all files")
    return [dict(zip(STORE_HEADER, map(float, row))) for row in rows]


def small(bench):
    """What a person waits for: help, and two articles explained."""
    path = bench.corpus("mixed", 2)
    rows, result = [], []
    for name, command in (("--help", [bench.neardup, "--help"]),
                          ("explain, two articles",
                           [bench.neardup, "explain", path, "n00000000", "n00000001"])):
        times = child.often(command, 4 * bench.options.runs)
        rows.append([name, table.seconds(times.best), table.seconds(times.median),
                     table.seconds(times.best_cpu)])
        result.append({"name": name, **times.as_json()})
    bench.drop(path)
    table.show("Small commands", ["", "best", "median", "cpu"], rows)
    return result


def real(bench):
    """Real articles, if there are any at hand."""
    folder = bench.options.data
    path = next((name for name in (os.path.join(folder, "reuters.jsonl"),
                                   os.path.join(folder, "reuters", "articles.jsonl"))
                 if os.path.exists(name)), None)
    packed = os.path.join(folder, "reuters", "articles.jsonl.zst")
    if not path and os.path.exists(packed):
        path = os.path.join(bench.folder, "reuters.jsonl")
        subprocess.run(["zstd", "-dqf", packed, "-o", path], check=True)
    if not path:
        print(f"\nNo reuters below '{folder}': real articles are left out (DATA=folder)")
        return None
    with open(path, "rb") as file:
        articles = sum(1 for _ in file)
    size = os.path.getsize(path)
    rows, result = [], []
    for name, arguments, _, _ in PATHS:
        times = bench.measure(arguments, path)
        peak = child.peak_memory(bench.command(arguments, path, 1))
        rows.append(command_row(name, times, size, articles) + [table.count(peak / articles)])
        result.append(command_json(times, size, articles, path=name, peak=peak))
    table.show(f"Real articles (reuters, {size / 1e6:.0f} MB), one thread",
               COMMAND_HEADER + ["bytes/article"], rows)
    return result


def read_truth(path):
    with open(path, encoding="utf-8") as file:
        next(file)
        for line in file:
            a, b, _, kind, jaccard, _ = line.split("\t")
            yield frozenset((a, b)), kind, float(jaccard)


def recall(bench):
    path = bench.corpus("mixed", bench.options.articles, truth=True)
    found_in = os.path.join(bench.folder, "found.jsonl")
    child.once(bench.command(COPIES, path, len(child.PROCESSORS)), len(child.PROCESSORS), found_in)
    with open(found_in, encoding="utf-8") as file:
        found = {frozenset((pair["a"], pair["b"])) for pair in map(json.loads, file)}
    os.remove(found_in)
    bins = {low: [0, 0] for low in BINS}
    for pair, kind, jaccard in read_truth(path + ".truth"):
        if jaccard < BINS[0] or kind == "contained":
            continue
        one = bins[max(low for low in BINS if low <= jaccard)]
        one[0] += 1
        one[1] += pair in found
    rows = [[f"{low:.1f}" if low == 1 else f"{low:.1f}-{low + 0.1:.1f}", table.count(true),
             table.count(got), table.percent(got / true)]
            for low, (true, got) in bins.items() if true]
    true = sum(one[0] for one in bins.values())
    got = sum(one[1] for one in bins.values())
    rows.append(["all", table.count(true), table.count(got), table.percent(got / true)])
    table.show("Recall of near-duplicates by their true Jaccard index (threshold 0.3, recall 0.99)",
               ["Jaccard", "true", "found", "recall"], rows)
    return {"bins": bins, "true": true, "found": got}


def accuracy(bench):
    done = subprocess.run([os.path.join(bench.folder, "accuracy")], stdout=subprocess.PIPE, check=True)
    result = json.loads(done.stdout)
    slots = sorted({one["k"] for one in result["accuracy"]})
    by_size = {}
    for one in result["accuracy"]:
        by_size.setdefault(one["n"], []).append(f"{one['error']:.2f}")
    worst = max(result["accuracy"], key=lambda one: abs(one["bias"]))
    table.show("Error of the sketch over that of plain MinHash, sqrt(J (1 - J) / k); below 1 is better",
               ["shingles"] + [f"k={k}" for k in slots],
               [[table.count(n), *errors] for n, errors in by_size.items()],
               f"J near .3, .5 and .8, {result['trials']} trials each; largest bias "
               f"{worst['bias']:+.4f} (n {worst['n']}, k {worst['k']})")
    return result


def compilers(bench):
    """The same sources by each compiler, in a build folder of its own."""
    names = [name for name in bench.options.compilers.split(",") if name and shutil.which(name)]
    cxx = {"gcc": "g++", "clang": "clang++"}
    names = [name for name in names if shutil.which(cxx.get(name, name + "++"))]
    if len(names) < 2:
        print("\nCompilers: fewer than two of", bench.options.compilers, "are installed")
        return None
    programs = {}
    for name in names:
        build = os.path.join(bench.folder, name)
        programs[name] = os.path.join(build, "neardup")
        subprocess.run(["make", "--no-print-directory", f"-j{len(child.PROCESSORS)}", f"B={build}",
                        f"CC={name}", f"CXX={cxx.get(name, name + '++')}", programs[name]],
                       check=True, stdout=sys.stderr)
    rows, result = [], []
    for name, arguments, path, size, articles in bench.paths():
        for compiler in names:
            times = bench.measure(arguments, path, program=programs[compiler])
            rows.append(command_row(f"{name}, {compiler}", times, size, articles))
            result.append(command_json(times, size, articles, path=name, compiler=compiler))
    table.show("Whole commands, one thread, by compiler", COMMAND_HEADER, rows,
               "; ".join(output_of([name, "--version"]).split("\n")[0] for name in names))
    return result


SECTIONS = (small, stages, kernels, kinds, formats, threads, growth, store, real, recall, accuracy,
            compilers)


def curves(points):
    """Seconds by articles, of each path."""
    out = {}
    for point in points:
        out.setdefault(point["path"], []).append((point["articles"], point["best"]))
    return out


def write_page(bench, path):
    told = bench.result["machine"]
    page = Page("How fast it is", f"{told['processor']}, {told['processors']} processors, "
                f"{told['compiler']}; revision {told['revision']}; best and median of "
                f"{bench.options.runs} runs, load {told['load']} when it began.")
    for title, header, rows, note in table.shown:
        page.table(title, header, rows, note)
    if bench.result.get("growth"):
        series = curves(bench.result["growth"])
        page.curve("Growth", "articles", "seconds", series, "dotted: as the articles grow")
        write_curve(os.path.join(bench.folder, "growth.svg"), "articles", "seconds", series)
    page.write(path)


def parse():
    names = [section.__name__ for section in SECTIONS]
    parser = argparse.ArgumentParser(description="how fast neardup is")
    parser.add_argument("--build", default="build")
    parser.add_argument("--articles", type=int, default=100000)
    parser.add_argument("--stage-articles", type=int, default=0,
                        help="articles of the stages, a tenth of --articles if 0")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--big", action="store_true", help="growth to 1,000,000 articles")
    parser.add_argument("--data", default="corpora")
    parser.add_argument("--compilers", default="gcc,clang")
    parser.add_argument("--only", default="", help=f"of {', '.join(names)}")
    options = parser.parse_args()
    options.only = [name for name in options.only.split(",") if name] or names
    for name in options.only:
        if name not in names:
            parser.error(f"no section '{name}'; there are {', '.join(names)}")
    if options.articles < 1000 or options.runs < 1:
        parser.error("at least 1000 articles and one run")
    options.stage_articles = options.stage_articles or options.articles // 10
    options.build = os.path.abspath(options.build)
    return options


def main():
    bench = Bench(parse())
    if bench.result["machine"]["load"] > 0.5:
        print("The machine is busy: wall times are too long, look at the columns of cpu.\n")
    print(", ".join(f"{name}: {value}" for name, value in bench.result["machine"].items()))
    try:
        for section in SECTIONS:
            if section.__name__ in bench.options.only:
                bench.result[section.__name__] = section(bench)
                sys.stdout.flush()
    finally:
        for path in list(bench.made):
            bench.drop(path)
    path = os.path.join(bench.folder, "bench.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(bench.result, file, indent=1)
        file.write("\n")
    write_page(bench, os.path.join(bench.folder, "bench.html"))
    print(f"\nAll figures: {path}, and a page to look at: {bench.folder}/bench.html")


if __name__ == "__main__":
    main()
