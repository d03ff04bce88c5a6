"""What the pages of reports show of the printings: everything but their files, which are large."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from urllib.parse import quote

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from shopper.faults import NotThere
from shopper.queries import stored_id
from shopper.report_approval import is_delivered
from shopper.report_deliveries import DeliveryState, delivery_state
from shopper.report_orders import UNDER_WAY, Edition
from shopper.tables.reports import Report, ReportDelivery
from shopper.tables.study import Measurement
from web.language import gettext

FileKind = Literal["pdf", "xlsx", "zip"]

MEDIA: Final[dict[str, str]] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
MOST_SHOWN: Final = 50
"""Drafts that others have followed, on the page of their report; what is approved is always shown, with its links."""

_HAS_PACKAGE = func.coalesce(func.length(Report.package), 0) > 0
"""By its length, which SQLite knows without reading it: `IS NOT NULL` reads the whole file (as of 3.40)."""
_COLUMNS = (
    Report.id,
    Report.measurement_id,
    Report.of_draft_id,
    Report.state,
    Report.language,
    Report.variant,
    Report.ordered_by,
    Report.ordered_at,
    Report.finished_at,
    Report.approved_by,
    Report.approved_at,
    Report.failure,
    Report.sha256,
    Report.approval_asked_at,
    Report.approval_refused,
    _HAS_PACKAGE,
    and_(_HAS_PACKAGE, func.coalesce(func.length(Report.html), 0) > 0),
)


@dataclass(frozen=True, slots=True)
class Printing:
    """One ordered printing without its files; `is_whole` says that its HTML is kept, so that it can become final."""

    id: int
    measurement_id: int
    of_draft_id: int | None
    state: str
    language: str
    variant: str
    ordered_by: str
    ordered_at: datetime
    finished_at: datetime | None
    approved_by: str | None
    approved_at: datetime | None
    failure: str
    sha256: str | None
    approval_asked_at: datetime | None
    approval_refused: str
    has_package: bool
    is_whole: bool

    @property
    def is_final(self) -> bool:
        """Whether it has no watermark: it is the print of an approved draft."""
        return self.of_draft_id is not None

    @property
    def edition(self) -> Edition:
        """Its language and variant."""
        return Edition(self.language, self.variant)

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or is being printed."""
        return self.state in UNDER_WAY

    @property
    def reason(self) -> str:
        """Why it failed, in the language of the request where we have the words."""
        return gettext(self.failure) if self.failure else ""

    @property
    def kinds(self) -> tuple[FileKind, ...]:
        """The kinds of file it has."""
        return () if self.state != "ready" else ("pdf", "xlsx", "zip") if self.has_package else ("pdf", "xlsx")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One link to a final report, and how it stands now."""

    row: ReportDelivery
    state: DeliveryState


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, the final print of it where there is one, and the links to that."""

    printing: Printing
    final: Printing | None
    deliveries: tuple[Delivery, ...]
    is_newest: bool
    is_delivered: bool

    @property
    def can_be_approved(self) -> bool:
        """Whether it looks as if it could; whether the figures are still the same is found out when it is tried."""
        whole = self.printing.state == "ready" and self.printing.is_whole
        return whole and self.is_newest and self.printing.approved_at is None


@dataclass(frozen=True, slots=True)
class Drafts:
    """A measurement's drafts, the newest first: those that matter now, and those that others have followed.

    `left_out` is how many still older ones are stored and not shown.
    """

    current: tuple[Draft, ...]
    older: tuple[Draft, ...]
    left_out: int = 0

    @property
    def is_under_way(self) -> bool:
        """Whether anything waits or is being printed."""
        every = (*self.current, *self.older)
        return any(each.printing.is_under_way or (each.final and each.final.is_under_way) for each in every)


def printings_of(session: Session, measurements: Sequence[int]) -> list[Printing]:
    """The printings of these measurements, the newest first."""
    wanted = select(*_COLUMNS).where(col(Report.measurement_id).in_(measurements))  # type: ignore[call-overload]
    return [Printing(*row) for row in session.exec(wanted.order_by(col(Report.id).desc()))]


def drafts_of(session: Session, measurement: Measurement, now: datetime) -> Drafts:
    """The drafts of a measurement with what became of them."""
    printings = printings_of(session, [stored_id(measurement.id)])
    finals = {each.of_draft_id: each for each in printings if each.is_final}
    current, older, seen = list[Draft](), list[Draft](), set[Edition]()
    for printing in printings:
        if printing.is_final:
            continue
        final = finals.get(printing.id)
        draft = _draft(session, printing, final, now, is_newest=printing.edition not in seen)
        (current if draft.is_newest or final else older).append(draft)
        if printing.state == "ready":
            seen.add(printing.edition)
    return Drafts(tuple(current), tuple(older[:MOST_SHOWN]), max(0, len(older) - MOST_SHOWN))


def _draft(session: Session, printing: Printing, final: Printing | None, now: datetime, *, is_newest: bool) -> Draft:
    if final is None:
        return Draft(printing, None, (), is_newest, is_delivered=False)
    wanted = select(ReportDelivery).where(ReportDelivery.report_id == final.id).order_by(col(ReportDelivery.id).desc())
    links = tuple(Delivery(row, delivery_state(row, now)) for row in session.exec(wanted))
    return Draft(printing, final, links, is_newest, is_delivered(session, final.id))


def report_numbered(session: Session, measurement: Measurement, number: int) -> Report:
    """The printing with this number; NotThere when it is of another measurement, or none."""
    found = session.get(Report, number)
    if found is None or found.measurement_id != measurement.id:
        raise NotThere("there is no such printing of this report")
    return found


def file_of(report: Report, kind: FileKind) -> bytes:
    """The file of this kind; NotThere when the printing has none."""
    content = {"pdf": report.pdf, "xlsx": report.workbook, "zip": report.package}[kind]
    if content is None or report.state != "ready":
        raise NotThere(f"no {kind} of this report has been printed yet")
    return content


def file_name(code: str, wave: str, report: Report, kind: FileKind) -> str:
    """The file's name: it says the language where that is not Swedish, and whether it is a draft."""
    language = "" if report.language == "sv" else f"-{report.language}"
    draft = "" if report.of_draft_id is not None else "-utkast" if report.language == "sv" else "-draft"
    return f"{code}-{wave.replace('/', '-')}{language}{draft}.{kind}"


def attachment(name: str) -> dict[str, str]:
    """The header that has a browser store the answer under this name (RFC 6266)."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def report_address(wave: str, code: str) -> str:
    """Where the page of a municipality's report is."""
    return f"/waves/{quote(wave, safe='')}/{code}/report"
