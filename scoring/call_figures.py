"""The figures of the telephone half: contact, the four graded factors, Measures 2 and 3 (method study 4)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scoring.counted import Counted, Counts, share, share_of_graded, tally
from scoring.frames import NOT_GRADED
from scoring.two_bases import OVER_ALL, other_key
from scoring.words import FACTOR_WORDS, grade_word
from shopper.method import Method
from shopper.method_parts import Base
from shopper.record_columns import Ints, Marks

FACTORS = ("answer", "information", "interest", "courtesy")

BASE_TEXT: dict[Base, str] = {"all": "alla samtal", "contacts": "samtal med kontakt", "answered": "besvarade samtal"}


def call_counts(method: Method, rows: pd.DataFrame) -> Counts:
    """What is counted of these calls."""
    everyone = np.ones(len(rows), dtype=bool)
    bands = contact_bands(method, rows, everyone)
    figures = [tally("calls_n", everyone, "antal samtal"), *bands, *contact_shares(method, rows, everyone)]
    parts = {"contact_bands": tuple(band.key for band in bands)}
    others = []
    for factor in FACTORS:
        grades, good = factor_shares(method, rows, factor)
        parts[factor] = tuple(grade.key for grade in grades)
        figures += [*grades, good]
        others.append(over_other_base(method, rows, factor, good))
    return Counts((*figures, measure_3(method, rows)), parts, tuple(others))


def contact_bands(method: Method, rows: pd.DataFrame, everyone: Marks) -> list[Counted]:
    """The share of all calls in each contact band, the open last band, and no contact."""
    band = rows["band"].to_numpy()
    limits = method.call.contact_band_seconds
    found = []
    for number in range(1, len(limits) + 2):
        formula = f"kontakt {band_text(limits, number)} / alla samtal"
        found.append(share(f"contact_band_{number}_pct", everyone, band == number, formula))
    return [*found, share("contact_none_pct", everyone, band == 0, "ingen kontakt / alla samtal")]


def band_text(limits: tuple[int, ...], number: int) -> str:
    """A contact band in words, counted from 1: `inom 60 s`, `60-120 s` with an en dash, `efter 120 s`."""
    if number == 1:
        return f"inom {limits[0]} s"
    if number > len(limits):
        return f"efter {limits[-1]} s"
    return f"{limits[number - 2]}\u2013{limits[number - 1]} s"


def contact_shares(method: Method, rows: pd.DataFrame, everyone: Marks) -> list[Counted]:
    """The contact share, Measure 2, and Measure 2 in the stricter reading that also asks for an answer (2.2)."""
    direct = rows["direct"].to_numpy()
    answered = direct & rows["answered"].to_numpy()
    within = f"kontakt inom {method.measure_2.seconds} s"
    return [
        share("contact_pct", everyone, rows["contact"].to_numpy(), "samtal med kontakt / alla samtal"),
        share("measure_2_pct", everyone, direct, f"{within} / alla samtal"),
        share("measure_2_answered_pct", everyone, answered, f"{within} och frågan besvarad / alla samtal"),
    ]


def factor_shares(method: Method, rows: pd.DataFrame, factor: str) -> tuple[list[Counted], Counted]:
    """The share of each grade of a factor, and the share of good grades; the base is the graded calls of its base."""
    grade, scale = rows[factor].to_numpy(), scale_of(method, factor)
    base = base_marks(rows, base_of(method, factor)) & (grade != NOT_GRADED)
    name, under = FACTOR_WORDS[factor], BASE_TEXT[base_of(method, factor)]
    shares = [
        share(f"{factor}_{word}_pct", base, grade == place, f"{name}: {grade_word(word)} / {under}")
        for place, word in enumerate(scale)
    ]
    words = good_grades(method, factor)
    formula = f"{name}: {' + '.join(grade_word(word) for word in words)} / {under}"
    return shares, share(f"{factor}_good_share_pct", base, _is_one_of(grade, words, scale), formula)


def over_other_base(method: Method, rows: pd.DataFrame, factor: str, good: Counted) -> Counted:
    """The good calls of a factor over its other base: over all calls, or for the answer over those with contact (4.2).

    While a call that should have a grade has none, nothing is counted: nobody knows whether it was good.
    """
    base: Base = "contacts" if good.key in OVER_ALL else "all"
    ungraded = base_marks(rows, base_of(method, factor)) & ~good.base
    formula = f"{good.formula.rpartition(' / ')[0]} / {BASE_TEXT[base]}"
    return share_of_graded(other_key(good.key), base_marks(rows, base), good.base & good.adds, formula, ungraded)


def measure_3(method: Method, rows: pd.DataFrame) -> Counted:
    """Measure 3: points as share of maximum points, or until 2015 the share of good grades (4.3, 4.4)."""
    grade, scale = rows["courtesy"].to_numpy(), method.call.courtesy
    base = base_marks(rows, method.call.courtesy_base) & (grade != NOT_GRADED)
    under = BASE_TEXT[method.call.courtesy_base]
    if method.measure_3.rule == "good_share":
        good = _is_one_of(grade, method.measure_3.good, scale)
        return share("measure_3_pct", base, good, f"gott bemötande / {under}")
    points = np.array([method.measure_3.points[word] for word in scale])[grade]
    most = max(method.measure_3.points.values())
    return Counted("measure_3_pct", "points", f"bemötandepoäng / ({most} \u00d7 {under})", base, points, most)


def _is_one_of(grade: Ints, words: Sequence[str], scale: Sequence[str]) -> Marks:
    return np.isin(grade, [scale.index(word) for word in words])


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
