"""The job of the benchmark in chDB, which is ClickHouse inside the process; benchmarks/README.md says its rules in words."""

import csv
import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from chdb.session import Session

import night
import rules

SETTINGS = {
    "max_threads": 2, "precise_float_parsing": 1, "engine_file_truncate_on_insert": 1,
    # To leave out the rows of a check digit that need none takes many times what their sums do.
    "short_circuit_function_evaluation": "'disable'",
    # Columns go by place, so that a row with too few or too many fields shows: a field that is missing is null, an empty one is not.
    "input_format_csv_detect_header": 0, "input_format_csv_skip_first_lines": 1, "input_format_csv_empty_as_default": 0,
    "input_format_csv_allow_variable_number_of_columns": 1, "format_csv_null_representation": "'\\\\N'",
}
NUMBER = "replaceAll(replaceAll(nhs_number, ' ', ''), '-', '')"
DIGITS = " + ".join(f"{10 - place} * (intDiv(number, {10 ** (9 - place)}) % 10)" for place in range(9))
# Ten characters that are a number have a sign nowhere but before the first digit, and signs sort before digits.
VALID = f"""length({NUMBER}) = 10 and {NUMBER} >= '0' and (11 - ({DIGITS}) % 11) % 11 = number % 10
    and number % 1111111111 <> 0 and number <> 123456789"""
NEVER = "toDate32('2299-12-31')"


def few(column):
    """A column with few different texts: what is done to it is done once for each of them in a block."""
    return f"trimBoth(toLowCardinality({column}))"


def day(column, iso=None):
    # ClickHouse reads 30 February as 2 March, and months of one digit, so a day must come out as it went in.
    return (f"{iso or few(column)} as {column}_text, toDate32OrZero({column}_text) as {column}_read,"
            f" toString({column}_read) = {column}_text as {column}_good")


def end(column, iso=None):
    return f"{day(column, iso)}, {column}_text = '' as {column}_open"


def due(column):
    """Rows of the future are left out without being faults; a day that cannot be read is none of the future."""
    return f"not ({column}_good and {column}_read > $ref)"


def bits(column, flags):
    """For each code of a column the flags that it sets."""
    codes = {}
    for place, wanted in enumerate(flags):
        for code in wanted:
            codes[code] = codes.get(code, 0) + 2 ** place
    return f"transform({column}, {list(codes)}, {list(codes.values())}, toUInt32(0))"


def flag(when, place):
    return f"if({when}, {2 ** place}, 0)"


def either(column):
    """ISO days, and British ones made into such."""
    return f"replaceRegexpOne({few(column)}, '^([0-9]{{2}})/([0-9]{{2}})/([0-9]{{4}})$', '\\\\3-\\\\2-\\\\1')"


def last(code, period):
    return f"maxIf(reading, observation_code = '{code}' and observed_on_read > {period})"


EVENTS = (
    f"{few('programme')} as programme_code, {few('outcome')} as outcome_code, {day('event_on')}",
    "programme_code <> '' and outcome_code <> '' and event_on_good", due("event_on"))
FLU, MMR = "programme_code = 'FLU'", "programme_code = 'MMR'"
VACCINES = f"""maxOrNullIf(event_on_read, {FLU} and outcome_code = 'done') as last_flu,
    max({FLU} and outcome_code = 'declined' and event_on_read >= toDate32('2026-09-01')) as flu_declined,
    groupArrayIf(event_on_read, {MMR} and outcome_code = 'done') as doses"""
# For each feed its typed columns, which rows are good, which of them are due, which of those say anything about the person,
# and what they say.
FEEDS = {
    "registers": (
        f"""{few('register')} as register_code, {day('diagnosed_on', either('diagnosed_on'))},
        {end('resolved_on', f"replaceRegexpOne({either('resolved_on')}, '^NULL$', '')")}""",
        "register_code <> '' and (resolved_on_open or resolved_on_good)", due("diagnosed_on"),
        "resolved_on_open or resolved_on_read > $ref",
        f"""groupBitOr({bits('register_code', [[name] for name in night.REGISTERS])}
        + {flag("register_code = 'CAN' and diagnosed_on_good and diagnosed_on_read > $ago_5_years", len(night.REGISTERS))})
          as registers"""),
    "conditions": (
        f"{few('condition')} as condition_code, {day('recorded_on')}, {end('resolved_on')}",
        "condition_code <> '' and (resolved_on_open or resolved_on_good)", due("recorded_on"),
        "resolved_on_open or resolved_on_read > $ref",
        f"""groupBitOr({bits('condition_code', rules.CONDITIONS.values())}
        + {flag("condition_code = 'ANXIETY' and recorded_on_good and recorded_on_read > $ago_12_months", len(rules.CONDITIONS))})
          as conditions"""),
    "observations": (
        f"""{few('observation')} as observation_code, {day('observed_on')}, toFloat64OrNull({few('value')}) as number_read,
        bitShiftLeft(toUInt128(toInt32(observed_on_read)), 64) + reinterpretAsUInt64(assumeNotNull(number_read)) as reading""",
        """observation_code <> '' and observed_on_good and ifNull(case observation_code when 'SBP' then number_read between 40 and 350
        when 'DBP' then number_read between 20 and 200 when 'BMI' then number_read between 5 and 150
        when 'SMOKING' then number_read in (0, 1, 2, 3, 4, 5) else number_read >= 0 end, 0)""", due("observed_on"),
        f"observed_on_read > $ago_5_years and observation_code in {tuple(rules.PROCESSES.values()) + ('DBP',)}",
        # The last day's greatest value: a day and the bits of a value that is not negative are ordered as the two are.
        f"""{last('SBP', '$ago_12_months')} as systolic, {last('DBP', '$ago_12_months')} as diastolic,
        {last('BMI', '$ago_5_years')} as bmi, {last('SMOKING', '$ago_5_years')} as smoking,
        groupBitOr(if(observed_on_read > $ago_15_months, {bits('observation_code', [[code] for code in rules.PROCESSES.values()])}, 0))
          as processes"""),
    "medications": (
        f"{few('medicine')} as medicine_code, {day('issued_on')}", "medicine_code <> '' and issued_on_good", due("issued_on"),
        "issued_on_read > $ago_12_months",
        f"""{", ".join(f"countIf(medicine_code = '{code}') as {name}" for name, code in rules.COUNTED.items())},
        max(medicine_code = 'STATIN') as on_statin,
        max(medicine_code = 'ANTIHYPERTENSIVE' and issued_on_read > $ago_6_months) as on_antihypertensive"""),
    "uptake": (
        *EVENTS, "programme_code in ('NHSHC', 'LDHC', 'FLU', 'MMR')",
        f"""maxOrNullIf(event_on_read, programme_code = 'NHSHC' and outcome_code = 'done') as last_health_check,
        maxOrNullIf(event_on_read, programme_code = 'LDHC' and outcome_code = 'done') as last_ld_check, {VACCINES}"""),
    "vaccinations": (*EVENTS, "programme_code in ('FLU', 'MMR')", VACCINES),
}
PATIENTS = (
    f"""{day('date_of_birth')}, {few('practice_code')} as practice, {day('registered_on')},
    {end('deregistered_on')}, {end('date_of_death')}, trimBoth(sex) as sex_text, trimBoth(lsoa_code) as lsoa_text""",
    """date_of_birth_good and match(practice, '^[A-Z][0-9]{5}$') and registered_on_good and registered_on_read >= date_of_birth_read
    and (deregistered_on_open or deregistered_on_good) and (date_of_death_open or date_of_death_good)""", due("registered_on"))


class Job:
    def __init__(self, options):
        self.options = options
        self.db = Session()
        self.run("set " + ", ".join(f"{name} = {value}" for name, value in SETTINGS.items()))

    def run(self, sql):
        # A date literal of ClickHouse knows no day before 1970.
        return self.db.query(re.sub("date ('[0-9-]+')", r"toDate32(\1)", rules.dated(sql, self.options.reference_date)))

    def source(self, feed):
        """A feed's files as SQL, those of one header together; of a row with too few or too many fields it says that it is ragged."""
        def header(path):
            opened = gzip.open if path.name.endswith(".gz") else open
            with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
                return next(csv.reader(file))

        wanted = ", ".join(f"ifNull(rows.{name}, '') as {name}" for name in night.FEEDS[feed])
        parts = []
        for names, paths in groupby(sorted(night.files(self.options.input, f"{feed}*.csv"), key=header), key=header):
            columns = ", ".join(f"`{name}` String" for name in names[:-1]) + f", `{names[-1]}` Nullable(String), extra Nullable(String)"
            parts.append(f"""select {wanted}, rows.`{names[-1]}` is null or rows.extra is not null as ragged
              from file('{self.options.input}/{{{",".join(path.name for path in paths)}}}', 'CSV', '{columns}') as rows""")
        return " union all ".join(parts)

    def check(self, typed, good, due, source):
        """The checks of a feed's rows as SQL: its typed columns, and whether a row is used or refused."""
        return f"""select *, {typed}, toUInt64OrZero({NUMBER}) as number,
            not ragged and {VALID} and {good} as good, good and {due} as used, not good and (ragged or {due}) as refused
          from ({source})"""

    def told(self, feed):
        total, refused = map(int, str(self.run(f"select sum(total), sum(refused) from {feed}")).split(","))
        night.report(feed, total, refused)

    def aggregate(self, feed, source):
        """What a feed's good rows say about each person; all others are counted under number 0, which nobody has."""
        *checks, telling, told = FEEDS[feed]
        self.run(f"""create table {feed} engine = Memory as
          select if(used and ({telling}), number, 0) as n, count() as total, countIf(refused) as refused, {told}
          from ({self.check(*checks, source)}) group by n""")
        self.told(feed)

    def read(self):
        folder = self.options.input
        with ThreadPoolExecutor(1) as beside:
            vaccinations = beside.submit(night.read_feed, folder, "vaccinations")
            self.patients()
            for feed in FEEDS:
                if feed != "vaccinations":
                    self.aggregate(feed, self.source(feed))
            texts, _ = vaccinations.result()
            columns = ", ".join(f"ifNull({name}, '') as {name}" for name in night.FEEDS["vaccinations"])
            self.aggregate("vaccinations", f"select {columns}, 0 as ragged from Python(texts)")

    def patients(self):
        """Everybody registered on the day, once."""
        for feed in ("memberships", "deprivation"):
            texts, _ = night.read_feed(self.options.input, feed)
            self.run(f"create table {feed} engine = Memory as select * from Python(texts)")
        # Of one registration's rows that differ in a value that value is not known.
        same = "if(min({0}) = max({0}), min({0}), {1})".format
        self.run(f"""create table patients engine = Memory as
          select if(used, number, 0) as n, practice::String as practice_code, registered_on_read::Date32 as registered_on,
            count() as total, countIf(refused) as refused, {same("date_of_birth_read", NEVER)} as date_of_birth,
            {same("sex_text", "''")} as sex, {same("lsoa_text", "''")} as lsoa_code,
            {same(f"if(deregistered_on_open, {NEVER}, deregistered_on_read)", NEVER)} as deregistered_on,
            {same(f"if(date_of_death_open, {NEVER}, date_of_death_read)", NEVER)} as date_of_death
          from ({self.check(*PATIENTS, self.source("patients"))}) group by all""")
        self.told("patients")
        self.run(f"""create table networks engine = Join(any, left, practice_code) as
          with latest as (
            select practice_code, toDate32OrZero(started_on) as started, groupUniqArray(pcn_code) as codes from memberships
            where started <= $ref and (ended_on is null or toDate32OrZero(ended_on) >= $ref)
            group by all order by started desc limit 1 by practice_code)
          select assumeNotNull(practice_code) as practice_code, assumeNotNull(codes[1]) as pcn_code from latest where length(codes) = 1""")
        self.run("""create table deciles engine = Join(any, left, lsoa_code) as
          select assumeNotNull(lsoa_code) as lsoa_code, toUInt8OrNull(imd_decile) as imd_decile from deprivation""")

    def features(self):
        """What the rules ask about everybody in a network, one row a person."""
        truths = {
            "registers.registers": [*(f"on_{name.lower()}" for name in night.REGISTERS), "cancer_in_5_years"],
            "conditions.conditions": [*(f"has_{name}" for name in rules.CONDITIONS), "has_recent_anxiety"],
            "observations.processes": [f"has_{name}" for name in rules.PROCESSES]}
        truths = [f"bitTest({column}, {place}) as {name}" for column, names in truths.items() for place, name in enumerate(names)]
        readings = [
            f"if(observations.{name} = 0, null, reinterpretAsFloat64(toUInt64(observations.{name}))) as {name}"
            for name in ("systolic", "diastolic", "bmi", "smoking")]
        self.run(f"""create table persons engine = Memory as
          with open as (
            select n, practice_code, registered_on, nullIf(date_of_birth, {NEVER}) as date_of_birth, sex, lsoa_code,
              joinGet('networks', 'pcn_code', practice_code) as pcn_code
            from patients where n > 0 and deregistered_on > $ref and date_of_death > $ref),
          one as (select * from open order by n, registered_on desc, pcn_code = '', practice_code limit 1 by n),
          joined as (
            select {", ".join(f"one.{name} as {name}" for name in ("n", "practice_code", "pcn_code", "date_of_birth", "sex"))},
              joinGet('deciles', 'imd_decile', lsoa_code) as imd_decile, toInt32(age('year', date_of_birth, $ref)) as age,
              uptake.last_health_check as last_health_check, uptake.last_ld_check as last_ld_check,
              greatest(uptake.last_flu, vaccinations.last_flu) as last_flu,
              uptake.flu_declined or vaccinations.flu_declined as flu_declined,
              arrayFilter(day -> ifNull(day >= addYears(date_of_birth, 1), 0), arrayConcat(uptake.doses, vaccinations.doses)) as doses,
              {", ".join(f"medications.{name} as {name}" for name in [*rules.COUNTED, "on_statin", "on_antihypertensive"])},
              {", ".join(readings + truths)}
            from one any left join registers using (n) any left join conditions using (n) any left join medications using (n)
              any left join observations using (n) any left join uptake using (n) any left join vaccinations using (n)
            where pcn_code <> ''),
          scored as (
            select *, {" + ".join(f"on_{name.lower()}" for name in night.LONG_TERM_CONDITIONS)} as ltc_count,
              8 - ({" + ".join(f"has_{name}" for name in rules.PROCESSES)}) as processes_missing,
              multiIf(empty(doses), 0, arrayMax(doses) >= arrayMin(doses) + 28, 2, 1) as mmr_doses,
              if(empty(doses), null, arrayMax(doses)) as last_mmr,
              {", ".join(f"{value} as {name}" for name, value in rules.DERIVED.items())},
              case when age >= 18 then round({" + ".join(f"if({when}, {weight}, 0)" for when, weight in rules.TERMS)}, 9) end as score,
              case {" ".join(f"when {when} then '{segment}'" for segment, when in rules.SEGMENTS)} else 'Generally well' end as segment,
              {" + ".join(flag(who, place) for place, (who, *_) in enumerate(rules.LISTS.values()))} as lists
            from joined)
          select *,
            case {" ".join(f"when score {f'< {below}' if below else 'is not null'} then '{band}'" for band, below in night.BANDS)} end
              as risk_band,
            100.0 * (rank() over (partition by pcn_code, score is null order by score) - 1)
              / count() over (partition by pcn_code, score is null) as percentile,
            case when score is null then null when percentile < 80 then 'lower 80%' when percentile < 95 then 'next 15%' else 'top 5%' end
              as cambridge_multimorbidity_tier
          from scored""")

    def lists(self):
        networks = str(self.run("select distinct pcn_code from persons format TSV")).split()
        csv_of = "file('{}', 'CSVWithNames')".format
        written = "settings format_csv_null_representation = ''"
        for place, (name, (_, order, reasons, last_done)) in enumerate(rules.LISTS.items()):
            for network in networks:
                # A network with nobody on the list has no more than this line.
                (night.folder_of(self.options.output, network) / f"{name}.csv").write_text(",".join(night.LIST_COLUMNS) + "\n")
            said = ", ".join(f"case when {when} then '{says}' end" for when, says in reasons)
            others = ", ".join(
                f"case when bitTest(lists, {other}) then '{night.TITLES[title]}' end" for other, title in enumerate(rules.LISTS)
                if other != place)
            self.run(f"""insert into function {csv_of(f"{self.options.output}/{{_partition_id}}/{name}.csv")}
              partition by joinGet('networks', 'pcn_code', practice_code)
              with listed as (
                select *, row_number() over (partition by pcn_code order by {order}, n) as rank,
                  leftPad(toString(n), 10, '0') as nhs_number, arrayStringConcat([{said}], '; ') as reasons,
                  {last_done or 'null'} as last_done, arrayStringConcat([{others}], '; ') as also_on, '{night.PATHWAYS[name]}' as pathway
                from persons where bitTest(lists, {place}))
              select {", ".join(night.LIST_COLUMNS)} from listed order by pcn_code, rank {written}""")
        counts = night.folder_of(self.options.output, "system") / "segments.csv"
        self.run(f"""insert into function {csv_of(counts)}
          select pcn_code, segment, count() as persons from persons group by all order by all {written}""")


def main():
    job = Job(night.arguments(__doc__))
    job.read()
    job.features()
    job.lists()


if __name__ == "__main__":
    main()
