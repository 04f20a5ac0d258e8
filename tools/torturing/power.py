"""Proves that a power cut, at whatever moment, leaves a whole release and a store that the next night may rely on.

A night is written down, operation by operation. For many moments of it the folders are worked out that a disk may hold if the power
goes just then. A disk owes only what was flushed: a file's bytes after a flush of the file, a name after a flush of its folder, all
that came before a flush of the whole file system. Of the rest it may keep what it likes, so five disks are worked out:

- lost: nothing that was not flushed is there, neither bytes nor names; what was removed without a flush is still there.
- empty: all names are there, and no bytes that were not flushed.
- zeros: all names and sizes are there, with zeros for the bytes that were not flushed.
- mixed: all names are there; of each file all bytes, or a first part of them, or that with zeros up to the size that it had.
- some: like mixed, and each folder keeps a first part of its own changes.

On each of them the release that is current has to be one of those that were made, byte for byte. Where a night came before there is
one, and where the night had ended it is that night's. On some of them the night is then run again, which has to end with 0 and make
the right release.
"""
import hashlib, os, random, re, shutil, struct
from .nights import FIRST, SECOND, Torn, difference, digests, pattern, spread

(OPEN, WRITE, TRUNCATE, MKDIR, RENAME, LINK, SYMLINK, UNLINK, RMDIR, CHMOD, FSYNC, FDATASYNC, SYNCFS, RANGE, CLOSE, UTIME) = range(1, 17)
NAMES = ["", "open", "write", "truncate", "mkdir", "rename", "link", "symlink", "unlink", "rmdir", "chmod", "fsync", "fdatasync",
         "syncfs", "sync_file_range", "close", "utime"]
DISKS = ["lost", "empty", "zeros", "mixed", "some"]
HEAD = struct.Struct("<IIIIqqqII")


def read_record(path):
    """The operations of a record, in their order."""
    operations = []
    with open(path, "rb") as file:
        content = file.read()
    place = 0
    while place + HEAD.size <= len(content):
        op, ident, mode, counted, offset, length, written, first, second = HEAD.unpack_from(content, place)
        place += HEAD.size
        one = content[place:place + first].decode("utf-8", "surrogateescape")
        place += first
        two = content[place:place + second].decode("utf-8", "surrogateescape")
        place += second
        data = b""
        if op == WRITE:
            data = content[place:place + length]
            place += length
        operations.append((op, ident, mode, offset, length, written, one, two, data))
    return operations


def label(operations, nights):
    """Each operation by name, path and how often there was such a one before it: what differs from run to run is a star."""
    paths, seen, labels = {}, {}, []
    for op, ident, _, _, _, _, one, two, _ in operations:
        if op == OPEN:
            paths[ident] = one
        name = pattern(f"{NAMES[op]}@{two or one or paths.get(ident, '')}", nights)
        seen[name] = seen.get(name, 0) + 1
        labels.append(f"{name}#{seen[name]}")
    return labels


class Chance:
    """What a disk keeps by chance: the same for a file or folder, whatever is asked first."""

    def __init__(self, text):
        self.text = text
        self.kept = {}

    def of(self, node):
        return random.Random(f"{self.text} {node.number}")


class Folder:
    """A folder: the names that are sure to be on the disk, those that are there now, and the changes between."""

    def __init__(self, mode=0o700):
        self.mode, self.safe, self.now, self.changes, self.number = mode, {}, {}, [], 0

    def change(self, names, needs=None):
        """Adds and removes names at once; a removal may need another folder's change to be on the disk."""
        change = [names, needs]
        self.changes.append(change)
        apply(self.now, names)
        return change

    def flush(self):
        for names, needs in self.changes:
            # A rename from one folder to another is one change to every file system, so no name is lost by half of it.
            if needs:
                apply(needs[0].safe, needs[1][0])
            apply(self.safe, names)
        self.changes = []


class File:
    """A file: the bytes that are sure to be on the disk, and what was done to them since."""

    def __init__(self, mode=0o600, base=None, digest=None, written=0):
        self.mode, self.base, self.written, self.number = mode, base, written, 0
        self.safe = None if base else b""
        self.edits = []
        self.known = {"lost": digest} if digest else {}

    def sure(self):
        if self.safe is None:
            with open(self.base, "rb") as file:
                return file.read()
        return self.safe

    def edit(self, edit, written):
        self.edits.append(edit)
        self.written = written
        self.known = {key: value for key, value in self.known.items() if key == "lost"}

    def flush(self):
        if self.edits:
            self.safe = bytes(play(self.sure(), self.edits))
            self.edits, self.known, self.base = [], {}, None

    def content(self, disk, choice):
        if not self.edits or disk in ("lost", "empty"):
            return self.sure()
        if disk == "now":
            return bytes(play(self.sure(), self.edits))
        if disk == "zeros":
            return bytes(play(self.sure(), self.edits, is_zero=True))
        choice = choice.of(self)
        way = choice.choice(["whole", "cut", "zeros"])
        if way == "whole":
            return bytes(play(self.sure(), self.edits))
        edits = self.edits[:choice.randint(0, len(self.edits))]
        if edits and edits[-1][1] is not None and choice.random() < 0.5:
            offset, data = edits[-1]
            edits[-1] = (offset, data[:choice.randint(0, len(data))])
        content = play(self.sure(), edits)
        if way == "zeros":
            size = len(play(self.sure(), self.edits))
            del content[size:]
            content.extend(bytes(size - len(content)))
        return bytes(content)

    def digest(self, disk, choice):
        if not self.edits or disk == "empty":
            disk = "lost"
        if disk in ("some", "mixed"):
            return hashlib.sha256(self.content(disk, choice)).hexdigest()
        if disk not in self.known:
            self.known[disk] = hashlib.sha256(self.content(disk, choice)).hexdigest()
        return self.known[disk]


class Link:
    """A symbolic link."""

    def __init__(self, text):
        self.text = text


def apply(names, change):
    for name, node in change:
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def play(content, edits, is_zero=False):
    """Bytes after what was done to them; a length without bytes cuts them there."""
    content = bytearray(content)
    for offset, data in edits:
        if data is None:
            del content[offset:]
            content.extend(bytes(offset - len(content)))
            continue
        if offset > len(content):
            content.extend(bytes(offset - len(content)))
        content[offset:offset + len(data)] = bytes(len(data)) if is_zero else data
    return content


class Disk:
    """The folders as they were before the night, and what the night did to them up to some operation."""

    def __init__(self, start, root):
        self.root = root
        self.top = Folder()
        self.open = {}
        self.nodes = []
        self.unknown = []
        self.load(start, self.top, {})

    def load(self, path, folder, known):
        """Takes what lies in a folder as being on the disk for sure; two names of a file are one file."""
        for entry in os.scandir(path):
            status = entry.stat(follow_symlinks=False)
            if entry.is_symlink():
                node = Link(os.readlink(entry.path))
            elif entry.is_dir():
                node = Folder(status.st_mode & 0o7777)
                self.load(entry.path, node, known)
            else:
                node = known.get(status.st_ino)
                if not node:
                    with open(entry.path, "rb") as file:
                        digest = hashlib.sha256(file.read()).hexdigest()
                    node = known[status.st_ino] = File(status.st_mode & 0o7777, entry.path, digest, status.st_mtime_ns)
            if not isinstance(node, Link) and not node.number:
                self.nodes.append(node)
                node.number = len(self.nodes)
            folder.safe[entry.name] = folder.now[entry.name] = node

    def parts(self, path):
        return [part for part in path[len(self.root):].split("/") if part]

    def find(self, path):
        """What stands at a path now; None for nothing. Links on the way are followed, the last one is not."""
        node, parts = self.top, self.parts(path)
        for index, part in enumerate(parts):
            if not isinstance(node, Folder):
                return None
            node = node.now.get(part)
            if isinstance(node, Link) and index + 1 < len(parts):
                place = "/".join([self.root] + parts[:index])
                return self.find(f"{place}/{node.text}/" + "/".join(parts[index + 1:])) if not node.text.startswith("/") else None
        return node

    def above(self, path):
        """The folder that a path's last name is in, and the name."""
        place, _, name = path.rpartition("/")
        folder = self.find(place) if len(place) >= len(self.root) else None
        return (folder if isinstance(folder, Folder) else None), name

    def add(self, path, node):
        folder, name = self.above(path)
        if folder is None:
            self.unknown.append(path)
            return
        folder.change([(name, node)])
        if not isinstance(node, Link):
            self.nodes.append(node)
            node.number = len(self.nodes)

    def do(self, operation):
        """Does one operation of the record."""
        op, ident, mode, offset, length, written, one, two, data = operation
        if op == OPEN:
            node = self.find(one)
            while isinstance(node, Link):
                node = self.find(os.path.join(os.path.dirname(one), node.text))
            if node is None and offset & os.O_CREAT:
                node = File(mode & 0o7777, written=written)
                self.add(one, node)
            elif isinstance(node, File) and offset & os.O_TRUNC and (node.edits or node.sure()):
                node.edit((0, None), written)
            self.open[ident] = node
        elif op in (WRITE, TRUNCATE):
            node = self.open.get(ident)
            if isinstance(node, File):
                node.edit((offset, data) if op == WRITE else (length, None), written)
        elif op == CLOSE:
            node = self.open.pop(ident, None)
            if isinstance(node, File) and written:
                node.written = written
        elif op == UTIME:
            node = self.open.get(ident) if ident else self.find(one)
            if isinstance(node, File):
                node.written = written
        elif op == MKDIR:
            self.add(one, Folder(mode & 0o7777))
        elif op == SYMLINK:
            self.add(two, Link(one))
        elif op == LINK:
            node = self.find(one)
            folder, name = self.above(two)
            if node is None or folder is None:
                self.unknown.append(two)
            else:
                folder.change([(name, node)])
        elif op == RENAME:
            node = self.find(one)
            (source, old), (target, new) = self.above(one), self.above(two)
            if node is None or source is None or target is None:
                self.unknown.append(two)
            elif mode & 2:
                other = self.find(two)
                if source is target:
                    source.change([(old, other), (new, node)])
                else:
                    arrival = target.change([(new, node)])
                    source.change([(old, other)], needs=(target, arrival))
            elif source is target:
                source.change([(old, None), (new, node)])
            else:
                arrival = target.change([(new, node)])
                source.change([(old, None)], needs=(target, arrival))
        elif op in (UNLINK, RMDIR):
            folder, name = self.above(one)
            if folder is not None and name in folder.now:
                folder.change([(name, None)])
        elif op == CHMOD:
            node = self.open.get(ident) if ident else self.find(one)
            if node is not None and not isinstance(node, Link):
                node.mode = mode & 0o7777
        elif op in (FSYNC, FDATASYNC):
            node = self.open.get(ident) if ident else self.find(one)
            if node is not None and not isinstance(node, Link):
                node.flush()
        elif op == SYNCFS:
            for node in self.nodes:
                if getattr(node, "changes", None) or getattr(node, "edits", None):
                    node.flush()

    # What is left of it after a cut.

    def names(self, folder, disk, choice):
        if disk == "now" or not folder.changes:
            return folder.now
        if disk == "lost":
            return folder.safe
        if disk in ("empty", "zeros", "mixed"):
            return folder.now
        kept = choice.kept
        if id(folder) not in kept:
            count = choice.of(folder).randint(0, len(folder.changes))
            kept[id(folder)] = None  # A folder that needs itself by way of another keeps what is sure.
            names = dict(folder.safe)
            for change, needs in folder.changes[:count]:
                if needs:
                    there = self.names(needs[0], disk, choice)
                    name, node = needs[1][0][-1]
                    if needs[0].changes and there.get(name) is not node:
                        continue
                apply(names, change)
            kept[id(folder)] = names
        return folder.safe if kept[id(folder)] is None else kept[id(folder)]

    def look(self, disk, choice, path):
        """What stands at a path of the root after a cut, with links followed; None for nothing."""
        node = self.top
        for part in path.split("/"):
            if not isinstance(node, Folder):
                return None
            node = self.names(node, disk, choice).get(part)
        return node

    def release(self, disk, choice):
        """The files of the release that is current after a cut; None where there is none."""
        link = self.look(disk, choice, "output/current")
        if link is None:
            return None
        if not isinstance(link, Link):
            raise Torn("'current' is no link")
        folder = self.look(disk, choice, "output/" + link.text)
        if not isinstance(folder, Folder):
            raise Torn(f"'current' leads to {link.text}, which is not there")
        return dict(self.files(folder, disk, choice))

    def files(self, folder, disk, choice, prefix=""):
        for name, node in self.names(folder, disk, choice).items():
            if isinstance(node, Folder):
                yield from self.files(node, disk, choice, f"{prefix}{name}/")
            else:
                yield prefix + name, "-> " + node.text if isinstance(node, Link) else node.digest(disk, choice)

    def build(self, disk, choice, path, folder=None, made=None):
        """Makes the folders as they are after a cut."""
        folder, made = folder or self.top, {} if made is None else made
        for name, node in self.names(folder, disk, choice).items():
            target = f"{path}/{name}"
            if isinstance(node, Link):
                os.symlink(node.text, target)
            elif isinstance(node, Folder):
                os.mkdir(target, 0o700)
                self.build(disk, choice, target, node, made)
                os.chmod(target, node.mode)
            elif id(node) in made:
                os.link(made[id(node)], target)
            else:
                made[id(node)] = target
                content = node.content(disk, choice)
                with open(target, "wb") as file:
                    file.write(content)
                os.chmod(target, node.mode)
                os.utime(target, ns=(node.written, node.written))


def run(nights, options):
    """Cuts the power in two nights: one that follows another, and a first one."""
    nights.good(SECOND)
    lost, tried, again, first_lost = nights.lost, 0, 0, []
    for night, before, allowed in ((SECOND, "first", [FIRST, SECOND]), (FIRST, None, [FIRST])):
        nights.put(before)
        nights.save(f"start-{night}")
        record = f"{nights.folder}/record"
        code, said = nights.run(night, nights.watched(log=record))
        assert code == 0, said
        operations = read_record(record)
        check_record(nights, night, operations)
        count, repeated = cut(nights, options, night, allowed, operations)
        tried += count
        again += repeated
        shutil.rmtree(f"{nights.folder}/start-{night}")
        os.remove(record)
    print(f"power: {tried} moments on {1 if options.at else len(DISKS)} disks tried, {again} of them with the night run again, "
          f"{nights.lost - lost} lost", flush=True)


def check_record(nights, night, operations):
    """The whole record has to lead to the folders as they are, or the record misses something."""
    disk = Disk(f"{nights.folder}/start-{night}", nights.work)
    for operation in operations:
        disk.do(operation)
    found = dict(disk.files(disk.top, "now", None))
    wrong = difference(found, digests(nights.work))
    if wrong or disk.unknown:
        print(f"power: the record of {night} misses something: {wrong or 'no file'}; unknown: {disk.unknown[:3]}", flush=True)
        nights.lost += 1


def cut(nights, options, night, allowed, operations):
    """Cuts the power at many moments of a night; how many, and how often the night was run again."""
    disk = Disk(f"{nights.folder}/start-{night}", nights.work)
    changing = [index for index, operation in enumerate(operations)
                if operation[0] not in (CLOSE, RANGE) and not (operation[0] == OPEN and not operation[3] & os.O_CREAT)]
    wanted = {changing[number - 1] for number in spread(options.prefixes, len(changing))}
    if options.prefixes > 0:
        # What matters most is done in the folder of the releases, and by what flushes.
        around = set()
        for position, index in enumerate(changing):
            op, *_, one, two, _ = operations[index]
            is_output = (two or one).startswith(nights.work + "/output")
            if op in (RENAME, SYMLINK) and is_output or op in (FSYNC, FDATASYNC, SYNCFS) and (is_output or op == SYNCFS):
                around.update(changing[max(0, position - 1):position + 2])
        wanted |= set(sorted(around)[::max(1, len(around) // max(options.prefixes, 1))])
    wanted.add(len(operations) - 1)
    moments = sorted(wanted)
    labels = label(operations, nights)
    at = None
    if options.at:
        date, at, what = options.at.split(":", 2)
        if date != night:
            return 0, 0
        if what not in labels:
            print(f"power: the night of {night} does not do {what}", flush=True)
            return 0, 0
        moments = [labels.index(what)]
    pairs = [(moment, name) for moment in moments for name in DISKS if at in (None, name)]
    again = min(16, max(1, len(pairs) // 20))
    chosen = set(pairs if at else random.Random(f"{options.seed} {night}").sample(pairs, again))
    if not at:
        # Whatever else is left of it, the next night follows one that had ended.
        chosen |= {(moments[-1], name) for name in DISKS}
    kinds, place, repeated = {}, 0, 0
    for moment in moments:
        while place <= moment:
            disk.do(operations[place])
            place += 1
        is_end = moment == len(operations) - 1
        for name in DISKS:
            if at not in (None, name):
                continue
            choice = Chance(f"{options.seed} {night} {labels[moment]} {name}")
            wrong = judge(nights, disk, name, choice, night, allowed, is_end)
            if wrong:
                tell(nights, kinds, night, labels[moment], name, "", wrong)
            if (moment, name) in chosen:
                repeated += 1
                nights.clear()
                disk.build(name, choice, nights.work)
                held = nights.hold("power")
                wrong = nights.finish(night)
                nights.release_hold(held, wrong)
                if wrong:
                    tell(nights, kinds, night, labels[moment], name, held, wrong)
    for (where, text), count in kinds.items():
        if count > 3:
            print(f"        {count} like that in all: {where}, {text}", flush=True)
    return len(moments), repeated


def judge(nights, disk, name, choice, night, allowed, is_end):
    """What is wrong with the release that is current after a cut, or nothing."""
    try:
        found = nights.which(allowed, disk.release(name, choice))
    except Torn as torn:
        return str(torn)
    if is_end and found != night:
        return f"the night had ended, and the release of {found} is current"
    if found is None and len(allowed) > 1:
        return "the release of the night before is gone"
    return ""


def tell(nights, kinds, night, label, name, held, wrong):
    """Tells of the first three of each kind, and counts the rest."""
    kind = (name, re.sub(r"\d+T\d+Z(-\d+)?|\d+ of|\(.*?\)|/tmp\S+|/dev/shm\S+|[0-9a-f]{32}|\S+\.(arrow|json|csv)", "…", wrong)[:100])
    kinds[kind] = kinds.get(kind, 0) + 1
    if kinds[kind] > 3:
        nights.lost += 1
        return
    nights.tell("power", f"night {night}, the power goes after {label}; disk '{name}'", wrong,
                nights.again("power", "--at", f"'{night}:{name}:{label}'") + (f"   kept: {held}" if held else ""))
