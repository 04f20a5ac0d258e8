"""The job of the benchmark in DataFusion; benchmarks/README.md says its rules in words."""

from concurrent.futures import ThreadPoolExecutor

from datafusion import SessionConfig, SessionContext
from pyarrow import csv

import night
import rules

BATCH = 1 << 15
NUMBER = "replace(replace(nhs_number, ' ', ''), '-', '')"
# Ten bytes that make a number of ten digits are nothing but digits, so that few texts are looked at closer.
DIGITS = f"""coalesce(case when octet_length(nhs_number) = 10 and direct >= 1000000000 then direct end,
    case when regexp_like({NUMBER}, '^[0-9]{{10}}$') then try_cast({NUMBER} as bigint) end)"""
# The digits, each times its place, add up to a multiple of 11; written with the number's tenths, hundredths and so on, which takes
# half the divisions.
VALID = f"""coalesce((n + {" + ".join(f"n / {10 ** place} * {(2 * place + 1) % 11}" for place in range(1, 10) if place != 5)}) % 11 = 0
    and n % 1111111111 <> 0 and n <> 123456789, false)"""
CURRENT = "(resolved_on is null or resolved_on > $ref)"
EITHER_ORDER = r"regexp_replace({}, '^([0-9]{{2}})/([0-9]{{2}})/([0-9]{{4}})$', '\3-\2-\1')"


def date(column, otherwise="trim({})"):
    """A text as a date; it is rewritten only where it is none as it stands."""
    return f"coalesce(try_cast({column} as date), try_cast({otherwise.format(column)} as date)) as {column}"


def coded(column, codes):
    """A text as the bit of its code."""
    bits = " ".join(f"when '{code}' then {1 << place}" for place, code in enumerate(codes))
    return f"case trim({column}) {bits} end"


def bits(codes, of):
    return sum(1 << of.index(code) for code in codes)


PROGRAMMES = ["FLU", "MMR", "NHSHC", "LDHC"]
OBSERVATIONS = ["SBP", "DBP", "BMI", "SMOKING", "HBA1C", "CHOL", "CREATININE", "ACR", "FOOT_CHECK"]
CONDITIONS = sorted({code for codes in rules.CONDITIONS.values() for code in codes} | {"ANXIETY"})
MEDICINES = [*rules.COUNTED.values(), "STATIN", "ANTIHYPERTENSIVE"]
EVENTS = (
    "programme", PROGRAMMES, f"{date('event_on')}, {coded('outcome', ['done', 'declined'])} as outcome, outcome is not null as known",
    "named and known and event_on is not null", "event_on <= $ref")
# For each feed its column of codes, the codes that matter, its other typed columns, which rows are good, and which are not of the future
# (those are left out without being faults).
TYPED = {
    "registers": (
        "register", night.REGISTERS,
        f"{date('diagnosed_on', EITHER_ORDER)}, {date('resolved_on', EITHER_ORDER)}, nullif(trim(resolved_on), 'NULL') as end_text",
        "named and (end_text is null or resolved_on is not null)", "(diagnosed_on is null or diagnosed_on <= $ref)"),
    "conditions": (
        "condition", CONDITIONS, f"{date('recorded_on')}, {date('resolved_on')}, resolved_on as end_text",
        "named and (end_text is null or resolved_on is not null)", "(recorded_on is null or recorded_on <= $ref)"),
    "uptake": EVENTS,
    "observations": (
        "observation", OBSERVATIONS, f"{date('observed_on')}, try_cast(value as double) as value",
        """named and observed_on is not null and value >= 0 and not coalesce(
        code = 1 and value not between 40 and 350 or code = 2 and value not between 20 and 200
        or code = 4 and value not between 5 and 150 or code = 8 and value not in (0, 1, 2, 3, 4, 5), false)""", "observed_on <= $ref"),
    "medications": ("medicine", MEDICINES, date("issued_on"), "named and issued_on is not null", "issued_on <= $ref"),
    "vaccinations": EVENTS,
}


def last(name, code, since):
    # A day before its value, so that the greatest is the last. Millionths are cut off: no value reaches a limit that it is below.
    return f"""max(cast(observed_on as int)::bigint * 1000000000 + try_cast(value * 1000000 as bigint))
        filter (where code = {bits([code], OBSERVATIONS)} and observed_on > {since}) % 1000000000 / 1000000.0 as {name}"""


# What each feed says of a person: all codes of a kind as the bits of one number, which is quicker to carry through joins than columns.
ABOUT = {
    "registers": [
        f"bit_or(code) filter (where {CURRENT}) as register_bits",
        f"""bit_or(code) filter (where code = {bits(["CAN"], night.REGISTERS)} and {CURRENT} and diagnosed_on > $ago_5_years)
        as cancer_bits"""],
    "conditions": [
        f"bit_or(code) filter (where {CURRENT}) as condition_bits",
        f"""bit_or(code) filter (where code = {bits(["ANXIETY"], CONDITIONS)} and {CURRENT} and recorded_on > $ago_12_months)
        as anxiety_bits"""],
    "observations": [
        last("systolic", "SBP", "$ago_12_months"), last("diastolic", "DBP", "$ago_12_months"),
        last("bmi", "BMI", "$ago_5_years"), last("smoking", "SMOKING", "$ago_5_years"),
        "bit_or(code) filter (where observed_on > $ago_15_months) as process_bits"],
    "medications": [
        *(f"count(*) filter (where code = {bits([code], MEDICINES)} and issued_on > $ago_12_months) as {name}"
          for name, code in rules.COUNTED.items()),
        "bit_or(code) filter (where issued_on > $ago_12_months) as medicine_bits",
        "bit_or(code) filter (where issued_on > $ago_6_months) as recent_medicine_bits"],
    "vaccinations": [
        "max(event_on) filter (where code = 1 and outcome = 1) as last_flu",
        "coalesce(bool_or(code = 1 and outcome = 2 and event_on >= date '2026-09-01'), false) as flu_declined"],
}
ABOUT["uptake"] = ABOUT["vaccinations"] + [
    "max(event_on) filter (where code = 4 and outcome = 1) as last_health_check",
    "max(event_on) filter (where code = 8 and outcome = 1) as last_ld_check"]
# What is true of a person, taken out of those numbers.
TRUTHS = {
    **{f"on_{name.lower()}": ("register_bits", bits([name], night.REGISTERS)) for name in night.REGISTERS},
    "cancer_in_5_years": ("cancer_bits", -1),
    **{f"has_{name}": ("condition_bits", bits(codes, CONDITIONS)) for name, codes in rules.CONDITIONS.items()},
    "has_recent_anxiety": ("anxiety_bits", -1),
    "on_statin": ("medicine_bits", bits(["STATIN"], MEDICINES)),
    "on_antihypertensive": ("recent_medicine_bits", bits(["ANTIHYPERTENSIVE"], MEDICINES)),
    **{f"has_{name}": ("process_bits", bits([code], OBSERVATIONS)) for name, code in rules.PROCESSES.items()},
}
UNPACKED = ", ".join(f"coalesce({column}, 0) & {wanted} <> 0 as {name}" for name, (column, wanted) in TRUTHS.items())
# Weights have two decimals, so that hundredths add up exactly.
SCORE = " + ".join(f"cast({when} as int) * {round(weight * 100)}" for when, weight in rules.TERMS)
SEGMENT = " ".join(f"when {when} then '{segment}'" for segment, when in rules.SEGMENTS)
BAND = " ".join(f"when score {f'< {below}' if below else 'is not null'} then '{band}'" for band, below in night.BANDS)


class Job:
    def __init__(self, options):
        self.options = options
        # One partition a query, for the thread of the XML has the other processor and aggregating in two steps takes longer.
        # Joins stay as they are written, the side to look up in first: the optimizer guesses what filters leave and gets it wrong.
        config = SessionConfig().with_target_partitions(1).with_batch_size(BATCH)
        self.context = SessionContext(config.set("datafusion.optimizer.join_reordering", "false"))

    def query(self, sql):
        return self.context.sql(rules.dated(sql, self.options.reference_date))

    def keep(self, name, sql):
        self.context.register_table(name, self.query(sql).cache())

    def texts(self, feed, table):
        self.context.register_record_batches(f"{feed}_texts", [table.to_batches(max_chunksize=BATCH)])

    def patients(self):
        table, ragged = night.read_feed(self.options.input, "patients")
        self.texts("patients", table)
        self.keep("patients", f"""
          with direct as (select *, try_cast(nhs_number as bigint) as direct from patients_texts),
          typed as (
            select {DIGITS} as n, {date("date_of_birth")}, trim(sex) as sex, trim(lsoa_code) as lsoa_code,
              trim(practice_code) as practice_code, {date("registered_on")}, {date("deregistered_on")}, {date("date_of_death")},
              deregistered_on as end_text, date_of_death as death_text from direct)
          select *, {VALID} and coalesce(date_of_birth is not null and regexp_like(practice_code, '^[A-Z][0-9]{{5}}$')
            and registered_on >= date_of_birth and (end_text is null or deregistered_on is not null)
            and (death_text is null or date_of_death is not null), false) as good,
            coalesce(registered_on <= $ref, true) as due from typed""")
        self.context.deregister_table("patients_texts")
        [refused] = self.query("select count(*) as n from patients where due and not good").collect()[0][0].to_pylist()
        night.report("patients", table.num_rows + ragged, refused + ragged)

    def check(self, feed):
        """What a feed's good rows say of each person; a number is checked once a person instead of once a row."""
        table, ragged = night.read_feed(self.options.input, feed)
        column, codes, typed, good, due = TYPED[feed]
        self.texts(feed, table)
        typed = f"""
          with direct as (select *, try_cast(nhs_number as bigint) as direct from {feed}_texts),
          typed as (select {DIGITS} as n, {coded(column, codes)} as code, {column} is not null as named, {typed} from direct),
          checked as (select *, coalesce({good}, false) as good, coalesce({due}, true) as due from typed)
          select * except (code), case when good and due then code end as code from checked"""
        if feed in ("uptake", "vaccinations"):
            self.keep(f"{feed}_events", typed)
            typed = f"select * from {feed}_events"
        self.keep(feed, f"""
          select n, count(*) filter (where due) as told, count(*) filter (where due and not good) as refused, {", ".join(ABOUT[feed])}
          from ({typed}) group by n""")
        self.context.deregister_table(f"{feed}_texts")
        [refused] = self.query(f"select sum(case when {VALID} then refused else told end) as n from {feed}").collect()[0][0].to_pylist()
        night.report(feed, table.num_rows + ragged, (refused or 0) + ragged)

    def population(self):
        for feed in ("memberships", "deprivation"):
            self.texts(feed, night.read_feed(self.options.input, feed)[0])
        # Of one registration's rows that differ in a value that value is not known.
        same = "case when count(*) = count({0}) and min({0}) = max({0}) then min({0}) end as {0}"
        told = ["date_of_birth", "sex", "lsoa_code", "deregistered_on", "date_of_death"]
        columns = f"n, practice_code, registered_on, {', '.join(told)}"
        open_rows = """select rows.*, pcn_code from networks right join {} as rows on rows.practice_code = networks.practice_code
          where (deregistered_on is null or deregistered_on > $ref) and (date_of_death is null or date_of_death > $ref)"""
        # Nearly everybody has one row, which is neither grouped nor sorted.
        self.keep("several", "select n from patients where good and due group by n having count(*) > 1")
        self.keep("population", f"""
          with memberships as (
            select practice_code, pcn_code, cast(started_on as date) as started_on from memberships_texts
            where cast(started_on as date) <= $ref and (ended_on is null or cast(ended_on as date) >= $ref)),
          latest as (select practice_code, max(started_on) as started_on from memberships group by practice_code),
          networks as (
            select practice_code, min(pcn_code) as pcn_code from latest join memberships using (practice_code, started_on)
            group by practice_code having count(distinct pcn_code) = 1),
          deciles as (select lsoa_code, cast(imd_decile as int) as imd_decile from deprivation_texts),
          good as (select {columns} from patients where good and due),
          single as (select good.* from several right anti join good on good.n = several.n),
          grouped as (
            select n, practice_code, registered_on, {", ".join(same.format(name) for name in told)}
            from several right semi join good on good.n = several.n group by n, practice_code, registered_on),
          one as (
            {open_rows.format("single")} union all
            select * from ({open_rows.format("grouped")}) as rows qualify row_number() over (
              partition by n order by registered_on desc, (pcn_code is null), practice_code) = 1)
          select n, pcn_code, practice_code, date_of_birth, sex, imd_decile,
            cast(date_part('year', $ref) - date_part('year', date_of_birth) as int)
            - cast(date_part('month', date_of_birth) * 100 + date_part('day', date_of_birth)
              > date_part('month', $ref) * 100 + date_part('day', $ref) as int) as age
          from deciles right join one on one.lsoa_code = deciles.lsoa_code where pcn_code is not null""")

    def scores(self):
        """All of a person that does not hang on the vaccinations; what is packed stays so, and is taken out again where it is asked."""
        people = "population"
        for feed in ("uptake", "observations", "medications", "conditions", "registers"):
            people = f"({feed} right join {people} on {feed}.n = population.n)"
        self.keep("scored", f"""
          with joined as (
            select population.*, last_health_check, last_ld_check, last_flu, systolic, diastolic, bmi, smoking,
              coalesce(flu_declined, false) as flu_declined, {", ".join(f"coalesce({name}, 0) as {name}" for name in rules.COUNTED)},
              {", ".join(sorted({column for column, _ in TRUTHS.values()}))}, {UNPACKED}
            from {people}),
          derived as (
            select *, {" + ".join(f"cast(on_{name.lower()} as int)" for name in night.LONG_TERM_CONDITIONS)} as ltc_count,
              8 - ({" + ".join(f"cast(has_{name} as int)" for name in rules.PROCESSES)}) as processes_missing,
              {", ".join(f"{value} as {name}" for name, value in rules.DERIVED.items() if name != "flu_given")}
            from joined)
          select * except ({", ".join([*TRUTHS, *rules.COUNTED])}),
            case {SEGMENT} else 'Generally well' end as segment, case when age >= 18 then ({SCORE}) / 100.0 end as score
          from derived""")
        # Few scores differ, so that ranking those of a network takes no sort of its people.
        self.keep("tiers", """
          with counted as (select pcn_code, score, count(*) as persons from scored where score is not null group by pcn_code, score),
          ranked as (
            select pcn_code, score, 100.0 * (sum(persons) over (partition by pcn_code order by score) - persons)
              / sum(persons) over (partition by pcn_code) as percentile from counted)
          select pcn_code, min(score) filter (where percentile >= 80) as next_from, min(score) filter (where percentile >= 95) as top_from
          from ranked group by pcn_code""")

    def lists(self):
        mmr = "select n, event_on from {}_events where code = 2 and outcome = 1"
        self.keep("mmr", f"""
          select population.n, min(event_on) as first_mmr, max(event_on) as last_mmr
          from ({mmr.format("uptake")} union all {mmr.format("vaccinations")}) as events join population on events.n = population.n
          where event_on >= date_of_birth + interval '1 year' group by population.n""")
        self.keep("listed", f"""
          with joined as (
            select scored.* except (last_flu, flu_declined), next_from, top_from,
              greatest(scored.last_flu, vaccinations.last_flu) as last_flu,
              scored.flu_declined or coalesce(vaccinations.flu_declined, false) as flu_declined, last_mmr,
              case when first_mmr is null then 0 when last_mmr >= first_mmr + 28 then 2 else 1 end as mmr_doses,
              {UNPACKED}
            from tiers right join (mmr right join (vaccinations right join scored on scored.n = vaccinations.n) on scored.n = mmr.n)
              on scored.pcn_code = tiers.pcn_code),
          derived as (select *, {rules.DERIVED["flu_given"]} as flu_given from joined),
          placed as (select *, {", ".join(f'coalesce({who}, false) as "{name}"' for name, (who, *_) in rules.LISTS.items())} from derived)
          select * except ({", ".join(TRUTHS)}) from placed""")
        counts = self.query("""
          select pcn_code, segment, count(*) as persons from scored group by pcn_code, segment
          order by pcn_code, segment""").to_arrow_table()
        csv.write_csv(counts, night.folder_of(self.options.output, "system") / "segments.csv")
        networks = counts["pcn_code"].unique().to_pylist()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self.write, rules.LISTS, [networks] * len(rules.LISTS)))

    def write(self, name, networks):
        _, order, reasons, last_done = rules.LISTS[name]
        said = ", ".join(f"case when {when} then '{says}' end" for when, says in reasons)
        also = ", ".join(f"""case when "{other}" then '{night.TITLES[other]}' end""" for other in rules.LISTS if other != name)
        table = self.query(f"""
          with people as (select *, {UNPACKED} from listed where "{name}"),
          ranked as (select *, row_number() over (partition by pcn_code order by {order}, n) as rank from people),
          written as (
            select *, lpad(cast(n as varchar), 10, '0') as nhs_number, nullif(concat_ws('; ', {said}), '') as reasons,
              nullif(concat_ws('; ', {also}), '') as also_on, {last_done or "cast(null as date)"} as last_done,
              case {BAND} end as risk_band,
              case when score >= top_from then 'top 5%' when score >= next_from then 'next 15%' when score is not null then 'lower 80%' end
                as cambridge_multimorbidity_tier, '{night.PATHWAYS[name]}' as pathway from ranked)
          select {", ".join(night.LIST_COLUMNS)}, pcn_code from written order by pcn_code, rank""").to_arrow_table()
        rows = {pair["values"]: pair["counts"] for pair in table["pcn_code"].combine_chunks().value_counts().to_pylist()}
        table = table.drop_columns("pcn_code")
        start = 0
        for network in networks:
            path = night.folder_of(self.options.output, network) / f"{name}.csv"
            csv.write_csv(table.slice(start, rows.get(network, 0)), path)
            start += rows.get(network, 0)


def main():
    job = Job(night.arguments(__doc__))
    with ThreadPoolExecutor(1) as beside:
        vaccinations = beside.submit(job.check, "vaccinations")
        job.patients()
        for feed in TYPED:
            if feed != "vaccinations":
                job.check(feed)
        job.population()
        job.scores()
        vaccinations.result()
    job.lists()


if __name__ == "__main__":
    main()
