"""Comments and replies written as people write them, each with what is left of it: recall and precision at once."""

import pytest

from report_templates.known_people import NOBODY, KnownPeople
from report_templates.masking import NAME_MASK, PHONE_MASK, Span, composed, masked, masked_letter, spans

KNOWN = KnownPeople(
    names=frozenset(
        (
            *("Karin Ekström", "Mats Hagberg", "Sten Berg", "Björn Ek", "Anna-Karin Lindh-Holm", "Hans Ros"),
            *("Yusuf Demir", "Marie von Essen", "Stig", "Inger Nyström", "Lars Åberg"),
        )
    ),
    numbers=frozenset(("0383-971 12", "+46 70 123 45 67")),
    addresses=frozenset(("karin.ekstrom@vetlanda.test", "kommunen@vetlanda.test")),
    domains=frozenset(("vetlanda.test",)),
)

POINTS_AT_SOMEBODY = [
    ("Karin Ekström var mycket hjälpsam.", "[namn] var mycket hjälpsam."),
    ("Ekström, Karin stod det i mejlet.", "[namn] stod det i mejlet."),
    ("Hon sa att Ekström Karin hade ärendet.", "Hon sa att [namn] hade ärendet."),
    ("Karin Ekströms svar var tydligt.", "[namn] svar var tydligt."),
    ("Karins svar var tydligt.", "[namn] svar var tydligt."),
    ("KARIN EKSTRÖM LOVADE ATT RINGA UPP.", "[namn] LOVADE ATT RINGA UPP."),
    ("karin ekström visste svaret direkt", "[namn] visste svaret direkt"),
    ("Karin Ekstrom visste svaret.", "[namn] visste svaret."),
    ("K. Ekström visste svaret.", "[namn] visste svaret."),
    ("K Ekström visste svaret.", "[namn] visste svaret."),
    ("Karin E. visste svaret.", "[namn] visste svaret."),
    ("Karin E visste svaret.", "[namn] visste svaret."),
    ("Jag fick prata med Karin E.", "Jag fick prata med [namn]."),
    ("I. Nyström tog sig tid.", "[namn] tog sig tid."),
    ("Karin på bygglov tog sig tid.", "[namn] på bygglov tog sig tid."),
    ("Karin Testare tog sig tid.", "[namn] tog sig tid."),
    ("Ekström tog sig tid.", "[namn] tog sig tid."),
    ("Handläggaren Ekström tog sig tid.", "Handläggaren [namn] tog sig tid."),
    ("Anna-Karin var glad och trevlig.", "[namn] var glad och trevlig."),
    ("Anna Karin Lindh-Holm var glad.", "[namn] var glad."),
    ("Anna-Karin Lindh Holm var glad.", "[namn] var glad."),
    ("Fru Lindh-Holm var glad.", "Fru [namn] var glad."),
    ("Marie von Essen kopplade mig rätt.", "[namn] kopplade mig rätt."),
    ("Lars Åbergs kollega svarade.", "[namn] kollega svarade."),
    ("Frågade efter yusuf men han var på lunch.", "Frågade efter [namn] men han var på lunch."),
    ("Sten Berg svarade efter en minut.", "[namn] svarade efter en minut."),
    ("STEN BERG svarade efter en minut.", "[namn] svarade efter en minut."),
    ("S. Berg svarade efter en minut.", "[namn] svarade efter en minut."),
    ("Sten Bergs svar var kort.", "[namn] svar var kort."),
    ("Talade med Björn som var engagerad.", "Talade med [namn] som var engagerad."),
    ("pratade med björn som var engagerad", "pratade med [namn] som var engagerad"),
    ("TALADE MED BJÖRN SOM VAR ENGAGERAD", "TALADE MED [namn] SOM VAR ENGAGERAD"),
    ("Blev kopplad till Hans Ros, mycket trevlig.", "Blev kopplad till [namn], mycket trevlig."),
    ("Blev kopplad till stig, mycket trevlig.", "Blev kopplad till [namn], mycket trevlig."),
    ("Karin Ekström och Mats Hagberg turades om.", "[namn] och [namn] turades om."),
    ("Karin, Mats och Yusuf turades om.", "[namn], [namn] och [namn] turades om."),
    ("Ring 971 12 nästa gång.", "Ring [telefonnummer] nästa gång."),
    ("Hennes nummer slutar på 97112, sa hon.", "Hennes nummer slutar på [telefonnummer], sa hon."),
    ("Numret är 0 3 8 3 9 7 1 1 2 direkt.", "Numret är [telefonnummer] direkt."),
    ("Numret är 0383.971.12 direkt.", "Numret är [telefonnummer] direkt."),
    ("Mobil 070 123 45 67 eller +46701234567.", "Mobil [telefonnummer] eller [telefonnummer]."),
    ("Be om anknytning 12 hos växeln.", "Be om anknytning [telefonnummer] hos växeln."),
    ("Skriv till karin.ekstrom@vetlanda.test.", "Skriv till [e-postadress]."),
    ("Skriv till karin.ekstrom @ vetlanda.test.", "Skriv till [e-postadress]."),
    ("Skriv till mats.hagberg (at) vetlanda.test.", "Skriv till [e-postadress]."),
    ("Skriv till mats.hagberg snabel-a vetlanda.test.", "Skriv till [e-postadress]."),
    ("Skriv till mats.hagberg[snabel]vetlanda.test.", "Skriv till [e-postadress]."),
    ("Adressen börjar med karin.ekstrom sa hon.", "Adressen börjar med [e-postadress] sa hon."),
    (
        "Se https://www.vetlanda.test/personal/karin-ekstrom i dag.",
        "Se https://www.vetlanda.test/personal/[namn] i dag.",
    ),
]

POINTS_AT_NOBODY = [
    "Sten och grus på gångbanan, sa hon.",
    "Björn har setts vid sopstationen.",
    "Tomten ligger på ett berg vid en stig.",
    "Berg i dagen gör att det kostar mer.",
    "Det växer ros och ek i parken.",
    "Ros och beröm från min sida.",
    "Hans svar var kort men vänligt.",
    "Hänvisade till Bergs kommun och Lunds kommun.",
    "I Nyköping gäller annat, sa handläggaren.",
    "Stig av vid hållplatsen, sa hon.",
    "Jag fick en stig på kartan och en länk till vetlanda.test.",
    "Se https://www.vetlanda.test/bygglov för blanketten.",
    "Läs mer på www.vetlanda.test eller vetlanda.test.",
    "Avgiften är 97 112 kronor och 50 öre.",
    "Öppet 08:00-17:00, lunch 12.00-13.00.",
    "Beslutet kom 2017-10-22, dnr 2017/123.",
    "Trevlig röst som tog sig tid att förklara.",
    "Handläggaren letade upp svaret medan jag väntade.",
    "Marken är sank, men det gick bra ändå.",
    "Ekströmsvägen är avstängd hela veckan.",
    "Essentiellt svar, inget mer.",
]

SIGNED_IN_FULL = """Hej Kim!

Ja, det går bra. Ring mig gärna på 0383-971 12.

Vänliga hälsningar
Karin Ekström
Bygglovshandläggare
Vetlanda kommun
karin.ekstrom@vetlanda.test"""
SIGNED_IN_FULL_MASKED = """Hej [namn]!

Ja, det går bra. Ring mig gärna på [telefonnummer].

Vänliga hälsningar
[namn]
Bygglovshandläggare
Vetlanda kommun
[e-postadress]"""
SIGNED_TWICE = "Hej,\nsista dag är den 1 mars. Björn svarar på frågor.\n\n/Björn\n\nBjörn Ek, fritidskonsulent"
SIGNED_TWICE_MASKED = "Hej,\nsista dag är den 1 mars. Björn svarar på frågor.\n\n/[namn]\n\n[namn], fritidskonsulent"
SIGNED_IN_SHORT = "Hej!\nMaxtaxan är 1 382 kronor i månaden.\n\nMvh Stig\nSkickat från min telefon"
SIGNED_IN_SHORT_MASKED = "Hej!\nMaxtaxan är 1 382 kronor i månaden.\n\nMvh [namn]\nSkickat från min telefon"
BY_A_STRANGER = "Hej\nDu når oss på 0383-970 00.\n\nNils Okänd\nVaktmästare"
BY_A_STRANGER_MASKED = "Hej\nDu når oss på [telefonnummer].\n\n[namn]\nVaktmästare"
LETTERS = [
    (SIGNED_IN_FULL, SIGNED_IN_FULL_MASKED),
    (SIGNED_TWICE, SIGNED_TWICE_MASKED),
    (SIGNED_IN_SHORT, SIGNED_IN_SHORT_MASKED),
    (BY_A_STRANGER, BY_A_STRANGER_MASKED),
]


@pytest.mark.parametrize(("text", "expected"), POINTS_AT_SOMEBODY)
def test_what_points_at_somebody_goes(text: str, expected: str) -> None:
    assert masked(text, KNOWN) == expected


@pytest.mark.parametrize("text", POINTS_AT_NOBODY)
def test_what_points_at_nobody_stays(text: str) -> None:
    assert masked(text, KNOWN) == text


@pytest.mark.parametrize(("text", "expected"), LETTERS)
def test_a_reply_keeps_its_answer_and_loses_its_people(text: str, expected: str) -> None:
    assert masked_letter(text, KNOWN) == expected


@pytest.mark.parametrize("text", [text for text, _ in POINTS_AT_SOMEBODY])
def test_masking_what_is_masked_changes_nothing(text: str) -> None:
    once = masked(text, KNOWN)
    assert masked(once, KNOWN) == once


def test_letters_and_accents_that_are_apart_are_read_as_one() -> None:
    apart = "Karin Ekstro\u0308m svarade."
    assert (masked(apart, KNOWN), composed(apart)) == ("[namn] svarade.", "Karin Ekström svarade.")


def test_a_word_that_was_misread_as_a_name_is_left_where_it_is_a_word() -> None:
    misread = KnownPeople(names=frozenset({"Svar Från"}), ordinary=frozenset({"svar", "från"}))
    assert (
        masked("Fick svar från en kollega. Svar kom snabbt.", misread) == "Fick svar från en kollega. Svar kom snabbt."
    )


def test_the_places_are_those_of_the_text() -> None:
    assert spans("Karin, 0383-971 12", KNOWN) == (Span(0, 5, NAME_MASK), Span(7, 18, PHONE_MASK))


def test_a_name_that_nobody_is_known_by_stays_without_a_cue() -> None:
    assert masked("Karin visste svaret.", NOBODY) == "Karin visste svaret."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\u0000\u0007\u202e", "\u0000\u0007\u202e"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a.b@" * 20_000, "[e-postadress]@" * 10_000),
        ("K " * 40_000, "K " * 40_000),
        ("S. Berg, " * 9_000, "[namn], " * 9_000),
        ("1 2" * 30_000, "1 2" * 30_000),
    ],
    ids=["empty", "control", "markup", "addresses", "initials", "names", "digits"],
)
def test_any_text_is_read(text: str, expected: str) -> None:
    assert masked(text, KNOWN) == expected
