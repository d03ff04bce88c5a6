"""What an interviewer's comment says in words that a grade can be held against. Swedish, and pure.

The lists are short on purpose: a word stands here only when it hardly ever means anything else in a comment about a
call. A clause that holds a negation (`inte otrevlig`) says nothing. Words are matched at their beginning, so that
`otrevlig` also finds `otrevligt`.
"""

import re
from collections.abc import Iterator
from typing import Final

NOBODY_ANSWERED: Final = (
    "ingen svarade",
    "ingen svarar",
    "svarade aldrig",
    "svarar aldrig",
    "svarade inte i telefon",
    "kom aldrig fram",
    "fick aldrig tag på",
    "röstbrevlåd",
    "telefonsvarare",
)
"""Phrases of a call in which no official was reached. `Inget svar` is none: it is also said of a question."""

SOMEBODY_ANSWERED: Final = (
    "handläggaren svarade",
    "handläggaren förklarade",
    "handläggaren berättade",
    "fick tala med handläggare",
    "fick prata med handläggare",
    "pratade med handläggare",
    "talade med handläggare",
    "fick svar på frågan",
    "fick svar på min fråga",
)
"""Phrases of a call in which an official was reached."""

HARSH: Final = (
    "otrevlig",
    "oförskämd",
    "ohövlig",
    "oartig",
    "snäsig",
    "snäste",
    "nonchalant",
    "arrogant",
    "irriterad",
    "skällde",
    "slängde på",
)
"""Words about an official that do not go with a good grade for courtesy."""

KIND: Final = (
    "trevlig",
    "jättetrevlig",
    "vänlig",
    "artig",
    "hjälpsam",
    "jättehjälpsam",
    "tillmötesgående",
    "fantastisk",
)
"""Words about an official that do not go with the poorest grade for courtesy."""

NEGATIONS: Final = ("inte", "aldrig", "ingen", "inget", "inga", "ej", "icke", "knappast", "knappt", "föga", "varken")

_CLAUSE_ENDS: Final = re.compile(r"[.,;:!?()\n]|\bmen\b|\bdock\b")
_NEGATED: Final = re.compile(rf"\b(?:{'|'.join(NEGATIONS)})\b")


def says_nobody_answered(comment: str) -> str:
    """The words that say that no official was reached; empty when none do."""
    return _first(comment, NOBODY_ANSWERED, negation_matters=False)


def says_somebody_answered(comment: str) -> str:
    """The words that say that an official was reached; empty when none do."""
    return _first(comment, SOMEBODY_ANSWERED)


def harsh_words(comment: str) -> str:
    """The first harsh word about an official, as it was written; empty when there is none."""
    return _first(comment, HARSH)


def kind_words(comment: str) -> str:
    """The first kind word about an official, as it was written; empty when there is none."""
    return _first(comment, KIND)


def _first(comment: str, beginnings: tuple[str, ...], *, negation_matters: bool = True) -> str:
    wanted = re.compile(rf"\b(?:{'|'.join(beginnings)})\w*")
    for clause in _clauses(comment):
        found = wanted.search(clause)
        if found and not (negation_matters and _NEGATED.search(clause)):
            return found[0]
    return ""


def _clauses(comment: str) -> Iterator[str]:
    """The parts of a comment within which a negation holds, in lower case and with single spaces."""
    return (" ".join(clause.split()) for clause in _CLAUSE_ENDS.split(comment.lower()))
