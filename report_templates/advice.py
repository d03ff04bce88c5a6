"""What a municipality can do about a weak figure: which piece of advice the figures call for, by rule. Pure.

The advice itself stands in `sections/what_to_do.py`. It follows what municipalities that got better told the
association of municipalities that they had done (method study, source S3), in our own words.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, get_args

from report_templates.material import Material
from report_templates.standing import standings
from scoring.figures import Figure
from scoring.rounding import with_decimals
from scoring.small_samples import is_few
from shopper.records import ReferenceValue

Topic = Literal["letters", "contact", "answer", "courtesy", "more", "speed", "sender"]

TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
"""In the order in which they matter to who asks: to be answered at all, to get the answer, to be met well, the rest."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A figure is weak when its whole interval lies on the wrong side of `limit` (points, or working hours).

    More is better, but for hours.
    """

    topic: Topic
    figure: str
    limit: int


RULES: Final = (
    Rule("letters", "measure_1_pct", 90),
    Rule("contact", "contact_pct", 80),
    Rule("contact", "measure_2_pct", 70),
    Rule("answer", "answer_good_share_pct", 65),
    Rule("courtesy", "measure_3_pct", 75),
    Rule("courtesy", "courtesy_good_share_pct", 85),
    Rule("courtesy", "interest_good_share_pct", 65),
    Rule("more", "information_good_share_pct", 70),
    Rule("more", "extra_information_pct", 50),
    Rule("speed", "mean_hours", 9),
    Rule("sender", "complete_sender_pct", 95),
)
"""Limits of our own, set near what the better municipalities of the published results reach (method study 10).

65 is the goal for questions answered at once that a municipality in the source had set itself; nine hours is one
working day. A target that the municipality has set itself, and the method's own, go before them.
"""

Reason = Literal["target", "worse", "limit"]
Side = Literal["", "reached", "missed", "either", "no_contacts", "not_counted"]


@dataclass(frozen=True, slots=True)
class Weakness:
    """A figure that calls for advice, and why: a target missed, worse than others or last time, or beyond the limit.

    `other` is the target or the limit, whole, or the value compared with; `distance` is how far our value is from it,
    as a part of it.
    """

    topic: Topic
    figure: str
    reason: Reason
    other: int | ReferenceValue
    distance: Fraction


@dataclass(frozen=True, slots=True)
class TargetStanding:
    """How a target stands: `value` is what was set, `left` what is missing, exact, 0 when it is reached.

    `side` says where the interval lies: wholly on the right side of the target, wholly on the wrong one, or around it;
    empty where there is no interval. Where there is no value, `left` is None and `side` says why: no contacts, or a
    method that does not count it. With so many decimals (`places`) the value prints on the side where it lies.
    """

    figure: str
    value: int
    left: Fraction | None
    side: Side
    is_own: bool
    places: int = 0


def targets(material: Material) -> tuple[TargetStanding, ...]:
    """The municipality's targets, then the method's own for Measure 1 unless the municipality has set another."""
    chosen = [(one.figure, one.value, True) for one in material.around.targets]
    if "measure_1_pct" not in {figure for figure, *_ in chosen}:
        chosen.append(("measure_1_pct", material.method.mail.target_percent, False))
    total = material.figures.total.figures
    return tuple(
        target_standing(total[figure], value, is_own=is_own)
        if figure in total
        else TargetStanding(figure, value, None, "not_counted", is_own)
        for figure, value, is_own in chosen
    )


def weaknesses(material: Material) -> tuple[Weakness, ...]:
    """What calls for advice, one figure a topic: missed targets first, then in the order in which a citizen meets it.

    Of several figures about one topic a missed target stands for it, else what is worse than last time or than similar
    municipalities, else what is furthest beyond its limit.
    """
    found = (*_of_targets(material), *_of_standings(material), *_of_limits(material))
    reasons: dict[Reason, int] = {"target": 0, "worse": 1, "limit": 2}
    first: dict[Topic, Weakness] = {}
    for one in sorted(found, key=lambda one: (reasons[one.reason], -one.distance)):
        first.setdefault(one.topic, one)
    return tuple(sorted(first.values(), key=lambda one: (one.reason != "target", TOPICS.index(one.topic))))


def topic_of(figure: str) -> Topic | None:
    """The topic whose advice helps this figure; None for a figure that nothing is advised on."""
    extra: dict[str, Topic] = {
        "reply_none_pct": "letters",
        "median_hours": "speed",
        "measure_2_answered_pct": "contact",
    }
    return next((rule.topic for rule in RULES if rule.figure == figure), extra.get(figure))


def less_is_better(figure: str) -> bool:
    """Whether a low value is the good one: hours, and letters that got no answer."""
    return figure.endswith("_hours") or figure == "reply_none_pct"


def target_standing(figure: Figure, value: int, *, is_own: bool) -> TargetStanding:
    """How the figure stands against a target, decided by its exact value."""
    if figure.value is None:
        return TargetStanding(figure.key, value, None, "no_contacts", is_own)
    left = max(Fraction(0), _missing(figure.key, figure.value, value))
    return TargetStanding(
        figure.key, value, left, _side(figure, value), is_own, _places(figure.key, figure.value, value)
    )


def _missing(key: str, own: Fraction, value: int) -> Fraction:
    return own - value if less_is_better(key) else value - own


def _places(key: str, own: Fraction, value: int) -> int:
    """Hours have one decimal and all else none, but more where a missed target would look reached."""
    places = int(key.endswith("_hours"))
    while _missing(key, own, value) > 0 >= _missing(key, Fraction(with_decimals(own, places)), value):
        places += 1
    return places


def _side(figure: Figure, value: int) -> Side:
    if figure.low is None or figure.high is None:
        return ""
    less = less_is_better(figure.key)
    if (figure.high <= value) if less else (figure.low >= value):
        return "reached"
    if (figure.low > value) if less else (figure.high < value):
        return "missed"
    return "either"


def _of_targets(material: Material) -> list[Weakness]:
    return [
        Weakness(topic, one.figure, "target", one.value, one.left / max(1, one.value))
        for one in targets(material)
        if one.left and (topic := topic_of(one.figure)) is not None
    ]


def _of_standings(material: Material) -> list[Weakness]:
    return [
        Weakness(topic, one.key, "worse", one.other, _distance(material.total(one.key), one.other.value))
        for one in standings(material)
        if not one.is_better and (topic := topic_of(one.key)) is not None
    ]


def _of_limits(material: Material) -> list[Weakness]:
    return [
        Weakness(rule.topic, rule.figure, "limit", rule.limit, _distance(material.total(rule.figure), rule.limit))
        for rule in RULES
        if _is_beyond(material.total(rule.figure), rule.limit)
    ]


def _is_beyond(figure: Figure, limit: int) -> bool:
    if figure.low is None or figure.high is None or is_few(figure):
        return False
    return figure.low > limit if less_is_better(figure.key) else figure.high < limit


def _distance(figure: Figure, other: int) -> Fraction:
    return Fraction(0) if figure.value is None else abs(figure.value - other) / max(1, other)
