"""Training in words: the factors of an example, the grades on its form, and how far two gradings are apart."""

from dataclasses import dataclass
from typing import Final

from shopper.call_rules import GRADES, FieldError
from shopper.method import Method
from shopper.texts import mark
from shopper.training_rules import FACTORS, Agreement, Compared, Value, asks, scale_of
from web.anchors import anchors, criterion
from web.language import gettext, ngettext
from web.letter_anchors import EXTRA, letter_anchor
from web.words import word

YES_OR_NO: Final = {"yes": True, "no": False}
LEGENDS: Final = {
    "outcome": mark("Hur slutade samtalet?"),
    "kind": mark("Vad är brevet?"),
    "sender": mark("Vilka uppgifter lämnar avsändaren om sig?"),
    "extra_information": mark("Gav svaret mer än vad som frågades?"),
}
SENTENCES: Final = {
    "missing": mark("Välj ett av alternativen."),
    "unknown": mark("Välj ett av alternativen."),
    "not_on_scale": mark("Välj ett av alternativen."),
}
"""What the page says beside a factor, by the rule it breaks."""


@dataclass(frozen=True, slots=True)
class Option:
    """One grade as the form offers it. `asks` names the factors that it brings, with a space between."""

    value: str
    text: str
    anchor: str
    asks: str


@dataclass(frozen=True, slots=True)
class FactorField:
    """One factor of the form."""

    name: str
    legend: str
    note: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One factor of a grading beside the agreed one, in words. `first` is the first try, where there were more."""

    factor: str
    given: str
    agreed: str
    first: str
    apart: str
    is_same: bool


def form_fields(channel: str, method: Method) -> list[FactorField]:
    """Every factor of an example's form, with what each grade means."""
    return [_field(factor, method) for factor in FACTORS[channel]]


def factor_word(factor: str) -> str:
    """The factor in the language of the request."""
    return gettext(LEGENDS[factor]) if factor in LEGENDS else word(factor, "factor")


def value_word(factor: str, value: Value | None) -> str:
    """A grade in the language of the request; a dash where nothing was graded."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nej")
    return word(value, factor if factor in {"outcome", "kind", "sender"} else "grade")


def typed_value(factor: str, text: str) -> Value | None:
    """What a field of the form says; None when it is empty or no such answer."""
    if factor == "extra_information":
        return YES_OR_NO.get(text)
    return text or None


def typed_text(value: Value | None) -> str:
    """A grade as the form holds it: what `typed_value` reads."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""


def in_words(errors: list[FieldError]) -> dict[str, str]:
    """What the page says beside each wrong factor."""
    return {error.field: gettext(SENTENCES.get(error.rule, SENTENCES["missing"])) for error in errors}


def compared_lines(compared: list[Compared], first: list[Compared] | None = None) -> list[ComparedLine]:
    """What was compared, in words; `first` is the first try's comparison where this is a later one."""
    firsts = {one.factor: one for one in first or []}
    return [
        ComparedLine(
            factor=factor_word(one.factor),
            given=value_word(one.factor, one.given),
            agreed=value_word(one.factor, one.agreed),
            first=value_word(one.factor, firsts[one.factor].given) if one.factor in firsts else "–",
            apart=_apart(one),
            is_same=one.is_same,
        )
        for one in compared
    ]


def agreement_in_words(agreement: Agreement) -> str:
    """How one factor agrees, as a sentence or two."""
    sentences = [gettext("Som facit i %(same)d av %(cases)d.") % {"same": agreement.same, "cases": agreement.cases}]
    if agreement.stricter:
        sentences.append(gettext("Strängare i %(times)d.") % {"times": agreement.stricter})
    if agreement.milder:
        sentences.append(gettext("Mildare i %(times)d.") % {"times": agreement.milder})
    return " ".join(sentences)


def _apart(one: Compared) -> str:
    if one.is_same:
        return gettext("Lika")
    if one.given is None:
        return gettext("Bedömdes inte, men skulle ha bedömts")
    if one.agreed is None:
        return gettext("Bedömdes, men ska inte bedömas här")
    if one.steps is None:
        return gettext("Olika")
    number = abs(one.steps)
    if one.steps > 0:
        return ngettext("%(num)d steg strängare", "%(num)d steg strängare", number) % {"num": number}
    return ngettext("%(num)d steg mildare", "%(num)d steg mildare", number) % {"num": number}


def _field(factor: str, method: Method) -> FactorField:
    notes = {"extra_information": gettext(EXTRA)} | ({factor: criterion(factor)} if factor in GRADES else {})
    meanings = anchors(factor) if factor in GRADES else {}
    options = tuple(
        Option(
            value=typed_text(value),
            text=value_word(factor, value),
            anchor=meanings.get(str(value)) or letter_anchor(factor, str(value)),
            asks=" ".join(sorted(asks(factor, value, method))),
        )
        for value in scale_of(factor, method)
    )
    return FactorField(factor, factor_word(factor), notes.get(factor, ""), options)
