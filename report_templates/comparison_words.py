"""How our value stands beside another one, in words that follow the thresholds of `TextRules`. Pure."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from report_templates.language import Language
from scoring.change import Change, Verdict
from scoring.comparison import Comparison, Standing
from shopper.texts import mark

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
    return language.say(sentences[found.standing], theirs=their_value(language, found))


def beside_previous(language: Language, found: Comparison) -> str:
    """How our value stands beside that of the previous measurement, as a sentence."""
    sentences = _PREVIOUS_HOURS if _is_hours(found) else _PREVIOUS
    return language.say(sentences[found.standing], theirs=their_value(language, found))


def standing_words(language: Language, found: Comparison) -> str:
    """The standing alone, for a table: `i nivå`, `något bättre`."""
    return language.say((_SHORT_HOURS if _is_hours(found) else _SHORT)[found.standing])


def their_value(language: Language, found: Comparison) -> str:
    """The other value in its unit, for print."""
    value = Fraction(found.reference.value)
    return language.whole_hours(value) if _is_hours(found) else language.percent(value)


def chance(language: Language, found: Comparison) -> str:
    """Whether chance alone may explain a difference; nothing where there is none, or no interval."""
    if found.difference == 0 or found.within_chance is None:
        return ""
    if found.within_chance:
        return language.say("Skillnaden ryms inom vad slumpen ensam kan ge.")
    if found.reference.scope == "previous":  # imported: what it was counted from is not known
        return language.say("Hur säkert det förra värdet är går inte att säga: det är inläst utan sitt underlag.")
    return language.say("Skillnaden är större än vad slumpen ensam brukar ge.")


def change_sentence(language: Language, change: Change) -> str:
    """The verdict on a change since a wave of our own; the word of the report on it, as its table of changes has it."""
    sentences: Mapping[Verdict, str] = {
        "better": language.say("Förbättringen är större än vad slumpen ensam brukar ge."),
        "worse": language.say("Försämringen är större än vad slumpen ensam brukar ge."),
        "unclear": language.say("Skillnaden ryms inom vad slumpen ensam kan ge."),
        "too_few": language.say("Det är för få kontakter för att säga om något har ändrats."),
    }
    return "" if change.difference == 0 else sentences[change.verdict]


def _is_hours(found: Comparison) -> bool:
    return found.reference.figure.endswith("_hours")
