#!/usr/bin/env python3
"""compare.py - is this tree faster than another revision?

    bench/speed/compare.py [--build build] [--articles N] [--runs N] REV

REV is built in a worktree of its own, by the same compilers.  Then both
programs run in turn, each round in the other order, so that whatever slows the
machine down meets both.  Every round gives one ratio.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile

import bench
import child
import table

ROUNDS = 3  # for each of --runs: quartiles of 5 numbers say little


def build(revision, folder):
    """The program of that revision, built below 'folder'."""
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", folder, revision], check=True)
    make = ["make", "--no-print-directory", "-C", folder, f"-j{len(child.PROCESSORS)}", "build/neardup"]
    make += [f"{name}={os.environ[name]}" for name in ("CC", "CXX", "CFLAGS") if name in os.environ]
    subprocess.run(make, check=True, stdout=sys.stderr)
    return os.path.join(folder, "build", "neardup")


def in_turn(commands, rounds, processors):
    """Seconds of wall and processor time of both commands, by round; the first round only warms up."""
    times = []
    for turn in range(rounds + 1):
        order = (0, 1) if turn % 2 else (1, 0)
        measured = {which: child.once(commands[which], processors) for which in order}
        times.append((measured[0], measured[1]))
    return times[1:]


def verdict(quartiles):
    low, _, high = quartiles
    if high < 1:
        return "faster"
    return "slower" if low > 1 else "no difference outside of the noise"


def compare(name, commands, rounds, processors):
    times = in_turn(commands, rounds, processors)
    rows = []
    for which, what in enumerate(("wall", "cpu")):
        old = [pair[0][which] for pair in times]
        new = [pair[1][which] for pair in times]
        quartiles = statistics.quantiles([b / a for a, b in zip(old, new)], n=4)
        rows.append([f"{name}, {what}", table.seconds(min(old)), table.seconds(min(new)),
                     f"{quartiles[1]:.3f}", f"{quartiles[0]:.3f}-{quartiles[2]:.3f}",
                     verdict(quartiles)])
    return rows


def main():
    parser = argparse.ArgumentParser(description="this tree against another revision")
    parser.add_argument("--build", default="build")
    parser.add_argument("--articles", type=int, default=100000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("revision")
    options = parser.parse_args()
    neardup = os.path.abspath(os.path.join(options.build, "neardup"))
    generate = os.path.join(options.build, "bench", "generate")
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = os.path.join(scratch, "tree")
        try:
            old = build(options.revision, folder)
            for name, arguments, kind, share in bench.PATHS:
                articles = options.articles // share
                path = os.path.join(scratch, kind + ".jsonl")
                with open(path, "wb") as out:
                    subprocess.run([generate, "--articles", str(articles), "--kind", kind],
                                   stdout=out, check=True)
                commands = [[program, *arguments, "--quiet", "--format", "jsonl", "--threads", "1", path]
                            for program in (old, neardup)]
                rows += compare(f"{name}, {table.count(articles)} articles", commands,
                                ROUNDS * options.runs, 1)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", folder], check=False)
    revision = bench.output_of(["git", "rev-parse", "--short", options.revision])
    table.show(f"This tree against {revision}, one thread, {ROUNDS * options.runs} rounds in turn",
               ["", "old best", "new best", "new / old", "quartiles", ""], rows)


if __name__ == "__main__":
    main()
