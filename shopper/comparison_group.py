"""The comparison group: the municipalities that a municipality's figures are compared with.

A wave stores a rule, `Wave.comparison`, rather than names: who belongs is asked for when it is needed. Only waves whose
methods can stand on the same line count (`comparable_from`, method study 2.1): this one, and launched ones before it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from shopper.alphabet import by_name
from shopper.faults import BadInput
from shopper.kolada.stored import groups_of, newest_snapshot
from shopper.queries import method_of, stored_id
from shopper.tables.kolada import KoladaGroup
from shopper.tables.study import Measurement, Municipality, Wave


@dataclass(frozen=True, slots=True)
class OfTheWave:
    """All the others in the same wave."""

    def as_stored(self) -> dict[str, Any]:
        """The rule as `Wave.comparison` holds it."""
        return {"rule": "wave"}


@dataclass(frozen=True, slots=True)
class OfPopulation:
    """Those with so many inhabitants, both limits included."""

    fewest: int
    most: int

    def as_stored(self) -> dict[str, Any]:
        """The rule as `Wave.comparison` holds it."""
        return {"rule": "population", "from": self.fewest, "to": self.most}


@dataclass(frozen=True, slots=True)
class OfList:
    """Those that were chosen one by one."""

    codes: frozenset[str]

    def as_stored(self) -> dict[str, Any]:
        """The rule as `Wave.comparison` holds it."""
        return {"rule": "list", "codes": sorted(self.codes)}


@dataclass(frozen=True, slots=True)
class OfKoladaGroup:
    """The members of a group of Kolada, as they were in one snapshot: members and ids change every year."""

    group: str
    snapshot: int

    def as_stored(self) -> dict[str, Any]:
        """The rule as `Wave.comparison` holds it."""
        return {"rule": "kolada", "group": self.group, "snapshot": self.snapshot}


Rule = OfTheWave | OfPopulation | OfList | OfKoladaGroup


@dataclass(frozen=True, slots=True)
class Member:
    """A municipality of the group, and the names of the waves in which it is or was measured, the latest first."""

    code: str
    name: str
    population: int
    waves: tuple[str, ...]


def rule_of(stored: dict[str, Any]) -> Rule:
    """The rule that a wave stores; none yet is that of the wave. BadInput when it is no rule at all."""
    kind = stored.get("rule", "wave")
    if kind == "wave":
        return OfTheWave()
    if kind == "population":
        return OfPopulation(int(stored["from"]), int(stored["to"]))
    if kind == "list":
        return OfList(frozenset(stored["codes"]))
    if kind == "kolada":
        return OfKoladaGroup(str(stored["group"]), int(stored["snapshot"]))
    raise BadInput(f"{kind!r} is no rule of a comparison group; allowed are wave, population, list and kolada")


def takes(session: Session, rule: Rule) -> Callable[[Municipality], bool]:
    """Whether the rule asks for a municipality; BadInput when the snapshot does not have the group of Kolada."""
    if isinstance(rule, OfPopulation):
        return lambda municipality: rule.fewest <= municipality.population <= rule.most
    if isinstance(rule, OfTheWave):
        return lambda _: True
    codes = rule.codes if isinstance(rule, OfList) else frozenset(kolada_group(session, rule).members.split())
    return lambda municipality: municipality.code in codes


def kolada_group(session: Session, rule: OfKoladaGroup) -> KoladaGroup:
    """The group as it was in the rule's snapshot; BadInput when the snapshot has no such group."""
    found = session.get(KoladaGroup, (rule.snapshot, rule.group))
    if found is None:
        raise BadInput(f"the snapshot {rule.snapshot} of Kolada has no group {rule.group}; choose another group")
    return found


def members(session: Session, wave: Wave) -> list[Member]:
    """Who is in the wave's comparison group now, by name. The municipality that is compared leaves itself out."""
    return members_by(session, wave, rule_of(wave.comparison))


def members_by(session: Session, wave: Wave, rule: Rule) -> list[Member]:
    """Who would be in the group by this rule."""
    is_asked_for = takes(session, rule)
    measured_ones = _measured(session, waves_of_rule(session, wave, rule))
    return [member for municipality, member in measured_ones if is_asked_for(municipality)]


def groups_to_choose(session: Session, wave: Wave) -> list[KoladaGroup]:
    """The groups of Kolada that a wave can be compared with: of the newest snapshot, and the one that is chosen now.

    Left out are those that neither have one of the wave's municipalities as a member nor name it, as the groups of
    those similar to it do.
    """
    newest, rule = newest_snapshot(session), rule_of(wave.comparison)
    found = [] if newest is None else groups_of(session, stored_id(newest.id))
    codes, names = _codes_and_names(session, wave)
    relevant = [one for one in found if codes & set(one.members.split()) or any(name in one.title for name in names)]
    is_there = {(one.snapshot_id, one.group_id) for one in relevant}
    if isinstance(rule, OfKoladaGroup) and (rule.snapshot, rule.group) not in is_there:
        relevant.append(kolada_group(session, rule))
    return relevant


def _codes_and_names(session: Session, wave: Wave) -> tuple[set[str], set[str]]:
    of_wave = select(Measurement.municipality_code).where(Measurement.wave_id == wave.id)
    rows = session.exec(select(Municipality.code, Municipality.name).where(col(Municipality.code).in_(of_wave))).all()
    return {code for code, _ in rows}, {name for _, name in rows}


def waves_of_rule(session: Session, wave: Wave, rule: Rule) -> list[Wave]:
    """The waves in which the rule looks for members, this one first, and then the latest first."""
    return [wave] if isinstance(rule, OfTheWave) else comparable_waves(session, wave)


def measured(session: Session, wave: Wave) -> list[Member]:
    """Every municipality that can be in the wave's group at all, by name."""
    return [member for _, member in _measured(session, comparable_waves(session, wave))]


def comparable_waves(session: Session, wave: Wave) -> list[Wave]:
    """This wave, and before it the launched ones whose figures can stand beside its own, the latest first."""
    line = method_of(wave).comparable_from
    earlier = session.exec(
        select(Wave)
        .where(Wave.id != wave.id, Wave.state != "draft", Wave.first_day <= wave.first_day)
        .order_by(col(Wave.first_day).desc(), Wave.name)
    )
    return [wave, *(one for one in earlier if method_of(one).comparable_from == line)]


def _measured(session: Session, waves: Iterable[Wave]) -> Iterator[tuple[Municipality, Member]]:
    names = {wave.id: wave.name for wave in waves}
    waves_of = _waves_of(session, names)
    wanted = select(Municipality).where(col(Municipality.code).in_(waves_of))
    for one in by_name(session.exec(wanted)):
        # In the order of `waves`, the latest first.
        where = tuple(name for wave_id, name in names.items() if wave_id in waves_of[one.code])
        yield one, Member(one.code, one.name, one.population, where)


def _waves_of(session: Session, wave_ids: Collection[int | None]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    wanted = select(Measurement.municipality_code, Measurement.wave_id).where(col(Measurement.wave_id).in_(wave_ids))
    for code, wave_id in session.exec(wanted):
        found.setdefault(code, set()).add(wave_id)
    return found
