"""A letter from the office account to one of our own people, such as the daily digest or an invitation."""

from datetime import datetime
from secrets import token_hex
from typing import Final

from mail_probe.doorways import Outcome
from mail_probe.message import Letter, new_message_id
from mail_probe.sending.office_mail import compose_office_mail
from mail_probe.servers.diagnosis import fault_of_error
from scheduler.workplace import OutgoingFactory
from shopper.faults import Fault
from shopper.tables.mail import MailAccount

FROM_NAME: Final = "Servicemätning"


def office_letter(account: MailAccount, to_address: str, words: tuple[str, str], at: datetime) -> Letter:
    """The letter with these words, its subject and its body. `at` is aware, in the reader's zone."""
    subject, body = words
    return Letter(
        message_id=new_message_id(token_hex(16), account.domain),
        from_name=FROM_NAME,
        from_address=account.self_copy,
        to_address=to_address,
        subject=subject,
        body=body,
        at=at,
    )


def deliver_office_letter(outgoing: OutgoingFactory, account: MailAccount, letter: Letter) -> Outcome:
    """Hand the letter to the account's server, and say what became of it. No transaction may be open."""
    try:
        raw = compose_office_mail(letter)
        way_out = outgoing(account.name)
    except Fault as fault:
        return Outcome("unreached", None, "", fault=fault_of_error(fault))
    except ValueError:  # an address that no letter can be written to
        return Outcome("refused", None, "")
    return way_out.deliver(raw, account.self_copy, letter.to_address, None, lambda: None)
