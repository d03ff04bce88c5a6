"""Whoever has a contact to grade blind reads nothing of its grades in a report, its preview or its printed files."""

from datetime import date
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, delete, select

from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.grading import DoubleGrade
from shopper.tables.people import WaveMember
from shopper.tables.study import Measurement, Wave
from tests.web.conftest import SignIn
from tests.web.double_stage import order, user_id
from tests.web.printed_stage import add_final, add_link
from tests.web.report_stage import set_comments, set_reply
from tests.web.stage import START, WAVE, Stage, add_members

BASE = f"/waves/{quote(WAVE)}/0685/report"
FIGURES = f"/waves/{quote(WAVE)}/0685/figures"
LATER = {"name": "Våren 2018", "first_day": date(2018, 3, 5), "last_day": date(2018, 3, 30)}
OVERVIEW = f"/waves/{quote(WAVE)}/overview"


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


@pytest.mark.parametrize(
    "address",
    [
        f"{BASE}/preview",
        FIGURES,
        f"{FIGURES}/total/contact_pct",
        OVERVIEW,  # of values that stand on few contacts
        f"{OVERVIEW}/overview.xlsx",
        f"{OVERVIEW}/kolada.csv",
    ],
)
def test_the_preview_the_figures_and_the_overview_lead_to_the_grading_first(
    coordinator: TestClient, store: Store, calls: list[int], address: str
) -> None:
    assert coordinator.get(address).status_code == 200
    with store.transaction() as session:
        case = order(session, calls[0], "cecilia")
    answer = coordinator.get(address)
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/double/{case}")


@pytest.mark.parametrize(("waves", "status"), [(2, 303), (1, 200)])
def test_figures_of_a_later_wave_lead_to_the_grading_too_where_the_visitor_may_do_it(
    coordinator: TestClient, store: Store, calls: list[int], waves: int, status: int
) -> None:
    with store.transaction() as session:
        order(session, calls[0], "cecilia")
        earlier = session.exec(select(Wave).where(Wave.name == WAVE)).one()
        later = Wave(**earlier.model_dump(exclude={"id"}) | LATER)
        session.add(later)
        session.flush()
        session.add(Measurement(wave_id=stored_id(later.id), municipality_code="0685"))
        add_members(session, stored_id(later.id), [user_id(session, "cecilia")])
        if waves == 1:
            session.exec(delete(WaveMember).where(col(WaveMember.wave_id) == earlier.id))
    assert coordinator.get(FIGURES.replace(quote(WAVE), quote("Våren 2018"))).status_code == status


def test_the_page_of_a_report_says_what_to_grade_first_in_place_of_the_preview(
    coordinator: TestClient, store: Store, calls: list[int]
) -> None:
    before = coordinator.get(BASE).text
    with store.transaction() as session:
        case = order(session, calls[0], "cecilia")
    after = coordinator.get(BASE).text
    assert [("<iframe" in html, f'href="/double/{case}"' in html) for html in (before, after)] == [
        (True, False),
        (False, True),
    ]


def test_the_preview_and_the_figures_stay_open_where_somebody_else_grades(
    coordinator: TestClient, store: Store, calls: list[int], letter: tuple[int, int]
) -> None:
    with store.transaction() as session:
        order(session, calls[1], "rut")
        to_grade(session, letter[0], "rut")
    assert [coordinator.get(address).status_code for address in (f"{BASE}/preview", FIGURES)] == [200, 200]


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


def test_the_auditors_pack_comes_after_the_grading_too(signed_in: SignIn, store: Store, calls: list[int]) -> None:
    with store.transaction() as session:
        case = order(session, calls[0], "alva")
    answer = signed_in("alva").get(f"/waves/{quote(WAVE)}/0685/evidence")
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/double/{case}")
