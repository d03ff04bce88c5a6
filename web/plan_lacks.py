"""What a plan lacks: contacts without a time, what is short for the whole, and rules that gave way."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scheduler.changes.refs import StoredProbe
from scheduler.planning.parts import Channel
from shopper.tables.plans import PlanOrder
from shopper.tables.study import Wave
from web.plan_words import Names, reason_of, rule_name, sentence, step_link, step_of

Place = tuple[str, str, str]
"""Channel, municipality and area, by code."""


@dataclass(frozen=True, slots=True)
class UnplacedLine:
    """Contacts of one area and municipality that have no time: how many, and why as far as the planning knew."""

    channel: str
    municipality: str
    area: str
    number: int
    spares: int
    reason: str
    step: str
    link: str


@dataclass(frozen=True, slots=True)
class ShortageLine:
    """What the whole plan lacks, with the step in which it is mended."""

    text: str
    step: str
    link: str


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A rule that gave way for one contact."""

    channel: str
    id: int
    municipality: str
    area: str
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """Everything that is wanting in a plan."""

    unplaced: list[UnplacedLine]
    shortages: list[ShortageLine]
    broken: list[BrokenLine]

    @property
    def missing(self) -> int:
        """How many contacts have no time, spares left out."""
        return sum(line.number for line in self.unplaced)

    @property
    def missing_spares(self) -> int:
        """How many spares have no time."""
        return sum(line.spares for line in self.unplaced)


def lacks_of(wave: Wave, names: Names, stored: Iterable[StoredProbe], made: PlanOrder | None) -> Lacks:
    """What the stored contacts lack. `made` is the newest planning: it knows the reasons."""
    known = list(stored)
    return Lacks(
        unplaced=list(_unplaced(wave, names, known, made)),
        shortages=list(_shortages(names, made)),
        broken=list(_broken(names, known, made)),
    )


def broken_refs(made: PlanOrder | None) -> list[tuple[str, int]]:
    """The contacts for which a rule gave way when the plan was made, as (channel, id)."""
    return sorted({(told["channel"], told["id"]) for told in made.broken}) if made else []


def _unplaced(wave: Wave, names: Names, stored: list[StoredProbe], made: PlanOrder | None) -> Iterator[UnplacedLine]:
    """Counted from the contacts themselves; spares only while the wave is a draft, since they are used up later."""
    has = Counter((*_place(one), one.probe.spare) for one in stored)
    spares = (names.method.quota.spares if wave.spares is None else wave.spares) if wave.state == "draft" else 0
    reasons = _reasons(made)
    for place in _places(names):
        number = max(_quota(names, place[0]) - has[*place, False], 0)
        short = max(spares - has[*place, True], 0) if _quota(names, place[0]) else 0
        if number or short:
            yield _line(names, place, (number, short), reasons.get(place))


def _place(one: StoredProbe) -> Place:
    return one.probe.channel, one.probe.municipality, one.probe.area


def _places(names: Names) -> Iterator[tuple[Channel, str, str]]:
    channels: tuple[Channel, ...] = ("call", "mail")
    for code in names.municipalities:
        for area in names.method.area:
            for channel in channels:
                yield channel, code, area.code


def _quota(names: Names, channel: Channel) -> int:
    return names.method.quota.calls if channel == "call" else names.method.quota.mails


def _reasons(made: PlanOrder | None) -> dict[Place, dict[str, Any]]:
    """Of each place the reason that was met first."""
    found: dict[Place, dict[str, Any]] = {}
    for told in made.unplaced if made else ():
        found.setdefault((told["channel"], told["municipality"], told["area"]), told)
    return found


def _line(names: Names, place: Place, numbers: tuple[int, int], told: dict[str, Any] | None) -> UnplacedLine:
    rule = told["rule"] if told else ""
    return UnplacedLine(
        channel=place[0],
        municipality=names.municipality(place[1]),
        area=names.area(place[2]),
        number=numbers[0],
        spares=numbers[1],
        reason=sentence(reason_of(told), names) if told else "",
        step=step_of(rule) if told else "",
        link=step_link(rule) if told else "",
    )


def _shortages(names: Names, made: PlanOrder | None) -> Iterator[ShortageLine]:
    for told in made.shortages if made else ():
        yield ShortageLine(sentence(reason_of(told), names), step_of(told["rule"]), step_link(told["rule"]))


def _broken(names: Names, stored: list[StoredProbe], made: PlanOrder | None) -> Iterator[BrokenLine]:
    """Those that still stand where the planning put them: what was moved since then was checked as it was moved."""
    by_ref = {(one.ref.channel, one.ref.id): one.probe for one in stored}
    for told in made.broken if made else ():
        probe = by_ref.get((told["channel"], told["id"]))
        if probe is not None and probe.planned_at.isoformat() == told["planned_at"]:
            yield BrokenLine(
                channel=probe.channel,
                id=told["id"],
                municipality=names.municipality(probe.municipality),
                area=names.area(probe.area),
                rule=rule_name(told["rule"]),
                text=sentence(reason_of(told), names),
            )
