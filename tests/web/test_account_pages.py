"""The mail accounts through the site: health in plain words, the self-test, and the release of a held one."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlmodel import select

from shopper.clock import SteppedClock
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.mail import AccountCheck, LoopLetter, MailAccount
from tests.web.stage import PASSWORD, START, Stage
from web.app import create_app

PAGE = "/accounts/probes"


@dataclass
class Orders:
    """Writes down what is ordered."""

    checks: list[int] = field(default_factory=list)

    def check_soon(self, check_id: int) -> None:
        """Write it down."""
        self.checks.append(check_id)

    def render_soon(self, report_id: int) -> None:
        """Nobody orders a report here."""
        raise AssertionError(report_id)

    def approve_soon(self, wave_id: int) -> None:
        """Nobody approves drafts here."""
        raise AssertionError(wave_id)

    def deliver_soon(self, wave_id: int) -> None:
        """Nobody sends reports here."""
        raise AssertionError(wave_id)

    def plan_soon(self, order_id: int) -> None:
        """Nobody orders a plan here."""
        raise AssertionError(order_id)


def set_account(store: Store, **values: object) -> None:
    """Have the account so."""
    with store.transaction() as session:
        session.connection().execute(update(MailAccount).values(**values))


def test_an_account_that_works_says_so(coordinator: TestClient, store: Store) -> None:
    set_account(store, polled_at=START - timedelta(minutes=1))
    assert ("Fungerar" in coordinator.get("/accounts").text, "Fungerar" in coordinator.get(PAGE).text) == (True, True)


def test_an_account_that_nobody_reads_says_so(coordinator: TestClient, store: Store) -> None:
    set_account(store, polled_at=START - timedelta(hours=1))
    assert "Brevlådan har inte lästs den senaste kvarten." in coordinator.get(PAGE).text


@pytest.mark.parametrize("address", [PAGE, "/waves/höst 2017"])
def test_a_fault_is_told_in_plain_words_with_what_to_do_and_the_servers_own(
    address: str, coordinator: TestClient, store: Store
) -> None:
    failure = "535 5.7.8 Error: authentication failed"
    set_account(store, smtp_failing_since=START, smtp_fault="bad_password", smtp_failure=failure)
    html = coordinator.get(address).text
    sentences = (
        "Servern godtar inte användarnamnet eller lösenordet.",
        "Spara kontot igen med rätt uppgifter.",
        failure,
    )
    assert [sentence in html for sentence in sentences] == [True, True, True]


def test_no_secret_is_ever_on_the_page(coordinator: TestClient, store: Store) -> None:
    set_account(store, smtp_password_sealed="hemlig-1", imap_password_sealed="hemlig-2", oauth_client_id="hemlig-3")
    assert "hemlig" not in coordinator.get(PAGE).text


def test_loop_letters_are_counted(coordinator: TestClient, store: Store) -> None:
    ways = (1, 2, 40)
    letters = [
        LoopLetter(
            account="probes",
            message_id=f"{way}@brev.test",
            sent_at=START - timedelta(days=1),
            arrived_at=START - timedelta(days=1) + timedelta(minutes=way),
        )
        for way in ways
    ]
    with store.transaction() as session:
        session.add_all(letters)
    html = " ".join(coordinator.get(PAGE).text.split())
    assert "3 provbrev, 1 sena, 0 borta, längst 40 min" in html


def test_a_held_account_is_released_once_its_mailbox_was_read(coordinator: TestClient, store: Store) -> None:
    set_account(store, held_since=START - timedelta(hours=1), hold_reason="restored", polled_at=None)
    html = coordinator.get(PAGE).text
    too_early = coordinator.post(f"{PAGE}/release")
    set_account(store, polled_at=START - timedelta(minutes=1))
    released = coordinator.post(f"{PAGE}/release")
    with store.reading() as session:
        held_since = session.get_one(MailAccount, "probes").held_since
    assert ("Databasen är återställd" in html, "2 försenade brev" in html) == (True, True)
    assert (too_early.status_code, released.status_code, held_since) == (409, 303, None)


def test_a_self_test_is_ordered_once_while_it_is_under_way(store: Store, clock: SteppedClock, stage: Stage) -> None:
    assert stage
    orders = Orders()
    browser = signed_in(create_app(Settings(), store, clock, orders))
    answers = [browser.post(f"{PAGE}/check").status_code for _ in range(2)]
    with store.reading() as session:
        ordered = [(check.id, check.account, check.ordered_by) for check in session.exec(select(AccountCheck))]
    assert (answers, ordered, orders.checks) == ([303, 303], [(1, "probes", "cecilia")], [1])


def signed_in(site: FastAPI) -> TestClient:
    """Cecilia's browser on this site."""
    browser = TestClient(site, follow_redirects=False)
    browser.post("/sign-in", data={"name": "cecilia", "password": PASSWORD})
    return browser


def test_the_steps_of_a_failed_test_say_where_it_stopped_and_why(coordinator: TestClient, store: Store) -> None:
    failed = AccountCheck(account="probes", ordered_at=START, ordered_by="cecilia", state="failed", step="send")
    failed.fault, failed.failure, failed.ended_at = "relay_denied", "554 5.7.1 Relay access denied", START
    with store.transaction() as session:
        session.add(failed)
    html = coordinator.get(PAGE).text
    assert [html.count(f'data-step="{state}"') for state in ("done", "failed", "waiting")] == [2, 1, 1]
    assert ("Servern skickar inte vidare våra brev till andra." in html, "every 2s" in html) == (True, False)


def test_a_test_that_passed_says_what_could_be_better(coordinator: TestClient, store: Store) -> None:
    passed = AccountCheck(account="probes", ordered_at=START, ordered_by="cecilia", state="passed", step="receive")
    passed.seconds, passed.ended_at, passed.remarks = 3, START, ["dmarc=fail"]
    with store.transaction() as session:
        session.add(passed)
    html = coordinator.get(PAGE).text
    assert "Rätta SPF eller DKIM så att de gäller domänen." in html


def test_a_running_test_is_followed_by_itself_as_a_piece_of_the_page(coordinator: TestClient, store: Store) -> None:
    with store.transaction() as session:
        session.add(
            AccountCheck(account="probes", ordered_at=START, ordered_by="cecilia", state="running", step="send")
        )
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    html = coordinator.get(PAGE, headers=headers).text
    assert (html.lstrip().startswith('<section id="check"'), "every 2s" in html) == (True, True)


def test_an_unknown_account_is_not_there(coordinator: TestClient) -> None:
    statuses = [coordinator.get("/accounts/nej").status_code]
    statuses += [coordinator.post(f"/accounts/nej/{deed}").status_code for deed in ("check", "release")]
    assert statuses == [404, 404, 404]
