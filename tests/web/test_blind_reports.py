"""Whoever has a contact to grade blind reads nothing of its grades in a report, its preview or its printed files."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from shopper.store import Store
from shopper.tables.grading import DoubleGrade
from tests.web.conftest import SignIn
from tests.web.double_stage import order, user_id
from tests.web.printed_stage import add_final, add_link
from tests.web.report_stage import COMMENTS, MASKED_REPLY, set_comments, set_reply
from tests.web.stage import START, WAVE, Stage

BASE = f"/waves/{quote(WAVE)}/0685/report"
REPLY_WORDS = "Läs mer på https://www.vetlanda.test/bygglov."


@pytest.fixture
def calls(store: Store) -> list[int]:
    with store.transaction() as session:
        return set_comments(session)


@pytest.fixture
def letter(store: Store, stage: Stage) -> tuple[int, int]:
    """A letter that could be the example, and its reply."""
    with store.transaction() as session:
        return set_reply(session, stage)


@pytest.fixture
def link(store: Store, stage: Stage, calls: list[int]) -> str:
    """The path of a link to a final report of the calls."""
    assert calls
    with store.transaction() as session:
        return add_link(session, add_final(session, stage.measurement))[1]


def to_grade(session: Session, letter_id: int, grader: str) -> int | None:
    """Order a second grading of a letter from somebody."""
    case = DoubleGrade(
        mail_probe_id=letter_id, part="second", how="letter", grader_id=user_id(session, grader), ordered_at=START
    )
    session.add(case)
    session.flush()
    return case.id


def show_comments(browser: TestClient, calls: list[int]) -> None:
    """Let these comments be printed as they are."""
    texts = COMMENTS[: len(calls)]
    form = {"call": calls, "version": [1] * len(calls), "factor": ["courtesy"] * len(calls), "text": list(texts)}
    assert browser.post(f"{BASE}/comments", data={**form, "do": "show", "chosen": calls}).status_code == 303


@pytest.mark.parametrize(("grader", "is_told"), [("cecilia", False), ("rut", True)])
def test_the_preview_leaves_out_comments_on_calls_that_the_reader_grades_blind(
    coordinator: TestClient, store: Store, calls: list[int], grader: str, *, is_told: bool
) -> None:
    show_comments(coordinator, calls)
    with store.transaction() as session:
        order(session, calls[1], grader)
    html = coordinator.get(f"{BASE}/preview").text
    assert (COMMENTS[1] in html, COMMENTS[2] in html) == (is_told, True)


@pytest.mark.parametrize(("grader", "is_told"), [("cecilia", False), ("rut", True)])
def test_the_preview_leaves_out_a_good_example_that_the_reader_grades_blind(
    coordinator: TestClient, store: Store, letter: tuple[int, int], grader: str, *, is_told: bool
) -> None:
    chosen = {"letter": letter[0], "reply": letter[1], "text": MASKED_REPLY}
    assert coordinator.post(f"{BASE}/example", data=chosen).status_code == 303
    with store.transaction() as session:
        to_grade(session, letter[0], grader)
    assert (REPLY_WORDS in coordinator.get(f"{BASE}/preview").text) == is_told


@pytest.mark.parametrize(
    "address", [f"{BASE}/pdf", f"{BASE}/xlsx", f"{BASE}/zip", f"/waves/{quote(WAVE)}/reports/finals"]
)
def test_printed_files_lead_to_the_grading_first(
    coordinator: TestClient, store: Store, link: str, calls: list[int], address: str
) -> None:
    assert (link != "", coordinator.get(address).status_code) == (True, 200)
    with store.transaction() as session:
        case = order(session, calls[0], "cecilia")
    answer = coordinator.get(address)
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/double/{case}")


def test_a_letter_to_grade_keeps_files_closed_too(
    coordinator: TestClient, store: Store, link: str, letter: tuple[int, int]
) -> None:
    with store.transaction() as session:
        case = to_grade(session, letter[0], "cecilia")
    answer = coordinator.get(f"{BASE}/pdf")
    assert (link != "", answer.status_code, answer.headers.get("location")) == (True, 303, f"/double/{case}")


def test_files_stay_open_to_those_who_grade_nothing_of_them(
    signed_in: SignIn, coordinator: TestClient, store: Store, link: str, calls: list[int]
) -> None:
    with store.transaction() as session:
        order(session, calls[0], "rut")
    browsers = coordinator, signed_in("alva")
    assert (link != "", [browser.get(f"{BASE}/pdf").status_code for browser in browsers]) == (True, [200, 200])


def test_a_link_is_no_way_around_for_who_is_signed_in(
    coordinator: TestClient, visitor: TestClient, store: Store, link: str, calls: list[int]
) -> None:
    with store.transaction() as session:
        case = order(session, calls[0], "cecilia")
    answer = coordinator.post(f"{link}/pdf")
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/double/{case}")
    assert visitor.post(f"{link}/pdf").content == b"%PDF final"


def test_the_balance_is_hidden_while_it_would_tell_by_subtraction(
    coordinator: TestClient, store: Store, calls: list[int]
) -> None:
    before = coordinator.get(f"{BASE}/comments").text
    with store.transaction() as session:
        order(session, calls[0], "cecilia")
    after = coordinator.get(f"{BASE}/comments").text
    said = "Tabellen visas när du har gjort dina egna andra bedömningar av samtalen"
    assert (("<table" in before, said in before), ("<table" in after, said in after)) == ((True, False), (False, True))
