"""Every route has a rule, and the rule holds: each role is let in or refused as the table in `docs/access.md` says."""

from http import HTTPStatus

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from shopper.store import Store
from tests.web.addresses import USERS, Asker, in_order, own_values, parts_of, path_of
from tests.web.conftest import SignIn
from tests.web.stage import Stage
from web.access import RULES, may_use
from web.app import all_routes
from web.dependencies import READ_METHODS
from web.reach import CHECKS

OWN_SETTINGS = {
    "sign_in",
    "give_code",
    "begin_service_sign_in",
    "accept_invitation",
    "ask_for_link",
    "sign_out",
    "choose_language",
    "choose_colours",
    "change_password",
    "end_sign_in",
    "end_other_sign_ins",
    "link_service",
    "unlink_service",
    "begin_second_factor",
    "confirm_second_factor",
    "make_recovery_codes",
    "drop_second_factor",
    "download_delivered",  # whoever has the link; that it was read is counted
}
"""What an auditor sends too: it is about themselves and changes nothing of the study."""


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    routes = {route.name for route in all_routes()}
    assert (sorted(routes - RULES.keys()), sorted(RULES.keys() - routes)) == ([], [])


def test_every_part_of_an_address_is_checked() -> None:
    parts = {part for route in all_routes() for part in parts_of(route)}
    assert sorted(parts - CHECKS.keys()) == []


@pytest.mark.parametrize("name", ["admin", None])
def test_a_route_outside_the_sections_is_refused_to_everybody(
    site: FastAPI, visitor: TestClient, signed_in: SignIn, name: str | None
) -> None:
    site.add_api_route("/extra", lambda: "open", name="extra")
    answer = (signed_in(name) if name else visitor).get("/extra")
    assert (answer.status_code, "open" in answer.text) == (403, False)


def test_an_auditor_changes_nothing() -> None:
    changing = {route.name for route in all_routes() if not (route.methods or set()) <= READ_METHODS}
    let_in = {name for name in changing if may_use(RULES[name], "auditor")}
    assert sorted(let_in - OWN_SETTINGS) == []


@pytest.mark.parametrize("role", USERS)
def test_each_role_is_let_in_or_refused_as_the_rules_say(
    role: str | None, visitor: TestClient, store: Store, stage: Stage
) -> None:
    asker, values = Asker(visitor, store, role), own_values(stage)
    asked = [(method, route) for method, route in in_order() if role or RULES[route.name] != "everybody"]
    found = {f"{method} {route.name}": verdict(asker, method, path_of(route, values)) for method, route in asked}
    expected = {f"{method} {route.name}": should_be(route.name, role) for method, route in asked}
    assert {name: got for name, got in found.items() if got != expected[name]} == {}


def verdict(asker: Asker, method: str, path: str) -> str:
    """What became of the request."""
    answer = asker.ask(method, path)
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"error {answer.status_code}"
    return "refused" if asker.is_refused(answer) else "let in"


def should_be(name: str, role: str | None) -> str:
    """What becomes of it by the rule."""
    return "let in" if may_use(RULES[name], role) else "refused"


def test_another_interviewers_calls_are_not_listed(signed_in: SignIn, stage: Stage) -> None:
    shown = {name: f"/calls/{stage.due_call}" in signed_in(name).get("/calls").text for name in ("anna", "bo")}
    assert shown == {"anna": True, "bo": False}


def test_a_route_without_a_rule_is_refused_to_everybody(site: FastAPI, coordinator: TestClient) -> None:
    site.add_api_route("/without-a-rule", lambda: "secret", name="unknown")
    assert coordinator.get("/without-a-rule").status_code == 403


def test_a_part_of_an_address_without_a_check_is_refused(
    site: FastAPI, coordinator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, "unknown", "signed_in")
    site.add_api_route("/without-a-check/{thing}", lambda thing: thing, name="unknown")
    assert coordinator.get("/without-a-check/secret").status_code == 403
