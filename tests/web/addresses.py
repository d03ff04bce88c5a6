"""Every address of the site with ids that are there: those of the small study, or of the other wave beside it."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import select

from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.people import User, WebSession
from tests.web.other_stage import MARKER, OTHER_CODE, OTHER_WAVE, OtherStage
from tests.web.stage import START, WAVE, Stage
from web.app import all_routes
from web.dependencies import READ_METHODS
from web.sessions import SESSION_COOKIE, token_hash

USERS: Final = {
    None: None,
    "interviewer": "anna",
    "reviewer": "rut",
    "coordinator": "cecilia",
    "auditor": "alva",
    "administrator": "admin",
}
"""Somebody of each role on the stage; None is not signed in."""

OF_A_WAVE: Final = frozenset({"name", "call_id", "probe_id", "inbound_id", "account", "double_id"})
"""The parts of addresses that name something of one wave."""

OVER_ALL_WAVES: Final = frozenset({"list_users", "show_trail", "download_trail"})
"""Where an administrator looks after access: people are given any wave there, and the trail is one for all."""

Values = Mapping[str, object]


def own_values(stage: Stage) -> Values:
    """What stands for each part of an address, of the small study."""
    return {
        "name": WAVE,
        "code": "0685",
        "kind": "pdf",
        "file": "kolada.csv",
        "call_id": stage.due_call,
        "inbound_id": stage.waiting_mail,
        "probe_id": stage.uncertain_letter,
        "number": 0,
        "account": "probes",
        "secret": "nobodys",
        "question_id": 1,
        "user_id": 1,
        "channel": "mail",
        "case_id": 1,
        "double_id": 999,
        "issuer": "nobodys",
        "colour": "1a4f8b",
        "area": "total",
        "key": "contact_pct",
    }


def other_values(other: OtherStage) -> Values:
    """The same of the other wave."""
    return {
        "name": OTHER_WAVE,
        "code": OTHER_CODE,
        "call_id": other.graded_call,
        "inbound_id": other.waiting_mail,
        "probe_id": other.answered_letter,
        "account": MARKER,
        "double_id": other.double,
        "number": other.order,
    }


def parts_of(route: APIRoute) -> frozenset[str]:
    """The parts of the route's address that stand for something."""
    return frozenset(route.param_convertors)


def path_of(route: APIRoute, values: Values) -> str:
    """The route's address with these values; AssertionError that says which part no value is known of."""
    missing = sorted(parts_of(route) - values.keys())
    assert not missing, f"{route.name}: give {', '.join(missing)} a value in tests/web/addresses.py"
    return route.path.format_map({part: quote(str(value), safe="") for part, value in values.items()})


def in_order() -> list[tuple[str, APIRoute]]:
    """Every method of every route, those that change nothing first."""
    pairs = [(method, route) for route in all_routes() for method in sorted(route.methods or ())]
    return sorted(pairs, key=lambda pair: pair[0] not in READ_METHODS)


class Asker:
    """A browser of somebody of a role, or of nobody; who signs out or is signed out is signed in again."""

    def __init__(self, browser: TestClient, store: Store, role: str | None) -> None:
        """Ask as the user of this role."""
        self.browser, self.store, self.name, self.is_signed_in = browser, store, USERS[role], False

    def ask(self, method: str, path: str, form: Mapping[str, str | list[str]] | None = None, **more: Any) -> Response:
        """The answer, of whatever kind it is; `more` are the `params` of the address, and a document as `json`."""
        if self.name and not self.is_signed_in:
            self._sign_in(self.name)
        self.is_signed_in = method in READ_METHODS  # what is sent may end the sign-in
        return self.browser.request(method, path, data=form, **more)

    def is_refused(self, answer: Response) -> bool:
        """Whether the answer says that the role has no business there: nobody is led to the sign-in page."""
        if self.name:
            return answer.status_code == HTTPStatus.FORBIDDEN
        return str(answer.headers.get("location", "")).partition("?")[0] == "/sign-in"

    def _sign_in(self, name: str) -> None:
        with self.store.transaction() as session:
            user = session.exec(select(User).where(User.name == name)).one()
            until = START + timedelta(days=1)
            session.merge(
                WebSession(
                    token_hash=token_hash(name),
                    user_id=stored_id(user.id),
                    created_at=START,
                    seen_at=START,
                    expires_at=until,
                )
            )
        self.browser.cookies.clear()
        self.browser.cookies.set(SESSION_COOKIE, name)
