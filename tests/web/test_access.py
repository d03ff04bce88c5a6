"""Every route has a rule, and the rule holds: nobody, the other role and another interviewer are refused."""

from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from tests.web.conftest import SignIn
from tests.web.stage import WAVE, Stage
from web.access import RULES
from web.app import SECTIONS

ROUTES = [route for section in SECTIONS for route in section.router.routes if isinstance(route, APIRoute)]
OTHER_ROLE = {"interviewer": "cecilia", "coordinator": "anna"}


def names(rule: str) -> list[str]:
    """The routes with this rule."""
    return [route.name for route in ROUTES if RULES.get(route.name) == rule]


def path_of(name: str) -> str:
    """The route's path with its parts in braces."""
    return next(route.path for route in ROUTES if route.name == name)


def ask(browser: TestClient, name: str, stage: Stage) -> int:
    """The status of the route's answer, or 302 where it leads to the sign-in page."""
    route = next(route for route in ROUTES if route.name == name)
    values = {
        "name": quote(WAVE),
        "code": "0685",
        "kind": "pdf",
        "call_id": stage.due_call,
        "inbound_id": stage.waiting_mail,
        "probe_id": stage.uncertain_letter,
        "number": 0,
        "account": "probes",
        "secret": "nobodys",
        "question_id": 1,
        "user_id": 1,
        "channel": "mail",
    }
    answer = browser.request(min(route.methods or ()), route.path.format_map(values), data={"decision": "sent"})
    return 302 if answer.headers.get("location", "").startswith("/sign-in") else answer.status_code


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert sorted(route.name for route in ROUTES) == sorted(RULES)


@pytest.mark.parametrize("name", [*names("signed_in"), *names("interviewer"), *names("coordinator")])
def test_nobody_is_led_to_the_sign_in_page(name: str, visitor: TestClient, stage: Stage) -> None:
    assert ask(visitor, name, stage) == 302


@pytest.mark.parametrize("name", [*names("interviewer"), *names("coordinator")])
def test_the_other_role_is_refused(name: str, signed_in: SignIn, stage: Stage) -> None:
    assert ask(signed_in(OTHER_ROLE[RULES[name]]), name, stage) == 403


@pytest.mark.parametrize("name", [name for name in names("interviewer") if "{call_id}" in path_of(name)])
def test_another_interviewers_call_is_not_there(name: str, signed_in: SignIn, stage: Stage) -> None:
    assert ask(signed_in("bo"), name, stage) == 404


def test_another_interviewers_calls_are_not_listed(signed_in: SignIn, stage: Stage) -> None:
    shown = {name: f"/calls/{stage.due_call}" in signed_in(name).get("/calls").text for name in ("anna", "bo")}
    assert shown == {"anna": True, "bo": False}


def test_a_route_without_a_rule_is_refused_to_everybody(site: FastAPI, coordinator: TestClient) -> None:
    site.add_api_route("/forgotten", lambda: "secret", name="forgotten")
    assert coordinator.get("/forgotten").status_code == 403
