"""Final reports that a person asked to have sent together: marked at once, a letter each in the background.

The secret of a link is not stored. What became of a letter whose worker died nobody can know: it is told, and never
sent again by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import Session, col, select

from shopper.faults import Conflict
from shopper.moves import Cause, record, record_each
from shopper.report_deliveries import DeliveryLink, delivery_state, make_delivery, revoke_delivery
from shopper.tables.reports import DeliveryOrder, Report, ReportDelivery
from shopper.tables.study import Measurement, Municipality

Standing = Literal["open", "refused", "waits", "sending", "unknown", "sent", "linked"]
"""How a final report stands. `open`: nobody has been sent it; `refused`: its letter was asked for and did not leave.

`waits`: asked for; `sending`: being sent; `unknown`: its letter may have left or not; `linked`: somebody was given a
link otherwise.
"""
SENDABLE: Final = ("open", "refused")
WORKER: Final = "delivery"
"""Who did it, in the trail, where no person but the one that sends the letters did."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How a final report stands, since when and to which address; `result` and the rest as of the order's letter."""

    standing: Standing
    at: datetime | None = None
    address: str = ""
    result: str = ""
    fault: str = ""
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An order whose link is made: the letter with it is sent now or never."""

    link: DeliveryLink
    address: str
    asked_by: str
    until: datetime


class AddressChanged(Conflict):
    """A municipality's letter would go elsewhere than was shown; `municipality` is its name."""

    def __init__(self, municipality: str) -> None:
        """With the municipality's name."""
        super().__init__(f"the address for {municipality} has changed since it was shown; look at the list again")
        self.municipality = municipality


def addresses_of(session: Session, wave_id: int) -> dict[str, str]:
    """Where the letter to each municipality of a wave would go, by code.

    To the address of its newest link in this wave that nobody has revoked, else to its official one. What was typed in
    another wave is for those who work with that one.
    """
    newest = (
        select(func.max(ReportDelivery.id))
        .join(Report, col(Report.id) == col(ReportDelivery.report_id))
        .join(Measurement)
        .where(Measurement.wave_id == wave_id, col(ReportDelivery.revoked_at).is_(None))
        .group_by(col(Measurement.municipality_code))
    )
    official = select(Municipality.code, Municipality.official_address).join(Measurement)
    latest = (
        select(Measurement.municipality_code, ReportDelivery.address)
        .join(Report, col(Report.measurement_id) == col(Measurement.id))
        .join(ReportDelivery, col(ReportDelivery.report_id) == col(Report.id))
        .where(col(ReportDelivery.id).in_(newest))
    )
    return {
        **dict(session.exec(official.where(Measurement.wave_id == wave_id)).all()),
        **dict(session.exec(latest).all()),
    }


def sendings_of(session: Session, finals: Collection[int], now: datetime, lease: timedelta) -> dict[int, Sending]:
    """How each of these final reports stands; a letter under way for longer than `lease` has lost its worker."""
    orders = {one.report_id: one for one in session.exec(select(DeliveryOrder).where(_of_finals(finals)))}
    links: dict[int, list[ReportDelivery]] = {final: [] for final in finals}
    wanted = select(ReportDelivery).where(col(ReportDelivery.report_id).in_(finals)).order_by(col(ReportDelivery.id))
    for each in session.exec(wanted):
        links[each.report_id].append(each)
    return {final: _sending(orders.get(final), links[final], now, lease) for final in finals}


def ask_delivery(session: Session, wave_id: int, wanted: Mapping[int, str], cause: Cause, lease: timedelta) -> int:
    """Ask for the letters with these final reports of a wave, by their ids the address shown; how many wait now.

    What is of another wave, no final print, or was sent meanwhile is left out; Conflict when nothing remains, and
    AddressChanged when one would go elsewhere than was shown.
    """
    # Locked first: whoever asks at the same time, or takes an approval back, waits until this has ended (PostgreSQL).
    locked = (
        select(Report.id, Municipality.code, Municipality.name)
        .join(Measurement, col(Measurement.id) == col(Report.measurement_id))
        .join(Municipality)
        .where(col(Report.id).in_(wanted), Measurement.wave_id == wave_id, *_is_final())
        .order_by(col(Report.id))
        .with_for_update(of=Report)
    )
    found = {final: (code, name) for final, code, name in session.exec(locked).all() if final is not None}
    sendings = sendings_of(session, found, cause.at, lease)
    asked = {final: of for final, of in found.items() if sendings[final].standing in SENDABLE}
    if not asked:
        raise Conflict("none of these reports can be sent; look at the list again")
    addresses = addresses_of(session, wave_id)
    for final, (code, name) in asked.items():
        if addresses[code] != wanted[final]:
            raise AddressChanged(name)
    for final in asked:
        order = DeliveryOrder(report_id=final, address=wanted[final], asked_by=cause.actor, asked_at=cause.at)
        session.merge(order)
    session.flush()
    record(session, "wave", wave_id, "ask_delivery", cause, details={"reports": len(asked)})
    return len(asked)


def cancel_asked(session: Session, wave_id: int, cause: Cause) -> int:
    """Send none of a wave's letters that still wait; how many. One that is under way leaves, or has left.

    Conflict when none waits.
    """
    finals = _lock_waiting(session, asked_of(session, wave_id))
    if not finals:
        raise Conflict("no letter of this wave waits any more; there is nothing left to cancel")
    session.connection().execute(delete(DeliveryOrder).where(_of_finals(finals)))
    record(session, "wave", wave_id, "cancel_delivery", cause, details={"reports": len(finals)})
    record_each(session, "report", "refuse_delivery", cause, dict.fromkeys(finals, "cancelled"))
    return len(finals)


def drop_asked(session: Session, final_id: int) -> bool:
    """Send no letter with this final report, which is locked; whether one waited. Why not is for the caller to tell."""
    waiting = delete(DeliveryOrder).where(_of_finals([final_id]), *_waits())
    return session.connection().execute(waiting).rowcount > 0


def asked_of(session: Session, wave_id: int) -> list[int]:
    """The final reports of a wave whose letters wait, the oldest first."""
    wanted = select(DeliveryOrder.report_id).join(Report).join(Measurement).where(Measurement.wave_id == wave_id)
    return list(session.exec(wanted.where(*_waits()).order_by(col(DeliveryOrder.report_id))))


def waves_with_asked(session: Session) -> list[int]:
    """The waves in which letters wait that were asked for."""
    found = select(Measurement.wave_id).join(Report).join(DeliveryOrder).where(*_waits()).distinct()
    return list(session.exec(found.order_by(col(Measurement.wave_id))))


def take_asked(session: Session, final_id: int, lasts: timedelta, now: datetime) -> Taken | None:
    """Make the link for a letter that waits, once; None when it waits no more, or is not to be sent any more."""
    # Locked first, as above; a report whose approval was taken back is gone, and its order with it.
    session.exec(select(Report.id).where(Report.id == final_id).with_for_update()).first()
    order = session.exec(select(DeliveryOrder).where(DeliveryOrder.report_id == final_id, *_waits())).first()
    if order is None:
        return None
    links = list(session.exec(select(ReportDelivery).where(ReportDelivery.report_id == final_id)))
    has_link = _sending(None, links, now, lasts).standing not in SENDABLE  # made by hand, meanwhile
    if has_link or _has_newer(session, final_id):  # the list shows the newer one in its place
        drop_asked(session, final_id)
        why = "linked" if has_link else "newer"
        record(session, "report", final_id, "refuse_delivery", Cause(WORKER, now), after=why)
        return None
    link = make_delivery(session, final_id, order.address, lasts, Cause(order.asked_by, now))
    order.delivery_id = link.delivery_id
    session.add(order)
    session.flush()
    return Taken(link, order.address, order.asked_by, now + lasts)


def end_taken(session: Session, delivery_id: int, ended: Sending, cause: Cause) -> None:
    """Keep what became of the letter, for the list: nothing of one that was sent.

    A link whose letter surely did not leave is revoked: nobody has it, and the report can be asked for again.
    """
    own = col(DeliveryOrder.delivery_id) == delivery_id
    if ended.standing == "sent":
        session.connection().execute(delete(DeliveryOrder).where(own))
        return
    said = {"result": ended.result, "fault": ended.fault, "code": ended.code}
    session.connection().execute(update(DeliveryOrder).where(own).values(**said))
    if ended.standing == "refused" and session.get_one(ReportDelivery, delivery_id).revoked_at is None:
        revoke_delivery(session, delivery_id, cause)


def refuse_waiting(session: Session, finals: Sequence[int], ended: Sending, cause: Cause) -> None:
    """Keep why the letters among these that still wait did not leave, for the list; they can be asked for again."""
    waiting = _lock_waiting(session, finals)
    said = {"result": ended.result, "fault": ended.fault, "code": ended.code}
    session.connection().execute(update(DeliveryOrder).where(_of_finals(waiting)).values(**said))
    details = {"fault": ended.fault, "code": ended.code}
    for final_id in waiting:
        record(session, "report", final_id, "refuse_delivery", cause, after=ended.result, details=details)


def _lock_waiting(session: Session, finals: Collection[int]) -> list[int]:
    """Those of these final reports whose letters wait; nobody takes, cancels or refuses them until this has ended."""
    # The reports first and in one order, as everywhere here; then what a worker or a person left waiting (PostgreSQL).
    session.exec(select(Report.id).where(col(Report.id).in_(finals)).order_by(col(Report.id)).with_for_update()).all()
    waiting = select(DeliveryOrder.report_id).where(_of_finals(finals), *_waits())
    return list(session.exec(waiting.order_by(col(DeliveryOrder.report_id))))


def _sending(order: DeliveryOrder | None, links: Sequence[ReportDelivery], now: datetime, lease: timedelta) -> Sending:
    if order and order.delivery_id is None and not order.result:
        return Sending("waits", order.asked_at, order.address)
    # A letter whose link was revoked before anybody read brought the municipality nothing: it is to be sent again.
    sent = [(each.sent_at, each.address) for each in links if each.sent_at and (each.readings or not each.revoked_at)]
    if sent:
        return Sending("sent", *max(sent))
    taken = next((each for each in links if order and each.id == order.delivery_id and not each.revoked_at), None)
    if order and taken:
        is_under_way = not order.result and taken.made_at > now - lease
        standing: Standing = "sending" if is_under_way else "unknown"
        return Sending(standing, taken.made_at, taken.address, order.result, order.fault, order.code)
    held = [each for each in links if each.readings or delivery_state(each, now) == "open"]
    if held:
        return Sending("linked", held[-1].made_at, held[-1].address)
    if order and order.result not in {"", "uncertain"}:
        return Sending("refused", order.asked_at, order.address, order.result, order.fault, order.code)
    return Sending("open")


def _has_newer(session: Session, final_id: int) -> bool:
    """Whether a newer final report of the same measurement and language is printed."""
    this = session.exec(select(Report.measurement_id, Report.language).where(Report.id == final_id)).one()
    of_same = select(Report.id).where(Report.measurement_id == this[0], Report.language == this[1], *_is_final())
    return session.exec(of_same.where(col(Report.id) > final_id).limit(1)).first() is not None


def _is_final() -> tuple[ColumnElement[bool], ...]:
    return col(Report.of_draft_id).is_not(None), col(Report.state) == "ready"


def _of_finals(finals: Collection[int]) -> ColumnElement[bool]:
    return col(DeliveryOrder.report_id).in_(finals)


def _waits() -> tuple[ColumnElement[bool], ...]:
    return col(DeliveryOrder.delivery_id).is_(None), func.length(DeliveryOrder.result) == 0
