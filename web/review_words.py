"""The Swedish sentences of a reviewer's pages: warnings, and why a call was not approved."""

from collections.abc import Mapping
from typing import Final

from scoring.call_warnings import CallWarning
from scoring.grade_patterns import Unlike
from shopper.texts import mark
from web.language import gettext
from web.words import word

WARNINGS: Final = {
    "nobody_answered": mark("Kommentaren tyder på att ingen svarade (”%(words)s”), men utfallet är ”%(outcome)s”."),
    "somebody_answered": mark("Kommentaren tyder på att någon svarade (”%(words)s”), men utfallet är ”%(outcome)s”."),
    "harsh_words": mark("Kommentaren är kritisk (”%(words)s”), men bemötandet är bedömt som ”%(grade)s”."),
    "kind_words": mark("Kommentaren är berömmande (”%(words)s”), men bemötandet är bedömt som ”%(grade)s”."),
    "at_once": mark("Handläggaren svarade mindre än två sekunder efter uppringningen. Så fort går det knappast."),
    "long_wait": mark("Det tog %(minutes)s minuter att nå handläggaren."),
    "closed": mark("Samtalet ringdes när kommunens växel är stängd."),
    "overlap": mark("Samtalet pågick samtidigt som ett annat av intervjuarens samtal (nr %(call)s)."),
    "late_grades": mark("Bedömningen skickades in %(hours)s timmar efter att samtalet var slut."),
    "corrected": mark("%(stamps)s av tiderna är ändrade efteråt."),
    "rare_grade": mark(
        "%(factor)s: intervjuaren ger sällan ”%(grade)s” (%(times)s av %(graded)s gånger i mätomgången)."
    ),
}
SHORT: Final = {
    "any": mark("Med varning"),
    "none": mark("Utan varning"),
    "nobody_answered": mark("Kommentar mot utfall: ingen svarade"),
    "somebody_answered": mark("Kommentar mot utfall: någon svarade"),
    "harsh_words": mark("Kritisk kommentar, gott bemötande"),
    "kind_words": mark("Berömmande kommentar, dåligt bemötande"),
    "at_once": mark("Svar direkt"),
    "long_wait": mark("Lång väntan"),
    "closed": mark("Stängd växel"),
    "overlap": mark("Två samtal samtidigt"),
    "late_grades": mark("Bedömt långt efteråt"),
    "corrected": mark("Ändrade tider"),
    "rare_grade": mark("Ovanlig bedömning"),
}
NOT_APPROVED: Final = {
    "moved_on": mark("Någon annan har redan avgjort det."),
    "graded_anew": mark("Bedömningen har ändrats sedan sidan visades."),
    "own_call": mark("Det är ditt eget samtal. Låt någon annan granska det."),
}
DECISIONS: Final = {"approved": mark("Godkänt"), "returned": mark("Återlämnat")}
UNLIKE: Final = {
    True: mark(
        "%(factor)s: högsta betyg i %(own)s av %(graded)s bedömningar, oftare än de andra (%(best)s av %(others)s)."
    ),
    False: mark(
        "%(factor)s: högsta betyg i %(own)s av %(graded)s bedömningar, mer sällan än de andra (%(best)s av %(others)s)."
    ),
}
"""By whether the share is higher than the others'."""


def warning_sentence(warning: CallWarning) -> str:
    """A warning with what it rests on, in the language of the request."""
    return gettext(WARNINGS[warning.code]) % _in_words(warning.evidence)


def warning_name(code: str) -> str:
    """A warning in a few words, in the language of the request."""
    return gettext(SHORT[code])


def unlike_sentence(unlike: Unlike) -> str:
    """How an interviewer's share of the best grade lies beside the others', in the language of the request."""
    values = {
        "factor": word(unlike.factor, "factor"),
        "own": unlike.best,
        "graded": unlike.graded,
        "best": unlike.others_best,
        "others": unlike.others,
    }
    return gettext(UNLIKE[unlike.is_higher]) % values


def _in_words(evidence: Mapping[str, str | int]) -> dict[str, str | int]:
    """Words of the method in the language of the request; numbers and words that were typed as they are."""
    return {
        name: word(str(value), name) if name in ("outcome", "grade", "factor") else value
        for name, value in evidence.items()
    }
