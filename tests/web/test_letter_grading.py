"""Grading a letter: what is confirmed, the category that follows, what needs a reason, and who may."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.sender_rules import DETAILS
from shopper.store import Store
from shopper.tables.mail import MailProbe
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.stage import Stage

OTHER = {"sender": "other", "extra_information": "no"}
NAMED = {"sender": "name_phone", "extra_information": "yes", "there": ["name", "phone"]}


def grade(store: Store, letter: int) -> tuple[str | None, bool | None]:
    """The stored grading."""
    with store.reading() as session:
        probe = session.get_one(MailProbe, letter)
        return probe.sender, probe.extra_information


def trail(store: Store, letter: int) -> list[tuple[str, str, dict[str, Any]]]:
    """What the trail says about gradings of the letter: the deed, its reason and details."""
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.thing == "mail", AuditEvent.thing_id == str(letter))
        wanted = wanted.where(col(AuditEvent.action).in_(("grade", "regrade"))).order_by(col(AuditEvent.id))
        return [(event.action, event.reason, event.details) for event in session.exec(wanted)]


def suggestion(html: str) -> str:
    """The category that the page says follows from the ticks."""
    found = re.search(r'id="suggestion".*?<strong>(.*?)</strong>', html, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("there", "category"),
    [
        ([], "Övrigt"),
        (["name", "phone"], "Namn och telefon"),
        (["name", "administration"], "Namn och förvaltning"),
        (["name", "function", "municipality", "phone"], "Fullständiga uppgifter: namn, telefon och förvaltning"),
        (["function", "administration", "municipality", "phone"], "Övrigt"),
        (["name", "phone", "no such detail"], "Namn och telefon"),
    ],
)
def test_the_category_is_suggested_from_what_is_ticked_and_not_chosen(
    there: list[str], category: str, coordinator: TestClient, stage: Stage
) -> None:
    address = f"/letters/{stage.answered_letters[0]}"
    html = coordinator.get(address, params={"ticked": "true", "there": there}).text
    assert (suggestion(html), re.findall(r'type="radio"[^>]* checked', html)) == (category, [])


def test_what_was_confirmed_is_kept_in_the_trail_as_yes_and_no(
    coordinator: TestClient, stage: Stage, store: Store
) -> None:
    letter = stage.answered_letters[0]
    coordinator.post(f"/letters/{letter}", data=NAMED)
    nothing = dict.fromkeys(DETAILS, False)
    details = {
        "sender": "name_phone",
        "extra": True,
        "there": nothing | {"name": True, "phone": True},
        "found": nothing | {"function": True},
    }
    assert (grade(store, letter), trail(store, letter)) == (("name_phone", True), [("grade", "", details)])


def test_another_category_than_the_ticks_give_needs_a_reason(
    coordinator: TestClient, stage: Stage, store: Store
) -> None:
    address, form = f"/letters/{stage.answered_letters[0]}", NAMED | {"sender": "complete"}
    refused = coordinator.post(address, data=form)
    taken = coordinator.post(address, data=form | {"reason": "Förvaltning och kommun står i adressen."})
    assert (refused.status_code, "ger namn och telefon." in refused.text, taken.status_code) == (422, True, 303)
    reasons = [reason for _, reason, _ in trail(store, stage.answered_letters[0])]
    assert reasons == ["Förvaltning och kommun står i adressen."]


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({}, ["sender", "extra_information"]),
        ({"there": ["name", "phone"], "sender": "name_phone"}, ["extra_information"]),
        (NAMED | {"sender": "somebody"}, ["sender"]),
        (NAMED | {"extra_information": "perhaps"}, ["extra_information"]),
    ],
)
def test_a_form_with_a_gap_comes_back_with_its_ticks(
    form: dict[str, Any], wrong: list[str], coordinator: TestClient, stage: Stage, store: Store
) -> None:
    answer = coordinator.post(f"/letters/{stage.answered_letters[0]}", data=form)
    ticked = re.findall(r'name="there" value="(\w+)"[^>]* checked', answer.text)
    assert (answer.status_code, re.findall(r'id="(\w+)-error"', answer.text), ticked) == (
        422,
        wrong,
        form.get("there", []),
    )
    assert grade(store, stage.answered_letters[0]) == (None, None)


def test_the_next_letter_follows_at_once(coordinator: TestClient, stage: Stage) -> None:
    second, first = stage.answered_letters
    answers = [coordinator.post(f"/letters/{letter}", data=OTHER) for letter in (first, second)]
    assert [answer.headers["location"] for answer in answers] == [f"/letters/{second}", "/letters"]


def test_every_decision_has_a_key(coordinator: TestClient, stage: Stage) -> None:
    html = coordinator.get(f"/letters/{stage.answered_letters[0]}").text
    form = html[html.index('<form method="post" action="/letters/') :].partition("</form>")[0]
    assert re.findall(r'data-key="(\w)"', form) == [*"123456789", "j", "n", "w", "s"]


def test_no_key_changes_a_grade_in_the_folded_form(coordinator: TestClient, stage: Stage) -> None:
    letter = f"/letters/{stage.answered_letters[0]}"
    coordinator.post(letter, data=OTHER)
    html = coordinator.get(letter).text
    form = html[html.index('<form method="post" action="/letters/') :].partition("</form>")[0]
    assert ("data-key" in form, "<kbd>" in form, "Spara ändringen" in form) == (False, False, True)


def test_a_changed_grade_needs_its_reason_and_is_in_the_trail(
    coordinator: TestClient, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    letter = stage.answered_letters[0]
    coordinator.post(f"/letters/{letter}", data=OTHER)
    reviewer, change = signed_in("rut"), NAMED | {"before": "other/no"}
    refused = reviewer.post(f"/letters/{letter}", data=change)
    taken = reviewer.post(f"/letters/{letter}", data=change | {"reason": "Namnet står överst."})
    assert (refused.status_code, taken.headers["location"]) == (422, f"/letters/{letter}?changed=true")
    deed, reason, details = trail(store, letter)[-1]
    assert (deed, reason, details["before"], details["sender"]) == (
        "regrade",
        "Namnet står överst.",
        {"sender": "other", "extra": False},
        "name_phone",
    )


def test_the_page_of_a_graded_letter_tells_what_was_confirmed_by_whom_and_what_changed(
    coordinator: TestClient, stage: Stage
) -> None:
    letter = f"/letters/{stage.answered_letters[0]}"
    coordinator.post(letter, data=OTHER)
    coordinator.post(letter, data=NAMED | {"before": "other/no", "reason": "Namnet står överst."})
    html = " ".join(re.sub(r"<[^>]+>", " ", coordinator.get(f"{letter}?changed=true").text).split())
    told = (
        "Bedömningen är ändrad.",
        "Stod i brevet För- och efternamn, Telefon",
        "Bedömt av cecilia",
        "Bedömningen ändrad: övrigt → namn och telefon",
        "Namnet står överst.",
    )
    assert [one for one in told if one not in html] == []


def test_the_form_of_a_change_shows_the_grading_as_it_is(coordinator: TestClient, stage: Stage) -> None:
    letter = f"/letters/{stage.answered_letters[0]}"
    coordinator.post(letter, data=NAMED)
    html = coordinator.get(letter).text
    assert re.findall(r'value="([\w/]+)"[^>]* checked', html) == ["name", "phone", "name_phone", "yes"]
    assert 'name="before" value="name_phone/yes"' in html


def test_a_grade_that_somebody_else_changed_meanwhile_is_not_overwritten(
    coordinator: TestClient, signed_in: SignIn, stage: Stage, store: Store
) -> None:
    letter = f"/letters/{stage.answered_letters[0]}"
    coordinator.post(letter, data=OTHER)
    signed_in("rut").post(letter, data=NAMED | {"before": "other/no", "reason": "Namnet står överst."})
    late = {"sender": "other", "extra_information": "yes", "before": "other/no", "reason": "Det finns en länk."}
    assert coordinator.post(letter, data=late).status_code == 409
    assert grade(store, stage.answered_letters[0]) == ("name_phone", True)


def test_the_same_change_once_more_changes_nothing(coordinator: TestClient, stage: Stage, store: Store) -> None:
    letter = f"/letters/{stage.answered_letters[0]}"
    coordinator.post(letter, data=OTHER)
    change = NAMED | {"before": "other/no", "reason": "Namnet står överst."}
    assert [coordinator.post(letter, data=change).status_code for _ in range(2)] == [303, 303]
    assert len(trail(store, stage.answered_letters[0])) == 2


def test_a_form_with_a_gap_about_a_letter_that_was_graded_meanwhile_leads_to_its_grade(
    coordinator: TestClient, signed_in: SignIn, stage: Stage
) -> None:
    letter = f"/letters/{stage.answered_letters[0]}"
    signed_in("rut").post(letter, data=OTHER)
    assert coordinator.post(letter, data={}).headers["location"] == letter


def test_a_letter_without_an_answer_has_no_form(coordinator: TestClient, stage: Stage) -> None:
    html = coordinator.get(f"/letters/{stage.sent_letter}").text
    assert ("Brevet är inte besvarat" in html, "Spara" in html) == (True, False)


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("cecilia", (200, 200, 303)),
        ("rut", (200, 200, 303)),
        ("admin", (200, 200, 303)),
        ("alva", (200, 200, 403)),
        ("anna", (403, 403, 403)),
    ],
)
def test_who_grades_letters_and_who_reads_them(
    name: str, statuses: tuple[int, int, int], signed_in: SignIn, stage: Stage
) -> None:
    browser, letter = signed_in(name), f"/letters/{stage.answered_letters[0]}"
    found = browser.get("/letters"), browser.get(letter), browser.post(letter, data=OTHER)
    assert tuple(answer.status_code for answer in found) == statuses


def test_an_auditor_sees_no_form(signed_in: SignIn, stage: Stage) -> None:
    html = signed_in("alva").get(f"/letters/{stage.answered_letters[0]}").text
    assert ("Spara" in html, "Brevet väntar på bedömning." in html) == (False, True)
