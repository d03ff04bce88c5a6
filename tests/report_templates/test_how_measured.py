"""How the measurement was done: method and checksum, weeks, seed, astray letters, two graders, and our own mailbox."""

from dataclasses import replace
from datetime import date

import pytest

from report_templates.content import Heading, Paragraph, Table
from report_templates.material import Material
from report_templates.sections.how_measured import how_measured
from report_templates.subject import Conduct, MailboxRecord, Surroundings
from scoring.wave_agreement import WaveAgreement, wave_agreement
from shopper.method import Method
from shopper.records import GradedPair

MAILBOX = MailboxRecord(letters=80, late=0, missing=0, longest_minutes=2)
LOOP = (
    "Under hela mätningen skickades brev till den egna brevlådan (80 stycken), för att en långsam brevlåda inte ska "
    "tas för en långsam kommun. "
)
TIMES = " Svarens tider är de då e-postservern tog emot dem."


def _facts(material: Material) -> dict[str, str]:
    table = next(block for block in how_measured(material).blocks if isinstance(block, Table))
    return {row[0]: row[1] for row in table.rows}


def _after(material: Material, heading: str) -> Paragraph:
    blocks = how_measured(material).blocks
    found = blocks[blocks.index(Heading(heading)) + 1]
    assert isinstance(found, Paragraph)
    return found


def _pairs(grades: list[tuple[str, str]]) -> list[GradedPair]:
    return [
        GradedPair("call", number, "i1", date(2017, 10, 17), {"courtesy": first}, {"courtesy": second})
        for number, (first, second) in enumerate(grades, start=1)
    ]


def _agreed(material: Material, method: Method, grades: list[tuple[str, str]]) -> Material:
    found: WaveAgreement = wave_agreement(_pairs(grades), method, seed=7)
    return replace(material, around=Surroundings(agreement=found))


def test_method_weeks_and_counts_stand_in_one_table(vetlanda_material: Material, method: Method) -> None:
    assert _facts(vetlanda_material) == {
        "Metod": "KKiK servicemätning 2017 (kkik-2017, version 1)",
        "Metodens kontrollsumma (SHA-256)": method.checksum,
        "Mätperiod": "16 oktober – 12 november 2017, vecka 42–45",
        "Planens frö": "okänt, kontakterna är importerade",
        "Samtal i totalen": "54",
        "Samtal som väntar på granskning och inte räknas": "0",
        "Brev som kan få svar i tid och inte räknas": "0",
        "Brev i totalen": "52",
        "Ytterligare brev som inte kom fram och inte ingår i någon andel": "2",
        "Brev som ersattes av ett nytt inom samma område": "0",
        "Brev som inte räknas, för att kommunen förstod att det var en mätning": "0",
        "Bedömda av två personer i hela mätomgången": "inga",
    }


def test_letters_that_went_astray_are_counted_openly(vetlanda_material: Material) -> None:
    subject = replace(
        vetlanda_material.subject,
        conduct=Conduct(replaced=1, detected=3),
        calls_not_reviewed=4,
        letters_waiting=5,
    )
    facts = _facts(replace(vetlanda_material, subject=subject))
    assert [facts[key] for key in facts if key.startswith(("Brev som", "Samtal som", "Ytterligare"))] == [
        "4",
        "5",
        "2",
        "1",
        "3",
    ]


def test_the_seed_of_a_plan_is_named_and_explained(vetlanda_material: Material) -> None:
    material = replace(vetlanda_material, around=Surroundings(seed=7))
    assert _facts(material)["Planens frö"] == "7"
    assert how_measured(material).blocks[0] == Paragraph(
        "Metoden låstes när mätningen startade och kan inte ändras efteråt. Planen över vem som ringer och skriver när "
        "drogs med ett frö, så att den går att göra om likadan.",
        "lead",
    )


def test_where_nobody_graded_twice_agreement_is_said_to_be_unknown(vetlanda_material: Material) -> None:
    assert _after(vetlanda_material, "Hur lika bedömarna är").text == (
        "Ingen kontakt har bedömts av två personer, så hur lika de bedömer är inte känt."
    )


def test_graders_who_always_agree_can_be_relied_on(vetlanda_material: Material, method: Method) -> None:
    material = _agreed(vetlanda_material, method, [("good", "good"), ("poor", "poor")] * 10)
    table = [block for block in how_measured(material).blocks if isinstance(block, Table)][1]
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Bemötande"] == ("20", "20", "1,00", "1,00 till 1,00", "går att lita på")
    assert rows["Svar på frågan"] == ("0", "0", "-", "-", "ingen bedömd av båda")
    assert _facts(material)["Bedömda av två personer i hela mätomgången"] == "20 samtal"
    assert _after(material, "Hur lika bedömarna är").text.endswith(
        "Ingen faktor ligger under gränsen för vad som går att dra slutsatser av."
    )


def test_graders_who_disagree_are_named_by_factor(vetlanda_material: Material, method: Method) -> None:
    material = _agreed(vetlanda_material, method, [("good", "poor"), ("poor", "good")] * 10)
    table = [block for block in how_measured(material).blocks if isinstance(block, Table)][1]
    assert table.rows[-1][3].startswith("−0,")
    assert _after(material, "Hur lika bedömarna är").text.endswith("Läs dessa med försiktighet: Bemötande.")


def test_grades_that_never_vary_have_no_alpha(vetlanda_material: Material, method: Method) -> None:
    material = _agreed(vetlanda_material, method, [("good", "good")] * 5)
    table = [block for block in how_measured(material).blocks if isinstance(block, Table)][1]
    assert table.rows[-1] == ("Bemötande", "5", "5", "-", "-", "alla betyg lika")
    assert _after(material, "Hur lika bedömarna är").text.endswith("Underlaget räcker inte till något alfa.")


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (MAILBOX, "Alla kom fram inom en kvart, det långsammaste efter 2 minuter."),
        (replace(MAILBOX, longest_minutes=1), "Alla kom fram inom en kvart, det långsammaste efter 1 minut."),
        (
            replace(MAILBOX, late=3, longest_minutes=42),
            "3 av dem kom fram senare än efter en kvart, det långsammaste efter 42 minuter.",
        ),
        (replace(MAILBOX, missing=1), "1 av dem kom aldrig fram."),
        (
            replace(MAILBOX, late=2, missing=1, longest_minutes=42),
            "2 av dem kom fram senare än efter en kvart, det långsammaste efter 42 minuter. 1 av dem kom aldrig fram.",
        ),
    ],
)
def test_a_slow_mailbox_of_ours_is_told_from_a_slow_municipality(
    vetlanda_material: Material, record: MailboxRecord, told: str
) -> None:
    subject = replace(vetlanda_material.subject, conduct=Conduct(mailbox=record))
    found = _after(replace(vetlanda_material, subject=subject), "Den egna brevlådan")
    assert found.text == f"{LOOP}{told}{TIMES}"


def test_nothing_is_said_of_a_mailbox_that_was_never_tried(vetlanda_material: Material) -> None:
    assert Heading("Den egna brevlådan") not in how_measured(vetlanda_material).blocks
