"""How our value stands beside another one, in words that follow the thresholds of `TextRules`. Pure."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from report_templates.language import Language
from scoring.against_mean import AgainstMean
from scoring.change import Change, Verdict
from scoring.comparison import Comparison, Standing, places_of, printed_value
from scoring.rounding import NOTHING, with_decimals
from shopper.records import ReferenceValue
from shopper.texts import mark

_UNTESTABLE: Final = mark("kan inte prövas")
_SIMILAR: Final[Mapping[Standing, str]] = {
    "level": mark("Resultatet är i nivå med snittet för likvärdiga kommuner ({theirs})."),
    "slightly_better": mark("Resultatet är något bättre än snittet för likvärdiga kommuner ({theirs})."),
    "better": mark("Resultatet är bättre än snittet för likvärdiga kommuner ({theirs})."),
    "slightly_worse": mark("Resultatet är något under snittet för likvärdiga kommuner ({theirs})."),
    "worse": mark("Resultatet är under snittet för likvärdiga kommuner ({theirs})."),
}
_SIMILAR_HOURS: Final[Mapping[Standing, str]] = {
    "level": mark("Svarstiden är i nivå med snittet för likvärdiga kommuner ({theirs})."),
    "slightly_better": mark("Svarstiden är något kortare än snittet för likvärdiga kommuner ({theirs})."),
    "better": mark("Svarstiden är kortare än snittet för likvärdiga kommuner ({theirs})."),
    "slightly_worse": mark("Svarstiden är något längre än snittet för likvärdiga kommuner ({theirs})."),
    "worse": mark("Svarstiden är längre än snittet för likvärdiga kommuner ({theirs})."),
}
_PREVIOUS: Final[Mapping[Standing, str]] = {
    "level": mark("Vid förra mätningen var värdet {theirs}; årets resultat är i nivå med det."),
    "slightly_better": mark("Vid förra mätningen var värdet {theirs}; årets resultat är något bättre."),
    "better": mark("Vid förra mätningen var värdet {theirs}; årets resultat är bättre."),
    "slightly_worse": mark("Vid förra mätningen var värdet {theirs}; årets resultat är något sämre."),
    "worse": mark("Vid förra mätningen var värdet {theirs}; årets resultat är sämre."),
}
_PREVIOUS_HOURS: Final[Mapping[Standing, str]] = {
    "level": mark("Vid förra mätningen var svarstiden {theirs}; i år är den i nivå med det."),
    "slightly_better": mark("Vid förra mätningen var svarstiden {theirs}; i år är den något kortare."),
    "better": mark("Vid förra mätningen var svarstiden {theirs}; i år är den kortare."),
    "slightly_worse": mark("Vid förra mätningen var svarstiden {theirs}; i år är den något längre."),
    "worse": mark("Vid förra mätningen var svarstiden {theirs}; i år är den längre."),
}
_SHORT: Final[Mapping[Standing, str]] = {
    "level": mark("i nivå"),
    "slightly_better": mark("något bättre"),
    "better": mark("bättre"),
    "slightly_worse": mark("något under"),
    "worse": mark("under"),
}
_SHORT_HOURS: Final[Mapping[Standing, str]] = {
    "level": mark("i nivå"),
    "slightly_better": mark("något kortare"),
    "better": mark("kortare"),
    "slightly_worse": mark("något längre"),
    "worse": mark("längre"),
}


def beside_similar(language: Language, found: Comparison) -> str:
    """How our value stands beside the mean of similar municipalities, as a sentence."""
    sentences = _SIMILAR_HOURS if _is_hours(found) else _SIMILAR
    return language.say(sentences[found.standing], theirs=reference_text(language, found.reference))


def beside_previous(language: Language, found: Comparison) -> str:
    """How our value stands beside that of the previous measurement, as a sentence."""
    sentences = _PREVIOUS_HOURS if _is_hours(found) else _PREVIOUS
    return language.say(sentences[found.standing], theirs=reference_text(language, found.reference))


def standing_words(language: Language, found: Comparison) -> str:
    """The standing alone, for a table: `i nivå`, `något bättre`."""
    return language.say((_SHORT_HOURS if _is_hours(found) else _SHORT)[found.standing])


def only_similar(language: Language, reference: ReferenceValue) -> str:
    """The mean of similar municipalities, where ours must not be set beside it."""
    return language.say("Snittet för likvärdiga kommuner är {theirs}.", theirs=reference_text(language, reference))


def only_previous(language: Language, reference: ReferenceValue) -> str:
    """The value of the previous measurement, where ours must not be set beside it."""
    return language.say("Vid förra mätningen var värdet {theirs}.", theirs=reference_text(language, reference))


def reference_text(language: Language, reference: ReferenceValue) -> str:
    """A value to compare with, in its unit: hours that were counted here with one decimal, all else whole."""
    return _in_unit(language, reference, printed_value(reference))


def range_text(language: Language, reference: ReferenceValue) -> str:
    """The lowest and highest of similar municipalities, printed as the value is; `-` where they are not known."""
    ends = ends_text(language, reference)
    return NOTHING if ends is None else "\u2013".join(ends)


def ends_text(language: Language, reference: ReferenceValue) -> tuple[str, str] | None:
    """The lowest as a bare number and the highest with its unit, for one span of both; None where unknown."""
    if reference.exact_range is not None:
        low, high = reference.exact_range
    elif reference.low is not None and reference.high is not None:
        low, high = Fraction(reference.low), Fraction(reference.high)
    else:
        return None
    return language.decimal(with_decimals(low, places_of(reference))), _in_unit(language, reference, high)


def _in_unit(language: Language, reference: ReferenceValue, value: Fraction) -> str:
    if not reference.figure.endswith("_hours"):
        return language.percent(value)
    return language.hours(value) if places_of(reference) else language.whole_hours(value)


def chance(language: Language, found: Comparison) -> str:
    """Whether chance alone may explain a difference from an imported earlier value; nothing where there is none."""
    if found.difference == 0 or found.within_chance is None:
        return ""
    if found.within_chance:
        return language.say("Skillnaden ryms inom vad slumpen ensam kan ge.")
    return language.say("Hur säkert det förra värdet är går inte att säga: det är inläst utan sitt underlag.")


def mean_sentence(language: Language, found: Comparison, against: AgainstMean | None) -> str:
    """Whether chance alone may explain a difference from a mean; nothing where there is none, or no test."""
    if found.difference == 0 or against is None or against.p is None:
        return ""
    if against.verdict == "unclear":
        return language.say("Skillnaden ryms inom vad slumpen ensam kan ge.")
    return language.say("Skillnaden är större än vad slumpen ensam brukar ge.")


def verdict_word(language: Language, judged: Change | AgainstMean) -> str:
    """The verdict on a difference, for a table."""
    if is_untestable(judged):
        return language.say(_UNTESTABLE)
    words: Mapping[Verdict, str] = {
        "better": language.say("bättre"),
        "worse": language.say("sämre"),
        "unclear": language.say("kan vara slump"),
        "too_few": language.say("för få"),
    }
    return words[judged.verdict]


def is_untestable(judged: Change | AgainstMean) -> bool:
    """Whether no test is defined: all values are alike, and say nothing of how much they vary by chance."""
    return judged.verdict == "unclear" and judged.p is None


def change_sentence(language: Language, change: Change) -> str:
    """The verdict on a change since a wave of our own; the word of the report on it, as its table of changes has it."""
    if is_untestable(change):
        return ""
    sentences: Mapping[Verdict, str] = {
        "better": language.say("Förbättringen är större än vad slumpen ensam brukar ge."),
        "worse": language.say("Försämringen är större än vad slumpen ensam brukar ge."),
        "unclear": language.say("Skillnaden ryms inom vad slumpen ensam kan ge."),
        "too_few": language.say("Det är för få kontakter för att säga om något har ändrats."),
    }
    return "" if change.difference == 0 else sentences[change.verdict]


def _is_hours(found: Comparison) -> bool:
    return found.reference.figure.endswith("_hours")
