"""What is drawn and ordered to be graded a second time: by the seed each minute, and by a coordinator by hand."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.double.due import chosen_calls, chosen_letters, waves_due
from shopper.store import Store
from shopper.tables.calls import CallProbe, Grade
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe
from tests.web.conftest import SignIn
from tests.web.double_stage import GOOD, draw, graded_call, order, the_wave, user_id
from tests.web.stage import START, WAVE, Stage

DOUBLE = f"/waves/{quote(WAVE)}/double"


def orders(store: Store) -> list[tuple[str, str, int | None]]:
    """Every second grading: how it is met, of which channel, and whose it is."""
    with store.reading() as session:
        rows = session.exec(select(DoubleGrade).where(DoubleGrade.part == "second").order_by(col(DoubleGrade.id))).all()
    return [("call" if row.call_probe_id else "mail", row.how, row.grader_id) for row in rows]


def test_the_job_orders_what_is_drawn_once_it_is_graded_and_no_more_when_run_again(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        drawn = chosen_calls(session, the_wave(session))
        for call in session.exec(select(CallProbe.id)).all():
            graded_call(session, call or 0)
        assert waves_due(session) == [the_wave(session).id]
        ordered, again = draw(session), draw(session)
        rows = session.exec(select(DoubleGrade)).all()
        assert waves_due(session) == []
    assert stage
    assert (ordered, again, {row.call_probe_id for row in rows}) == (len(drawn), 0, set(drawn))
    assert sorted(row.part for row in rows) == sorted(["first", "second"] * len(drawn))


def test_calls_that_reached_nobody_or_were_imported_are_not_ordered(store: Store, stage: Stage) -> None:
    assert stage
    with store.transaction() as session:
        reached, imported = sorted(chosen_calls(session, the_wave(session)))[:2]
        graded_call(session, reached, "no_answer")
        graded_call(session, imported)
        grade = session.exec(select(Grade).where(Grade.call_probe_id == imported)).one()
        grade.form_id = None
        session.add(grade)
        session.flush()
        assert draw(session) == 0


def test_letters_are_ordered_when_they_are_answered_and_graded(store: Store, stage: Stage) -> None:
    assert stage
    with store.transaction() as session:
        drawn = sorted(chosen_letters(session, the_wave(session)))
        letter = session.get_one(MailProbe, drawn[0])
        letter.state, letter.raw, letter.sent_at = "answered", b"Subject: x\r\n\r\n", START
        session.add(letter)
        session.flush()
        before = draw(session)
        letter.sender, letter.extra_information, letter.graded_at = "other", True, START
        letter.graded_by = user_id(session, "cecilia")
        session.add(letter)
        session.flush()
        assert (before, draw(session)) == (0, 1)
    assert orders(store) == [("mail", "letter", None)]


def test_the_copy_of_the_first_grades_does_not_change_when_the_call_is_graded_anew(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        graded_call(session, stage.due_call)
        order(session, stage.due_call)
        anew = Grade(call_probe_id=stage.due_call, version=2, courtesy="poor", submitted_by=1, submitted_at=START)
        session.add(anew)
        session.flush()
        assert draw(session) in {0, 1}
        first = session.exec(select(DoubleGrade).where(DoubleGrade.part == "first")).one()
    assert first.courtesy == "good"


def test_a_coordinator_orders_somebody_to_listen_in_on_a_planned_call(
    coordinator: TestClient, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    with store.reading() as session:
        bo = user_id(session, "bo")
    form = {"how": "listened_in", "grader": str(bo), "note": "tresamtal"}
    assert coordinator.post(f"{DOUBLE}/{stage.due_call}", data=form).status_code == 303
    assert orders(store) == [("call", "listened_in", bo)]
    waiting = signed_in("bo").get("/double").text
    assert "Väntar på samtalet" in waiting


def test_who_listened_in_grades_when_the_interviewer_has_submitted(
    coordinator: TestClient, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    with store.reading() as session:
        grader = user_id(session, "bo")
    coordinator.post(f"{DOUBLE}/{stage.due_call}", data={"how": "listened_in", "grader": str(grader)})
    with store.reading() as session:
        case = session.exec(select(DoubleGrade.id)).one()
    bo = signed_in("bo")
    early = bo.post(f"/double/{case}", data=GOOD).status_code
    with store.transaction() as session:
        graded_call(session, stage.due_call)
        draw(session)
    assert (early, bo.post(f"/double/{case}", data=GOOD).status_code) == (409, 303)


def test_who_was_to_listen_in_and_was_given_the_call_itself_leaves_it_to_others(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        order(session, stage.due_call, "bo")
        session.get_one(CallProbe, stage.due_call).interviewer_id = user_id(session, "bo")
        graded_call(session, stage.due_call)
        draw(session)
    assert orders(store) == [("call", "recorded", None)]


def test_a_draft_s_calls_cannot_be_ordered_because_its_plan_may_be_made_anew(
    coordinator: TestClient, stage: Stage, store: Store
) -> None:
    with store.transaction() as session:
        the_wave(session).state = "draft"
    answer = coordinator.post(f"{DOUBLE}/{stage.due_call}", data={"how": "recorded"})
    listed = coordinator.get(DOUBLE).text
    assert (answer.status_code, orders(store), f'/double/{stage.due_call}"' in listed) == (409, [], False)


@pytest.mark.parametrize(
    "form",
    [{"how": "listened_in"}, {"how": "recorded", "grader": "999"}, {"how": "guessed"}, {"grader": "anna"}],
)
def test_an_order_with_a_gap_comes_back(
    coordinator: TestClient, stage: Stage, store: Store, form: dict[str, str]
) -> None:
    assert coordinator.post(f"{DOUBLE}/{stage.due_call}", data=form).status_code == 422
    assert orders(store) == []


def test_the_calls_own_interviewer_cannot_be_chosen(coordinator: TestClient, stage: Stage, store: Store) -> None:
    with store.reading() as session:
        anna = user_id(session, "anna")
    form = {"how": "recorded", "grader": str(anna)}
    assert coordinator.post(f"{DOUBLE}/{stage.due_call}", data=form).status_code == 422


def test_a_call_that_reached_nobody_cannot_be_ordered(coordinator: TestClient, stage: Stage, store: Store) -> None:
    with store.transaction() as session:
        graded_call(session, stage.due_call, "no_answer")
    assert coordinator.post(f"{DOUBLE}/{stage.due_call}", data={"how": "recorded"}).status_code == 400


def test_what_is_graded_a_second_time_cannot_be_ordered_anew(
    coordinator: TestClient, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    with store.transaction() as session:
        graded_call(session, stage.due_call)
        case = order(session, stage.due_call, "bo")
    signed_in("bo").post(f"/double/{case}", data=GOOD)
    assert coordinator.post(f"{DOUBLE}/{stage.due_call}", data={"how": "recorded"}).status_code == 409


def test_the_list_marks_what_is_drawn_and_tells_how_far_orders_have_come(
    coordinator: TestClient, stage: Stage, store: Store
) -> None:
    with store.transaction() as session:
        graded_call(session, stage.due_call)
        order(session, stage.due_call)
        drawn = len(chosen_calls(session, the_wave(session)) - {stage.due_call})
    html = coordinator.get(DOUBLE).text
    assert ("vem som helst" in html, 0 < html.count(">lottat<") <= drawn) == (True, True)


@pytest.mark.parametrize(("name", "may"), [("alva", 200), ("admin", 200), ("rut", 403), ("anna", 403)])
def test_orders_are_for_coordinators_to_make_and_auditors_to_read(
    signed_in: SignIn, stage: Stage, name: str, may: int
) -> None:
    browser = signed_in(name)
    assert (browser.get(DOUBLE).status_code, browser.get(f"{DOUBLE}/{stage.due_call}").status_code) == (may, may)
