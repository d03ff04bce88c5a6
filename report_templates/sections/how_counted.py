"""The last page: how each value was counted, how sure it is, and how it is traced to its contacts."""

from report_templates.bands import closed_text, opening_text
from report_templates.blocks import rounding_rule
from report_templates.content import Heading, Listing, Paragraph, Section, Table
from report_templates.material import Material
from report_templates.sections.how_compared import how_compared
from report_templates.traces import trace
from report_templates.unfinished import unfinished
from scoring.rounding import NOTHING, one_decimal, whole
from shopper.texts import mark

SUM_OF_ROUNDED = "measure_1_sum_of_rounded_pct"

_SHOWN = (
    (mark("Mått 1"), "measure_1_pct"),
    (mark("Mått 1, summan av avrundade delar"), SUM_OF_ROUNDED),
    (mark("Mått 2"), "measure_2_pct"),
    (mark("Mått 2, med besvarad fråga"), "measure_2_answered_pct"),
    (mark("Mått 3"), "measure_3_pct"),
    (mark("Kontakt"), "contact_pct"),
    (mark("Gott svar"), "answer_good_share_pct"),
    (mark("God information"), "information_good_share_pct"),
    (mark("Gott intresse"), "interest_good_share_pct"),
    (mark("Gott bemötande"), "courtesy_good_share_pct"),
    (mark("Obesvarade brev"), "reply_none_pct"),
    (mark("Medelsvarstid"), "mean_hours"),
    (mark("Median"), "median_hours"),
    (mark("Fullständig avsändare"), "complete_sender_pct"),
    (mark("Merinformation"), "extra_information_pct"),
    (mark("Bekräftade brev"), "acknowledged_pct"),
)


def how_counted(material: Material) -> Section:
    """Every value with its count, interval and trace code, and the rules of rounding."""
    language = material.language
    say = language.say
    return Section(
        id="sa-raknades-det",
        part="",
        heading=say("Så räknades det"),
        blocks=(
            Paragraph(say("Tabellen visar kommunens viktigaste värden med det som de är räknade på."), "lead"),
            _table(material),
            *_how_to_trace(material),
            *unfinished(material),
            Heading(say("Osäkerhet")),
            Paragraph(
                say(
                    "Intervallet visar hur mycket slumpen kan ha påverkat: med 95 procents säkerhet ligger det sanna "
                    "värdet inom det, om frågorna vore slumpvis valda. För andelar är det Wilsons intervall; för "
                    "medelvärden, medianer och poäng är det skattat genom upprepade dragningar ur svaren (bootstrap). "
                    "Saknas intervall är underlaget för litet eller alla värden lika."
                ),
                "caution",
            ),
            *how_compared(material),
            Heading(say("Regler")),
            Listing(_rules(material)),
        ),
    )


def _how_to_trace(material: Material) -> tuple[Paragraph, ...]:
    """What a trace code is; nothing in a report that cannot be traced."""
    if material.subject.measurement_id is None:
        return ()
    return (
        Paragraph(
            material.language.say(
                "Spårkoden leder på webben till de kontakter som värdet är räknat på: mätningens nummer, områdets (0 "
                "är totalen), nyckeltalets, och sist en kontrollbokstav; i bilagorna står områdets nummer vid raden "
                "och nyckeltalets under tabellen."
            ),
            "note",
        ),
    )


def _rules(material: Material) -> tuple[str, ...]:
    say, rules = material.language.say, material.method
    return (
        say("Varje andel räknas på hela antal och avrundas en gång, vid utskrift. En halv avrundas uppåt."),
        rounding_rule(material.language),
        say("Mått 1 anges även som summan av avrundade delar, för jämförelse med äldre tryckta rapporter."),
        say(
            "Ett streck (-) i stället för ett resultat betyder att det inte fanns något att räkna på. Det är inte noll."
        ),
        say(
            "Arbetstid är {opening}, {closed}.",
            opening=opening_text(rules, material.language),
            closed=closed_text(rules, material.language),
        ),
        say("Brev som inte kom fram ingår inte i någon andel. Svar efter fristen räknas som uteblivna."),
        say("Ett brev räknas när det är besvarat eller när svarstiden är slut, och inte förr."),
    )


def _table(material: Material) -> Table:
    language, say = material.language, material.language.say
    is_traced = material.subject.measurement_id is not None
    header = (say("Värde"), say("Resultat"), say("Beräkning"), language.chance, "n", say("Formel"))
    return Table(
        caption=say("Rapportens värden för kommunen totalt, och vad de är räknade på"),
        header=(*header, say("Spårkod")) if is_traced else header,
        rows=tuple(
            (*_row(material, name, key), trace(material, key)) if is_traced else _row(material, name, key)
            for name, key in _SHOWN
        ),
        numeric=(1, 2, 3, 4),
    )


def _row(material: Material, name: str, key: str) -> tuple[str, ...]:
    figure, language = material.total(key), material.language
    hours = figure.unit == "hours"
    numerator = language.decimal(one_decimal(figure.numerator)) if hours else str(int(figure.numerator))
    counted = NOTHING if key == "median_hours" or figure.value is None else f"{numerator} / {figure.denominator}"
    interval = language.interval(figure)
    if key == SUM_OF_ROUNDED and figure.value is not None:
        # A sum of rounded numbers is no share of letters: neither count nor interval belongs to it.
        counted, interval = _rounded_parts(material), NOTHING
    return (
        language.say(name),
        language.printed(figure),
        counted,
        interval,
        str(len(figure.ids)),
        language.formula(figure),
    )


def _rounded_parts(material: Material) -> str:
    """The rounded shares of the reply bands that Measure 1 adds: `71 + 13`."""
    bands = material.figures.total.parts_of("reply_bands")[: material.method.measure_1.bands]
    return " + ".join(str(whole(band.value)) for band in bands)
