"""The letter to a municipality with the link to its report: its words, and sending it from the office account."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from mail_probe.doorways import Outcome
from scheduler.mail_doors import outgoing_of
from scheduler.office_letter import deliver_office_letter, office_letter
from shopper.moves import Cause, record
from shopper.report_deliveries import DeliveryLink, note_sent
from shopper.tables.mail import MailAccount
from shopper.texts import mark
from web.accounts import ZONE
from web.dependencies import Platform, storing
from web.language import day_and_time, gettext, language_in_use, use_language

SUBJECT: Final = mark("Rapport: servicemätning i %(municipality)s")
BODY: Final = mark(
    "Hej!\n\n"
    "Rapporten från servicemätningen i %(municipality)s är klar (mätomgång %(wave)s).\n"
    "Öppna länken och ladda ner den därifrån:\n\n%(link)s\n\n"
    "Länken gäller till %(until)s. Den som har länken kan läsa rapporten, så skicka den bara vidare till dem som ska "
    "ha den.\n\n"
    "Skickat av %(sender)s."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the letter tells besides the link: the report's language, what it is about, and who sends it."""

    language: str
    municipality: str
    wave: str
    sender: str


def letter_words(told: Told, link: str, until: datetime) -> tuple[str, str]:
    """Subject and body in the report's language."""
    with _speaking(told.language):
        values = {"municipality": told.municipality, "wave": told.wave, "sender": told.sender, "link": link}
        values["until"] = day_and_time(until, ZONE)
        return gettext(SUBJECT) % values, gettext(BODY) % values


def send_delivery(platform: Platform, link: DeliveryLink, address: str, words: tuple[str, str], actor: str) -> Outcome:
    """Send it through the office account and write down what became of it. No transaction may be open."""
    settings, now = platform.settings, platform.clock()
    with platform.store.reading() as session:
        account = session.get_one(MailAccount, settings.office_account)
    outgoing = partial(outgoing_of, settings, platform.store, clock=platform.clock)
    outcome = deliver_office_letter(outgoing, account, office_letter(account, address, words, now.astimezone(ZONE)))
    with storing(platform) as session:
        at = platform.clock()
        if outcome.result == "sent":
            note_sent(session, link.delivery_id, at)
        details = {"code": outcome.code, "fault": outcome.fault}
        cause = Cause(actor, at)
        record(session, "report_delivery", link.delivery_id, "send", cause, after=outcome.result, details=details)
    return outcome


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    """Another language than that of the request, for a while."""
    before = language_in_use()
    use_language(language)
    try:
        yield
    finally:
        use_language(before)
