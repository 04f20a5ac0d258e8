"""Times the nightly run of phm against its peers on one made-up night and writes RESULTS.md.

    python3 benchmarks/run.py [--patients 614934] [--repeats 5] [--phm .build/release/phm] [--night DIR]

Cases, interleaved in each repeat so that a busy minute of the machine hits all of them:

    phm, from nothing           an empty store
    phm, nothing changed        the same command again
    phm, one cohort changed     a reason of one cohort is worded differently
    DuckDB, Polars              three of the lists from nothing; they have no store

The peers read the same feeds but make three lists, phm its whole catalogue with indicators, impact and reports: the ratio
flatters the peers.

Times are wall clock; memory is the largest resident set of the process, as the kernel counts it.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "benchmarks" / "peers"
COHORT = Path("cohorts") / "nhs-health-check.yaml"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int, default=614934, help="Worcestershire's registered patients")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--reference-date", default="2026-11-20")
    parser.add_argument("--phm", type=Path, default=ROOT / ".build" / "release" / "phm")
    parser.add_argument("--night", type=Path, help="the night's folder; made where it is missing")
    parser.add_argument("--work", type=Path, help="where outputs go; a temporary folder otherwise")
    parser.add_argument("--peers", nargs="*", default=["duckdb", "polars"])
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "RESULTS.md")
    return parser.parse_args()


def measured(command, log):
    """Runs a command; its seconds, processor seconds and largest resident set in MiB."""
    with open(log, "wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}; see {log}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    return folder


class Bench:
    def __init__(self, options, work):
        self.options = options
        self.work = work
        self.pipelines = work / "pipelines"
        shutil.copytree(ROOT / "pipelines", self.pipelines, dirs_exist_ok=True)
        # Without its tests, which have the reasons' wording too and are the last of its keys.
        self.cohort_text = (self.pipelines / COHORT).read_text().partition("\ntests:\n")[0] + "\n"

    def phm(self, name):
        folder = self.work / name
        return [
            self.options.phm, "run", self.pipelines / "nightly.yaml", "--input", self.options.night,
            "--output", folder / "output", "--state", folder / "state",
            "--reference-date", self.options.reference_date, "--progress", "none",
        ]

    def peer(self, name):
        return [
            sys.executable, PEERS / f"nightly_{name}.py", "--input", self.options.night,
            "--output", self.work / name, "--reference-date", self.options.reference_date,
        ]

    def run(self, command, name):
        return measured(command, self.work / f"{name.replace(' ', '-')}.log")

    def repeat(self, number):
        """One round of all cases, in this order."""
        (self.pipelines / COHORT).write_text(self.cohort_text)
        fresh(self.work / "phm")
        yield "phm, from nothing", self.run(self.phm("phm"), "phm-from-nothing")
        yield "phm, nothing changed", self.run(self.phm("phm"), "phm-nothing-changed")
        changed = self.cohort_text.replace("says: smoker", f"says: smokes ({number})")
        assert changed != self.cohort_text, "the cohort has the reason that the benchmark changes"
        (self.pipelines / COHORT).write_text(changed)
        yield "phm, one cohort changed", self.run(self.phm("phm"), "phm-one-cohort-changed")
        for peer in self.options.peers:
            fresh(self.work / peer)
            yield peer_title(peer), self.run(self.peer(peer), peer)

    def compare(self):
        outputs = [self.work / "phm" / "output", *[self.work / peer for peer in self.options.peers]]
        if len(outputs) < 2:
            return "no peer was run"
        result = subprocess.run([sys.executable, PEERS / "compare.py", *map(str, outputs)], capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit("the lists differ, so the times mean nothing:\n" + result.stdout + result.stderr)
        return result.stdout.strip()


def peer_title(name):
    return {"duckdb": "DuckDB", "polars": "Polars"}[name]


def versions(peers):
    names = [*peers, "pyarrow", "lxml"]
    code = f"import importlib.metadata as m; print(', '.join(n + ' ' + m.version(n) for n in {names!r}))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()


def machine():
    model = next(
        (line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


def table(rounds):
    cases = list(rounds[0])
    base = statistics.median(r["phm, from nothing"][0] for r in rounds)
    lines = ["| Case | Median s | Fastest s | Slowest s | Processor s | Peak MiB | Times phm from nothing |",
             "|---|---|---|---|---|---|---|"]
    for case in cases:
        seconds, processor, memory = zip(*(r[case] for r in rounds))
        lines.append(
            f"| {case} | {statistics.median(seconds):.2f} | {min(seconds):.2f} | {max(seconds):.2f} "
            f"| {statistics.median(processor):.2f} | {max(memory):.0f} | {statistics.median(seconds) / base:.2f} |")
    return lines


def main():
    options = arguments()
    work = options.work or Path(tempfile.mkdtemp(prefix="phm-benchmark-"))
    work.mkdir(parents=True, exist_ok=True)
    work = work.resolve()
    options.phm = options.phm.resolve()
    options.night = (options.night or work / "night").resolve()
    if not options.night.exists():
        command = [options.phm, "synthesise", "--patients", options.patients, "--seed", options.seed, "--output",
                   options.night]
        subprocess.run([str(part) for part in command], check=True)
    bench = Bench(options, work)
    lists = (ROOT / "pipelines" / "nightly.yaml").read_text().count("- cohorts/")
    rounds = []
    agreement = ""
    for number in range(options.repeats):
        rounds.append(dict(bench.repeat(number)))
        print(f"round {number + 1}: " + ", ".join(f"{case} {r[0]:.2f} s" for case, r in rounds[-1].items()), flush=True)
        agreement = agreement or bench.compare()
    text = [
        "# Results", "",
        f"Machine: {machine()}. Peers: {versions(options.peers)}, Python {platform.python_version()}.", "",
        f"Night: {size(options.night):.0f} MiB as it lies on disk, reference date {options.reference_date}; "
        f"{options.repeats} rounds, all cases interleaved; the page cache is warm. {agreement.capitalize()}.", "",
        *table(rounds), "",
        f"`benchmarks/run.py` made this page. The peers make three of the {lists} lists that phm makes in the same run: "
        "NHS Health Check, flu at 65 and over, learning disability health check. For these they read the same feeds, apply the "
        "same rules and estimate QRISK3 where none is recorded; they have no indicators, impact, reports or explanations, and "
        "take the frailty index only where it is recorded. So the ratio flatters the peers.",
    ]
    options.results.write_text("\n".join(text) + "\n")
    print(f"written to {options.results}")


if __name__ == "__main__":
    main()
