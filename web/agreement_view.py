"""What the page of agreement says of each factor, grader and week: figures in the reader's language, and in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from babel.numbers import format_decimal

from scoring.agreement import Agreement
from scoring.rounding import whole
from scoring.wave_agreement import FEWEST_PAIRS, Channel, FactorAgreement, GraderAgreement, WaveAgreement, WeekAgreement
from shopper.texts import mark
from web.agreement_chart import AlphaDrawing, WeekDrawing, alpha_drawing, week_drawing
from web.language import gettext, language_in_use, percent
from web.words import word

NOTHING: Final = "–"
FEWEST_WEEKS: Final = 2
"""One week is no development."""

VERDICTS: Final = {
    "reliable": mark("Tillförlitligt."),
    "tentative": mark("Bara för försiktiga slutsatser."),
    "unreliable": mark("Inte tillförlitligt: gå igenom vad stegen betyder."),
}
LACKS: Final = {
    "no_pair": mark("Ingen har bedömts två gånger."),
    "one_pair": mark("Bara en har bedömts två gånger."),
    "no_variation": mark("Alla fick samma steg, så det går inte att skilja enighet från slump."),
}
LETTER_FACTORS: Final = {
    "sender": mark("Avsändarens uppgifter"),
    "extra_information": mark("Mer än svaret"),
}


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor as a line of the table."""

    name: str
    pairs: int
    agreed: str
    alpha: str
    interval: str
    words: str
    one_sided: int
    stricter: int | None
    milder: int | None


@dataclass(frozen=True, slots=True)
class GraderLine:
    """One first grader as a line of a table: alpha of each factor with its n, or that there are too few."""

    grader: str
    contacts: int
    is_few: bool
    factors: tuple[FactorLine, ...]
    stricter: int
    milder: int


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week as a line of a table."""

    week: int
    contacts: int
    agreed: str
    interval: str
    is_below: bool


@dataclass(frozen=True, slots=True)
class ChannelView:
    """Calls, or letters: their contacts that were graded twice, by factor, by grader and by week, with the charts."""

    channel: Channel
    contacts: int
    factors: list[FactorLine]
    drawing: AlphaDrawing
    axis: list[str]
    graders: list[GraderLine]
    weeks: list[WeekLine]
    week_drawing: WeekDrawing | None


def channel_views(found: WaveAgreement) -> list[ChannelView]:
    """The channels with something graded twice, calls first."""
    counts: tuple[tuple[Channel, int], ...] = (("call", found.calls), ("mail", found.letters))
    return [_channel(found, channel, contacts) for channel, contacts in counts if contacts]


def _channel(found: WaveAgreement, channel: Channel, contacts: int) -> ChannelView:
    factors = [one for one in found.factors if one.channel == channel]
    weeks = [one for one in found.weeks if one.channel == channel and one.graded]
    drawing = alpha_drawing(factors)
    return ChannelView(
        channel=channel,
        contacts=contacts,
        factors=[_factor(one) for one in factors],
        drawing=drawing,
        axis=[str(format_decimal(tick.value, locale=language_in_use())) for tick in drawing.across],
        graders=[_grader(one) for one in found.graders if one.channel == channel],
        weeks=[_week(one) for one in weeks],
        week_drawing=week_drawing(weeks) if len(weeks) >= FEWEST_WEEKS else None,
    )


def _factor(one: FactorAgreement) -> FactorLine:
    found = one.found
    is_ordered = one.level == "ordinal"
    return FactorLine(
        name=factor_name(one.factor),
        pairs=found.pairs,
        agreed=_percent(found.agreed, found.pairs),
        alpha=_two_decimals(found.alpha),
        interval=_between(_two_decimals(found.low), _two_decimals(found.high)),
        words=_words(found),
        one_sided=one.one_sided,
        stricter=one.stricter if is_ordered else None,
        milder=one.milder if is_ordered else None,
    )


def _grader(one: GraderAgreement) -> GraderLine:
    return GraderLine(
        grader=one.grader or gettext("okänd"),
        contacts=one.contacts,
        is_few=one.is_few,
        factors=tuple(_factor(factor) for factor in one.factors),
        stricter=sum(factor.stricter for factor in one.factors),
        milder=sum(factor.milder for factor in one.factors),
    )


def _week(one: WeekAgreement) -> WeekLine:
    low, high = (_whole_percent(bound) for bound in one.bounds)
    return WeekLine(one.week, one.contacts, _percent(one.agreed, one.graded), _between(low, high), one.is_below)


def factor_name(factor: str) -> str:
    """A factor of either channel in the language of the request."""
    return gettext(LETTER_FACTORS[factor]) if factor in LETTER_FACTORS else word(factor, "factor")


def few_sentence(lines: Sequence[GraderLine]) -> str:
    """What is said of graders of too few contacts; empty where there are none."""
    if not any(line.is_few for line in lines):
        return ""
    return gettext("Med färre än %(num)d kontakter sägs inget om en enskild person.") % {"num": FEWEST_PAIRS}


def _words(found: Agreement) -> str:
    if found.lack:
        return gettext(LACKS[found.lack])
    verdict = found.verdict or "unreliable"
    return gettext(VERDICTS[verdict])


def _two_decimals(value: float | None) -> str:
    return NOTHING if value is None else str(format_decimal(value, format="0.00", locale=language_in_use()))


def _percent(part: int, base: int) -> str:
    return NOTHING if not base else percent(whole(Fraction(100 * part, base)) or 0)


def _whole_percent(bound: float | None) -> str:
    return NOTHING if bound is None else percent(round(bound))


def _between(low: str, high: str) -> str:
    if NOTHING in {low, high}:
        return NOTHING
    return gettext("%(low)s till %(high)s") % {"low": low, "high": high}
