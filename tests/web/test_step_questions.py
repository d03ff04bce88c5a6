"""The step of the questions on the site: choosing variants, writing own ones, and two coordinators at once."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.store import Store
from shopper.tables.study import Question, WaveQuestion
from tests.web.step_stage import STEPS, version_in

PAGE = f"{STEPS}/questions"
NEW = {
    "area": "bygglov",
    "number": "1",
    "text": "Behöver jag bygglov för ett växthus?",
    "call_wording": "Hej! Måste man söka bygglov för ett växthus?",
    "mail_subject": "Växthus",
    "mail_wording": "Hej!\n\nBehöver man bygglov för ett växthus på 8 kvadratmeter?",
    "facts": "att det beror på storleken\nvem man frågar",
}

pytestmark = pytest.mark.usefixtures("draft")


def shown(html: str) -> dict[str, str]:
    """The form as the page shows it: the checked option of every number, and the mark of what was shown."""
    options = re.findall(r'<input[^>]*type="radio"[^>]*name="(q-[^"]+)" value="([^"]*)"( checked)?', html)
    return {name: value for name, value, checked in options if checked} | {"version": version_in(html)}


def texts(store: Store) -> dict[tuple[str, int], str]:
    """What the draft has chosen, by area and number."""
    with store.reading() as session:
        wanted = select(Question).join(WaveQuestion, col(WaveQuestion.question_id) == Question.id)
        return {(row.area, row.number): row.text for row in session.exec(wanted)}


def own_question(store: Store) -> int | None:
    """The id of the question that NEW makes."""
    with store.reading() as session:
        return session.exec(select(Question.id).where(Question.text == NEW["text"])).first()


def test_every_area_shows_its_questions_how_many_are_needed_and_which_are_spare(coordinator: TestClient) -> None:
    html = coordinator.get(PAGE).text
    assert (html.count('class="area-name"'), html.count("7 behövs"), html.count(">Reserv<")) == (10, 10, 10)


def test_the_choice_is_saved_and_leads_on(coordinator: TestClient, store: Store) -> None:
    answer = coordinator.post(PAGE, data=shown(coordinator.get(PAGE).text) | {"go": "on"})
    assert (answer.status_code, answer.headers["location"], len(texts(store))) == (303, f"{STEPS}/people", 70)


def test_a_number_that_is_left_out_is_told_as_missing(coordinator: TestClient) -> None:
    form = shown(coordinator.get(PAGE).text) | {"q-bygglov-7": "", "go": "stay"}
    page = coordinator.get(coordinator.post(PAGE, data=form).headers["location"]).text
    assert ("Sparat." in page, "Bygglov har 6 frågor men behöver 7." in page) == (True, True)


def test_a_form_without_any_question_is_not_saved(coordinator: TestClient, store: Store) -> None:
    form = shown(coordinator.get(PAGE).text)
    answer = coordinator.post(PAGE, data=dict.fromkeys(form, "") | {"version": form["version"]})
    assert (answer.status_code, "Välj minst en fråga." in answer.text, texts(store)) == (422, True, {})


def test_the_button_of_a_new_variant_saves_first(coordinator: TestClient, store: Store) -> None:
    answer = coordinator.post(PAGE, data=shown(coordinator.get(PAGE).text) | {"go": "new-bygglov-3"})
    expected = f"{PAGE}/new?area=bygglov&number=3"
    assert (answer.status_code, answer.headers["location"], len(texts(store))) == (303, expected, 70)


def test_a_new_variant_is_saved_and_asked(coordinator: TestClient, store: Store) -> None:
    answer = coordinator.post(f"{PAGE}/new", data=NEW)
    assert (answer.status_code, texts(store)["bygglov", 1]) == (303, NEW["text"])


def test_a_new_question_of_an_area_gets_the_next_number(coordinator: TestClient, store: Store) -> None:
    coordinator.post(f"{PAGE}/new", data=NEW | {"number": ""})
    assert texts(store)["bygglov", 8] == NEW["text"]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("text", "", "Fyll i fältet."),
        ("text", "Får jag sätta upp ett plank mot gatan?", "Området har redan en fråga med den texten."),
        ("mail_wording", NEW["call_wording"], "Brevet måste vara formulerat på ett annat sätt än samtalet."),
        ("facts", "bara en", "Skriv två till fyra punkter"),
    ],
)
def test_a_fault_stands_beside_its_field_and_the_rest_is_kept(
    field: str, typed: str, sentence: str, coordinator: TestClient, store: Store
) -> None:
    answer = coordinator.post(f"{PAGE}/new", data=NEW | {field: typed})
    beside = re.search(rf'id="{field}-error">([^<]+)<', answer.text)
    assert beside is not None
    assert (answer.status_code, beside[1].startswith(sentence), NEW["mail_subject"] in answer.text) == (422, True, True)
    assert texts(store) == {}


def test_a_question_of_our_own_is_changed_while_it_is_unused(coordinator: TestClient, store: Store) -> None:
    coordinator.post(f"{PAGE}/new", data=NEW)
    one = f"{PAGE}/{own_question(store)}"
    form = NEW | {"text": "Får man ställa upp ett växthus?", "version": version_in(coordinator.get(one).text)}
    assert (coordinator.post(one, data=form).status_code, texts(store)["bygglov", 1]) == (303, form["text"])


def test_who_changes_what_was_changed_meanwhile_sees_it_and_keeps_the_words(
    coordinator: TestClient, store: Store
) -> None:
    coordinator.post(f"{PAGE}/new", data=NEW)
    one = f"{PAGE}/{own_question(store)}"
    version = version_in(coordinator.get(one).text)
    coordinator.post(one, data=NEW | {"mail_subject": "Den första", "version": version})
    late = coordinator.post(one, data=NEW | {"mail_subject": "Den andra", "version": version})
    assert (late.status_code, "cecilia sparade det här steget" in late.text, "Den andra" in late.text) == (
        409,
        True,
        True,
    )
    with store.reading() as session:
        assert session.exec(select(Question.mail_subject).where(Question.text == NEW["text"])).one() == "Den första"


def test_a_question_that_was_asked_is_shown_without_a_form(coordinator: TestClient, store: Store) -> None:
    with store.reading() as session:
        asked = session.exec(select(Question.id).where(Question.area == "bygglov", Question.number == 1)).one()
    html = coordinator.get(f"{PAGE}/{asked}").text
    assert ("kan inte ändras" in html, "Spara frågan" in html) == (True, False)


def test_an_unused_question_is_removed(coordinator: TestClient, store: Store) -> None:
    coordinator.post(f"{PAGE}/new", data=NEW)
    one = f"{PAGE}/{own_question(store)}"
    answer = coordinator.post(f"{one}/remove", data={"version": version_in(coordinator.get(one).text)})
    assert (answer.status_code, own_question(store), coordinator.get(one).status_code) == (303, None, 404)


def test_two_coordinators_do_not_save_over_each_other(coordinator: TestClient, store: Store) -> None:
    form = shown(coordinator.get(PAGE).text)
    coordinator.post(PAGE, data=form | {"q-bygglov-7": "", "go": "stay"})
    late = coordinator.post(PAGE, data=form | {"q-forskola-7": "", "go": "stay"})
    kept = re.search(r'id="q-forskola-7-none" name="q-forskola-7" value="" checked', late.text)
    assert (late.status_code, "cecilia sparade det här steget" in late.text, kept is not None) == (409, True, True)
    assert (("bygglov", 7) in texts(store), ("forskola", 7) in texts(store)) == (False, True)


def test_an_area_that_is_none_is_refused(coordinator: TestClient) -> None:
    assert coordinator.get(f"{PAGE}/new?area=sjukvard").status_code == 400


@pytest.mark.parametrize("value", ["x", "0", "9" * 30])
def test_what_is_no_question_is_refused(value: str, coordinator: TestClient, store: Store) -> None:
    answer = coordinator.post(PAGE, data=shown(coordinator.get(PAGE).text) | {"q-bygglov-1": value})
    assert (answer.status_code, texts(store)) == (400, {})
