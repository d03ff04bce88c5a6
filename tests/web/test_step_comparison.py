"""The step of the comparison group on the site: the rule, its faults, and who belongs now."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shopper.store import Store
from tests.kolada_example import add_example
from tests.web.step_stage import STEPS, draft_of, version_in

PAGE = f"{STEPS}/comparison"

pytestmark = pytest.mark.usefixtures("draft")


def stored(store: Store) -> dict[str, Any]:
    """The draft's rule."""
    with store.reading() as session:
        return draft_of(session).comparison


def save(browser: TestClient, form: dict[str, str | list[str]]) -> tuple[int, str]:
    """Send the form as it was shown, with these changes; the status and the page."""
    answer = browser.post(PAGE, data={"version": version_in(browser.get(PAGE).text), "go": "stay"} | form)
    return answer.status_code, answer.text


def members(browser: TestClient) -> list[str]:
    """The names in the table of the group."""
    return re.findall(r'<th scope="row" data-label="Kommun">([^<]+)<', browser.get(PAGE).text)


def test_without_a_choice_all_of_the_wave_belong(coordinator: TestClient) -> None:
    assert members(coordinator) == ["Nässjö", "Sävsjö", "Vetlanda"]


def test_a_group_by_population_is_saved_and_shown(coordinator: TestClient, store: Store) -> None:
    status, _ = save(coordinator, {"rule": "population", "fewest": "20 000", "most": "40000"})
    assert (status, stored(store)) == (303, {"rule": "population", "from": 20_000, "to": 40_000})
    assert members(coordinator) == ["Nässjö", "Vetlanda"]


def test_a_group_of_chosen_ones_is_saved_and_too_few_are_told(coordinator: TestClient, store: Store) -> None:
    status, _ = save(coordinator, {"rule": "list", "codes": ["0684", "0682"]})
    assert (status, stored(store)) == (303, {"rule": "list", "codes": ["0682", "0684"]})
    assert "Gruppen har färre än 3 kommuner." in coordinator.get(PAGE).text


def test_without_a_snapshot_the_page_says_where_kolada_is_read(coordinator: TestClient) -> None:
    html = coordinator.get(PAGE).text
    assert ('href="/comparison"' in html, 'value="kolada"' in html) == (True, False)


def test_a_group_of_kolada_is_saved_and_tells_who_is_measured_and_how_many_are_not(
    coordinator: TestClient, store: Store
) -> None:
    number = add_example(store)
    status, _ = save(coordinator, {"rule": "kolada", "group": f"{number}-G2"})
    assert (status, stored(store)) == (303, {"rule": "kolada", "group": "G2", "snapshot": number})
    html = coordinator.get(PAGE).text
    assert members(coordinator) == ["Nässjö", "Sävsjö", "Vetlanda"]
    assert f'<option value="{number}-G2" selected>Höglandskommunerna (påhittat exempel)</option>' in html
    assert "som gruppen såg ut fre 1 sep. 2017" in html
    assert "1 kommun i gruppen är inte mätt med jämförbar metod och räknas inte." in html


def test_a_group_that_no_snapshot_has_is_refused(coordinator: TestClient, store: Store) -> None:
    number = add_example(store)
    assert (save(coordinator, {"rule": "kolada", "group": f"{number}-G9"})[0], stored(store)) == (400, {})


@pytest.mark.parametrize(
    ("form", "field", "sentence"),
    [
        ({"rule": ""}, "rule", "Välj ett av sätten."),
        ({"rule": "population", "fewest": "många", "most": "40000"}, "fewest", "Skriv ett helt tal"),
        ({"rule": "population", "fewest": "1", "most": ""}, "most", "Skriv ett helt tal"),
        ({"rule": "population", "fewest": "40000", "most": "2"}, "fewest", "Skriv det mindre antalet först."),
        ({"rule": "list"}, "codes", "Välj minst en kommun."),
        ({"rule": "kolada"}, "group", "Välj en grupp i listan."),
        ({"rule": "kolada", "group": "1-G2; x"}, "group", "Välj en grupp i listan."),
    ],
)
def test_a_fault_stands_beside_its_field_and_everything_typed_is_kept(
    form: dict[str, str | list[str]], field: str, sentence: str, coordinator: TestClient, store: Store
) -> None:
    add_example(store)
    status, html = save(coordinator, form)
    beside = re.search(rf'id="{field}-error">([^<]+)<', html)
    assert beside is not None
    assert (status, beside[1].startswith(sentence), stored(store)) == (422, True, {})
    assert [str(form.get(name, "")) in html for name in ("fewest", "most")] == [True, True]


def test_two_coordinators_do_not_save_over_each_other(coordinator: TestClient, store: Store) -> None:
    version = version_in(coordinator.get(PAGE).text)
    save(coordinator, {"rule": "list", "codes": ["0684"]})
    late = coordinator.post(PAGE, data={"version": version, "rule": "wave"})
    assert (late.status_code, stored(store)) == (409, {"rule": "list", "codes": ["0684"]})


def test_a_municipality_that_was_never_measured_is_refused(coordinator: TestClient, store: Store) -> None:
    assert (save(coordinator, {"rule": "list", "codes": ["0180"]})[0], stored(store)) == (400, {})
