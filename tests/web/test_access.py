"""Every route has a rule, and the rule holds: each role is let in or refused as the table says."""

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from tests.web.conftest import SignIn
from tests.web.stage import Stage
from web.access import RULES
from web.app import SECTIONS
from web.dependencies import READ_METHODS
from web.reach import CHECKS

ROUTES = [route for section in SECTIONS for route in section.router.routes if isinstance(route, APIRoute)]
OWN_SETTINGS = {"sign_in", "sign_out", "choose_language"}
"""What an auditor sends too: it changes nothing of the study."""


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert sorted(route.name for route in ROUTES) == sorted(RULES)


def test_every_part_of_an_address_is_checked() -> None:
    parts = {part for route in ROUTES for part in route.param_convertors}
    assert sorted(parts - CHECKS.keys()) == []


def test_an_auditor_changes_nothing() -> None:
    changing = {route.name for route in ROUTES if not (route.methods or set()) <= READ_METHODS}
    let_in = {name for name in changing if RULES[name] in ("everybody", "signed_in") or "auditor" in RULES[name]}
    assert sorted(let_in - OWN_SETTINGS) == []


def test_another_interviewers_calls_are_not_listed(signed_in: SignIn, stage: Stage) -> None:
    shown = {name: f"/calls/{stage.due_call}" in signed_in(name).get("/calls").text for name in ("anna", "bo")}
    assert shown == {"anna": True, "bo": False}


def test_a_route_without_a_rule_is_refused_to_everybody(site: FastAPI, coordinator: TestClient) -> None:
    site.add_api_route("/forgotten", lambda: "secret", name="forgotten")
    assert coordinator.get("/forgotten").status_code == 403
