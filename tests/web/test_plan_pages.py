"""The plan's page: making a plan, what it lacks, its charts, and what a launched wave shows of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.clock import SteppedClock
from shopper.queries import stored_id, wave_named
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.plans import PlanOrder
from shopper.tables.study import Measurement, Wave
from tests.web.plan_stage import CALLS, DRAFT, add_draft, place_contacts
from tests.web.stage import PASSWORD, START, WAVE, Stage
from web.app import create_app

PLAN = f"/waves/{quote(DRAFT)}/plan"
PARTIAL = {"hx-request": "true", "hx-request-type": "partial"}


@dataclass
class Orders:
    """Writes down what is ordered."""

    plans: list[int] = field(default_factory=list)

    def plan_soon(self, order_id: int) -> None:
        """Write it down."""
        self.plans.append(order_id)

    def check_soon(self, check_id: int) -> None:
        """Nobody orders a self-test here."""
        raise AssertionError(check_id)

    def render_soon(self, report_id: int) -> None:
        """Nobody orders a report here."""
        raise AssertionError(report_id)

    def approve_soon(self, wave_id: int) -> None:
        """Nobody approves drafts here."""
        raise AssertionError(wave_id)

    def deliver_soon(self, wave_id: int) -> None:
        """Nobody sends reports here."""
        raise AssertionError(wave_id)


@pytest.fixture
def draft(store: Store, stage: Stage) -> str:
    """A draft of one municipality, not planned yet."""
    assert stage
    return add_draft(store)


def planning(store: Store, **values: Any) -> None:
    """Store a planning of the draft that came to this."""
    with store.transaction() as session:
        wave_id = stored_id(wave_named(session, DRAFT).id)
        session.add(PlanOrder(wave_id=wave_id, ordered_by="cecilia", ordered_at=START, seed=7, **values))


def calls_of(store: Store) -> list[tuple[str, datetime]]:
    """The draft's calls as area and time."""
    with store.reading() as session:
        wanted = (
            select(CallProbe.area, CallProbe.planned_at)
            .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
            .join(Wave, col(Wave.id) == Measurement.wave_id)
            .where(Wave.name == DRAFT)
        )
        return sorted(session.exec(wanted.order_by(col(CallProbe.id))).all())


def test_a_small_wave_is_planned_while_one_waits(coordinator: TestClient, store: Store, draft: str) -> None:
    answer = coordinator.post(PLAN, data={"seed": "11", "allowed": ["lunch", "what"]})
    with store.reading() as session:
        wave = wave_named(session, draft)
        order = session.exec(select(PlanOrder)).one()
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLAN}#result")
    assert (wave.seed, wave.allowed_breaks, order.state, len(calls_of(store))) == (11, ["lunch"], "done", 70)
    html = coordinator.get(PLAN).text
    shown = ("Planera om", "Samtal per dag och timme", "Brev per område", "av 20 tim", "med frö 11", "checked")
    assert [text for text in shown if text not in html] == []


def test_a_seed_that_is_no_number_is_told_and_kept(coordinator: TestClient, draft: str) -> None:
    assert draft
    answer = coordinator.post(PLAN, data={"seed": "sju", "allowed": "lunch"})
    kept = ('value="sju"', "Skriv ett helt tal", 'value="lunch" checked')
    assert (answer.status_code, [text for text in kept if text not in answer.text]) == (422, [])


def test_a_new_seed_is_offered_on_request(coordinator: TestClient, draft: str) -> None:
    assert draft
    found = {'name="seed" value="7"' in coordinator.get(f"{PLAN}{query}").text for query in ("", "?seed=new")}
    assert found == {True, False}


def test_a_wave_without_municipalities_is_not_planned(coordinator: TestClient, store: Store, draft: str) -> None:
    with store.transaction() as session:
        wave_id = wave_named(session, draft).id
        session.delete(session.exec(select(Measurement).where(Measurement.wave_id == wave_id)).one())
    answer = coordinator.post(PLAN, data={"seed": "7"})
    assert (answer.status_code, "Mätomgången har ingen kommun än." in answer.text) == (422, True)


def test_a_large_wave_is_ordered_once_and_its_page_follows(store: Store, clock: SteppedClock, stage: Stage) -> None:
    assert stage
    add_draft(store, 6)
    orders = Orders()
    browser = TestClient(create_app(Settings(), store, clock, orders), follow_redirects=False)
    browser.post("/sign-in", data={"name": "cecilia", "password": PASSWORD})
    codes = [browser.post(PLAN, data={"seed": "7"}).status_code for _ in range(2)]
    html, part = browser.get(PLAN).text, browser.get(PLAN, headers=PARTIAL).text
    assert (codes, set(orders.plans), calls_of(store)) == ([303, 303], {1}, [])
    assert ("Väntar på en ledig arbetare" in part, "<html" in part, 'action="/waves' in html) == (True, False, False)


def test_a_planning_that_ended_leads_the_waiting_page_on(coordinator: TestClient, store: Store, draft: str) -> None:
    assert draft
    planning(store, state="running", started_at=START)
    assert "Planerar 1 kommun sedan" in coordinator.get(PLAN, headers=PARTIAL).text
    with store.transaction() as session:
        order = session.exec(select(PlanOrder)).one()
        order.state = "done"
        session.add(order)
    assert coordinator.get(PLAN, headers=PARTIAL).headers["hx-redirect"] == PLAN


def test_a_planning_that_failed_says_why(coordinator: TestClient, store: Store, draft: str) -> None:
    assert draft
    planning(store, state="failed", failure="Planeringen avbröts. Planera igen.")
    html = coordinator.get(PLAN).text
    assert ("blev inte klar" in html, "Planeringen avbröts. Planera igen." in html) == (True, True)


def test_what_the_plan_lacks_is_said_with_figures_and_a_way_to_mend_it(
    coordinator: TestClient, store: Store, draft: str
) -> None:
    assert draft
    ids = place_contacts(store)
    hours = {"interviewer": "kim", "has": "14", "needs": "19", "week": 3, "year": 2018}
    lunch = {"day": "2018-01-16", "at": "12:00", "until": "12:20", "lunch_from": "12:00", "lunch_to": "13:00"}
    at = CALLS["bygglov 1"][2].isoformat()
    planning(
        store,
        state="done",
        shortages=[{"rule": "hours_a_week", "about": "plan", "facts": hours}],
        broken=[
            {"rule": "lunch", "about": "contact", "facts": lunch, "channel": "call", "id": number, "planned_at": when}
            for number, when in ((ids["bygglov 1"], at), (ids["bygglov 2"], at))
        ],
    )
    html = coordinator.get(PLAN).text
    shown = (
        "kim har 14 timmar vecka 3, planen behöver 19; lägg till en intervjuare eller en vecka.",
        f"/waves/{quote(DRAFT)}/steps/people",
        "Samtalet tis 16 jan. 2018 12:00–12:20 går in i lunchen 12:00–13:00; flytta det.",
    )
    assert [text for text in shown if text not in html] == []
    assert f"{PLAN}/call/{ids['bygglov 2']}" not in html, "it has been moved since the plan was made"


def test_contacts_without_a_time_are_counted_from_what_is_stored(
    coordinator: TestClient, store: Store, draft: str
) -> None:
    assert draft
    place_contacts(store)
    html = coordinator.get(PLAN).text
    assert ">115</span>" in html, "120 are asked for, 5 that are no spares have a time"


def test_a_small_municipality_is_warned_about(coordinator: TestClient, store: Store, stage: Stage) -> None:
    assert stage
    add_draft(store, 2)
    place_contacts(store)
    assert "Provkommun 1 har bara 1\xa0500 invånare" in coordinator.get(PLAN).text


def test_the_charts_can_be_those_of_one_municipality(coordinator: TestClient, store: Store, stage: Stage) -> None:
    assert stage
    add_draft(store, 2)
    place_contacts(store)
    counts = {
        code: coordinator.get(f"{PLAN}?municipality={code}").text.count("Samtal per dag och timme</caption>")
        for code in ("0685", "1001")
    }
    assert counts == {"0685": 1, "1001": 0}


def test_a_launched_waves_plan_is_shown_and_not_planned_again(coordinator: TestClient, site: FastAPI) -> None:
    assert site
    address = f"/waves/{quote(WAVE)}/plan"
    html = coordinator.get(address).text
    assert ("Samtal per dag och timme" in html, "Planera om" in html, 'name="seed"' in html) == (True, False, False)
    assert coordinator.post(address, data={"seed": "7"}).status_code == 409
