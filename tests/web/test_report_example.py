"""The page of a report's good example: a person chooses a reply and its words, and without a choice there is none."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from report_templates.subject import ExampleReply
from scheduler.let_through import example_let_through
from shopper.queries import method_of, wave_named
from shopper.store import Store
from shopper.tables.grading import DoubleGrade
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.double_stage import user_id
from tests.web.report_stage import MASKED_REPLY, set_reply
from tests.web.stage import START, WAVE, Stage

PAGE = f"/waves/{quote(WAVE)}/0685/report/example"
TEXTAREA = re.compile(r"<textarea[^>]*>([^<]*)</textarea>")


@pytest.fixture
def reply(store: Store, stage: Stage) -> tuple[int, int]:
    """The ids of a letter that could be the example and of its reply."""
    with store.transaction() as session:
        return set_reply(session, stage)


def typed(reply: tuple[int, int], text: str = MASKED_REPLY, remark: str = "") -> dict[str, object]:
    return {"letter": reply[0], "reply": reply[1], "text": text, "remark": remark}


def printed(store: Store, stage: Stage) -> ExampleReply | None:
    """What a report would print now."""
    with store.reading() as session:
        return example_let_through(session, stage.measurement, method_of(wave_named(session, WAVE)))


def trail(store: Store) -> list[tuple[str, str, str]]:
    wanted = select(AuditEvent).where(AuditEvent.thing == "example").order_by(col(AuditEvent.id))
    with store.reading() as session:
        return [(each.actor, each.action, each.thing_id) for each in session.exec(wanted)]


def test_without_a_choice_there_is_no_example(store: Store, stage: Stage, reply: tuple[int, int]) -> None:
    assert (printed(store, stage), len(reply)) == (None, 2)


def test_a_reply_is_shown_with_its_masked_proposal(coordinator: TestClient, reply: tuple[int, int]) -> None:
    (text,) = TEXTAREA.findall(coordinator.get(f"{PAGE}?letter={reply[0]}").text)
    assert unescape(text) == MASKED_REPLY


def test_the_chosen_reply_is_printed_in_the_words_it_was_left_in(
    coordinator: TestClient, store: Store, stage: Stage, reply: tuple[int, int]
) -> None:
    answer = coordinator.post(
        PAGE, data=typed(reply, "Ja, det får du.\r\n\r\n\r\nLycka till!\u202e", " Kort och  klart. ")
    )
    example = printed(store, stage)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=chosen")
    assert example is not None
    assert (example.text, example.remark) == ("Ja, det får du.\n\nLycka till!", "Kort och klart.")
    assert trail(store) == [("cecilia", "choose_example", str(reply[0]))]


def test_the_example_is_taken_away(coordinator: TestClient, store: Store, stage: Stage, reply: tuple[int, int]) -> None:
    coordinator.post(PAGE, data=typed(reply))
    coordinator.post(f"{PAGE}/remove")
    assert (printed(store, stage), trail(store)[-1]) == (None, ("cecilia", "undo_decision", str(reply[0])))


def test_a_reply_that_is_graded_otherwise_is_no_example_any_more(
    coordinator: TestClient, store: Store, stage: Stage, reply: tuple[int, int]
) -> None:
    coordinator.post(PAGE, data=typed(reply))
    with store.transaction() as session:
        session.get_one(MailProbe, reply[0]).sender = "other"
    assert (printed(store, stage), "Välj ett annat." in coordinator.get(PAGE).text) == (None, True)


def test_words_of_another_reply_are_no_example_any_more(
    coordinator: TestClient, store: Store, stage: Stage, reply: tuple[int, int]
) -> None:
    coordinator.post(PAGE, data=typed(reply))
    with store.transaction() as session:
        session.get_one(InboundMail, reply[1]).kind = "other"
    assert printed(store, stage) is None


@pytest.mark.parametrize(
    ("text", "remark", "said"),
    [
        ("\u200b\n ", "", "Skriv vad som ska stå i rapporten"),
        ("a" * 6_001, "", "Korta den till högst 6 000"),
        ("Ja.", "a" * 201, "Skriv högst 200 tecken"),
    ],
    ids=["nothing seen", "too long", "long remark"],
)
def test_what_cannot_be_printed_is_refused_and_kept(  # noqa: PLR0917 - fixtures and what is typed
    coordinator: TestClient, store: Store, reply: tuple[int, int], text: str, remark: str, said: str
) -> None:
    answer = coordinator.post(PAGE, data=typed(reply, text, remark))
    assert (answer.status_code, said in answer.text, trail(store)) == (422, True, [])


def test_markup_stays_a_text(coordinator: TestClient, reply: tuple[int, int]) -> None:
    coordinator.post(PAGE, data=typed(reply, "<img src=x onerror=alert(1)>"))
    html = coordinator.get(PAGE).text
    assert ("<img src=x" in html, "&lt;img src=x onerror=alert(1)&gt;" in html) == (False, True)


def test_a_letter_that_is_no_candidate_is_refused(
    coordinator: TestClient, store: Store, stage: Stage, reply: tuple[int, int]
) -> None:
    others = [(stage.answered_letters[1], reply[1]), (reply[0], stage.waiting_mail), (999, 999)]
    answers = [coordinator.post(PAGE, data=typed(one)) for one in others]
    assert ([one.status_code for one in answers], trail(store)) == ([422] * 3, [])


def test_a_reply_that_one_has_still_to_grade_blind_is_not_shown(
    coordinator: TestClient, store: Store, reply: tuple[int, int]
) -> None:
    with store.transaction() as session:
        grader = user_id(session, "cecilia")
        session.add(
            DoubleGrade(mail_probe_id=reply[0], part="second", how="letter", grader_id=grader, ordered_at=START)
        )
    html = coordinator.get(f"{PAGE}?letter={reply[0]}").text
    answer = coordinator.post(PAGE, data=typed(reply))
    assert ("Karin" in html, answer.status_code, trail(store)) == (False, 422, [])


def test_an_auditor_reads_and_chooses_nothing(signed_in: SignIn, store: Store, reply: tuple[int, int]) -> None:
    auditor = signed_in("alva")
    html = auditor.get(f"{PAGE}?letter={reply[0]}").text
    assert ("<textarea" in html, auditor.post(PAGE, data=typed(reply)).status_code, trail(store)) == (False, 403, [])


def test_before_any_reply_is_graded_the_page_says_what_comes(coordinator: TestClient) -> None:
    assert "Inget svar går att välja än." in coordinator.get(PAGE).text
