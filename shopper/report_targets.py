"""What a municipality has set out to reach: a figure and a value, the same for all its measurements."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from sqlmodel import Session, col, select

from shopper.faults import BadInput
from shopper.moves import Cause, record
from shopper.tables.reports import Target

THING = "target"
"""What the audit trail calls it; the id is the municipality's code."""

Kind = Literal["at_least", "at_most", "hours"]
"""At least or at most so many per cent, or at most so many working hours."""

FIGURES: Final[Mapping[str, Kind]] = {
    "measure_1_pct": "at_least",
    "measure_2_pct": "at_least",
    "measure_3_pct": "at_least",
    "contact_pct": "at_least",
    "answer_good_share_pct": "at_least",
    "information_good_share_pct": "at_least",
    "interest_good_share_pct": "at_least",
    "courtesy_good_share_pct": "at_least",
    "reply_none_pct": "at_most",
    "mean_hours": "hours",
    "complete_sender_pct": "at_least",
    "extra_information_pct": "at_least",
}
"""The figures a target can be set for, by their keys in `scoring/figures.py`, in the order of the report."""

MOST: Final[Mapping[Kind, int]] = {"at_least": 100, "at_most": 100, "hours": 90}
"""The highest value of each kind: all, or the end of the time in which an answer counts."""


def targets_of(session: Session, code: str) -> Sequence[Target]:
    """The targets of a municipality, in the order of the report."""
    found = session.exec(select(Target).where(Target.municipality_code == code)).all()
    order = {figure: place for place, figure in enumerate(FIGURES)}
    return sorted(found, key=lambda target: (order.get(target.figure, len(order)), target.figure))


def set_target(session: Session, code: str, figure: str, value: int, cause: Cause) -> None:
    """Set or change one target. BadInput when there is no such figure to set one for, or the value is out of reach."""
    if figure not in FIGURES:
        raise BadInput(f"no target can be set for {figure[:40]!r}; known are {', '.join(FIGURES)}")
    most = MOST[FIGURES[figure]]
    if not 0 <= value <= most:
        raise BadInput(f"a target of {figure} is 0 to {most}; give a value between them")
    target = _target(session, code, figure)
    before = None if target is None else str(target.value)
    if target is None:
        target = Target(municipality_code=code, figure=figure, value=value, set_by=cause.actor, set_at=cause.at)
    target.value, target.set_by, target.set_at = value, cause.actor, cause.at
    session.add(target)
    record(session, THING, code, "set", cause, before=before, after=str(value), details={"figure": figure})
    session.flush()


def remove_target(session: Session, code: str, figure: str, cause: Cause) -> bool:
    """Take a target away; False when there was none."""
    target = _target(session, code, figure)
    if target is None:
        return False
    record(session, THING, code, "remove", cause, before=str(target.value), details={"figure": figure})
    session.delete(target)
    session.flush()
    return True


def _target(session: Session, code: str, figure: str) -> Target | None:
    wanted = select(Target).where(Target.municipality_code == code, col(Target.figure) == figure)
    return session.exec(wanted.with_for_update()).first()
