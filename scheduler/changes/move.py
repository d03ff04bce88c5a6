"""One contact moved by hand, checked against every rule of the plan, and contacts locked where they are."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.changes.refs import Placed, ProbeRef, StoredProbe, placed
from scheduler.changes.relocate import changed_meanwhile, in_turn, relocate, update_unchanged
from scheduler.planning.check import broken_rules
from scheduler.planning.parts import PlannedProbe
from scheduler.planning.reasons import Reason
from scheduler.stored.contacts import TABLES, contact, contacts
from scheduler.stored.plan import plan_request
from shopper.faults import BadInput, NotThere
from shopper.moves import Cause, record
from shopper.tables.study import Measurement, Wave


class RuleBroken(BadInput):
    """A place in the plan that its rules forbid; `reasons` name each rule with its figures."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        """At least one reason."""
        rules = ", ".join(dict.fromkeys(reason.rule for reason in reasons))
        super().__init__(f"the plan's rules forbid that ({rules}); choose another time or interviewer")
        self.reasons = reasons


def check_move(
    session: Session, ref: ProbeRef, planned_at: datetime, interviewer: str | None, now: datetime
) -> tuple[Reason, ...]:
    """Every rule that the contact would break at this time; none when it may be moved there.

    `interviewer` None: the call keeps its own. Rules that the wave allows to be broken are not named. NotThere without
    the contact; ChangedMeanwhile when it is done or under way: such a one never moves.
    """
    return _reasons(session, _movable(session, ref), planned_at, interviewer, now)


def move_probe(  # noqa: PLR0913, PLR0917 - what is moved, where to, and why
    session: Session, ref: ProbeRef, version: int, planned_at: datetime, interviewer: str | None, cause: Cause
) -> None:
    """Move a planned contact that is as the page showed it (`version`); moved to where it stands, nothing happens.

    RuleBroken names the rules in the way; ChangedMeanwhile (a Conflict) says who changed it first, when and to what;
    BadInput when the wave is launched and no reason is given. A locked contact moves too: somebody says so by hand.
    """
    in_turn(session)
    one = _movable(session, ref)
    _ask_for_reason(wave_of(session, ref), cause)
    if one.version != version:
        raise changed_meanwhile(session, ref)
    after = Placed(planned_at, interviewer or one.probe.interviewer)
    if after == placed(one.probe):
        return
    if reasons := _reasons(session, one, planned_at, interviewer, cause.at):
        raise RuleBroken(reasons)
    relocate(session, one, after, "reschedule", cause)


def lock(session: Session, refs: Iterable[ProbeRef], locked: bool, cause: Cause) -> None:  # noqa: FBT001 - the new value
    """Lock contacts where they are, or unlock them; those that are so already stay as they are.

    NotThere, ChangedMeanwhile and BadInput as `move_probe`.
    """
    in_turn(session)
    for ref in refs:
        one = _movable(session, ref)
        _ask_for_reason(wave_of(session, ref), cause)
        if one.locked != locked:
            update_unchanged(session, one, locked=locked)
            action = "lock" if locked else "unlock"
            record(session, ref.channel, ref.id, action, cause, details={"version": one.version + 1})


def wave_of(session: Session, ref: ProbeRef) -> Wave:
    """The wave of a contact that is there."""
    table = TABLES[ref.channel]
    wanted = (
        select(Wave)
        .join(Measurement, col(Measurement.wave_id) == Wave.id)
        .join(table, col(table.measurement_id) == Measurement.id)
        .where(table.id == ref.id)
    )
    return session.exec(wanted).one()


def _movable(session: Session, ref: ProbeRef) -> StoredProbe:
    one = contact(session, ref)
    if one is None:
        raise NotThere(
            f"there is no {'call' if ref.channel == 'call' else 'letter'} {ref.id} any more; look at the plan"
        )
    if one.state != "planned":
        raise changed_meanwhile(session, ref)
    return one


def _ask_for_reason(wave: Wave, cause: Cause) -> None:
    if wave.state != "draft" and not cause.reason.strip():
        raise BadInput(f"{wave.name} is launched; say why its plan is changed")


def _reasons(
    session: Session, one: StoredProbe, planned_at: datetime, interviewer: str | None, now: datetime
) -> tuple[Reason, ...]:
    code = one.probe.municipality
    request = plan_request(session, wave_of(session, one.ref), now, [code])
    others = [other.probe for other in contacts(session, wave_of(session, one.ref), [code]) if other.ref != one.ref]
    there = _at(one.probe, planned_at, interviewer)
    found = broken_rules(request, there, (*others, *request.elsewhere))
    return tuple(reason for reason in found if reason.rule not in request.allowed)


def _at(probe: PlannedProbe, planned_at: datetime, interviewer: str | None) -> PlannedProbe:
    if planned_at.tzinfo is None:
        raise ValueError(f"{planned_at.isoformat()} has no time zone; give the municipality's")
    if probe.channel == "mail" and interviewer is not None:
        raise BadInput("a letter has no interviewer; give a time alone")
    at = planned_at.astimezone(probe.planned_at.tzinfo)
    return replace(probe, planned_at=at, interviewer=interviewer or probe.interviewer)
