"""Turning a template into an answer: one Jinja environment, escaped always, strict about names."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2_fragments import render_block

from web.language import (
    LANGUAGES,
    clock_time,
    day,
    day_and_time,
    gettext,
    hours_in_short,
    language_in_use,
    moment,
    ngettext,
    thousands,
    weekday_letter,
    weekday_name,
)
from web.look import colours_of
from web.mail_words import STEPS
from web.navigation import place_of, places_of
from web.words import evidence, hours_and_minutes, word

FILTERS: Final[dict[str, Callable[..., str]]] = {
    "day": day,
    "clock_time": clock_time,
    "day_and_time": day_and_time,
    "evidence": evidence,
    "hours": hours_and_minutes,
    "moment": moment,
    "short_hours": hours_in_short,
    "thousands": thousands,
    "weekday_letter": weekday_letter,
    "weekday_name": weekday_name,
    "word": word,
}


def _when_rendered(spoken: Callable[..., str]) -> Callable[..., str]:
    """The filter, applied at each rendering.

    Jinja applies a filter of a constant once, when it compiles the template: every later reader would have got the
    language of the first one.
    """

    @pass_context
    @wraps(spoken)
    def applied(_: Context, *values: Any) -> str:
        return spoken(*values)

    return applied


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("web"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # from the extension
    made.filters |= {name: _when_rendered(spoken) for name, spoken in FILTERS.items()}
    made.globals |= {"LANGUAGES": LANGUAGES, "STEPS": tuple(STEPS), "places_of": places_of, "place_of": place_of}
    return made


PAGES = _environment()


def page(request: Request, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """The whole page."""
    return HTMLResponse(PAGES.get_template(template).render(_known(request) | values), status_code=status)


def piece(request: Request, template: str, block: str, /, **values: Any) -> HTMLResponse:
    """One block of the page's own template, for a request by htmx that swaps it in."""
    return HTMLResponse(render_block(PAGES, template, block, _known(request) | values))


def wants_piece(request: Request) -> bool:
    """Whether htmx asks for a piece of the page rather than all of it."""
    return request.headers.get("hx-request-type") == "partial"


def _known(request: Request) -> dict[str, Any]:
    return {
        "request": request,
        "user": getattr(request.state, "user", None),
        "language": language_in_use(),
        "colours": colours_of(request.cookies),
        "here": request.url.path,
    }
