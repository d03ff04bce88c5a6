"""Orders about the plan of a launched wave: shown before they are done, and done only as they were shown.

`preview_change` works out what an order would do; `make_change` works it out again and refuses when anything has come
out otherwise. Both are the same work on the same rows: chance comes from the wave's seed and the number of orders
before, and the time only counts in whole hours. Done contacts never move. Locked ones move when their interviewer is
ill, their municipality is closed, or they are named by the order; the change says so (`Moved.locked`).
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlmodel import Session

from scheduler.changes.affected import Affected, affected_by, in_force, way_of
from scheduler.changes.orders import Closed, Ill, Order
from scheduler.changes.orders_kept import keep_order, orders_before
from scheduler.changes.placing import Places, settle
from scheduler.changes.refs import Change, Moved, NotPlaced, Placed, ProbeRef, StoredProbe, Withdrawn, placed
from scheduler.changes.relocate import in_turn, relocate, update_unchanged
from scheduler.planning.parts import PlanRequest
from scheduler.stored.contacts import contacts
from scheduler.stored.plan import plan_request
from shopper.faults import BadInput, Conflict
from shopper.moves import Cause, move, record
from shopper.tables.study import Wave

NOTICE: Final = timedelta(hours=1)
"""Nothing is put at a time that comes sooner: whoever gets a call must see it first."""

_SEEDS_APART: Final = 1_000_003


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that decides what an order does: the same basis, the same change.

    `near` are the contacts of the municipalities it is about, `moving` those of them that get a new place.
    """

    request: PlanRequest
    affected: Affected
    stored: list[StoredProbe]
    near: list[StoredProbe]
    moving: list[StoredProbe]


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What an order does, and what that was worked out from."""

    basis: Basis
    change: Change


def preview_change(session: Session, wave: Wave, order: Order, now: datetime) -> Change:
    """What the order would do to the plan; nothing is changed.

    BadInput or NotThere when it names what the wave has not got, or the wave is not launched; ChangedMeanwhile when it
    names a contact that is done.
    """
    return work_out(session, wave, order, now).change


def work_out(session: Session, wave: Wave, order: Order, now: datetime) -> WorkedOut:
    """The same with what it was worked out from. It may take long: the session need only read."""
    return _worked_out(order, _basis(session, wave, order, now))


def make_change(  # noqa: PLR0913, PLR0917 - what is changed, and what is known of it
    session: Session, wave: Wave, order: Order, checksum: str, cause: Cause, worked: WorkedOut | None = None
) -> Change:
    """Do what was shown with this checksum, each contact with its line in the trail.

    `worked` is what the caller worked out at the moment of the `cause` before this transaction, so that nobody waits
    meanwhile; where something has come between, it is worked out again. BadInput without a reason; Conflict when the
    plan, or what fits into it, is no longer what it was when it was shown.
    """
    if not cause.reason.strip():
        raise BadInput(f"{wave.name} is launched; say why its plan is changed")
    in_turn(session)
    basis = _basis(session, wave, order, cause.at)
    change = (worked if worked is not None and worked.basis == basis else _worked_out(order, basis)).change
    if change.checksum != checksum:
        raise Conflict("the plan has changed since this was shown; nothing was done, look at it as it is now")
    stored = {one.ref: one for one in basis.stored}
    for each in change.withdrawn:
        _withdraw(session, stored, each, cause)
    for one in change.moves:
        relocate(session, stored[one.ref], one.after, "reschedule", cause)
    counts = {"moved": len(change.moves), "withdrawn": len(change.withdrawn), "unplaced": len(change.unplaced)}
    keep_order(session, wave, order, cause, counts)
    return change


def earliest_for(now: datetime) -> datetime:
    """The first moment at which a change puts anything: on the hour, so that it holds from the showing to the doing."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return hour + timedelta(hours=1) + NOTICE


def _stored(session: Session, wave: Wave, order: Order) -> list[StoredProbe]:
    """The wave's contacts, or those that the order can be about at all."""
    if wave.state == "draft":
        raise BadInput(f"{wave.name} is not launched; change its steps and plan it again")
    return contacts(session, wave, [order.municipality] if isinstance(order, Closed) else None)


def _basis(session: Session, wave: Wave, order: Order, now: datetime) -> Basis:
    stored, earliest = _stored(session, wave, order), earliest_for(now)
    _refuse_empty(order)
    affected = affected_by(session, order, stored, earliest)
    codes = {one.probe.municipality for one in affected.moving}
    if isinstance(order, Closed):
        codes.add(order.municipality)
    seed = wave.seed + _SEEDS_APART * (orders_before(session, wave) + 1)
    asked = replace(plan_request(session, wave, earliest, sorted(codes)), seed=seed)
    dropped = {one.ref for one, _ in affected.withdrawn}
    near = [one for one in stored if one.probe.municipality in codes and one.ref not in dropped]
    stepping_in = {spare.ref for _, spare in affected.withdrawn if spare is not None}
    near = [_no_spare(one) if one.ref in stepping_in else one for one in near]
    moving = [one for one in near if one.ref in {each.ref for each in affected.moving}]
    return Basis(in_force(order, asked), affected, stored, near, moving)


def _worked_out(order: Order, basis: Basis) -> WorkedOut:
    places = settle(way_of(order), basis.request, basis.near, basis.moving)
    return WorkedOut(basis, _change(order, basis.stored, basis.affected, places))


def _refuse_empty(order: Order) -> None:
    if isinstance(order, Ill) and order.last_day < order.first_day:
        raise BadInput("the last day comes before the first; give the days in order")
    if isinstance(order, Closed) and not order.days:
        raise BadInput("no day was given; give the days on which the municipality is closed")


def _no_spare(one: StoredProbe) -> StoredProbe:
    return replace(one, probe=replace(one.probe, spare=False))


def _change(order: Order, stored: list[StoredProbe], affected: Affected, places: Places) -> Change:
    known = {one.ref: one for one in stored}
    in_time = sorted(known, key=lambda ref: (known[ref].probe.planned_at, ref))
    moves = tuple(_moved(known[ref], places) for ref in in_time if ref in places.found)
    moves = tuple(one for one in moves if one.before != one.after)
    unplaced = tuple(_not_placed(known[ref], places) for ref in in_time if ref in places.none)
    withdrawn = tuple(_withdrawn(*pair) for pair in affected.withdrawn)
    touched = {one.ref for one in (*affected.moving, *(one for pair in affected.withdrawn for one in pair if one))}
    versions = sorted((ref.channel, ref.id, known[ref].version) for ref in touched)
    change = Change(moves, withdrawn, unplaced, checksum="")
    text = json.dumps([type(order).__name__, asdict(order), versions, asdict(change)], sort_keys=True, default=str)
    return replace(change, checksum=sha256(text.encode()).hexdigest())


def _moved(one: StoredProbe, places: Places) -> Moved:
    probe = one.probe
    there = placed(places.found[one.ref])
    return Moved(
        ref=one.ref,
        area=probe.area,
        question=probe.question,
        municipality=probe.municipality,
        before=placed(probe),
        after=Placed(there.planned_at.astimezone(probe.planned_at.tzinfo), there.interviewer),
        locked=one.locked,
        spare=probe.spare,
        broken=places.broken.get(one.ref, ()),
    )


def _not_placed(one: StoredProbe, places: Places) -> NotPlaced:
    probe = one.probe
    return NotPlaced(one.ref, probe.area, probe.question, probe.municipality, placed(probe), places.none[one.ref])


def _withdrawn(one: StoredProbe, spare: StoredProbe | None) -> Withdrawn:
    probe = one.probe
    return Withdrawn(
        ref=one.ref,
        area=probe.area,
        question=probe.question,
        municipality=probe.municipality,
        before=placed(probe),
        spare=probe.spare,
        instead=spare.ref if spare else None,
        instead_question=spare.probe.question if spare else None,
    )


def _withdraw(session: Session, stored: dict[ProbeRef, StoredProbe], each: Withdrawn, cause: Cause) -> None:
    """Take the contact out; the spare that steps in counts from now on, and stays where it is unless it also moves."""
    # A letter that was dropped by an order is settled: nobody need deal with it at the desk.
    settled = {"settled_at": cause.at} if each.ref.channel == "mail" else {}
    version = stored[each.ref].version + 1
    move(session, each.ref.channel, each.ref.id, ("planned", "withdrawn"), cause, version=version, **settled)
    if each.instead is not None:
        spare = stored[each.instead]
        told = {"instead_of": each.ref.id, "version": spare.version + 1}
        update_unchanged(session, spare, spare=False)
        record(session, spare.ref.channel, spare.ref.id, "step_in", cause, details=told)
        stored[each.instead] = replace(spare, version=spare.version + 1)
