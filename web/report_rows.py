"""What the list of a wave's reports shows: a row a municipality, how far orders are, what can be approved and sent."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from sqlmodel import Session, select

from shopper.alphabet import in_alphabet
from shopper.delivery_orders import SENDABLE, Sending, addresses_of, sendings_of
from shopper.office_account import letter_trouble
from shopper.queries import method_of, stored_id
from shopper.report_orders import UNDER_WAY, Edition, newest_batch, states_of_batch
from shopper.tables.reports import LANGUAGES, VARIANTS, ReportBatch
from shopper.tables.study import Measurement, Municipality, Wave
from shopper.texts import mark
from web.dependencies import Platform
from web.language import gettext
from web.report_view import Printing, printings_of
from web.reports import REFUSALS

REASONS: Final[dict[str, str]] = {
    **REFUSALS,
    "fault": mark("Rapporten gick inte att räkna fram på nytt. Skriv ut ett nytt utkast, så säger det varför."),
}
"""Why a draft was not approved with the others, by the codes of `approval_orders.Refusal`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One municipality: its newest printing, the newest that can be read, and the drafts that look approvable.

    `finals` are the newest final prints, one of each language; `final` is the newest of them.
    """

    municipality: Municipality
    newest: Printing | None
    draft: Printing | None
    finals: tuple[Printing, ...]
    approvable: tuple[Printing, ...]

    @property
    def final(self) -> Printing | None:
        """The newest final print."""
        return next(iter(self.finals), None)

    @property
    def drafts(self) -> tuple[Printing, ...]:
        """The drafts that the list links to: all that can be approved from it, or else the newest to read."""
        return self.approvable or ((self.draft,) if self.draft else ())

    @property
    def waits(self) -> bool:
        """Whether a draft waits for the approval that somebody asked for."""
        return any(each.approval_asked_at and not each.approval_refused for each in self.approvable)

    @property
    def refused(self) -> str:
        """Why the newest draft was not approved with the others; empty when it was, or when nobody asked."""
        found = next((each.approval_refused for each in self.approvable if each.approval_refused), "")
        return gettext(REASONS.get(found, found)) if found else ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come: how many of its reports are in each state."""

    batch: ReportBatch
    states: dict[str, int]

    @property
    def all(self) -> int:
        """All its reports."""
        return sum(self.states.values())

    @property
    def waiting(self) -> int:
        """Those that can still be cancelled."""
        return self.states.get("ordered", 0)

    @property
    def ended(self) -> int:
        """Those that are printed, failed or cancelled."""
        return self.all - sum(self.states.get(state, 0) for state in UNDER_WAY)

    @property
    def is_under_way(self) -> bool:
        """Whether any of them waits or is being printed."""
        return self.ended < self.all


@dataclass(frozen=True, slots=True)
class Approvals:
    """What can be approved, and what became of what was asked for: how many drafts, and final prints under way."""

    open: int
    waiting: int
    refused: int
    printing: int


def approvals_in(rows: Sequence[Row]) -> Approvals:
    """The sums of the rows."""
    return Approvals(
        open=sum(len(row.approvable) for row in rows if not row.waits),
        waiting=sum(row.waits for row in rows),
        refused=sum(bool(row.refused) for row in rows),
        printing=sum(row.newest is not None and row.newest.is_final and row.newest.is_under_way for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What can be sent, and what became of what was asked for: how many final reports."""

    open: int
    waiting: int
    sending: int
    refused: int
    unknown: int


def deliveries_in(sendings: Iterable[Sending]) -> Deliveries:
    """The sums of how final reports stand."""
    counted = Counter(each.standing for each in sendings)
    return Deliveries(
        open=sum(counted[each] for each in SENDABLE),
        waiting=counted["waits"],
        sending=counted["sending"],
        refused=counted["refused"],
        unknown=counted["unknown"],
    )


def lease_of(platform: Platform) -> timedelta:
    """How long a letter may be under way before its worker is taken for dead."""
    return timedelta(minutes=platform.settings.mail_lease_minutes)


def reports_address(name: str) -> str:
    """Where the reports of a wave are."""
    return f"/waves/{quote(name, safe='')}/reports"


def list_values(session: Session, wave: Wave, platform: Platform, now: datetime, problem: str = "") -> dict[str, Any]:
    """What the page shows; `problem` says why nothing was done."""
    batch = newest_batch(session, stored_id(wave.id))
    rows = rows_of(session, wave)
    progress = None if batch is None else Progress(batch, states_of_batch(session, stored_id(batch.id)))
    approvals = approvals_in(rows)
    sendings = sendings_of(session, [each.id for row in rows for each in row.finals], now, lease_of(platform))
    deliveries = deliveries_in(sendings.values())
    return {
        "wave": wave,
        "zone": method_of(wave).working_time.zone,
        "rows": rows,
        "finals": sum(row.final is not None for row in rows),
        "progress": progress,
        "approvals": approvals,
        "deliveries": deliveries,
        "sendings": sendings,
        "sendable": SENDABLE,
        "addresses": addresses_of(session, stored_id(wave.id)),
        "trouble": letter_trouble(session, platform.settings),
        "link_days": platform.settings.report_link_days,
        "is_busy": bool(
            (progress and progress.is_under_way)
            or approvals.waiting
            or approvals.printing
            or deliveries.waiting
            or deliveries.sending
        ),
        "languages": LANGUAGES,
        "variants": VARIANTS,
        "base": reports_address(wave.name),
        "problem": problem,
    }


def rows_of(session: Session, wave: Wave) -> list[Row]:
    """The municipalities of the wave in the order of the alphabet."""
    wanted = select(Measurement.id, Municipality).join(Municipality).where(Measurement.wave_id == wave.id)
    found = sorted(session.exec(wanted), key=lambda each: (in_alphabet(each[1].name), each[1].code))
    measured = [(stored_id(each), one) for each, one in found]
    by_measurement: dict[int, list[Printing]] = {number: [] for number, _ in measured}
    for printing in printings_of(session, list(by_measurement)):
        by_measurement[printing.measurement_id].append(printing)
    is_launched = wave.state == "launched"
    return [_row(municipality, by_measurement[number], is_launched=is_launched) for number, municipality in measured]


def _row(municipality: Municipality, printings: Sequence[Printing], *, is_launched: bool) -> Row:
    ready = [each for each in printings if each.state == "ready"]
    return Row(
        municipality,
        newest=next(iter(printings), None),
        draft=next((each for each in ready if not each.is_final), None),
        finals=tuple(_newest_of_each_language(each for each in ready if each.is_final)),
        approvable=tuple(_approvable(printings)) if is_launched else (),
    )


def _newest_of_each_language(finals: Iterable[Printing]) -> Iterator[Printing]:
    """As the ZIP of all final prints has them."""
    seen = set[str]()
    for each in finals:
        if each.language not in seen:
            seen.add(each.language)
            yield each


def _approvable(printings: Sequence[Printing]) -> Iterator[Printing]:
    """The newest draft of each edition, where it is printed and not approved."""
    seen = set[Edition]()
    for each in printings:
        if each.is_final or each.state != "ready" or each.edition in seen:
            continue
        seen.add(each.edition)
        if each.is_whole and each.approved_at is None:
            yield each
