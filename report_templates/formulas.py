"""The words of the figures' formulas, so that a formula can be printed in any language of the report.

A formula is written in Swedish where its figure is counted: `kontakt inom 60 s / alla samtal`. It is said again term
by term, with the numbers taken out: `kontakt inom {} s`, ` / `, `alla samtal`. Pure.
"""

import re
from collections.abc import Iterator
from typing import Final

from shopper.texts import mark

TERMS: Final = (
    mark("antal samtal"),
    mark("kontakt inom {} s"),
    mark("kontakt {}\u2013{} s"),
    mark("kontakt efter {} s"),
    mark("ingen kontakt"),
    mark("samtal med kontakt"),
    mark("kontakt inom {} s och frågan besvarad"),
    mark("alla samtal"),
    mark("besvarade samtal"),
    mark("gott bemötande"),
    mark("bemötandepoäng"),
    mark("({} \u00d7 alla samtal)"),
    mark("({} \u00d7 samtal med kontakt)"),
    mark("({} \u00d7 besvarade samtal)"),
    mark("antal skickade brev som kom fram"),
    mark("antal brev som studsade"),
    mark("antal brev besvarade efter fristen"),
    mark("antal besvarade brev"),
    mark("besvarade efter {}\u2013{} arbetstimmar"),
    mark("besvarade inom {} arbetstimmar"),
    mark("utan svar inom {} arbetstimmar"),
    mark("skickade brev"),
    mark("besvarade brev"),
    mark("summan av svarstidsbandens avrundade andelar"),
    mark("summan av svarstiderna i arbetstimmar"),
    mark("medianen av svarstiderna i arbetstimmar, besvarade brev"),
    mark("avsändare"),
    mark("fullständiga avsändaruppgifter"),
    mark("svar med merinformation"),
    mark("brev vars ankomst bekräftats"),
)
"""Every term of a formula that is no grade, no factor and no kind of sender; those are in `scoring/words.py`."""

_BETWEEN: Final = re.compile(r"( / | \+ |: )")
_NUMBER: Final = re.compile(r"\d+")


def terms_of(formula: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The terms and the signs between them, in order: each as its text without numbers, and the numbers."""
    for term in filter(None, _BETWEEN.split(formula)):
        yield _NUMBER.sub("{}", term), tuple(_NUMBER.findall(term))
