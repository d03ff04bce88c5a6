"""The desk's queue: everything that waits for the coordinator, sorted by what kind of case it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from urllib.parse import urlencode

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from shopper.alphabet import in_alphabet
from shopper.mail_queries import letters_in_trouble, letters_to_settle
from shopper.queries import stored_id
from shopper.reach import is_own_letter, is_own_mail
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.study import Measurement, Municipality, Wave
from web.sessions import Visitor

Sort = Literal["uncertain", "detected", "unsure", "unmatched", "undelivered"]

SORTS: Final[tuple[Sort, ...]] = ("uncertain", "detected", "unsure", "unmatched", "undelivered")
"""The kinds of case in the order they are taken: first what a figure may already be wrong about."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a doubtful mail, or a letter of ours about which somebody must decide."""

    sort: Sort
    id: int
    at: datetime
    title: str
    measurement: int | None

    @property
    def is_letter(self) -> bool:
        """Whether it is about a letter of ours rather than about a mail that came in."""
        return self.sort in ("uncertain", "undelivered")

    @property
    def key(self) -> str:
        """Its name in addresses, such as `mail-12`."""
        return f"{'letter' if self.is_letter else 'mail'}-{self.id}"


@dataclass(frozen=True, slots=True)
class Place:
    """A measurement that cases belong to, and how many."""

    id: int
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases are wanted: of one kind, of one measurement, or all."""

    sort: Sort | None = None
    measurement: int | None = None

    @property
    def query(self) -> str:
        """The filter as the query part of an address; empty when everything is wanted."""
        wanted = {"sort": self.sort, "measurement": self.measurement}
        return urlencode({name: value for name, value in wanted.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Queue:
    """The wanted cases, with what there is to choose from."""

    wanted: Filter
    cases: list[Case]
    number: int
    sorts: dict[Sort, int]
    places: list[Place]

    def chosen(self, key: str | None) -> Case | None:
        """The case with this key, or the first one; None when nothing waits."""
        return next((case for case in self.cases if case.key == key), self.cases[0] if self.cases else None)

    def beside(self, case: Case, steps: int) -> Case | None:
        """The case so many steps further on in the queue, None beyond its ends."""
        place = self.cases.index(case) + steps
        return self.cases[place] if 0 <= place < len(self.cases) else None


def queue(session: Session, now: datetime, user: Visitor, wanted: Filter) -> Queue:
    """The user's desk as this filter shows it; kinds are counted within the measurement, measurements over it all."""
    everything = all_cases(session, now, user)
    of_place = [case for case in everything if wanted.measurement in (None, case.measurement)]
    sorts = Counter(case.sort for case in of_place)
    return Queue(
        wanted=wanted,
        cases=[case for case in of_place if wanted.sort in (None, case.sort)],
        number=len(everything),
        sorts={sort: sorts[sort] for sort in SORTS if sorts[sort]},
        places=_places(session, everything),
    )


def all_cases(session: Session, now: datetime, user: Visitor) -> list[Case]:
    """Everything that waits for the user: by kind, the oldest first."""
    own = is_own_letter(user)
    found = [_of_letter("uncertain", probe) for probe in letters_to_settle(session, now, own)]
    found += [_of_letter("undelivered", probe) for probe in letters_in_trouble(session, own)]
    found += _mails(session, user)
    return sorted(found, key=lambda case: (SORTS.index(case.sort), case.at, case.id))


def _of_letter(sort: Sort, probe: MailProbe) -> Case:
    return Case(sort, stored_id(probe.id), probe.planned_at, probe.subject or "", probe.measurement_id)


def _mails(session: Session, user: Visitor) -> list[Case]:
    rows = session.exec(
        select(InboundMail, MailProbe.measurement_id)
        .outerjoin(MailProbe, col(MailProbe.id) == InboundMail.mail_probe_id)
        .where(InboundMail.desk == "waiting", is_own_mail(session, user))
        .options(defer(InboundMail.raw))  # type: ignore[arg-type]  # a column, which SQLModel types as its value
    )
    return [Case(_sort(mail.desk_reason), stored_id(mail.id), mail.arrived_at, mail.subject, of) for mail, of in rows]


def _sort(reason: str) -> Sort:
    """The kind of case by the reason for which a mail came to the desk."""
    return "detected" if reason == "detected" else "unmatched" if reason == "unmatched" else "unsure"


def _places(session: Session, cases: Sequence[Case]) -> list[Place]:
    numbers = Counter([case.measurement for case in cases if case.measurement is not None])
    rows = session.exec(
        select(Measurement.id, Wave, Municipality.name)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .where(col(Measurement.id).in_(numbers))
    )
    newest_first = sorted(rows, key=lambda row: (-row[1].first_day.toordinal(), in_alphabet(row[2])))
    return [Place(stored_id(one), f"{name} · {wave.name}", numbers[stored_id(one)]) for one, wave, name in newest_first]
