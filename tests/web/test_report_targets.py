"""The page of a municipality's targets: set, changed and removed by hand, with a line in the trail."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from scoring.measures import count
from shopper.report_targets import FIGURES, targets_of
from shopper.store import Store
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.stage import METHOD, WAVE

PAGE = f"/waves/{quote(WAVE)}/0685/report/targets"


def targets(store: Store) -> list[tuple[str, int, str]]:
    with store.reading() as session:
        return [(one.figure, one.value, one.set_by) for one in targets_of(session, "0685")]


def trail(store: Store) -> list[tuple[str, str | None, str | None]]:
    wanted = select(AuditEvent).where(AuditEvent.thing == "target").order_by(col(AuditEvent.id))
    with store.reading() as session:
        return [(each.action, each.before, each.after) for each in session.exec(wanted)]


def test_a_target_is_set_changed_and_removed(coordinator: TestClient, store: Store) -> None:
    for value in ("90", " 95 % "):
        coordinator.post(PAGE, data={"figure": "measure_1_pct", "value": value})
    coordinator.post(PAGE, data={"figure": "mean_hours", "value": "8"})
    assert targets(store) == [("measure_1_pct", 95, "cecilia"), ("mean_hours", 8, "cecilia")]
    coordinator.post(f"{PAGE}/remove", data={"figure": "measure_1_pct"})
    assert targets(store) == [("mean_hours", 8, "cecilia")]
    assert trail(store) == [("set", None, "90"), ("set", "90", "95"), ("set", None, "8"), ("remove", "95", None)]


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("measure_1_pct", ""),
        ("measure_1_pct", "101"),
        ("measure_1_pct", "-1"),
        ("measure_1_pct", "9,5"),
        ("measure_1_pct", "\u0661\u0662"),
        ("mean_hours", "91"),
        ("calls_n", "5"),
        ("<b>", "5"),
        ("", "5"),
    ],
)
def test_what_is_no_target_is_refused_with_a_sentence(
    coordinator: TestClient, store: Store, figure: str, value: str
) -> None:
    answer = coordinator.post(PAGE, data={"figure": figure, "value": value})
    assert (answer.status_code, 'id="errors"' in answer.text, targets(store)) == (422, True, [])


def test_every_figure_that_a_target_can_be_set_for_is_counted() -> None:
    counted = count(METHOD, [], []).total.figures
    units = {key: counted[key].unit for key in FIGURES}
    assert units == {key: "hours" if kind == "hours" else "percent" for key, kind in FIGURES.items()}


def test_the_page_names_the_target_in_words(coordinator: TestClient) -> None:
    coordinator.post(PAGE, data={"figure": "measure_1_pct", "value": "95"})
    html = coordinator.get(PAGE).text
    assert ("minst 95 procent" in html, "Mått 1" in html) == (True, True)


def test_an_auditor_reads_and_an_interviewer_does_not(signed_in: SignIn, store: Store) -> None:
    form = {"figure": "measure_1_pct", "value": "95"}
    auditor, interviewer = signed_in("alva"), signed_in("anna")
    asked = [auditor.get(PAGE), auditor.post(PAGE, data=form), interviewer.get(PAGE), interviewer.post(PAGE, data=form)]
    assert ([one.status_code for one in asked], "Spara målet" in asked[0].text) == ([200, 403, 403, 403], False)
    assert targets(store) == []


def test_a_municipality_that_is_not_measured_has_no_page(coordinator: TestClient, store: Store) -> None:
    page = PAGE.replace("0685", "0682")
    answers = [coordinator.get(page), coordinator.post(page, data={"figure": "measure_1_pct", "value": "95"})]
    assert ([one.status_code for one in answers], trail(store)) == ([404, 404], [])
