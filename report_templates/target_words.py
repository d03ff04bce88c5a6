"""How a value and its target are printed: with as many decimals as it takes to show which side it lies on. Pure."""

from fractions import Fraction

from report_templates.advice import TargetStanding
from report_templates.language import Language
from scoring.figures import Figure
from scoring.rounding import NOTHING, with_decimals


def value_beside(language: Language, figure: Figure, one: TargetStanding) -> str:
    """Our value beside its target: 94.6 is not printed as 95 where 95 is asked for and not reached."""
    if figure.value is None:
        return NOTHING
    return _in_unit(language, figure.key, Fraction(with_decimals(figure.value, one.places)), one.places)


def left_text(language: Language, figure: Figure, one: TargetStanding) -> str:
    """What is missing, by the value as it is printed: `5 procentenheter kvar.`; that it is reached where nothing is."""
    if figure.value is None or not one.left:
        return language.say("Nått.")
    left = abs(Fraction(with_decimals(figure.value, one.places)) - one.value)
    if figure.unit == "hours":
        return language.say("{hours} kvar.", hours=_in_unit(language, figure.key, left, one.places))
    if one.places:
        points = language.decimal(with_decimals(left, one.places))
        return language.say("{points} procentenheter kvar.", points=points)
    return language.say_many("{n} procentenhet kvar.", "{n} procentenheter kvar.", int(left))


def whole_text(language: Language, figure: str, value: int) -> str:
    """A whole number in the figure's unit: a target, or the limit of a rule."""
    return language.whole_hours(Fraction(value)) if figure.endswith("_hours") else language.percent(Fraction(value))


def _in_unit(language: Language, figure: str, value: Fraction, places: int) -> str:
    number = language.decimal(with_decimals(value, places))
    if figure.endswith("_hours"):
        return language.grammar.hours(number, is_one=False)
    return language.grammar.percent(number)
