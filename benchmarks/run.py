"""Times phm against its peers on one made-up night and writes RESULTS.md.

    python3 benchmarks/run.py [--patients 614934] [--repeats 5] [--phm .build/release/phm] [--night DIR] [--sizes 150000 2500000]

The job, seven-lists/ (README.md says it in words), is run by phm and by each peer, all from nothing; the lists of all are held
equal before a time is written down. Then phm's whole catalogue, pipelines/: from nothing, and again after nothing, one word, one rule
or one feature has changed. All cases are interleaved, so that a busy minute of the machine hits every one of them; only ratios
within a round are compared. Last, the catalogue once at other sizes.

Times are wall clock and processor time of the process and its children; memory is the largest resident set, as the kernel counts
it; what is written is what the kernel charged to the process when pages became dirty.
"""

import argparse
import importlib.metadata
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "benchmarks" / "peers"
TITLES = {"duckdb": "DuckDB", "polars": "Polars", "chdb": "chDB", "datafusion": "DataFusion"}
JOB = "phm, seven lists"
CATALOGUE = "phm, whole catalogue"
# What is changed in the catalogue before it is run again: the case, the file, what stands there and what comes in its place.
SCREENING = "last_cervical_invited: {from: uptake, where: \"programme = 'CERV' and outcome "
CHANGES = [
    ("nothing changed", None, None, None),
    ("one cohort's wording", "cohorts/nhs-health-check.yaml", "risk not known, to be measured", "risk not known yet"),
    ("one cohort's eligibility", "cohorts/nhs-health-check.yaml", "eligible: age between 40 and 74", "eligible: age between 40 and 73"),
    ("one feature", "features-screening.yaml", SCREENING + "= 'invited'", SCREENING + "in ('invited', 'did-not-attend')"),
]
Measure = namedtuple("Measure", "seconds processor memory written")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int, default=614934, help="Worcestershire's registered patients")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="*", default=[150000, 2500000], help="other numbers of patients")
    parser.add_argument("--reference-date", default="2026-11-20")
    parser.add_argument("--phm", type=Path, default=ROOT / ".build" / "release" / "phm")
    parser.add_argument("--night", type=Path, help="the night's folder; made where it is missing")
    parser.add_argument("--work", type=Path, help="where outputs go; a temporary folder otherwise")
    parser.add_argument("--peers", nargs="*", default=list(TITLES), choices=list(TITLES))
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "RESULTS.md")
    return parser.parse_args()


def measured(command, log):
    """Runs a command once what was written before is on the disk."""
    os.sync()
    with open(log, "wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}; see {log}")
    return Measure(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, usage.ru_oublock * 512 / 2**20)


class Bench:
    """Runs of all cases, each round in a folder of its own: a file system in which thousands of files were just removed takes
    longer to make others, so nothing is removed before all is measured."""

    def __init__(self, options, work):
        self.options = options
        self.work = work
        self.round = work

    def begin(self, name):
        self.round = self.work / name
        shutil.rmtree(self.round, ignore_errors=True)
        self.round.mkdir(parents=True, mode=0o700)

    def phm(self, pipeline, name, night=None):
        folder = self.round / name
        return [
            self.options.phm, "run", pipeline, "--input", night or self.options.night, "--output", folder / "output",
            "--state", folder / "state", "--reference-date", self.options.reference_date, "--progress", "none",
        ]

    def peer(self, name):
        return [
            sys.executable, PEERS / f"peer_{name}.py", "--input", self.options.night, "--output", self.round / name,
            "--reference-date", self.options.reference_date,
        ]

    def run(self, command, name):
        return measured(command, self.work / f"{name.replace(' ', '-')}.log")

    def repeat(self):
        """One round of all cases, in this order."""
        yield JOB, self.run(self.phm(ROOT / "benchmarks" / "seven-lists" / "nightly.yaml", "job"), "job")
        for peer in self.options.peers:
            (self.round / peer).mkdir(mode=0o700)
            yield TITLES[peer], self.run(self.peer(peer), peer)
        pipelines = self.round / "pipelines"
        shutil.copytree(ROOT / "pipelines", pipelines)
        pipeline = pipelines / "nightly.yaml"
        yield CATALOGUE, self.run(self.phm(pipeline, "catalogue"), "catalogue")
        for case, file, before, after in CHANGES:
            if file:
                text = (pipelines / file).read_text()
                assert before in text, f"{file} has what the benchmark changes"
                (pipelines / file).write_text(text.replace(before, after))
            yield case, self.run(self.phm(pipeline, "catalogue"), case)

    def compare(self):
        outputs = [self.round / "job" / "output", *[self.round / peer for peer in self.options.peers]]
        if len(outputs) < 2:
            return "no peer was run"
        result = subprocess.run([sys.executable, PEERS / "compare.py", *map(str, outputs)], capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit("the lists differ, so the times mean nothing:\n" + result.stdout + result.stderr)
        return result.stdout.strip()


def synthesised(options, folder, patients):
    if not folder.exists():
        command = [options.phm, "synthesise", "--patients", patients, "--seed", options.seed, "--reference-date",
                   options.reference_date, "--output", folder]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    return folder


def machine():
    model = next(
        (line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


def middle(rounds, case, field):
    return statistics.median(getattr(r[case], field) for r in rounds)


def ratio(rounds, case, base, field="seconds"):
    """The median of the ratios within a round, since the machine is not equally fast in all of them."""
    return statistics.median(getattr(r[case], field) / getattr(r[base], field) for r in rounds)


def job_table(rounds, peers):
    fastest = min(peers, key=lambda peer: middle(rounds, peer, "seconds")) if peers else JOB
    yield f"| Case | Median s | Fastest to slowest s | Processor s | Peak MiB | Wall times {fastest} | Processor times {fastest} |"
    yield "|---|---|---|---|---|---|---|"
    for case in [JOB, *peers, CATALOGUE]:
        seconds = [r[case].seconds for r in rounds]
        yield (
            f"| {case} | {statistics.median(seconds):.2f} | {min(seconds):.2f} to {max(seconds):.2f} "
            f"| {middle(rounds, case, 'processor'):.2f} | {max(r[case].memory for r in rounds):.0f} "
            f"| {ratio(rounds, case, fastest):.2f} | {ratio(rounds, case, fastest, 'processor'):.2f} |")


def catalogue_table(rounds):
    yield "| Case | Median s | Processor s | Peak MiB | Written MiB | Times from nothing |"
    yield "|---|---|---|---|---|---|"
    for case in [CATALOGUE, *[change[0] for change in CHANGES]]:
        yield (
            f"| {case} | {middle(rounds, case, 'seconds'):.2f} | {middle(rounds, case, 'processor'):.2f} "
            f"| {max(r[case].memory for r in rounds):.0f} | {middle(rounds, case, 'written'):.0f} "
            f"| {ratio(rounds, case, CATALOGUE):.3f} |")


def size_table(sizes):
    yield "| Patients | Seconds | Processor s | Microseconds a patient | Peak MiB | Written MiB |"
    yield "|---|---|---|---|---|---|"
    for patients, measure in sorted(sizes.items()):
        yield (
            f"| {patients:,} | {measure.seconds:.1f} | {measure.processor:.1f} | {measure.seconds / patients * 1e6:.1f} "
            f"| {measure.memory:.0f} | {measure.written:.0f} |")


def main():
    options = arguments()
    work = options.work or Path(tempfile.mkdtemp(prefix="phm-benchmark-"))
    work.mkdir(parents=True, exist_ok=True)
    work = work.resolve()
    options.phm = options.phm.resolve()
    options.night = synthesised(options, (options.night or work / "night").resolve(), options.patients)
    bench = Bench(options, work)
    rounds, loads, agreement = [], [], ""
    for number in range(options.repeats):
        bench.begin(f"round-{number + 1}")
        loads.append(os.getloadavg()[0])
        rounds.append(dict(bench.repeat()))
        print(f"round {number + 1}: " + ", ".join(f"{case} {r.seconds:.2f} s" for case, r in rounds[-1].items()), flush=True)
        agreement = agreement or bench.compare()
    sizes = {options.patients: Measure(*(middle(rounds, CATALOGUE, field) for field in Measure._fields))}
    for patients in options.sizes:
        night = synthesised(options, work / f"night-{patients}", patients)
        bench.begin(f"size-{patients}")
        sizes[patients] = bench.run(bench.phm(ROOT / "pipelines" / "nightly.yaml", "size", night), f"size-{patients}")
    for written in [*work.glob("round-*"), *work.glob("size-*"), *work.glob("night-*")]:
        if written.is_dir():
            shutil.rmtree(written)
    peers = [TITLES[peer] for peer in options.peers]
    versions = ", ".join(f"{TITLES[peer]} {importlib.metadata.version(peer)}" for peer in options.peers)
    lists = (ROOT / "pipelines" / "nightly.yaml").read_text().count("- cohorts/")
    text = [
        "# Results", "",
        f"Machine: {machine()}; its load before each round: {', '.join(f'{load:.1f}' for load in loads)}. Peers: {versions}, "
        f"pyarrow {importlib.metadata.version('pyarrow')}, isal {importlib.metadata.version('isal')}, Python {platform.python_version()}.", "",
        f"Night: {options.patients:,} patients, {size(options.night):.0f} MiB as it lies on disk, reference date {options.reference_date}; "
        f"{options.repeats} rounds, all cases interleaved; the page cache is warm. Ratios are medians of the rounds' ratios. "
        f"{agreement[:1].upper() + agreement[1:]}.", "",
        "## The job of seven lists, and the whole catalogue beside it", "",
        *job_table(rounds, peers), "",
        f"[README.md](README.md) says what the job is. The whole catalogue is phm's {lists} lists with indicators, impact, workbooks, pages and "
        "warehouse, which no peer makes. phm also keeps all of a night that it reuses, and what a run says of itself.", "",
        "## The whole catalogue again", "",
        *catalogue_table(rounds), "",
        "## The whole catalogue by size", "",
        *size_table(sizes), "",
        "`benchmarks/run.py` made this page.",
    ]
    options.results.write_text("\n".join(text) + "\n")
    print(f"written to {options.results}")


if __name__ == "__main__":
    main()
