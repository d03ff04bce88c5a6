"""Second gradings through the site: who gets which, what they see, and what becomes of differences."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.store import Store
from shopper.tables.calls import Attempt, CallReview, Grade
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import MailProbe
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.double_stage import (
    FIRST_WORDS,
    GOOD,
    graded_call,
    graded_letter,
    order,
    ordered_letter,
    user_id,
)
from tests.web.stage import START, Stage

DIFFERENT = {**GOOD, "courtesy": "poor"}
SAME_LETTER = {"sender": "complete", "extra_information": "no"}
UNSEEN = {"unseen": "yes"}


@pytest.fixture
def case(store: Store, stage: Stage) -> int:
    """The second grading of Anna's first call, which anybody may take."""
    with store.transaction() as session:
        graded_call(session, stage.due_call)
        return order(session, stage.due_call)


@pytest.fixture
def letter_case(store: Store, stage: Stage) -> int:
    """The second grading of a letter that Cecilia has graded."""
    with store.transaction() as session:
        return ordered_letter(session, stage)


def take(browser: TestClient) -> str:
    """Where one is led that takes the next case."""
    return browser.post("/double/next").headers["location"]


def parts(store: Store) -> dict[str, DoubleGrade]:
    """The rows of the only double grading."""
    with store.reading() as session:
        return {row.part: row for row in session.exec(select(DoubleGrade))}


def test_an_interviewer_takes_a_colleagues_call_and_grades_it(case: int, signed_in: SignIn, store: Store) -> None:
    bo = signed_in("bo")
    assert take(bo) == f"/double/{case}"
    answer = bo.post(f"/double/{case}", data={**GOOD, "comment": "lugn röst"})
    second = parts(store)["second"]
    said = {factor: getattr(second, factor) for factor in GOOD}
    assert (answer.headers["location"], said, second.comment) == ("/double?done=graded", GOOD, "lugn röst")


def test_the_page_of_a_case_shows_nothing_of_the_first_grading(case: int, signed_in: SignIn) -> None:
    bo = signed_in("bo")
    html = bo.get(take(bo)).text
    assert case
    graded = re.findall(r'value="\w+" checked', html)  # the empty value is no grade
    assert (FIRST_WORDS in html, graded, ">anna" in html, "mapp 3" in html) == (False, [], False, True)


def test_nobody_takes_their_own_call(case: int, interviewer: TestClient) -> None:
    assert case
    assert take(interviewer) == "/double?done=none"


def test_who_has_reviewed_a_call_is_not_offered_it(case: int, signed_in: SignIn, stage: Stage, store: Store) -> None:
    with store.transaction() as session:
        reviewer = user_id(session, "rut")
        session.add(
            CallReview(
                call_probe_id=stage.due_call,
                grade_version=1,
                decision="approved",
                reviewer_id=reviewer,
                decided_at=START,
            )
        )
    assert (take(signed_in("rut")), take(signed_in("bo"))) == ("/double?done=none", f"/double/{case}")


def test_of_two_who_take_the_last_case_the_second_is_told(case: int, signed_in: SignIn) -> None:
    bo, rut = signed_in("bo"), signed_in("rut")
    assert (take(bo), take(rut)) == (f"/double/{case}", "/double?done=none")
    assert "Det finns inget ärende du kan ta just nu." in rut.get("/double?done=none").text


def test_a_case_is_the_grader_s_alone(case: int, signed_in: SignIn) -> None:
    take(signed_in("bo"))
    others = [signed_in(name) for name in ("anna", "rut", "cecilia")]
    asked = [browser.get(f"/double/{case}").status_code for browser in others]
    sent = [browser.post(f"/double/{case}", data={**GOOD, **UNSEEN}).status_code for browser in others]
    assert (asked, sent) == ([404] * 3, [404] * 3)


def test_an_auditor_grades_nothing(case: int, signed_in: SignIn) -> None:
    assert case
    alva = signed_in("alva")
    assert (alva.get("/double").status_code, alva.post("/double/next").status_code) == (403, 403)


def test_who_sees_grades_elsewhere_says_that_they_have_not_seen_this_one(
    case: int, signed_in: SignIn, store: Store
) -> None:
    rut = signed_in("rut")
    take(rut)
    without = rut.post(f"/double/{case}", data=GOOD)
    assert (without.status_code, parts(store)["second"].graded_at) == (422, None)
    assert rut.post(f"/double/{case}", data={**GOOD, **UNSEEN}).status_code == 303


def test_the_review_of_a_call_leads_to_its_open_case_until_it_is_graded(
    case: int, signed_in: SignIn, stage: Stage
) -> None:
    rut, page = signed_in("rut"), f"/review/{stage.due_call}"
    assert rut.get(page).status_code == 200
    take(rut)
    led = rut.get(page)
    assert (led.status_code, led.headers["location"]) == (303, f"/double/{case}")
    assert rut.post(page, data={"decision": "approved"}).headers["location"] == f"/double/{case}"
    rut.post(f"/double/{case}", data={**GOOD, **UNSEEN})
    assert rut.get(page).status_code == 200


def test_pages_of_a_letter_lead_to_its_open_case_until_it_is_graded(
    letter_case: int, signed_in: SignIn, stage: Stage
) -> None:
    admin, letter = signed_in("admin"), stage.answered_letters[0]
    pages = (f"/letters/{letter}", f"/letters/{letter}/times")
    before = [admin.get(page).status_code for page in pages]
    take(admin)
    led = {admin.get(page).headers.get("location") for page in pages}
    admin.post(f"/double/{letter_case}", data={**SAME_LETTER, **UNSEEN})
    after = [admin.get(page).status_code for page in pages]
    assert (before, led, after) == ([200, 200], {f"/double/{letter_case}"}, [200, 200])


def test_an_interviewer_reads_the_letters_reply_and_grades_it(
    letter_case: int, signed_in: SignIn, store: Store
) -> None:
    bo = signed_in("bo")
    take(bo)
    html = bo.get(f"/double/{letter_case}").text
    assert ("En friggebod på högst 15" in html, "<script>alert" in html) == (True, False)
    assert bo.post(f"/double/{letter_case}", data=SAME_LETTER).status_code == 303
    second = parts(store)["second"]
    assert (second.sender, second.extra_information, "third" in parts(store)) == ("complete", False, False)


def test_whoever_graded_the_letter_is_not_offered_it(letter_case: int, coordinator: TestClient) -> None:
    assert letter_case
    assert take(coordinator) == "/double?done=none"


def test_the_form_asks_for_the_grades_that_the_outcome_allows(case: int, signed_in: SignIn, store: Store) -> None:
    bo = signed_in("bo")
    take(bo)
    too_many = bo.post(f"/double/{case}", data={**GOOD, "answer": "poor"})
    too_few = bo.post(f"/double/{case}", data={"answer": "good", "interest": "good"})
    assert [too_many.status_code, too_few.status_code, parts(store)["second"].graded_at] == [422, 422, None]
    assert bo.post(f"/double/{case}", data={"answer": "poor", "interest": "poor"}).status_code == 303


def test_a_grade_that_was_chosen_and_is_not_asked_for_can_be_left_out_again(
    case: int, signed_in: SignIn, store: Store
) -> None:
    bo = signed_in("bo")
    take(bo)
    refused = bo.post(f"/double/{case}", data={**GOOD, "answer": "poor"}).text
    left_out = {factor: f'name="{factor}" value=""' in refused for factor in GOOD}
    assert left_out == {"answer": False, "information": True, "interest": False, "courtesy": True}
    bo.post(f"/double/{case}", data={**GOOD, "answer": "poor", "information": "", "courtesy": ""})
    second = parts(store)["second"]
    kept = (second.answer, second.information, second.interest, second.courtesy)
    assert kept == ("poor", None, GOOD["interest"], None)


def test_a_call_that_was_returned_before_the_second_grading_is_compared_as_it_was_submitted_anew(
    case: int, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    bo = signed_in("bo")
    take(bo)
    with store.transaction() as session:
        anna = user_id(session, "anna")
        anew = Grade(call_probe_id=stage.due_call, version=2, submitted_by=anna, submitted_at=START)
        session.add(anew.sqlmodel_update(DIFFERENT))
    bo.post(f"/double/{case}", data=DIFFERENT)
    found = parts(store)
    assert ({part: row.courtesy for part, row in found.items()}) == {"first": "poor", "second": "poor"}


def test_a_call_that_reached_nobody_after_its_correction_is_not_graded(
    case: int, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    bo = signed_in("bo")
    take(bo)
    with store.transaction() as session:
        session.add(Attempt(call_probe_id=stage.due_call, number=1, version=2, dialled_at=START, outcome="no_answer"))
    assert (bo.post(f"/double/{case}", data=GOOD).status_code, bo.get(f"/double/{case}").status_code) == (409, 200)


def test_of_a_wrong_official_only_the_interest_is_graded(store: Store, stage: Stage, signed_in: SignIn) -> None:
    with store.transaction() as session:
        said = {"answer": "poor", "information": None, "courtesy": None}
        graded_call(session, stage.due_call, "wrong_official", **said)
        case = order(session, stage.due_call)
    bo = signed_in("bo")
    take(bo)
    assert "Bemötande" not in bo.get(f"/double/{case}").text
    bo.post(f"/double/{case}", data={"interest": "poor"})
    second = parts(store)["second"]
    assert (second.answer, second.interest, second.courtesy) == ("poor", "poor", None)


def test_the_same_form_sent_twice_is_stored_once_and_another_is_refused(
    case: int, signed_in: SignIn, store: Store
) -> None:
    bo = signed_in("bo")
    take(bo)
    sent = [bo.post(f"/double/{case}", data=said).status_code for said in (DIFFERENT, DIFFERENT, GOOD)]
    assert (sent, parts(store)["second"].courtesy, set(parts(store))) == (
        [303, 303, 409],
        "poor",
        {"first", "second", "third"},
    )


def test_a_case_is_given_back_for_somebody_else(case: int, signed_in: SignIn) -> None:
    bo, rut = signed_in("bo"), signed_in("rut")
    take(bo)
    assert bo.post(f"/double/{case}/return").headers["location"] == "/double?done=returned"
    assert take(rut) == f"/double/{case}"


def test_what_cannot_be_graded_again_is_dropped_with_its_reason(case: int, signed_in: SignIn, store: Store) -> None:
    bo = signed_in("bo")
    take(bo)
    assert bo.post(f"/double/{case}/drop").status_code == 422
    assert bo.post(f"/double/{case}/drop", data={"reason": "ingen inspelning"}).status_code == 303
    second = parts(store)["second"]
    assert (second.note, second.dropped_at is not None, take(signed_in("rut"))) == (
        "ingen inspelning",
        True,
        "/double?done=none",
    )


def test_a_third_person_decides_a_difference_and_the_decision_counts(
    case: int, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    bo, rut = signed_in("bo"), signed_in("rut")
    take(bo)
    bo.post(f"/double/{case}", data=DIFFERENT)
    third = parts(store)["third"].id
    html = rut.get(f"/double/decide/{third}").text
    assert (FIRST_WORDS in html, ">anna" in html, ">bo<" in html) == (True, False, False)
    decided = {**GOOD, "courtesy": "medium", "comment": "kort men vänlig"}
    assert rut.post(f"/double/decide/{third}", data=decided).headers["location"] == "/double?done=decided"
    with store.reading() as session:
        grades = session.exec(
            select(Grade).where(Grade.call_probe_id == stage.due_call).order_by(col(Grade.version))
        ).all()
    kept = [(grade.version, grade.origin, grade.courtesy, grade.comment) for grade in grades]
    assert kept == [(1, "interviewer", "good", FIRST_WORDS), (2, "decided", "medium", FIRST_WORDS)]
    assert parts(store)["first"].courtesy == "good"


def test_a_decision_needs_its_reason(case: int, signed_in: SignIn, store: Store) -> None:
    bo, rut = signed_in("bo"), signed_in("rut")
    take(bo)
    bo.post(f"/double/{case}", data=DIFFERENT)
    third = parts(store)["third"].id
    assert rut.post(f"/double/decide/{third}", data=GOOD).status_code == 422


def test_neither_of_the_two_decides_nor_does_an_interviewer(case: int, signed_in: SignIn, store: Store) -> None:
    rut = signed_in("rut")
    take(rut)
    rut.post(f"/double/{case}", data={**DIFFERENT, **UNSEEN})
    address = f"/double/decide/{parts(store)['third'].id}"
    asked = {name: signed_in(name).get(address).status_code for name in ("rut", "bo", "anna", "alva", "cecilia")}
    assert asked == {"rut": 404, "bo": 403, "anna": 403, "alva": 403, "cecilia": 200}


def test_of_two_who_decide_the_second_is_told(case: int, signed_in: SignIn, stage: Stage, store: Store) -> None:
    bo = signed_in("bo")
    take(bo)
    bo.post(f"/double/{case}", data=DIFFERENT)
    address = f"/double/decide/{parts(store)['third'].id}"
    first = signed_in("rut").post(address, data={**GOOD, "comment": "a"}).status_code
    second = signed_in("cecilia").post(address, data={**DIFFERENT, "comment": "b"}).status_code
    with store.reading() as session:
        versions = session.exec(select(Grade.version).where(Grade.call_probe_id == stage.due_call)).all()
    assert (first, second, sorted(versions)) == (303, 409, [1, 2])


def test_a_decided_letter_has_the_decision_and_keeps_the_first_beside_it(
    letter_case: int, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    bo = signed_in("bo")
    take(bo)
    bo.post(f"/double/{letter_case}", data={"sender": "other", "extra_information": "yes"})
    third = parts(store)["third"].id
    decided = {"sender": "other", "extra_information": "no", "comment": "inget namn"}
    assert signed_in("rut").post(f"/double/decide/{third}", data=decided).status_code == 303
    with store.reading() as session:
        letter = session.get_one(MailProbe, stage.answered_letters[0])
    first = parts(store)["first"]
    assert (letter.sender, letter.extra_information, first.sender) == ("other", False, "complete")


def test_a_letter_whose_reply_was_exchanged_is_not_decided_before_it_is_graded_anew(
    letter_case: int, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    bo = signed_in("bo")
    take(bo)
    bo.post(f"/double/{letter_case}", data={"sender": "other", "extra_information": "yes"})
    with store.transaction() as session:
        letter = session.get_one(MailProbe, stage.answered_letters[0])
        letter.sender = letter.extra_information = letter.graded_by = letter.graded_at = None
        session.add(letter)
    decided = {"sender": "other", "extra_information": "no", "comment": "inget namn"}
    answer = signed_in("rut").post(f"/double/decide/{parts(store)['third'].id}", data=decided)
    assert (answer.status_code, parts(store)["third"].graded_at) == (409, None)


def test_a_letter_whose_grading_was_taken_away_is_not_graded_again(
    letter_case: int, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    bo = signed_in("bo")
    take(bo)
    with store.transaction() as session:
        letter = session.get_one(MailProbe, stage.answered_letters[0])
        letter.sender = letter.extra_information = letter.graded_by = letter.graded_at = None
        letter.state = "sent"
        session.add(letter)
    assert bo.post(f"/double/{letter_case}", data=SAME_LETTER).status_code == 409


def test_every_step_stands_in_the_trail_without_the_grades(
    case: int, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    bo = signed_in("bo")
    take(bo)
    bo.post(f"/double/{case}", data=DIFFERENT)
    with store.reading() as session:
        rows = session.exec(
            select(AuditEvent.action, AuditEvent.actor, AuditEvent.details)
            .where(AuditEvent.thing == "call", AuditEvent.thing_id == str(stage.due_call))
            .order_by(col(AuditEvent.id))
        ).all()
    assert [(action, actor) for action, actor, _ in rows] == [
        ("double_order", "cecilia"),
        ("double_take", "bo"),
        ("double_grade", "bo"),
        ("double_differ", "bo"),
    ]
    assert rows[-1][2] == {"factors": ["courtesy"]}
    assert rows[-2][2] == {"double_grade": case}


def test_a_graded_letter_of_nobody_s_order_is_nobody_s_case(store: Store, stage: Stage, signed_in: SignIn) -> None:
    with store.transaction() as session:
        graded_letter(session, stage)
    assert take(signed_in("bo")) == "/double?done=none"
