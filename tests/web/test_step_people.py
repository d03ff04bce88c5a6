"""The step of the interviewers on the site: who calls, when, and whether their hours are enough."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.store import Store
from shopper.tables.people import User
from shopper.tables.study import WaveInterviewer
from tests.web.step_stage import STEPS, user_id, version_in

PAGE = f"{STEPS}/people"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONDAYS = {"hours_a_week": "12", "from_mon": "8", "to_mon": "16.30"}

pytestmark = pytest.mark.usefixtures("draft")


@pytest.fixture
def annas_page(store: Store) -> str:
    """Where the form of Anna's hours is."""
    with store.reading() as session:
        return f"{PAGE}/{user_id(session, 'anna')}"


def names(store: Store) -> list[str]:
    """Who is in the draft."""
    with store.reading() as session:
        wanted = select(User.name).join(WaveInterviewer).order_by(User.name)
        return list(session.exec(wanted))


def terms(store: Store) -> WaveInterviewer:
    """The only interviewer's terms."""
    with store.reading() as session:
        return session.exec(select(WaveInterviewer)).one()


def test_the_page_shows_who_calls_and_whether_the_hours_are_enough(coordinator: TestClient) -> None:
    html = " ".join(coordinator.get(PAGE).text.split())
    wanted = ("Timmarna räcker", "210 samtal på 20 minuter är 70 tim.", "Intervjuarna har 80 tim", "93 %")
    assert [text in html for text in wanted] == [True] * 4


def test_too_few_hours_say_how_many_are_missing(coordinator: TestClient, annas_page: str) -> None:
    coordinator.post(annas_page, data=MONDAYS | {"version": version_in(coordinator.get(annas_page).text)})
    html = coordinator.get(PAGE).text
    # Four Mondays, 08:00 to 16:30 without lunch: 22 calls a day; 70 hours are needed.
    assert ("Timmarna räcker inte" in html, "Det saknas 40 tim 40 min." in html) == (True, True)


def test_a_known_interviewer_and_a_new_one_are_added(coordinator: TestClient, store: Store) -> None:
    with store.reading() as session:
        form = {"who": str(user_id(session, "bo")), "new_name": " doris "}
    answer = coordinator.post(PAGE, data=form)
    assert (answer.status_code, names(store)) == (303, ["anna", "bo", "doris"])
    assert 'shopper user add "doris" --role interviewer' in coordinator.get(PAGE).text


def test_a_single_one_leads_to_the_form_of_their_hours(coordinator: TestClient, store: Store) -> None:
    answer = coordinator.post(PAGE, data={"new_name": "doris"})
    with store.reading() as session:
        assert answer.headers["location"] == f"{PAGE}/{user_id(session, 'doris')}"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Välj någon i listan eller skriv ett namn."),
        ({"new_name": "a/b"}, "Skriv ett namn på en rad"),
        ({"new_name": "cecilia"}, "Namnet tillhör någon som inte är intervjuare."),
    ],
)
def test_who_cannot_be_added_is_told_beside_the_name(
    form: dict[str, str], sentence: str, coordinator: TestClient, store: Store
) -> None:
    answer = coordinator.post(PAGE, data=form)
    beside = re.search(r'id="new_name-error">([^<]+)<', answer.text)
    assert beside is not None
    assert (answer.status_code, beside[1].startswith(sentence)) == (422, True)
    assert (f'value="{form.get("new_name", "")}"' in answer.text, names(store)) == (True, ["anna"])


def test_hours_days_off_and_exceptions_are_saved(coordinator: TestClient, store: Store, annas_page: str) -> None:
    form: dict[str, str | list[str]] = {
        **MONDAYS,
        "days_off": "2018-03-12, 2018-03-26-2018-03-27",
        "not_areas": ["bygglov", "forskola"],
        "not_municipalities": ["0685"],
        "version": version_in(coordinator.get(annas_page).text),
    }
    answer = coordinator.post(annas_page, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?saved=1")
    assert terms(store).model_dump(exclude={"wave_id", "user_id"}) == {
        "hours_a_week": 12,
        "available": {"mon": "08:00-16:30"},
        "days_off": ["2018-03-12", "2018-03-26", "2018-03-27"],
        "not_areas": ["bygglov", "forskola"],
        "not_municipalities": ["0685"],
    }


def test_the_form_shows_what_is_stored_so_that_saving_it_changes_nothing(
    coordinator: TestClient, store: Store, annas_page: str
) -> None:
    html = coordinator.get(annas_page).text
    form = {
        name: value
        for name, value in re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', html)
        if "not_" not in name
    }
    before = terms(store).model_dump()
    coordinator.post(annas_page, data=form | {"days_off": "2018-03-08"})
    assert terms(store).model_dump() == before


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"hours_a_week": "61"}, "hours_a_week", "Skriv ett helt tal från 1 till 60."),
        ({"hours_a_week": "²"}, "hours_a_week", "Skriv ett helt tal från 1 till 60."),
        ({"to_mon": ""}, "from_mon", "Fyll i både från och till, eller ingendera."),
        ({"from_mon": "25:00"}, "from_mon", "Skriv klockslag som 08:00."),
        ({"from_mon": "17"}, "from_mon", "Från måste vara tidigare än till."),
        ({"from_mon": "", "to_mon": ""}, "from_mon", "Fyll i tider för minst en dag."),
        ({"days_off": "imorgon"}, "days_off", "Skriv datum och perioder"),
    ],
)
def test_a_fault_stands_beside_its_field_and_everything_typed_is_kept(  # noqa: PLR0917
    changes: dict[str, str], field: str, sentence: str, coordinator: TestClient, store: Store, annas_page: str
) -> None:
    before = terms(store).model_dump()
    form = MONDAYS | {"not_areas": "bygglov", "version": version_in(coordinator.get(annas_page).text)}
    answer = coordinator.post(annas_page, data=form | changes)
    beside = re.search(rf'id="{field}-error">([^<]+)<', answer.text)
    assert beside is not None
    assert (answer.status_code, beside[1].startswith(sentence), 'value="bygglov" checked' in answer.text) == (
        422,
        True,
        True,
    )
    assert terms(store).model_dump() == before


def test_two_coordinators_do_not_save_over_each_other(coordinator: TestClient, store: Store, annas_page: str) -> None:
    version = version_in(coordinator.get(annas_page).text)
    coordinator.post(annas_page, data=MONDAYS | {"version": version})
    late = coordinator.post(annas_page, data=MONDAYS | {"hours_a_week": "33", "version": version})
    gone = coordinator.post(f"{annas_page}/remove", data={"version": version})
    assert (late.status_code, 'value="33"' in late.text, gone.status_code) == (409, True, 409)
    assert (terms(store).hours_a_week, names(store)) == (12, ["anna"])


def test_an_interviewer_is_taken_out_of_the_wave(coordinator: TestClient, store: Store, annas_page: str) -> None:
    version = version_in(coordinator.get(annas_page).text)
    answer = coordinator.post(f"{annas_page}/remove", data={"version": version})
    assert (answer.status_code, names(store), coordinator.get(annas_page).status_code) == (303, [], 404)
    assert "Ingen intervjuare är vald. Välj minst en." in coordinator.get(PAGE).text
