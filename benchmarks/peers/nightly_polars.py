"""Three lists of the nightly run in Polars, from the same feeds and by the same rules as pipelines/nightly.yaml.

It makes what those lists need and no more: their features, the Cambridge score, QRISK3 recorded or else estimated, and the
segments with the frailty index as recorded. phm makes its whole catalogue in the same run.
"""

import os

import polars as pl
from polars import col, lit

import night

SENTINEL = 123456789
CONDITIONS = """ADDISONS ALCOHOL ANOREXIA-BULIMIA ASPLENIA BLINDNESS BRONCHIECTASIS CEREBRAL-PALSY CHRONIC-HEART
  CHRONIC-RESPIRATORY CKD5 CONNECTIVE-TISSUE ERECTILE-DYSFUNCTION FH FRAILTY-SEVERE HEARING-LOSS HYPERCHOLESTEROLAEMIA IBD
  IBS IMMUNOSUPPRESSION LIVER MIGRAINE MND MS NEUROMUSCULAR PARKINSONISM PEPTIC-ULCER PROSTATE PSORIASIS-ECZEMA SEVERE-COPD
  SLE SUBSTANCE-MISUSE THYROID TYPE1-DIABETES TYPE2-DIABETES""".split()
NEUROLOGICAL = "MS PARKINSONISM MND CEREBRAL-PALSY NEUROMUSCULAR".split()
ETHNICITIES = dict(H=2, J=3, K=4, L=5, M=6, N=7, R=8, D=9, E=9, F=9, G=9, P=9, S=9)


def given(name):
    text = col(name).str.strip_chars()
    return pl.when(text != "").then(text)


def day(name, *formats):
    text = given(name)
    days = [text.str.to_date(pattern, strict=False, exact=True) for pattern in formats or ["%Y-%m-%d"]]
    return pl.when(text.str.len_bytes() == 10).then(pl.coalesce(days))


def nhs(name="nhs_number"):
    digits = col(name).str.replace_all("[ -]", "")
    number = pl.when(digits.str.contains("^[0-9]{10}$")).then(digits.cast(pl.Int64, strict=False))
    weighted = sum((10 - i) * (number // 10 ** (9 - i) % 10) for i in range(9))
    good = ((11 - weighted % 11) % 11 == number % 10) & (number % 1111111111 != 0) & (number != SENTINEL)
    return pl.when(good).then(number).alias("nhs_number")


def code(name, values):
    return given(name).replace_strict(values, default=None, return_dtype=pl.String).alias(name)


def flag(name):
    return given(name).replace_strict({"Y": True, "N": False}, default=None, return_dtype=pl.Boolean).alias(name)


def years(born, on_day):
    before = lit(on_day.month * 100 + on_day.day) < col(born).dt.month().cast(pl.Int32) * 100 + col(born).dt.day()
    return on_day.year - col(born).dt.year() - before.cast(pl.Int32)


def has(*names):
    return pl.any_horizontal([col(f"has_{name}") for name in names])


def true(expression):
    """SQL's reading of a condition: unknown is not true."""
    return expression.fill_null(False)


class Night:
    def __init__(self, folder, output, reference_date):
        self.folder = folder
        self.output = night.fresh(output)
        self.ref = reference_date
        self.season_start, self.adults_from, self.age_on = night.flu_season(reference_date)
        self.ragged = 0
        self.ago = lambda period: lit(reference_date).dt.offset_by("-" + period)

    def csv(self, columns, *patterns, **layout):
        """The wanted columns of a feed's files as texts."""
        table, self.ragged = night.read_csv(self.folder, columns, *patterns, **layout)
        return pl.from_arrow(table).lazy()

    def checked(self, feed, typed, valid):
        """The rows of a feed that keep every rule."""
        rows = typed.with_columns(ok=true(col("nhs_number").is_not_null() & valid)).collect(engine="streaming")
        accepted = rows.filter("ok").drop("ok")
        night.report(feed, rows.height + self.ragged, rows.height - accepted.height + self.ragged)
        self.ragged = 0
        return accepted.lazy()

    def read(self):
        ref = lit(self.ref)
        self.read_patients()
        registers = self.csv(["nhs_number", "register", "diagnosed_on", "resolved_on"], "registers*.csv")
        slashed = ("%Y-%m-%d", "%d/%m/%Y")
        self.registers = self.checked(
            "registers",
            registers.with_columns(col("resolved_on").replace("NULL", None)).select(
                nhs(), code("register", night.codes("qof-registers")),
                day("diagnosed_on", *slashed).alias("diagnosed_on"), day("resolved_on", *slashed).alias("resolved_on")),
            col("register").is_not_null() & (col("diagnosed_on") <= ref).fill_null(True)
            & (col("resolved_on") >= col("diagnosed_on")).fill_null(True))
        columns = ["nhs_number", "programme", "event_on", "outcome"]
        typed = [nhs(), code("programme", night.codes("programmes")), day("event_on").alias("event_on"),
                 code("outcome", night.codes("outcomes"))]
        valid = col("programme").is_not_null() & col("outcome").is_not_null() & (col("event_on") <= ref)
        self.uptake = self.checked("uptake", self.csv(columns, "uptake*.csv").select(typed), valid)
        xml = pl.from_arrow(night.vaccinations(night.files(self.folder, "vaccinations*.xml")))
        self.vaccinations = self.checked("vaccinations", xml.lazy().select(typed), valid)
        self.read_batch(ref)
        value = col("value")
        observation = col("observation")
        self.observations = self.checked(
            "observations",
            self.csv(["nhs_number", "observation", "observed_on", "value"], "observations*.csv").select(
                nhs(), code("observation", night.codes("observations")), day("observed_on").alias("observed_on"),
                value.str.strip_chars().cast(pl.Float64, strict=False)),
            observation.is_not_null() & (col("observed_on") <= ref)
            & pl.when(observation == "SBP").then(value.is_between(40, 350))
            .when(observation == "DBP").then(value.is_between(20, 200))
            .when(observation == "BMI").then(value.is_between(5, 150))
            .when(observation == "SMOKING").then(value.is_in([0.0, 1.0, 2.0, 3.0, 4.0, 5.0]))
            .when(observation.is_in(["QRISK2", "QRISK3"])).then(value.is_between(0, 100))
            .when(observation == "EFI").then(value.is_between(0, 1))
            .when(observation.is_in(["FOOT_CHECK", "TOWNSEND"])).then(value.is_not_null())
            .otherwise(value >= 0))
        self.contacts = self.checked(
            "contacts",
            self.csv(["nhs_number", "contact_on", "setting"], "contacts*.csv").select(
                nhs(), day("contact_on").alias("contact_on"), code("setting", night.codes("settings"))),
            col("setting").is_not_null() & (col("contact_on") <= ref))
        self.conditions = self.checked(
            "conditions",
            self.csv(["nhs_number", "condition", "recorded_on", "resolved_on"], "conditions*.csv").select(
                nhs(), code("condition", night.codes("conditions")), day("recorded_on").alias("recorded_on"),
                day("resolved_on").alias("resolved_on")),
            col("condition").is_not_null() & (col("recorded_on") <= ref).fill_null(True)
            & (col("resolved_on") >= col("recorded_on")).fill_null(True))
        self.medications = self.checked(
            "medications",
            self.csv(["nhs_number", "medicine", "issued_on"], "medications*.csv").select(
                nhs(), code("medicine", night.codes("medicines")), day("issued_on").alias("issued_on")),
            col("medicine").is_not_null() & (col("issued_on") <= ref))
        self.pregnancies = self.checked(
            "pregnancies",
            self.csv(["nhs_number", "started_on", "ended_on"], "pregnancies*.csv").select(
                nhs(), day("started_on").alias("started_on"), day("ended_on").alias("ended_on"),
                given("ended_on").is_not_null().alias("has_end")),
            (col("started_on") <= ref) & (~col("has_end") | (col("ended_on") >= col("started_on"))))

    def read_batch(self, ref):
        raw = self.csv(
            ["NHS_NUMBER", "VACCINATION_PROCEDURE_CODE", "DATE_AND_TIME", "ACTION_FLAG", "UNIQUE_ID"],
            "vaccination-batch*.csv", separator="|", encoding="latin1")
        typed = raw.select(
            nhs("NHS_NUMBER"),
            code("VACCINATION_PROCEDURE_CODE", night.codes("vaccination-procedures")).alias("programme"),
            col("DATE_AND_TIME").str.slice(0, 8).str.to_date("%Y%m%d", strict=False).alias("event_on"),
            code("ACTION_FLAG", night.codes("vaccination-actions")).alias("outcome"), given("UNIQUE_ID").alias("id"))
        # A record and its withdrawal share an identifier and take each other out.
        self.batch = self.checked(
            "vaccination-batch", typed.unique().with_columns(copies=pl.len().over("id")),
            col("outcome").is_not_null() & col("id").is_not_null() & (col("event_on") <= ref) & (col("copies") == 1))

    def read_patients(self):
        texts = ["sex", "ethnicity", "lsoa_code", "practice_code", "preferred_language", "opt_out"]
        dates = ["date_of_birth", "registered_on", "deregistered_on", "date_of_death"]
        raw = self.csv(["nhs_number", *texts, *dates, "information_need", "carer", "care_home"], "patients*.csv")
        needs = {need: need for need in night.codes("information-needs")}
        sexes = {sex: sex for sex in night.codes("sexes")}
        typed = raw.select(
            nhs(), *[given(name).alias(name) for name in texts[1:]], code("sex", sexes),
            *[day(name).alias(name) for name in dates], code("information_need", needs), flag("carer"),
            flag("care_home"),
            unreadable=(given("deregistered_on").is_not_null() & day("deregistered_on").is_null())
            | (given("date_of_death").is_not_null() & day("date_of_death").is_null()))
        self.patients = self.checked(
            "patients", typed,
            ~col("unreadable") & col("practice_code").str.contains("^[A-Z][0-9]{5}$")
            & (col("date_of_birth") <= lit(self.ref)) & (col("date_of_death") >= col("date_of_birth")).fill_null(True)
            & (col("registered_on") >= col("date_of_birth"))
            & (col("deregistered_on") >= col("registered_on")).fill_null(True)).drop("unreadable")

    def reference(self):
        xml = night.files(self.folder, "organisations*.xml")
        rows = pl.from_arrow(night.memberships(xml) if xml else night.core_partners(self.folder)).lazy()
        form = "%Y-%m-%d" if xml else "%Y%m%d"
        start, end = (col(name).str.to_date(form, strict=False) for name in ("started_on", "ended_on"))
        self.networks = (
            rows.filter(
                start <= lit(self.ref), (end >= lit(self.ref)).fill_null(True),
                col("pcn_code").str.contains("^U[0-9]{5}$"))
            .select("practice_code", "pcn_code").unique()
            .filter(pl.len().over("practice_code") == 1))
        lists = pl.from_arrow(night.list_sizes(self.folder)).lazy().filter(type="GP", sex="ALL", age="ALL")
        lists = lists.select("practice_code", col("patients").cast(pl.Int64, strict=False)).filter(col("patients") >= 0)
        self.lists = lists.unique().filter(pl.len().over("practice_code") == 1)
        decile = "Index of Multiple Deprivation (IMD) Decile"
        self.deprivation = self.csv(["LSOA code (2011)", decile], "deprivation*.csv").select(
            col("LSOA code (2011)").alias("lsoa_code"), col(decile).cast(pl.Int32, strict=False).alias("imd_decile")
        ).unique("lsoa_code")

    def population(self):
        key = ["nhs_number", "practice_code", "registered_on"]
        ref = lit(self.ref)
        # Rows alike in every column are one; those that share person, practice and start and differ are none.
        chosen = (
            self.patients.unique().filter(pl.len().over(key) == 1)
            .filter(
                col("registered_on") <= ref, (col("deregistered_on") > ref).fill_null(True),
                (col("date_of_death") > ref).fill_null(True))
            .filter(col("registered_on") == col("registered_on").max().over("nhs_number"))
            .filter(pl.len().over("nhs_number") == 1)
            .collect())
        registered = chosen.lazy().group_by("practice_code").agg(registered=pl.len().cast(pl.Int64))
        held_back = self.lists.join(registered, on="practice_code").filter(
            col("patients") > 0, (col("registered") - col("patients")).abs() / col("patients") >= 0.20)
        return (
            chosen.lazy().join(self.networks, on="practice_code", how="left")
            .join(self.deprivation, on="lsoa_code", how="left")
            .join(held_back.select("practice_code", held_back=lit(True)), on="practice_code", how="left")
            .with_columns(
                age=years("date_of_birth", self.ref),
                on_lists=col("pcn_code").is_not_null() & col("held_back").is_null())
            .drop("held_back").collect())

    def features(self, population):
        ref = lit(self.ref)
        current = (col("resolved_on") > ref).fill_null(True)
        registers = self.registers.filter(current).group_by("nhs_number").agg(
            *[(col("register") == r.upper()).any().alias(f"on_{r}") for r in night.REGISTERS],
            cancer_in_5_years=true((col("register") == "CAN") & (col("diagnosed_on") > self.ago("5y"))).any())
        done = col("outcome") == "done"
        # Day and outcome as one number, so that the largest is the last day's and, of one day, the larger text.
        outcomes = sorted(set(night.codes("outcomes").values()) | set(night.codes("vaccination-actions").values()))
        place = col("outcome").replace_strict(outcomes, range(len(outcomes)), return_dtype=pl.Int64)
        dated = col("event_on").cast(pl.Int32).cast(pl.Int64) * 16 + place
        last = lambda rows: (pl.when(rows).then(dated).max() % 16).replace_strict(
            range(len(outcomes)), outcomes, return_dtype=pl.String)
        day_of = lambda rows: pl.when(rows).then("event_on").max()
        health, ld, smi = (col("programme") == name for name in ("NHSHC", "LDHC", "SMIHC"))
        checks = self.uptake.filter(col("programme").is_in(["NHSHC", "LDHC", "SMIHC"])).group_by("nhs_number").agg(
            last_health_check=day_of(health & done), last_health_check_outcome=last(health),
            last_ld_check=day_of(ld & done), last_ld_check_outcome=last(ld), last_smi_check=day_of(smi & done))
        names = ["nhs_number", "programme", "event_on", "outcome"]
        events = pl.concat([feed.select(names) for feed in (self.uptake, self.vaccinations, self.batch)])
        flu = col("programme") == "FLU"
        season = flu & (col("event_on") >= lit(self.season_start))
        mmr = (col("programme") == "MMR") & done & (col("event_on") >= col("first_birthday"))
        born = population.lazy().select("nhs_number", first_birthday=col("date_of_birth").dt.offset_by("1y"))
        vaccines = (
            events.filter(col("programme").is_in(["FLU", "MMR"])).join(born, on="nhs_number").group_by("nhs_number").agg(
                flu_given=(season & done).any(), flu_declined=(season & (col("outcome") == "declined")).any(),
                flu_contraindicated=(season & (col("outcome") == "contraindicated")).any(),
                last_flu=day_of(flu & done), last_flu_outcome=last(season),
                first_mmr=pl.when(mmr).then("event_on").min(), last_mmr=day_of(mmr)))
        contacts = self.contacts.filter(col("contact_on") > self.ago("12mo")).group_by("nhs_number").agg(
            gp_contacts_12_months=(col("setting") == "GP").sum(),
            emergency_admissions_12_months=(col("setting") == "EMERGENCY-ADMISSION").sum())
        issued = lambda name, times=4: (col("medicine") == name).sum() >= times
        medicines = self.medications.filter(col("issued_on") > self.ago("12mo")).group_by("nhs_number").agg(
            on_statin=issued("STATIN", 1), on_antihypertensive=issued("ANTIHYPERTENSIVE", 1),
            on_antipsychotic=issued("ANTIPSYCHOTIC", 2), on_steroid=issued("STEROID", 2), laxatives=issued("LAXATIVE"),
            analgesics=issued("ANALGESIC"), migraine_medicines=issued("MIGRAINE"),
            antispasmodics=issued("ANTISPASMODIC"), skin_medicines=issued("SKIN"))
        before = self.medications.filter(col("medicine").is_in(["ED", "IMMUNOSUPPRESSANT"])).group_by("nhs_number").agg(
            had_ed_medicine=issued("ED", 1),
            immunosuppressants=((col("medicine") == "IMMUNOSUPPRESSANT")
                                & (col("issued_on") >= lit(self.season_start).dt.offset_by("-6mo"))).any())
        families = self.conditions.filter(condition="FAMILY-CVD").select("nhs_number", has_family_cvd=lit(True)).unique()
        conditions = self.conditions.filter(current).group_by("nhs_number").agg(
            *[(col("condition") == name).any().alias(f"has_{name}") for name in CONDITIONS],
            recent_anxiety=true((col("condition") == "ANXIETY") & (col("recorded_on") > self.ago("12mo"))).any())
        pregnancies = self.pregnancies.filter(
            col("started_on") > self.ago("10mo"), (col("ended_on") > ref).fill_null(True)
        ).select("nhs_number", is_pregnant=lit(True)).unique()
        return [registers, *self.readings(), checks, vaccines, contacts, medicines, before, conditions, families, pregnancies]

    def readings(self):
        kind, on = col("observation"), col("observed_on")
        used = ["SBP", "DBP", "BMI", "CHOL_HDL", "SMOKING", "TOWNSEND", "EFI", "QRISK3"]
        latest = (
            self.observations.filter(kind.is_in(used)).sort("observed_on", "value")
            .group_by("nhs_number", "observation").last())
        reading = lambda name, recent=True: pl.when((kind == name) & recent).then("value").max()
        recent = on > self.ago("5y")
        values = latest.group_by("nhs_number").agg(
            systolic=reading("SBP", recent), diastolic=reading("DBP", recent), bmi=reading("BMI", recent),
            cholesterol_ratio=reading("CHOL_HDL", recent), smoking=reading("SMOKING"), townsend=reading("TOWNSEND"),
            efi=reading("EFI"), qrisk3_recorded=reading("QRISK3"))
        pressures = self.observations.filter(kind == "SBP", recent).group_by("nhs_number").agg(systolic_sd=col("value").std())
        high = self.observations.filter(kind.is_in(["QRISK2", "QRISK3"]), col("value") >= 20)
        return values, pressures, high.select("nhs_number", qrisk_20_ever=lit(True)).unique()

    def persons(self):
        population = self.population()
        persons = population.lazy()
        for feature in self.features(population):
            persons = persons.join(feature, on="nhs_number", how="left")
        schema = persons.collect_schema()
        keep_unknown = {"carer", "care_home"}
        persons = persons.with_columns(
            *[col(name).fill_null(False) for name, kind in schema.items()
              if kind == pl.Boolean and name not in keep_unknown],
            col("gp_contacts_12_months", "emergency_admissions_12_months").fill_null(0))
        persons = persons.with_columns(
            ltc_count=sum(col(f"on_{r}").cast(pl.Int32) for r in night.LONG_TERM_CONDITIONS),
            is_smoker=col("smoking") >= 2, has_high_bp=(col("systolic") >= 140) | (col("diastolic") >= 90),
            mmr_doses=pl.when(col("first_mmr").is_null()).then(0)
            .when(col("last_mmr") >= col("first_mmr").dt.offset_by("28d")).then(2).otherwise(1),
            score=pl.when(col("age") >= 18).then(self.score().round(9)),
            qrisk3_ethnicity=col("ethnicity").replace_strict(ETHNICITIES, default=1),
            qrisk3_smoking=col("smoking").replace_strict({0: 0, 1: 1, 2: 3, 3: 2, 4: 3, 5: 4}, default=None),
            has_type1_diabetes=col("on_dm") & has("TYPE1-DIABETES"), has_type2_diabetes=col("on_dm") & ~has("TYPE1-DIABETES"),
            has_migraine=has("MIGRAINE"), has_sle=has("SLE"),
            has_treated_hypertension=col("on_hyp") & col("on_antihypertensive"),
            has_erectile_dysfunction=has("ERECTILE-DYSFUNCTION") | col("had_ed_medicine"))
        persons = self.with_qrisk3(persons.collect(engine="streaming").lazy())
        banded = pl.coalesce(
            *[pl.when(col("score") < below).then(lit(band))
              for band, below in [("1", 0.09), ("2", 0.69), ("3", 1.58), ("4", 2.96), ("5", 1e9)]])
        scored = col("score").count()
        persons = persons.with_columns(
            segment=self.segment(), risk_band=banded,
            score_percentile=100 * (col("score").rank("min") - 1) / scored)
        persons = persons.collect(engine="streaming")
        persons.write_parquet(os.path.join(self.output, "persons.parquet"))
        return persons

    def with_qrisk3(self, persons):
        """With QRISK3 as recorded, or else estimated for those whose record has all that it needs."""
        score = night.qrisk3()
        eligible = pl.sql_expr(score["eligible"])
        complete = persons.filter(
            eligible, col("qrisk3_recorded").is_null(), *[pl.sql_expr(need["holds"]) for need in score["requires"]])
        estimates = [
            complete.filter(pl.sql_expr(model["when"]))
            .with_columns(**{name: pl.sql_expr(value) for name, value in model["values"].items()})
            .with_columns(sum=pl.sum_horizontal([pl.sql_expr(term) for term in night.terms(model)]))
            .select("nhs_number", estimate=pl.sql_expr(model["result"]).round(9))
            for model in score["models"]]
        recorded = pl.sql_expr(score["recorded"])
        return persons.join(pl.concat(estimates), on="nhs_number", how="left").with_columns(
            qrisk3=pl.when(eligible).then(pl.coalesce(recorded, "estimate"))).drop("estimate")

    def score(self):
        on = lambda name: col(f"on_{name}")
        terms = {
            "dementia": on("dem"), "cancer": col("cancer_in_5_years"), "copd": on("copd"), "atrial-fibrillation": on("af"),
            "parkinsonism": has("PARKINSONISM"), "heart-failure": on("hf"), "constipation": col("laxatives"),
            "painful-condition": col("analgesics"), "epilepsy": on("ep"), "stroke-tia": on("stia"),
            "liver-disease": has("LIVER"), "diabetes": on("dm"), "multiple-sclerosis": has("MS"),
            "bronchiectasis": has("BRONCHIECTASIS"), "psychosis-bipolar": on("mh"), "alcohol-problems": has("ALCOHOL"),
            "peripheral-vascular-disease": on("pad"), "ckd": on("ckd"), "learning-disability": on("ld"),
            "anxiety-depression": on("dep") | col("recent_anxiety"), "coronary-heart-disease": on("chd"),
            "inflammatory-bowel-disease": has("IBD"), "connective-tissue-disease": on("ra") | has("CONNECTIVE-TISSUE"),
            "substance-misuse": has("SUBSTANCE-MISUSE"), "anorexia-bulimia": has("ANOREXIA-BULIMIA"),
            "psoriasis-eczema": has("PSORIASIS-ECZEMA") & col("skin_medicines"), "peptic-ulcer": has("PEPTIC-ULCER"),
            "asthma": on("ast"), "irritable-bowel-syndrome": has("IBS") | col("antispasmodics"),
            "low-vision": has("BLINDNESS"), "hypertension": on("hyp"), "thyroid-disorder": has("THYROID"),
            "migraine": col("migraine_medicines"), "hearing-loss": has("HEARING-LOSS"),
            "prostate-disorder": has("PROSTATE"),
        }
        weights = night.weights()
        assert terms.keys() == weights.keys()
        return pl.sum_horizontal([when.cast(pl.Float64) * weights[term] for term, when in terms.items()])

    def segment(self):
        chain = [
            ("end-of-life", col("on_pc")),
            ("frailty-and-dementia",
             col("on_dem") | true((col("age") >= 65) & (col("efi") >= 0.36)) | has("FRAILTY-SEVERE")),
            ("organ-failure", col("on_hf") | has("CKD5", "SEVERE-COPD")),
            ("cancer", col("cancer_in_5_years")),
            ("disability", col("on_ld") | has(*NEUROLOGICAL)),
            ("serious-mental-illness", col("on_mh")),
            ("multimorbidity", col("ltc_count") >= 4),
            ("long-term-condition", col("ltc_count") >= 1),
            ("at-risk", col("on_ndh") | col("on_ob") | true(col("is_smoker")) | true(col("has_high_bp"))
             | true(col("qrisk3") >= 10)),
        ]
        return pl.coalesce(*[pl.when(when).then(lit(name)) for name, when in chain], lit("generally-well"))

    def cohorts(self, persons):
        on = lambda *names: pl.any_horizontal([col(f"on_{name}") for name in names])
        deprived = (col("imd_decile") <= 2, "lives in a most deprived fifth")
        return {
            "nhs-health-check": self.select(
                persons, "lifestyle-advisor", "last_health_check", "last_health_check_outcome",
                col("age").is_between(40, 74) & ~on("chd", "ckd", "dm", "hyp", "af", "stia", "hf", "pad")
                & ~col("on_statin") & ~col("qrisk_20_ever") & ~col("has_FH") & ~col("has_HYPERCHOLESTEROLAEMIA")
                & col("last_health_check_outcome").ne_missing("contraindicated")
                & (col("last_health_check") <= self.ago("5y")).fill_null(True),
                [("qrisk3", True, True), ("imd_decile", False, True), ("last_health_check", False, False)],
                [((col("qrisk3") >= 10) & col("qrisk3_recorded").is_not_null(), "QRISK3 of 10% or more"),
                 ((col("qrisk3") >= 10) & col("qrisk3_recorded").is_null(), "estimated QRISK3 of 10% or more"), deprived,
                 (col("last_health_check").is_null(), "never checked"), (col("is_smoker"), "smoker"),
                 (col("has_high_bp"), "last blood pressure 140/90 or more"), (col("on_ob"), "obesity"),
                 (col("on_ndh"), "non-diabetic hyperglycaemia"),
                 (col("last_health_check_outcome") == "declined", "declined the last offer")]),
            "flu-65-and-over": self.select(
                persons, "flu-clinic", "last_flu", "last_flu_outcome",
                (years("date_of_birth", self.age_on) >= 65) & ~col("flu_given") & ~col("flu_contraindicated")
                & lit(self.adults_from <= self.ref <= self.age_on),
                [("flu_declined", False, True), ("ltc_count", True, True), ("imd_decile", False, True),
                 ("age", True, True)],
                [(col("care_home"), "lives in a care home"),
                 (on("chd", "hf", "af", "pad") | has("CHRONIC-HEART"), "heart disease"),
                 (on("copd", "ast") | has("SEVERE-COPD", "CHRONIC-RESPIRATORY", "BRONCHIECTASIS"), "respiratory disease"),
                 (on("ckd") | has("CKD5"), "kidney disease"), (has("LIVER"), "liver disease"),
                 (on("stia", "dem") | has(*NEUROLOGICAL), "neurological disease, stroke or dementia"),
                 (on("dm") | has("TYPE1-DIABETES", "TYPE2-DIABETES", "ADDISONS"), "diabetes or Addison's disease"),
                 (col("immunosuppressants") | has("IMMUNOSUPPRESSION"), "weakened immunity"),
                 (has("ASPLENIA"), "asplenia"), (on("ld"), "learning disability"),
                 (col("bmi") >= 40, "body mass index of 40 or more"), (col("carer"), "unpaid carer"), deprived,
                 (col("last_flu").is_null(), "never vaccinated"), (col("flu_declined"), "declined this season")]),
            "learning-disability-health-check": self.select(
                persons, "learning-disability-health-check", "last_ld_check", "last_ld_check_outcome",
                col("on_ld") & (col("age") >= 14) & col("last_ld_check_outcome").ne_missing("contraindicated")
                & (col("last_ld_check") <= self.ago("12mo")).fill_null(True),
                [("last_ld_check", False, False), ("ltc_count", True, True), ("imd_decile", False, True)],
                [(col("last_ld_check").is_null(), "never checked"),
                 (col("last_ld_check") <= self.ago("2y"), "two years or more without a check"),
                 (col("on_ep"), "epilepsy"), (col("on_mh"), "serious mental illness"), (col("on_dm"), "diabetes"),
                 (col("on_ob"), "obesity"), deprived,
                 (col("last_ld_check_outcome") == "declined", "declined the last offer")]),
        }

    def select(self, persons, pathway, last_done, last_outcome, condition, order, reasons):
        names, descending, nulls_last = zip(*order, ("nhs_number", False, True))
        said = [pl.when(when).then(lit(says)) for when, says in reasons]
        return (
            persons.lazy().filter(col("on_lists") & condition)
            .sort("pcn_code", *names, descending=[False, *descending], nulls_last=[True, *nulls_last])
            .with_columns(
                rank=pl.int_range(1, pl.len() + 1).over("pcn_code"), reference_date=lit(self.ref),
                reasons=pl.concat_str(said, separator="; ", ignore_nulls=True), last_done=col(last_done),
                last_outcome=col(last_outcome), pathway=lit(pathway))
            .collect())

    def write(self, persons, cohorts):
        networks = sorted(persons.filter("on_lists")["pcn_code"].unique())
        number = col("nhs_number").cast(pl.String).str.zfill(10)
        for cohort, members in cohorts.items():
            others = pl.concat(
                [rows.select("nhs_number", other=lit(name)) for name, rows in cohorts.items() if name != cohort]
            ).group_by("nhs_number", maintain_order=True).agg(also_on=col("other").str.join("; "))
            rows = members.join(others, on="nhs_number", how="left", maintain_order="left")
            parts = rows.partition_by("pcn_code", as_dict=True)
            for network in networks:
                folder = night.fresh(os.path.join(self.output, network))
                part = parts.get((network,), rows.clear())
                part.with_columns(number).select(night.LIST_COLUMNS).write_csv(os.path.join(folder, f"{cohort}.csv"))
        counts = persons.filter(col("opt_out") == "N").group_by("pcn_code", "segment").agg(persons=pl.len())
        counts.sort("pcn_code", "segment").write_csv(os.path.join(self.output, "segments.csv"))


def main():
    options = night.arguments(__doc__)
    run = Night(options.input, options.output, options.reference_date)
    run.read()
    run.reference()
    persons = run.persons()
    run.write(persons, run.cohorts(persons))


if __name__ == "__main__":
    main()
