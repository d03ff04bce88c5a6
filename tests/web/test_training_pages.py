"""Training through the site: loading the set, grading it, seeing where one differs, and everybody's progress."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.store import Store
from shopper.tables.grading import TrainingCase
from shopper.tables.people import User
from shopper.tables.trail import AuditEvent
from shopper.training_rules import FACTORS
from tests.web.conftest import SignIn
from web.training_words import typed_text

AGREED = {"outcome": "reached", "answer": "good", "information": "poor", "interest": "poor", "courtesy": "medium"}
STRICTER = AGREED | {"answer": "medium", "courtesy": "very_good"}


@pytest.fixture
def loaded(coordinator: TestClient, store: Store) -> dict[str, int]:
    """The shipped set, loaded by the coordinator: ids by code."""
    assert coordinator.post("/training/load").headers["location"] == "/training"
    with store.reading() as session:
        return {code: number or 0 for code, number in session.exec(select(TrainingCase.code, TrainingCase.id))}


def cells(html: str) -> list[list[str]]:
    """The rows of the page's table as a reader sees them."""
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in found]


def test_without_examples_the_page_says_what_to_do(coordinator: TestClient, interviewer: TestClient) -> None:
    shown = [browser.get("/training").text for browser in (coordinator, interviewer)]
    assert [("Läs in övningsfallen" in html, "Be samordnaren" in html) for html in shown] == [
        (True, False),
        (False, True),
    ]


def test_the_shipped_set_is_loaded_once(coordinator: TestClient, loaded: dict[str, int]) -> None:
    html = coordinator.get("/training").text
    assert (len(loaded), html.count('class="call-line'), "/training/load" in html) == (22, 22, False)


def test_somebody_who_has_graded_nothing_is_led_to_the_first_case(
    interviewer: TestClient, loaded: dict[str, int]
) -> None:
    html = interviewer.get("/training").text
    assert (f'href="/training/{loaded["friggebod"]}" data-key="n"' in html, html.count(">Kvar<")) == (True, 22)


def test_a_case_asks_for_every_factor_with_its_anchors_and_chooses_nothing(
    interviewer: TestClient, loaded: dict[str, int]
) -> None:
    html = interviewer.get(f"/training/{loaded['maxtaxa']}").text
    asked = tuple(re.findall(r'data-factor="(\w+)"', html))
    assert (asked, " checked" in html, "Bara det kortaste svaret" in html) == (FACTORS["call"], False, True)


def test_a_case_does_not_tell_the_agreed_grades_before_it_is_graded(
    interviewer: TestClient, loaded: dict[str, int]
) -> None:
    html = interviewer.get(f"/training/{loaded['maxtaxa']}").text
    assert ("Korrekt men kort. Svaret" in html, "Facit</h2>" in html) == (False, False)


def test_after_the_answer_the_page_shows_where_it_differs_and_why(
    interviewer: TestClient, loaded: dict[str, int]
) -> None:
    case = f"/training/{loaded['maxtaxa']}"
    assert interviewer.post(case, data=STRICTER).headers["location"] == case
    html = interviewer.get(case).text
    assert (cells(html)[1:], "Korrekt men kort. Svaret" in html) == (
        [
            ["Hur slutade samtalet?", "Fick tala med en handläggare", "Fick tala med en handläggare", "Lika"],
            ["Svar på frågan", "Medelgod", "God", "1 steg strängare"],
            ["Information", "Dålig", "Dålig", "Lika"],
            ["Intresse och engagemang", "Dålig", "Dålig", "Lika"],
            ["Bemötande", "Mycket god", "Medelgod", "2 steg mildare"],
        ],
        True,
    )


def test_another_outcome_shows_what_should_have_been_graded(interviewer: TestClient, loaded: dict[str, int]) -> None:
    case = f"/training/{loaded['vafflor']}"
    interviewer.post(case, data={"outcome": "sent_around", "interest": "good"})
    assert [row[1:] for row in cells(interviewer.get(case).text)[1:]] == [
        ["Kopplades runt", "Fick tala med fel handläggare", "Olika"],
        ["–", "Dålig", "Bedömdes inte, men skulle ha bedömts"],
        ["–", "God", "Bedömdes inte, men skulle ha bedömts"],
    ]


def test_a_letter_that_only_looks_like_an_answer_is_told_apart(interviewer: TestClient, loaded: dict[str, int]) -> None:
    case = f"/training/{loaded['bekraftelse']}"
    interviewer.post(case, data={"kind": "answer", "sender": "other", "extra_information": "yes"})
    html = interviewer.get(case).text
    assert ([row[3] for row in cells(html)[1:]], "Det är en bekräftelse." in html) == (
        ["Olika", "Bedömdes, men ska inte bedömas här", "Bedömdes, men ska inte bedömas här"],
        True,
    )


@pytest.mark.parametrize(
    ("code", "data", "missing"),
    [
        ("maxtaxa", {}, ["outcome"]),
        ("maxtaxa", {"outcome": "eaten"}, ["outcome"]),
        ("maxtaxa", {"outcome": "reached"}, ["answer", "interest"]),
        ("maxtaxa", AGREED | {"courtesy": "lovely"}, ["courtesy"]),
        ("maxtaxa", AGREED | {"information": ""}, ["information"]),
        ("lank", {}, ["kind"]),
        ("lank", {"kind": "answer", "extra_information": "perhaps"}, ["sender", "extra_information"]),
    ],
)
def test_a_form_with_a_gap_comes_back_as_it_was(
    code: str, data: dict[str, str], missing: list[str], interviewer: TestClient, loaded: dict[str, int]
) -> None:
    answer = interviewer.post(f"/training/{loaded[code]}", data=data)
    assert (answer.status_code, re.findall(r'id="(\w+)-error"', answer.text)) == (422, missing)


def test_a_form_with_a_gap_keeps_what_was_chosen(interviewer: TestClient, loaded: dict[str, int]) -> None:
    html = interviewer.post(f"/training/{loaded['maxtaxa']}", data={"outcome": "reached", "answer": "good"}).text
    assert re.findall(r'value="(\w+)"[^>]* checked', html) == ["reached", "good"]


def test_the_first_try_is_shown_beside_a_later_one(interviewer: TestClient, loaded: dict[str, int]) -> None:
    case = f"/training/{loaded['maxtaxa']}"
    interviewer.post(case, data=STRICTER)
    assert " checked" not in interviewer.get(f"{case}?again=true").text
    interviewer.post(case, data=AGREED)
    html = interviewer.get(case).text
    assert ("Försök 2." in html, cells(html)[2]) == (True, ["Svar på frågan", "Medelgod", "God", "God", "Lika"])


def test_the_summary_counts_the_first_try_in_steps(interviewer: TestClient, loaded: dict[str, int]) -> None:
    for data in (STRICTER, AGREED):
        interviewer.post(f"/training/{loaded['maxtaxa']}", data=data)
    interviewer.post(f"/training/{loaded['sandning']}", data={"outcome": "machine_only"})
    assert [[row[0], *row[2:]] for row in cells(interviewer.get("/training").text)[1:]] == [
        ["Hur slutade samtalet?", "1", "0", "1", "Som facit i 1 av 2."],
        ["Svar på frågan", "0", "1", "0", "Som facit i 0 av 1. Strängare i 1."],
        ["Information", "1", "0", "0", "Som facit i 1 av 1."],
        ["Intresse och engagemang", "1", "0", "0", "Som facit i 1 av 1."],
        ["Bemötande", "0", "0", "1", "Som facit i 0 av 1. Mildare i 1."],
    ]


def test_grading_every_case_as_agreed_ends_the_training(
    interviewer: TestClient, loaded: dict[str, int], store: Store
) -> None:
    with store.reading() as session:
        cases = session.exec(select(TrainingCase)).all()
        forms = {case.id: {factor: typed_text(value) for factor, value in case.agreed.items()} for case in cases}
        forms = {case.id: forms[case.id] | {"outcome": case.outcome or ""} for case in cases}
    assert {interviewer.post(f"/training/{number}", data=data).status_code for number, data in forms.items()} == {303}
    html = interviewer.get("/training").text
    assert (html.count(">Som facit<"), "Du har bedömt alla övningsfall." in html) == (len(loaded), True)


def test_the_list_of_calls_leads_to_the_cases_that_are_left(interviewer: TestClient, loaded: dict[str, int]) -> None:
    interviewer.post(f"/training/{loaded['maxtaxa']}", data=AGREED)
    html = interviewer.get("/calls").text
    assert ('<a class="ds-link" href="/training">Bedöm övningsfallen först</a> 21 fall är kvar.' in html) is True


def test_the_list_of_calls_says_nothing_of_cases_where_there_are_none(interviewer: TestClient) -> None:
    assert "Bedöm övningsfallen" not in interviewer.get("/calls").text


def test_a_coordinator_sees_how_the_interviewers_of_their_waves_train(
    coordinator: TestClient, interviewer: TestClient, loaded: dict[str, int]
) -> None:
    interviewer.post(f"/training/{loaded['maxtaxa']}", data=STRICTER)
    assert cells(coordinator.get("/training/people").text)[1:] == [
        ["anna", "1 av 22", "3 av 5", "1", "1"],
        ["bo", "0 av 22", "–", "–", "–"],
    ]


def test_one_interviewers_page_shows_each_difference(
    coordinator: TestClient, interviewer: TestClient, loaded: dict[str, int], store: Store
) -> None:
    interviewer.post(f"/training/{loaded['maxtaxa']}", data=STRICTER)
    with store.reading() as session:
        anna = session.exec(select(User.id).where(User.name == "anna")).one()
    html = coordinator.get(f"/training/people/{anna}").text
    assert " ".join(re.sub(r"<[^>]+>", " ", html).split()).count("Medelgod, facit God (1 steg strängare)") == 1


def test_interviewers_of_other_waves_are_seen_by_administrators_alone(
    signed_in: SignIn, loaded: dict[str, int], store: Store
) -> None:
    assert loaded
    with store.transaction() as session:
        first = session.exec(select(User).where(User.name == "anna")).one()
        dora = User(name="dora", role="interviewer", created_at=first.created_at)
        session.add(dora)
        session.flush()
        number = dora.id
    seen = {
        name: (
            "dora" in signed_in(name).get("/training/people").text,
            signed_in(name).get(f"/training/people/{number}"),
        )
        for name in ("cecilia", "rut", "alva", "admin")
    }
    assert {name: (listed, answer.status_code) for name, (listed, answer) in seen.items()} == {
        "cecilia": (False, 404),
        "rut": (False, 404),
        "alva": (True, 200),
        "admin": (True, 200),
    }


def test_an_auditor_reads_the_agreed_grades_and_has_no_form(signed_in: SignIn, loaded: dict[str, int]) -> None:
    html = signed_in("alva").get(f"/training/{loaded['maxtaxa']}").text
    assert ("Korrekt men kort. Svaret" in html, '<form method="post" action="/training' in html) == (True, False)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("anna", [("GET", "people"), ("GET", "people/1"), ("POST", "load")]),
        ("rut", [("POST", "load")]),
        ("alva", [("POST", "load"), ("POST", "1")]),
    ],
)
def test_who_must_not_is_refused(name: str, refused: list[tuple[str, str]], signed_in: SignIn) -> None:
    browser = signed_in(name)
    answers = [browser.request(method, f"/training/{path}", data={"a": "b"}).status_code for method, path in refused]
    assert answers == [403] * len(refused)


@pytest.mark.parametrize("path", ["/training/999", "/training/people/999", "/training/999?again=true"])
def test_what_is_not_there_is_not_found(path: str, coordinator: TestClient) -> None:
    assert coordinator.get(path).status_code == 404


def test_nobody_signed_in_is_led_to_the_sign_in_page(visitor: TestClient) -> None:
    assert visitor.get("/training").headers["location"].startswith("/sign-in")


def test_each_try_is_in_the_trail_without_the_grades(
    interviewer: TestClient, loaded: dict[str, int], store: Store
) -> None:
    for data in (STRICTER, STRICTER, AGREED):
        interviewer.post(f"/training/{loaded['maxtaxa']}", data=data)
    with store.reading() as session:
        anna = session.exec(select(User.id).where(User.name == "anna")).one()
        wanted = select(AuditEvent).where(AuditEvent.thing == "training", AuditEvent.action == "answer")
        found = [(event.thing_id, event.actor, event.details) for event in session.exec(wanted)]
    assert found == [("maxtaxa", "anna", {"user": anna, "attempt": attempt}) for attempt in (1, 2)]
