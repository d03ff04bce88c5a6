"""The outcomes of a call as the call sheet offers them: in groups, each with its key and what follows from it. Pure."""

from dataclasses import dataclass
from typing import Final

from shopper.records import CONTACTS
from shopper.texts import mark
from web.language import gettext

KEYS: Final = {
    "reached": "h",
    "wrong_official": "f",
    "no_answer": "i",
    "queue_abandoned": "u",
    "voicemail": "r",
    "callback_offered": "b",
    "switchboard_closed": "s",
    "machine_only": "t",
    "sent_around": "k",
    "referred_to_web": "w",
}
"""The key of each outcome, in the order of the page; numbers belong to the stamps, and n to the next call."""

CONSEQUENCES: Final = {
    "reached": mark("Ställ frågan och bedöm samtalet nedan."),
    "wrong_official": mark("Någon som inte har hand om frågan. Svaret räknas som dåligt; bedöm bara intresset."),
    "no_answer": mark("Signalerna gick fram, men ingen svarade. Räknas som ingen kontakt."),
    "queue_abandoned": mark("Upptaget, eller kön tog för lång tid. Räknas som ingen kontakt."),
    "voicemail": mark("Lämna inget meddelande, lägg på. Räknas som ingen kontakt."),
    "callback_offered": mark("Tacka nej. Att bli uppringd godtas inte och räknas som ingen kontakt."),
    "switchboard_closed": mark("Ingen tar emot samtal just nu. Räknas som ingen kontakt."),
    "machine_only": mark("Talsvaret släppte dig inte vidare till en människa. Räknas som ingen kontakt."),
    "sent_around": mark("Du kopplades fram och tillbaka utan att nå en handläggare. Räknas som ingen kontakt."),
    "referred_to_web": mark("Du fick bara veta att svaret finns på webben. Räknas som ingen kontakt."),
}
"""What each outcome means for the call, beside its name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One outcome as the page offers it."""

    code: str
    key: str
    consequence: str
    is_contact: bool


def outcome_choices() -> list[Choice]:
    """Every outcome in the order of the page, in the language of the request: contacts first."""
    return [Choice(code, key, gettext(CONSEQUENCES[code]), code in CONTACTS) for code, key in KEYS.items()]
