"""What the replies of a measurement say of the officials who wrote them, so that nothing printed points at them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from mail_probe.message import parse
from mail_probe.quote import split
from mail_probe.reading.sender_details import details_of
from report_templates.known_people import KnownPeople
from shopper.queries import municipality_of
from shopper.tables.mail import InboundMail, MailProbe, Persona
from shopper.tables.study import Measurement

_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def known_people(session: Session, measurement: Measurement) -> KnownPeople:
    """Names, numbers and addresses from the signatures of its replies, and the names our own letters bear.

    The names of our senders are nobody's, but what is printed says who asked as little as who answered.
    """
    municipality = municipality_of(session, measurement)
    signed = list(_signatures(session, measurement, municipality.name))
    return KnownPeople(
        names=frozenset(name for one in signed for name in (one.name, one.persona) if name),
        numbers=frozenset(one.number for one in signed if one.number),
        addresses=frozenset(one.address.lower() for one in signed if one.address),
        domains=frozenset(domain.lower() for domain in municipality.mail_domains),
        ordinary=_ordinary(one.written for one in signed),
    )


def _is_address(part: str) -> bool:
    return any(mark in part.strip(".,;:!?") for mark in "@/.")


def _ordinary(texts: Iterable[str]) -> frozenset[str]:
    """The words that stand in small letters more often than with a capital: what was misread as a name is no name."""
    counted: Counter[str] = Counter()
    for text in texts:
        plain = " ".join(part for part in text.split() if not _is_address(part))
        for word in _WORD.findall(plain):
            counted[word.lower()] += 1 if word.islower() else -1
    return frozenset(word for word, number in counted.items() if number > 0)


@dataclass(frozen=True, slots=True)
class _Signed:
    name: str
    number: str
    address: str
    persona: str
    written: str


def _signatures(session: Session, measurement: Measurement, municipality: str) -> Iterator[_Signed]:
    wanted = (
        select(InboundMail.raw, InboundMail.from_address, Persona.name)
        .join(MailProbe, col(MailProbe.id) == InboundMail.mail_probe_id)
        .outerjoin(Persona, col(Persona.id) == MailProbe.persona_id)
        .where(MailProbe.measurement_id == measurement.id, col(InboundMail.self_copy).is_(False))
        .order_by(col(InboundMail.id))
    )
    for raw, address, persona in session.exec(wanted):
        mail = parse(raw)
        visible = split(mail.text).visible
        details = details_of(visible, mail.from_name, municipality=municipality, not_by=persona or "")
        yield _Signed(
            name=details.name.value if details.name else "",
            number=details.phone.value if details.phone else "",
            address=address,
            persona=persona or "",
            written=visible,
        )
