"""SKR's own survey beside ours: four indices from Kolada that measure something else, and are said to."""

from decimal import ROUND_HALF_UP, Decimal

from report_templates.content import Block, Paragraph, Section, Table
from report_templates.language import Language
from report_templates.material import Material
from report_templates.subject import SurveyIndex
from scoring.rounding import NOTHING


def survey(material: Material) -> Section:
    """The section about the survey; without blocks where no index is known."""
    say = material.language.say
    return Section(
        id="skr-servicematning",
        part=say("Utveckling och jämförelse"),
        heading=say("SKR:s undersökning bland invånare"),
        blocks=_blocks(material) if material.around.indices else (),
    )


def _blocks(material: Material) -> tuple[Block, ...]:
    say = material.language.say
    indices = material.around.indices
    return (
        Paragraph(
            say(
                "Sedan 2022 frågar SKR invånare som nyss har varit i kontakt med kommunen hur de upplevde den. Svaren "
                "blir fyra index från 0 till 100. Det är inte samma sak som den här mätningen och går inte att räkna "
                "om till den: indexen säger vad de som svarade tyckte, den här mätningen vad som hände när vi frågade."
            ),
            "lead",
        ),
        _table(material, indices),
        Paragraph(
            say(
                "Läs dem bredvid varandra. Pekar de åt samma håll är bilden säkrare; pekar de åt olika håll har de "
                "troligen mätt olika delar av servicen."
            )
        ),
        Paragraph(_origin(material.language, indices), "caution" if indices[0].is_made_up else "note"),
    )


def _origin(language: Language, indices: tuple[SurveyIndex, ...]) -> str:
    first = indices[0]
    if first.is_made_up:
        return language.say("Värdena är påhittade: de kommer ur exemplet som följer med systemet, inte från Kolada.")
    if first.snapshot_on is None:
        return language.say("Källa: Kolada (RKA).")
    return language.say("Källa: Kolada (RKA), hämtat {day}.", day=language.day(first.snapshot_on))


def _table(material: Material, indices: tuple[SurveyIndex, ...]) -> Table:
    language = material.language
    say = language.say
    return Table(
        caption=say("Index ur SKR:s undersökning, {name}", name=material.name),
        header=(say("Index"), say("År"), material.name, say("Svar"), say("Snitt"), say("Kommuner i snittet")),
        rows=tuple(_row(language, index) for index in indices),
        numeric=(1, 2, 3, 4, 5),
        footnote=_group(language, indices),
    )


def _group(language: Language, indices: tuple[SurveyIndex, ...]) -> str:
    title = next((index.group_title for index in indices if index.group_title), "")
    if title:
        return language.say("Snittet gäller gruppen {title}, utan kommunen själv.", title=title)
    return language.say("Snittet gäller de likvärdiga kommuner som har ett värde det året.")


def _row(language: Language, index: SurveyIndex) -> tuple[str, ...]:
    return (
        index.title,
        str(index.year),
        _index(language, index.value),
        NOTHING if index.answers is None else language.grouped(index.answers),
        _index(language, index.group_mean),
        str(index.group_members) if index.group_members else NOTHING,
    )


def _index(language: Language, value: float | None) -> str:
    """One decimal, as Kolada prints it."""
    return NOTHING if value is None else language.decimal(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))
