"""What the peers share: a night's files, inflated by ISA-L and read as Arrow tables of texts, and what is written at the end.

A peer's best users would not read gzip by zlib nor XML by a tree, so neither is done here: files are inflated by ISA-L side by side,
CSV is split by Arrow's reader, which refuses rows with too few or too many fields as phm does, and XML goes through expat.
"""

import argparse
import datetime
import fnmatch
import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
from isal import igzip
from pyarrow import csv as arrow_csv
from xml.parsers import expat

REGISTERS = "AF AST CAN CHD CKD COPD DEM DEP DM EP HF HYP LD MH NDH OB OST PAD PC RA STIA".split()
LONG_TERM_CONDITIONS = [name for name in REGISTERS if name not in ("NDH", "OB", "PC")]
TITLES = {
    "nhs-health-check": "NHS Health Check due",
    "flu-65-and-over": "Flu vaccination due, 65 and over",
    "flu-at-risk": "Flu vaccination due, under 65 in a clinical risk group",
    "learning-disability-check": "Annual health check due, learning disability",
    "hypertension": "Hypertension not treated to target",
    "diabetes": "Diabetes care processes due",
    "mmr": "MMR doses due, 1 to 17 years old",
}
PATHWAYS = {
    "nhs-health-check": "NHS Health Check",
    "flu-65-and-over": "Flu clinic",
    "flu-at-risk": "Flu clinic",
    "learning-disability-check": "Annual health check",
    "hypertension": "Blood pressure review",
    "diabetes": "Diabetes review",
    "mmr": "Childhood vaccination",
}
LISTS = list(TITLES)
# What a list's file has, in this order.
LIST_COLUMNS = (
    "rank nhs_number date_of_birth practice_code age sex imd_decile segment risk_band score reasons "
    "cambridge_multimorbidity_tier last_done also_on pathway"
).split()
# The feeds that patients are looked up in, with the columns that the job reads.
FEEDS = {
    "patients": ["nhs_number", "date_of_birth", "sex", "lsoa_code", "practice_code", "registered_on", "deregistered_on", "date_of_death"],
    "registers": ["nhs_number", "register", "diagnosed_on", "resolved_on"],
    "uptake": ["nhs_number", "programme", "event_on", "outcome"],
    "vaccinations": ["nhs_number", "programme", "event_on", "outcome"],
    "observations": ["nhs_number", "observation", "observed_on", "value"],
    "conditions": ["nhs_number", "condition", "recorded_on", "resolved_on"],
    "medications": ["nhs_number", "medicine", "issued_on"],
    "memberships": ["practice_code", "pcn_code", "started_on", "ended_on"],
    "deprivation": ["lsoa_code", "imd_decile"],
}
REJECT_LIMITS = {"observations": 0.1}
# Source: Payne et al. 2020, CMAJ 192(5):E107-E114, as in seven-lists/cambridge-multimorbidity.yaml.
BANDS = [("1", 0.09), ("2", 0.69), ("3", 1.58), ("4", 2.96), ("5", None)]


def arguments(description):
    # Who waits for Python's lock waits up to 5 ms behind the XML otherwise, once a row that is refused.
    sys.setswitchinterval(0.0005)
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--input", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--reference-date", required=True, type=datetime.date.fromisoformat)
    return parser.parse_args()


def files(folder, pattern):
    """The files of a feed, with or without .gz."""
    paths = sorted(path for path in Path(folder).iterdir() if path.is_file())
    return [path for path in paths if fnmatch.fnmatch(path.name.lower().removesuffix(".gz"), pattern)]


def inflated(path):
    data = path.read_bytes()
    return igzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def read_csv(folder, pattern, columns, names=None):
    """The wanted columns of a feed's files as an Arrow table of texts, and how many rows had too few or too many fields."""
    ragged = []

    def skip(row):
        ragged.append(row.number)
        return "skip"

    def read(path):
        return arrow_csv.read_csv(
            pa.BufferReader(inflated(path)),
            arrow_csv.ReadOptions(block_size=1 << 22),
            arrow_csv.ParseOptions(newlines_in_values=pattern.startswith(("epcn", "patients")), invalid_row_handler=skip),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), include_columns=columns, null_values=[""],
                strings_can_be_null=True, quoted_strings_can_be_null=True))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        table = pa.concat_tables(pool.map(read, files(folder, pattern)))
    return (table.rename_columns(names) if names else table), len(ragged)


def read_vaccinations(folder):
    """The Event elements of the vaccination XML as an Arrow table of texts."""
    events = []
    append = events.append

    def start(tag, attributes):
        if tag == "Event":
            append(attributes)

    # The cycle collector would look through millions of lists again and again, and finds nothing.
    gc.disable()
    for path in files(folder, "vaccinations*.xml"):
        parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.StartElementHandler = start
        parser.Parse(inflated(path), True)
    names = ["nhsNumber", "programme", "on", "outcome"]
    columns = [[None] * len(events) for _ in names]
    places = {name: column for name, column in zip(names, columns)}
    for row, attributes in enumerate(events):
        # Nearly all have their attributes in the usual order.
        if attributes[0:8:2] == names:
            columns[0][row], columns[1][row], columns[2][row], columns[3][row] = attributes[1:8:2]
        else:
            for name, value in zip(attributes[::2], attributes[1::2]):
                if name in places:
                    places[name][row] = value
    return pa.table([pa.array(column, pa.string()) for column in columns], names=FEEDS["vaccinations"])


def read_feed(folder, feed):
    """One feed as an Arrow table of texts, and how many of its rows were ragged."""
    if feed == "vaccinations":
        return read_vaccinations(folder), 0
    if feed == "memberships":
        relation = "Practice to PCN\nRelationship\n{} Date"
        columns = ["Partner\nOrganisation\nCode", "PCN Code", relation.format("Start"), relation.format("End")]
        return read_csv(folder, "epcn-core-partners*.csv", columns, FEEDS[feed])
    if feed == "deprivation":
        columns = ["LSOA code (2011)", "Index of Multiple Deprivation (IMD) Decile"]
        return read_csv(folder, "deprivation*.csv", columns, FEEDS[feed])
    return read_csv(folder, f"{feed}*.csv", FEEDS[feed])


def report(feed, total, rejected):
    """Says how many rows were refused and stops where too many were."""
    print(f"{feed}: {total} rows, {rejected} rejected", file=sys.stderr)
    if total and rejected / total > REJECT_LIMITS.get(feed, 0.05):
        sys.exit(67)


def folder_of(output, network):
    path = Path(output) / network
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
