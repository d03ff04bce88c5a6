"""Snapshots of Kolada as they are stored: taking one in, and asking what the newest one says."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from shopper.faults import BadInput, Conflict, NotThere
from shopper.kolada.snapshot import Snapshot, checksum
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.kolada import KoladaGroup, KoladaKpi, KoladaSnapshot, KoladaValue
from shopper.tables.reports import Report
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent

THING: Final = "kolada_snapshot"
A_DAY: Final = timedelta(days=1)
"""Clocks of two machines, and of two time zones, may differ by less."""

_NEWEST_FIRST = (col(KoladaSnapshot.made_up), col(KoladaSnapshot.taken_at).desc(), col(KoladaSnapshot.id).desc())
"""Whatever was read from Kolada goes before an example."""


@dataclass(frozen=True, slots=True)
class KpiSpan:
    """A key figure of a snapshot: of how many municipalities it has values, from which year to which."""

    kpi: str
    title: str
    municipalities: int
    first_year: int | None
    last_year: int | None


def store_snapshot(session: Session, snapshot: Snapshot, cause: Cause) -> int:
    """Store a snapshot; its id. Conflict when the very same one is stored already.

    BadInput when it was taken tomorrow or later: it would be the newest one whatever is read until then.
    """
    if snapshot.taken_at > cause.at + A_DAY:
        raise BadInput("this snapshot is dated later than today; mend `taken_at`, or read Kolada again")
    fingerprint = checksum(snapshot)
    known = session.exec(select(KoladaSnapshot.id).where(KoladaSnapshot.sha256 == fingerprint)).first()
    if known is not None:
        raise Conflict(f"this snapshot is stored already, as number {known}; nothing was changed")
    row = KoladaSnapshot(
        taken_at=snapshot.taken_at,
        read_by=cause.actor,
        source=snapshot.source,
        sha256=fingerprint,
        made_up=snapshot.made_up,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Conflict("this snapshot has just been stored by somebody else; nothing was changed") from error
    number = stored_id(row.id)
    _store_parts(session, snapshot, number)
    details = {"sha256": fingerprint, "groups": len(snapshot.groups), "values": len(snapshot.values)}
    record(session, THING, number, "import", cause, details=details)
    return number


def remove_snapshot(session: Session, number: int, cause: Cause) -> None:
    """Forget a snapshot with all that it holds. NotThere when there is none with this number.

    Conflict while a wave is compared with a group of it, and when a report was printed while it was the one in use:
    what is printed must stay possible to explain.
    """
    snapshot = session.get(KoladaSnapshot, number, with_for_update=True) or snapshot_with(session, number)
    if names := _waves_compared_with(session, number):
        raise Conflict(f"wave {names[0]} is compared with a group of this snapshot; choose another group there first")
    if _is_printed(session, snapshot):
        raise Conflict("a report was printed while this snapshot was the one in use, so it is kept")
    session.delete(snapshot)
    record(session, THING, number, "remove", cause, details={"sha256": snapshot.sha256})
    session.flush()


def _waves_compared_with(session: Session, number: int) -> list[str]:
    rows = session.exec(select(Wave.name, Wave.comparison).order_by(col(Wave.name)))
    return [name for name, rule in rows if rule.get("rule") == "kolada" and rule.get("snapshot") == number]


def _is_printed(session: Session, snapshot: KoladaSnapshot) -> bool:
    """Whether a report was printed while this snapshot went before all others that were stored by then."""
    imports = select(AuditEvent.thing_id, AuditEvent.at).where(AuditEvent.thing == THING, AuditEvent.action == "import")
    stored_at = {int(number): at for number, at in session.exec(imports)}
    since = stored_at.get(stored_id(snapshot.id), snapshot.taken_at)
    kept = col(Report.state).in_(("rendering", "ready")), col(Report.rendering_since) >= since
    printed = session.exec(select(Report.rendering_since).where(*kept)).all()
    in_front = []
    for other in snapshots(session):
        if other.id == snapshot.id:
            break
        in_front.append(stored_at.get(stored_id(other.id), other.taken_at))
    return any(at is not None and all(at < earlier for earlier in in_front) for at in printed)


def _store_parts(session: Session, snapshot: Snapshot, number: int) -> None:
    session.add_all(KoladaKpi(snapshot_id=number, kpi=kpi, title=title) for kpi, title in snapshot.kpis.items())
    session.add_all(
        KoladaGroup(snapshot_id=number, group_id=one.id, title=one.title, members=" ".join(one.members))
        for one in snapshot.groups
    )
    session.add_all(
        KoladaValue(snapshot_id=number, kpi=one.kpi, municipality=one.municipality, year=one.year, value=one.value)
        for one in snapshot.values
    )
    session.flush()


def snapshots(session: Session) -> Sequence[KoladaSnapshot]:
    """Every snapshot, the one that is used first, and then the newest first."""
    return session.exec(select(KoladaSnapshot).order_by(*_NEWEST_FIRST)).all()


def newest_snapshot(session: Session) -> KoladaSnapshot | None:
    """The snapshot that is used: the newest one that was read from Kolada, else the newest example."""
    return session.exec(select(KoladaSnapshot).order_by(*_NEWEST_FIRST).limit(1)).first()


def snapshot_with(session: Session, number: int) -> KoladaSnapshot:
    """The snapshot with this number; NotThere when there is none."""
    found = session.get(KoladaSnapshot, number)
    if found is None:
        raise NotThere(f"there is no snapshot {number} of Kolada")
    return found


def groups_of(session: Session, snapshot: int) -> list[KoladaGroup]:
    """The groups of a snapshot, by title."""
    rows = session.exec(select(KoladaGroup).where(KoladaGroup.snapshot_id == snapshot)).all()
    # Sorted here, so that both databases give the same order.
    return sorted(rows, key=lambda one: (one.title.casefold(), one.group_id))


def kpis_of(session: Session, snapshot: int) -> list[KpiSpan]:
    """The key figures of a snapshot with what there is of each, by id."""
    titles = session.exec(select(KoladaKpi).where(KoladaKpi.snapshot_id == snapshot).order_by(col(KoladaKpi.kpi)))
    wanted = select(KoladaValue.kpi, KoladaValue.municipality, KoladaValue.year)
    found: dict[str, tuple[set[str], set[int]]] = {}
    for kpi, municipality, year in session.exec(wanted.where(KoladaValue.snapshot_id == snapshot)):
        municipalities, years = found.setdefault(kpi, (set(), set()))
        municipalities.add(municipality)
        years.add(year)
    spans = []
    for one in titles:
        municipalities, years = found.get(one.kpi, (set(), set()))
        first, last = (min(years), max(years)) if years else (None, None)
        spans.append(KpiSpan(one.kpi, one.title, len(municipalities), first, last))
    return spans


def values_of(
    session: Session, snapshot: int, kpis: Collection[str], years: range
) -> dict[tuple[str, int, str], float]:
    """The values of key figures in a snapshot by key figure, year and municipality."""
    wanted = select(KoladaValue).where(
        KoladaValue.snapshot_id == snapshot,
        col(KoladaValue.kpi).in_(kpis),
        KoladaValue.year >= years.start,
        KoladaValue.year < years.stop,
    )
    return {(one.kpi, one.year, one.municipality): one.value for one in session.exec(wanted)}
