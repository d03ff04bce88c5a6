"""Values to compare with that are written in by hand: added, changed, removed, refused, and told in the trail."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.store import Store
from shopper.tables.study import ImportedValue
from shopper.tables.trail import AuditEvent
from tests.kolada_example import add_example
from tests.web.conftest import SignIn
from tests.web.stage import WAVE, Stage

PAGE = f"/waves/{quote(WAVE)}/0685/report/values"
SOURCE = "snitt i rapporten från januari 2018"
FORM = {
    "scope": "similar",
    "figure": "contact_pct",
    "value": "64",
    "low": "",
    "high": "",
    "municipalities": "20",
    "inhabitants_from": "20 000",
    "inhabitants_to": "40000",
    "source": SOURCE,
}
VALUE = {
    "scope": "similar",
    "figure": "contact_pct",
    "value": 64,
    "low": None,
    "high": None,
    "municipalities": 20,
    "inhabitants_from": 20_000,
    "inhabitants_to": 40_000,
    "source": SOURCE,
}


def stored(store: Store) -> list[dict[str, Any]]:
    """Every value that is stored."""
    with store.reading() as session:
        rows = session.exec(select(ImportedValue)).all()
        return [row.model_dump(exclude={"id", "measurement_id"}) for row in rows]


def trail(store: Store) -> list[tuple[str, str | None, str | None, dict[str, Any]]]:
    """What the trail says of values."""
    with store.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.thing == "reference_value")).all()
        return [(event.action, event.before, event.after, event.details) for event in events]


def was_in(html: str) -> str:
    """The mark of the value that the form changes."""
    found = re.search(r'name="was" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def test_a_value_is_written_in_and_shown(coordinator: TestClient, store: Store) -> None:
    answer = coordinator.post(PAGE, data=FORM)
    html = coordinator.get(answer.headers["location"]).text
    assert (answer.status_code, stored(store)) == (303, [VALUE])
    assert ("Värdet är sparat." in html, "64 %" in html, f">{SOURCE}<" in html) == (True, True, True)


def test_the_same_figure_has_one_value_of_each_kind(coordinator: TestClient, store: Store) -> None:
    for form in (FORM, FORM | {"scope": "previous", "value": "60"}):
        assert coordinator.post(PAGE, data=form).status_code == 303
    again = coordinator.post(PAGE, data=FORM | {"value": "1"})
    assert (again.status_code, "Nyckeltalet har redan ett sådant värde." in again.text) == (422, True)
    assert [(one["scope"], one["value"]) for one in stored(store)] == [("similar", 64), ("previous", 60)]


def test_a_value_is_changed_and_removed_and_each_deed_stands_in_the_trail(
    coordinator: TestClient, store: Store, stage: Stage
) -> None:
    coordinator.post(PAGE, data=FORM)
    form = coordinator.get(f"{PAGE}?scope=similar&figure=contact_pct").text
    changed = FORM | {"value": "66", "low": "50", "was": was_in(form)}
    assert coordinator.post(PAGE, data=changed).status_code == 303
    assert stored(store) == [VALUE | {"value": 66, "low": 50}]
    for _ in range(2):
        removed = coordinator.post(f"{PAGE}/remove", data={"scope": "similar", "figure": "contact_pct"})
    told = {name: VALUE[name] for name in VALUE if name not in {"source", "low", "high"}}
    assert (removed.status_code, stored(store)) == (303, [])
    assert trail(store) == [
        ("set", None, "64", told),
        ("set", "64", "66", told | {"value": 66, "low": 50}),
        ("remove", "66", None, {"scope": "similar", "figure": "contact_pct"}),
    ]
    assert stage.measurement


def test_saving_what_was_not_changed_leaves_no_trace(coordinator: TestClient, store: Store) -> None:
    coordinator.post(PAGE, data=FORM)
    form = coordinator.get(f"{PAGE}?scope=similar&figure=contact_pct").text
    assert coordinator.post(PAGE, data=FORM | {"was": was_in(form)}).status_code == 303
    assert len(trail(store)) == 1


@pytest.mark.parametrize("is_removed", [False, True])
def test_of_two_who_change_a_value_the_second_is_told(
    is_removed: bool,  # noqa: FBT001 - which of the two happened meanwhile
    coordinator: TestClient,
    store: Store,
) -> None:
    coordinator.post(PAGE, data=FORM)
    was = was_in(coordinator.get(f"{PAGE}?scope=similar&figure=contact_pct").text)
    if is_removed:
        coordinator.post(f"{PAGE}/remove", data={"scope": "similar", "figure": "contact_pct"})
    else:
        coordinator.post(PAGE, data=FORM | {"value": "70", "was": was})
    before = stored(store)
    late = coordinator.post(PAGE, data=FORM | {"value": "80", "was": was})
    assert (late.status_code, "Någon annan ändrade värdet" in late.text) == (409, True)
    assert ('value="80"' in late.text, stored(store)) == (True, before)
    assert coordinator.post(PAGE, data=FORM | {"value": "80", "was": was_in(late.text)}).status_code == 303


@pytest.mark.parametrize(
    ("form", "columns"),
    [
        ({"scope": ""}, ["scope"]),
        ({"scope": "national"}, ["scope"]),
        ({"scope": "national", "figure": "x", "was": "of nothing"}, ["scope", "figure"]),
        ({"figure": "calls_n"}, ["figure"]),
        ({"figure": "x", "value": "1", "source": ""}, ["figure", "source"]),
        ({"value": "101"}, ["value"]),
        ({"value": "6,4"}, ["value"]),
        ({"value": ""}, ["value"]),
        ({"low": "65"}, ["value"]),
        ({"high": "sextio"}, ["high"]),
        ({"municipalities": "0"}, ["municipalities"]),
        ({"inhabitants_from": "50000"}, ["inhabitants_to"]),
        ({"inhabitants_to": "9" * 30}, ["inhabitants_to"]),
        ({"source": "x" * 301}, ["source"]),
    ],
)
def test_every_fault_stands_beside_its_field(
    form: dict[str, str], columns: list[str], coordinator: TestClient, store: Store
) -> None:
    answer = coordinator.post(PAGE, data=FORM | form)
    assert (answer.status_code, re.findall(r'id="(\w+)-error"', answer.text)) == (422, columns)
    assert stored(store) == []


def test_hours_may_be_more_than_a_hundred(coordinator: TestClient, store: Store) -> None:
    coordinator.post(PAGE, data=FORM | {"figure": "mean_hours", "value": "120", "low": "1", "high": "300"})
    assert [(one["figure"], one["value"], one["high"]) for one in stored(store)] == [("mean_hours", 120, 300)]


def test_the_indices_of_the_survey_are_shown_and_an_example_is_called_one(
    coordinator: TestClient, store: Store
) -> None:
    assert "Det finns inga index för kommunen" in coordinator.get(PAGE).text
    add_example(store)
    html = coordinator.get(PAGE).text
    assert re.findall(r'data-label="Vetlanda">([^<]+)<', html) == ["83,5", "74,5", "86,0", "82,0"]
    assert "Värdena är ett påhittat exempel." in html


def test_an_auditor_reads_and_changes_nothing(signed_in: SignIn, coordinator: TestClient, store: Store) -> None:
    coordinator.post(PAGE, data=FORM)
    auditor = signed_in("alva")
    html = auditor.get(PAGE).text
    assert (SOURCE in html, "<h2" in html, 'name="value"' in html, f'action="{PAGE}/remove"' in html) == (
        True,
        True,
        False,
        False,
    )
    assert [auditor.post(path, data=FORM).status_code for path in (PAGE, f"{PAGE}/remove")] == [403, 403]
    assert stored(store) == [VALUE]


@pytest.mark.parametrize("path", ["/waves/annan/0685/report/values", f"/waves/{quote(WAVE)}/0180/report/values"])
def test_what_is_not_measured_or_not_theirs_is_not_there(path: str, coordinator: TestClient) -> None:
    assert [coordinator.get(path).status_code, coordinator.post(path, data=FORM).status_code] == [404, 404]
