"""The page of a report's comments: what a person lets through is printed in their words, and nothing else is."""

import re
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from scheduler.let_through import comments_let_through
from shopper.queries import method_of, wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.double_stage import order
from tests.web.other_stage import OTHER_CODE, OTHER_WAVE, OtherStage
from tests.web.report_stage import COMMENTS, grade_anew, set_comments, set_reply
from tests.web.stage import WAVE, Stage

PAGE = f"/waves/{quote(WAVE)}/0685/report/comments"
MASKED = "[namn] tog sig tid och gav numret [telefonnummer]."
TEXTAREA = re.compile(r"<textarea[^>]*>([^<]*)</textarea>")
TICKED = re.compile(r'name="chosen" value="(\d+)" checked')


@pytest.fixture
def calls(store: Store, stage: Stage) -> list[int]:
    """Approved calls with comments, and a reply by whose signature an official is known."""
    with store.transaction() as session:
        set_reply(session, stage)
        return set_comments(session)


def typed(calls: list[int], do: str, **changed: object) -> dict[str, object]:
    """The form as the page shows it, with something changed."""
    texts = [MASKED, *COMMENTS[1:]]
    factors = ["interest", "courtesy", "information", "interest"]
    shown = {"call": calls, "version": [1] * 4, "text": texts, "factor": factors}
    return {**shown, "do": do, **changed}


def printed(store: Store, stage: Stage) -> list[tuple[str, str | None]]:
    """What a report would print now: text and factor."""
    with store.reading() as session:
        method = method_of(wave_named(session, WAVE))
        return [(one.text, one.factor) for one in comments_let_through(session, stage.measurement, method)]


def trail(store: Store) -> list[tuple[str, str, str | None, str | None]]:
    wanted = select(AuditEvent).where(AuditEvent.thing == "comment").order_by(col(AuditEvent.id))
    with store.reading() as session:
        return [(each.actor, each.action, each.before, each.after) for each in session.exec(wanted)]


def test_nothing_is_printed_before_somebody_has_decided(store: Store, stage: Stage, calls: list[int]) -> None:
    assert (len(calls), printed(store, stage)) == (4, [])


def test_each_comment_stands_with_its_masked_proposal(coordinator: TestClient, calls: list[int]) -> None:
    assert TEXTAREA.findall(coordinator.get(PAGE).text) == [MASKED, *COMMENTS[1:]]
    assert calls


@pytest.mark.usefixtures("calls")
def test_what_is_masked_is_marked_in_the_comment_as_it_was_written(coordinator: TestClient) -> None:
    marked = re.findall(r"<mark>([^<]*)<", coordinator.get(PAGE).text)
    assert marked == ["Karin Ekström", "0383-971 12"]


def test_a_comment_that_is_let_through_is_printed_in_the_words_it_was_left_in(
    coordinator: TestClient, store: Store, stage: Stage, calls: list[int]
) -> None:
    answer = coordinator.post(PAGE, data=typed(calls, f"show-{calls[0]}", text=["Tog sig tid.", *COMMENTS[1:]]))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?which=undecided&done=show")
    assert printed(store, stage) == [("Tog sig tid.", "interest")]
    assert trail(store) == [("cecilia", "decide_comment", "undecided", "shown")]


def test_the_factor_is_the_one_that_was_chosen(
    coordinator: TestClient, store: Store, stage: Stage, calls: list[int]
) -> None:
    coordinator.post(PAGE, data=typed(calls, f"show-{calls[1]}", factor=["answer"] * 4))
    assert printed(store, stage) == [("Trevlig röst.", "answer")]


def test_several_are_decided_at_once(coordinator: TestClient, store: Store, stage: Stage, calls: list[int]) -> None:
    coordinator.post(PAGE, data=typed(calls, "show", chosen=calls[1:3]))
    coordinator.post(PAGE, data=typed(calls, "hide", chosen=[calls[0], calls[3]]))
    assert [text for text, _ in printed(store, stage)] == list(COMMENTS[1:3])
    assert [after for *_, after in trail(store)] == ["shown", "shown", "hidden", "hidden"]


def test_nothing_ticked_is_said(coordinator: TestClient, store: Store, calls: list[int]) -> None:
    answer = coordinator.post(PAGE, data=typed(calls, "show"))
    assert (answer.status_code, "Ingen kommentar är vald." in answer.text, trail(store)) == (422, True, [])


def test_a_decision_is_taken_back(coordinator: TestClient, store: Store, stage: Stage, calls: list[int]) -> None:
    coordinator.post(PAGE, data=typed(calls, f"show-{calls[1]}"))
    coordinator.post(PAGE, data=typed(calls, f"back-{calls[1]}"))
    assert (printed(store, stage), trail(store)[-1]) == ([], ("cecilia", "undo_decision", "shown", "undecided"))


def test_a_call_that_is_graded_anew_has_to_be_looked_at_again(
    coordinator: TestClient, store: Store, stage: Stage, calls: list[int]
) -> None:
    coordinator.post(PAGE, data=typed(calls, f"show-{calls[1]}"))
    with store.transaction() as session:
        grade_anew(session, calls[1], "Otrevlig röst.")
    assert printed(store, stage) == []
    html = coordinator.get(PAGE).text
    assert ("Bedömningen har ändrats" in html, "Otrevlig röst." in TEXTAREA.findall(html)) == (True, True)


def test_a_page_that_was_opened_before_the_grades_changed_decides_nothing(
    coordinator: TestClient, store: Store, stage: Stage, calls: list[int]
) -> None:
    with store.transaction() as session:
        grade_anew(session, calls[1], "Otrevlig röst.")
    answer = coordinator.post(PAGE, data=typed(calls, "show", chosen=calls[1:3]))
    assert (answer.status_code, f'id="text-{calls[1]}-error"' in answer.text) == (409, True)
    assert printed(store, stage) == [("Fick en länk till blanketten.", "information")]


def test_a_call_that_is_returned_is_not_printed_any_more(
    coordinator: TestClient, store: Store, stage: Stage, calls: list[int]
) -> None:
    coordinator.post(PAGE, data=typed(calls, f"show-{calls[1]}"))
    with store.transaction() as session:
        session.get_one(CallProbe, calls[1]).state = "returned"
    assert printed(store, stage) == []


def test_what_is_typed_about_the_others_stays_in_their_fields(coordinator: TestClient, calls: list[int]) -> None:
    texts = [MASKED, COMMENTS[1], "Fick en länk.", COMMENTS[3]]
    answer = coordinator.post(PAGE, data=typed(calls, f"show-{calls[1]}", text=texts))
    assert (answer.status_code, TEXTAREA.findall(answer.text)) == (200, [MASKED, "Fick en länk.", COMMENTS[3]])


@pytest.mark.parametrize(
    ("text", "said"),
    [("  \u200b\u0007 ", "Skriv vad som ska stå i rapporten"), ("a" * 1_001, "Korta den till högst 1 000")],
)
def test_a_text_that_cannot_be_printed_is_refused_and_kept(
    coordinator: TestClient, store: Store, calls: list[int], text: str, said: str
) -> None:
    answer = coordinator.post(PAGE, data=typed(calls, f"show-{calls[1]}", text=[MASKED, text, *COMMENTS[2:]]))
    assert (answer.status_code, said in answer.text, trail(store)) == (422, True, [])


def test_a_text_of_markup_and_control_characters_stays_a_text(
    coordinator: TestClient, store: Store, stage: Stage, calls: list[int]
) -> None:
    hostile = "<script>alert(1)</script>\u202e\u0007\n{{ 7*7 }}"
    coordinator.post(PAGE, data=typed(calls, f"show-{calls[1]}", text=[MASKED, hostile, *COMMENTS[2:]]))
    assert printed(store, stage)[0][0] == "<script>alert(1)</script> {{ 7*7 }}"
    html = coordinator.get(f"{PAGE}?which=shown").text
    assert ("<script>alert" in html, "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in html) == (False, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"do": "print-1"},
        {"do": "show-999999999"},
        {"do": "show", "chosen": [999]},
        {"factor": ["looks"] * 4},
        {"version": [1]},
    ],
    ids=["deed", "call", "ticked", "factor", "torn"],
)
def test_a_form_that_no_page_of_ours_sends_is_refused(
    coordinator: TestClient, store: Store, calls: list[int], changed: dict[str, object]
) -> None:
    answer = coordinator.post(PAGE, data=typed(calls, f"show-{calls[1]}") | changed)
    assert (answer.status_code, trail(store)) == (400, [])


def test_comments_that_one_has_still_to_grade_blind_are_not_shown(
    coordinator: TestClient, store: Store, calls: list[int]
) -> None:
    with store.transaction() as session:
        order(session, calls[0], "cecilia")
    html = coordinator.get(PAGE).text
    assert ("Karin" in html, MASKED in html, "1 kommentar visas inte här än" in html) == (False, False, True)
    answer = coordinator.post(PAGE, data=typed(calls, f"show-{calls[0]}"))
    assert (answer.status_code, trail(store)) == (400, [])


def test_a_balanced_choice_is_proposed_and_shows_nothing(
    coordinator: TestClient, store: Store, stage: Stage, calls: list[int]
) -> None:
    html = coordinator.get(f"{PAGE}?suggest=true").text
    assert (sorted(map(int, TICKED.findall(html))), printed(store, stage)) == (calls, [])


def test_an_auditor_reads_and_decides_nothing(signed_in: SignIn, store: Store, calls: list[int]) -> None:
    auditor = signed_in("alva")
    html = auditor.get(PAGE).text
    assert ("Trevlig röst." in html, "<textarea" in html, "Föreslå" in html) == (True, False, False)
    assert (auditor.post(PAGE, data=typed(calls, "show")).status_code, trail(store)) == (403, [])


@pytest.mark.parametrize("name", ["anna", "rut"])
def test_who_does_not_send_reports_is_refused(signed_in: SignIn, calls: list[int], name: str) -> None:
    browser = signed_in(name)
    assert [browser.get(PAGE).status_code, browser.post(PAGE, data=typed(calls, "show")).status_code] == [403, 403]


def test_a_wave_of_others_is_not_there(coordinator: TestClient, other_wave: OtherStage) -> None:
    assert coordinator.get(f"/waves/{quote(OTHER_WAVE)}/{OTHER_CODE}/report/comments").status_code == 404
    assert other_wave


def test_before_any_call_is_made_the_page_says_what_comes(coordinator: TestClient) -> None:
    assert "Inget samtal som räknas har någon kommentar än." in coordinator.get(PAGE).text
