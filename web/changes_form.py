"""Reading the forms of changes: from what was typed to an order, or the fields that are wrong. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pydantic import BaseModel

from scheduler.changes.orders import Closed, Ill, Order, Postpone, QuestionWithdrawn, Reassign
from scheduler.changes.refs import ProbeRef
from shopper.faults import BadInput
from shopper.texts import mark
from web.changes_choices import Choices
from web.language import gettext

LONGEST_REASON: Final = 500
CONTACT: Final = re.compile(r"(call|mail)-([0-9]{1,9})")
LONGEST_CLOSING: Final = timedelta(days=366)

SENTENCES: Final = {
    "missing": mark("Fyll i fältet."),
    "not_a_day": mark("Skriv en dag, till exempel 2026-10-13."),
    "has_been": mark("Dagen har redan varit. Det som är gjort ändras inte."),
    "ends_first": mark("Den sista dagen ligger före den första."),
    "outside": mark("Dagen ligger utanför mätomgångens veckor."),
    "not_here": mark("Välj något i listan."),
    "none_chosen": mark("Välj minst en kontakt i listan."),
    "overtaken": mark("Något av det valda är redan gjort eller finns inte kvar. Resten är fortfarande valt; se efter."),
    "letters": mark("Bara samtal har en intervjuare. Ta bort breven ur urvalet."),
}
"""What the page says beside a field, by what is wrong with it."""


class TypedChange(BaseModel):
    """The fields of a form of changes exactly as they were typed. `refs` are contacts such as `call-7 mail-3`."""

    kind: str = ""
    interviewer: str = ""
    first_day: str = ""
    last_day: str = ""
    municipality: str = ""
    question: str = ""
    not_before: str = ""
    refs: str = ""
    reason: str = ""
    checksum: str = ""

    @property
    def why(self) -> str:
        """The reason as it is stored."""
        return self.reason.replace("\x00", "").strip()[:LONGEST_REASON]


@dataclass(frozen=True, slots=True)
class Asked:
    """The outcome of reading a form: the order when nothing is wrong, else a sentence for each wrong field."""

    order: Order | None
    errors: dict[str, str]


class _Faults(dict[str, str]):
    """The fields that are wrong, the first thing wrong with each, in the order of the form."""

    def add(self, field: str, word: str) -> None:
        self.setdefault(field, gettext(SENTENCES[word]))


def read_change(typed: TypedChange, choices: Choices, today: date) -> Asked:
    """Check a form against its wave; BadInput when it is none of the forms."""
    if typed.kind not in READERS:
        raise BadInput(f"{typed.kind!r} is no change of a wave; go back and choose one")
    faults = _Faults()
    order = READERS[typed.kind](typed, choices, today, faults)
    if not typed.why:
        faults.add("reason", "missing")
    return Asked(None if faults else order, dict(faults))


def refs_in(text: str) -> tuple[ProbeRef, ...]:
    """The contacts that a form carries, each once; BadInput when the text is not of our making."""
    found = []
    for key in dict.fromkeys(text.split()):
        if not (hit := CONTACT.fullmatch(key)):
            raise BadInput(f"{key!r} is no contact; go back and choose again")
        found.append(ProbeRef("call" if hit[1] == "call" else "mail", int(hit[2])))
    return tuple(found)


def _ill(typed: TypedChange, choices: Choices, today: date, faults: _Faults) -> Order | None:
    if typed.interviewer not in choices.interviewers:
        faults.add("interviewer", "not_here")
    days = _days(typed, choices, today, faults)
    return Ill(typed.interviewer, *days) if days else None


def _closed(typed: TypedChange, choices: Choices, today: date, faults: _Faults) -> Order | None:
    if typed.municipality not in choices.municipalities:
        faults.add("municipality", "not_here")
    days = _days(typed, choices, today, faults)
    if days is None:
        return None
    first, last = days
    return Closed(typed.municipality, tuple(first + timedelta(days=n) for n in range((last - first).days + 1)))


def _question(typed: TypedChange, choices: Choices, today: date, faults: _Faults) -> Order | None:
    del today
    chosen = next((one for one in choices.questions if one.key == typed.question), None)
    if chosen is None:
        faults.add("question", "not_here")
        return None
    return QuestionWithdrawn(chosen.area, chosen.number)


def _reassign(typed: TypedChange, choices: Choices, today: date, faults: _Faults) -> Order | None:
    del today
    refs = refs_in(typed.refs)
    if not refs:
        faults.add("refs", "none_chosen")
    elif any(ref.channel == "mail" for ref in refs):
        faults.add("refs", "letters")
    if typed.interviewer and typed.interviewer not in choices.interviewers:
        faults.add("interviewer", "not_here")
    return Reassign(tuple(ref.id for ref in refs), typed.interviewer)


def _postpone(typed: TypedChange, choices: Choices, today: date, faults: _Faults) -> Order | None:
    refs = refs_in(typed.refs)
    if not refs:
        faults.add("refs", "none_chosen")
    day = _day(typed, "not_before", faults)
    if day is None:
        return None
    if day < today:
        faults.add("not_before", "has_been")
    elif day > choices.wave.last_day:
        faults.add("not_before", "outside")
    return Postpone(refs, day)


READERS: Final[dict[str, Callable[[TypedChange, Choices, date, _Faults], Order | None]]] = {
    "ill": _ill,
    "closed": _closed,
    "question": _question,
    "reassign": _reassign,
    "postpone": _postpone,
}
"""The forms by the word that each carries."""


def _days(typed: TypedChange, choices: Choices, today: date, faults: _Faults) -> tuple[date, date] | None:
    """The first and the last day of a stretch that touches what is left of the wave."""
    first = _day(typed, "first_day", faults)
    last = _day(typed, "last_day", faults)
    if first is None or last is None:
        return None
    if first < today:
        faults.add("first_day", "has_been")
    elif first > choices.wave.last_day:
        faults.add("first_day", "outside")
    if last < first:
        faults.add("last_day", "ends_first")
    elif last < choices.wave.first_day or last - first > LONGEST_CLOSING:
        faults.add("last_day", "outside")
    return first, last


def _day(typed: TypedChange, field: str, faults: _Faults) -> date | None:
    text = getattr(typed, field).strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.add(field, "not_a_day" if text else "missing")
        return None
