"""child.py - programs run, timed and watched

A run is timed from posix_spawn to wait4, pinned to as many processors as it has
threads.  Memory is watched in a run of its own, so that the watching costs no
measured run anything.
"""
import os
import statistics
import sys
import time

LONG = 60  # seconds; what takes longer runs LONG_RUNS times at most
LONG_RUNS = 3
PEEK = 0.002  # seconds between two looks at the memory
PROCESSORS = sorted(os.sched_getaffinity(0))


class Times:
    """Seconds of the same command, several times."""

    def __init__(self, wall, cpu):
        self.wall = wall
        self.cpu = cpu

    best = property(lambda self: min(self.wall))
    median = property(lambda self: statistics.median(self.wall))
    best_cpu = property(lambda self: min(self.cpu))
    runs = property(lambda self: len(self.wall))

    def as_json(self):
        return {"best": self.best, "median": self.median, "best_cpu": self.best_cpu,
                "wall": self.wall, "cpu": self.cpu}


def spawn(command, processors, out, env):
    """Start it on the first of so many processors; its number.  Nobody reads its complaints."""
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, 1, out, how, 0o644),
               (os.POSIX_SPAWN_OPEN, 2, os.devnull, how, 0o644)]
    os.sched_setaffinity(0, PROCESSORS[:processors])
    try:
        return os.posix_spawn(command[0], command, {**os.environ, **env}, file_actions=actions)
    finally:
        os.sched_setaffinity(0, PROCESSORS)


def check(command, status):
    code = os.waitstatus_to_exitcode(status)
    if code:
        sys.exit(f"bench: '{' '.join(command)}' ended with {code}")


def once(command, processors=1, out=os.devnull, env=()):
    """Run it once: seconds of wall time, seconds of processor time."""
    begun = time.perf_counter()
    number = spawn(command, processors, out, dict(env))
    _, status, usage = os.wait4(number, 0)
    wall = time.perf_counter() - begun
    check(command, status)
    return wall, usage.ru_utime + usage.ru_stime


def often(command, runs, processors=1, env=()):
    """Run it so many times after one that warms it up."""
    measured = [once(command, processors, env=env)]
    if measured[0][0] < LONG:
        measured = []
    else:
        runs = min(runs, LONG_RUNS)
    while len(measured) < runs:
        measured.append(once(command, processors, env=env))
    return Times([wall for wall, _ in measured], [cpu for _, cpu in measured])


def anonymous(number):
    """Bytes of anonymous memory: what is mapped from files does not count."""
    try:
        with open(f"/proc/{number}/status", encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def peak_memory(command, processors=1, env=()):
    """Run it once more; the most anonymous memory that was seen."""
    peak = 0
    number = spawn(command, processors, os.devnull, dict(env))
    while True:
        ended, status = os.waitpid(number, os.WNOHANG)
        if ended:
            break
        peak = max(peak, anonymous(number))
        time.sleep(PEEK)
    check(command, status)
    return peak
