"""The job of the benchmark in Polars; benchmarks/README.md says its rules in words."""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import polars as pl
from polars import col

import night
import rules

# The codes that rules ask for, so that rows of other ones go no further than the checks.
CODES = {
    "register": night.REGISTERS,
    "condition": sorted({"ANXIETY"}.union(*rules.CONDITIONS.values())),
    "programme": ["FLU", "MMR", "NHSHC", "LDHC"],
    "outcome": ["done", "declined"],
    "observation": ["SBP", "DBP", "BMI", "SMOKING", "HBA1C", "CHOL", "CREATININE", "ACR", "FOOT_CHECK"],
    "medicine": [*rules.COUNTED.values(), "STATIN", "ANTIHYPERTENSIVE"],
}
# A number's weighted digits add up to a multiple of 11, so its first five must add what its last five lack: two look-ups a number.
DIGITS = [pl.int_range(100_000, eager=True) // 10 ** (4 - place) % 10 for place in range(5)]
FIRST_FIVE = (sum(digit * (10 - place) for place, digit in enumerate(DIGITS)) % 11).cast(pl.UInt8)
LAST_FIVE = ((11 - sum(digit * (5 - place) for place, digit in enumerate(DIGITS)) % 11) % 11).cast(pl.UInt8)
# What stands in the field that is put at the end of each line: a character that no feed has.
MARK = "\x1e"


def numbers(texts):
    """NHS numbers as integers, null where they are none."""
    n = texts.cast(pl.Int64, strict=False)
    # Only the few that are not ten plain digits are worth a look at each character.
    odd = ((texts.str.len_bytes() != 10) | (n < 10**9)).fill_null(True).arg_true()
    n = n.scatter(odd, texts.gather(odd).str.replace_all("[ -]", "").str.extract("^([0-9]{10})$").cast(pl.Int64))
    first = n // 100_000
    good = (FIRST_FIVE.gather(first) == LAST_FIVE.gather(n - first * 100_000)) & (n % 1_111_111_111 != 0) & (n != 123_456_789)
    return n.zip_with(good.fill_null(False), pl.Series([None], dtype=pl.Int64))


def text(name):
    return col(name).str.strip_chars(" ")


def day(name, otherwise=None):
    # Its cache of texts is slower than reading each of them, and a second format is only worth a try where the first failed.
    found = text(name).str.to_date("%Y-%m-%d", strict=False, cache=False)
    if otherwise is None:
        return found
    return pl.coalesce(found, pl.when(found.is_null()).then(text(name)).str.to_date(otherwise, strict=False, cache=False))


def code(name):
    return text(name).cast(pl.Enum(CODES[name]), strict=False)


# For each feed its typed columns, which rows are good, which of these are no one's future, and which of these rules ask for.
EVENTS = (
    {"programme": code("programme"), "event_on": day("event_on"), "outcome": code("outcome"),
     "told": col("programme").is_not_null() & col("outcome").is_not_null()},
    "told and event_on is not null", "event_on <= $ref", "programme is not null and outcome is not null")
TYPED = {
    "patients": (
        {**{name: day(name) for name in ("date_of_birth", "registered_on", "deregistered_on", "date_of_death")},
         **{name: text(name) for name in ("sex", "lsoa_code", "practice_code")},
         "open": col("deregistered_on").is_null(), "alive": col("date_of_death").is_null()},
        """practice_code ~ '^[A-Z][0-9]{5}$' and registered_on >= date_of_birth
        and (open or deregistered_on is not null) and (alive or date_of_death is not null)""",
        "registered_on <= $ref", "true"),
    "registers": (
        {"register": code("register"), "diagnosed_on": day("diagnosed_on", "%d/%m/%Y"), "resolved_on": day("resolved_on", "%d/%m/%Y"),
         "told": col("register").is_not_null(), "open": col("resolved_on").is_null() | (text("resolved_on") == "NULL")},
        "told and (open or resolved_on is not null)", "(diagnosed_on is null or diagnosed_on <= $ref)",
        "register is not null and (resolved_on is null or resolved_on > $ref)"),
    "conditions": (
        {"condition": code("condition"), "recorded_on": day("recorded_on"), "resolved_on": day("resolved_on"),
         "told": col("condition").is_not_null(), "open": col("resolved_on").is_null()},
        "told and (open or resolved_on is not null)", "(recorded_on is null or recorded_on <= $ref)",
        "condition is not null and (resolved_on is null or resolved_on > $ref)"),
    "uptake": EVENTS,
    "vaccinations": EVENTS,
    "observations": (
        {"observation": code("observation"), "observed_on": day("observed_on"), "value": text("value").cast(pl.Float64, strict=False),
         "told": col("observation").is_not_null()},
        """told and observed_on is not null and value is not null and case
        when observation = 'SBP' then value between 40 and 350 when observation = 'DBP' then value between 20 and 200
        when observation = 'BMI' then value between 5 and 150 when observation = 'SMOKING' then value in (0, 1, 2, 3, 4, 5)
        else value >= 0 end""",
        "observed_on <= $ref", "observation is not null and observed_on > $ago_5_years"),
    "medications": (
        {"medicine": code("medicine"), "issued_on": day("issued_on"), "told": col("medicine").is_not_null()},
        "told and issued_on is not null", "issued_on <= $ref", "medicine is not null and issued_on > $ago_12_months"),
}


class Job:
    def __init__(self, options):
        self.options = options
        self.good = {}

    def sql(self, condition):
        return pl.sql_expr(rules.dated(condition, self.options.reference_date))

    def check(self, feed, texts, whole):
        """The good rows of a feed that rules ask for, how many rows it has and how many of them are not good."""
        typed, good, due, asked = TYPED[feed]
        rows = (
            texts.select(n=col("nhs_number").map_batches(numbers, pl.Int64, is_elementwise=True), whole=whole, **typed)
            .with_columns(good=(col("whole") & col("n").is_not_null() & self.sql(good)).fill_null(False), due=self.sql(due)).collect())
        total, refused = rows.select(col("whole").count(), refused=(
            col("whole").is_not_null() & ~col("good") & (~col("whole") | col("due").fill_null(True))).sum()).row(0)
        kept = rows.lazy().filter(col("good") & col("due") & self.sql(asked))
        return kept.drop("whole", "good", "due", "told", "open", "alive", strict=False).collect(), total, refused

    def check_file(self, feed, path):
        data = night.inflated(path)
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
        # Polars pads and cuts ragged rows; with one more field at the end of each line it can be seen in which rows that is in its place.
        data = data.replace(b"\n", f",{MARK}\n".encode()) + (b"" if data.endswith(b"\n") else f",{MARK}\n".encode())
        # Empty texts in quotes are null only when told so.
        texts = pl.scan_csv(data, infer_schema=False, null_values="", truncate_ragged_lines=True)
        first, second = texts.collect_schema().names()[:2]
        blank = col(first).is_null() & (col(second) == MARK)
        return self.check(feed, texts, pl.when(blank.fill_null(False)).then(None).otherwise(col(MARK).eq_missing(pl.lit(MARK))))

    def read(self):
        folder = self.options.input
        self.vaccinations = ThreadPoolExecutor(1).submit(
            lambda: self.check("vaccinations", pl.from_arrow(night.read_feed(folder, "vaccinations")[0]).lazy(), pl.lit(True)))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parts = {
                feed: [pool.submit(self.check_file, feed, path) for path in night.files(folder, f"{feed}*.csv")]
                for feed in TYPED if feed != "vaccinations"}
            for feed, found in parts.items():
                self.keep(feed, [part.result() for part in found])

    def keep(self, feed, found):
        frames, totals, refused = zip(*found)
        night.report(feed, sum(totals), sum(refused))
        self.good[feed] = pl.concat(frames).lazy()

    def population(self):
        # Of one registration's rows that differ in a value that value is not known.
        def same(name):
            value = col(name)
            known = (pl.len() == 1) | ((value.count() == pl.len()) & (value.min() == value.max()))
            return pl.when(known).then(value.min()).alias(name)

        registration = ["n", "practice_code", "registered_on"]
        told = ["date_of_birth", "sex", "lsoa_code", "deregistered_on", "date_of_death"]
        memberships, deprivation = (
            pl.from_arrow(night.read_feed(self.options.input, feed)[0]).lazy() for feed in ("memberships", "deprivation"))
        networks = (
            memberships.with_columns(col("started_on", "ended_on").str.to_date("%Y%m%d"))
            .filter(self.sql("started_on <= $ref and (ended_on is null or ended_on >= $ref)"))
            .filter(col("started_on") == col("started_on").max().over("practice_code"))
            .group_by("practice_code").agg(col("pcn_code").unique()).filter(col("pcn_code").list.len() == 1).explode("pcn_code"))
        patients = self.good["patients"].select(*registration, *told)
        several = col("n").is_duplicated()

        def registered(rows):
            return rows.filter(self.sql(
                "(deregistered_on is null or deregistered_on > $ref) and (date_of_death is null or date_of_death > $ref)"
            )).join(networks, on="practice_code", how="left")

        # Nearly everybody has one row, with which there is nothing to decide.
        alone = registered(patients.filter(~several))
        others = (
            registered(patients.filter(several).group_by(registration).agg(map(same, told)))
            .sort("n", -col("registered_on").to_physical(), col("pcn_code").is_null(), "practice_code")
            .unique("n", keep="first", maintain_order=True))
        ref, born = self.options.reference_date, col("date_of_birth").dt
        before_birthday = (born.month() > ref.month) | ((born.month() == ref.month) & (born.day() > ref.day))
        return (
            pl.concat([alone, others]).filter(col("pcn_code").is_not_null())
            .join(deprivation.with_columns(col("imd_decile").cast(pl.Int32)), on="lsoa_code", how="left")
            .with_columns(age=ref.year - born.year() - before_birthday.cast(pl.Int32)).collect())

    def flags(self, feed, conditions, *values):
        """For each person of a feed whether each condition is true of any row, and what else there is to tell."""
        flags = (self.sql(condition).any().alias(name) for name, condition in conditions.items())
        return self.good[feed].group_by("n").agg(*flags, *values)

    def last(self, name, code, period):
        """The value of the last day with such a reading, and of one day's the highest; no plausible one is anywhere near 1024."""
        when = col("observed_on").to_physical() * 1024 + col("value")
        return col("value").max_by(pl.when(self.sql(f"observation = '{code}' and observed_on > {period}")).then(when)).alias(name)

    def parts(self):
        """What the feeds but those of events tell of a person, one row a person."""
        self.good["recent"] = self.good["observations"].filter(
            self.sql("observed_on > $ago_15_months or observation in ('BMI', 'SMOKING')"))
        return pl.collect_all([
            self.flags("registers", {
                **{f"on_{name.lower()}": f"register = '{name}'" for name in night.REGISTERS},
                "cancer_in_5_years": "register = 'CAN' and diagnosed_on > $ago_5_years"}),
            self.flags("conditions", {
                **{f"has_{name}": f"condition in ({', '.join(map(repr, codes))})" for name, codes in rules.CONDITIONS.items()},
                "has_recent_anxiety": "condition = 'ANXIETY' and recorded_on > $ago_12_months"}),
            self.flags("medications", {
                "on_statin": "medicine = 'STATIN'", "on_antihypertensive": "medicine = 'ANTIHYPERTENSIVE' and issued_on > $ago_6_months"},
                *((col("medicine") == code).sum().alias(name) for name, code in rules.COUNTED.items())),
            self.flags("recent", {
                f"has_{name}": f"observation = '{code}' and observed_on > $ago_15_months" for name, code in rules.PROCESSES.items()},
                self.last("systolic", "SBP", "$ago_12_months"), self.last("diastolic", "DBP", "$ago_12_months"),
                self.last("bmi", "BMI", "$ago_5_years"), self.last("smoking", "SMOKING", "$ago_5_years")),
        ], engine="streaming")

    def event_parts(self, population):
        """What uptake and vaccinations tell of a person; the checks are in uptake alone."""
        given = self.good["vaccinations"].filter(col("programme").is_in(["FLU", "MMR"]))
        self.good["events"] = pl.concat([self.good["uptake"], given])
        valid = (
            self.good["events"].filter(self.sql("programme = 'MMR' and outcome = 'done'"))
            .join(population.lazy().select("n", "date_of_birth"), on="n")
            .filter(col("event_on") >= col("date_of_birth").dt.offset_by("1y")))

        def last_done(name, programme):
            return pl.when(self.sql(f"programme = '{programme}' and outcome = 'done'")).then(col("event_on")).max().alias(name)

        return pl.collect_all([
            self.flags("events", {
                "flu_declined": "programme = 'FLU' and outcome = 'declined' and event_on >= date '2026-09-01'"},
                last_done("last_health_check", "NHSHC"), last_done("last_ld_check", "LDHC"), last_done("last_flu", "FLU")),
            valid.group_by("n").agg(first_mmr=col("event_on").min(), last_mmr=col("event_on").max()),
        ], engine="streaming")

    def persons(self):
        # The XML takes longest, so all that does not need it comes first.
        population, parts = self.population(), self.parts()
        self.keep("vaccinations", [self.vaccinations.result()])
        persons = population.lazy()
        for part in parts + self.event_parts(population):
            persons = persons.join(part.lazy(), on="n", how="left")
        segments = " ".join(f"when {when} then '{segment}'" for segment, when in rules.SEGMENTS)
        bands = " ".join(f"when score < {below} then '{band}'" for band, below in night.BANDS[:-1])
        terms = (pl.sql_expr(when).cast(pl.Float64) * weight for when, weight in rules.TERMS)
        place = (col("score").rank("min").over("pcn_code") - 1) / col("score").count().over("pcn_code")
        return (
            persons.with_columns(col(*rules.COUNTED).fill_null(0), col(*rules.TRUTHS).fill_null(False))
            .with_columns(
                ltc_count=pl.sum_horizontal(f"on_{name.lower()}" for name in night.LONG_TERM_CONDITIONS).cast(pl.Int32),
                processes_missing=8 - pl.sum_horizontal(f"has_{name}" for name in rules.PROCESSES).cast(pl.Int32),
                mmr_doses=pl.when(col("first_mmr").is_null()).then(0)
                .when(col("last_mmr") >= col("first_mmr") + pl.duration(days=28)).then(2).otherwise(1),
                **{name: self.sql(value) for name, value in rules.DERIVED.items()})
            .with_columns(
                segment=pl.sql_expr(f"case {segments} else 'Generally well' end"),
                score=pl.when(col("age") >= 18).then(pl.sum_horizontal(terms).round(9)))
            .with_columns(
                risk_band=pl.sql_expr(f"case {bands} when score is not null then '{night.BANDS[-1][0]}' end"),
                percentile=100.0 * place)
            .with_columns(
                cambridge_multimorbidity_tier=pl.sql_expr(
                    """case when percentile < 80 then 'lower 80%' when percentile < 95 then 'next 15%'
                    when percentile is not null then 'top 5%' end"""),
                **{f"is due {name}": self.sql(who).fill_null(False) for name, (who, *_) in rules.LISTS.items()})
            .collect())

    def write_list(self, persons, networks, name):
        _, order, reasons, last_done = rules.LISTS[name]
        said = [pl.when(self.sql(when)).then(pl.lit(says)) for when, says in reasons]
        others = [pl.when(f"is due {other}").then(pl.lit(night.TITLES[other])) for other in rules.LISTS if other != name]
        # The keys become columns first: Polars 2.1 does not settle the type of a case that rows are sorted by.
        keys = re.findall(r"\s*((?:[^,(]|\([^)]*\))+?)( asc| desc)?( nulls first| nulls last)?(?:,|$)", f"{order}, n")
        names = [f"key {place}" for place in range(len(keys))]
        rows = (
            persons.lazy().filter(f"is due {name}")
            .with_columns(pl.sql_expr(key).alias(column) for column, (key, _, _) in zip(names, keys))
            .sort(names, descending=[way == " desc" for _, way, _ in keys], nulls_last=[nulls != " nulls first" for _, _, nulls in keys])
            .select(
                "pcn_code", *(column for column in night.LIST_COLUMNS if column in persons.columns),
                nhs_number=col("n").cast(pl.String).str.zfill(10),
                reasons=pl.concat_str(said, separator="; ", ignore_nulls=True),
                also_on=pl.concat_str(others, separator="; ", ignore_nulls=True).replace("", None),
                last_done=col(last_done) if last_done else pl.lit(None), pathway=pl.lit(night.PATHWAYS[name]))
            .collect())
        for network in networks:
            ranked = rows.filter(col("pcn_code") == network).with_row_index("rank", 1)
            ranked.select(night.LIST_COLUMNS).write_csv(night.folder_of(self.options.output, network) / f"{name}.csv")

    def lists(self, persons):
        networks = persons["pcn_code"].unique()
        for name in rules.LISTS:
            self.write_list(persons, networks, name)
        counts = persons.group_by("pcn_code", "segment").agg(persons=pl.len()).sort("pcn_code", "segment")
        counts.write_csv(night.folder_of(self.options.output, "system") / "segments.csv")


def main():
    job = Job(night.arguments(__doc__))
    job.read()
    job.lists(job.persons())


if __name__ == "__main__":
    main()
