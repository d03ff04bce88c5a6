"""What the page of a wave's plan shows, read from the store: counts, what is wanting and why, and the charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from scheduler.changes.refs import StoredProbe
from scheduler.ordered_plans import UNDER_WAY, newest_order
from scheduler.planning.hours import days_between
from scheduler.planning.parts import Channel, PlannedProbe
from scheduler.planning.spread import load_of, spread_of
from scheduler.stored.contacts import contacts
from scheduler.stored.plan import plan_request
from shopper.alphabet import by_name
from shopper.queries import method_of
from shopper.tables.plans import PlanOrder
from shopper.tables.study import Measurement, Municipality, Wave
from web.plan_charts import HeatMap, LoadRow, SpreadTable, Week, heat_map, load_rows, spread_table
from web.plan_lacks import Lacks, lacks_of
from web.plan_words import Names

CHANNELS: Final[tuple[Channel, ...]] = ("call", "mail")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many contacts there are, spares among them or not, and how many are locked."""

    calls: int
    letters: int
    spare_calls: int
    spare_letters: int
    locked: int

    @property
    def all(self) -> int:
        """Every contact."""
        return self.calls + self.letters + self.spare_calls + self.spare_letters


@dataclass(frozen=True, slots=True)
class Charts:
    """The plan's charts: when, who, and where."""

    heat: list[HeatMap]
    weeks: list[Week]
    loads: list[LoadRow]
    spreads: list[SpreadTable]


@dataclass(frozen=True, slots=True)
class PlanView:
    """One wave's plan: `order` is its newest planning, `made` the newest that ended with a plan."""

    wave: Wave
    names: Names
    order: PlanOrder | None
    made: PlanOrder | None
    counts: Counts
    lacks: Lacks
    small: list[tuple[str, int]]
    charts: Charts | None

    @property
    def is_under_way(self) -> bool:
        """Whether a planning is ordered or running."""
        return self.order is not None and self.order.state in UNDER_WAY


def names_of(session: Session, wave: Wave) -> Names:
    """What the wave's areas and municipalities are called."""
    return Names(method_of(wave), {row.code: row.name for row in _municipalities(session, wave)})


def plan_view(session: Session, wave: Wave, place: str = "") -> PlanView:
    """The wave's plan; with the code of a municipality as `place`, its charts are of that one alone."""
    names, stored = names_of(session, wave), contacts(session, wave)
    made = newest_order(session, wave, "done")
    limit = names.method.plan.small_population
    small = [(row.name, row.population) for row in _municipalities(session, wave) if row.population < limit]
    return PlanView(
        wave=wave,
        names=names,
        order=newest_order(session, wave),
        made=made,
        counts=counts_of(stored),
        lacks=lacks_of(wave, names, stored, made),
        small=small,
        charts=_charts(session, wave, names, [one.probe for one in stored], place) if stored else None,
    )


def counts_of(stored: Sequence[StoredProbe]) -> Counts:
    """How many of each kind there are."""
    kinds = [(one.probe.channel, one.probe.spare) for one in stored]
    return Counts(
        calls=kinds.count(("call", False)),
        letters=kinds.count(("mail", False)),
        spare_calls=kinds.count(("call", True)),
        spare_letters=kinds.count(("mail", True)),
        locked=sum(one.locked for one in stored),
    )


def _municipalities(session: Session, wave: Wave) -> Sequence[Municipality]:
    wanted = (
        select(Municipality)
        .join(Measurement, col(Measurement.municipality_code) == Municipality.code)
        .where(Measurement.wave_id == wave.id)
    )
    return by_name(session.exec(wanted))


def _charts(session: Session, wave: Wave, names: Names, probes: list[PlannedProbe], place: str) -> Charts:
    """The load is always that of the whole wave: an interviewer's hours are one for all municipalities."""
    here = [one for one in probes if place in {"", one.municipality}]
    every_day = days_between(wave.first_day, wave.last_day)
    working = [day for day in every_day if day.isoweekday() in names.method.working_time.weekdays]
    request = plan_request(session, wave)
    weeks, loads = load_rows(load_of(request, probes))
    return Charts(
        heat=[heat_map("call", here, working), heat_map("mail", here, every_day)],
        weeks=weeks,
        loads=loads,
        spreads=[spread_table(channel, spread_of(request, here, channel)) for channel in CHANNELS],
    )
