"""The comparison with similar municipalities: by which rule, how many, which years, and where the values come from."""

from collections.abc import Mapping
from dataclasses import dataclass

from report_templates.blocks import joined
from report_templates.comparison_words import range_text, reference_text, verdict_word
from report_templates.content import Block, Paragraph, Section, Table
from report_templates.language import Language
from report_templates.material import Material
from report_templates.reference_values import COUNTED_HERE
from report_templates.short_names import short_name, short_names
from report_templates.subject import SimilarGroup
from scoring.comparison import reference_for
from scoring.rounding import NOTHING
from scoring.small_samples import FEWEST_CONTACTS
from shopper.group_sizes import FEWEST_MEMBERS
from shopper.records import ReferenceValue


def similar(material: Material) -> Section:
    """Every figure that has a value to compare with, in one table; one sentence when there is none."""
    say = material.language.say
    keys = [key for key in short_names(material.language) if key in material.figures.total.figures]
    found = [_Beside(key, _value(material, key), _too_few(material, key)) for key in keys]
    return Section(
        id="likvardiga-kommuner",
        part=say("Utveckling och jämförelse"),
        heading=say("Likvärdiga kommuner"),
        blocks=_blocks(material, [one for one in found if one.value is not None or one.too_few is not None]),
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """A figure and the mean it is set beside; `too_few` is how many municipalities have it, too few for a mean."""

    key: str
    value: ReferenceValue | None
    too_few: int | None

    @property
    def source(self) -> str:
        return COUNTED_HERE if self.value is None else self.value.source


def _value(material: Material, key: str) -> ReferenceValue | None:
    return reference_for(material.references, key, "similar")


def _too_few(material: Material, key: str) -> int | None:
    group = material.around.similar
    return None if group is None else group.too_few.get(key)


def _blocks(material: Material, found: list[_Beside]) -> tuple[Block, ...]:
    language = material.language
    if all(one.value is None for one in found):
        return (Paragraph(_no_mean_text(language, material.around.similar), "lead"),)
    imported = [one for one in found if one.source != COUNTED_HERE]
    return (
        Paragraph(_group_text(material, any(one.source == COUNTED_HERE for one in found)), "lead"),
        *((Paragraph(_imported_text(language, len(imported) < len(found))),) if imported else ()),
        _table(material, found),
        Paragraph(_how_judged(material), "caution"),
    )


def _no_mean_text(language: Language, group: SimilarGroup | None) -> str:
    """Who was measured, and that they are too few for a mean of anything."""
    fewest = language.number(FEWEST_MEMBERS)
    if group is None or not group.municipalities:
        return language.say("För den här mätomgången finns inga jämförelsevärden från andra kommuner.")
    who = {"rule": _rule_text(language, group), "years": _years(language, group.years), "fewest": fewest}
    if group.municipalities >= FEWEST_MEMBERS:
        return language.say(
            "Likvärdiga kommuner är mätta ({rule}; {years}), men för inget värde har {fewest} av dem nog många "
            "kontakter, så inget snitt görs.",
            **who,
        )
    return language.say_many(
        "Bara en likvärdig kommun är mätt ({rule}; {years}), färre än {fewest}, så inget snitt görs.",
        "Bara {number} likvärdiga kommuner är mätta ({rule}; {years}), färre än {fewest}, så inget snitt görs.",
        group.municipalities,
        number=language.number(group.municipalities),
        **who,
    )


def _how_judged(material: Material) -> str:
    """How the mean is made, that nobody is ranked, and for how many comparisons the verdicts are corrected."""
    say = material.language.say
    tested = sum(one.p_holm is not None for one in material.against_means.values())
    return joined(
        say(
            "Snittet är det ovägda medelvärdet av kommunernas resultat. Rapporten rangordnar inga kommuner: med så få "
            "kontakter per kommun skulle ordningen till stor del vara slump."
        ),
        material.language.say_many(
            "Bedömningen gäller {n} värde som har jämförts med snittet.",
            "Bedömningen är korrigerad för att {n} värden jämförs på en gång (Holm): ett snitt kan ligga strax utanför "
            "intervallet utan att skillnaden är säkerställd.",
            tested,
        )
        if tested
        else "",
    )


def _group_text(material: Material, is_counted_here: bool) -> str:  # noqa: FBT001 - one of two openings
    language = material.language
    group = material.around.similar
    if group is None or not is_counted_here:
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
        return say("Värden märkta med import är inte räknade här, utan hämtade ur den källa som anges.")
    return say(
        "Värdena är importerade: de är inte räknade här, utan hämtade ur den källa som anges. Vilka år och kontakter "
        "som ligger bakom dem framgår bara av källan."
    )


def _table(material: Material, found: list[_Beside]) -> Table:
    language = material.language
    say = language.say
    sources = tuple(dict.fromkeys(one.source for one in found if one.source != COUNTED_HERE))
    return Table(
        caption=say("{name} och likvärdiga kommuner", name=material.name),
        header=(
            say("Nyckeltal"),
            material.name,
            language.chance,
            say("Snitt"),
            say("Lägst\u2013högst"),
            say("Kommuner"),
            say("Bedömning"),
            say("Källa"),
        ),
        rows=tuple(_row(material, one, sources) for one in found),
        numeric=(1, 2, 3, 4, 5),
        footnote=joined(
            _who_counts(language) if any(one.source == COUNTED_HERE for one in found) else "",
            *(f"({number}) {source}." for number, source in enumerate(sources, start=1)),
        ),
    )


def _who_counts(language: Language) -> str:
    return language.say(
        "En kommun med färre än {contacts} kontakter bakom ett värde ingår inte i dess snitt, och av färre än "
        "{municipalities} kommuner görs inget snitt.",
        contacts=language.number(FEWEST_CONTACTS),
        municipalities=language.number(FEWEST_MEMBERS),
    )


def _row(material: Material, one: _Beside, sources: tuple[str, ...]) -> tuple[str, ...]:
    language = material.language
    figure = material.total(one.key)
    own = (short_name(material, one.key), language.printed(figure), language.interval(figure))
    if one.value is None:
        return (
            *own,
            NOTHING,
            NOTHING,
            str(one.too_few),
            language.say("för få kommuner"),
            _source(language, one, sources),
        )
    return (
        *own,
        reference_text(language, one.value),
        range_text(language, one.value),
        NOTHING if one.value.municipalities is None else str(one.value.municipalities),
        _judged(material, one.key),
        _source(language, one, sources),
    )


def _source(language: Language, one: _Beside, sources: tuple[str, ...]) -> str:
    if one.source == COUNTED_HERE:
        return language.say("egna")
    return language.say("import ({number})", number=sources.index(one.source) + 1)


def _judged(material: Material, key: str) -> str:
    """The verdict on the difference; `-` for a figure that is not judged."""
    against = material.against_means.get(key)
    return NOTHING if against is None else verdict_word(material.language, against)
