"""The figures of the telephone half: contact, the four graded factors, Measures 2 and 3 (method study 4)."""

import numpy as np
import pandas as pd

from scoring.figures import Figure
from scoring.proofs import Ids, Marks, points_share, share, tally
from scoring.words import FACTOR_WORDS, grade_word
from shopper.method import Method
from shopper.method_parts import Base

FACTORS = ("answer", "information", "interest", "courtesy")

BASE_TEXT: dict[Base, str] = {"all": "alla samtal", "contacts": "samtal med kontakt", "answered": "besvarade samtal"}


def call_figures(method: Method, rows: pd.DataFrame) -> tuple[list[Figure], dict[str, tuple[str, ...]]]:
    """Figures of these calls, and the groups of parts that together are 100 %."""
    ids = rows["id"].to_numpy()
    figures = [tally("calls_n", ids, "antal samtal")]
    parts = {}
    bands = contact_figures(method, rows, ids)
    parts["contact_bands"] = tuple(figure.key for figure in bands)
    figures += [*bands, *contact_shares(method, rows, ids)]
    for factor in FACTORS:
        grades, good = factor_figures(method, rows, ids, factor)
        parts[factor] = tuple(figure.key for figure in grades)
        figures += [*grades, good]
    figures.append(measure_3(method, rows, ids))
    return figures, parts


def contact_figures(method: Method, rows: pd.DataFrame, ids: Ids) -> list[Figure]:
    """The share of all calls in each contact band, the open last band, and no contact."""
    everyone = np.ones(len(ids), dtype=bool)
    band = rows["band"].to_numpy()
    limits = method.call.contact_band_seconds
    found = []
    for number in range(1, len(limits) + 2):
        formula = f"kontakt {band_text(limits, number)} / alla samtal"
        found.append(share(f"contact_band_{number}_pct", ids, everyone, band == number, formula))
    return [*found, share("contact_none_pct", ids, everyone, band == 0, "ingen kontakt / alla samtal")]


def band_text(limits: tuple[int, ...], number: int) -> str:
    """A contact band in words, counted from 1: `inom 60 s`, `60-120 s`, `efter 120 s`."""
    if number == 1:
        return f"inom {limits[0]} s"
    if number > len(limits):
        return f"efter {limits[-1]} s"
    return f"{limits[number - 2]}-{limits[number - 1]} s"


def contact_shares(method: Method, rows: pd.DataFrame, ids: Ids) -> list[Figure]:
    """The contact share, Measure 2, and Measure 2 in the stricter reading that also asks for an answer (2.2)."""
    everyone = np.ones(len(ids), dtype=bool)
    direct = rows["direct"].to_numpy()
    within = f"kontakt inom {method.measure_2.seconds} s"
    return [
        share("contact_pct", ids, everyone, rows["contact"].to_numpy(), "samtal med kontakt / alla samtal"),
        share("measure_2_pct", ids, everyone, direct, f"{within} / alla samtal"),
        share(
            "measure_2_answered_pct",
            ids,
            everyone,
            direct & rows["answered"].to_numpy(),
            f"{within} och frågan besvarad / alla samtal",
        ),
    ]


def factor_figures(method: Method, rows: pd.DataFrame, ids: Ids, factor: str) -> tuple[list[Figure], Figure]:
    """The share of each grade of a factor, and the share of good grades; the base is the graded calls of its base."""
    grade = rows[factor].to_numpy()
    base = base_marks(rows, base_of(method, factor)) & rows[factor].notna().to_numpy()
    name, under = FACTOR_WORDS[factor], BASE_TEXT[base_of(method, factor)]
    shares = [
        share(f"{factor}_{word}_pct", ids, base, grade == word, f"{name}: {grade_word(word)} / {under}")
        for word in scale_of(method, factor)
    ]
    words = good_grades(method, factor)
    formula = f"{name}: {' + '.join(grade_word(word) for word in words)} / {under}"
    return shares, share(f"{factor}_good_share_pct", ids, base, np.isin(grade.astype(str), words), formula)


def measure_3(method: Method, rows: pd.DataFrame, ids: Ids) -> Figure:
    """Measure 3: points as share of maximum points, or until 2015 the share of good grades (4.3, 4.4)."""
    base = base_marks(rows, method.call.courtesy_base) & rows["courtesy"].notna().to_numpy()
    under = BASE_TEXT[method.call.courtesy_base]
    if method.measure_3.rule == "good_share":
        good = np.isin(rows["courtesy"].to_numpy().astype(str), method.measure_3.good)
        return share("measure_3_pct", ids, base, good, f"gott bemötande / {under}")
    points = [method.measure_3.points[grade] for grade in rows["courtesy"].to_numpy()[base]]
    most = max(method.measure_3.points.values())
    return points_share("measure_3_pct", ids[base], points, most, f"bemötandepoäng / ({most} x {under})")


def base_marks(rows: pd.DataFrame, base: Base) -> Marks:
    """Which calls a share is a share of."""
    if base == "all":
        return np.ones(len(rows), dtype=bool)
    return rows["contact" if base == "contacts" else "answered"].to_numpy(dtype=bool)


def base_of(method: Method, factor: str) -> Base:
    """The base the method gives a factor; the answer is always counted over all calls (4.2)."""
    bases: dict[str, Base] = {
        "answer": "all",
        "information": method.call.information_base,
        "interest": method.call.interest_base,
        "courtesy": method.call.courtesy_base,
    }
    return bases[factor]


def scale_of(method: Method, factor: str) -> tuple[str, ...]:
    """The grades of a factor, best first."""
    scales = {
        "answer": method.call.answer,
        "information": method.call.information,
        "interest": method.call.interest,
        "courtesy": method.call.courtesy,
    }
    return scales[factor]


def good_grades(method: Method, factor: str) -> tuple[str, ...]:
    """The grades that count as good: the best one, for courtesy those the method names."""
    return method.measure_3.good if factor == "courtesy" else scale_of(method, factor)[:1]
