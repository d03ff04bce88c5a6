"""The words of a question of our own: checked as typed, for each channel. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from shopper.texts import mark

FEWEST_FACTS, MOST_FACTS = 2, 4
LONGEST: Final = {"text": 200, "call_wording": 1000, "mail_subject": 120, "mail_wording": 4000, "facts": 2000}
"""Characters of each field of the form."""

SENTENCES: Final = {
    "missing": mark("Fyll i fältet."),
    "too_long": mark("Texten är för lång. Korta den."),
    "one_line": mark("Skriv på en enda rad."),
    "same_as_call": mark("Brevet måste vara formulerat på ett annat sätt än samtalet."),
    "facts": mark("Skriv två till fyra punkter, en på varje rad."),
    "known": mark("Området har redan en fråga med den texten. Skriv en annan."),
}
"""What the page says beside a field, by the rule it breaks."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a question says: in the report, on the phone and in the letter, and what a good answer holds."""

    text: str
    call_wording: str
    mail_subject: str
    mail_wording: str
    facts: tuple[str, ...]

    def as_columns(self) -> dict[str, Any]:
        """The columns of a stored question."""
        return asdict(self) | {"facts": list(self.facts)}


def read_wording(typed: Mapping[str, str]) -> tuple[Wording | None, dict[str, str]]:
    """The wording when nothing is wrong, else None, and for each wrong field the rule it breaks (`SENTENCES`)."""
    texts = {field: _clean(typed.get(field, "")) for field in LONGEST}
    facts = tuple(line.strip() for line in texts["facts"].splitlines() if line.strip())
    errors = {field: rule for field, text in texts.items() if (rule := _fault(field, text))}
    if "facts" not in errors and not FEWEST_FACTS <= len(facts) <= MOST_FACTS:
        errors["facts"] = "facts"
    if "mail_wording" not in errors and _alike(texts["mail_wording"], texts["call_wording"]):
        errors["mail_wording"] = "same_as_call"
    if errors:
        return None, errors
    wording = Wording(texts["text"], texts["call_wording"], texts["mail_subject"], texts["mail_wording"], facts)
    return wording, {}


def _fault(field: str, text: str) -> str:
    if not text:
        return "missing"
    if len(text) > LONGEST[field]:
        return "too_long"
    return "one_line" if field in ("text", "mail_subject") and "\n" in text else ""


def _clean(text: str) -> str:
    """Without what no letter may hold: NUL and the line ends of the form."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _alike(some: str, other: str) -> bool:
    return some.split() == other.split()
