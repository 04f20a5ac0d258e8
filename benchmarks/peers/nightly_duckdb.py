"""Three lists of the nightly run in DuckDB, from the same feeds and by the same rules as pipelines/nightly.yaml.

It makes what those lists need and no more: their features, the Cambridge score, QRISK3 recorded or else estimated, and the
segments with the frailty index as recorded. phm makes its whole catalogue in the same run.
"""

import os

import duckdb

import night

MACROS = """
CREATE MACRO given(t) AS nullif(trim(t), '');
CREATE MACRO iso_day(t) AS CASE WHEN length(trim(t)) = 10 THEN try_strptime(trim(t), '%Y-%m-%d')::date END;
CREATE MACRO day_or_slashed(t) AS
  CASE WHEN length(trim(t)) = 10 THEN try_strptime(trim(t), ['%Y-%m-%d', '%d/%m/%Y'])::date END;
CREATE MACRO check_digit(n) AS (11 - (
  10 * (n // 1000000000) + 9 * (n // 100000000 % 10) + 8 * (n // 10000000 % 10) + 7 * (n // 1000000 % 10)
  + 6 * (n // 100000 % 10) + 5 * (n // 10000 % 10) + 4 * (n // 1000 % 10) + 3 * (n // 100 % 10)
  + 2 * (n // 10 % 10)) % 11) % 11;
CREATE MACRO digits(t) AS replace(replace(t, ' ', ''), '-', '');
CREATE MACRO checked(n) AS CASE WHEN check_digit(n) = n % 10 AND n % 1111111111 <> 0 AND n <> 123456789 THEN n END;
CREATE MACRO nhs(t) AS
  checked(CASE WHEN regexp_full_match(digits(t), '[0-9]{10}') THEN digits(t)::bigint END);
CREATE MACRO years(born, on_day) AS
  year(on_day) - year(born)
  - CASE WHEN month(on_day) * 100 + day(on_day) < month(born) * 100 + day(born) THEN 1 ELSE 0 END;
"""
NEUROLOGICAL = "list_has_any(has, ['MS', 'PARKINSONISM', 'MND', 'CEREBRAL-PALSY', 'NEUROMUSCULAR'])"


class Night:
    def __init__(self, folder, output, reference_date):
        self.folder = folder
        self.output = night.fresh(output)
        self.db = duckdb.connect()
        self.ragged = 0
        self.db.execute(MACROS)
        season = zip(["season_start", "adults_from", "age_on"], night.flu_season(reference_date))
        for name, value in [("ref", reference_date), *season]:
            self.db.execute(f"SET VARIABLE {name} = DATE '{value}'")
        for name in ["qof-registers", "programmes", "outcomes", "observations", "settings", "conditions", "medicines",
                     "vaccination-procedures", "vaccination-actions"]:
            values = night.codes(name)
            table = f"{name}_codes" if name in ("observations", "conditions") else name
            rows = ", ".join(f"('{code}', '{means}')" for code, means in values.items())
            self.db.execute(f'CREATE TABLE "{table}" AS SELECT * FROM (VALUES {rows}) AS codes (code, means)')

    def csv(self, columns, *patterns, **layout):
        """Makes the wanted columns of a feed's files, as texts, known under a name."""
        table, self.ragged = night.read_csv(self.folder, columns, *patterns, **layout)
        self.db.register("raw_rows", table)
        return "raw_rows"

    def event_feed(self, feed, source, columns, valid):
        """Reads an event feed: typed columns, and which rows keep every rule."""
        self.db.execute(f"""
          CREATE TABLE "{feed}" AS
          WITH typed AS (SELECT nhs(nhs_number) AS nhs_number, {columns} FROM {source} AS raw)
          SELECT *, coalesce(nhs_number IS NOT NULL AND {valid}, false) AS ok FROM typed""")
        self.refuse(feed)

    def refuse(self, feed):
        """Says how many rows were refused, and forgets the texts that they were made of."""
        total, rejected = self.db.execute(
            f'SELECT count(*), count(*) FILTER (NOT ok) FROM "{feed}"').fetchall()[0]
        night.report(feed, total + self.ragged, rejected + self.ragged)
        self.ragged = 0
        self.db.unregister("raw_rows")

    def read(self):
        self.read_patients()
        self.event_feed(
            "registers", self.csv(["nhs_number", "register", "diagnosed_on", "resolved_on"], "registers*.csv"),
            """(SELECT means FROM "qof-registers" WHERE code = given(register)) AS register,
            day_or_slashed(diagnosed_on) AS diagnosed_on,
            day_or_slashed(nullif(trim(resolved_on), 'NULL')) AS resolved_on""",
            """register IS NOT NULL AND coalesce(diagnosed_on <= getvariable('ref'), true)
            AND coalesce(resolved_on >= diagnosed_on, true)""")
        uptake = """(SELECT means FROM programmes WHERE code = given(programme)) AS programme,
          iso_day(event_on) AS event_on, (SELECT means FROM outcomes WHERE code = given(outcome)) AS outcome"""
        valid = """programme IS NOT NULL AND outcome IS NOT NULL AND event_on <= getvariable('ref')"""
        self.event_feed("uptake", self.csv(["nhs_number", "programme", "event_on", "outcome"], "uptake*.csv"), uptake, valid)
        self.db.register("raw_rows", night.vaccinations(night.files(self.folder, "vaccinations*.xml")))
        self.event_feed("vaccinations", "raw_rows", uptake, valid)
        self.read_batch()
        self.event_feed(
            "observations", self.csv(["nhs_number", "observation", "observed_on", "value"], "observations*.csv"),
            """(SELECT means FROM observations_codes WHERE code = given(observation)) AS observation,
            iso_day(observed_on) AS observed_on, try_cast(value AS DOUBLE) AS value""",
            """observed_on <= getvariable('ref') AND CASE observation
              WHEN 'SBP' THEN value BETWEEN 40 AND 350 WHEN 'DBP' THEN value BETWEEN 20 AND 200
              WHEN 'BMI' THEN value BETWEEN 5 AND 150 WHEN 'SMOKING' THEN value IN (0, 1, 2, 3, 4, 5)
              WHEN 'QRISK2' THEN value BETWEEN 0 AND 100 WHEN 'QRISK3' THEN value BETWEEN 0 AND 100
              WHEN 'EFI' THEN value BETWEEN 0 AND 1
              WHEN 'FOOT_CHECK' THEN value IS NOT NULL WHEN 'TOWNSEND' THEN value IS NOT NULL
              ELSE observation IS NOT NULL AND value >= 0 END""")
        self.event_feed(
            "contacts", self.csv(["nhs_number", "contact_on", "setting"], "contacts*.csv"),
            """(SELECT means FROM settings WHERE code = given(setting)) AS setting, iso_day(contact_on) AS contact_on""",
            "setting IS NOT NULL AND contact_on <= getvariable('ref')")
        self.event_feed(
            "conditions", self.csv(["nhs_number", "condition", "recorded_on", "resolved_on"], "conditions*.csv"),
            """(SELECT means FROM conditions_codes WHERE code = given(condition)) AS condition,
            iso_day(recorded_on) AS recorded_on, iso_day(resolved_on) AS resolved_on""",
            """condition IS NOT NULL AND coalesce(recorded_on <= getvariable('ref'), true)
            AND coalesce(resolved_on >= recorded_on, true)""")
        self.event_feed(
            "medications", self.csv(["nhs_number", "medicine", "issued_on"], "medications*.csv"),
            """(SELECT means FROM medicines WHERE code = given(medicine)) AS medicine, iso_day(issued_on) AS issued_on""",
            "medicine IS NOT NULL AND issued_on <= getvariable('ref')")
        self.event_feed(
            "pregnancies", self.csv(["nhs_number", "started_on", "ended_on"], "pregnancies*.csv"),
            "iso_day(started_on) AS started_on, iso_day(ended_on) AS ended_on, given(ended_on) AS ended_text",
            """started_on <= getvariable('ref') AND (ended_text IS NULL OR ended_on >= started_on)""")

    def read_batch(self):
        source = self.csv(
            ["NHS_NUMBER", "VACCINATION_PROCEDURE_CODE", "DATE_AND_TIME", "ACTION_FLAG", "UNIQUE_ID"],
            "vaccination-batch*.csv", separator="|", encoding="latin1")
        self.db.execute(f"""
          CREATE TABLE "vaccination-batch" AS
          WITH typed AS (
            SELECT nhs(NHS_NUMBER) AS nhs_number,
              (SELECT means FROM "vaccination-procedures" WHERE code = given(VACCINATION_PROCEDURE_CODE)) AS programme,
              try_strptime(left(DATE_AND_TIME, 8), '%Y%m%d')::date AS event_on,
              (SELECT means FROM "vaccination-actions" WHERE code = given(ACTION_FLAG)) AS outcome,
              given(UNIQUE_ID) AS unique_id
            FROM {source} AS raw)
          SELECT * EXCLUDE (copies),
            coalesce(nhs_number IS NOT NULL AND outcome IS NOT NULL AND unique_id IS NOT NULL
              AND event_on <= getvariable('ref') AND copies = 1, false) AS ok
          FROM (SELECT *, count(*) OVER (PARTITION BY unique_id) AS copies FROM (SELECT DISTINCT * FROM typed))""")
        self.refuse("vaccination-batch")

    def read_patients(self):
        columns = """nhs_number date_of_birth sex ethnicity lsoa_code practice_code registered_on deregistered_on
          date_of_death preferred_language information_need carer care_home opt_out""".split()
        source = self.csv(columns, "patients*.csv")
        self.db.execute(f"""
          CREATE TABLE patients AS
          WITH typed AS (
            SELECT nhs(nhs_number) AS nhs_number, iso_day(date_of_birth) AS date_of_birth,
              CASE WHEN given(sex) IN ('1', '2', '9', 'X') THEN given(sex) END AS sex, given(ethnicity) AS ethnicity,
              given(lsoa_code) AS lsoa_code, given(practice_code) AS practice_code,
              iso_day(registered_on) AS registered_on, iso_day(deregistered_on) AS deregistered_on,
              iso_day(date_of_death) AS date_of_death, given(preferred_language) AS preferred_language,
              CASE WHEN given(information_need) IN ('easy-read', 'large-print', 'bsl', 'interpreter')
                THEN given(information_need) END AS information_need,
              CASE given(carer) WHEN 'Y' THEN true WHEN 'N' THEN false END AS carer,
              CASE given(care_home) WHEN 'Y' THEN true WHEN 'N' THEN false END AS care_home,
              given(opt_out) AS opt_out,
              given(deregistered_on) IS NOT NULL AND iso_day(deregistered_on) IS NULL
                OR given(date_of_death) IS NOT NULL AND iso_day(date_of_death) IS NULL AS unreadable
            FROM {source} AS raw)
          SELECT *, coalesce(nhs_number IS NOT NULL AND NOT unreadable
            AND regexp_full_match(practice_code, '[A-Z][0-9]{{5}}') AND registered_on IS NOT NULL
            AND date_of_birth <= getvariable('ref') AND coalesce(date_of_death >= date_of_birth, true)
            AND registered_on >= date_of_birth AND coalesce(deregistered_on >= registered_on, true), false) AS ok
          FROM typed""")
        self.refuse("patients")

    def reference(self):
        xml = night.files(self.folder, "organisations*.xml")
        if xml:
            self.db.register("raw_memberships", night.memberships(xml))
            day = "iso_day({})"
        else:
            self.db.register("raw_memberships", night.core_partners(self.folder))
            day = "try_strptime({}, '%Y%m%d')::date"
        self.db.execute(f"""
          CREATE TABLE networks AS
          SELECT practice_code, min(pcn_code) AS pcn_code
          FROM (SELECT *, {day.format("started_on")} AS s, {day.format("ended_on")} AS e FROM raw_memberships)
          WHERE s <= getvariable('ref') AND (e IS NULL OR e >= getvariable('ref'))
            AND regexp_full_match(pcn_code, 'U[0-9]{{5}}')
          GROUP BY practice_code HAVING count(DISTINCT pcn_code) = 1""")
        self.db.register("raw_lists", night.list_sizes(self.folder))
        self.db.execute("""
          CREATE TABLE list_sizes AS
          SELECT practice_code, min(patients) AS patients FROM (
            SELECT practice_code, try_cast(patients AS BIGINT) AS patients FROM raw_lists
            WHERE type = 'GP' AND sex = 'ALL' AND age = 'ALL')
          WHERE patients >= 0 GROUP BY 1 HAVING count(DISTINCT patients) = 1""")
        decile = "Index of Multiple Deprivation (IMD) Decile"
        source = self.csv(["LSOA code (2011)", decile], "deprivation*.csv")
        self.db.execute(f"""
          CREATE TABLE deprivation AS
          SELECT "LSOA code (2011)" AS lsoa_code, min(try_cast("{decile}" AS INTEGER)) AS imd_decile
          FROM {source} GROUP BY 1""")

    def population(self):
        self.db.execute("""
          CREATE TABLE chosen AS
          WITH usable AS (
            -- Rows alike in every column are one; those that share person, practice and start and differ are none.
            SELECT * EXCLUDE (ok) FROM (SELECT DISTINCT * FROM patients WHERE ok)
            QUALIFY count(*) OVER (PARTITION BY nhs_number, practice_code, registered_on) = 1)
          SELECT * FROM usable
          WHERE registered_on <= getvariable('ref')
            AND (deregistered_on IS NULL OR deregistered_on > getvariable('ref'))
            AND (date_of_death IS NULL OR date_of_death > getvariable('ref'))
          QUALIFY rank() OVER (PARTITION BY nhs_number ORDER BY registered_on DESC) = 1
            AND count(*) OVER (PARTITION BY nhs_number, registered_on) = 1""")
        self.db.execute("""
          CREATE TABLE population AS
          WITH held_back AS (
            SELECT l.practice_code FROM list_sizes l
            JOIN (SELECT practice_code, count(*) AS registered FROM chosen GROUP BY 1) USING (practice_code)
            WHERE l.patients > 0 AND abs(registered - l.patients) / l.patients >= 0.20)
          SELECT c.*, n.pcn_code, d.imd_decile, years(date_of_birth, getvariable('ref')) AS age,
            n.pcn_code IS NOT NULL AND c.practice_code NOT IN (SELECT practice_code FROM held_back) AS on_lists
          FROM chosen c LEFT JOIN networks n USING (practice_code) LEFT JOIN deprivation d USING (lsoa_code)""")

    def features(self):
        current = "(resolved_on IS NULL OR resolved_on > getvariable('ref'))"
        on = ",\n".join(
            f"bool_or(register = '{r.upper()}' AND {current}) AS on_{r}" for r in night.REGISTERS)
        self.db.execute(f"""
          CREATE TABLE f_registers AS SELECT nhs_number, {on},
            bool_or(register = 'CAN' AND {current} AND coalesce(diagnosed_on > getvariable('ref') - INTERVAL 5 YEAR, false))
              AS cancer_in_5_years
          FROM registers WHERE ok AND {current} GROUP BY nhs_number""")
        self.db.execute("""
          CREATE TABLE f_observations AS
          WITH latest AS (
            SELECT nhs_number, observation, max({d: observed_on, v: value}).v AS value,
              max(observed_on) > getvariable('ref') - INTERVAL 5 YEAR AS recent
            FROM observations
            WHERE ok AND observation IN ('SBP', 'DBP', 'BMI', 'CHOL_HDL', 'SMOKING', 'TOWNSEND', 'EFI', 'QRISK3')
            GROUP BY ALL)
          SELECT nhs_number, any_value(value) FILTER (observation = 'SBP' AND recent) AS systolic,
            any_value(value) FILTER (observation = 'DBP' AND recent) AS diastolic,
            any_value(value) FILTER (observation = 'BMI' AND recent) AS bmi,
            any_value(value) FILTER (observation = 'CHOL_HDL' AND recent) AS cholesterol_ratio,
            any_value(value) FILTER (observation = 'SMOKING') AS smoking,
            any_value(value) FILTER (observation = 'TOWNSEND') AS townsend,
            any_value(value) FILTER (observation = 'EFI') AS efi,
            any_value(value) FILTER (observation = 'QRISK3') AS qrisk3_recorded
          FROM latest GROUP BY nhs_number""")
        self.db.execute("""
          CREATE TABLE f_pressures AS SELECT nhs_number, stddev_samp(value) AS systolic_sd FROM observations
          WHERE ok AND observation = 'SBP' AND observed_on > getvariable('ref') - INTERVAL 5 YEAR GROUP BY nhs_number""")
        self.db.execute("""
          CREATE TABLE f_qrisk AS SELECT DISTINCT nhs_number, true AS qrisk_20_ever FROM observations
          WHERE ok AND observation IN ('QRISK2', 'QRISK3') AND value >= 20""")
        self.db.execute("""
          CREATE TABLE f_checks AS SELECT nhs_number,
            max(event_on) FILTER (programme = 'NHSHC' AND outcome = 'done') AS last_health_check,
            max({d: event_on, o: outcome}) FILTER (programme = 'NHSHC').o AS last_health_check_outcome,
            max(event_on) FILTER (programme = 'LDHC' AND outcome = 'done') AS last_ld_check,
            max({d: event_on, o: outcome}) FILTER (programme = 'LDHC').o AS last_ld_check_outcome,
            max(event_on) FILTER (programme = 'SMIHC' AND outcome = 'done') AS last_smi_check
          FROM uptake WHERE ok AND programme IN ('NHSHC', 'LDHC', 'SMIHC') GROUP BY nhs_number""")
        self.db.execute("""
          CREATE TABLE f_vaccines AS
          WITH events AS (
            SELECT nhs_number, programme, event_on, outcome FROM uptake WHERE ok AND programme IN ('FLU', 'MMR')
            UNION ALL SELECT nhs_number, programme, event_on, outcome FROM vaccinations
              WHERE ok AND programme IN ('FLU', 'MMR')
            UNION ALL SELECT nhs_number, programme, event_on, outcome FROM "vaccination-batch"
              WHERE ok AND programme IN ('FLU', 'MMR')),
          dated AS (
            SELECT e.*, programme = 'FLU' AND event_on >= getvariable('season_start') AS in_season,
              programme = 'MMR' AND outcome = 'done' AND event_on >= date_of_birth + INTERVAL 1 YEAR AS mmr
            FROM events e JOIN population USING (nhs_number))
          SELECT nhs_number, bool_or(in_season AND outcome = 'done') AS flu_given,
            bool_or(in_season AND outcome = 'declined') AS flu_declined,
            bool_or(in_season AND outcome = 'contraindicated') AS flu_contraindicated,
            max(event_on) FILTER (programme = 'FLU' AND outcome = 'done') AS last_flu,
            max({d: event_on, o: outcome}) FILTER (in_season).o AS last_flu_outcome,
            min(event_on) FILTER (mmr) AS first_mmr, max(event_on) FILTER (mmr) AS last_mmr
          FROM dated GROUP BY nhs_number""")
        self.db.execute("""
          CREATE TABLE f_contacts AS SELECT nhs_number, count(*) FILTER (setting = 'GP') AS gp_contacts_12_months,
            count(*) FILTER (setting = 'EMERGENCY-ADMISSION') AS emergency_admissions_12_months
          FROM contacts WHERE ok AND contact_on > getvariable('ref') - INTERVAL 12 MONTH GROUP BY nhs_number""")
        self.db.execute("""
          CREATE TABLE f_medicines AS SELECT nhs_number, bool_or(medicine = 'STATIN') AS on_statin,
            bool_or(medicine = 'ANTIHYPERTENSIVE') AS on_antihypertensive,
            count(*) FILTER (medicine = 'ANTIPSYCHOTIC') >= 2 AS on_antipsychotic,
            count(*) FILTER (medicine = 'STEROID') >= 2 AS on_steroid,
            count(*) FILTER (medicine = 'LAXATIVE') >= 4 AS laxatives,
            count(*) FILTER (medicine = 'ANALGESIC') >= 4 AS analgesics,
            count(*) FILTER (medicine = 'MIGRAINE') >= 4 AS migraine_medicines,
            count(*) FILTER (medicine = 'ANTISPASMODIC') >= 4 AS antispasmodics,
            count(*) FILTER (medicine = 'SKIN') >= 4 AS skin_medicines
          FROM medications WHERE ok AND issued_on > getvariable('ref') - INTERVAL 12 MONTH GROUP BY nhs_number""")
        self.db.execute("""
          CREATE TABLE f_medicines_before AS SELECT nhs_number, bool_or(medicine = 'ED') AS had_ed_medicine,
            bool_or(medicine = 'IMMUNOSUPPRESSANT' AND issued_on >= getvariable('season_start') - INTERVAL 6 MONTH)
              AS immunosuppressants
          FROM medications WHERE ok AND medicine IN ('ED', 'IMMUNOSUPPRESSANT') GROUP BY nhs_number""")
        self.db.execute(f"""
          CREATE TABLE f_conditions AS SELECT nhs_number, list(DISTINCT condition) FILTER ({current}) AS has,
            bool_or({current} AND condition = 'ANXIETY'
              AND coalesce(recorded_on > getvariable('ref') - INTERVAL 12 MONTH, false)) AS recent_anxiety,
            bool_or(condition = 'FAMILY-CVD') AS has_family_cvd
          FROM conditions WHERE ok GROUP BY nhs_number""")
        self.db.execute("""
          CREATE TABLE f_pregnancies AS SELECT DISTINCT nhs_number, true AS is_pregnant FROM pregnancies
          WHERE ok AND started_on > getvariable('ref') - INTERVAL 10 MONTH
            AND (ended_on IS NULL OR ended_on > getvariable('ref'))""")

    def persons(self):
        on = ", ".join(f"coalesce(on_{r}, false) AS on_{r}" for r in night.REGISTERS)
        conditions = " + ".join(f"on_{r}::int" for r in night.LONG_TERM_CONDITIONS)
        weight = night.weights()
        terms = {
            "dementia": "on_dem", "cancer": "cancer_in_5_years", "copd": "on_copd", "atrial-fibrillation": "on_af",
            "parkinsonism": "'PARKINSONISM' IN has", "heart-failure": "on_hf", "constipation": "laxatives",
            "painful-condition": "analgesics", "epilepsy": "on_ep", "stroke-tia": "on_stia",
            "liver-disease": "'LIVER' IN has", "diabetes": "on_dm", "multiple-sclerosis": "'MS' IN has",
            "bronchiectasis": "'BRONCHIECTASIS' IN has", "psychosis-bipolar": "on_mh",
            "alcohol-problems": "'ALCOHOL' IN has", "peripheral-vascular-disease": "on_pad", "ckd": "on_ckd",
            "learning-disability": "on_ld", "anxiety-depression": "on_dep OR recent_anxiety",
            "coronary-heart-disease": "on_chd", "inflammatory-bowel-disease": "'IBD' IN has",
            "connective-tissue-disease": "on_ra OR 'CONNECTIVE-TISSUE' IN has",
            "substance-misuse": "'SUBSTANCE-MISUSE' IN has", "anorexia-bulimia": "'ANOREXIA-BULIMIA' IN has",
            "psoriasis-eczema": "'PSORIASIS-ECZEMA' IN has AND skin_medicines", "peptic-ulcer": "'PEPTIC-ULCER' IN has",
            "asthma": "on_ast", "irritable-bowel-syndrome": "'IBS' IN has OR antispasmodics",
            "low-vision": "'BLINDNESS' IN has", "hypertension": "on_hyp", "thyroid-disorder": "'THYROID' IN has",
            "migraine": "migraine_medicines", "hearing-loss": "'HEARING-LOSS' IN has",
            "prostate-disorder": "'PROSTATE' IN has",
        }
        assert terms.keys() == weight.keys()
        score = " + ".join(f"CASE WHEN {when} THEN {weight[term]} ELSE 0 END" for term, when in terms.items())
        qrisk3 = night.qrisk3()
        holds = " AND ".join(f"({need['holds']})" for need in qrisk3["requires"])
        estimates = " UNION ALL ".join(self.estimates(model) for model in qrisk3["models"])
        self.db.execute(f"""
          CREATE TABLE persons AS
          WITH joined AS (
            SELECT p.*, {on}, coalesce(cancer_in_5_years, false) AS cancer_in_5_years,
              o.* EXCLUDE (nhs_number), coalesce(qrisk_20_ever, false) AS qrisk_20_ever, k.* EXCLUDE (nhs_number),
              coalesce(flu_given, false) AS flu_given, coalesce(flu_declined, false) AS flu_declined,
              coalesce(flu_contraindicated, false) AS flu_contraindicated, last_flu, last_flu_outcome,
              CASE WHEN first_mmr IS NULL THEN 0 WHEN last_mmr >= first_mmr + 28 THEN 2 ELSE 1 END AS mmr_doses,
              coalesce(gp_contacts_12_months, 0) AS gp_contacts_12_months,
              coalesce(emergency_admissions_12_months, 0) AS emergency_admissions_12_months,
              m.* EXCLUDE (nhs_number, on_statin), coalesce(on_statin, false) AS on_statin,
              coalesce(has, []) AS has, recent_anxiety, has_family_cvd, had_ed_medicine, immunosuppressants, systolic_sd,
              coalesce(is_pregnant, false) AS is_pregnant
            FROM population p
            LEFT JOIN f_registers r USING (nhs_number) LEFT JOIN f_observations o USING (nhs_number)
            LEFT JOIN f_pressures USING (nhs_number) LEFT JOIN f_qrisk USING (nhs_number)
            LEFT JOIN f_checks k USING (nhs_number) LEFT JOIN f_vaccines v USING (nhs_number)
            LEFT JOIN f_contacts USING (nhs_number) LEFT JOIN f_medicines m USING (nhs_number)
            LEFT JOIN f_medicines_before USING (nhs_number) LEFT JOIN f_conditions USING (nhs_number)
            LEFT JOIN f_pregnancies USING (nhs_number)),
          counted AS MATERIALIZED (
            SELECT *, {conditions} AS ltc_count, smoking >= 2 AS is_smoker,
              systolic >= 140 OR diastolic >= 90 AS has_high_bp,
              CASE WHEN age >= 18 THEN round({score}, 9) END AS score,
              CASE ethnicity WHEN 'H' THEN 2 WHEN 'J' THEN 3 WHEN 'K' THEN 4 WHEN 'L' THEN 5 WHEN 'M' THEN 6 WHEN 'N' THEN 7
                WHEN 'R' THEN 8 ELSE CASE WHEN ethnicity IN ('D', 'E', 'F', 'G', 'P', 'S') THEN 9 ELSE 1 END
                END AS qrisk3_ethnicity,
              CASE smoking WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 3 WHEN 3 THEN 2 WHEN 4 THEN 3 WHEN 5 THEN 4
                END AS qrisk3_smoking,
              on_dm AND 'TYPE1-DIABETES' IN has AS has_type1_diabetes,
              on_dm AND 'TYPE1-DIABETES' NOT IN has AS has_type2_diabetes,
              'MIGRAINE' IN has AS has_migraine, 'SLE' IN has AS has_sle,
              on_hyp AND on_antihypertensive AS has_treated_hypertension,
              had_ed_medicine OR 'ERECTILE-DYSFUNCTION' IN has AS has_erectile_dysfunction
            FROM joined),
          complete AS (SELECT * FROM counted WHERE {qrisk3["eligible"]} AND qrisk3_recorded IS NULL AND {holds}),
          estimates AS ({estimates}),
          scored AS (
            SELECT counted.*, CASE WHEN {qrisk3["eligible"]} THEN coalesce({qrisk3["recorded"]}, estimate) END AS qrisk3
            FROM counted LEFT JOIN estimates USING (nhs_number))
          SELECT *,
            CASE WHEN on_pc THEN 'end-of-life'
              WHEN on_dem OR (age >= 65 AND efi >= 0.36) OR 'FRAILTY-SEVERE' IN has THEN 'frailty-and-dementia'
              WHEN on_hf OR 'CKD5' IN has OR 'SEVERE-COPD' IN has THEN 'organ-failure'
              WHEN cancer_in_5_years THEN 'cancer'
              WHEN on_ld OR {NEUROLOGICAL} THEN 'disability'
              WHEN on_mh THEN 'serious-mental-illness'
              WHEN ltc_count >= 4 THEN 'multimorbidity'
              WHEN ltc_count >= 1 THEN 'long-term-condition'
              WHEN on_ndh OR on_ob OR is_smoker OR has_high_bp OR qrisk3 >= 10 THEN 'at-risk'
              ELSE 'generally-well' END AS segment,
            CASE WHEN score < 0.09 THEN '1' WHEN score < 0.69 THEN '2' WHEN score < 1.58 THEN '3'
              WHEN score < 2.96 THEN '4' WHEN score IS NOT NULL THEN '5' END AS risk_band,
            100 * (rank() OVER (PARTITION BY score IS NULL ORDER BY score) - 1)
              / count(*) OVER (PARTITION BY score IS NULL) AS score_percentile
          FROM scored""")
        self.db.execute(f"COPY persons TO '{self.output}/persons.parquet'")

    def estimates(self, model):
        """The QRISK3 of a model's people whose record has all that it needs."""
        values = ", ".join(f"{value} AS {name}" for name, value in model["values"].items())
        return f"""
          SELECT nhs_number, round({model["result"]}, 9) AS estimate FROM (
            SELECT nhs_number, {" + ".join(night.terms(model))} AS sum
            FROM (SELECT *, {values} FROM complete WHERE {model["when"]}))"""

    def cohorts(self):
        self.select(
            "nhs-health-check", "lifestyle-advisor", "last_health_check", "last_health_check_outcome",
            """age BETWEEN 40 AND 74 AND NOT (on_chd OR on_ckd OR on_dm OR on_hyp OR on_af OR on_stia OR on_hf OR on_pad
              OR on_statin OR qrisk_20_ever) AND NOT list_has_any(has, ['FH', 'HYPERCHOLESTEROLAEMIA'])
            AND last_health_check_outcome IS DISTINCT FROM 'contraindicated'
            AND coalesce(last_health_check <= getvariable('ref') - INTERVAL 5 YEAR, true)""",
            "qrisk3 DESC NULLS LAST, imd_decile ASC NULLS LAST, last_health_check ASC NULLS FIRST",
            [("qrisk3 >= 10 AND qrisk3_recorded IS NOT NULL", "QRISK3 of 10% or more"),
             ("qrisk3 >= 10 AND qrisk3_recorded IS NULL", "estimated QRISK3 of 10% or more"),
             ("imd_decile <= 2", "lives in a most deprived fifth"),
             ("last_health_check IS NULL", "never checked"), ("is_smoker", "smoker"),
             ("has_high_bp", "last blood pressure 140/90 or more"), ("on_ob", "obesity"),
             ("on_ndh", "non-diabetic hyperglycaemia"),
             ("last_health_check_outcome = 'declined'", "declined the last offer")])
        self.select(
            "flu-65-and-over", "flu-clinic", "last_flu", "last_flu_outcome",
            """years(date_of_birth, getvariable('age_on')) >= 65 AND NOT flu_given AND NOT flu_contraindicated
            AND getvariable('ref') BETWEEN getvariable('adults_from') AND getvariable('age_on')""",
            "flu_declined ASC, ltc_count DESC, imd_decile ASC NULLS LAST, age DESC NULLS LAST",
            [("care_home", "lives in a care home"),
             ("on_chd OR on_hf OR on_af OR on_pad OR 'CHRONIC-HEART' IN has", "heart disease"),
             ("on_copd OR on_ast OR list_has_any(has, ['SEVERE-COPD', 'CHRONIC-RESPIRATORY', 'BRONCHIECTASIS'])",
              "respiratory disease"),
             ("on_ckd OR 'CKD5' IN has", "kidney disease"), ("'LIVER' IN has", "liver disease"),
             (f"on_stia OR on_dem OR {NEUROLOGICAL}", "neurological disease, stroke or dementia"),
             ("on_dm OR list_has_any(has, ['TYPE1-DIABETES', 'TYPE2-DIABETES', 'ADDISONS'])",
              "diabetes or Addison''s disease"),
             ("immunosuppressants OR 'IMMUNOSUPPRESSION' IN has", "weakened immunity"),
             ("'ASPLENIA' IN has", "asplenia"), ("on_ld", "learning disability"),
             ("bmi >= 40", "body mass index of 40 or more"), ("carer", "unpaid carer"),
             ("imd_decile <= 2", "lives in a most deprived fifth"), ("last_flu IS NULL", "never vaccinated"),
             ("flu_declined", "declined this season")])
        self.select(
            "learning-disability-health-check", "learning-disability-health-check", "last_ld_check",
            "last_ld_check_outcome",
            """on_ld AND age >= 14 AND last_ld_check_outcome IS DISTINCT FROM 'contraindicated'
            AND coalesce(last_ld_check <= getvariable('ref') - INTERVAL 12 MONTH, true)""",
            "last_ld_check ASC NULLS FIRST, ltc_count DESC, imd_decile ASC NULLS LAST",
            [("last_ld_check IS NULL", "never checked"),
             ("last_ld_check <= getvariable('ref') - INTERVAL 2 YEAR", "two years or more without a check"),
             ("on_ep", "epilepsy"), ("on_mh", "serious mental illness"), ("on_dm", "diabetes"), ("on_ob", "obesity"),
             ("imd_decile <= 2", "lives in a most deprived fifth"),
             ("last_ld_check_outcome = 'declined'", "declined the last offer")])

    def select(self, cohort, pathway, last_done, last_outcome, condition, order, reasons):
        said = ", ".join(f"CASE WHEN {when} THEN '{says}' END" for when, says in reasons)
        self.db.execute(f"""
          CREATE TABLE "{cohort}" AS
          SELECT pcn_code, getvariable('ref') AS reference_date,
            row_number() OVER (PARTITION BY pcn_code ORDER BY {order}, nhs_number) AS rank,
            nhs_number, practice_code, age, sex, imd_decile, segment, risk_band, score,
            concat_ws('; ', {said}) AS reasons, {last_done} AS last_done, {last_outcome} AS last_outcome,
            information_need, preferred_language, carer, care_home, '{pathway}' AS pathway
          FROM persons WHERE on_lists AND {condition}""")

    def write(self):
        networks = [row[0] for row in self.db.execute(
            "SELECT DISTINCT pcn_code FROM population WHERE on_lists ORDER BY 1").fetchall()]
        names = ", ".join(night.LIST_COLUMNS).replace(" nhs_number", " lpad(nhs_number::varchar, 10, '0') AS nhs_number")
        for cohort in night.COHORTS:
            others = " UNION ALL ".join(
                f"""SELECT nhs_number, '{other}' AS other, {index} AS place FROM "{other}" """
                for index, other in enumerate(night.COHORTS) if other != cohort)
            self.db.execute(f"""
              CREATE OR REPLACE TEMP TABLE list AS
              SELECT * FROM "{cohort}" LEFT JOIN (
                SELECT nhs_number, string_agg(other, '; ' ORDER BY place) AS also_on FROM ({others}) GROUP BY nhs_number)
              USING (nhs_number)""")
            for network in networks:
                folder = night.fresh(os.path.join(self.output, network))
                self.db.execute(f"""
                  COPY (SELECT {names} FROM list WHERE pcn_code = '{network}' ORDER BY rank)
                  TO '{folder}/{cohort}.csv' (HEADER, DELIMITER ',')""")
        self.db.execute(f"""COPY (SELECT pcn_code, segment, count(*) AS persons FROM persons WHERE opt_out = 'N'
          GROUP BY ALL ORDER BY ALL) TO '{self.output}/segments.csv' (HEADER)""")


def main():
    options = night.arguments(__doc__)
    run = Night(options.input, options.output, options.reference_date)
    run.read()
    run.reference()
    run.population()
    run.features()
    run.persons()
    run.cohorts()
    run.write()


if __name__ == "__main__":
    main()
