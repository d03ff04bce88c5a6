"""Which letter a mail belongs to: levels in order, doubt where several fit, and never the first row."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mail_probe.match import Candidate, Index, Match, belongs, plain_subject
from mail_probe.message import ParsedMail

NOW = datetime(2017, 10, 18, 8, tzinfo=UTC)
QUESTION = "Hej! Behöver jag bygglov för en friggebod på 15 kvm? Och vad kostar det i så fall?"
DOMAINS = ("kommun.example",)
FIRST = Candidate(1, "anna@brevlada.example", "m1@brevlada.example", "Bygglov", QUESTION, None, DOMAINS, is_open=True)
OTHER = "Hur lång är kön till förskolan i centrum just nu?"
SECOND = Candidate(2, "bo@brevlada.example", "m2@brevlada.example", "Förskola", OTHER, None, DOMAINS, is_open=True)
BOTH = [FIRST, SECOND]
MAIL = ParsedMail(from_address="karin@kommun.example", subject="Svar", text="Hej!")
FOREIGN = "the sender's domain is not the municipality's: crm.example"


@pytest.mark.parametrize("address", ["anna@brevlada.example", "anna+token@brevlada.example"])
def test_the_letters_own_address_ties_a_mail_to_it(address: str) -> None:
    assert Index(BOTH).find(replace(MAIL, recipients=(address,)), NOW) == Match(
        1, "address", certain=True, evidence=("delivered to the letter's own address",)
    )


def test_the_address_weighs_more_than_an_id() -> None:
    assert (
        Index(BOTH).find(replace(MAIL, recipients=(FIRST.address,), parent_ids=("m2@brevlada.example",)), NOW).probe_id
        == 1
    )


def test_a_parent_id_ties_a_mail_to_its_letter() -> None:
    assert Index(BOTH).find(replace(MAIL, parent_ids=("x@y", "m2@brevlada.example")), NOW) == Match(
        2, "ids", certain=True, evidence=("names the letter's message id",)
    )


def test_a_mail_to_two_letters_is_a_doubt() -> None:
    assert Index(BOTH).find(replace(MAIL, recipients=(FIRST.address, SECOND.address)), NOW) == Match(
        None, "address", certain=False, evidence=("delivered to the letter's own address", "several letters fit: 2")
    )


def test_an_answer_from_elsewhere_stays_matched_and_is_marked() -> None:
    mail = replace(MAIL, from_address="x@crm.example", recipients=(FIRST.address,))
    assert Index(BOTH).find(mail, NOW) == Match(
        1, "address", certain=True, evidence=("delivered to the letter's own address", FOREIGN)
    )


@pytest.mark.parametrize(
    "text",
    [
        f"Svar.\n\n> {QUESTION}",
        f"Svar.\n\nFrån: Anna\nSkickat: i går\nTill: oss\nÄmne: x\n\n{QUESTION.upper()}",
        f"Ny post i ärendet: {QUESTION}",
    ],
)
def test_a_quoted_letter_ties_a_mail_to_it(text: str) -> None:
    assert Index(BOTH).find(replace(MAIL, text=text), NOW) == Match(
        1, "quoted", certain=True, evidence=("quotes the letter's question",)
    )


def test_a_quoted_header_with_the_letters_address_ties_a_mail_to_it() -> None:
    text = "Svar.\n\nFrån: Anna <anna@brevlada.example>\nSkickat: i går\nTill: oss\n\nx"
    assert Index(BOTH).find(replace(MAIL, text=text), NOW) == Match(
        1, "quoted", certain=True, evidence=("quotes the letter's address",)
    )


def test_a_question_that_two_letters_share_is_a_doubt() -> None:
    twin = replace(SECOND, question=QUESTION)
    assert Index([FIRST, twin]).find(replace(MAIL, text=f"> {QUESTION}"), NOW).probe_id is None


def test_the_subject_counts_from_the_municipalitys_domain() -> None:
    mail = replace(MAIL, from_address="a@bun.kommun.example", subject="SV: [Ärende 4711] bygglov")
    assert Index(BOTH).find(mail, NOW) == Match(
        1, "subject", certain=True, evidence=("the letter's subject from the municipality's domain",)
    )


def test_the_subject_from_a_strangers_domain_ties_nothing() -> None:
    mail = replace(MAIL, from_address="a@annan.example", subject="SV: Bygglov")
    assert Index(BOTH).find(mail, NOW) == Match(None, None, certain=False, evidence=("nothing ties it to a letter",))


def test_the_domain_alone_is_a_proposal_when_one_letter_is_open() -> None:
    assert Index([FIRST, replace(SECOND, is_open=False)]).find(MAIL, NOW) == Match(
        1,
        "domain",
        certain=False,
        evidence=("sent from the municipality's domain: kommun.example", "open letters of the municipality: 1"),
    )


def test_the_domain_with_two_open_letters_proposes_none() -> None:
    assert Index(BOTH).find(MAIL, NOW) == Match(
        None,
        "domain",
        certain=False,
        evidence=("sent from the municipality's domain: kommun.example", "open letters of the municipality: 2"),
    )


def test_a_closed_letter_is_still_found_by_its_address() -> None:
    assert Index([replace(FIRST, is_open=False)]).find(replace(MAIL, recipients=(FIRST.address,)), NOW).probe_id == 1


def test_nothing_to_match_against_is_no_match() -> None:
    assert Index([]).find(MAIL, NOW) == Match(None, None, certain=False, evidence=("nothing ties it to a letter",))


@pytest.mark.parametrize(
    ("domain", "is_theirs"),
    [
        ("kommun.example", True),
        ("BUN.Kommun.example", True),
        ("minkommun.example", False),
        ("kommun.example.annan.test", False),
        ("", False),
        ("example", False),
    ],
)
def test_a_domain_belongs_when_equal_or_below_by_a_dot(domain: str, is_theirs: bool) -> None:  # noqa: FBT001
    assert belongs(domain, ("kommun.example", "")) is is_theirs


@pytest.mark.parametrize(
    "subject",
    [
        "Bygglov för friggebod",
        "SV: Re: bygglov för FRIGGEBOD",
        "[Extern] VB: Bygglov för friggebod",
        "Automatiskt svar: Bygglov för friggebod",
        "Bygglov för friggebod [Ärendenummer: K2017-12345]",
        "SV: Bygglov för friggebod #4711",
        "Ej läst: Bygglov för friggebod",
    ],
)
def test_subjects_are_equal_without_what_systems_add(subject: str) -> None:
    assert plain_subject(subject) == "bygglov for friggebod"
