"""Officials' names, numbers and addresses never reach print (design 4.14)."""

import pytest

from report_templates.masking import masked, masked_letter


@pytest.mark.parametrize(
    "number",
    [
        "0383-111 22",
        "0383-111 22 33",
        "072-111 22 33",
        "08-111 22 33",
        "0701112233",
        "+46 70 111 22 33",
        "+46(0)70-1112233",
    ],
)
def test_a_phone_number_goes(number: str) -> None:
    assert masked(f"Ring gärna {number} så hjälper vi till.") == "Ring gärna [telefonnummer] så hjälper vi till."


@pytest.mark.parametrize("text", ["Ring anknytning 11 22 33.", "Telefon: 111 22 så svarar vi.", "Ring 11122 direkt."])
def test_a_number_after_a_cue_word_goes_without_area_code(text: str) -> None:
    assert "[telefonnummer]" in masked(text)
    assert not any(character.isdigit() for character in masked(text))


@pytest.mark.parametrize(
    "text",
    [
        "Avgiften är 1 250 kronor per år.",
        "Öppet 08:00-17:00 varje dag.",
        "Sista dag är 2017-10-22 klockan 10:35.",
        "Det tar 10-12 veckor.",
        "Friggeboden får vara 15 kvadratmeter och 3,0 meter hög.",
        "Lag 1989:253 gäller från 2017-01-05.",
    ],
)
def test_sums_times_dates_and_measures_stay(text: str) -> None:
    assert masked(text) == text


def test_a_mail_address_goes() -> None:
    assert masked("Skriv till anna.test-person@kommun.example.") == "Skriv till [e-postadress]."


@pytest.mark.parametrize("number", ["19121212-1212", "121212-1212", "121212+1212"])
def test_an_identity_number_goes(number: str) -> None:
    assert masked(f"Hon frågade efter {number} genast.") == "Hon frågade efter [personnummer] genast."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Personen heter Anna och är bra.", "Personen heter [namn] och är bra."),
        ("Talade med Anna Testare som visste allt.", "Talade med [namn] som visste allt."),
        ("Handläggaren Anna-Karin svarade.", "Handläggaren [namn] svarade."),
        ("Jag blev kopplad till Åsa Öberg på skolan.", "Jag blev kopplad till [namn] på skolan."),
        ("Fick rådet att ringa Eva.", "Fick rådet att ringa [namn]."),
        ("Hej Eva", "Hej [namn]"),
        ("Då svarade Erik Testsson vänligt.", "Då svarade [namn] vänligt."),
        ("Sven Testberg visste inte.", "[namn] visste inte."),
    ],
)
def test_a_name_goes_where_a_cue_word_or_a_surname_gives_it_away(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Handläggaren visade inget intresse.",
        "Fick tala med Kontaktcenter som kopplade vidare.",
        "Blev ombedd att kontakta Vetlanda kommun.",
        "Talade med handläggaren. Hon var trevlig.",
        "Hänvisad till Miljöförvaltningen.",
        "Trevlig röst som tog sig tid att förklara.",
    ],
)
def test_what_is_no_person_stays(text: str) -> None:
    assert masked(text) == text


def test_a_signature_line_goes_from_a_whole_reply() -> None:
    reply = "Hej Eva\n\nJa, det går bra.\n\nAnna Test\nHandläggare\nTelefon: 0383-111 22"
    expected = "Hej [namn]\n\nJa, det går bra.\n\n[namn]\nHandläggare\nTelefon: [telefonnummer]"
    assert masked_letter(reply) == expected


def test_masking_twice_changes_nothing_more() -> None:
    once = masked("Anna Testsson, 0383-111 22, anna@kommun.example")
    assert masked(once) == once
