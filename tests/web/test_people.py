"""The pages about people: what they show, and what an administrator can do."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.store import Store
from shopper.tables.people import User
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.stage import PASSWORD


@pytest.fixture
def administrator(signed_in: SignIn) -> TestClient:
    """The administrator's browser."""
    return signed_in("admin")


def stored(store: Store, name: str) -> User:
    with store.reading() as session:
        return session.exec(select(User).where(User.name == name)).one()


def deeds(store: Store, user_id: int | None) -> list[tuple[str, str, str | None, str | None]]:
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.thing == "user", AuditEvent.thing_id == str(user_id))
        events = session.exec(wanted.where(AuditEvent.action != "sign_in"))
        return [(event.actor, event.action, event.before, event.after) for event in events]


def test_the_list_shows_everybody_with_their_role_and_last_sign_in(administrator: TestClient) -> None:
    html = administrator.get("/people").text
    row = " ".join(re.findall(r"<tr>.*?</tr>", html, re.DOTALL)[1].split())
    names = re.findall(r'href="/people/\d+">(\w+)<', html)
    assert names == ["admin", "alva", "anna", "bo", "cecilia", "rut"]
    assert ("Administratör" in row, "mån 16 okt. 2017 08:00" in row, "Öppet" in row) == (True, True, True)


def test_no_page_about_people_shows_a_secret(administrator: TestClient, store: Store) -> None:
    anna = stored(store, "anna")
    html = administrator.get("/people").text + administrator.get(f"/people/{anna.id}").text
    assert ("argon2" in html, str(anna.password_hash) in html) == (False, False)


@pytest.mark.parametrize("name", ["anna", "rut", "cecilia", "alva"])
def test_nobody_else_reaches_them(name: str, signed_in: SignIn, store: Store) -> None:
    browser, anna = signed_in(name), stored(store, "anna").id
    asked = [browser.get(path).status_code for path in ("/people", f"/people/{anna}", "/people/invite")]
    asked += [browser.post(f"/people/{anna}/{deed}").status_code for deed in ("close", "role", "link")]
    assert asked == [403] * 6


def test_a_changed_role_ends_the_sign_ins_and_stands_in_the_trail(
    administrator: TestClient, signed_in: SignIn, store: Store
) -> None:
    rut, browser = stored(store, "rut").id, signed_in("rut")
    administrator.post(f"/people/{rut}/role", data={"role": "coordinator"})
    assert (stored(store, "rut").role, browser.get("/me").status_code, deeds(store, rut)) == (
        "coordinator",
        303,
        [("admin", "role", "reviewer", "coordinator")],
    )


def test_a_role_that_is_none_is_refused(administrator: TestClient, store: Store) -> None:
    rut = stored(store, "rut").id
    assert (
        administrator.post(f"/people/{rut}/role", data={"role": "boss"}).status_code,
        stored(store, "rut").role,
    ) == (
        400,
        "reviewer",
    )


def test_a_closed_account_is_nobodys_until_it_is_reopened(
    administrator: TestClient, signed_in: SignIn, visitor: TestClient, store: Store
) -> None:
    bo, browser = stored(store, "bo").id, signed_in("bo")
    administrator.post(f"/people/{bo}/close")
    closed = visitor.post("/sign-in", data={"name": "bo", "password": PASSWORD}).status_code
    administrator.post(f"/people/{bo}/reopen")
    reopened = visitor.post("/sign-in", data={"name": "bo", "password": PASSWORD}).status_code
    assert (browser.get("/me").status_code, closed, reopened) == (303, 422, 303)


@pytest.mark.parametrize(("deed", "form"), [("close", {}), ("role", {"role": "reviewer"})])
def test_the_last_administrator_stays(deed: str, form: dict[str, str], administrator: TestClient, store: Store) -> None:
    admin = stored(store, "admin").id
    answer = administrator.post(f"/people/{admin}/{deed}", data=form)
    user = stored(store, "admin")
    told = "Det måste finnas en administratör" in answer.text
    assert (answer.status_code, told, user.role, user.closed_at) == (409, True, "administrator", None)


def test_an_administrator_who_cannot_sign_in_is_not_counted(administrator: TestClient, store: Store) -> None:
    with store.transaction() as session:
        rut = session.exec(select(User).where(User.name == "rut")).one()
        rut.role, rut.password_hash = "administrator", None
    assert administrator.post(f"/people/{stored(store, 'admin').id}/close").status_code == 409


def test_with_another_administrator_the_first_may_go(administrator: TestClient, store: Store) -> None:
    administrator.post(f"/people/{stored(store, 'rut').id}/role", data={"role": "administrator"})
    administrator.post(f"/people/{stored(store, 'admin').id}/close")
    assert stored(store, "admin").closed_at is not None


def test_somebody_is_signed_out_everywhere(administrator: TestClient, signed_in: SignIn, store: Store) -> None:
    first, second = signed_in("anna"), signed_in("anna")
    administrator.post(f"/people/{stored(store, 'anna').id}/end-sign-ins")
    assert [browser.get("/me").status_code for browser in (first, second)] == [303, 303]


def test_a_link_for_a_new_password_is_shown_once_and_ends_earlier_ones(
    administrator: TestClient, visitor: TestClient, store: Store
) -> None:
    anna = stored(store, "anna").id
    shown = [administrator.post(f"/people/{anna}/link", data={"email": ""}).text for _ in range(2)]
    links = [re.findall(r"http://testserver(/invitation/[\w-]+)", text)[0] for text in shown]
    assert [visitor.get(link).status_code for link in links] == [410, 200]


@pytest.mark.parametrize(("deed", "form"), [("close", {}), ("role", {"role": "reviewer"})])
def test_who_is_no_administrator_any_more_has_left_no_way_in(  # noqa: PLR0917 - a row of the table
    deed: str, form: dict[str, str], administrator: TestClient, signed_in: SignIn, visitor: TestClient, store: Store
) -> None:
    rut = stored(store, "rut").id
    administrator.post(f"/people/{rut}/role", data={"role": "administrator"})
    invited = {"name": "doris", "email": "doris@kontoret.example", "role": "administrator"}
    made = signed_in("rut").post("/people/invite", data=invited).text
    own = administrator.post(f"/people/{rut}/link", data={"email": ""}).text
    links = [re.findall(r"http://testserver(/invitation/[\w-]+)", text)[0] for text in (made, own)]
    before = [visitor.get(link).status_code for link in links]
    administrator.post(f"/people/{rut}/{deed}", data=form)
    assert (before, [visitor.get(link).status_code for link in links]) == ([200, 200], [410, 410])


def test_a_person_who_is_not_there_is_a_page_that_is_not_there(administrator: TestClient) -> None:
    assert administrator.get("/people/4711").status_code == 404
