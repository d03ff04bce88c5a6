"""An interviewer's private calendar: what stands in it, what follows, and who is let in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from icalendar import Calendar
from sqlmodel import select

from shopper.moves import Cause, record
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.people import User
from shopper.tables.study import Wave
from tests.web.conftest import SignIn
from tests.web.stage import START, Stage
from web.calendar_feed import hash_of


@pytest.fixture
def address(interviewer: TestClient) -> str:
    """The path of Anna's calendar, as it was shown to her."""
    return path_in(interviewer.post("/me/calendar").text)


def path_in(html: str) -> str:
    """The path of the address that a page shows."""
    found = re.search(r'value="http://testserver(/calendar/[\w-]+\.ics)"', html)
    assert found is not None
    return found[1]


def events(browser: TestClient, path: str) -> dict[str, Any]:
    """The events of the calendar at this address, by UID."""
    answer = browser.get(path)
    assert answer.status_code == 200
    return {str(event["uid"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def first(browser: TestClient, path: str) -> Any:
    """The earliest event."""
    return min(events(browser, path).values(), key=lambda event: event["dtstart"].dt)


def test_every_planned_call_is_an_event(visitor: TestClient, address: str) -> None:
    assert len(events(visitor, address)) == 19


def test_an_event_tells_the_time_and_nothing_else(visitor: TestClient, address: str) -> None:
    event = first(visitor, address)
    begins = event["dtstart"].dt
    names = {name for name in event if name not in ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE")}
    assert (str(event["summary"]), begins.isoformat(), event["dtend"].dt - begins, names) == (
        "Samtal",
        "2017-10-16T08:00:00+02:00",
        timedelta(minutes=20),
        {"SUMMARY", "DTSTART", "DTEND", "CLASS"},
    )


def test_nothing_in_the_file_names_what_is_measured(visitor: TestClient, address: str) -> None:
    text = visitor.get(address).text
    assert [word for word in ("Vetlanda", "0685", "0383", "anhörig", "Äldre", "bygglov", "höst") if word in text] == []


def test_the_zone_is_told_with_its_change_to_winter_time(visitor: TestClient, address: str) -> None:
    text = visitor.get(address).text
    assert ("TZID:Europe/Stockholm" in text, "TZOFFSETTO:+0100" in text, "TZOFFSETTO:+0200" in text) == (True,) * 3


def test_a_call_in_another_zone_stands_in_its_own_time(visitor: TestClient, address: str, store: Store) -> None:
    with store.transaction() as session:
        session.connection().exec_driver_sql("UPDATE municipality SET time_zone = 'Europe/Helsinki'")
    assert first(visitor, address)["dtstart"].dt.isoformat() == "2017-10-16T09:00:00+03:00"


def test_programs_are_told_to_come_back_every_hour(visitor: TestClient, address: str) -> None:
    text = visitor.get(address).text
    assert ("REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text, "X-PUBLISHED-TTL:PT1H" in text) == (True, True)


def test_the_file_is_kept_by_nobody_on_the_way(visitor: TestClient, address: str) -> None:
    headers = visitor.get(address).headers
    assert (headers["content-type"], headers["cache-control"], headers["referrer-policy"]) == (
        "text/calendar; charset=utf-8",
        "private, no-store",
        "no-referrer",
    )


def test_a_moved_call_is_the_same_event_at_a_later_version(
    visitor: TestClient, address: str, stage: Stage, store: Store
) -> None:
    before = first(visitor, address)
    later = START + timedelta(minutes=40)
    with store.transaction() as session:
        call = session.get_one(CallProbe, stage.due_call)
        call.planned_at, call.version = later, 2
        record(session, "call", stage.due_call, "reschedule", Cause("cecilia", later))
    after = events(visitor, address)[str(before["uid"])]
    assert (before["sequence"], after["sequence"], after["dtstart"].dt, after["last-modified"].dt) == (
        0,
        1,
        later,
        later,
    )


@pytest.mark.parametrize("change", [{"state": "withdrawn"}, {"spare": True}], ids=str)
def test_a_call_that_is_not_made_any_more_is_no_event(
    change: dict[str, object], visitor: TestClient, address: str, stage: Stage, store: Store
) -> None:
    with store.transaction() as session:
        for name, value in change.items():
            setattr(session.get_one(CallProbe, stage.due_call), name, value)
    assert len(events(visitor, address)) == 18


def test_a_call_given_to_somebody_else_changes_calendars(
    visitor: TestClient, address: str, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    other = path_in(signed_in("bo").post("/me/calendar").text)
    with store.transaction() as session:
        bo = session.exec(select(User).where(User.name == "bo")).one()
        assert bo.id is not None
        session.get_one(CallProbe, stage.due_call).interviewer_id = bo.id
    assert (len(events(visitor, address)), len(events(visitor, other))) == (18, 2)


def test_a_draft_is_in_no_calendar(visitor: TestClient, address: str, store: Store) -> None:
    with store.transaction() as session:
        session.exec(select(Wave)).one().state = "draft"
    assert events(visitor, address) == {}


@pytest.mark.parametrize("secret", ["x", "A" * 43, "å"])
def test_a_wrong_secret_finds_nothing(secret: str, visitor: TestClient, address: str) -> None:
    assert address
    assert visitor.get(f"/calendar/{secret}.ics").status_code == 404


def test_the_stored_hash_lets_nobody_in(visitor: TestClient, address: str, store: Store) -> None:
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    with store.reading() as session:
        stored = session.exec(select(User.calendar_hash).where(User.name == "anna")).one()
    assert (stored, visitor.get(f"/calendar/{stored}.ics").status_code) == (hash_of(secret), 404)


def test_the_calendar_of_a_closed_account_leads_nowhere(visitor: TestClient, address: str, store: Store) -> None:
    with store.transaction() as session:
        session.exec(select(User).where(User.name == "anna")).one().closed_at = START
    assert visitor.get(address).status_code == 404


def test_a_new_address_ends_the_old_one(visitor: TestClient, interviewer: TestClient, address: str) -> None:
    new = path_in(interviewer.post("/me/calendar").text)
    assert (visitor.get(address).status_code, visitor.get(new).status_code) == (404, 200)


def test_a_revoked_address_leads_nowhere(visitor: TestClient, interviewer: TestClient, address: str) -> None:
    answer = interviewer.post("/me/calendar/revoke")
    assert (answer.headers["location"], visitor.get(address).status_code) == ("/me?saved=1", 404)


def test_the_address_is_shown_once(interviewer: TestClient, address: str) -> None:
    html = interviewer.get("/me").text
    assert (address in html, "Den kan inte visas igen" in html) == (False, True)


def test_the_same_calls_give_the_same_file(visitor: TestClient, address: str) -> None:
    assert visitor.get(address).content == visitor.get(address).content


def test_an_event_leads_to_the_site_where_its_address_is_known(
    site: FastAPI, visitor: TestClient, address: str
) -> None:
    known = Settings(site_url="https://matning.example")
    site.state.platform = type(site.state.platform)(known, site.state.platform.store, site.state.platform.clock, None)
    assert str(first(visitor, address)["url"]) == "https://matning.example/calls"
