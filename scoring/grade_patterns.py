"""How an interviewer's grades lie beside their own other grades, and beside those of the rest of the wave. Pure.

An unusual pattern is no proof of a fault: it says where to look, or whom to calibrate with. Nothing is said of too few
grades.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scipy.stats import fisher_exact

from shopper.call_rules import GRADES, Grades
from shopper.method_parts import CallRules

LEAST_OWN: Final = 20
"""Grades of a factor that an interviewer must have given before one of them can be called rare."""
RARE_SHARE: Final = 0.05
"""A grade is rare for an interviewer when at most this share of their grades of the factor are so."""
LEAST_TO_COMPARE: Final = 15
"""Grades of a factor that an interviewer must have given to be compared with the others."""
LEAST_OTHERS: Final = 30
"""Grades of the same factor that the others of the wave must have given."""
UNUSUAL: Final = 0.01
"""An interviewer is far from the others when chance alone gives such a difference less often than this.

Fisher's exact test, two-sided: exact for few grades, and the others' share is itself only counted. One in a hundred,
because four factors are tested for every interviewer: among ten who grade alike, one wave in three still has such a
difference by chance.
"""

Tally = Mapping[tuple[str, str], int]
"""How often each grade was given, by factor and grade."""


@dataclass(frozen=True, slots=True)
class Rare:
    """A grade that its interviewer hardly ever gives: `times` of `graded`, this one counted."""

    factor: str
    grade: str
    times: int
    graded: int


@dataclass(frozen=True, slots=True)
class Unlike:
    """An interviewer's share of the best grade beside the others': `best` of `graded`, `others_best` of `others`."""

    factor: str
    best: int
    graded: int
    others_best: int
    others: int
    chance: float

    @property
    def is_higher(self) -> bool:
        """Whether the interviewer gives the best grade more often than the others."""
        return self.best * self.others > self.others_best * self.graded


def rare_grades(grades: Grades, own: Tally) -> list[Rare]:
    """The grades of a call that are rare for its interviewer, whose tally counts this call too."""
    found = []
    for factor in GRADES:
        grade = getattr(grades, factor)
        graded = _graded(own, factor)
        times = own.get((factor, grade), 0)
        if grade is not None and graded >= LEAST_OWN and times <= RARE_SHARE * graded:
            found.append(Rare(factor, grade, times, graded))
    return found


def unlike_the_others(own: Tally, others: Tally, rules: CallRules) -> list[Unlike]:
    """The factors in which an interviewer gives the best grade much more or less often than the others of the wave."""
    found = []
    for factor in GRADES:
        best_grade = (factor, getattr(rules, factor)[0])
        graded, other = _graded(own, factor), _graded(others, factor)
        if graded < LEAST_TO_COMPARE or other < LEAST_OTHERS:
            continue
        best, others_best = own.get(best_grade, 0), others.get(best_grade, 0)
        chance = float(fisher_exact([[best, graded - best], [others_best, other - others_best]]).pvalue)
        if chance < UNUSUAL:
            found.append(Unlike(factor, best, graded, others_best, other, chance))
    return found


def unlike_in_wave(tallied: Mapping[int, Tally], interviewer_id: int, rules: CallRules) -> list[Unlike]:
    """How one interviewer of a wave lies beside all the others of it, from each one's tally by id."""
    others: Counter[tuple[str, str]] = Counter()
    for one, tally in tallied.items():
        if one != interviewer_id:
            others.update(tally)
    return unlike_the_others(tallied.get(interviewer_id, {}), others, rules)


def _graded(tally: Tally, factor: str) -> int:
    return sum(number for (of, _), number in tally.items() if of == factor)
