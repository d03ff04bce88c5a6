"""The comparison with similar municipalities: by which rule, how many, which years, and where the values come from."""

from collections.abc import Mapping
from fractions import Fraction

from report_templates.blocks import joined
from report_templates.content import Block, Paragraph, Section, Table
from report_templates.language import Language
from report_templates.material import Material
from report_templates.reference_values import COUNTED_HERE
from report_templates.sections.development import printed_value
from report_templates.short_names import short_name, short_names
from report_templates.subject import SimilarGroup
from scoring.comparison import reference_for
from scoring.rounding import NOTHING
from shopper.records import ReferenceValue


def similar(material: Material) -> Section:
    """Every figure that has a value to compare with, in one table; one sentence when there is none."""
    say = material.language.say
    found = [value for key in short_names(material.language) if (value := _value(material, key)) is not None]
    return Section(
        id="likvardiga-kommuner",
        part=say("Utveckling och jämförelse"),
        heading=say("Likvärdiga kommuner"),
        blocks=_blocks(material, found),
    )


def _value(material: Material, key: str) -> ReferenceValue | None:
    return reference_for(material.references, key, "similar") if key in material.figures.total.figures else None


def _blocks(material: Material, found: list[ReferenceValue]) -> tuple[Block, ...]:
    language = material.language
    say = language.say
    if not found:
        nothing = say("För den här mätomgången finns inga jämförelsevärden från andra kommuner.")
        return (Paragraph(nothing, "lead"),)
    counted = [value for value in found if value.source == COUNTED_HERE]
    imported = [value for value in found if value.source != COUNTED_HERE]
    return (
        Paragraph(_group_text(material, counted), "lead"),
        *((Paragraph(_imported_text(language, bool(counted))),) if imported else ()),
        _table(material, found),
        Paragraph(
            say(
                "Snittet är det ovägda medelvärdet av kommunernas resultat. Rapporten rangordnar inga kommuner: med "
                "så få kontakter per kommun skulle ordningen till stor del vara slump. När många värden jämförs på en "
                "gång hamnar också något enstaka utanför sitt intervall av en slump."
            ),
            "caution",
        ),
    )


def _group_text(material: Material, counted: list[ReferenceValue]) -> str:
    language = material.language
    group = material.around.similar
    if group is None or not counted:
        return language.say(
            "Kommunens resultat ställs här bredvid likvärdiga kommuners: {group}.", group=material.similar_text
        )
    return joined(
        language.say(
            "Kommunens resultat ställs bredvid {n} likvärdiga kommuners: {rule}.",
            n=language.number(group.municipalities),
            rule=_rule_text(language, group),
        ),
        language.say("Deras mätningar är från {years}, en per kommun.", years=_years(language, group.years)),
    )


def _rule_text(language: Language, group: SimilarGroup) -> str:
    """The rule of the group in words."""
    say, rule = language.say, group.rule
    if rule.get("rule") == "population":
        fewest, most = (_inhabitants(language, rule, end) for end in ("from", "to"))
        return say("kommuner med {fewest}\u2013{most} invånare", fewest=fewest, most=most)
    if rule.get("rule") == "list":
        return say("kommuner som har valts ut var för sig")
    if group.group_title and group.snapshot_on is not None:
        day = language.day(group.snapshot_on)
        return say("gruppen {title} i Kolada, hämtad {day}", title=group.group_title, day=day)
    if group.group_title:
        return say("gruppen {title} i Kolada", title=group.group_title)
    return say("alla andra i samma mätomgång")


def _inhabitants(language: Language, rule: Mapping[str, object], end: str) -> str:
    number = rule.get(end)
    return language.grouped(number) if isinstance(number, int) else NOTHING


def _years(language: Language, years: tuple[int, ...]) -> str:
    return language.listed([str(year) for year in sorted(years)])


def _imported_text(language: Language, is_beside_counted: bool) -> str:  # noqa: FBT001 - one of two openings
    say = language.say
    if is_beside_counted:
        return say("Värden märkta med importerat är inte räknade här, utan hämtade ur den källa som anges.")
    return say(
        "Värdena är importerade: de är inte räknade här, utan hämtade ur den källa som anges. Vilka år och kontakter "
        "som ligger bakom dem framgår bara av källan."
    )


def _table(material: Material, found: list[ReferenceValue]) -> Table:
    language = material.language
    say = language.say
    sources = tuple(dict.fromkeys(value.source for value in found if value.source != COUNTED_HERE))
    return Table(
        caption=say("{name} och likvärdiga kommuner", name=material.name),
        header=(
            say("Nyckeltal"),
            material.name,
            language.chance,
            say("Snitt"),
            say("Lägst\u2013högst"),
            say("Kommuner"),
            say("Källa"),
        ),
        rows=tuple(_row(material, value, sources) for value in found),
        numeric=(1, 2, 3, 4, 5),
        footnote=" ".join(f"({number}) {source}." for number, source in enumerate(sources, start=1)),
    )


def _row(material: Material, value: ReferenceValue, sources: tuple[str, ...]) -> tuple[str, ...]:
    language = material.language
    figure = material.total(value.figure)
    source = (
        language.say("egna mätningar")
        if value.source == COUNTED_HERE
        else language.say("importerat ({number})", number=sources.index(value.source) + 1)
    )
    return (
        short_name(language, value.figure),
        language.printed(figure),
        language.interval(figure),
        printed_value(language, value.figure, value.value),
        _range(language, value),
        NOTHING if value.municipalities is None else str(value.municipalities),
        source,
    )


def _range(language: Language, value: ReferenceValue) -> str:
    if value.low is None or value.high is None:
        return NOTHING
    if value.figure.endswith("_hours"):
        return f"{value.low}\u2013{language.whole_hours(Fraction(value.high))}"
    return f"{value.low}\u2013{language.percent(Fraction(value.high))}"
