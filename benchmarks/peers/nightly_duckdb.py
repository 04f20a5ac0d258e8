"""The nightly run in DuckDB: the same feeds, rules, features, segments, score and lists as pipelines/nightly.yaml."""

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


class Night:
    def __init__(self, folder, output, reference_date):
        self.folder = folder
        self.output = night.fresh(output)
        self.db = duckdb.connect()
        self.db.execute(MACROS)
        season_start, age_on = night.flu_season(reference_date)
        for name, value in [("ref", reference_date), ("season_start", season_start), ("age_on", age_on)]:
            self.db.execute(f"SET VARIABLE {name} = DATE '{value}'")
        for name in ["qof-registers", "programmes", "outcomes", "observations", "settings", "conditions", "medicines",
                     "vaccination-procedures", "vaccination-actions"]:
            values = night.codes(name)
            table = f"{name}_codes" if name in ("observations", "conditions") else name
            rows = ", ".join(f"('{code}', '{means}')" for code, means in values.items())
            self.db.execute(f'CREATE TABLE "{table}" AS SELECT * FROM (VALUES {rows}) AS codes (code, means)')

    def csv(self, *patterns, delimiter=","):
        paths = night.files(self.folder, *patterns)
        return paths and (
            f"read_csv({paths!r}, all_varchar = true, header = true, union_by_name = true, delim = '{delimiter}',"
            " quote = '\"', escape = '\"')"
        )

    def event_feed(self, feed, source, columns, valid, otherwise):
        """Reads an event feed: typed columns, and only the rows that keep every rule."""
        if not source:
            self.db.execute(f'CREATE TABLE "{feed}" ({otherwise})')
            return
        self.db.execute(f"""
          CREATE TABLE "{feed}" AS
          WITH typed AS (SELECT nhs(nhs_number) AS nhs_number, {columns} FROM {source} AS raw)
          SELECT * FROM (SELECT *, coalesce(nhs_number IS NOT NULL AND {valid}, false) AS ok FROM typed)""")
        self.refuse(feed)

    def refuse(self, feed):
        total, rejected = self.db.execute(
            f'SELECT count(*), count(*) FILTER (NOT ok) FROM "{feed}"').fetchall()[0]
        night.report(feed, total, rejected)

    def read(self):
        self.read_patients()
        self.event_feed(
            "registers", self.csv("registers*.csv"),
            """(SELECT means FROM "qof-registers" WHERE code = given(register)) AS register,
            day_or_slashed(diagnosed_on) AS diagnosed_on,
            day_or_slashed(nullif(trim(resolved_on), 'NULL')) AS resolved_on""",
            """register IS NOT NULL AND coalesce(diagnosed_on <= getvariable('ref'), true)
            AND coalesce(resolved_on >= diagnosed_on, true)""", "")
        uptake = """(SELECT means FROM programmes WHERE code = given(programme)) AS programme,
          iso_day(event_on) AS event_on, (SELECT means FROM outcomes WHERE code = given(outcome)) AS outcome"""
        valid = """programme IS NOT NULL AND outcome IS NOT NULL AND event_on <= getvariable('ref')"""
        empty = "nhs_number BIGINT, programme VARCHAR, event_on DATE, outcome VARCHAR, ok BOOLEAN"
        self.event_feed("uptake", self.csv("uptake*.csv"), uptake, valid, empty)
        xml = night.files(self.folder, "vaccinations*.xml")
        if xml:
            self.db.register("vaccination_xml", night.vaccinations(xml))
        self.event_feed("vaccinations", xml and "vaccination_xml", uptake, valid, empty)
        self.read_batch(empty)
        self.event_feed(
            "observations", self.csv("observations*.csv"),
            """(SELECT means FROM observations_codes WHERE code = given(observation)) AS observation,
            iso_day(observed_on) AS observed_on, try_cast(value AS DOUBLE) AS value""",
            """observed_on <= getvariable('ref') AND CASE observation
              WHEN 'SBP' THEN value BETWEEN 40 AND 350 WHEN 'DBP' THEN value BETWEEN 20 AND 200
              WHEN 'BMI' THEN value BETWEEN 5 AND 150 WHEN 'SMOKING' THEN value IN (0, 1, 2, 3, 4, 5)
              WHEN 'QRISK2' THEN value BETWEEN 0 AND 100 WHEN 'QRISK3' THEN value BETWEEN 0 AND 100
              WHEN 'EFI' THEN value BETWEEN 0 AND 1
              WHEN 'FOOT_CHECK' THEN value IS NOT NULL WHEN 'TOWNSEND' THEN value IS NOT NULL
              ELSE observation IS NOT NULL AND value >= 0 END""",
            "nhs_number BIGINT, observation VARCHAR, observed_on DATE, value DOUBLE, ok BOOLEAN")
        self.event_feed(
            "contacts", self.csv("contacts*.csv"),
            """(SELECT means FROM settings WHERE code = given(setting)) AS setting, iso_day(contact_on) AS contact_on""",
            "setting IS NOT NULL AND contact_on <= getvariable('ref')",
            "nhs_number BIGINT, setting VARCHAR, contact_on DATE, ok BOOLEAN")
        self.event_feed(
            "conditions", self.csv("conditions*.csv"),
            """(SELECT means FROM conditions_codes WHERE code = given(condition)) AS condition,
            iso_day(recorded_on) AS recorded_on, iso_day(resolved_on) AS resolved_on""",
            """condition IS NOT NULL AND coalesce(recorded_on <= getvariable('ref'), true)
            AND coalesce(resolved_on >= recorded_on, true)""",
            "nhs_number BIGINT, condition VARCHAR, recorded_on DATE, resolved_on DATE, ok BOOLEAN")
        self.event_feed(
            "medications", self.csv("medications*.csv"),
            """(SELECT means FROM medicines WHERE code = given(medicine)) AS medicine, iso_day(issued_on) AS issued_on""",
            "medicine IS NOT NULL AND issued_on <= getvariable('ref')",
            "nhs_number BIGINT, medicine VARCHAR, issued_on DATE, ok BOOLEAN")
        self.event_feed(
            "pregnancies", self.csv("pregnancies*.csv"),
            "iso_day(started_on) AS started_on, iso_day(ended_on) AS ended_on, given(ended_on) AS ended_text",
            """started_on <= getvariable('ref') AND (ended_text IS NULL OR ended_on >= started_on)""",
            "nhs_number BIGINT, started_on DATE, ended_on DATE, ok BOOLEAN")

    def read_batch(self, empty):
        source = self.csv("vaccination-batch*.csv", delimiter="|")
        if not source:
            self.db.execute(f'CREATE TABLE "vaccination-batch" ({empty})')
            return
        self.db.execute(f"""
          CREATE TABLE "vaccination-batch" AS
          WITH typed AS (
            SELECT nhs(NHS_NUMBER) AS nhs_number,
              (SELECT means FROM "vaccination-procedures" WHERE code = given(VACCINATION_PROCEDURE_CODE)) AS programme,
              coalesce(try_strptime(left(DATE_AND_TIME, 8), '%Y%m%d')::date) AS event_on,
              (SELECT means FROM "vaccination-actions" WHERE code = given(ACTION_FLAG)) AS outcome,
              given(UNIQUE_ID) AS unique_id
            FROM {source} AS raw)
          SELECT * EXCLUDE (copies),
            coalesce(nhs_number IS NOT NULL AND outcome IS NOT NULL AND unique_id IS NOT NULL
              AND event_on <= getvariable('ref') AND copies = 1, false) AS ok
          FROM (SELECT *, count(*) OVER (PARTITION BY unique_id) AS copies FROM (SELECT DISTINCT * FROM typed))""")
        self.refuse("vaccination-batch")

    def read_patients(self):
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
            FROM {self.csv("patients*.csv")} AS raw)
          SELECT *, coalesce(nhs_number IS NOT NULL AND NOT unreadable
            AND regexp_full_match(practice_code, '[A-Z][0-9]{{5}}') AND registered_on IS NOT NULL
            AND date_of_birth <= getvariable('ref') AND coalesce(date_of_death >= date_of_birth, true)
            AND registered_on >= date_of_birth AND coalesce(deregistered_on >= registered_on, true), false) AS ok
          FROM typed""")
        self.refuse("patients")

    def reference(self):
        xml = night.files(self.folder, "organisations*.xml")
        if xml:
            self.db.register("membership_xml", night.memberships(xml))
            source = "SELECT practice_code, pcn_code, iso_day(started_on) AS s, iso_day(ended_on) AS e FROM membership_xml"
        else:
            raw = self.csv("epcn-core-partners*.csv")
            source = f"""SELECT "Partner\nOrganisation\nCode" AS practice_code, "PCN Code" AS pcn_code,
              try_strptime("Practice to PCN\nRelationship\nStart Date", '%Y%m%d')::date AS s,
              try_strptime("Practice to PCN\nRelationship\nEnd Date", '%Y%m%d')::date AS e FROM {raw}"""
        self.db.execute(f"""
          CREATE TABLE networks AS
          SELECT practice_code, min(pcn_code) AS pcn_code FROM ({source})
          WHERE s <= getvariable('ref') AND (e IS NULL OR e >= getvariable('ref'))
            AND regexp_full_match(pcn_code, 'U[0-9]{{5}}')
          GROUP BY practice_code HAVING count(DISTINCT pcn_code) = 1""")
        lists = self.csv("list-sizes*.csv")
        names = self.db.execute(f"DESCRIBE SELECT * FROM {lists}").fetchall()
        names = {row[0].upper(): row[0] for row in names}
        code, kind, age = (
            next(names[n] for n in options if n in names)
            for options in [("CODE", "ORG_CODE"), ("TYPE", "ORG_TYPE"), ("AGE", "AGE_GROUP_5")])
        self.db.execute(f"""
          CREATE TABLE list_sizes AS
          SELECT {code} AS practice_code, min(try_cast(NUMBER_OF_PATIENTS AS BIGINT)) AS patients FROM {lists}
          WHERE {kind} = 'GP' AND SEX = 'ALL' AND {age} = 'ALL'
          GROUP BY 1 HAVING count(DISTINCT NUMBER_OF_PATIENTS) = 1""")
        self.db.execute(f"""
          CREATE TABLE deprivation AS
          SELECT "LSOA code (2011)" AS lsoa_code,
            min(try_cast("Index of Multiple Deprivation (IMD) Decile" AS INTEGER)) AS imd_decile
          FROM {self.csv("deprivation*.csv")} GROUP BY 1""")

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
            FROM observations WHERE ok AND observation IN ('SBP', 'DBP', 'BMI', 'SMOKING', 'EFI', 'QRISK3')
            GROUP BY ALL)
          SELECT nhs_number, any_value(value) FILTER (observation = 'SBP' AND recent) AS systolic,
            any_value(value) FILTER (observation = 'DBP' AND recent) AS diastolic,
            any_value(value) FILTER (observation = 'BMI' AND recent) AS bmi,
            any_value(value) FILTER (observation = 'SMOKING') AS smoking,
            any_value(value) FILTER (observation = 'EFI') AS efi,
            any_value(value) FILTER (observation = 'QRISK3') AS qrisk3
          FROM latest GROUP BY nhs_number""")
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
            count(*) FILTER (medicine = 'LAXATIVE') >= 4 AS laxatives,
            count(*) FILTER (medicine = 'ANALGESIC') >= 4 AS analgesics,
            count(*) FILTER (medicine = 'MIGRAINE') >= 4 AS migraine_medicines,
            count(*) FILTER (medicine = 'ANTISPASMODIC') >= 4 AS antispasmodics,
            count(*) FILTER (medicine = 'SKIN') >= 4 AS skin_medicines
          FROM medications WHERE ok AND issued_on > getvariable('ref') - INTERVAL 12 MONTH GROUP BY nhs_number""")
        self.db.execute("""
          CREATE TABLE f_conditions AS SELECT nhs_number, list(DISTINCT condition) AS has,
            bool_or(condition = 'ANXIETY' AND coalesce(recorded_on > getvariable('ref') - INTERVAL 12 MONTH, false))
              AS recent_anxiety
          FROM conditions WHERE ok AND (resolved_on IS NULL OR resolved_on > getvariable('ref')) GROUP BY nhs_number""")
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
              coalesce(has, []) AS has, recent_anxiety, coalesce(is_pregnant, false) AS is_pregnant
            FROM population p
            LEFT JOIN f_registers r USING (nhs_number) LEFT JOIN f_observations o USING (nhs_number)
            LEFT JOIN f_qrisk USING (nhs_number) LEFT JOIN f_checks k USING (nhs_number)
            LEFT JOIN f_vaccines v USING (nhs_number) LEFT JOIN f_contacts USING (nhs_number)
            LEFT JOIN f_medicines m USING (nhs_number) LEFT JOIN f_conditions USING (nhs_number)
            LEFT JOIN f_pregnancies USING (nhs_number)),
          counted AS (
            SELECT *, {conditions} AS ltc_count, smoking >= 2 AS is_smoker,
              systolic >= 140 OR diastolic >= 90 AS has_high_bp,
              CASE WHEN age >= 18 THEN round({score}, 9) END AS score
            FROM joined)
          SELECT *,
            CASE WHEN on_pc THEN 'end-of-life'
              WHEN on_dem OR (age >= 65 AND efi >= 0.36) OR 'FRAILTY-SEVERE' IN has THEN 'frailty-and-dementia'
              WHEN on_hf OR 'CKD5' IN has OR 'SEVERE-COPD' IN has THEN 'organ-failure'
              WHEN cancer_in_5_years THEN 'cancer'
              WHEN on_ld OR list_has_any(has, ['MS', 'PARKINSONISM', 'MND', 'CEREBRAL-PALSY', 'NEUROMUSCULAR'])
                THEN 'disability'
              WHEN on_mh THEN 'serious-mental-illness'
              WHEN ltc_count >= 4 THEN 'multimorbidity'
              WHEN ltc_count >= 1 THEN 'long-term-condition'
              WHEN on_ndh OR on_ob OR is_smoker OR has_high_bp OR qrisk3 >= 10 THEN 'at-risk'
              ELSE 'generally-well' END AS segment,
            CASE WHEN score < 0.09 THEN '1' WHEN score < 0.69 THEN '2' WHEN score < 1.58 THEN '3'
              WHEN score < 2.96 THEN '4' WHEN score IS NOT NULL THEN '5' END AS risk_band,
            100 * (rank() OVER (PARTITION BY score IS NULL ORDER BY score) - 1)
              / count(*) OVER (PARTITION BY score IS NULL) AS score_percentile
          FROM counted""")
        self.db.execute(f"COPY persons TO '{self.output}/persons.parquet'")

    def cohorts(self):
        self.select(
            "nhs-health-check", "lifestyle-advisor", "last_health_check", "last_health_check_outcome",
            """age BETWEEN 40 AND 74 AND NOT (on_chd OR on_ckd OR on_dm OR on_hyp OR on_af OR on_stia OR on_hf OR on_pad
              OR on_statin OR qrisk_20_ever) AND NOT list_has_any(has, ['FH', 'HYPERCHOLESTEROLAEMIA'])
            AND last_health_check_outcome IS DISTINCT FROM 'contraindicated'
            AND coalesce(last_health_check <= getvariable('ref') - INTERVAL 5 YEAR, true)""",
            "qrisk3 DESC NULLS LAST, imd_decile ASC NULLS LAST, last_health_check ASC NULLS FIRST",
            [("qrisk3 >= 10", "QRISK3 of 10% or more"), ("imd_decile <= 2", "lives in a most deprived fifth"),
             ("last_health_check IS NULL", "never checked"), ("is_smoker", "smoker"),
             ("has_high_bp", "last blood pressure 140/90 or more"), ("on_ob", "obesity"),
             ("on_ndh", "non-diabetic hyperglycaemia"),
             ("last_health_check_outcome = 'declined'", "declined the last offer")])
        self.select(
            "flu-65-and-over", "flu-clinic", "last_flu", "last_flu_outcome",
            "years(date_of_birth, getvariable('age_on')) >= 65 AND NOT flu_given AND NOT flu_contraindicated",
            "flu_declined ASC, ltc_count DESC, imd_decile ASC NULLS LAST, age DESC NULLS LAST",
            [("care_home", "lives in a care home"), ("on_copd OR on_ast", "respiratory disease"),
             ("on_chd OR on_hf OR on_stia", "heart disease or stroke"), ("on_dm", "diabetes"),
             ("on_ckd", "chronic kidney disease"), ("imd_decile <= 2", "lives in a most deprived fifth"),
             ("last_flu IS NULL", "never vaccinated"), ("flu_declined", "declined this season")])
        self.select(
            "learning-disability-health-check", "learning-disability-health-check", "last_ld_check",
            "last_ld_check_outcome",
            """on_ld AND age >= 14 AND last_ld_check_outcome IS DISTINCT FROM 'contraindicated'
            AND coalesce(last_ld_check <= getvariable('ref') - INTERVAL 12 MONTH, true)""",
            "last_ld_check ASC NULLS FIRST, ltc_count DESC, imd_decile ASC NULLS LAST",
            [("last_ld_check IS NULL", "never checked"),
             ("last_ld_check <= getvariable('ref') - INTERVAL 2 YEAR", "more than two years without a check"),
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
