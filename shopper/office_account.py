"""The mail account for office mail, such as the daily digest: never one whose letters municipalities get.

What leaves from it says what it is, and would give the measurement away.
"""

from collections.abc import Collection
from typing import Literal

from sqlmodel import Session, select

from shopper.faults import BadInput
from shopper.settings import Settings
from shopper.tables.mail import MailAccount, Persona
from shopper.tables.study import Wave

OfficeTrouble = Literal["", "unset", "unknown", "sends_letters", "held"]


def office_trouble(session: Session, account: str) -> OfficeTrouble:
    """Why no office mail can leave from the account of this name; empty when it can.

    `unset`: the setting `office_account` is empty. `unknown`: there is no such account. `sends_letters`: a wave uses
    it. `held`: nothing leaves from it until a person says so.
    """
    if not account:
        return "unset"
    row = session.get(MailAccount, account)
    if row is None:
        return "unknown"
    if sends_letters(session, account):
        return "sends_letters"
    return "held" if row.held_since else ""


def letter_trouble(session: Session, settings: Settings) -> str:
    """Why no letter with a link can leave: as `office_trouble`, or `no_site`; empty when it can.

    A link in a letter is made of the setting `site_url` and never of what a visitor's browser calls the site.
    """
    return office_trouble(session, settings.office_account) or ("" if settings.site_url else "no_site")


def sends_letters(session: Session, account: str) -> bool:
    """Whether a wave, launched or not, uses the account, or has a sender in it."""
    if session.exec(select(Persona.id).where(Persona.account == account).limit(1)).first() is not None:
        return True
    return any(account in names for names in session.exec(select(Wave.mail_accounts)))


def refuse_office_account(accounts: Collection[str], office_account: str) -> None:
    """BadInput when the account for office mail (a setting; empty: there is none) is among those of a wave."""
    if office_account and office_account in accounts:
        raise BadInput(
            f"{office_account!r} is the account that the daily digest leaves from (SHOPPER_OFFICE_ACCOUNT); "
            "a municipality would recognise it, so choose another account for the wave"
        )
