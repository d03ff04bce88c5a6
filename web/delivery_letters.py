"""Sending a municipality its link from the report's own page, while the coordinator waits."""

from functools import partial

from mail_probe.doorways import Outcome
from scheduler.delivery_letters import note_outcome
from scheduler.mail_doors import outgoing_of
from scheduler.office_letter import deliver_office_letter, office_letter
from shopper.clock import OUR_ZONE
from shopper.moves import Cause
from shopper.report_deliveries import DeliveryLink
from shopper.tables.mail import MailAccount
from web.dependencies import Platform, storing


def send_delivery(platform: Platform, link: DeliveryLink, address: str, words: tuple[str, str], actor: str) -> Outcome:
    """Send it through the office account and write down what became of it. No transaction may be open."""
    settings, now = platform.settings, platform.clock()
    with platform.store.reading() as session:
        account = session.get_one(MailAccount, settings.office_account)
    outgoing = partial(outgoing_of, settings, platform.store, clock=platform.clock)
    outcome = deliver_office_letter(outgoing, account, office_letter(account, address, words, now.astimezone(OUR_ZONE)))
    with storing(platform) as session:
        note_outcome(session, link.delivery_id, outcome, Cause(actor, platform.clock()))
    return outcome
