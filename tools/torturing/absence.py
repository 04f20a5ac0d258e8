"""Proves that nothing of a delivery goes missing without a word.

On the night after a good one every feed, every file, every practice's rows of every feed and a third of the rows of every feed are
taken out in turn. Each has to end in a refusal (66, 67) or be named.
"""
import os, re
from .nights import FIRST, SECOND

FEEDS = {"epcn-core-partners": ["core-partners"], "organisations": ["memberships", "practices", "networks"]}
# Published figures that put nobody on or off a list: the feed is enough.
PUBLISHED = {"qof-prevalence", "epcn-core-partners", "geographies", "organisations", "lsoa-districts", "contract-returns"}
# What networks reported is told by list, and how much of it there is says nothing of a practice: the feed is enough. So few rows, of which
# none takes anybody off a list, are told by nobody: an export of the last months loses as many any night.
BY_LIST = {"actions"}
FEW = 5


def run(nights, options):
    """Takes the night apart; how many pieces were not noticed."""
    folder = nights.input
    files = {}
    for name in sorted(os.listdir(folder)):
        files[name] = open(f"{folder}/{name}", "rb").read()
    whole = dict(files)
    try:
        return take_apart(nights, folder, {name: content.decode("latin-1").split("\n") for name, content in files.items()})
    finally:
        for name, content in whole.items():
            open(f"{folder}/{name}", "wb").write(content)


def take_apart(nights, folder, files):
    practice_of = {}
    for name in files:
        if name.startswith("patients"):
            header = [cell.strip(' "\r\xef\xbb\xbf').lower() for cell in files[name][0].split(",")]
            person, practice = header.index("nhs_number"), header.index("practice_code")
            for line in files[name][1:]:
                cells = line.rstrip("\r").split(",")
                if len(cells) == len(header):
                    practice_of[cells[person].replace(" ", "")] = cells[practice]
    nights.good(FIRST)
    nights.put("first")
    code, said = nights.run(SECOND)
    assert code == 0, said
    # What is said of the sample night as it is: its dirt has three practices that are on no list.
    usual = set(said.split("\n"))
    groups = {}
    for name in files:
        groups.setdefault(re.sub(r"[-.0-9]*(-M[0-9]+)?(-[0-9]+)?\.(csv|xml)$", "", name), []).append(name)
    results = []

    def attempt(what, named):
        nights.put("first")
        code, said = nights.run(SECOND)
        new = "\n".join(line for line in said.split("\n") if line not in usual)
        noticed = code in (66, 67) or (code == 0 and any(name in new for name in named))
        print(f"{'noticed' if noticed else 'SILENT '} {code:3} {what}", flush=True)
        return noticed

    for group, names in groups.items():
        feeds = FEEDS.get(group, [group])

        def change(kept, what, named):
            for name in names:
                rows = kept(name)
                path = f"{folder}/{name}"
                if rows is None:
                    os.remove(path)
                else:
                    open(path, "w", encoding="latin-1", newline="").write("\n".join(rows))
            results.append(attempt(what, named))
            for name in names:
                open(f"{folder}/{name}", "w", encoding="latin-1", newline="").write("\n".join(files[name]))

        change(lambda name: None, f"no {group}", feeds)
        if len(names) > 1:
            for one in names:
                change(lambda name: None if name == one else files[name], f"no {one}", feeds + sorted(set(practice_of.values())))
        if group == "organisations":
            continue

        def is_row(name, index):
            return index > 0 and files[name][index] and (not name.endswith(".xml") or "<Event" in files[name][index])

        change(lambda name: [line for index, line in enumerate(files[name]) if not is_row(name, index) or index % 3],
               f"a third of {group}", feeds)
        for practice in sorted(set(practice_of.values())):
            # Of a practice that is on no list anyway nothing can go missing.
            if not re.fullmatch("M980[0-9]+", practice) or any(practice in line for line in usual):
                continue

            def belongs(line):
                numbers = re.findall(r"[0-9]{10}", line)
                return practice in line or any(practice_of.get(number) == practice for number in numbers[:1])

            def kept(name):
                return [line for index, line in enumerate(files[name]) if not is_row(name, index) or not belongs(line)]

            gone = sum(len(files[name]) - len(kept(name)) for name in names)
            if gone < (FEW if group in BY_LIST else 1):
                continue
            change(kept, f"{practice} of {group}", [practice] + (feeds if group in PUBLISHED | BY_LIST else []))
    silent = len(results) - sum(results)
    nights.lost += silent
    print(f"absence: {len(results)} pieces taken out, {silent} lost without a word")
