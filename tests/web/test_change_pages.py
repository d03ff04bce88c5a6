"""A running wave is changed through the site, without script: shown first, then done, and always with its reason."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.study import WaveInterviewer
from shopper.tables.trail import AuditEvent
from tests.web.change_stage import RUNNING, Running, probes, set_running, user_named, wave_of
from tests.web.stage import Stage

BASE = f"/waves/{quote(RUNNING)}/changes"
ILL = {"kind": "ill", "interviewer": "bo", "first_day": "2017-10-17", "last_day": "2017-10-20", "reason": "Influensa"}


@pytest.fixture
def running(store: Store, stage: Stage) -> Running:
    """A launched wave whose first call is done."""
    assert stage
    with store.transaction() as session:
        return set_running(session)


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the form that carries a checksum."""
    form = re.search(r"<form(?:(?!</form>).)*checksum.*?</form>", html, re.DOTALL)
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.group(0))) if form else {}


def figures(html: str) -> list[int]:
    """The counts that stand above a preview or a receipt."""
    return [int(number) for number in re.findall(r"</dt><dd>(\d+)</dd>", html)]


def listed(html: str) -> int:
    """How many contacts the filter lets through, as the page says."""
    found = re.search(r">(\d+) kontakter? är kvar", html)
    return int(found.group(1)) if found else 0


def wrong_fields(html: str) -> list[str]:
    """The fields that the summary of errors links to, in order."""
    summary = re.search(r'id="errors".*?</ul>', html, re.DOTALL)
    return re.findall(r'href="#([\w-]+)"', summary.group(0)) if summary else []


def places(store: Store) -> dict[int, tuple[str, int]]:
    """Where each call of the wave stands."""
    with store.reading() as session:
        return {
            stored_id(one.id): (one.planned_at.isoformat(), one.interviewer_id) for one in probes(session, CallProbe)
        }


def events(store: Store, *things: str) -> Sequence[AuditEvent]:
    """What Cecilia did to such things on the site."""
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.actor == "cecilia", col(AuditEvent.thing).in_(things))
        changes = wanted.where(col(AuditEvent.action).in_(("reschedule", "change", "step_in", "move")))
        return session.exec(changes.where(AuditEvent.reason != "").order_by(col(AuditEvent.id))).all()


def shown(coordinator: TestClient, data: dict[str, str]) -> dict[str, str]:
    """The fields of the form under a preview."""
    answer = coordinator.post(f"{BASE}/preview", data=data)
    assert answer.status_code == 200
    return hidden(answer.text)


def calls_of_bo(store: Store, running: Running) -> list[int]:
    """Bo's planned calls of the days of ILL."""
    with store.reading() as session:
        bo = user_named(session, "bo")
    days = {date(2017, 10, 17) + timedelta(days=number) for number in range(4)}
    calls = (*running.calls, *running.spare_calls)
    return [stored_id(one.id) for one in calls if one.interviewer_id == bo and one.planned_at.date() in days]


def test_the_forms_offer_the_waves_people_places_and_questions(coordinator: TestClient, running: Running) -> None:
    assert running
    html = coordinator.get(BASE).text
    offered = [
        re.findall(r'<option value="(anna|bo|calle)"', html),
        re.findall(r'<option value="(\d{4})"', html),
        len(re.findall(r'<option value="\w+:\d"', html)) >= 60,
    ]
    assert offered == [["anna", "bo", "calle"], ["0680"], True]


def test_a_draft_is_changed_in_its_steps_and_has_no_forms_here(
    coordinator: TestClient, running: Running, store: Store
) -> None:
    assert running
    with store.transaction() as session:
        wave_of(session).state = "draft"
    html = coordinator.get(BASE).text
    assert ('<form method="post" action="' + BASE in html, f"/waves/{quote(RUNNING)}/steps" in html) == (False, True)


def test_a_preview_shows_what_happens_and_changes_nothing(
    coordinator: TestClient, running: Running, store: Store
) -> None:
    before = places(store)
    answer = coordinator.post(f"{BASE}/preview", data=ILL)
    ill = calls_of_bo(store, running)
    assert ill
    moved, given, withdrawn, unplaced = figures(answer.text)
    assert (answer.status_code, max(moved, given) + unplaced, withdrawn) == (200, len(ill), 0)
    assert (places(store), events(store, "call", "wave")) == (before, [])


def test_what_was_shown_is_done_with_its_reason_and_a_receipt(
    coordinator: TestClient, running: Running, store: Store
) -> None:
    ill = calls_of_bo(store, running)
    before = places(store)
    answer = coordinator.post(BASE, data=shown(coordinator, ILL))
    after = places(store)
    receipt = coordinator.get(answer.headers["location"])
    told = events(store, "call")
    assert answer.status_code == 303
    assert sorted(ill) == sorted(one for one in before if before[one] != after[one])
    assert sorted(int(one.thing_id) for one in told) == sorted(ill)
    assert {one.reason for one in (*told, *events(store, "wave"))} == {"Influensa"}
    assert (receipt.status_code, "Influensa" in receipt.text, f"{BASE}/history" in receipt.text) == (200, True, True)


def test_the_done_call_never_moves(coordinator: TestClient, running: Running, store: Store) -> None:
    done = running.done
    with store.reading() as session:
        name = {user_named(session, who): who for who in ("anna", "bo", "calle")}[done.interviewer_id]
    data = ILL | {"interviewer": name, "first_day": "2017-10-16"}
    coordinator.post(BASE, data=shown(coordinator, data))
    assert places(store)[stored_id(done.id)] == (done.planned_at.isoformat(), done.interviewer_id)


def test_who_is_ill_is_given_nothing_on_those_days_later_either(
    coordinator: TestClient, running: Running, store: Store
) -> None:
    assert running
    coordinator.post(BASE, data=shown(coordinator, ILL))
    with store.reading() as session:
        row = session.get_one(WaveInterviewer, (wave_of(session).id, user_named(session, "bo")))
    assert row.days_off == ["2017-10-17", "2017-10-18", "2017-10-19", "2017-10-20"]


def test_a_change_that_came_between_is_told_and_the_new_preview_is_shown(
    coordinator: TestClient, running: Running, store: Store
) -> None:
    fields = shown(coordinator, ILL)
    with store.transaction() as session:
        first = session.get_one(CallProbe, calls_of_bo(store, running)[0])
        first.version += 1
    before = places(store)
    answer = coordinator.post(BASE, data=fields)
    again = hidden(answer.text)
    assert (answer.status_code, "Planen har ändrats sedan du såg" in answer.text) == (409, True)
    assert (places(store), again["checksum"] == fields["checksum"], again["reason"]) == (before, False, "Influensa")
    assert coordinator.post(BASE, data=again).status_code == 303


def test_the_same_form_sent_twice_is_done_once(coordinator: TestClient, running: Running, store: Store) -> None:
    assert running
    fields = shown(coordinator, ILL)
    statuses = [coordinator.post(BASE, data=fields).status_code for _ in range(2)]
    assert (statuses, len(events(store, "wave"))) == ([303, 409], 1)


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (ILL | {"reason": " "}, ["ill-reason"]),
        (ILL | {"interviewer": "dag"}, ["ill-interviewer"]),
        (ILL | {"first_day": ""}, ["ill-first_day"]),
        (ILL | {"first_day": "i går"}, ["ill-first_day"]),
        (ILL | {"first_day": "2017-10-15"}, ["ill-first_day"]),
        (ILL | {"last_day": "2017-10-16"}, ["ill-last_day"]),
        (ILL | {"first_day": "2017-12-01", "last_day": "2017-12-02"}, ["ill-first_day"]),
        (ILL | {"last_day": "2027-10-16"}, ["ill-last_day"]),
        (ILL | {"kind": "closed", "municipality": "9999"}, ["closed-municipality"]),
        ({"kind": "question", "question": "bygglov:99"}, ["question-question", "question-reason"]),
        ({"kind": "reassign", "reason": "x"}, ["pick-refs"]),
        ({"kind": "reassign", "ref": "mail-1", "reason": "x"}, ["pick-refs"]),
        ({"kind": "postpone", "not_before": "2017-12-24"}, ["pick-refs", "pick-not_before", "pick-reason"]),
    ],
)
def test_every_wrong_field_is_named(
    data: dict[str, str], fields: list[str], coordinator: TestClient, running: Running
) -> None:
    assert running
    answer = coordinator.post(f"{BASE}/preview", data=data)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, fields)


def test_a_form_with_a_fault_keeps_everything_that_was_typed(coordinator: TestClient, running: Running) -> None:
    assert running
    html = coordinator.post(f"{BASE}/preview", data=ILL | {"last_day": "sedan", "reason": "Feber & <b>hosta</b>"}).text
    kept = [
        '<option value="bo" selected' in html,
        'value="2017-10-17"' in html,
        'value="sedan"' in html,
        "Feber &amp; &lt;b&gt;hosta&lt;/b&gt;</textarea>" in html,
    ]
    assert kept == [True] * 4


def test_from_the_preview_one_can_go_back_to_the_filled_in_form(coordinator: TestClient, running: Running) -> None:
    assert running
    answer = coordinator.post(f"{BASE}/preview", data=shown(coordinator, ILL) | {"back": "yes"})
    kept = ['<option value="bo" selected' in answer.text, "Influensa</textarea>" in answer.text]
    assert (answer.status_code, kept, wrong_fields(answer.text)) == (200, [True, True], [])


@pytest.mark.parametrize("kind", ["", "explode"])
def test_a_form_that_is_none_of_ours_is_refused(kind: str, coordinator: TestClient, running: Running) -> None:
    assert running
    assert coordinator.post(f"{BASE}/preview", data={"kind": kind}).status_code == 400


def test_a_closed_day_moves_its_calls_and_leaves_its_letters(
    coordinator: TestClient, running: Running, store: Store
) -> None:
    assert running
    data = {
        "kind": "closed",
        "municipality": "0680",
        "first_day": "2017-10-18",
        "last_day": "2017-10-18",
        "reason": "Studiedag",
    }
    coordinator.post(BASE, data=shown(coordinator, data))
    days = [at[:10] for at, _ in places(store).values()]
    with store.reading() as session:
        letters = [one.planned_at for one in probes(session, MailProbe) if not one.spare]
    assert ("2017-10-18" in days, letters == [one.planned_at for one in running.letters]) == (False, True)


def test_a_withdrawn_question_is_struck_in_both_channels_and_spares_step_in(
    coordinator: TestClient, running: Running, store: Store
) -> None:
    assert running
    data = {"kind": "question", "question": "grundskola:3", "reason": "Reglerna ändrades"}
    preview = coordinator.post(f"{BASE}/preview", data=data)
    coordinator.post(BASE, data=hidden(preview.text))
    told = [(one.thing, one.action, one.after) for one in events(store, "call", "mail")]
    assert figures(preview.text)[2] == 2
    assert sorted(one for one in told if one[1] != "reschedule") == [
        ("call", "move", "withdrawn"),
        ("call", "step_in", None),
        ("mail", "move", "withdrawn"),
        ("mail", "step_in", None),
    ]


def test_the_list_shows_what_is_left_to_do_by_filter(coordinator: TestClient, running: Running, store: Store) -> None:
    with store.reading() as session:
        bo = user_named(session, "bo")
    queries = ("channel=call", "channel=mail", "who=bo", "area=bygglov", "week=2017-W42", "late=yes", "place=1")
    rows = {query: listed(coordinator.get(f"{BASE}/contacts?{query}").text) for query in queries}
    everything: tuple[CallProbe | MailProbe, ...] = (*running.calls, *running.letters)
    week = sum(one.planned_at.isocalendar()[1] == 42 for one in everything)
    assert rows == {
        "channel=call": 59,
        "channel=mail": 60,
        "who=bo": sum(one.interviewer_id == bo for one in running.calls),
        "area=bygglov": sum(one.area == "bygglov" for one in everything),
        "week=2017-W42": week,
        "late=yes": 0,
        "place=1": 0,
    }


def test_ticked_calls_are_given_to_the_chosen_interviewer(
    coordinator: TestClient, running: Running, store: Store
) -> None:
    with store.reading() as session:
        bo, calle = user_named(session, "bo"), user_named(session, "calle")
    given = [stored_id(one.id) for one in running.calls if one.interviewer_id == bo][:3]
    data = {"kind": "reassign", "ref": [f"call-{one}" for one in given], "interviewer": "calle", "reason": "Jämnare"}
    fields = hidden(coordinator.post(f"{BASE}/preview", data=data).text)
    coordinator.post(BASE, data=fields)
    assert [places(store)[one][1] for one in given] == [calle] * 3


def test_everything_in_the_filter_can_be_moved_later(coordinator: TestClient, running: Running, store: Store) -> None:
    assert running
    data = {
        "kind": "postpone",
        "everything": "yes",
        "channel": "call",
        "area": "bygglov",
        "not_before": "2017-10-30",
        "reason": "Ombyggnad",
    }
    preview = coordinator.post(f"{BASE}/preview", data=data)
    fields = hidden(preview.text)
    assert (len(fields["refs"].split()), figures(preview.text)[2]) == (
        sum(one.area == "bygglov" for one in running.calls),
        0,
    )
    unplaced = figures(preview.text)[3]
    coordinator.post(BASE, data=fields)
    with store.reading() as session:
        left = [one for one in probes(session, CallProbe) if one.area == "bygglov" and not one.spare]
    early = [one for one in left if one.state == "planned" and one.planned_at.date() < date(2017, 10, 30)]
    assert len(early) == unplaced


def test_a_ticked_call_that_was_made_meanwhile_leads_back_to_the_list(
    coordinator: TestClient, running: Running
) -> None:
    refs = [f"call-{running.done.id}", f"call-{running.calls[0].id}"]
    answer = coordinator.post(f"{BASE}/preview", data={"kind": "reassign", "ref": refs, "reason": "Sent"})
    ticked = re.findall(r'value="(call-\d+)" checked', answer.text)
    assert (answer.status_code, wrong_fields(answer.text), ticked) == (409, ["pick-refs"], refs[1:])


def test_the_history_names_every_change_with_its_reason_and_can_be_narrowed(
    coordinator: TestClient, running: Running, store: Store
) -> None:
    ill = calls_of_bo(store, running)
    coordinator.post(BASE, data=shown(coordinator, ILL))
    whole = coordinator.get(f"{BASE}/history").text
    one = coordinator.get(f"{BASE}/history?shown=all&contact=call-{ill[0]}").text
    of_anna = coordinator.get(f"{BASE}/history?shown=all&actor=anna").text
    letters = coordinator.get(f"{BASE}/history?channel=mail").text
    assert [whole.count("<q>Influensa</q>"), one.count("<q>Influensa</q>")] == [len(ill) + 1, 1]
    assert ("inskickat" in of_anna.lower(), "Ingen händelse passar urvalet." in letters) == (True, True)


def test_a_receipt_of_another_wave_is_not_there(coordinator: TestClient, running: Running, stage: Stage) -> None:
    assert running
    assert stage
    assert coordinator.get(f"{BASE}/999999").status_code == 404
