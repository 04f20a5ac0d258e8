"""The sample night in folders of its own: run, put back, and held against the release that it must make.

The sample night makes the same release each time, byte for byte. So a release is right when its files are those of a run that
nothing was done to, and of a release that is current nothing may be missing, changed, or of another night.
"""
import gzip, hashlib, os, re, shutil, signal, struct, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
FIRST, SECOND = "2026-11-20", "2026-11-21"
# docs/generated/exit-codes.md, which is made from the code.
DOCUMENTED = {int(line.split("|")[1]) for line in open(f"{PROJECT}/docs/generated/exit-codes.md")
              if line.startswith("| ") and line.split("|")[1].strip().isdigit()}
# After these the lists are tonight's.
PUBLISHED = {0, 75}
MISTAKE = 70


class Torn(Exception):
    """A release that is not as one was made."""


def scratch():
    """A folder in memory where there is room for it, by its path without links."""
    return os.path.realpath(tempfile.mkdtemp(prefix="torture-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))


def prepare_input(source, target):
    """A night's files as they would be delivered: without what explains them, and not compressed."""
    shutil.copytree(f"{PROJECT}/{source}", target)
    for name in sorted(os.listdir(target)):
        path = f"{target}/{name}"
        if name in ("README.md", "synthesis.json") or name.startswith("."):
            os.remove(path)
        elif name.endswith(".gz"):
            with gzip.open(path) as packed, open(path[:-3], "wb") as plain:
                shutil.copyfileobj(packed, plain)
            os.remove(path)


def digests(folder):
    """Each file of a folder by its path in it, with the SHA-256 of its bytes; a link is told as what it leads to."""
    found = {}
    for place, folders, names in os.walk(folder):
        for name in names + [name for name in folders if os.path.islink(f"{place}/{name}")]:
            path = f"{place}/{name}"
            if os.path.islink(path):
                found[os.path.relpath(path, folder)] = "-> " + os.readlink(path)
            else:
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


EMPTY = hashlib.sha256(b"").hexdigest()


def difference(found, wanted):
    """How one release differs from another, in a sentence; nothing where it does not."""
    missing = sorted(set(wanted) - set(found))
    added = sorted(set(found) - set(wanted))
    changed = sorted(name for name in found if name in wanted and found[name] != wanted[name])
    empty = [name for name in changed if found[name] == EMPTY]
    told = []
    for names, what in ((missing, "missing"), (empty, "empty"), ([name for name in changed if name not in empty], "changed"),
                        (added, "too many")):
        if names:
            told.append(f"{len(names)} of {len(wanted)} files {what} ({names[0]})")
    return ", ".join(told)


class Nights:
    """The folders, the releases that are right, and what was lost."""

    def __init__(self, phm, seed, keep=None, small=False):
        self.phm, self.seed, self.keep = phm, seed, keep
        self.pipelines = "Tests/Fixtures/pipeline" if small else "pipelines"
        self.folder = scratch()
        self.work = f"{self.folder}/work"
        self.input = f"{self.folder}/input"
        self.lost = 0
        self.library = None
        self.made = {}
        self.kept = 0
        self.process = None
        prepare_input("Tests/Fixtures/night" if small else "sample-data", self.input)

    def close(self):
        """Ends what still runs and clears all away."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if os.path.ismount(self.work):
            subprocess.run(["umount", self.work], capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    # What is run.

    def start(self, date, environment=None, pipelines=None):
        """Begins a night in the work folder."""
        self.process = subprocess.Popen(
            [self.phm, "run", f"{pipelines or self.pipelines}/nightly.yaml", "--input", self.input, "--output", self.work + "/output",
             "--state", self.work + "/state", "--reference-date", date, "--progress", "none", "--summary", "when-needed"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=PROJECT, errors="replace",
            env={**os.environ, **(environment or {})})
        return self.process

    def run(self, date, environment=None, pipelines=None):
        """Runs a night in the work folder to its end; its exit code, negative for a signal, and what it said."""
        process = self.start(date, environment, pipelines)
        try:
            said, _ = process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
            return 124, said + "\nnot done after 5 minutes"
        return process.returncode, said

    def watched(self, log=None, fail=None, kill=None):
        """The environment in which what is done to files is written down or goes wrong."""
        if not self.library:
            self.library = f"{self.folder}/preload.so"
            compiler = next((name for name in ("cc", "clang", "gcc") if shutil.which(name)), None)
            if not compiler:
                sys.exit("there is no C compiler: cc, clang or gcc")
            subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", self.library, f"{HERE}/preload.c", "-ldl", "-lpthread"],
                           check=True)
        told = f"{self.folder}/told"
        if os.path.exists(told):
            os.remove(told)
        environment = {"LD_PRELOAD": self.library, "PHM_TORTURE_ROOTS": self.work, "PHM_TORTURE_TOLD": told}
        for name, value in (("LOG", log), ("FAIL", fail), ("KILL", kill)):
            if value is not None:
                environment["PHM_TORTURE_" + name] = str(value)
        return environment

    def told(self):
        """How many operations there were, and the one that something was done to."""
        try:
            with open(f"{self.folder}/told", "rb") as file:
                content = file.read()
        except OSError:
            return 0, ""
        return struct.unpack("I", content[:4])[0], content[4:].split(b"\0")[0].decode(errors="replace")

    # What is there before.

    def put(self, name):
        """Puts folders back as they were after a night, with their times and second names."""
        self.clear()
        if name:
            subprocess.run(["cp", "-a", f"{self.folder}/{name}/.", self.work], check=True)
        else:
            os.makedirs(self.work + "/output", 0o700)
            os.makedirs(self.work + "/state", 0o700)

    def clear(self):
        if os.path.ismount(self.work):
            for name in os.listdir(self.work):
                shutil.rmtree(f"{self.work}/{name}", ignore_errors=True)
        else:
            shutil.rmtree(self.work, ignore_errors=True)
            os.makedirs(self.work, 0o700)

    def save(self, name):
        """Keeps the work folder as it is, to be put back."""
        subprocess.run(["cp", "-a", self.work, f"{self.folder}/{name}"], check=True)

    def good(self, date):
        """The right release of a night; at the first call both nights are made, each twice over, and held against each other."""
        if not self.made:
            for turn in (1, 2):
                self.put(None)
                for night, name in ((FIRST, "first"), (SECOND, "second")):
                    code, said = self.run(night)
                    if code:
                        sys.exit(f"the sample night of {night} fails with {code} where nothing was done to it:\n{said}")
                    found = self.release()
                    if turn == 1:
                        self.made[night] = found
                        self.save(name)
                    elif found != self.made[night]:
                        sys.exit(f"two runs of {night} differ: {difference(found, self.made[night])}")
        return self.made[date]

    # What is there after.

    def release(self):
        """The files of the release that is current; None where there is none."""
        link = self.work + "/output/current"
        if not os.path.islink(link):
            if os.path.lexists(link):
                raise Torn("'current' is no link")
            return None
        if not os.path.isdir(link):
            raise Torn(f"'current' leads to {os.readlink(link)}, which is not there")
        return digests(link + "/")

    def which(self, nights, found=...):
        """The night whose release is current, of some; None for no release.

        Raises Torn where it is no whole release of any of them.
        """
        if found is ...:
            found = self.release()
        if found is None:
            return None
        for night in nights:
            if found == self.good(night):
                return night
        # The night that most of it is of; of equals the last.
        night = max(reversed(nights), key=lambda night: len(found.items() & self.good(night).items()))
        raise Torn(f"'current' is no whole release: {difference(found, self.good(night))}, held against {night}")

    def finish(self, night=SECOND, wanted=None, pipelines=None, told=()):
        """Runs the night again with nothing in its way; what is wrong with what it makes, or nothing.

        Where the run says one of `told`, its release may be another: it names what it could not know."""
        code, said = self.run(night, pipelines=pipelines)
        if code:
            return f"a run after it ends with {code}: {brief(said)}"
        try:
            found = self.release()
        except Torn as torn:
            return f"after another run {torn}"
        wanted = self.good(night) if wanted is None else wanted
        if found is None:
            return "after another run there is no release"
        if found != wanted and not any(words in said for words in told):
            return f"another run ends with 0 and a wrong release: {difference(found, wanted)}"
        return ""

    # What is told.

    def tell(self, kind, what, wrong, again):
        """Tells of something lost, and how to do the same again."""
        self.lost += 1
        print(f"LOST    {kind}: {what}\n        {wrong}\n        again: {again}", flush=True)

    def again(self, kind, *options):
        return " ".join(["tools/torture", self.phm, "--only", kind, "--seed", str(self.seed), *map(str, options)])

    def hold(self, what):
        """Keeps a copy of the work folder where that was asked for; its path, or nothing."""
        if not self.keep:
            return ""
        self.kept += 1
        path = f"{os.path.abspath(self.keep)}/{what}-{self.kept}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        subprocess.run(["cp", "-a", self.work, path], check=True)
        return path

    def release_hold(self, path, is_lost):
        """Lets go of such a copy where nothing was lost."""
        if path and not is_lost:
            shutil.rmtree(path, ignore_errors=True)


def brief(said):
    """The end of what a run said, in one line."""
    lines = [line for line in said.strip().split("\n") if line.strip()]
    return " / ".join(lines[-3:])[:500] or "nothing"


def ending(code):
    """An exit code in words."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def spread(number, total):
    """Numbers from 1 to a total, spread evenly; all where that many were not asked for."""
    if number <= 0 or number >= total:
        return list(range(1, total + 1))
    return sorted({1 + index * (total - 1) // max(1, number - 1) for index in range(number)})


def pattern(operation, nights):
    """An operation's name and path as one to look for: what differs from run to run is a star."""
    name, _, path = operation.partition("@")
    path = "*" + path[len(nights.work):] if path.startswith(nights.work) else path
    path = re.sub(r"\d{8}T\d{6}Z(-\d+)?", "*", path)
    path = re.sub(r"/tmp\.\w+", "/tmp.*", path)
    return f"{name}@{path}"
