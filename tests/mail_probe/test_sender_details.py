"""Who a reply says it is from, where that was found, and which category it speaks for."""

import time
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_probe.reading.sender_details import Detail, SenderDetails, details_of, found_details
from shopper.sender_rules import category_of

SCALE = ("complete", "name_phone", "name_department", "other")
SECONDS_ALLOWED = 1.0


def values(details: SenderDetails) -> dict[str, str]:
    """What was found, without places."""
    return {one.name: getattr(details, one.name).value for one in fields(details) if getattr(details, one.name)}


def test_a_full_signature_is_read_line_by_line() -> None:
    text = (
        "Hej!\n\nNej, det behövs inte.\n\nMed vänlig hälsning\n\nKarin Berg\nBygglovshandläggare\n\n"
        "Samhällsbyggnadsförvaltningen\nVetlanda kommun\nTel: 0383-970 00\nwww.vetlanda.example"
    )
    assert details_of(text) == SenderDetails(
        name=Detail("Karin Berg", "signature", 2),
        title=Detail("Bygglovshandläggare", "signature", 3),
        administration=Detail("Samhällsbyggnadsförvaltningen", "signature", 4),
        municipality=Detail("Vetlanda kommun", "signature", 5),
        phone=Detail("0383-970 00", "signature", 6),
    )


@pytest.mark.parametrize(
    ("signature", "found"),
    [
        ("Mvh Karin Berg", {"name": "Karin Berg"}),
        ("Mvh\nKarin", {"name": "Karin"}),
        ("Vänliga hälsningar, Karin af Berg-Ek", {"name": "Karin af Berg-Ek"}),
        (
            "M.v.h.\nKarin Berg, registrator, 0383-97 000",
            {"name": "Karin Berg", "title": "registrator", "phone": "0383-97 000"},
        ),
        ("Hälsningar från Karin Berg", {"name": "Karin Berg"}),
        ("/Karin Berg", {"name": "Karin Berg"}),
        (
            "-- \nKarin Berg | Enhetschef | Gatuenheten",
            {"name": "Karin Berg", "title": "Enhetschef", "administration": "Gatuenheten"},
        ),
        ("Vänligen\nKarin Berg Bygglovshandläggare", {"name": "Karin Berg", "title": "Bygglovshandläggare"}),
        ("Vänligen\nHandläggare: Karin Berg", {"name": "Karin Berg", "title": "Handläggare"}),
        (
            "Mvh\nKarin Berg\nTeknisk handläggare\nTekniska kontoret",
            {"name": "Karin Berg", "title": "Teknisk handläggare", "administration": "Tekniska kontoret"},
        ),
        (
            "Mvh\nKarin Berg\nMiljö- och byggnämnden, Västra Ek kommun",
            {"name": "Karin Berg", "administration": "Miljö- och byggnämnden", "municipality": "Västra Ek kommun"},
        ),
        (
            "Mvh\nKarin Berg\nKontaktcenter Vetlanda kommun",
            {"name": "Karin Berg", "municipality": "Vetlanda kommun", "function": "Kontaktcenter"},
        ),
        ("Mvh\nKarin Berg\n+46 (0)383-970 00", {"name": "Karin Berg", "phone": "+46 (0)383-970 00"}),
        (
            "Mvh\nKarin Berg\nDirekttelefon 0383/970 12, växel 0383/970 00",
            {"name": "Karin Berg", "phone": "0383/970 12"},
        ),
        (
            "Med vennlig hilsen\nKari Berg\nSaksbehandler\nBergby kommune\nTlf. 12 34 56 78",
            {"name": "Kari Berg", "title": "Saksbehandler", "municipality": "Bergby kommune", "phone": "12 34 56 78"},
        ),
        (
            "Venlig hilsen\nKaren Bjerg\nSagsbehandler\nTeknik- og Miljøforvaltningen",
            {"name": "Karen Bjerg", "title": "Sagsbehandler", "administration": "Teknik- og Miljøforvaltningen"},
        ),
        (
            "Kind regards,\nKaren Hill\nPlanning Officer\nPlanning Department",
            {"name": "Karen Hill", "title": "Planning Officer", "administration": "Planning Department"},
        ),
        (
            "Mit freundlichen Grüßen\nKarin Berg\nSachbearbeiterin\nBauamt\nStadt Neuberg\nTel. 0431 1234567",
            {
                "name": "Karin Berg",
                "title": "Sachbearbeiterin",
                "administration": "Bauamt",
                "municipality": "Stadt Neuberg",
                "phone": "0431 1234567",
            },
        ),
    ],
)
def test_signatures_of_many_forms_are_read(signature: str, found: dict[str, str]) -> None:
    assert values(details_of(f"Hej!\n\nNej, det behövs inget lov.\n\n{signature}")) == found


@pytest.mark.parametrize(
    "signature",
    [
        "Med vänlig hälsning\nKontaktcenter",
        "Mvh\nMedborgarservice\nVetlanda kommun",
        "Vänliga hälsningar\nBygg och miljö",
        "Mvh\nTekniska kontoret",
        "Mvh\nVetlanda kommun\nStorgatan 1\n574 80 Vetlanda",
        "Hälsningar\nBesöksadress: Stora Torget",
    ],
)
def test_a_function_an_office_or_an_address_is_nobodys_name(signature: str) -> None:
    assert details_of(f"Hej!\n\nNej.\n\n{signature}").name is None


@pytest.mark.parametrize(
    "line",
    [
        "Fax: 0383-970 01",
        "Org.nr 212000-0571",
        "574 80 Vetlanda",
        "Öppet 08.00-16.30",
        "Öppet 2017-10-03",
        "Bankgiro 123-4567",
        "Dnr 2017/0383-97",
    ],
)
def test_other_numbers_are_no_phone(line: str) -> None:
    assert details_of(f"Nej.\n\nMvh\nKarin Berg\n{line}").phone is None


@pytest.mark.parametrize(
    ("display", "found"),
    [
        ("Karin Berg", {"name": "Karin Berg"}),
        ("Berg, Karin", {"name": "Karin Berg"}),
        (
            "Karin Berg (Samhällsbyggnadsförvaltningen)",
            {"name": "Karin Berg", "administration": "Samhällsbyggnadsförvaltningen"},
        ),
        ("Berg, Karin (Bygglovsenheten)", {"name": "Karin Berg", "administration": "Bygglovsenheten"}),
        ("Karin Berg - Vetlanda kommun", {"name": "Karin Berg", "municipality": "Vetlanda kommun"}),
        (
            "Karin Berg/Gatuenheten/Vetlanda",
            {"name": "Karin Berg", "administration": "Gatuenheten", "municipality": "Vetlanda"},
        ),
        ("Kontaktcenter", {"function": "Kontaktcenter"}),
        ("Vetlanda kommun", {"municipality": "Vetlanda kommun"}),
        ("karin.berg@vetlanda.example", {}),
        ("", {}),
    ],
)
def test_the_display_name_fills_what_the_signature_does_not_say(display: str, found: dict[str, str]) -> None:
    details = details_of("Nej, det behövs inte.", display, municipality="Vetlanda")
    assert (values(details), {getattr(details, one).place for one in found}) == (
        found,
        {"from_name"} if found else set(),
    )


def test_a_full_display_name_goes_before_a_first_name_in_the_signature() -> None:
    assert details_of("Nej.\n\nMvh Karin", "Karin Berg").name == Detail("Karin Berg", "from_name")


def test_a_first_name_in_the_signature_is_not_taken_for_the_owner_of_a_shared_mailbox() -> None:
    assert details_of("Nej.\n\nMvh Jens", "Karin Berg").name == Detail("Jens", "signature", 1)


def test_the_municipality_that_was_asked_is_known_without_the_word() -> None:
    details = details_of("Nej.\n\nMvh\nKarin Berg\nBygglov, Vetlanda", municipality="Vetlanda")
    assert details.municipality == Detail("Vetlanda", "signature", 3)


def test_a_phone_in_the_text_counts_when_the_sender_calls_it_his_own() -> None:
    text = "Ring gärna mig på 0383-970 12.\nTaxichefen nås på 0383-111 11.\n\nMvh\nKarin Berg"
    assert details_of(text).phone == Detail("0383-970 12", "text", 1)


def test_a_phone_of_somebody_else_in_the_text_is_not_the_senders() -> None:
    assert details_of("Ring Trafikverket på 0771-921 921.\n\nMvh\nKarin Berg").phone is None


def test_a_sentence_that_begins_like_a_closing_is_none() -> None:
    assert values(details_of("Vänligen ring oss.\nTack.\n\nHälsningar till alla som undrar.\n\nMvh\nKarin Berg")) == {
        "name": "Karin Berg"
    }


def test_our_own_signature_in_unmarked_history_is_not_the_senders() -> None:
    text = "Nej.\n\nMvh\nKarin Berg\n\nHej! Behövs lov?\nMed vänlig hälsning\nAnna Ek"
    assert details_of(text, not_by="Anna Ek").name == Detail("Karin Berg", "signature", 2)


def test_what_a_privacy_notice_says_is_no_detail() -> None:
    text = "Nej.\n\nMvh\nKarin Berg\n\nSå behandlar vi personuppgifter:\nVetlanda kommun\nTel 0383-970 00"
    assert values(details_of(text)) == {"name": "Karin Berg"}


@pytest.mark.parametrize(
    ("signature", "found", "category"),
    [
        ("Karin Berg\nRegistrator\nVetlanda kommun\n0383-970 00", "name function municipality phone", "complete"),
        ("Karin Berg\nGatuenheten\nVetlanda kommun\n0383-970 00", "name administration municipality phone", "complete"),
        ("Karin Berg\nGatuenheten\n0383-970 00", "name administration phone", "name_phone"),
        ("Karin Berg\n0383-970 00", "name phone", "name_phone"),
        ("Karin Berg\nGatuenheten", "name administration", "name_department"),
        ("Karin Berg", "name", "other"),
        ("Karin\nGatuenheten\nVetlanda kommun\n0383-970 00", "administration municipality phone", "other"),
        ("Kontaktcenter\nVetlanda kommun\n0383-970 00", "function municipality phone", "other"),
        ("", "", "other"),
    ],
)
def test_the_category_follows_from_what_was_found(signature: str, found: str, category: str) -> None:
    there = found_details(details_of(f"Nej, det behövs inte.\n\nMvh\n{signature}"))
    assert (there, category_of(there, SCALE)) == (frozenset(found.split()), category)


def test_a_scale_without_the_category_gets_none() -> None:
    assert category_of((), ("full", "partial")) is None


def test_places_stand_as_evidence() -> None:
    details = details_of("Nej.\n\nMvh\nKarin Berg", "Vetlanda kommun")
    assert (details.name and details.name.where, details.municipality and details.municipality.where) == (
        "signature line: 2",
        "From display name",
    )


HOSTILE = {
    "names": "Mvh\n" + "Karin Berg " * 100_000,
    "one_word": "Mvh\n" + "K" * 1_000_000,
    "closings": "Mvh\n" * 200_000,
    "almost_closings": "Med vänlig \n" * 200_000,
    "numbers": "Mvh\n" + "0383-970 00 " * 100_000,
    "digits": "Mvh\n" + "0" * 1_000_000,
    "spaces": "Mvh\n" + " " * 1_000_000 + "x",
    "separators": "Mvh\n" + "|-/,;:" * 100_000,
    "municipalities": "Mvh\n" + "Vetlanda " * 100_000 + "kommun",
    "own_numbers": "Ring mig 0383-970\n" * 50_000,
    "marks": "Mvh\n" + "å\u0308" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long(name: str) -> None:
    began = time.perf_counter()
    details_of(HOSTILE[name], HOSTILE[name], municipality="Vetlanda")
    assert time.perf_counter() - began < SECONDS_ALLOWED


PIECE = st.sampled_from(
    ["Mvh", "\n", " ", "Karin Berg", "/", "|", "0383-970 00", "kommun", "Vetlanda", "--", "(", ",", "-"]
)


@given(text=st.one_of(st.text(max_size=300), st.lists(PIECE, max_size=30).map("".join)), display=st.text(max_size=60))
def test_any_text_gives_a_result(text: str, display: str) -> None:
    there = found_details(details_of(text, display, municipality="Vetlanda"))
    assert category_of(there, SCALE) in SCALE
