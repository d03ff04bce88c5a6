"""The letter to a municipality with the link to its report: its words, and what is written down of its sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel.dates import format_datetime
from sqlmodel import Session

from mail_probe.doorways import Outcome
from shopper.clock import OUR_ZONE
from shopper.moves import Cause, record
from shopper.report_deliveries import DeliveryLink, note_sent

SUBJECTS: Final[Mapping[str, str]] = {
    "sv": "Rapport: servicemätning i {municipality}",
    "en": "Report: service measurement in {municipality}",
}
BODIES: Final[Mapping[str, str]] = {
    "sv": (
        "Hej!\n\n"
        "Rapporten från servicemätningen i {municipality} är klar (mätomgång {wave}).\n"
        "Öppna länken och ladda ner den därifrån:\n\n{link}\n\n"
        "Länken gäller till {until}. Den som har länken kan läsa rapporten, så skicka den bara vidare till dem som ska "
        "ha den.\n\n"
        "Skickat av {sender}."
    ),
    "en": (
        "Hello!\n\n"
        "The report of the service measurement in {municipality} is ready (wave {wave}).\n"
        "Open the link and download it from there:\n\n{link}\n\n"
        "The link is valid until {until}. Whoever has the link can read the report, so pass it on only to those who "
        "are to have it.\n\n"
        "Sent by {sender}."
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the letter tells besides the link: the report's language, what it is about, and who sends it."""

    language: str
    municipality: str
    wave: str
    sender: str


def link_address(site: str, link: DeliveryLink) -> str:
    """Where the link leads, at the site with this address."""
    return f"{site}/delivered/{link.secret}"


def letter_words(told: Told, link: str, until: datetime) -> tuple[str, str]:
    """Subject and body in the report's language."""
    day = format_datetime(until.astimezone(OUR_ZONE), "EEE d MMM y HH:mm", locale=told.language)
    values = {"municipality": told.municipality, "wave": told.wave, "sender": told.sender, "link": link, "until": day}
    return SUBJECTS[told.language].format(**values), BODIES[told.language].format(**values)


def note_outcome(session: Session, delivery_id: int, outcome: Outcome, cause: Cause) -> None:
    """Write down what became of the letter with this link."""
    if outcome.result == "sent":
        note_sent(session, delivery_id, cause.at)
    details = {"code": outcome.code, "fault": outcome.fault}
    record(session, "report_delivery", delivery_id, "send", cause, after=outcome.result, details=details)
