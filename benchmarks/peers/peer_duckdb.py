"""The job of the benchmark in DuckDB; benchmarks/README.md says its rules in words."""

from concurrent.futures import ThreadPoolExecutor

import duckdb

import night
import rules

NUMBER = "replace(replace(nhs_number, ' ', ''), '-', '')"
DIGITS = " + ".join(f"{10 - place} * (n // {10 ** (9 - place)} % 10)" for place in range(9))
CURRENT = "(resolved_on is null or resolved_on > $ref)"
# For each feed its typed columns, and which rows are good; rows of the future are left out without being faults.
TYPED = {
    "patients": (
        """try_cast(trim(date_of_birth) as date) as date_of_birth, trim(sex) as sex, trim(lsoa_code) as lsoa_code,
        trim(practice_code) as practice_code, try_cast(trim(registered_on) as date) as registered_on,
        try_cast(trim(deregistered_on) as date) as deregistered_on, try_cast(trim(date_of_death) as date) as date_of_death,
        deregistered_on as end_text, date_of_death as death_text""",
        """date_of_birth is not null and regexp_full_match(practice_code, '[A-Z][0-9]{5}') and registered_on >= date_of_birth
        and (end_text is null or deregistered_on is not null) and (death_text is null or date_of_death is not null)""",
        "registered_on <= $ref"),
    "registers": (
        """trim(register) as register,
        coalesce(try_strptime(diagnosed_on, '%Y-%m-%d'), try_strptime(diagnosed_on, '%d/%m/%Y'))::date as diagnosed_on,
        coalesce(try_strptime(resolved_on, '%Y-%m-%d'), try_strptime(resolved_on, '%d/%m/%Y'))::date as resolved_on,
        nullif(trim(resolved_on), 'NULL') as end_text""",
        "register is not null and (end_text is null or resolved_on is not null)",
        "(diagnosed_on is null or diagnosed_on <= $ref)"),
    "conditions": (
        """trim(condition) as condition, try_cast(trim(recorded_on) as date) as recorded_on,
        try_cast(trim(resolved_on) as date) as resolved_on, resolved_on as end_text""",
        "condition is not null and (end_text is null or resolved_on is not null)",
        "(recorded_on is null or recorded_on <= $ref)"),
    "uptake": (
        "trim(programme) as programme, try_cast(trim(event_on) as date) as event_on, trim(outcome) as outcome",
        "programme is not null and outcome is not null and event_on is not null", "event_on <= $ref"),
    "observations": (
        "trim(observation) as observation, try_cast(trim(observed_on) as date) as observed_on, try_cast(value as double) as value",
        """observation is not null and observed_on is not null and value is not null and case observation
        when 'SBP' then value between 40 and 350 when 'DBP' then value between 20 and 200 when 'BMI' then value between 5 and 150
        when 'SMOKING' then value in (0, 1, 2, 3, 4, 5) else value >= 0 end""", "observed_on <= $ref"),
    "medications": (
        "trim(medicine) as medicine, try_cast(trim(issued_on) as date) as issued_on",
        "medicine is not null and issued_on is not null", "issued_on <= $ref"),
}
TYPED["vaccinations"] = TYPED["uptake"]
class Job:
    def __init__(self, options):
        self.options = options
        self.db = duckdb.connect()
        self.run("create macro years(born, day) as date_part('year', day) - date_part('year', born)"
                 " - (strftime(day, '%m%d') < strftime(born, '%m%d'))::int")

    def run(self, sql):
        return self.db.execute(rules.dated(sql, self.options.reference_date))

    def check(self, feed, table, ragged):
        """The good rows of a feed as a table, told how many are not."""
        typed, good, due = TYPED[feed]
        self.db.register("texts", table)
        self.run(f"""create table {feed} as
          with numbered as (select *, case when regexp_full_match({NUMBER}, '[0-9]{{10}}') then try_cast({NUMBER} as bigint) end as n from texts),
          typed as (select n, {typed} from numbered)
          select *, coalesce(n is not null and (11 - ({DIGITS}) % 11) % 11 = n % 10 and n % 1111111111 <> 0 and n <> 123456789 and {good}, false) as good
          from typed""")
        total, refused = self.run(f"select count(*), count(*) filter (not good and coalesce({due}, true)) from {feed}").fetchone()
        night.report(feed, total + ragged, refused + ragged)
        self.run(f"create or replace view good_{feed} as select * from {feed} where good and {due}")

    def read(self):
        folder = self.options.input
        with ThreadPoolExecutor(1) as beside:
            vaccinations = beside.submit(night.read_feed, folder, "vaccinations")
            for feed in TYPED:
                if feed != "vaccinations":
                    self.check(feed, *night.read_feed(folder, feed))
            for feed in ("memberships", "deprivation"):
                texts, _ = night.read_feed(folder, feed)
                self.db.register(f"{feed}_texts", texts)
            self.check("vaccinations", *vaccinations.result())

    def population(self):
        # Of one registration's rows that differ in a value that value is not known.
        same = "case when count(*) = 1 or (count(*) = count({0}) and min({0}) = max({0})) then min({0}) end as {0}"
        told = ["date_of_birth", "sex", "lsoa_code", "deregistered_on", "date_of_death"]
        self.run(f"""create table population as
          with memberships as (
            select practice_code, pcn_code, strptime(started_on, '%Y%m%d')::date as started_on from memberships_texts
            where strptime(started_on, '%Y%m%d')::date <= $ref
              and (ended_on is null or strptime(ended_on, '%Y%m%d')::date >= $ref)),
          latest as (select distinct practice_code, pcn_code from memberships
            qualify started_on = max(started_on) over (partition by practice_code)),
          networks as (select practice_code, min(pcn_code) as pcn_code from latest group by practice_code having count(*) = 1),
          deciles as (select lsoa_code, imd_decile::int as imd_decile from deprivation_texts),
          rows as (select n, practice_code, registered_on, {", ".join(same.format(name) for name in told)}
            from good_patients group by n, practice_code, registered_on),
          open as (select rows.*, pcn_code from rows left join networks using (practice_code)
            where (deregistered_on is null or deregistered_on > $ref) and (date_of_death is null or date_of_death > $ref)),
          one as (select * from open qualify row_number() over (
            partition by n order by registered_on desc, (pcn_code is null), practice_code) = 1)
          select one.*, imd_decile, years(date_of_birth, $ref)::int as age from one left join deciles using (lsoa_code)""")

    def features(self):
        ever = lambda column, codes, extra="": f"bool_or({column} in ({', '.join(map(repr, codes))}){extra})"
        registers = [f"bool_or(register = '{name}') as on_{name.lower()}" for name in night.REGISTERS]
        conditions = [f"{ever('condition', codes)} as has_{name}" for name, codes in rules.CONDITIONS.items()]
        last = lambda code, period: (
            f"max({{'d': observed_on, 'v': value}}) filter (observation = '{code}' and observed_on > {period}).v")
        flu = "programme = 'FLU' and outcome = 'done'"
        mmr = "filter (programme = 'MMR' and outcome = 'done' and event_on >= date_of_birth + interval 1 year)"
        self.run(f"""create table persons as
          with registers as (select n, {", ".join(registers)},
              coalesce(bool_or(register = 'CAN' and diagnosed_on > $ago_5_years), false) as cancer_in_5_years
            from good_registers where {CURRENT} group by n),
          conditions as (select n, {", ".join(conditions)},
              coalesce(bool_or(condition = 'ANXIETY' and recorded_on > $ago_12_months), false) as has_recent_anxiety
            from good_conditions where {CURRENT} group by n),
          medications as (select n, {", ".join(f"count(*) filter (medicine = '{code}') as {name}" for name, code in rules.COUNTED.items())},
              bool_or(medicine = 'STATIN') as on_statin,
              bool_or(medicine = 'ANTIHYPERTENSIVE' and issued_on > $ago_6_months) as on_antihypertensive
            from good_medications where issued_on > $ago_12_months group by n),
          observations as (select n, {last('SBP', '$ago_12_months')} as systolic, {last('DBP', '$ago_12_months')} as diastolic,
              {last('BMI', '$ago_5_years')} as bmi, {last('SMOKING', '$ago_5_years')} as smoking,
              {", ".join(f"bool_or(observation = '{code}' and observed_on > $ago_15_months) as has_{name}" for name, code in rules.PROCESSES.items())}
            from good_observations where observed_on > $ago_5_years
              and observation in ('SBP', 'DBP', 'BMI', 'SMOKING', 'HBA1C', 'CHOL', 'CREATININE', 'ACR', 'FOOT_CHECK') group by n),
          checks as (select n, max(event_on) filter (programme = 'NHSHC') as last_health_check,
              max(event_on) filter (programme = 'LDHC') as last_ld_check
            from good_uptake where outcome = 'done' and programme in ('NHSHC', 'LDHC') group by n),
          events as (select n, programme, event_on, outcome from good_uptake where programme in ('FLU', 'MMR')
            union all select n, programme, event_on, outcome from good_vaccinations where programme in ('FLU', 'MMR')),
          vaccines as (select n, max(event_on) filter ({flu}) as last_flu,
              bool_or(programme = 'FLU' and outcome = 'declined' and event_on >= date '2026-09-01') as flu_declined,
              min(event_on) {mmr} as first_mmr, max(event_on) {mmr} as last_mmr
            from events join (select n, date_of_birth from population) using (n) group by n),
          joined as (
            select population.*, last_health_check, last_ld_check, last_flu, first_mmr, last_mmr, systolic, diastolic, bmi, smoking,
              {", ".join(f"coalesce({name}, 0) as {name}" for name in rules.COUNTED)},
              {", ".join(f"coalesce({name}, false) as {name}" for name in rules.TRUTHS)}
            from population left join registers using (n) left join conditions using (n) left join medications using (n)
              left join observations using (n) left join checks using (n) left join vaccines using (n)),
          derived as (
            select *, {" + ".join(f"on_{name.lower()}::int" for name in night.LONG_TERM_CONDITIONS)} as ltc_count,
              8 - ({" + ".join(f"has_{name}::int" for name in rules.PROCESSES)}) as processes_missing,
              case when first_mmr is null then 0 when last_mmr >= first_mmr + 28 then 2 else 1 end as mmr_doses,
              {", ".join(f"{value} as {name}" for name, value in rules.DERIVED.items())}
            from joined),
          scored as (
            select *, case when age >= 18 then round({" + ".join(f"case when {when} then {weight}::double else 0 end" for when, weight in rules.TERMS)}, 9) end as score,
              case {" ".join(f"when {when} then '{segment}'" for segment, when in rules.SEGMENTS)} else 'Generally well' end as segment
            from derived),
          ranked as (
            select *, 100.0 * (rank() over (partition by pcn_code order by score) - 1)
                / count(*) over (partition by pcn_code) as percentile
            from scored where score is not null and pcn_code is not null)
          select scored.*,
            case {" ".join(f"when scored.score < {below} then '{band}'" if below else f"when scored.score is not null then '{band}'" for band, below in night.BANDS)} end as risk_band,
            case when percentile < 80 then 'lower 80%' when percentile < 95 then 'next 15%' when percentile is not null then 'top 5%' end
              as cambridge_multimorbidity_tier
          from scored left join (select n, percentile from ranked) using (n)""")

    def lists(self):
        for name, (who, order, reasons, last_done) in rules.LISTS.items():
            said = ", ".join(f"case when {when} then '{says}' end" for when, says in reasons)
            self.run(f"""create table "{name}" as
              select row_number() over (partition by pcn_code order by {order}, n) as rank, n, pcn_code,
                lpad(n::varchar, 10, '0') as nhs_number, date_of_birth, practice_code, age, sex, imd_decile, segment, risk_band, score,
                concat_ws('; ', {said}) as reasons, cambridge_multimorbidity_tier, {last_done or 'null::date'} as last_done,
                '{night.PATHWAYS[name]}' as pathway
              from persons where pcn_code is not null and {who}""")
        networks = [code for (code,) in self.run("select distinct pcn_code from population where pcn_code is not null").fetchall()]
        for name in rules.LISTS:
            others = " union all ".join(
                f"""select n, {place} as place, '{night.TITLES[other]}' as title from "{other}" """
                for place, other in enumerate(rules.LISTS) if other != name)
            self.run(f"""create table written as
              with others as ({others}),
              also as (select n, string_agg(title, '; ' order by place) as also_on from others semi join "{name}" using (n) group by n)
              select *, also_on from "{name}" left join also using (n)""")
            for network in networks:
                path = night.folder_of(self.options.output, network) / f"{name}.csv"
                self.run(f"""copy (select {", ".join(night.LIST_COLUMNS)} from written where pcn_code = '{network}' order by rank)
                  to '{path}' (format csv, header true)""")
            self.run("drop table written")
        counts = night.folder_of(self.options.output, "system") / "segments.csv"
        self.run(f"""copy (select pcn_code, segment, count(*) as persons from persons where pcn_code is not null
          group by all order by all) to '{counts}' (format csv, header true)""")


def main():
    job = Job(night.arguments(__doc__))
    job.read()
    job.population()
    job.features()
    job.lists()


if __name__ == "__main__":
    main()
