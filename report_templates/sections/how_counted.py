"""The last page: which method was used, how each value was counted, and how sure it is."""

from report_templates.bands import closed_text, opening_text
from report_templates.blocks import ROUNDING_NOTE
from report_templates.content import Heading, Listing, Paragraph, Section, Table
from report_templates.material import Material
from report_templates.phrases import CHANCE, capital, interval_text
from report_templates.sections.conduct import conduct
from scoring.rounding import NOTHING, comma, one_decimal, printed, whole

SUM_OF_ROUNDED = "measure_1_sum_of_rounded_pct"

_SHOWN = (
    ("Mått 1", "measure_1_pct"),
    ("Mått 1, summan av avrundade delar", SUM_OF_ROUNDED),
    ("Mått 2", "measure_2_pct"),
    ("Mått 2, med besvarad fråga", "measure_2_answered_pct"),
    ("Mått 3", "measure_3_pct"),
    ("Kontakt", "contact_pct"),
    ("Gott svar", "answer_good_share_pct"),
    ("God information", "information_good_share_pct"),
    ("Gott intresse", "interest_good_share_pct"),
    ("Gott bemötande", "courtesy_good_share_pct"),
    ("Obesvarade brev", "reply_none_pct"),
    ("Medelsvarstid", "mean_hours"),
    ("Median", "median_hours"),
    ("Fullständig avsändare", "complete_sender_pct"),
    ("Merinformation", "extra_information_pct"),
    ("Bekräftade brev", "acknowledged_pct"),
)


def how_counted(material: Material) -> Section:
    """Method with version and checksum, every value with its count and interval, and the rules of rounding."""
    rules = material.method
    return Section(
        id="sa-raknades-det",
        part="",
        heading="Så räknades det",
        blocks=(
            Paragraph(
                f"Mätningen följer metoden {rules.title} ({rules.name}, version {rules.version}), som låstes när "
                "mätningen startade. Kontrollsumman visar att det är samma metod från första samtalet till rapporten."
            ),
            Paragraph(f"Kontrollsumma (SHA-256): {material.figures.method_checksum}", "note"),
            _table(material),
            *not_reviewed(material.subject.calls_not_reviewed),
            *conduct(material.subject.conduct),
            Heading("Osäkerhet"),
            Paragraph(
                "Intervallet visar hur mycket slumpen kan ha påverkat: med 95 procents säkerhet ligger det sanna "
                "värdet inom det, om frågorna vore slumpvis valda. För andelar är det Wilsons intervall; för "
                "medelvärden, medianer och poäng är det skattat genom upprepade dragningar ur svaren (bootstrap). "
                "Saknas intervall är underlaget för litet eller alla värden lika.",
                "caution",
            ),
            Heading("Regler"),
            Listing(
                (
                    "Varje andel räknas på hela antal och avrundas en gång, vid utskrift. En halv avrundas uppåt.",
                    ROUNDING_NOTE,
                    "Mått 1 anges även som summan av avrundade delar, för jämförelse med äldre tryckta rapporter.",
                    "Ett streck (-) betyder att det inte fanns något att räkna på. Det är inte detsamma som noll.",
                    f"Arbetstid är {opening_text(rules)}, {closed_text(rules)}.",
                    "Brev som inte kom fram ingår inte i någon andel. Svar efter fristen räknas som uteblivna.",
                )
            ),
        ),
    )


def not_reviewed(calls: int) -> tuple[Paragraph, ...]:
    """That calls wait for review and are in no value; nothing when none wait."""
    if not calls:
        return ()
    return (Paragraph(f"{calls} samtal väntar på granskning och räknas inte.", "caution"),)


def _table(material: Material) -> Table:
    return Table(
        caption="Rapportens värden för kommunen totalt, och vad de är räknade på",
        header=("Värde", "Resultat", "Beräkning", CHANCE, "n", "Formel"),
        rows=tuple(_row(material, name, key) for name, key in _SHOWN),
        numeric=(1, 2, 3, 4),
    )


def _row(material: Material, name: str, key: str) -> tuple[str, ...]:
    figure = material.total(key)
    numerator = comma(one_decimal(figure.numerator)) if figure.unit == "hours" else str(int(figure.numerator))
    counted = "-" if key == "median_hours" or figure.value is None else f"{numerator} / {figure.denominator}"
    chance = interval_text(figure)
    if key == SUM_OF_ROUNDED and figure.value is not None:
        # A sum of rounded numbers is no share of letters: neither count nor interval belongs to it.
        counted, chance = _rounded_parts(material), NOTHING
    return (name, printed(figure), counted, chance, str(len(figure.ids)), capital(figure.formula))


def _rounded_parts(material: Material) -> str:
    """The rounded shares of the reply bands that Measure 1 adds: `71 + 13`."""
    bands = material.figures.total.parts_of("reply_bands")[: material.method.measure_1.bands]
    return " + ".join(str(whole(band.value)) for band in bands)
