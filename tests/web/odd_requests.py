"""Requests that no page of ours sends: made from the site's own OpenAPI description, with a fixed seed."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import schemathesis
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from web.app import all_routes

SEED: Final = 2017
EACH: Final = 2
"""How many requests of each kind are made for a route: the first is plain, the others are as odd as they come."""

ODD_WORDS: Final = (
    "",
    "-1",
    "0",
    "9" * 40,
    "1e9",
    "NaN",
    "²",
    "٣",
    "2017-02-30",
    "0001-01-01",
    "9999-12-31",
    "24:00",
    "23:59:60",
    "call-1 mail-1 call-99999999999999999999 x-",
    "../../etc/passwd",
    "'; DROP TABLE wave; --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} %(num)d %s",
    "\u202e",
    "å" * 20_000,
    "good",
    "yes",
    "withdraw",
    "answer",
)
"""What a form may be made to hold: numbers, days and times that are none, markup, and words of the method."""

Form = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Odd:
    """One request: what stands in the path and the query, and what is sent as a form or as JSON."""

    method: str
    route: APIRoute
    path: dict[str, Any]
    query: dict[str, Any]
    form: Form | None
    json: Any


@cache
def described() -> tuple[Odd, ...]:
    """Requests that fit the description of the site in their types, and in nothing else."""
    routes = {(method, route.path): route for route in all_routes() for method in route.methods or ()}
    found: list[Odd] = []
    for result in schemathesis.openapi.from_dict(description()).get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        route = routes[operation.method.upper(), operation.path]
        found += [_as_request(route, case) for case in _drawn(operation.as_strategy())]
    return tuple(found)


@cache
def garbled() -> tuple[Odd, ...]:
    """Forms with the fields that each page knows, filled with odd words."""
    known = description()
    values = st.sampled_from(ODD_WORDS) | st.text(st.characters(codec="utf-8"), max_size=40)
    found: list[Odd] = []
    for route in all_routes():
        fields = _fields(known, route)
        if fields:
            filled = st.fixed_dictionaries(dict.fromkeys(fields, values | st.lists(values, max_size=3)))
            found += [Odd("POST", route, {}, {}, _sendable(form), None) for form in _drawn(filled)]
    return tuple(found)


def description() -> dict[str, Any]:
    """The OpenAPI description of the site, which shows it to nobody."""
    return get_openapi(title="Servicemätning", version="1", routes=all_routes())


def _drawn(strategy: st.SearchStrategy[Any]) -> list[Any]:
    drawn: list[Any] = []

    @seed(SEED)
    @settings(
        max_examples=EACH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(one: Any) -> None:
        drawn.append(one)

    draw()
    return drawn


def _as_request(route: APIRoute, case: Any) -> Odd:
    has_body = isinstance(case.body, dict | list | str | int | float | bool | None)
    is_json = bool(case.media_type) and "json" in case.media_type
    form = _sendable(case.body) if has_body and not is_json and isinstance(case.body, dict) else None
    return Odd(
        method=case.method.upper(),
        route=route,
        path=dict(case.path_parameters or {}),
        query=_sendable(dict(case.query or {})),
        form=form,
        json=case.body if has_body and is_json else None,
    )


def _sendable(body: dict[str, Any]) -> Form:
    """The fields as a browser can send them: text, once or several times."""
    lists = {name: list(map(str, value)) for name, value in body.items() if isinstance(value, list)}
    return {name: str(value) for name, value in body.items() if name not in lists} | lists


def _fields(known: dict[str, Any], route: APIRoute) -> list[str]:
    """The names of the fields of the route's form; none where it has no form."""
    if "POST" not in (route.methods or ()):
        return []
    content = known["paths"][route.path_format]["post"].get("requestBody", {}).get("content", {})
    schemas = [kind["schema"] for name, kind in content.items() if "form" in name]
    named = [one["$ref"].rpartition("/")[2] for one in schemas if "$ref" in one]
    found = [known["components"]["schemas"][name] for name in named] + [one for one in schemas if "$ref" not in one]
    return [field for one in found for field in one.get("properties", {})]
