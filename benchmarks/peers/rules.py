"""The rules of the job that are the same SQL in every engine; README.md says all of them in words.

Days before the reference date stand as `$ago_12_months` and so on, that day itself as `$ref`, which `dated` puts in.
"""

from string import Template

import night

COUNTED = dict(laxatives="LAXATIVE", analgesics="ANALGESIC", migraine_medicines="MIGRAINE", antispasmodics="ANTISPASMODIC", skin_medicines="SKIN")
CONDITIONS = {
    "alcohol": ["ALCOHOL"], "eating_disorder": ["ANOREXIA-BULIMIA"], "low_vision": ["BLINDNESS"], "bronchiectasis": ["BRONCHIECTASIS"],
    "connective_tissue_disease": ["CONNECTIVE-TISSUE"], "hearing_loss": ["HEARING-LOSS"], "ibd": ["IBD"], "ibs": ["IBS"],
    "liver_disease": ["LIVER"], "multiple_sclerosis": ["MS"], "parkinsonism": ["PARKINSONISM"], "peptic_ulcer": ["PEPTIC-ULCER"],
    "prostate_disorder": ["PROSTATE"], "psoriasis_or_eczema": ["PSORIASIS-ECZEMA"], "substance_misuse": ["SUBSTANCE-MISUSE"],
    "thyroid_disorder": ["THYROID"], "ckd_5": ["CKD5"], "severe_copd": ["SEVERE-COPD"], "severe_frailty": ["FRAILTY-SEVERE"],
    "neurological_condition": ["MS", "PARKINSONISM", "MND", "CEREBRAL-PALSY", "NEUROMUSCULAR"],
    "raised_cholesterol": ["FH", "HYPERCHOLESTEROLAEMIA"], "weak_immunity": ["IMMUNOSUPPRESSION", "ASPLENIA"],
}
PROCESSES = {
    "hba1c": "HBA1C", "pressure": "SBP", "cholesterol": "CHOL", "creatinine": "CREATININE", "acr": "ACR",
    "foot_check": "FOOT_CHECK", "weight": "BMI", "smoking_status": "SMOKING",
}
TERMS = [
    ("on_dem", 2.46), ("cancer_in_5_years", 1.5), ("on_copd", 1.41), ("on_af", 1.3), ("has_parkinsonism", 1.29), ("on_hf", 1.12),
    ("laxatives >= 4", 1.03), ("analgesics >= 4", 0.87), ("on_ep", 0.85), ("on_stia", 0.77), ("has_liver_disease", 0.72),
    ("on_dm", 0.71), ("has_multiple_sclerosis", 0.69), ("has_bronchiectasis", 0.66), ("on_mh", 0.58), ("has_alcohol", 0.55),
    ("on_pad", 0.53), ("on_ckd", 0.51), ("on_ld", 0.47), ("on_dep or has_recent_anxiety", 0.47), ("on_chd", 0.46), ("has_ibd", 0.44),
    ("on_ra or has_connective_tissue_disease", 0.4), ("has_substance_misuse", 0.38), ("has_eating_disorder", 0.34),
    ("has_psoriasis_or_eczema and skin_medicines >= 4", 0.25), ("has_peptic_ulcer", 0.2), ("on_ast", 0.18),
    ("has_ibs or antispasmodics >= 4", 0.18), ("has_low_vision", 0.15), ("on_hyp", 0.09), ("has_thyroid_disorder", 0.08),
    ("migraine_medicines >= 4", 0.07), ("has_hearing_loss", 0.07), ("has_prostate_disorder", 0.01),
]
SEGMENTS = [
    ("End of life", "on_pc"), ("Frailty and dementia", "on_dem or has_severe_frailty"),
    ("Organ failure", "on_hf or has_ckd_5 or has_severe_copd"), ("Cancer in the last five years", "cancer_in_5_years"),
    ("Disability", "on_ld or has_neurological_condition"), ("Serious mental illness", "on_mh"),
    ("Four or more long-term conditions", "ltc_count >= 4"), ("One to three long-term conditions", "ltc_count >= 1"),
    ("At risk", "on_ndh or on_ob or is_smoker or has_high_bp"),
]
DEPRIVED = ("imd_decile <= 2", "lives in a most deprived fifth")
# Whoever is 65 by 31 March of the season.
FLU_65 = "date_of_birth <= date '1962-03-31'"
# Each list: who is on it, in which order, what is said, and when it was last done.
LISTS = {
    "nhs-health-check": (
        """age between 40 and 74 and not (on_chd or on_ckd or on_dm or on_hyp or on_af or on_stia or on_hf or on_pad)
        and not has_raised_cholesterol and not on_statin and not on_pc
        and coalesce(last_health_check <= $ago_5_years, true)""",
        "imd_decile asc nulls last, last_health_check asc nulls first, age desc",
        [("last_health_check is null", "no check on record"), DEPRIVED, ("is_smoker", "smoker"),
         ("has_high_bp", "last blood pressure 140/90 or more"), ("on_ob", "obesity"), ("on_ndh", "non-diabetic hyperglycaemia")],
        "last_health_check"),
    "flu-65-and-over": (
        f"{FLU_65} and not flu_given", "flu_declined asc, ltc_count desc, imd_decile asc nulls last, age desc",
        [("last_flu is null", "no flu vaccination on record"), ("is_flu_risk", "in a clinical risk group"),
         ("ltc_count >= 4", "four or more long-term conditions"), DEPRIVED, ("flu_declined", "declined this season")], "last_flu"),
    "flu-at-risk": (
        f"is_flu_risk and age >= 1 and not ({FLU_65}) and not flu_given",
        "flu_declined asc, ltc_count desc, imd_decile asc nulls last, age desc",
        [("last_flu is null", "no flu vaccination on record"), ("on_chd or on_hf or on_af", "heart disease"),
         ("on_copd or on_ast", "respiratory disease"), ("on_ckd", "kidney disease"), ("has_liver_disease", "liver disease"),
         ("on_stia or has_neurological_condition", "neurological disease or stroke"), ("on_dm", "diabetes"),
         ("on_ld", "learning disability"), ("has_weak_immunity", "weakened immunity"),
         ("bmi >= 40", "body mass index of 40 or more"), ("flu_declined", "declined this season")], "last_flu"),
    "learning-disability-check": (
        "on_ld and age >= 14 and coalesce(last_ld_check <= $ago_12_months, true)",
        "last_ld_check asc nulls first, ltc_count desc, imd_decile asc nulls last",
        [("last_ld_check is null", "no check on record"), ("on_ep", "epilepsy"), ("on_mh", "serious mental illness"),
         ("on_dm", "diabetes"), ("on_ob", "obesity"), DEPRIVED], "last_ld_check"),
    "hypertension": (
        """on_hyp and age >= 18 and not on_pc
        and not coalesce(systolic < case when age >= 80 then 150 else 140 end and diastolic < 90, false)""",
        """case when systolic >= 180 or diastolic >= 120 then 0 when systolic is null or diastolic is null then 2 else 1 end,
        systolic desc nulls last, ltc_count desc, imd_decile asc nulls last""",
        [("systolic >= 180 or diastolic >= 120", "last reading 180/120 or more"),
         ("systolic is null or diastolic is null", "no complete reading in the last 12 months"),
         ("not on_antihypertensive", "no medicine for blood pressure in the last 6 months"), ("on_dm", "diabetes"),
         ("on_ckd", "chronic kidney disease"),
         ("on_chd or on_stia or on_pad", "coronary heart disease, stroke or peripheral arterial disease"), ("is_smoker", "smoker")],
        None),
    "diabetes": (
        "on_dm and age >= 12 and processes_missing > 0", "processes_missing desc, coalesce(score, 0) desc, imd_decile asc nulls last",
        [(f"not has_{name}", says) for name, says in [
            ("hba1c", "no HbA1c"), ("pressure", "no blood pressure"), ("cholesterol", "no cholesterol"), ("creatinine", "no creatinine"),
            ("acr", "no albumin to creatinine ratio"), ("foot_check", "no foot check"), ("weight", "no body mass index"),
            ("smoking_status", "no smoking status")]], None),
    "mmr": (
        "age between 1 and 17 and mmr_doses < 2", "mmr_doses asc, imd_decile asc nulls last, date_of_birth desc",
        [("mmr_doses = 0", "no valid dose"), ("mmr_doses = 1", "second dose missing"), DEPRIVED], "last_mmr"),
}

# What is true or false of everybody: without a row it is false.
TRUTHS = [
    *(f"on_{name.lower()}" for name in night.REGISTERS), "cancer_in_5_years", *(f"has_{name}" for name in CONDITIONS),
    "has_recent_anxiety", "on_statin", "on_antihypertensive", *(f"has_{name}" for name in PROCESSES), "flu_declined"]
# What is worked out from a person's other columns, in this order.
DERIVED = {
    "is_smoker": "coalesce(smoking >= 2, false)",
    "has_high_bp": "coalesce(systolic >= 140, false) or coalesce(diastolic >= 90, false)",
    "flu_given": "coalesce(last_flu >= date '2026-09-01', false)",
    "is_flu_risk": """on_chd or on_hf or on_af or on_copd or on_ast or on_ckd or on_stia or on_dm or on_ld or has_liver_disease
        or has_neurological_condition or has_weak_immunity or coalesce(bmi >= 40, false)""",
}


def days(reference_date):
    """The days that rules count back to, as SQL."""
    def ago(months):
        month = reference_date.year * 12 + reference_date.month - 1 - months
        # The job's reference dates have a day that every month has.
        return f"date '{reference_date.replace(year=month // 12, month=month % 12 + 1)}'"
    return {
        "ref": f"date '{reference_date}'", "ago_6_months": ago(6), "ago_12_months": ago(12), "ago_15_months": ago(15),
        "ago_5_years": ago(60)}


def dated(sql, reference_date):
    return Template(sql).safe_substitute(days(reference_date))
