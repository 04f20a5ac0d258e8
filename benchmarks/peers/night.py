"""What both peers share: finding a night's files, reading its XML, the code lists, seasons and weights of pipelines/."""

import argparse
import datetime
import fnmatch
import gzip
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import yaml
from lxml import etree
from pyarrow import csv as arrow_csv

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


def definition(name):
    with open(PIPELINES / f"{name}.yaml") as file:
        return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def codes(name):
    """A code list: what each code of a file is read as."""
    values = definition(f"codes/{name}")["values"]
    return {str(k): (v["means"] if isinstance(v, dict) else str(k)) for k, v in values.items()}


def weights():
    """The Cambridge score's terms: name to weight."""
    return {t["term"]: t["weight"] for t in definition("scores/cambridge-multimorbidity")["terms"] if "when" in t}


def qrisk3():
    """QRISK3's definition: its conditions and values are SQL to both peers, its coefficients ClinRisk's, with a `notice`."""
    return definition("scores/qrisk3")


def terms(model):
    """What each term of a model adds, as SQL. Weights are written with an exponent, which makes them doubles."""
    return [
        f"case when {term.get('when', 'true')} then {term['weight']:.16e} * ({term.get('value', '1')}) else 0e0 end"
        for term in model["terms"]
    ]


def flu_season(day):
    """The flu season that a day is in: its first day, that of the offer to adults, and the day on which ages are taken."""
    for season in definition("campaigns")["campaigns"]["flu"]["seasons"].values():
        if season["from"] <= day < season["before"]:
            return season["from"], season["days"]["adults_from"], season["days"]["age_on"]
    sys.exit(f"no flu season has the day {day}")


def opened(path):
    with open(path, "rb") as file:
        return gzip.open(path) if file.read(2) == b"\x1f\x8b" else open(path, "rb")


def read_csv(folder, columns, *patterns, separator=",", encoding="utf8"):
    """The wanted columns of a feed's files as an Arrow table of texts, and how many rows had too few or too many fields.

    Files may have their columns in any order. Arrow's reader serves both peers: Polars' own neither refuses a row with too
    few fields nor tells which one had too many, and DuckDB's refuses a file whose lines end in both ways. Files are read
    side by side, since each is inflated by one thread.
    """
    ragged = []

    def skip(row):
        ragged.append(row.number)
        return "skip"

    def read(path):
        return arrow_csv.read_csv(
            path,
            arrow_csv.ReadOptions(encoding=encoding, block_size=1 << 23),
            arrow_csv.ParseOptions(delimiter=separator, newlines_in_values=True, invalid_row_handler=skip),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), include_columns=columns, null_values=[""],
                strings_can_be_null=True, quoted_strings_can_be_null=True),
        )

    with ThreadPoolExecutor() as pool:
        parts = list(pool.map(read, files(folder, *patterns)))
    empty = pa.schema([(name, pa.string()) for name in columns]).empty_table()
    return pa.concat_tables(parts or [empty]), len(ragged)


def core_partners(folder):
    """Practices' memberships in the published list of networks, whose header cells hold line breaks."""
    relation = "Practice to PCN\nRelationship\n{} Date"
    names = ["Partner\nOrganisation\nCode", "PCN Code", relation.format("Start"), relation.format("End")]
    table, _ = read_csv(folder, names, "epcn-core-partners*.csv")
    return table.rename_columns(["practice_code", "pcn_code", "started_on", "ended_on"])


def list_sizes(folder):
    """Published list sizes, of the layout of 2017 or of a later one."""
    try:
        table, _ = read_csv(folder, ["TYPE", "CODE", "SEX", "AGE", "NUMBER_OF_PATIENTS"], "list-sizes*.csv")
    except KeyError:
        table, _ = read_csv(
            folder, ["ORG_TYPE", "ORG_CODE", "SEX", "AGE_GROUP_5", "NUMBER_OF_PATIENTS"], "list-sizes*.csv")
    return table.rename_columns(["type", "practice_code", "sex", "age", "patients"])


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
