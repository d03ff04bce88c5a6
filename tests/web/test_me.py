"""One's own page: a coordinator's digest, an interviewer's calendar, and what stands in the way."""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.moves import Cause, record
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.mail import MailAccount
from shopper.tables.people import User
from tests.web.stage import START


def stored(store: Store, name: str) -> User:
    with store.reading() as session:
        return session.exec(select(User).where(User.name == name)).one()


def with_office(site: FastAPI, account: str) -> None:
    site.state.platform = replace(site.state.platform, settings=Settings(office_account=account))


def add_office(store: Store, **changes: object) -> None:
    with store.transaction() as session:
        row = session.get_one(MailAccount, "probes").model_dump() | {
            "name": "office",
            "domain": "kontoret.example",
            "self_copy": "matning@kontoret.example",
        }
        session.add(MailAccount(**row | changes))


def test_a_coordinator_says_where_the_digest_goes(coordinator: TestClient, store: Store) -> None:
    answer = coordinator.post("/me", data={"email": " cecilia@kontoret.example ", "wants_digest": "true"})
    user = stored(store, "cecilia")
    assert (answer.status_code, answer.headers["location"], user.email, user.wants_digest) == (
        303,
        "/me?saved=1",
        "cecilia@kontoret.example",
        True,
    )


def test_the_digest_is_switched_off_and_the_address_kept(coordinator: TestClient, store: Store) -> None:
    coordinator.post("/me", data={"email": "cecilia@kontoret.example", "wants_digest": "true"})
    coordinator.post("/me", data={"email": "cecilia@kontoret.example"})
    user = stored(store, "cecilia")
    assert (user.email, user.wants_digest, "Det är sparat." in coordinator.get("/me?saved=1").text) == (
        "cecilia@kontoret.example",
        False,
        True,
    )


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Skriv den adress som läget ska skickas till."),
        ("ingen adress", "Det är ingen e-postadress."),
        ("a@b.example, c@d.example", "Det är ingen e-postadress."),
        ("a@b.example\r\nBcc: c@d.example", "Det är ingen e-postadress."),
        (f"{'a' * 300}@b.example", "Det är ingen e-postadress."),
    ],
)
def test_a_wrong_address_is_refused_and_what_was_typed_is_kept(
    email: str, sentence: str, coordinator: TestClient, store: Store
) -> None:
    answer = coordinator.post("/me", data={"email": email, "wants_digest": "true"})
    kept = f'value="{email}"' in answer.text and 'value="true" checked' in answer.text
    assert (answer.status_code, sentence in answer.text, kept, stored(store, "cecilia").email) == (422, True, True, "")


@pytest.mark.parametrize(
    ("account", "changes", "sentence"),
    [
        ("", {}, "Utskicket är inte inkopplat. Den som sköter systemet"),
        ("nobody", {}, "kontot i SHOPPER_OFFICE_ACCOUNT finns inte."),
        ("probes", {}, "skriver till kommuner och får inte användas för kontorspost."),
        ("office", {"held_since": START}, "sändningen från kontot i SHOPPER_OFFICE_ACCOUNT är stoppad."),
    ],
)
def test_the_page_says_why_no_digest_can_be_sent(  # noqa: PLR0917 - a row of the table, and fixtures
    account: str, changes: dict[str, object], sentence: str, coordinator: TestClient, site: FastAPI, store: Store
) -> None:
    add_office(store, **changes)
    with_office(site, account)
    assert sentence in coordinator.get("/me").text


def test_with_an_account_for_office_mail_nothing_stands_in_the_way(
    coordinator: TestClient, site: FastAPI, store: Store
) -> None:
    add_office(store)
    with_office(site, "office")
    assert "SHOPPER_OFFICE_ACCOUNT" not in coordinator.get("/me").text


@pytest.mark.parametrize(
    ("result", "details", "sentence"),
    [
        ("sent", {}, "skickat."),
        ("sending", {}, "inget besked har kommit."),
        ("refused", {"code": 550, "fault": ""}, "Serverns svar har nummer 550."),
        ("unreached", {"code": None, "fault": "nobody_listens"}, "Kontrollera porten, och brandväggar på vägen."),
    ],
)
def test_the_page_says_what_became_of_the_last_digest(
    result: str, details: dict[str, object], sentence: str, coordinator: TestClient, store: Store
) -> None:
    with store.transaction() as session:
        user = session.exec(select(User).where(User.name == "cecilia")).one()
        record(session, "user", user.id or 0, "digest", Cause("digest", START), after=result, details=details)
    html = coordinator.get("/me").text
    told = " ".join(html[html.index('id="last-digest"') :].partition("</p>")[0].split())
    assert ("mån 16 okt. 2017 08:00" in told, sentence in told) == (True, True)


def test_an_interviewer_sees_the_calendar_and_no_digest(interviewer: TestClient) -> None:
    html = interviewer.get("/me").text
    assert ("Du har ingen kalenderadress än." in html, 'name="wants_digest"' in html) == (True, False)


def test_revoking_nothing_changes_nothing(interviewer: TestClient, store: Store) -> None:
    answer = interviewer.post("/me/calendar/revoke")
    assert (answer.status_code, stored(store, "anna").calendar_hash) == (303, None)
