"""The step of the comparison group: which municipalities the measured ones are compared with."""

import re
from typing import Annotated, Any, Final

from babel.numbers import format_decimal
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel
from sqlmodel import Session, col, select

from shopper.comparison_group import (
    OfKoladaGroup,
    OfList,
    OfPopulation,
    OfTheWave,
    Rule,
    groups_to_choose,
    kolada_group,
    measured,
    members,
    rule_of,
)
from shopper.drafts.comparison import choose_group
from shopper.drafts.draft import draft_named, version_of
from shopper.group_sizes import FEWEST_MEMBERS
from shopper.kolada.stored import snapshot_with
from shopper.queries import method_of
from shopper.reach import own_waves
from shopper.tables.study import Wave
from shopper.texts import mark
from web.dependencies import StoreSession, TheActor, signed_in
from web.language import gettext, language_in_use
from web.pages import page
from web.wave_steps_parts import overtaken_by, step_saved, steps_of

router = APIRouter()

STEP: Final = "comparison"

SENTENCES: Final = {
    "rule": mark("Välj ett av sätten."),
    "number": mark("Skriv ett helt tal, till exempel 20000."),
    "order": mark("Skriv det mindre antalet först."),
    "nobody": mark("Välj minst en kommun."),
    "group": mark("Välj en grupp i listan."),
}
"""What the page says beside a field, by the rule it breaks."""

_MOST_DIGITS: Final = 8
_GROUP: Final = re.compile(r"(?P<snapshot>[1-9][0-9]{0,8})-(?P<group>G[0-9]{1,9})")


class TypedGroup(BaseModel):
    """The form as it was sent."""

    version: str = ""
    go: str = ""
    rule: str = ""
    fewest: str = ""
    most: str = ""
    codes: list[str] = []
    group: str = ""


@router.get("/waves/{name}/steps/comparison")
def show_comparison(request: Request, name: str, session: StoreSession, saved: str = "") -> HTMLResponse:
    """The rule, and who belongs to the group by it now."""
    wave = draft_named(session, name)
    return _page(request, session, wave, _as_typed(wave), saved=bool(saved))


@router.post("/waves/{name}/steps/comparison")
def save_comparison(
    request: Request, name: str, session: StoreSession, actor: TheActor, typed: Annotated[TypedGroup, Form()]
) -> Response:
    """Store the rule."""
    wave = draft_named(session, name, to_change=True)
    if typed.version != _as_typed(wave).version:
        return _page(request, session, wave, typed, overtaken=overtaken_by(session, wave, STEP))
    rule, errors = read_group(typed)
    if rule is None:
        return _page(request, session, wave, typed, errors=errors)
    choose_group(session, wave, rule, actor.cause)
    return step_saved(name, STEP, typed.go)


def read_group(typed: TypedGroup) -> tuple[Rule | None, dict[str, str]]:
    """The rule when nothing is wrong, else None, and for each wrong field a sentence in the language of the request."""
    if typed.rule == "wave":
        return OfTheWave(), {}
    if typed.rule == "list":
        return (OfList(frozenset(typed.codes)), {}) if typed.codes else (None, _said({"codes": "nobody"}))
    if typed.rule == "kolada":
        group = _as_group(typed.group)
        return (group, {}) if group else (None, _said({"group": "group"}))
    if typed.rule != "population":
        return None, _said({"rule": "rule"})
    limits = {field: _whole(getattr(typed, field)) for field in ("fewest", "most")}
    fewest, most = limits.values()
    if fewest is None or most is None:
        return None, _said({field: "number" for field, limit in limits.items() if limit is None})
    return (OfPopulation(fewest, most), {}) if fewest <= most else (None, _said({"fewest": "order"}))


def _as_group(text: str) -> OfKoladaGroup | None:
    """What an option of the list stands for: the number of a snapshot, and the id of a group in it."""
    found = _GROUP.fullmatch(text)
    return OfKoladaGroup(found["group"], int(found["snapshot"])) if found else None


def _as_option(snapshot: int, group: str) -> str:
    return f"{snapshot}-{group}"


def _said(faults: dict[str, str]) -> dict[str, str]:
    return {field: gettext(SENTENCES[fault]) for field, fault in faults.items()}


def _whole(text: str) -> int | None:
    """A whole number, also with the spaces that part thousands; None when it is none."""
    digits = "".join(text.split())
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None


def _page(  # noqa: PLR0913 - what the form and the database say
    request: Request,
    session: Session,
    wave: Wave,
    typed: TypedGroup,
    *,
    saved: bool = False,
    errors: dict[str, str] | None = None,
    overtaken: dict[str, Any] | None = None,
) -> HTMLResponse:
    group = members(session, wave)
    values = {
        "typed": typed,
        "version": _as_typed(wave).version,
        "members": group,
        "kolada": _kolada(session, wave, len(group)),
        "groups": [(_as_option(one.snapshot_id, one.group_id), one) for one in groups_to_choose(session, wave)],
        "measured": measured(session, wave),
        "own_waves": _own_names(session, request),
        "fewest_members": FEWEST_MEMBERS,
        "of_the_wave": isinstance(rule_of(wave.comparison), OfTheWave),
        "whole": _with_thousands,
        "zone": method_of(wave).working_time.zone,
        "errors": errors or {},
        "overtaken": overtaken,
        "saved": saved,
    }
    status = 409 if overtaken else 422 if errors else 200
    return page(request, "step_comparison.html", status, steps=steps_of(session, wave, STEP), **values)


def _kolada(session: Session, wave: Wave, measured_ones: int) -> dict[str, Any] | None:
    """The chosen group of Kolada: its name, when it was read, and how many of its members are not measured."""
    rule = rule_of(wave.comparison)
    if not isinstance(rule, OfKoladaGroup):
        return None
    group = kolada_group(session, rule)
    taken_at = snapshot_with(session, rule.snapshot).taken_at
    return {
        "title": group.title,
        "taken_on": taken_at.astimezone(method_of(wave).working_time.zone).date(),
        "not_measured": len(group.members.split()) - measured_ones,
    }


def _own_names(session: Session, request: Request) -> frozenset[str]:
    """The names of the user's waves: of the others the page says that there is something, and not what."""
    own = select(Wave.name).where(col(Wave.id).in_(own_waves(signed_in(request))))
    return frozenset(session.exec(own))


def _with_thousands(number: int) -> str:
    return str(format_decimal(number, locale=language_in_use()))


def _as_typed(wave: Wave) -> TypedGroup:
    rule = rule_of(wave.comparison)
    typed = TypedGroup(rule=rule.as_stored()["rule"], version=version_of(wave.comparison))
    if isinstance(rule, OfPopulation):
        typed.fewest, typed.most = str(rule.fewest), str(rule.most)
    if isinstance(rule, OfList):
        typed.codes = sorted(rule.codes)
    if isinstance(rule, OfKoladaGroup):
        typed.group = _as_option(rule.snapshot, rule.group)
    return typed
