"""The step of the senders on the site: accounts with their health, own names, and how the senders look."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.mail import MailAccount, Persona
from tests.web.stage import WAVE
from tests.web.step_stage import DRAFT, STEPS, draft_of, version_in

PAGE = f"{STEPS}/senders"


@pytest.fixture(autouse=True)
def draft_id(draft: int) -> int:
    """The id of the draft, which is there in every test."""
    return draft


def stored(store: Store) -> tuple[list[str], list[str]]:
    """The draft's accounts and own names."""
    with store.reading() as session:
        wave = draft_of(session)
        return wave.mail_accounts, wave.persona_names


def test_the_page_shows_each_account_with_its_health_and_pace(coordinator: TestClient) -> None:
    html = " ".join(coordinator.get(PAGE).text.split())
    wanted = ("probes <span", "Läses inte", "högst 10 brev i minuten", "Takten räcker", "210 brev")
    assert [text in html for text in wanted] == [True] * 5


def test_accounts_and_names_are_saved_and_lead_on(coordinator: TestClient, store: Store) -> None:
    form = {"version": version_in(coordinator.get(PAGE).text), "go": "on"}
    answer = coordinator.post(PAGE, data=form | {"accounts": "probes", "names": "Åsa Öberg\n\nAnna  Ek"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{STEPS}/comparison")
    assert stored(store) == (["probes"], ["Åsa Öberg", "Anna Ek"])


def test_a_sample_shows_the_own_names_first_with_their_addresses(coordinator: TestClient) -> None:
    form = {"version": version_in(coordinator.get(PAGE).text), "accounts": "probes", "names": "Åsa Öberg"}
    coordinator.post(PAGE, data=form)
    html = coordinator.get(PAGE).text
    assert ("asa.oberg@brev.test" in html, html.count('class="address"')) == (True, 8)


def test_the_plans_senders_take_the_place_of_the_sample(coordinator: TestClient, store: Store, draft_id: int) -> None:
    persona = Persona(wave_id=draft_id, account="probes", key="p1", name="Kim Ek", address="kim.ek@brev.test")
    with store.transaction() as session:
        session.add(persona)
    html = coordinator.get(PAGE).text
    assert ("Planens avsändare" in html, "kim.ek@brev.test" in html, "Så ser avsändarna ut" in html) == (
        True,
        True,
        False,
    )


def test_a_wrong_name_is_told_by_line_and_everything_typed_is_kept(coordinator: TestClient, store: Store) -> None:
    form = {"version": version_in(coordinator.get(PAGE).text), "names": "Anna Ek\nKim\n"}
    answer = coordinator.post(PAGE, data=form)
    sentence = 'id="names-error">Rad 2: skriv förnamn och efternamn'
    assert (answer.status_code, sentence in answer.text, "Anna Ek\nKim" in answer.text) == (422, True, True)
    assert stored(store) == (["probes"], [])


def test_without_an_account_the_step_says_what_is_missing(coordinator: TestClient) -> None:
    coordinator.post(PAGE, data={"version": version_in(coordinator.get(PAGE).text)})
    assert "Inget e-postkonto är valt. Välj minst ett." in coordinator.get(PAGE).text


def test_an_account_that_keeps_letters_further_apart_than_the_plan_is_told(
    coordinator: TestClient, store: Store
) -> None:
    with store.transaction() as session:
        session.get_one(MailAccount, "probes").minutes_between = 40
    assert "väntar minst 40 minuter" in coordinator.get(PAGE).text


def test_two_coordinators_do_not_save_over_each_other(coordinator: TestClient, store: Store) -> None:
    version = version_in(coordinator.get(PAGE).text)
    coordinator.post(PAGE, data={"version": version, "accounts": "probes", "names": "Anna Ek"})
    late = coordinator.post(PAGE, data={"version": version, "accounts": "probes", "names": "Kim Berg"})
    assert (late.status_code, "Kim Berg" in late.text, stored(store)[1]) == (409, True, ["Anna Ek"])


def test_an_account_that_is_not_there_is_refused(coordinator: TestClient, store: Store) -> None:
    answer = coordinator.post(PAGE, data={"version": version_in(coordinator.get(PAGE).text), "accounts": "nej"})
    assert (answer.status_code, stored(store)[0]) == (400, ["probes"])


def test_the_account_of_the_daily_digest_is_refused_beside_the_accounts(
    coordinator: TestClient, site: FastAPI, store: Store
) -> None:
    site.state.platform = replace(site.state.platform, settings=Settings(office_account="probes"))
    form = {"version": version_in(coordinator.get(PAGE).text), "accounts": "probes", "names": "Anna Ek"}
    answer = coordinator.post(PAGE, data=form)
    told = 'id="accounts-error">Från kontot probes går dagsbreven'
    assert (answer.status_code, told in answer.text, stored(store)) == (422, True, (["probes"], []))


def test_a_launched_wave_has_no_steps_any_more(coordinator: TestClient) -> None:
    assert coordinator.post(PAGE.replace(quote(DRAFT), quote(WAVE))).status_code == 409
