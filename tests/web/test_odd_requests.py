"""Whatever is sent to whatever address by whomever: no error of ours, and nothing of somebody else's wave."""

import pytest
from fastapi.testclient import TestClient

from shopper.store import Store
from tests.web.addresses import OVER_ALL_WAVES, USERS, Asker, own_values, path_of
from tests.web.odd_requests import EACH, Odd, described, garbled
from tests.web.other_stage import MARKER, OtherStage
from tests.web.stage import Stage
from web.access import RULES, may_use

ROLES = [role for role in USERS if role]
ERROR = 500


@pytest.mark.parametrize("role", ROLES)
def test_what_fits_the_description_breaks_nothing_and_shows_nothing_of_others(
    role: str, visitor: TestClient, store: Store, stage: Stage, other_wave: OtherStage
) -> None:
    assert other_wave
    asker, own = Asker(visitor, store, role), own_values(stage)
    asked = [one for one in described() if may_use(RULES[one.route.name], role)]
    paths = [path_of(one.route, own if number % EACH == 0 else one.path) for number, one in enumerate(asked)]
    assert [told for one, path in zip(asked, paths, strict=True) for told in trouble(asker, role, one, path)] == []


@pytest.mark.parametrize("role", ROLES)
def test_garbled_forms_break_nothing_and_show_nothing_of_others(
    role: str, visitor: TestClient, store: Store, stage: Stage, other_wave: OtherStage
) -> None:
    assert other_wave
    asker, own = Asker(visitor, store, role), own_values(stage)
    asked = [one for one in garbled() if may_use(RULES[one.route.name], role)]
    assert [told for one in asked for told in trouble(asker, role, one, path_of(one.route, own))] == []


def trouble(asker: Asker, role: str, one: Odd, path: str) -> list[str]:
    """What is wrong with the answer to this request at this address, with the request to repeat it by."""
    answer = asker.ask(one.method, path, one.form, params=one.query, json=one.json)
    shows_others = role != "auditor" and MARKER in answer.text
    if role == "administrator" and one.route.name in OVER_ALL_WAVES:
        shows_others = False
    if answer.status_code < ERROR and not shows_others:
        return []
    return [f"{answer.status_code} {one.method} {path} {one.query} {one.form} {one.json}"[:2000]]
