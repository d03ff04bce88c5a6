"""A letter from an account to an address of its own: how our own mailbox is tried and watched. Pure but for chance."""

from datetime import datetime
from secrets import token_hex

from mail_probe.message import Letter, new_message_id
from shopper.tables.mail import MailAccount


def letter_to_ourselves(account: MailAccount, to_address: str, words: tuple[str, str], at: datetime) -> Letter:
    """The letter, with a Message-ID of its own; `words` are subject and text, `at` is aware."""
    subject, body = words
    return Letter(
        message_id=new_message_id(token_hex(16), account.domain),
        from_name="",
        from_address=account.self_copy,
        to_address=to_address,
        subject=subject,
        body=body,
        at=at,
    )
