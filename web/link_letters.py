"""The letter with a link for a password: its words, and sending it."""

from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import update
from sqlmodel import col

from mail_probe.doorways import Outcome
from scheduler.mail_doors import outgoing_of
from scheduler.office_letter import deliver_office_letter, office_letter
from shopper.clock import OUR_ZONE
from shopper.invitations import Invited, Link
from shopper.moves import Cause, record
from shopper.tables.mail import MailAccount
from shopper.tables.people import Invitation
from shopper.texts import mark
from web.dependencies import Platform, storing
from web.language import day_and_time, gettext

INVITED: Final = mark(
    "Hej!\n\n"
    "Du är inbjuden till Servicemätning som %(role)s. Ditt inloggningsnamn är %(name)s.\n"
    "Öppna länken och välj ett lösenord:\n\n%(link)s\n\n"
    "Länken gäller en gång, till %(until)s. Väntade du dig inte det här brevet kan du kasta det."
)
NEW_PASSWORD: Final = mark(
    "Hej!\n\n"
    "Här är en länk för att välja ett nytt lösenord i Servicemätning. Ditt inloggningsnamn är %(name)s.\n\n%(link)s\n\n"
    "Länken gäller en gång, till %(until)s. Har du inte bett om den kan du kasta brevet; inget har ändrats."
)


def words_of(invited: Invited, role: str, address: str, until: datetime) -> tuple[str, str]:
    """Subject and body, in the language of the request. `role` is in words."""
    values = {"name": invited.name, "role": role, "link": address, "until": day_and_time(until, OUR_ZONE)}
    if invited.user_id is None:
        return gettext("Inbjudan till Servicemätning"), gettext(INVITED) % values
    return gettext("Nytt lösenord i Servicemätning"), gettext(NEW_PASSWORD) % values


def send_letter(platform: Platform, link: Link, email: str, words: tuple[str, str], actor: str) -> Outcome:
    """Send it through the office account and write down what became of it. No transaction may be open."""
    settings, now = platform.settings, platform.clock()
    with platform.store.reading() as session:
        account = session.get_one(MailAccount, settings.office_account)
    outgoing = partial(outgoing_of, settings, platform.store, clock=platform.clock)
    outcome = deliver_office_letter(outgoing, account, office_letter(account, email, words, now.astimezone(OUR_ZONE)))
    details = {"code": outcome.code, "fault": outcome.fault}
    with storing(platform) as session:
        if outcome.result == "sent":
            sent = update(Invitation).where(col(Invitation.id) == link.invitation_id)
            session.connection().execute(sent.values(sent_at=platform.clock()))
        cause = Cause(actor, platform.clock())
        record(session, "invitation", link.invitation_id, "send", cause, after=outcome.result, details=details)
    return outcome
