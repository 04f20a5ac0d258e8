"""Made-up people over the whole range of every input of QRISK3, with the score that the published formula gives them.

    python3 qrisk3-rows.py COEFFICIENTS.json > qrisk3-rows.csv

It reads the coefficients as data (Copyright 2017 ClinRisk Ltd., LGPL-3.0-or-later), copied value by value from the published C source of
QRISK3-2017, and evaluates that source's formula step by step: scale, powers, centring, sum, interactions, survival. It shares nothing with
the program, which reads its own terms from pipelines/scores/qrisk3.yaml. The same seed gives the same rows.
"""

import json
import math
import random
import sys

BOOLEANS = [
    "b_AF", "b_atypicalantipsy", "b_corticosteroids", "b_impotence2", "b_migraine", "b_ra", "b_renal", "b_semi", "b_sle",
    "b_treatedhyp", "b_type1", "b_type2", "fh_cvd",
]
RANGES = {"bmi": (20, 40), "rati": (1, 12), "sbp": (70, 210), "sbps5": (0, 45), "town": (-7, 11)}
ORDINARY = {"age": 55, "ethnicity": 1, "smoking": 0, "bmi": 27.5, "rati": 4.1, "sbp": 132.0, "sbps5": 8.5, "town": 0.6}


def score(sex, row, coefficients):
    model = coefficients["models"][sex]
    tens = row["age"] / 10
    bmi = row["bmi"] / 10
    powers = {"female": (-2, 1), "male": (-1, 3)}[sex]
    centred = {
        "age_1": tens ** powers[0], "age_2": tens ** powers[1], "bmi_1": bmi ** -2, "bmi_2": bmi ** -2 * math.log(bmi),
        "rati": row["rati"], "sbp": row["sbp"], "sbps5": row["sbps5"], "town": row["town"],
    }
    for name, centre in model["centring"].items():
        centred[name] -= centre
    a = model["ethnicity_coefficients_by_code_1_to_9"][row["ethnicity"] - 1]
    a += model["smoking_coefficients_by_category_0_to_4"][row["smoking"]]
    for name, weight in model["continuous"].items():
        a += weight * centred[name]
    for name, weight in model["boolean"].items():
        a += weight * row[name]
    for interaction in model["interactions"]:
        other = interaction["with"]
        if other.startswith("smoke_cat=="):
            factor = row["smoking"] == int(other.removeprefix("smoke_cat=="))
        else:
            factor = centred[other] if other in centred else row[other]
        a += interaction["coefficient"] * centred[interaction["age_term"]] * factor
    return 100 * (1 - model["baseline_survival_10y"] ** math.exp(a))


def people():
    numbers = random.Random(20261120)

    def person(**changes):
        return {**ORDINARY, **dict.fromkeys(BOOLEANS, 0), **changes}

    yield person()
    for age in range(25, 85):
        yield person(age=age)
    for age in (25, 55, 84):
        for ethnicity in range(1, 10):
            yield person(age=age, ethnicity=ethnicity)
        for smoking in range(5):
            yield person(age=age, smoking=smoking)
        for name in BOOLEANS:
            yield person(age=age, **{name: 1})
            yield person(age=age, **{other: int(other != name) for other in BOOLEANS})
        yield person(age=age, **dict.fromkeys(BOOLEANS, 1))
        for name, bounds in RANGES.items():
            for bound in bounds:
                yield person(age=age, **{name: bound})
        for corner in range(32):
            ends = {name: bounds[corner >> place & 1] for place, (name, bounds) in enumerate(RANGES.items())}
            yield person(age=age, **ends)
    for _ in range(250):
        values = {name: round(numbers.uniform(*bounds), 2) for name, bounds in RANGES.items()}
        flags = {name: int(numbers.random() < 0.25) for name in BOOLEANS}
        yield person(
            age=numbers.randint(25, 84), ethnicity=numbers.randint(1, 9), smoking=numbers.randint(0, 4), **values, **flags)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        coefficients = json.load(file)
    columns = ["age", "ethnicity", "smoking", *RANGES, *BOOLEANS]
    print("sex," + ",".join(columns) + ",score")
    for sex in ("female", "male"):
        for row in people():
            if sex == "female":
                row["b_impotence2"] = 0
            cells = [str(row[name]) for name in columns]
            print(f"{sex}," + ",".join(cells) + f",{score(sex, row, coefficients)!r}")


main()
