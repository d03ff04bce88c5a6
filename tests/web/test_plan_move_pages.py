"""Moving one contact by hand through the site: checked at once, refused with the reason, and two who do it at once."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.queries import wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.people import User
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.plan_stage import DRAFT, add_draft, place_contacts, plan_draft
from tests.web.stage import WAVE, Stage, add_colleague

PLAN = f"/waves/{quote(DRAFT)}/plan"
PARTIAL = {"hx-request": "true", "hx-request-type": "partial"}
FREE = {"day": "2018-01-16", "at": "14:00", "interviewer": "robin", "version": "1"}
LUNCH = FREE | {"at": "12:20"}


@pytest.fixture
def placed(store: Store, stage: Stage) -> dict[str, int]:
    """A draft with a few contacts at known times."""
    assert stage
    add_draft(store)
    return place_contacts(store)


@pytest.fixture
def call(placed: dict[str, int]) -> str:
    """The page of a call that stands on Tuesday 16 January at 9 with kim."""
    return f"{PLAN}/call/{placed['bygglov 1']}"


def stands(store: Store, call_id: int) -> tuple[datetime, str, int]:
    """Where a call stands: its time, its interviewer and its version."""
    with store.reading() as session:
        probe = session.get_one(CallProbe, call_id)
        return probe.planned_at, session.get_one(User, probe.interviewer_id).name, probe.version


def test_a_call_is_moved_to_a_free_time(
    coordinator: TestClient, store: Store, call: str, placed: dict[str, int]
) -> None:
    answer = coordinator.post(call, data=FREE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{call}?moved=1")
    assert stands(store, placed["bygglov 1"]) == (datetime(2018, 1, 16, 13, 0, tzinfo=UTC), "robin", 2)
    html = coordinator.get(f"{call}?moved=1").text
    assert ("bryter ingen regel på sin nya plats" in html, "Flyttat i planen" in html) == (True, True)


def test_a_move_against_a_rule_is_refused_with_the_reason_and_keeps_what_was_typed(
    coordinator: TestClient, store: Store, call: str, placed: dict[str, int]
) -> None:
    before = stands(store, placed["bygglov 1"])
    answer = coordinator.post(call, data=LUNCH)
    shown = (
        "Inte flyttad.",
        "Samtalet tis 16 jan. 2018 12:20–12:40 går in i lunchen 12:00–13:00; flytta det.",
        'value="2018-01-16"',
        'value="12:20"',
        'value="robin" selected',
        "Lediga tider i närheten",
    )
    assert (answer.status_code, [text for text in shown if text not in answer.text]) == (422, [])
    assert stands(store, placed["bygglov 1"]) == before


def test_a_check_names_every_rule_and_changes_nothing(
    coordinator: TestClient, store: Store, call: str, placed: dict[str, int]
) -> None:
    before = stands(store, placed["bygglov 1"])
    saturday = coordinator.get(call, params=LUNCH | {"day": "2018-01-20"}).text
    shown = ("Tiden bryter 4 regler:", "Lör 20 jan. 2018 är ingen arbetsdag", "robin kan inte ringa", 'value="12:20"')
    assert [text for text in shown if text not in saturday] == []
    assert "Tiden bryter ingen regel." in coordinator.get(call, params=FREE).text
    assert stands(store, placed["bygglov 1"]) == before


def test_a_change_in_the_form_brings_the_verdict_alone(coordinator: TestClient, call: str) -> None:
    part = coordinator.get(call, params=LUNCH, headers=PARTIAL).text
    assert ("går in i lunchen" in part, "<html" in part, "<form" in part) == (True, False, False)


def test_the_times_that_are_offered_break_nothing(coordinator: TestClient, call: str) -> None:
    html = coordinator.get(call, params=LUNCH).text
    offered = html.split('class="free-times"')[1].split("</ul>")[0].split('href="')[1:]
    links = [link.split('"')[0].replace("&amp;", "&").split("#")[0] for link in offered]
    assert len(links) == 5
    assert ["Tiden bryter ingen regel." in coordinator.get(link).text for link in links] == [True] * 5


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "tisdag"}, "Skriv en dag"),
        ({"day": ""}, "Skriv en dag"),
        ({"day": "0001-01-01"}, "Skriv en dag"),
        ({"day": "9999-12-31"}, "Skriv en dag"),
        ({"at": "kvart över"}, "Skriv en tid"),
        ({"at": "09:00+01:00"}, "Skriv en tid"),
        ({"interviewer": ""}, "Välj en intervjuare"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(
    typed: dict[str, str], sentence: str, coordinator: TestClient, call: str
) -> None:
    answer = coordinator.post(call, data=FREE | typed)
    kept = f'value="{typed.get("day") or typed.get("at") or "14:00"}"'
    assert (answer.status_code, sentence in answer.text, kept in answer.text) == (422, True, True)


def test_an_interviewer_who_is_not_in_the_wave_is_refused(coordinator: TestClient, call: str) -> None:
    answer = coordinator.post(call, data=FREE | {"interviewer": "anna"})
    assert (answer.status_code, "anna är inte intervjuare i mätomgången" in answer.text) == (422, True)


def test_of_two_coordinators_the_second_is_told_what_the_first_did(
    coordinator: TestClient, signed_in: SignIn, store: Store, call: str, placed: dict[str, int]
) -> None:
    with store.transaction() as session:
        add_colleague(session, "disa", DRAFT)
    other = signed_in("disa")
    assert coordinator.post(call, data=FREE).status_code == 303
    answer = other.post(call, data=FREE | {"at": "15:20", "interviewer": "kim"})
    shown = (
        "cecilia flyttade samtalet mån 16 okt. 2017 08:00. Det ligger nu tis 16 jan. 2018 14:00 hos robin.",
        'value="15:20"',
        'value="kim" selected',
        'name="version" value="2"',
        "tis 16 jan. 2018 14:00</dd>",
    )
    assert (answer.status_code, [text for text in shown if text not in answer.text]) == (409, [])
    assert stands(store, placed["bygglov 1"])[1:] == ("robin", 2)
    again = other.post(call, data=FREE | {"at": "15:20", "interviewer": "kim", "version": "2"})
    assert (again.status_code, stands(store, placed["bygglov 1"])[1:]) == (303, ("kim", 3))


def test_a_contact_that_a_new_plan_took_away_says_who_planned(coordinator: TestClient, store: Store, call: str) -> None:
    plan_draft(store)
    answer = coordinator.post(call.replace(call.rsplit("/", 1)[1], "99999"), data=FREE)
    assert (answer.status_code, "cecilia gjorde om planen" in answer.text) == (409, True)


def test_a_letter_is_moved_and_its_hours_are_kept(
    coordinator: TestClient, store: Store, placed: dict[str, int]
) -> None:
    address = f"{PLAN}/mail/{placed['bygglov 3']}"
    night = coordinator.post(address, data={"day": "2018-01-20", "at": "05:10", "version": "1"})
    assert (night.status_code, "Brev skickas mellan 07:00 och 22:00, inte 05:10" in night.text) == (422, True)
    assert coordinator.post(address, data={"day": "2018-01-20", "at": "19:22", "version": "1"}).status_code == 303
    with store.reading() as session:
        assert session.get_one(MailProbe, placed["bygglov 3"]).planned_at == datetime(2018, 1, 20, 18, 22, tzinfo=UTC)


def test_one_is_locked_on_its_own_page(coordinator: TestClient, call: str, placed: dict[str, int]) -> None:
    answer = coordinator.post(
        f"{PLAN}/locks", data={"ref": f"call-{placed['bygglov 1']}", "locked": "yes", "back": "contact"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, call)
    assert "Lås upp" in coordinator.get(call).text


def test_in_a_launched_wave_a_move_needs_its_reason(coordinator: TestClient, store: Store, stage: Stage) -> None:
    address = f"/waves/{quote(WAVE)}/plan/mail/{stage.free_letter + 3}"
    typed = {"day": "2017-11-08", "at": "19:22", "version": "1"}
    silent = coordinator.post(address, data=typed)
    assert (silent.status_code, "Skriv varför kontakten flyttas" in silent.text) == (422, True)
    assert coordinator.post(address, data=typed | {"reason": "kommunen bad om det"}).status_code == 303
    with store.reading() as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "reschedule")).one()
        assert (event.actor, event.reason) == ("cecilia", "kommunen bad om det")


def test_a_letter_that_has_left_is_shown_and_not_moved(coordinator: TestClient, store: Store, stage: Stage) -> None:
    address = f"/waves/{quote(WAVE)}/plan/mail/{stage.sent_letter}"
    assert "kan inte flyttas" in coordinator.get(address).text
    answer = coordinator.post(
        address, data={"day": "2017-10-18", "at": "19:22", "version": "1", "reason": "kommunen bad om det"}
    )
    with store.reading() as session:
        assert wave_named(session, WAVE).state == "launched"
    assert (answer.status_code, "Ingenting av det du skrev är sparat" in answer.text) == (409, True)
