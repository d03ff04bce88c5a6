"""A call that reaches nobody is dialled again where the method says so, and what is taken from one is told kindly."""

import re
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from scheduler.changes.change import make_change, preview_change
from scheduler.changes.orders import Reassign
from shopper.method_parts import RetryRules
from shopper.moves import Cause, move
from shopper.queries import method_of, stored_id
from shopper.store import Store
from shopper.tables.calls import Attempt, CallProbe, Grade
from tests.web.change_stage import probes, set_running, user_named, wave_of
from tests.web.conftest import SignIn
from tests.web.stage import START, Stage
from web.language import day_and_time

NOBODY = {"dialled_at": "2017-10-16 08:00:00", "ended_at": "08:05:00", "outcome": "no_answer", "comment": ""}
REACHED = NOBODY | {
    "official_at": "08:01:00",
    "outcome": "reached",
    "answer": "good",
    "information": "good",
    "interest": "good",
    "courtesy": "good",
}


@pytest.fixture
def again(store: Store, stage: Stage) -> int:
    """One of Anna's calls in a wave whose method dials up to three times."""
    assert stage
    with store.transaction() as session:
        set_running(session)
        wave = wave_of(session)
        method = method_of(wave).model_copy(update={"retry": RetryRules(attempts=3)})
        wave.method_frozen, wave.method_checksum = method.frozen(), method.checksum
        anna = user_named(session, "anna")
        return next(
            stored_id(one.id)
            for one in probes(session, CallProbe)
            if one.interviewer_id == anna and one.state == "planned"
        )


def form(typed: dict[str, str]) -> dict[str, str]:
    """The form with an id of its own."""
    return typed | {"form_id": str(uuid4())}


def probe(session: Session, call_id: int) -> CallProbe:
    """The call as it is stored."""
    return session.get_one(CallProbe, call_id)


def counted(store: Store, call_id: int) -> tuple[str, int, int]:
    """The call's state, and how many diallings and gradings of it are stored."""
    with store.reading() as session:
        attempts = session.exec(select(Attempt).where(Attempt.call_probe_id == call_id)).all()
        grades = session.exec(select(Grade).where(Grade.call_probe_id == call_id)).all()
        return probe(session, call_id).state, len(attempts), len(grades)


def test_where_a_method_dials_once_the_form_says_nothing_of_it(interviewer: TestClient, stage: Stage) -> None:
    html = interviewer.get(f"/calls/{stage.due_call}").text
    said = ["Uppringning 1" in html, "Ge upp" in html, "kommer tillbaka" in html, "sista uppringningen" in html]
    assert said == [False] * 4


def test_the_form_says_which_dialling_it_is_when_to_give_up_and_when_the_call_comes_back(
    interviewer: TestClient, again: int
) -> None:
    html = interviewer.get(f"/calls/{again}").text
    said = [
        "Uppringning 1 av 3" in html,
        "när klockan visar 5:00 (efter 300 sekunder)" in html,
        'data-comes-back="no_answer queue_abandoned switchboard_closed"' in html,
        "tidigast mån 16 okt. 2017 11:00" in html,
        "Tidigare uppringningar" in html,
    ]
    assert said == [True, True, True, True, False]


def test_a_call_that_reached_nobody_comes_back_and_the_list_says_when(
    interviewer: TestClient, again: int, store: Store
) -> None:
    answer = interviewer.post(f"/calls/{again}", data=form(NOBODY))
    html = interviewer.get(answer.headers["location"]).text
    with store.reading() as session:
        at, zone = probe(session, again).planned_at, method_of(wave_of(session)).working_time.zone
    assert counted(store, again) == ("planned", 1, 0)
    assert f"Samtalet kommer tillbaka {day_and_time(at, zone)}" in html
    assert (at - START).total_seconds() >= 3 * 3600
    assert "uppringning 2 av 3" in html


def test_the_next_form_tells_of_the_earlier_dialling(interviewer: TestClient, again: int) -> None:
    interviewer.post(f"/calls/{again}", data=form(NOBODY))
    html = interviewer.get(f"/calls/{again}").text
    earlier = re.findall(r"<li>(mån 16 okt\. 2017 08:00: inget svar)</li>", html)
    assert ("Uppringning 2 av 3" in html, earlier) == (True, ["mån 16 okt. 2017 08:00: inget svar"])


def test_the_same_form_sent_twice_is_one_dialling(interviewer: TestClient, again: int, store: Store) -> None:
    data = form(NOBODY)
    statuses = [interviewer.post(f"/calls/{again}", data=data).status_code for _ in range(2)]
    assert (statuses, counted(store, again)) == ([303, 303], ("planned", 1, 0))


def test_the_last_dialling_counts_however_it_ends(interviewer: TestClient, again: int, store: Store) -> None:
    for _ in range(2):
        interviewer.post(f"/calls/{again}", data=form(NOBODY))
    html = interviewer.get(f"/calls/{again}").text
    answer = interviewer.post(f"/calls/{again}", data=form(NOBODY))
    done = interviewer.get(answer.headers["location"]).text
    assert ["Uppringning 3 av 3" in html, "sista uppringningen" in html, "data-comes-back" in html] == [
        True,
        True,
        False,
    ]
    assert (counted(store, again), "Samtalet är sparat" in done) == (("submitted", 3, 1), True)


def test_a_call_that_reached_somebody_does_not_come_back(interviewer: TestClient, again: int, store: Store) -> None:
    interviewer.post(f"/calls/{again}", data=form(NOBODY))
    interviewer.post(f"/calls/{again}", data=form(REACHED))
    html = interviewer.get(f"/calls/{again}").text
    assert (counted(store, again), "Tidigare uppringningar" in html) == (("submitted", 2, 1), True)


def test_a_withdrawn_call_is_on_no_list_and_says_so_kindly(interviewer: TestClient, again: int, store: Store) -> None:
    with store.transaction() as session:
        move(session, "call", again, ("planned", "withdrawn"), Cause("cecilia", START, "Frågan ströks"))
    answer = interviewer.get(f"/calls/{again}")
    listed = f'href="/calls/{again}"' in interviewer.get("/calls").text
    assert (answer.status_code, "Samtalet är struket" in answer.text, listed) == (410, True, False)


def give_away(store: Store, call_id: int) -> None:
    """Give one of Anna's calls to Bo, as an order of Cecilia's does."""
    with store.transaction() as session:
        order, wave = Reassign((call_id,), "bo"), wave_of(session)
        checksum = preview_change(session, wave, order, START).checksum
        make_change(session, wave, order, checksum, Cause("cecilia", START, "Jämnare"))


def test_a_call_that_was_given_to_somebody_else_says_so_kindly(
    interviewer: TestClient, signed_in: SignIn, again: int, store: Store
) -> None:
    give_away(store, again)
    answers = [browser.get(f"/calls/{again}") for browser in (interviewer, signed_in("bo"))]
    assert [answer.status_code for answer in answers] == [410, 200]
    assert "Samtalet är flyttat till någon annan" in answers[0].text


def test_a_form_of_a_call_that_was_given_away_is_shown_so_that_nothing_is_lost(
    interviewer: TestClient, again: int, store: Store
) -> None:
    give_away(store, again)
    answer = interviewer.post(f"/calls/{again}", data=form(REACHED | {"comment": "Mycket hjälpsam"}))
    kept = ["Mycket hjälpsam" in answer.text, "08:01:00" in answer.text, "Fick tala med en handläggare" in answer.text]
    assert (answer.status_code, kept, counted(store, again)) == (409, [True] * 3, ("planned", 0, 0))


def test_a_call_that_never_was_ones_own_is_not_there(signed_in: SignIn, again: int) -> None:
    assert signed_in("bo").get(f"/calls/{again}").status_code == 404


def test_the_records_keep_the_last_dialling_of_each_call(interviewer: TestClient, again: int, store: Store) -> None:
    interviewer.post(f"/calls/{again}", data=form(NOBODY))
    interviewer.post(f"/calls/{again}", data=form(REACHED))
    with store.reading() as session:
        attempts = session.exec(select(Attempt).where(Attempt.call_probe_id == again).order_by(col(Attempt.number)))
        assert [(one.number, one.outcome) for one in attempts] == [(1, "no_answer"), (2, "reached")]
