"""The colour, the logo and the name that the reports of a wave carry."""

from dataclasses import dataclass
from hashlib import sha256

from sqlmodel import Session

from shopper.colours import is_readable, read_colour
from shopper.faults import BadInput
from shopper.logo import CleanLogo
from shopper.moves import Cause, record
from shopper.printed_text import LONGEST_LINE, one_line
from shopper.tables.reports import ReportLook

THING = "report_look"
"""What the audit trail calls it; the id is that of the wave."""


@dataclass(frozen=True, slots=True)
class WantedLook:
    """What somebody chose: an empty `colour` is our own; `logo` a new file, None to keep what there is.

    `logo_text` says what the logo shows, for who does not see it; it is needed with a logo.
    """

    colour: str = ""
    logo: CleanLogo | None = None
    drops_logo: bool = False
    logo_text: str = ""
    publisher: str = ""


def look_of(session: Session, wave_id: int) -> ReportLook | None:
    """What was chosen; None before anything was."""
    return session.get(ReportLook, wave_id)


def sender_of(session: Session, wave_id: int, user: str) -> str:
    """Who sends a wave's reports, as a municipality knows them: whoever had it measured, else the user."""
    look = look_of(session, wave_id)
    return look.publisher if look and look.publisher else user


def choose_look(session: Session, wave_id: int, wanted: WantedLook, cause: Cause) -> None:
    """Store a wave's look. BadInput for a colour that cannot be read, or a logo without its text."""
    colour = read_colour(wanted.colour) if wanted.colour.strip() else ""
    if colour is None or (colour and not is_readable(colour)):
        raise BadInput("the colour is none or too light for white text; choose a darker one, written #rrggbb")
    before = session.get(ReportLook, wave_id, with_for_update=True)
    logo = wanted.logo or (None if wanted.drops_logo or before is None else before.logo)
    text = one_line(wanted.logo_text)[:LONGEST_LINE]
    if logo and not text:
        raise BadInput("a logo needs a text that says what it shows, for who does not see it")
    chosen = ReportLook(
        wave_id=wave_id,
        colour=colour,
        logo=logo,
        logo_text=text if logo else "",
        publisher=one_line(wanted.publisher)[:LONGEST_LINE],
        set_by=cause.actor,
        set_at=cause.at,
    )
    session.merge(chosen)
    digest = sha256(logo).hexdigest()[:12] if logo else ""
    record(session, THING, wave_id, "set", cause, after=colour or None, details={"logo": digest})
    session.flush()
