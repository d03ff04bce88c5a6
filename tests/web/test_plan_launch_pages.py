"""The launch through the site: what hinders it, what must be accepted, and the checksums afterwards."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from shopper.clock import SteppedClock
from shopper.queries import wave_named
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.study import Wave
from tests.web.conftest import SignIn
from tests.web.plan_stage import DRAFT, add_draft, place_contacts, plan_draft
from tests.web.stage import WAVE, Stage

LAUNCH = f"/waves/{quote(DRAFT)}/plan/launch"


@pytest.fixture
def draft(store: Store, stage: Stage) -> str:
    """A draft that is not planned yet."""
    assert stage
    return add_draft(store)


def wave_now(store: Store) -> Wave:
    """The draft as it is stored."""
    with store.reading() as session:
        return wave_named(session, DRAFT)


def test_a_planned_wave_is_launched_and_shows_what_was_frozen(
    coordinator: TestClient, store: Store, draft: str
) -> None:
    assert draft
    plan_draft(store)
    before = coordinator.get(LAUNCH).text
    assert ("60 samtal och 60 brev" in before, "Starta ändå" in before) == (True, False)
    answer = coordinator.post(LAUNCH)
    wave, html = wave_now(store), coordinator.get(LAUNCH).text
    assert (answer.status_code, answer.headers["location"], wave.state) == (303, LAUNCH, "launched")
    frozen = (wave.method_checksum, wave.questions_checksum, wave.rules_checksum)
    assert [checksum for checksum in frozen if not checksum or f">{checksum}<" not in html] == []
    assert (wave.rules_checksum or "-") in before, "what was shown is what was frozen"


def test_a_wave_without_a_plan_or_an_account_is_not_launched(coordinator: TestClient, store: Store, draft: str) -> None:
    with store.transaction() as session:
        wave = wave_named(session, draft)
        wave.mail_accounts = []
        session.add(wave)
    answer = coordinator.post(LAUNCH, data={"accepted": "yes"})
    shown = ("Det finns ingen plan än.", "Inget e-postkonto är valt.", "Mätomgången är inte startad.")
    assert (answer.status_code, [text for text in shown if text not in answer.text]) == (422, [])
    assert wave_now(store).state == "draft"


def test_contacts_without_a_time_must_be_accepted(coordinator: TestClient, store: Store, draft: str) -> None:
    assert draft
    place_contacts(store)
    refused = coordinator.post(LAUNCH)
    told = ("134 kontakter har ingen tid", "Kryssa för att starta utan")
    assert (refused.status_code, [text for text in told if text not in refused.text]) == (422, [])
    assert (coordinator.post(LAUNCH, data={"accepted": "yes"}).status_code, wave_now(store).state) == (303, "launched")


def test_contacts_whose_time_is_over_are_told(signed_in: SignIn, store: Store, draft: str, clock: SteppedClock) -> None:
    assert draft
    place_contacts(store)
    assert "redan har varit" not in signed_in("cecilia").get(LAUNCH).text
    clock.move_to(datetime(2018, 1, 17, 12, 0, tzinfo=UTC))
    assert "2 kontakter har tider som redan har varit" in signed_in("cecilia").get(LAUNCH).text


def test_a_launched_wave_is_not_launched_again_and_shows_when_it_was(coordinator: TestClient, store: Store) -> None:
    address = f"/waves/{quote(WAVE)}/plan/launch"
    with store.reading() as session:
        before = wave_named(session, WAVE).model_dump()
    answer = coordinator.post(address, data={"accepted": "yes"})
    html = coordinator.get(address).text
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert ("Startad mån 16 okt. 2017" in html, "Starta mätomgången</button>" in html) == (True, False)
    with store.reading() as session:
        assert wave_named(session, WAVE).model_dump() == before


def test_a_wave_that_writes_from_the_account_of_the_daily_digest_is_not_launched(
    coordinator: TestClient, site: FastAPI, store: Store, draft: str
) -> None:
    assert draft
    place_contacts(store)
    site.state.platform = replace(site.state.platform, settings=Settings(office_account="probes"))
    answer = coordinator.post(LAUNCH, data={"accepted": "yes"})
    told = "Från kontot probes går dagsbreven" in answer.text
    assert (answer.status_code, told, wave_now(store).state) == (422, True, "draft")
