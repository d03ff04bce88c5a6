"""Review through the site: the queue, one decision after the other, many at once, and what others may not reach."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.store import Store
from shopper.tables.calls import CallProbe, CallReview, Grade
from shopper.tables.grading import DoubleGrade
from shopper.tables.people import User, WaveMember
from shopper.tables.study import Question
from tests.graded import DIALLED, grade_call
from tests.web.conftest import SignIn
from tests.web.stage import Stage

WHY = "Lyssna på slutet en gång till"
HARSH = "Hon var otrevlig."


@pytest.fixture
def waiting(store: Store, stage: Stage) -> list[int]:
    """Three submitted calls; the last one, `later_call`, has a comment that does not go with its grade."""
    ids = [stage.due_call, stage.other_call, stage.later_call]
    with store.transaction() as session:
        for number, call_id in enumerate(ids):
            comment = HARSH if call_id == stage.later_call else ""
            grade_call(session, call_id, DIALLED + timedelta(minutes=10 * number), comment=comment)
    return ids


@pytest.fixture
def reviewer(signed_in: SignIn) -> TestClient:
    """Rut's browser."""
    return signed_in("rut")


def states(store: Store, call_ids: list[int]) -> list[str]:
    """The states of these calls."""
    with store.reading() as session:
        return [session.get_one(CallProbe, one).state for one in call_ids]


def in_order(html: str, call_ids: list[int]) -> list[int]:
    """The calls of the list, in the order of the page."""
    return [int(found) for found in re.findall(r'id="choose-(\d+)"', html) if int(found) in call_ids]


def plain(html: str) -> str:
    """The text of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_queue_shows_what_waits_with_warnings_first(reviewer: TestClient, waiting: list[int]) -> None:
    html = reviewer.get("/review").text
    due, other, later = waiting
    assert in_order(html, waiting) == [later, due, other]
    assert ("3 samtal väntar." in html, "Kritisk kommentar, gott bemötande (1)" in plain(html)) == (True, True)


def test_an_empty_queue_says_where_calls_come_from(reviewer: TestClient, stage: Stage) -> None:
    html = reviewer.get("/review").text
    assert ("Inget väntar. Samtal kommer hit när" in html, stage.due_call > 0) == (True, True)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("warning=any", [2]),
        ("warning=none", [0, 1]),
        ("warning=harsh_words", [2]),
        ("warning=overlap", []),
        ("municipality=0685", [2, 0, 1]),
        ("municipality=0001", []),
        ("state=approved", []),
        ("interviewer=10000", []),
        ("wave=nothing&state=nonsense", [2, 0, 1]),
    ],
)
def test_filters_narrow_the_queue(reviewer: TestClient, waiting: list[int], query: str, places: list[int]) -> None:
    assert in_order(reviewer.get(f"/review?{query}").text, waiting) == [waiting[place] for place in places]


def test_the_queue_of_one_interviewer_holds_their_calls(
    reviewer: TestClient, waiting: list[int], stage: Stage, store: Store
) -> None:
    with store.reading() as session:
        bo = session.get_one(CallProbe, stage.other_call).interviewer_id
    assert in_order(reviewer.get(f"/review?interviewer={bo}").text, waiting) == [stage.other_call]


def test_a_decision_leads_to_the_next_case_at_once(reviewer: TestClient, waiting: list[int], store: Store) -> None:
    due, other, later = waiting
    first = reviewer.post(f"/review/{later}", data={"decision": "approve", "version": "1"})
    second = reviewer.post(f"/review/{due}", data={"decision": "return", "version": "1", "reason": WHY})
    third = reviewer.post(f"/review/{other}", data={"decision": "approve", "version": "1"})
    went = [answer.headers["location"] for answer in (first, second, third)]
    assert went == [f"/review/{due}?done={later}", f"/review/{other}?done={due}", f"/review?done={other}"]
    assert states(store, waiting) == ["returned", "approved", "approved"]


def test_the_next_page_says_what_was_decided(reviewer: TestClient, waiting: list[int]) -> None:
    due, _, later = waiting
    answer = reviewer.post(f"/review/{later}", data={"decision": "approve", "version": "1"})
    html = reviewer.get(answer.headers["location"]).text
    told = f"Godkänt: samtal {later}." in html
    assert (told, f'action="/review/{due}"' in html, 'data-key="a"' in html) == (True, True, True)


def test_the_filter_stays_from_case_to_case(reviewer: TestClient, waiting: list[int]) -> None:
    due, other, _ = waiting
    address = f"/review/{due}?municipality=0685&warning=none"
    answer = reviewer.post(address, data={"decision": "approve", "version": "1"})
    assert answer.headers["location"] == f"/review/{other}?municipality=0685&warning=none&done={due}"


def test_the_page_of_a_call_says_everything_about_it(reviewer: TestClient, waiting: list[int]) -> None:
    text = plain(reviewer.get(f"/review/{waiting[2]}").text)
    parts = [
        "Kommentaren är kritisk (”otrevlig”), men bemötandet är bedömt som ”God”.",
        "Väntetid som räknas: 30 sekunder, från ”Mänsklig röst” till ”Handläggare”.",
        "efter 5 s · räknas",
        "God Vänlig och hjälpsam.",
        HARSH,
        "Samtal 1 av 3",
    ]
    assert [part for part in parts if part not in text] == []


def test_a_return_needs_a_reason(reviewer: TestClient, waiting: list[int], store: Store) -> None:
    answer = reviewer.post(f"/review/{waiting[0]}", data={"decision": "return", "version": "1", "reason": " "})
    told = "Skriv varför samtalet lämnas tillbaka" in answer.text
    assert (answer.status_code, told, states(store, waiting[:1])) == (422, True, ["submitted"])


def test_grades_that_changed_meanwhile_are_shown_anew(reviewer: TestClient, waiting: list[int], store: Store) -> None:
    with store.transaction() as session:
        newer = Grade(call_probe_id=waiting[0], version=2, origin="decided", submitted_by=1, submitted_at=DIALLED)
        session.add(newer)
    answer = reviewer.post(f"/review/{waiting[0]}", data={"decision": "approve", "version": "1"})
    told = "någon annan hann före, eller så har bedömningen ändrats" in answer.text
    assert (answer.status_code, told, states(store, waiting[:1])) == (409, True, ["submitted"])


def test_somebody_who_was_faster_is_told_of(
    reviewer: TestClient, coordinator: TestClient, waiting: list[int], store: Store
) -> None:
    coordinator.post(f"/review/{waiting[0]}", data={"decision": "return", "version": "1", "reason": WHY})
    answer = reviewer.post(f"/review/{waiting[0]}", data={"decision": "approve", "version": "1"})
    assert (answer.status_code, states(store, waiting[:1])) == (409, ["returned"])


def test_a_returned_call_can_be_approved_as_it_was_submitted(
    reviewer: TestClient, waiting: list[int], store: Store
) -> None:
    page = f"/review/{waiting[0]}"
    reviewer.post(page, data={"decision": "return", "version": "1", "reason": WHY})
    assert 'value="approve_returned"' in reviewer.get(page).text
    reviewer.post(page, data={"decision": "approve_returned", "version": "1"})
    assert states(store, waiting[:1]) == ["approved"]


def test_the_same_button_pressed_twice_is_one_decision(reviewer: TestClient, waiting: list[int], store: Store) -> None:
    form = {"decision": "approve", "version": "1"}
    statuses = [reviewer.post(f"/review/{waiting[0]}", data=form).status_code for _ in range(2)]
    with store.reading() as session:
        decided = session.exec(select(CallReview.decision)).all()
    assert (statuses, decided) == ([303, 303], ["approved"])


def test_another_reason_from_a_second_window_is_not_taken_for_the_same_decision(
    reviewer: TestClient, waiting: list[int], store: Store
) -> None:
    forms = [{"decision": "return", "version": "1", "reason": reason} for reason in (WHY, f" {WHY} ", "Fel område.")]
    answers = [reviewer.post(f"/review/{waiting[0]}", data=form) for form in forms]
    with store.reading() as session:
        kept = session.exec(select(CallReview.reason)).all()
    assert ([answer.status_code for answer in answers], kept) == ([303, 303, 409], [WHY])
    assert "<q>Fel område.</q>" in answers[-1].text


def test_ticked_calls_are_approved_together(reviewer: TestClient, waiting: list[int], store: Store) -> None:
    due, other, later = waiting
    answer = reviewer.post("/review", data={"which": "chosen", "chosen": [f"{due}-1", f"{later}-1"]})
    html = reviewer.get(answer.headers["location"]).text
    assert (answer.headers["location"], "2 samtal är godkända." in html) == ("/review?approved=2", True)
    assert (states(store, waiting), in_order(html, waiting)) == (["approved", "submitted", "approved"], [other])


def test_all_shown_without_warnings_are_approved_and_the_others_are_not(
    reviewer: TestClient, waiting: list[int], store: Store
) -> None:
    html = reviewer.get("/review").text
    clean = re.findall(r'name="clean" value="([\d-]+)"', html)
    reviewer.post("/review", data={"which": "clean", "clean": clean})
    assert states(store, waiting) == ["approved", "approved", "submitted"]


def test_of_many_those_that_could_not_be_approved_are_named(
    reviewer: TestClient, coordinator: TestClient, waiting: list[int], store: Store
) -> None:
    due, other, later = waiting
    coordinator.post(f"/review/{due}", data={"decision": "approve", "version": "1"})
    answer = reviewer.post("/review", data={"chosen": [f"{due}-1", f"{other}-9", f"{later}-1"]})
    text = plain(answer.text)
    told = [
        f"Samtal {due} : Någon annan har redan avgjort det." in text,
        f"Samtal {other} : Bedömningen har ändrats sedan sidan visades." in text,
    ]
    assert (told, states(store, waiting)) == ([True, True], ["approved", "submitted", "approved"])


def test_no_call_chosen_says_what_to_do(reviewer: TestClient, waiting: list[int]) -> None:
    answer = reviewer.post("/review", data={"which": "chosen"})
    assert (answer.status_code, "Inget samtal är valt." in answer.text, len(waiting)) == (422, True, 3)


@pytest.mark.parametrize("chosen", ["nonsense", "1", "1-", "99999999999-1"])
def test_a_forged_choice_is_refused(reviewer: TestClient, waiting: list[int], chosen: str) -> None:
    assert (reviewer.post("/review", data={"chosen": [chosen]}).status_code, len(waiting)) == (400, 3)


def test_a_return_after_a_third_grader_s_decision_stands_beside_what_was_changed_after_it(
    reviewer: TestClient, waiting: list[int], store: Store
) -> None:
    due = waiting[0]
    with store.transaction() as session:
        session.add(Grade(call_probe_id=due, version=2, origin="decided", submitted_by=1, submitted_at=DIALLED))
    reviewer.post(f"/review/{due}", data={"decision": "return", "version": "2", "reason": WHY})
    with store.transaction() as session:
        grade_call(session, due, DIALLED, version=3, comment="Kort i tonen.")
    assert f"Lämnades tillbaka: {WHY}" in plain(reviewer.get(f"/review/{due}").text)


def test_a_resubmitted_call_shows_what_was_changed_and_keeps_the_original(
    reviewer: TestClient, waiting: list[int], store: Store
) -> None:
    due = waiting[0]
    reviewer.post(f"/review/{due}", data={"decision": "return", "version": "1", "reason": WHY})
    with store.transaction() as session:
        grade_call(session, due, DIALLED, version=2, courtesy="medium", comment="Kort i tonen.")
    text = plain(reviewer.get(f"/review/{due}").text)
    parts = [
        "Bemötande God Medelgod",
        "Kommentar inget Kort i tonen.",
        "Så skickades det in",
        f"Lämnades tillbaka: {WHY}",
    ]
    assert [part for part in parts if part not in text] == []


def test_ones_own_call_is_not_offered_for_a_decision(reviewer: TestClient, waiting: list[int], store: Store) -> None:
    with store.transaction() as session:
        rut = session.exec(select(User.id).where(User.name == "rut")).one()
        session.get_one(CallProbe, waiting[0]).interviewer_id = rut or 0
    html = reviewer.get(f"/review/{waiting[0]}").text
    answer = reviewer.post(f"/review/{waiting[0]}", data={"decision": "approve", "version": "1"})
    listed = in_order(reviewer.get("/review").text, waiting)
    assert ("Det är ditt eget samtal." in html, answer.status_code, waiting[0] in listed) == (True, 422, False)


def test_an_auditor_reads_and_decides_nothing(signed_in: SignIn, waiting: list[int], store: Store) -> None:
    auditor = signed_in("alva")
    pages = [auditor.get(path) for path in ("/review", f"/review/{waiting[0]}", "/review/progress")]
    deeds = [
        auditor.post(f"/review/{waiting[0]}", data={"decision": "approve", "version": "1"}),
        auditor.post("/review", data={"chosen": [f"{waiting[0]}-1"]}),
    ]
    assert [(one.status_code, 'method="post" action="/review' in one.text) for one in pages[1:]] == [(200, False)] * 2
    assert (pages[0].status_code, in_order(pages[0].text, waiting)) == (200, [])
    assert ([one.status_code for one in deeds], states(store, waiting)) == ([403, 403], ["submitted"] * 3)


@pytest.mark.parametrize("path", ["/review", "/review/progress", "/review/{call_id}"])
def test_interviewers_and_strangers_do_not_see_the_review(
    signed_in: SignIn, visitor: TestClient, waiting: list[int], path: str
) -> None:
    address = path.format(call_id=waiting[0])
    answers = signed_in("anna").get(address), visitor.get(address)
    assert [one.status_code for one in answers] == [403, 303]


def test_a_wave_the_reviewer_is_no_member_of_is_not_there(
    reviewer: TestClient, waiting: list[int], store: Store
) -> None:
    with store.transaction() as session:
        for member in session.exec(select(WaveMember)).all():
            session.delete(member)
    listed = reviewer.get("/review").text
    answers = [
        reviewer.get(f"/review/{waiting[0]}"),
        reviewer.post(f"/review/{waiting[0]}", data={"decision": "approve", "version": "1"}),
        reviewer.post("/review", data={"chosen": [f"{waiting[0]}-1"]}),
    ]
    assert ("höst 2017" in listed, "Vetlanda" in listed, in_order(listed, waiting)) == (False, False, [])
    assert [one.status_code for one in answers] == [404, 404, 404]
    assert ("höst 2017" in reviewer.get("/review/progress").text, states(store, waiting)) == (False, ["submitted"] * 3)


def test_a_call_that_is_not_made_yet_has_nothing_to_review(reviewer: TestClient, stage: Stage) -> None:
    assert reviewer.get(f"/review/{stage.due_call}").status_code == 404


def test_progress_counts_each_interviewers_calls_by_state(reviewer: TestClient, waiting: list[int]) -> None:
    reviewer.post(f"/review/{waiting[0]}", data={"decision": "approve", "version": "1"})
    text = plain(reviewer.get("/review/progress").text)
    parts = ["anna 1 väntar, anna 0 1 godkända, anna 2", "bo 1 väntar, bo 0 0 1", "Alla 2 0 1 3"]
    assert [part for part in parts if part not in text] == []


def test_the_facts_of_a_good_answer_are_at_hand(reviewer: TestClient, waiting: list[int], store: Store) -> None:
    with store.reading() as session:
        question = session.get_one(Question, session.get_one(CallProbe, waiting[0]).question_id)
    html = reviewer.get(f"/review/{waiting[0]}").text
    assert question.facts
    assert ("Vad ett bra svar innehåller" in html, question.text in html) == (True, True)


def test_the_report_says_how_many_calls_wait(coordinator: TestClient, waiting: list[int]) -> None:
    before = coordinator.get("/waves/höst 2017/0685/report").text
    for call_id in waiting:
        coordinator.post(f"/review/{call_id}", data={"decision": "approve", "version": "1"})
    after = coordinator.get("/waves/höst 2017/0685/report").text
    sentence = "3 samtal väntar på granskning och räknas inte."
    assert (sentence in before, "väntar på granskning" in after) == (True, False)


def test_a_call_one_has_still_to_grade_blind_is_not_listed_until_it_is_known_that_it_cannot_be(
    reviewer: TestClient, waiting: list[int], store: Store
) -> None:
    with store.transaction() as session:
        rut = session.exec(select(User.id).where(User.name == "rut")).one()
        second = DoubleGrade(call_probe_id=waiting[2], part="second", grader_id=rut, ordered_at=DIALLED)
        session.add(second)
    assert in_order(reviewer.get("/review").text, waiting) == waiting[:2]
    with store.transaction() as session:
        session.exec(select(DoubleGrade)).one().dropped_at = DIALLED
    assert sorted(in_order(reviewer.get("/review").text, waiting)) == sorted(waiting)
