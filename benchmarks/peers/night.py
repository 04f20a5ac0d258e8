"""What both peers share: finding a night's files, reading its XML, the code lists and weights of pipelines/."""

import argparse
import datetime
import fnmatch
import gzip
import os
import sys
from pathlib import Path

import pyarrow as pa
import yaml
from lxml import etree

PIPELINES = Path(__file__).resolve().parents[2] / "pipelines"
REJECT_LIMIT = 0.05
REGISTERS = "AF AST CAN CHD CKD COPD DEM DEP DM EP HF HYP LD MH NDH OB OST PAD PC RA STIA".lower().split()
LONG_TERM_CONDITIONS = "af ast can chd ckd copd dem dep dm ep hf hyp ld mh ost pad ra stia".split()
COHORTS = ["nhs-health-check", "flu-65-and-over", "learning-disability-health-check"]
LIST_COLUMNS = (
    "reference_date rank nhs_number practice_code age sex imd_decile segment risk_band score reasons last_done "
    "last_outcome also_on information_need preferred_language carer care_home pathway"
).split()


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--input", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--reference-date", required=True, type=datetime.date.fromisoformat)
    return parser.parse_args()


def files(folder, *patterns):
    """The files of a feed: matched below the folder, whatever their case, with or without .gz."""
    found = []
    for path in sorted(Path(folder).rglob("*")):
        name = path.name.lower().removesuffix(".gz")
        if path.is_file() and any(fnmatch.fnmatch(name, p) for p in patterns):
            found.append(str(path))
    return found


def codes(name):
    """A code list: what each code of a file is read as."""
    with open(PIPELINES / "codes" / f"{name}.yaml") as file:
        values = yaml.safe_load(file)["values"]
    return {str(k): (v["means"] if isinstance(v, dict) else str(k)) for k, v in values.items()}


def weights():
    """The score's terms: name to weight."""
    with open(PIPELINES / "scores" / "cambridge-multimorbidity.yaml") as file:
        return {t["term"]: t["weight"] for t in yaml.safe_load(file)["terms"] if "when" in t}


def flu_season(day):
    """The first day of the season that a day is in, and the day on which ages are taken."""
    year = day.year if day.month >= 9 else day.year - 1
    return datetime.date(year, 9, 1), datetime.date(year + 1, 3, 31)


def opened(path):
    with open(path, "rb") as file:
        return gzip.open(path) if file.read(2) == b"\x1f\x8b" else open(path, "rb")


def vaccinations(paths):
    """The vaccination XML as an Arrow table of texts."""
    columns = {"nhs_number": [], "programme": [], "event_on": [], "outcome": []}
    numbers, programmes, days, outcomes = columns.values()
    tag = "{urn:phm:vaccination-uptake:1}Event"
    for path in paths:
        with opened(path) as file:
            for _, element in etree.iterparse(file, events=("end",), tag=tag):
                attribute = element.attrib.get
                numbers.append(attribute("nhsNumber"))
                programmes.append(attribute("programme"))
                days.append(attribute("on"))
                outcomes.append(attribute("outcome"))
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def memberships(paths):
    """Practices' memberships of networks in ODS organisation reference data: practice, network, first and last day."""
    rows = []
    for path in paths:
        with opened(path) as file:
            for _, organisation in etree.iterparse(file, events=("end",), tag="Organisation"):
                practice = organisation.find("OrgId").get("extension")
                for relation in organisation.iterfind("Rels/Rel"):
                    if relation.get("id") != "RE8" or relation.find("Target/PrimaryRoleId").get("id") != "RO272":
                        continue
                    start = relation.find("Date/Start")
                    end = relation.find("Date/End")
                    if relation.find("Status").get("value") == "Active" or end is not None:
                        rows.append(
                            (
                                practice,
                                relation.find("Target/OrgId").get("extension"),
                                None if start is None else start.get("value"),
                                None if end is None else end.get("value"),
                            )
                        )
                organisation.clear()
    names = ["practice_code", "pcn_code", "started_on", "ended_on"]
    return pa.table([pa.array([row[i] for row in rows], pa.string()) for i in range(4)], names=names)


def report(feed, total, rejected):
    """Prints how many rows were refused and stops where too many were."""
    print(f"{feed}: {total} rows, {rejected} rejected", file=sys.stderr)
    limit = 0.2 if feed == "vaccination-batch" else REJECT_LIMIT
    if total and rejected / total > limit:
        sys.exit(67)


def fresh(folder):
    os.makedirs(folder, mode=0o700, exist_ok=True)
    return folder
