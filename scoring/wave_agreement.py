"""How far the grades of a wave can be trusted: agreement by factor, by grader, and week by week. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from scoring.agreement import Agreement, Level, agreement
from scoring.intervals import Bounds, wilson
from shopper.call_rules import GRADES
from shopper.method import Method
from shopper.records import GradedPair

Channel = Literal["call", "mail"]

FEWEST_PAIRS: Final = 10
"""Of fewer contacts with one grader nothing is said of that grader (peers 8: intervals are far too wide)."""

LETTER_FACTORS: Final = ("sender", "extra_information")
YES_OR_NO: Final = ("yes", "no")


@dataclass(frozen=True, slots=True)
class FactorAgreement:
    """Agreement about one factor. `one_sided`: contacts where only one of the two found the factor to be graded.

    `stricter` and `milder`: how often the first grader was below and above the second on a scale that has an order.
    """

    channel: Channel
    factor: str
    level: Level
    found: Agreement
    one_sided: int
    stricter: int
    milder: int


@dataclass(frozen=True, slots=True)
class GraderAgreement:
    """One first grader against those who graded the same contacts again. `is_few`: too few contacts to say anything."""

    grader: str
    channel: Channel
    contacts: int
    factors: tuple[FactorAgreement, ...]
    is_few: bool


@dataclass(frozen=True, slots=True)
class WeekAgreement:
    """How often both gave the same grade in one ISO week, all factors together, with the share's 95 % interval.

    `agreed` of `graded` grades on `contacts`. `is_below`: the interval lies wholly below that of all weeks before.
    The grades of one contact go together, which makes the interval too narrow: such a week is worth a look, no proof.
    """

    channel: Channel
    year: int
    week: int
    contacts: int
    graded: int
    agreed: int
    bounds: Bounds
    is_below: bool


@dataclass(frozen=True, slots=True)
class WaveAgreement:
    """Everything about how far two graders of a wave's contacts agree; empty where nothing was graded twice."""

    calls: int
    letters: int
    factors: tuple[FactorAgreement, ...]
    graders: tuple[GraderAgreement, ...]
    weeks: tuple[WeekAgreement, ...]


def wave_agreement(pairs: Sequence[GradedPair], method: Method, seed: int) -> WaveAgreement:
    """The agreement of all pairs of a wave, on the scales of its method. The seed makes the intervals repeatable."""
    return WaveAgreement(
        calls=sum(pair.channel == "call" for pair in pairs),
        letters=sum(pair.channel == "mail" for pair in pairs),
        factors=tuple(one for channel in _channels(pairs) for one in _factors(pairs, channel, method, seed)),
        graders=tuple(one for channel in _channels(pairs) for one in _graders(pairs, channel, method, seed)),
        weeks=tuple(one for channel in _channels(pairs) for one in _weeks(pairs, channel)),
    )


def scale_of(channel: Channel, factor: str, method: Method) -> tuple[tuple[str, ...], Level]:
    """The words of a factor's scale and how they are related."""
    if channel == "call":
        return getattr(method.call, factor), "ordinal"
    return (method.mail.sender if factor == "sender" else YES_OR_NO), "nominal"


def _channels(pairs: Iterable[GradedPair]) -> tuple[Channel, ...]:
    found = {pair.channel for pair in pairs}
    return tuple(channel for channel in ("call", "mail") if channel in found)


def _factors(pairs: Iterable[GradedPair], channel: Channel, method: Method, seed: int) -> tuple[FactorAgreement, ...]:
    of_channel = [pair for pair in pairs if pair.channel == channel]
    names = GRADES if channel == "call" else LETTER_FACTORS
    return tuple(_factor(of_channel, channel, name, method, seed) for name in names)


def _factor(pairs: Sequence[GradedPair], channel: Channel, factor: str, method: Method, seed: int) -> FactorAgreement:
    scale, level = scale_of(channel, factor, method)
    grades = [(pair.first.get(factor), pair.second.get(factor)) for pair in pairs]
    both = [(first, second) for first, second in grades if first is not None and second is not None]
    apart = [scale.index(first) - scale.index(second) for first, second in both] if level == "ordinal" else []
    return FactorAgreement(
        channel=channel,
        factor=factor,
        level=level,
        found=agreement(both, scale, level, seed),
        one_sided=sum((first is None) != (second is None) for first, second in grades),
        stricter=sum(steps > 0 for steps in apart),
        milder=sum(steps < 0 for steps in apart),
    )


def _graders(pairs: Sequence[GradedPair], channel: Channel, method: Method, seed: int) -> Iterable[GraderAgreement]:
    for grader in sorted({pair.grader for pair in pairs if pair.channel == channel}):
        own = [pair for pair in pairs if pair.grader == grader and pair.channel == channel]
        factors = _factors(own, channel, method, seed)
        yield GraderAgreement(grader, channel, len(own), factors, is_few=len(own) < FEWEST_PAIRS)


def _weeks(pairs: Sequence[GradedPair], channel: Channel) -> Iterable[WeekAgreement]:
    by_week: dict[tuple[int, int], list[GradedPair]] = {}
    for pair in pairs:
        if pair.channel == channel:
            by_week.setdefault((pair.on.isocalendar().year, pair.on.isocalendar().week), []).append(pair)
    agreed_before = graded_before = 0
    for (year, week), own in sorted(by_week.items()):
        agreed, graded = _same(own)
        bounds = wilson(agreed, graded)
        before = wilson(agreed_before, graded_before)[0]
        is_below = before is not None and bounds[1] is not None and bounds[1] < before
        yield WeekAgreement(channel, year, week, len(own), graded, agreed, bounds, is_below)
        agreed_before, graded_before = agreed_before + agreed, graded_before + graded


def _same(pairs: Iterable[GradedPair]) -> tuple[int, int]:
    """How many grades that both gave were the same, of how many."""
    both = [
        pair.second[factor] == grade
        for pair in pairs
        for factor, grade in pair.first.items()
        if grade is not None and pair.second.get(factor) is not None
    ]
    return sum(both), len(both)
