"""What belongs to another wave is not there: an address that names something of it answers as if it named nothing."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.store import Store
from shopper.tables.all_tables import METADATA
from shopper.tables.people import User
from tests.web.addresses import (
    OF_A_WAVE,
    OVER_ALL_WAVES,
    Asker,
    Values,
    in_order,
    other_values,
    own_values,
    parts_of,
    path_of,
)
from tests.web.other_stage import MARKER, OTHER_WAVE, OtherStage
from tests.web.stage import WAVE, Stage
from web.access import RULES, may_use

ROLES = ["interviewer", "reviewer", "coordinator", "administrator"]
"""Those who reach some waves; an auditor reaches every one."""

ABOUT_THE_VISIT = {"web_session", "sign_in_failure"}
"""Tables in which a visit as such leaves something."""


def of_the_other(route: APIRoute, stage: Stage, other: OtherStage) -> Iterator[Values]:
    """The parts of the route's address with everything of the other wave, and with one thing of it at a time."""
    own, theirs = own_values(stage), other_values(other)
    named = sorted(parts_of(route) & OF_A_WAVE)
    if named:
        yield {**own, **theirs}
    if len(parts_of(route)) > 1:
        yield from ({**own, part: theirs[part]} for part in named)
    if "channel" in parts_of(route):
        yield {**own, "channel": "call", "probe_id": other.graded_call}


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in no order."""
    tables = [table for name, table in METADATA.tables.items() if name not in ABOUT_THE_VISIT]
    with store.reading() as session:
        rows = {table.name: session.connection().execute(table.select()) for table in tables}
        return {name: sorted(map(tuple, found), key=repr) for name, found in rows.items()}


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_another_wave_is_there_and_nothing_changes(
    role: str, visitor: TestClient, store: Store, stage: Stage, other_wave: OtherStage
) -> None:
    asker, before, found = Asker(visitor, store, role), everything(store), {}
    for method, route in in_order():
        if may_use(RULES[route.name], role):
            for values in of_the_other(route, stage, other_wave):
                path = path_of(route, values)
                found[f"{method} {path}"] = asker.ask(method, path).status_code
    assert {address: status for address, status in found.items() if status != 404} == {}
    assert everything(store) == before


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_anything_of_another_wave(
    role: str, visitor: TestClient, store: Store, stage: Stage, other_wave: OtherStage
) -> None:
    assert other_wave
    asker, values = Asker(visitor, store, role), own_values(stage)
    known = OVER_ALL_WAVES if role == "administrator" else frozenset()
    pages = [path_of(route, values) for method, route in in_order() if method == "GET" and route.name not in known]
    assert [path for path in pages if MARKER in asker.ask("GET", path).text] == []


def test_an_auditor_reads_every_wave(visitor: TestClient, store: Store, stage: Stage, other_wave: OtherStage) -> None:
    asker, values = Asker(visitor, store, "auditor"), {**own_values(stage), **other_values(other_wave)}
    read = ("show_wave", "show_board", "show_letter", "show_mail", "show_account", "download_original", "show_members")
    found = {route.name: asker.ask("GET", path_of(route, values)) for _, route in in_order() if route.name in read}
    assert {name: (answer.status_code, MARKER in answer.text) for name, answer in found.items()} == dict.fromkeys(
        read, (200, True)
    )


def test_a_wave_of_others_answers_as_one_that_does_not_exist(coordinator: TestClient, other_wave: OtherStage) -> None:
    assert other_wave
    answers = {name: coordinator.get(f"/waves/{quote(name)}") for name in (OTHER_WAVE, "obefintlig 2017")}
    texts = {answer.text.replace(quote(name), "").replace(name, "") for name, answer in answers.items()}
    assert ([answer.status_code for answer in answers.values()], len(texts)) == ([404, 404], 1)


def forged(other: OtherStage, stage: Stage, users: dict[str, int | None]) -> dict[str, dict[str, str | list[str]]]:
    """Forms sent to pages of one's own, with something of the other wave in a field."""
    own, desk = f"/waves/{quote(WAVE)}", f"/desk/mails/{stage.waiting_mail}"
    return {
        desk: {"decision": "answer", "letter": str(other.answered_letter)},
        f"/desk/mails/{stage.unmatched_mail}": {"decision": "detected", "letter": str(other.uncertain_letter)},
        f"{own}/plan/locks": {"ref": [f"call-{other.planned_call}"], "locked": "yes", "reason": "r"},
        f"{own}/changes": {"kind": "withdraw", "refs": f"call-{other.planned_call}", "reason": "r", "checksum": "x"},
        f"{own}/changes/preview": {"kind": "withdraw", "refs": f"mail-{other.uncertain_letter}", "reason": "r"},
        "/review": {"which": "chosen", "chosen": [f"{other.graded_call}-1"]},
        f"{own}/members/remove": {"who": str(users["olle"])},
    }


@pytest.mark.parametrize("role", ["reviewer", "coordinator", "administrator"])
def test_a_forged_form_reaches_nothing_of_another_wave(
    role: str, visitor: TestClient, store: Store, stage: Stage, other_wave: OtherStage
) -> None:
    with store.reading() as session:
        users = dict(session.exec(select(User.name, User.id)).all())
    asker, before = Asker(visitor, store, role), everything(store)
    answers = [asker.ask("POST", path, form) for path, form in forged(other_wave, stage, users).items()]
    assert [answer.status_code for answer in answers if answer.status_code >= 500 or MARKER in answer.text] == []
    assert everything(store) == before
