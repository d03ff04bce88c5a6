"""The page of a wave's members: who works with it, added and taken away with a line in the trail."""

import re
from urllib.parse import quote

from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.store import Store
from shopper.tables.people import User
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.stage import WAVE, Stage, add_user

PAGE = f"/waves/{quote(WAVE)}/members"
ROW = re.compile(r'<th scope="row" data-label="Namn">([^<]+)</th>')


def id_of(store: Store, name: str) -> int | None:
    """The id of the user with this name."""
    with store.reading() as session:
        return session.exec(select(User.id).where(User.name == name)).one()


def trail(store: Store) -> list[tuple[str, str, str | None, str | None]]:
    """What was done with members."""
    wanted = select(AuditEvent).where(col(AuditEvent.action).in_(("add_member", "remove_member")))
    with store.reading() as session:
        return [(each.actor, each.action, each.before, each.after) for each in session.exec(wanted)]


def test_the_members_are_listed_with_their_roles(coordinator: TestClient) -> None:
    assert ROW.findall(coordinator.get(PAGE).text) == ["admin", "cecilia", "rut"]


def test_a_reviewer_is_added_and_reaches_the_wave(
    coordinator: TestClient, signed_in: SignIn, store: Store, stage: Stage
) -> None:
    with store.transaction() as session:
        add_user(session, "ragnar", "reviewer")
    letter = f"/letters/{stage.answered_letters[0]}"
    before = signed_in("ragnar").get(letter).status_code
    answer = coordinator.post(PAGE, data={"who": id_of(store, "ragnar")})
    assert (before, answer.status_code, signed_in("ragnar").get(letter).status_code) == (404, 303, 200)
    assert trail(store) == [("cecilia", "add_member", None, "reviewer")]


def test_a_member_who_is_removed_does_not_find_the_wave_any_more(
    coordinator: TestClient, signed_in: SignIn, store: Store, stage: Stage
) -> None:
    answer = coordinator.post(f"{PAGE}/remove", data={"who": id_of(store, "rut")})
    left = signed_in("rut").get(f"/letters/{stage.answered_letters[0]}").status_code
    assert (answer.status_code, left) == (303, 404)
    assert trail(store) == [("cecilia", "remove_member", "reviewer", None)]


def test_the_last_who_can_manage_the_wave_stays(coordinator: TestClient, store: Store) -> None:
    coordinator.post(f"{PAGE}/remove", data={"who": id_of(store, "admin")})
    answer = coordinator.post(f"{PAGE}/remove", data={"who": id_of(store, "cecilia")})
    told = "Mätomgången måste ha en samordnare eller administratör." in answer.text
    assert (answer.status_code, told, coordinator.get(PAGE).status_code) == (422, True, 200)


def test_who_takes_the_wave_from_themselves_is_led_to_the_waves_they_have_left(
    coordinator: TestClient, store: Store
) -> None:
    answer = coordinator.post(f"{PAGE}/remove", data={"who": id_of(store, "cecilia")})
    assert (answer.headers["location"], coordinator.get(PAGE).status_code) == ("/waves", 404)


def test_an_interviewer_or_nobody_is_no_member(coordinator: TestClient, store: Store) -> None:
    tried = [coordinator.post(PAGE, data={"who": who}).status_code for who in (id_of(store, "anna"), "", "x", 999)]
    assert (tried, trail(store)) == ([422] * 4, [])


def test_an_auditor_sees_the_list_without_any_button(signed_in: SignIn) -> None:
    html = signed_in("alva").get(PAGE).text
    assert (ROW.findall(html), f'action="{PAGE}' in html) == (["admin", "cecilia", "rut"], False)
