"""What a reply itself suggests about its grade: a proposal beside the form, which a person confirms or not."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from mail_probe.message import parse
from mail_probe.quote import split
from mail_probe.reading.extra_information import Extra, extra_of
from mail_probe.reading.sender_details import Detail, SenderDetails, details_of, proposed_category
from mail_probe.reading.unseen import without_unseen
from shopper.tables.study import Municipality
from shopper.texts import mark
from web.desk_view import LetterView
from web.language import gettext

SHOWN_CHARACTERS: Final = 120
DETAILS: Final = {
    "name": mark("Namn"),
    "title": mark("Titel"),
    "administration": mark("Förvaltning"),
    "function": mark("Funktion"),
    "municipality": mark("Kommun"),
    "phone": mark("Telefon"),
}
MISSING: Final = {
    "name": mark("för- och efternamn"),
    "department": mark("titel eller förvaltning"),
    "municipality": mark("kommun"),
    "phone": mark("telefon"),
}


@dataclass(frozen=True, slots=True)
class DetailLine:
    """One thing the sender says about himself: what it is, how he says it, and where."""

    label: str
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
    """What the page says beside the form. `category` is empty when the method's scale has no word for it."""

    details: tuple[DetailLine, ...]
    category: str
    missing: tuple[str, ...]
    extras: tuple[ExtraLine, ...]


def proposal_of(session: Session, raw: bytes, letter: LetterView) -> ProposalView:
    """The proposal for the grade of a letter, read from the bytes of its reply. Any bytes give one."""
    mail = parse(raw)
    details = details_of(
        split(mail.text).visible, mail.from_name, municipality=letter.municipality, not_by=letter.persona
    )
    proposed = proposed_category(details, letter.method.mail.sender)
    domains = session.get_one(Municipality, letter.municipality_code).mail_domains
    return ProposalView(
        details=_detail_lines(details),
        category=proposed.category if proposed else "",
        missing=tuple(gettext(MISSING[one]) for one in proposed.missing) if proposed else (),
        extras=tuple(_extra_line(extra) for extra in extra_of(mail, tuple(domains))),
    )


def _detail_lines(details: SenderDetails) -> tuple[DetailLine, ...]:
    found: dict[str, Detail | None] = {name: getattr(details, name) for name in DETAILS}
    return tuple(
        DetailLine(gettext(DETAILS[name]), _shown(detail.value), _where(detail))
        for name, detail in found.items()
        if detail is not None
    )


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
