"""The workbook's comparison: our total against earlier measurements, similar municipalities and imported values. Pure.

Where a difference stands is told with a sign and a word, so that its colour is never needed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from report_templates.comparison_words import is_untestable
from report_templates.figure_names import figure_names, name_of
from report_templates.files.cells import Value
from report_templates.files.rows import contacts_of, decimals
from report_templates.material import Material
from report_templates.reference_values import COUNTED_HERE, of_group, with_counted
from report_templates.subject import EarlierWave, SimilarGroup
from scoring.against_mean import AgainstMean
from scoring.change import COMPARED, Change, Verdict, changes_between
from scoring.comparison import Comparison, Standing, compare, reference_for
from scoring.small_samples import is_few
from shopper.records import ReferenceValue
from shopper.texts import mark

BETTER: Final = "▲"
WORSE: Final = "▼"

STANDINGS: Final[Mapping[Standing, str]] = {
    "better": mark("▲ bättre"),
    "slightly_better": mark("▲ något bättre"),
    "level": mark("● i nivå"),
    "slightly_worse": mark("▼ något sämre"),
    "worse": mark("▼ sämre"),
}
TOO_FEW: Final = mark("● för få kontakter för att säga")
NOT_TESTED: Final = mark("● kan inte prövas")
VERDICTS: Final[Mapping[Verdict, str]] = {
    "better": mark("▲ bättre, mer än slumpen"),
    "worse": mark("▼ sämre, mer än slumpen"),
    "unclear": mark("● kan vara slump"),
    "too_few": TOO_FEW,
}

Row = tuple[Value, ...]


def comparison_heads(material: Material) -> tuple[str, ...]:
    """The columns: figure, our value and n, whom it is beside, their value, lowest and highest, how many, where."""
    say = material.language.say
    return (
        *(say("Nyckeltal"), say("Vårt värde"), "n", say("Jämfört med")),
        *(say("Deras värde"), say("Deras lägsta"), say("Deras högsta"), say("Kommuner"), say("Läge")),
    )


def comparison_rows(material: Material) -> list[Row]:
    """Every comparison there is: by our own count first, then with values that were imported."""
    judged = replace(material, references=with_counted(material.references, material.around, material.method))
    found = [row for wave in material.around.earlier for row in _with_earlier(material, wave)]
    if material.around.similar is not None:
        found += _with_group(judged, material.around.similar)
    return found + [row for reference in material.references if (row := _with_imported(judged, reference))]


def _with_earlier(material: Material, wave: EarlierWave) -> Iterator[Row]:
    """Across a break only the value is told: the two do not mean the same."""
    language = material.language
    comparable = wave.comparable(material.method)
    changes = {change.key: change for change in changes_between(comparable, material.figures.total.figures)}
    whom = f"{wave.name}, {language.period(wave.first_day, wave.last_day)}"
    for key in COMPARED:
        if key in wave.figures and key in material.figures.total.figures:
            their = wave.figures[key]
            told = _told(material, changes.get(key))
            values = (decimals(their.value, 6), decimals(their.low, 6), decimals(their.high, 6), None)
            yield (*_ours(material, key), whom, *values, told)


def _told(material: Material, change: Change | None) -> str:
    if change is None:
        return material.language.say("Går inte att jämföra: reglerna har ändrats.")
    return material.language.say(NOT_TESTED if is_untestable(change) else VERDICTS[change.verdict])


def _with_group(material: Material, group: SimilarGroup) -> Iterator[Row]:
    say = material.language.say
    whom = say("Likvärdiga kommuner, {years}", years=", ".join(map(str, group.years)))
    for mean in of_group(group):
        if (key := mean.figure) in material.figures.total.figures:
            value = group.values[key]
            numbers = (decimals(each, 6) for each in (value.mean, value.low, value.high))
            yield (*_ours(material, key), whom, *numbers, value.municipalities, _standing(material, mean))
    for key, municipalities in group.too_few.items():
        if key in material.figures.total.figures:
            yield (
                *_ours(material, key),
                whom,
                None,
                None,
                None,
                municipalities,
                say("● för få kommuner för ett snitt"),
            )


def _standing(material: Material, reference: ReferenceValue) -> str:
    """Where ours stands, by the numbers that are printed, and whether chance alone may explain it."""
    if reference.figure not in COMPARED:
        return ""  # of parts such as the calls without contact, more is not better
    figure, say = material.total(reference.figure), material.language.say
    found = compare(figure, reference, material.language.rules.of_unit(figure.unit))
    if found is None or is_few(figure):
        return say(TOO_FEW)
    told = say(STANDINGS[found.standing])
    if found.standing == "level":
        return told
    verdict = _verdict_on(material, reference)
    if verdict is not None and is_untestable(verdict):
        return say("{standing}, kan inte prövas", standing=told)
    if not _may_be_chance(verdict, found):
        is_unsure = reference.scope == "previous" and reference.source != COUNTED_HERE
        return say("{standing}, osäkert: inläst värde", standing=told) if is_unsure else told
    return say("{standing}, kan vara slump", standing=told)


def _verdict_on(material: Material, reference: ReferenceValue) -> AgainstMean | None:
    """The verdict on the difference from this mean; None for a value that is not judged."""
    is_mean = reference_for(material.references, reference.figure, "similar") == reference
    return material.against_means.get(reference.figure) if is_mean else None


def _may_be_chance(verdict: AgainstMean | None, found: Comparison) -> bool:
    """A mean that is judged has its verdict; of any other value only our own interval can tell."""
    return found.within_chance is True if verdict is None else verdict.verdict == "unclear"


def _with_imported(material: Material, reference: ReferenceValue) -> Row | None:
    if reference.figure not in material.figures.total.figures:
        return None
    say = material.language.say
    whom = {
        "similar": say("Likvärdiga kommuner (inläst värde)"),
        "previous": say("Förra mätningen (inläst värde)"),
    }[reference.scope]
    told = _standing(material, reference)
    values = (reference.value, reference.low, reference.high, reference.municipalities)
    return (*_ours(material, reference.figure), whom, *values, told)


def _ours(material: Material, key: str) -> Row:
    figure = material.total(key)
    names = figure_names(material.method, material.language)
    return (name_of(figure, names, material.language), decimals(figure.value, 6), contacts_of(figure))
