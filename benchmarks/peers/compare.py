"""Whether several outputs of the job have the same lists: the same people at the same ranks, with the same words, score and days.

    python3 compare.py OUTPUT OUTPUT...

An output is a folder with a folder for each network, or a release folder of phm (its `current` link is followed).
"""

import csv
import sys
from pathlib import Path

import night

COMPARED = [name for name in night.LIST_COLUMNS if name not in ("rank", "nhs_number")]


def cell(name, text):
    # Engines write one number in several ways.
    return float(text) if text and name == "score" else text


def lists(folder):
    folder = Path(folder)
    folder = folder / "current" if (folder / "current").exists() else folder
    found = {}
    for network in sorted(p for p in folder.iterdir() if p.is_dir() and p.name.startswith("U")):
        for name in night.LISTS:
            path = network / f"{name}.csv"
            if not path.exists():
                found[network.name, name] = None
                continue
            with open(path, newline="", encoding="utf-8") as file:
                found[network.name, name] = [
                    (int(row["rank"]), row["nhs_number"], *(cell(column, row[column]) for column in COMPARED))
                    for row in csv.DictReader(file)]
    return found


def differences(first, second):
    for key in sorted(first.keys() | second.keys()):
        one, other = first.get(key), second.get(key)
        if one == other:
            continue
        if one is None or other is None:
            yield f"{key[0]} {key[1]}: only in one of them"
            continue
        people, others = {row[1] for row in one}, {row[1] for row in other}
        place = next((i for i, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), min(len(one), len(other)))
        columns = [
            column for i, column in enumerate(["rank", "nhs_number", *COMPARED])
            if any(a[i] != b[i] for a, b in zip(one, other))]
        # Places, counts and names of columns only: a benchmark's log holds nobody's number either.
        yield (
            f"{key[0]} {key[1]}: {len(one)} and {len(other)} rows, {len(people - others)} only in the first, "
            f"{len(others - people)} only in the second, first difference in line {place + 1}, in {', '.join(columns)}"
        )


def main():
    outputs = sys.argv[1:]
    if len(outputs) < 2:
        sys.exit(__doc__)
    first = lists(outputs[0])
    rows = sum(len(rows or []) for rows in first.values())
    if not rows:
        sys.exit(f"{outputs[0]}: no list has a row, so there is nothing to compare")
    different = False
    for other in outputs[1:]:
        for line in differences(first, lists(other)):
            different = True
            print(f"{outputs[0]} and {other}: {line}")
    if different:
        sys.exit(1)
    print(f"{len(outputs)} outputs agree on {len(first)} lists with {rows} rows")


if __name__ == "__main__":
    main()
