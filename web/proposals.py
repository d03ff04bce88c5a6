"""What a reply itself says about its sender and gives beyond the answer: shown beside the form, chosen by nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from mail_probe.message import parse
from mail_probe.quote import split
from mail_probe.reading.extra_information import Extra, extra_of
from mail_probe.reading.sender_details import Detail, SenderDetails, details_of, found_details
from mail_probe.reading.unseen import without_unseen
from shopper.sender_rules import DETAILS
from shopper.tables.study import Municipality
from web.desk_view import LetterView
from web.language import gettext

SHOWN_CHARACTERS: Final = 120
READ_FROM: Final[Mapping[str, tuple[str, ...]]] = {"function": ("title", "function")}
"""What the reading of a signature tells apart and the form does not; the others have the same names."""


@dataclass(frozen=True, slots=True)
class DetailLine:
    """One thing the sender says about himself, as he says it, and where."""

    value: str
    where: str


@dataclass(frozen=True, slots=True)
class ExtraLine:
    """A link or file that may be more than the bare answer, and where it stands."""

    what: str
    value: str
    where: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What was read from a reply: by detail of the form what stands where, the details found, and what may be extra."""

    lines: Mapping[str, tuple[DetailLine, ...]]
    found: frozenset[str]
    extras: tuple[ExtraLine, ...]


NOTHING_READ: Final = ProposalView(dict.fromkeys(DETAILS, ()), frozenset(), ())
"""Of a letter whose reply is not here."""


def proposal_of(session: Session, raw: bytes, letter: LetterView) -> ProposalView:
    """What the bytes of a letter's reply say. Any bytes give a proposal."""
    mail = parse(raw)
    details = details_of(
        split(mail.text).visible, mail.from_name, municipality=letter.municipality, not_by=letter.persona
    )
    domains = session.get_one(Municipality, letter.municipality_code).mail_domains
    return ProposalView(
        lines={detail: _lines(details, READ_FROM.get(detail, (detail,))) for detail in DETAILS},
        found=found_details(details),
        extras=tuple(_extra_line(extra) for extra in extra_of(mail, tuple(domains))),
    )


def _lines(details: SenderDetails, names: tuple[str, ...]) -> tuple[DetailLine, ...]:
    found: list[Detail | None] = [getattr(details, name) for name in names]
    return tuple(DetailLine(_shown(one.value), _where(one)) for one in found if one is not None)


def _where(detail: Detail) -> str:
    if detail.place == "from_name":
        return gettext("avsändarens visningsnamn")
    if detail.place == "text":
        return gettext("texten, rad %(line)s") % {"line": detail.line}
    return gettext("signaturen, rad %(line)s") % {"line": detail.line}


def _extra_line(extra: Extra) -> ExtraLine:
    if extra.what == "attachment":
        return ExtraLine(gettext("Bilaga"), _shown(extra.value), gettext("bifogad fil"))
    return ExtraLine(gettext("Länk"), _shown(extra.value), gettext("utanför signaturen"))


def _shown(value: str) -> str:
    """At most so much of it as fits: the whole stands in the reply beside it."""
    return without_unseen(value if len(value) <= SHOWN_CHARACTERS else f"{value[:SHOWN_CHARACTERS]}…")
