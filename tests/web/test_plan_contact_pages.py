"""The list of a plan's contacts through the site: filters, order, and locking many at once."""

import re
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from shopper.queries import stored_id, wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.plans import PlanOrder
from tests.web.plan_stage import CALLS, DRAFT, add_draft, place_contacts
from tests.web.stage import START, WAVE, Stage

PLAN = f"/waves/{quote(DRAFT)}/plan"
LINE = re.compile(r'id="((?:call|mail)-\d+)"')


@pytest.fixture
def placed(store: Store, stage: Stage) -> dict[str, int]:
    """A draft with a few contacts at known times."""
    assert stage
    add_draft(store)
    return place_contacts(store)


def named(ids: dict[str, int], html: str) -> list[str]:
    """The contacts of a list in their order, by area and number."""
    keys = {f"{'call' if name in CALLS else 'mail'}-{number}": name for name, number in ids.items()}
    return [keys[key] for key in LINE.findall(html)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["bygglov 1", "forskola 1", "bygglov 3", "forskola 2", "bygglov 2", "forskola 7"]),
        ("channel=mail", ["bygglov 3", "forskola 2"]),
        ("area=bygglov&municipality=0685", ["bygglov 1", "bygglov 3", "bygglov 2"]),
        ("interviewer=robin", ["bygglov 2", "forskola 7"]),
        ("week=2018-W04", ["bygglov 2", "forskola 7"]),
        ("week=nonsense", []),
        ("spare=yes", ["forskola 7"]),
        ("spare=no&channel=call", ["bygglov 1", "forskola 1", "bygglov 2"]),
        ("broken=yes", ["forskola 1"]),
        ("broken=no&channel=call", ["bygglov 1", "bygglov 2", "forskola 7"]),
        ("locked=yes", ["bygglov 2"]),
        ("municipality=9999", []),
        ("sort=-time&channel=call", ["forskola 7", "bygglov 2", "forskola 1", "bygglov 1"]),
        ("sort=question&area=bygglov", ["bygglov 1", "bygglov 2", "bygglov 3"]),
        ("sort=-area&channel=mail", ["forskola 2", "bygglov 3"]),
        ("sort=who&channel=call", ["bygglov 1", "forskola 1", "bygglov 2", "forskola 7"]),
        ("sort=-locked&channel=call", ["bygglov 2", "bygglov 1", "forskola 1", "forskola 7"]),
        ("sort=eaten&channel=mail", ["bygglov 3", "forskola 2"]),
    ],
)
def test_the_list_is_filtered_and_ordered(
    query: str, names: list[str], coordinator: TestClient, store: Store, placed: dict[str, int]
) -> None:
    with store.transaction() as session:
        wave_id = stored_id(wave_named(session, DRAFT).id)
        broken = [{"rule": "lunch", "channel": "call", "id": placed["forskola 1"]}]
        session.add(
            PlanOrder(wave_id=wave_id, ordered_by="cecilia", ordered_at=START, seed=7, state="done", broken=broken)
        )
        locked = session.get_one(CallProbe, placed["bygglov 2"])
        locked.locked = True
        session.add(locked)
    assert named(placed, coordinator.get(f"{PLAN}/contacts?{query}").text) == names


def test_a_column_that_orders_the_list_says_so_and_turns_round(coordinator: TestClient, placed: dict[str, int]) -> None:
    assert placed
    html = coordinator.get(f"{PLAN}/contacts?sort=area&channel=call").text
    assert ('aria-sort="ascending"' in html, "channel=call&amp;sort=-area" in html) == (True, True)


def test_a_page_beyond_the_end_is_empty(coordinator: TestClient, placed: dict[str, int]) -> None:
    assert LINE.findall(coordinator.get(f"{PLAN}/contacts?start=100").text) == []
    assert placed


def test_many_are_locked_at_once_and_the_list_comes_back_as_it_was(
    coordinator: TestClient, placed: dict[str, int]
) -> None:
    ticked = [f"call-{placed['bygglov 1']}", f"mail-{placed['bygglov 3']}"]
    answer = coordinator.post(
        f"{PLAN}/locks", data={"ref": ticked, "locked": "yes", "query": "area=bygglov", "start": "0"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLAN}/contacts?area=bygglov&start=0")
    assert named(placed, coordinator.get(f"{PLAN}/contacts?locked=yes").text) == ["bygglov 1", "bygglov 3"]
    coordinator.post(f"{PLAN}/locks", data={"ref": ticked, "locked": "no"})
    assert named(placed, coordinator.get(f"{PLAN}/contacts?locked=yes").text) == []


def test_locking_nothing_says_what_to_do(coordinator: TestClient, placed: dict[str, int]) -> None:
    assert placed
    answer = coordinator.post(f"{PLAN}/locks", data={"locked": "yes"})
    assert (answer.status_code, "Kryssa för minst en kontakt" in answer.text) == (422, True)


@pytest.mark.parametrize("key", ["call-999", "call-x", "letter-1", "mail-99999999999999999999"])
def test_of_many_that_one_is_gone_none_is_locked(key: str, coordinator: TestClient, placed: dict[str, int]) -> None:
    answer = coordinator.post(f"{PLAN}/locks", data={"ref": [f"call-{placed['bygglov 1']}", key], "locked": "yes"})
    assert (answer.status_code, "planen har gjorts om" in answer.text) == (409, True)
    assert named(placed, coordinator.get(f"{PLAN}/contacts?locked=yes").text) == []


def test_in_a_launched_wave_a_lock_needs_its_reason(coordinator: TestClient, stage: Stage) -> None:
    address, ticked = f"/waves/{quote(WAVE)}/plan/locks", {"ref": f"call-{stage.due_call}", "locked": "yes"}
    codes = [coordinator.post(address, data=ticked | {"reason": reason}).status_code for reason in ("", "utlovad tid")]
    assert codes == [409, 303]


def test_a_contact_of_another_wave_is_not_there(coordinator: TestClient, placed: dict[str, int], stage: Stage) -> None:
    own = coordinator.get(f"{PLAN}/call/{placed['bygglov 1']}").status_code
    others = [coordinator.get(f"{PLAN}/{key}").status_code for key in (f"call/{stage.due_call}", "mail/999", "fax/1")]
    assert (own, others) == (200, [404, 404, 404])
