"""The thresholds that a report's words follow, as the platform's settings have them."""

from fractions import Fraction

from report_templates.grammar.rules import TextRules
from report_templates.language import Language, language_of
from scoring.comparison import Thresholds
from shopper.settings import Settings


def report_language(settings: Settings, code: str) -> Language:
    """The language of a report, with the thresholds of the settings; BadInput when no report is written in it."""
    return language_of(code, rules_of(settings))


def rules_of(settings: Settings) -> TextRules:
    """When which word is used."""
    return TextRules(
        percent=Thresholds(Fraction(settings.text_level_points), Fraction(settings.text_slight_points)),
        hours=Thresholds(Fraction(settings.text_level_hours), Fraction(settings.text_slight_hours)),
        near=Fraction(settings.text_near_points),
        hardly_any=Fraction(settings.text_hardly_any_percent),
        nearly_all=Fraction(settings.text_nearly_all_percent),
    )
