"""What each step of each grade means, in words: the anchors that everybody who grades reads. Pure.

Our own wording of the criteria of method study 4.2. The same words stand on the call sheet, where a second person
grades, and in the training set, so that all grade against the same thing.
"""

from typing import Final

from shopper.texts import mark
from web.language import gettext

CRITERIA: Final = {
    "answer": mark("Fick du svar på det du frågade om?"),
    "information": mark("Fick du bara svaret, eller mer: tips, hänvisningar, idéer?"),
    "interest": mark("Var den du talade med pliktskyldig eller engagerad?"),
    "courtesy": mark("Var den du talade med tillmötesgående, trevlig, hjälpsam och trovärdig?"),
}
"""The question that each grade answers."""

ANCHORS: Final[dict[str, dict[str, str]]] = {
    "answer": {
        "good": mark("Hela frågan besvarades, tydligt och utan att du behövde gissa."),
        "medium": mark("En del av frågan besvarades, eller svaret var osäkert."),
        "poor": mark("Frågan besvarades inte, eller den svarande kunde eller ville inte."),
    },
    "information": {
        "good": mark("Mer än svaret, utan att du bad om det: tips, hänvisning, blankett eller nästa steg."),
        "medium": mark("Något utöver svaret, men knappt eller först när du frågade."),
        "poor": mark("Bara det kortaste svaret och inget mer."),
    },
    "interest": {
        "good": mark("Engagerad: frågade vad du behövde och tog sig an frågan."),
        "medium": mark("Saklig: svarade på det du frågade, utan att visa eget intresse."),
        "poor": mark("Ointresserad eller otålig: ville bli av med samtalet."),
    },
    "courtesy": {
        "very_good": mark("Varm, hjälpsam och trovärdig hela samtalet; du kände dig välkommen."),
        "good": mark("Vänlig och hjälpsam."),
        "medium": mark("Korrekt men kort eller frånvarande."),
        "poor": mark("Otrevlig, nedlåtande eller avvisande."),
    },
}
"""The words of each grade, the best first."""


def criterion(factor: str) -> str:
    """The question that the factor's grade answers, in the language of the request."""
    return gettext(CRITERIA[factor])


def anchors(factor: str) -> dict[str, str]:
    """The anchor of each grade of the factor, in the language of the request, the best grade first."""
    return {grade: gettext(text) for grade, text in ANCHORS[factor].items()}
