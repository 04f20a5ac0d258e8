"""Proves that a bit that turns over on the disk, with the file's size and times as they were, gets into no release.

One bit of one file is turned over: of the store, of the ledger, or of the release that is current. The run after it must end with
0 and make the release that it makes of undamaged folders. What an earlier night made nobody can make anew: where that is damaged
the run has to name the list of which nobody knows who is new, or the stage that is held against nothing.
"""
import os, random, re, shutil
from .nights import FIRST, PROJECT, SECOND, brief, difference, Torn

# What is damaged after which night, and what is run then.
WAYS = [
    ("store", "first", "the next night"),
    ("store", "second", "the same night with another title of one list"),
    ("release", "second", "the same night again"),
    ("store", "first", "the next night"),
    ("store", "second", "the same night with another title of one list"),
    ("ledger", "first", "the next night"),
    ("files of the store", "second", "the same night again"),
]


def run(nights, options):
    """Turns bits over, one in each night."""
    nights.good(SECOND)
    changed = f"{nights.folder}/pipelines"
    shutil.copytree(f"{PROJECT}/{nights.pipelines}", changed)
    path = f"{changed}/cohorts/carers.yaml"
    text = open(path).read()
    other = re.sub(r"(?m)^(\s*title:\s*.*\w)", r"\1 tonight", text, count=1)
    assert other != text, "a list without a title"
    open(path, "w").write(other)
    nights.put("second")
    code, said = nights.run(SECOND, pipelines=changed)
    assert code == 0, said
    with_title = nights.release()
    lost, kinds = nights.lost, {}
    for number in [int(options.at)] if options.at else range(options.flips):
        choice = random.Random(f"{options.seed} {number}")
        what, before, then = WAYS[number % len(WAYS)]
        nights.put(before)
        file = choose(nights, what, choice)
        where = turn(file, choice)
        name = os.path.relpath(file, nights.work)
        is_changed = "title" in then
        kept = nights.hold("damage")
        wrong = nights.finish(SECOND, with_title if is_changed else None, changed if is_changed else None,
                             told=["cannot be read back from the store, so nobody knows who is new",
                                   "tonight is held against no earlier night there", "they are counted anew before their time"])
        nights.release_hold(kept, wrong)
        kinds.setdefault(what, [0, 0])[0] += 1
        if wrong:
            kinds[what][1] += 1
            nights.tell("damage", f"bit {where[1]} of byte {where[0]} of {name}, then {then}", wrong,
                        nights.again("damage", "--at", number) + (f"   kept: {kept}" if kept else ""))
    each = ", ".join(f"{what} {lost_of} of {tried}" for what, (tried, lost_of) in kinds.items())
    tried = sum(tried for tried, _ in kinds.values())
    print(f"damage: {tried} bits turned over, {nights.lost - lost} lost ({each})", flush=True)


def choose(nights, what, choice):
    """A file of some kind, in an order that is the same each time."""
    root = {"store": "state/store", "ledger": "state/runs", "files of the store": "state/store/load",
            "release": "output/current"}[what]
    found = []
    for place, _, names in os.walk(os.path.realpath(f"{nights.work}/{root}")):
        for name in names:
            path = f"{place}/{name}"
            if what == "ledger" and not re.fullmatch(r".*/runs/[^/]*\.json", path):
                continue
            if what == "files of the store" and "/files/" not in path:
                continue
            if os.path.getsize(path):
                found.append(path)
    if what == "store" and choice.random() < 0.05:
        return f"{nights.work}/state/digests.json"
    return choice.choice(sorted(found))


def turn(path, choice):
    """Turns one bit of a file over and leaves its times; the byte and the bit."""
    status = os.stat(path)
    place, bit = choice.randrange(status.st_size), choice.randrange(8)
    with open(path, "r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << bit]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return place, bit
