"""People, numbers and addresses that nobody knows of beforehand, in every spelling: what goes, and what stays."""

import pytest

from report_templates.masking import masked, masked_letter

NAMES = [
    ("Talade med Zoë McDonald om bygglov.", "Talade med [namn] om bygglov."),
    ("Talade med McDonald om bygglov.", "Talade med [namn] om bygglov."),
    ("Fick prata med DeLaval på miljö.", "Fick prata med [namn] på miljö."),
    ("Handläggaren Şükrü Çelik svarade.", "Handläggaren [namn] svarade."),
    ("Blev kopplad till Łukasz Żółkiewski direkt.", "Blev kopplad till [namn] direkt."),
    ("Blev kopplad till Nguyễn Thị Hạnh direkt.", "Blev kopplad till [namn] direkt."),
    ("Blev kopplad till O'Brien på skolan.", "Blev kopplad till [namn] på skolan."),
    ("Blev kopplad till D’Angelo på skolan.", "Blev kopplad till [namn] på skolan."),
    ("Min kollega Fatima Al-Sayed svarar.", "Min kollega [namn] svarar."),
    ("Chef Petra tog över.", "Chef [namn] tog över."),
    ("Handläggare Ibrahim Özgür tog över.", "Handläggare [namn] tog över."),
    ("Talade med A. Marković på växeln.", "Talade med [namn] på växeln."),
    ("Talade med Karin E om detta.", "Talade med [namn] om detta."),
    ("Blev bemött av Eva på växeln.", "Blev bemött av [namn] på växeln."),
    ("Presenterade sig som Nour.", "Presenterade sig som [namn]."),
    ("Fick tala med Anna von der Leyen.", "Fick tala med [namn]."),
    ("Johanna Jansson-Çelik sa nej.", "[namn] sa nej."),
    ("Goran Petrović visste.", "[namn] visste."),
    ("I spoke to Anna at the switchboard.", "I spoke to [namn] at the switchboard."),
    ("I was put through to Mr. Novák.", "I was put through to Mr. [namn]."),
    ("My colleague Søren Kjær will answer.", "My colleague [namn] will answer."),
    ("Kind regards, Siân", "Kind regards, [namn]"),
    ("Her name is Đorđe.", "Her name is [namn]."),
    ("Dear Mr O’Neill", "Dear Mr [namn]"),
]
NUMBERS = [
    ("811228-9874", "[personnummer]"),
    ("8112289874", "[personnummer]"),
    ("19811228 9874", "[personnummer]"),
    ("198112289874", "[personnummer]"),
    ("811228 – 9874", "[personnummer]"),
    ("811288-9877", "[personnummer]"),
    ("811228-XXXX", "[personnummer]"),
    ("0383 – 971 12", "[telefonnummer]"),
    ("0383‑97112", "[telefonnummer]"),
    ("(0383) 971 12", "[telefonnummer]"),
    ("0383/971 12", "[telefonnummer]"),
    ("070.123.45.67", "[telefonnummer]"),
    ("+46.70.123.45.67", "[telefonnummer]"),
    ("+46 (0)70 123 45 67", "[telefonnummer]"),
    ("0046 70 1234567", "[telefonnummer]"),
    ("+45 12 34 56 78", "[telefonnummer]"),
    ("direktnr 97112", "direktnr [telefonnummer]"),
    ("tel.nr 971 12", "tel.nr [telefonnummer]"),
    ("extension 1234", "extension [telefonnummer]"),
    ("ABC 123", "[registreringsnummer]"),
    ("ABC12D", "[registreringsnummer]"),
    ("regnr abc 123", "regnr [registreringsnummer]"),
]
ADDRESSES = [
    ("karin.ekstrom@vetlanda", "[e-postadress]"),
    ("karin punkt ekström snabel-a vetlanda punkt se", "[e-postadress]"),
    ("karin.ekstrom at vetlanda dot se", "[e-postadress]"),
    ("https://www.linkedin.com/in/karin-ekstrom", "https://www.linkedin.com/in/[namn]"),
    ("https://www.facebook.com/karin.ekstrom/", "https://www.facebook.com/[namn]/"),
    ("https://kommun.test/medarbetare/karin.ekstrom", "https://kommun.test/medarbetare/[namn]"),
    ("konto @karin_ek.", "konto @[namn]."),
    ("Storgatan 12 B, 574 31 Vetlanda", "[adress]"),
    ("storgatan 12", "[adress]"),
    ("Norra Esplanaden 4A", "[adress]"),
    ("Kyrkvägen 3", "[adress]"),
    ("Lilla Torget 2", "[adress]"),
]
POINTS_AT_NOBODY = [
    "Blev hjälpt av Kundtjänst.",
    "Kontakta Räddningstjänsten i länet.",
    "Hänvisad till Försäkringskassan och Länsstyrelsen.",
    "Talade med SFI och BUP.",
    "Kontakta Vetlanda stad.",
    "Thanks for the help, it was good.",
    "I spoke to Customer services.",
    "Look at vetlanda.test for the form.",
    "SFS 2010:900 och LSS 199 gäller.",
    "Se PBL 123 och väg E22.",
    "Vägen 3 km bort är avstängd.",
    "Cykelvägen 3 km norrut.",
    "Lägenheter på Storgatan.",
    "Följ @vetlandakommun.",
    "https://www.facebook.com/vetlandakommun",
    "Det kostar 12 st @ 50 kr.",
    "Ärende KS 2017-123, dnr 2017/1234567.",
    "Beslutet är från 01.02.2017 klockan 10:35:12.",
    "Öppet 08.00-17.00 och 08.15.30.",
    "Bilaga 1234567890 bifogas.",
    "Postnummer 574 80 i kommunen.",
    "Maxtaxan 2017: 1 313, 875 och 438 kronor.",
]
LETTERS = [
    ("Ja.\n\nMed vänliga hälsningar\n\nFatima\nKundtjänst", "Ja.\n\nMed vänliga hälsningar\n\n[namn]\nKundtjänst"),
    ("Nej.\n/Åse", "Nej.\n/[namn]"),
    ("Yes.\nKind regards,\nSiân O'Neill\nCase Officer", "Yes.\nKind regards,\n[namn]\nCase Officer"),
    ("Ja.\nMed vänlig hälsning\nVetlanda kommun", "Ja.\nMed vänlig hälsning\nVetlanda kommun"),
    (
        "Ja.\nMvh\nMiljö- och byggförvaltningen\nTekniska Kontoret",
        "Ja.\nMvh\nMiljö- och byggförvaltningen\nTekniska Kontoret",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*NAMES, *NUMBERS, *ADDRESSES])
def test_what_points_at_a_stranger_goes(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(("text", "expected"), [*NAMES, *NUMBERS, *ADDRESSES])
def test_masking_it_again_changes_nothing(text: str, expected: str) -> None:
    assert (text != expected, masked(expected)) == (True, expected)


@pytest.mark.parametrize("text", POINTS_AT_NOBODY)
def test_what_points_at_nobody_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(("text", "expected"), LETTERS)
def test_a_letter_loses_who_signed_it_and_keeps_the_office(text: str, expected: str) -> None:
    assert masked_letter(text) == expected


@pytest.mark.parametrize(
    "text",
    ["Ab-" * 10_000, "Regards\n" + " " * 20_000, "talade med " * 3_000, "a punkt " * 4_000],
    ids=["hyphens", "spaces", "cues", "points"],
)
def test_no_text_takes_long(text: str) -> None:
    assert masked_letter(text) == text
