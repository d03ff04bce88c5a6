"""A draft wave through the site: begun, its frame changed, copied, deleted; two coordinators at once."""

import re
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.store import Store
from shopper.tables.study import Measurement, Wave
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.stage import WAVE, Stage

FRAME = {
    "name": "höst 2026",
    "method": "kkik-2018",
    "first_day": "2026-10-12",
    "last_day": "2026-11-08",
    "seed": "7",
    "spares": "",
    "go": "on",
}
FIELDS = FRAME.keys() - {"go"}
STEPS_PAGE = f"/waves/{quote('höst 2026')}/steps"
FRAME_PAGE = f"{STEPS_PAGE}/frame"


@pytest.fixture
def draft(coordinator: TestClient) -> TestClient:
    """Cecilia's browser after she began a wave."""
    assert coordinator.post("/waves/new", data=FRAME).status_code == 303
    return coordinator


def version_in(html: str) -> str:
    """The mark of what the form showed."""
    found = re.search(r'name="version" value="(\w+)"', html)
    assert found
    return found.group(1)


def wrong_fields(html: str) -> list[str]:
    """The fields that the summary of errors links to, in order."""
    summary = re.search(r'id="errors".*?</ul>', html, re.DOTALL)
    return re.findall(r'href="#(\w+)"', summary.group(0)) if summary else []


def kept(html: str) -> dict[str, str]:
    """What stands in the fields of the form."""
    values = {name: value for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', html) if name in FIELDS}
    chosen = re.search(r'<option value="([^"]*)" selected', html)
    return values | {"method": chosen.group(1) if chosen else ""}


def waves(store: Store) -> list[tuple[str, str]]:
    """Name and state of each wave."""
    with store.reading() as session:
        return list(session.exec(select(Wave.name, Wave.state).order_by(Wave.name)).all())


def test_a_new_wave_is_stored_as_a_draft_and_leads_to_its_municipalities(coordinator: TestClient, store: Store) -> None:
    answer = coordinator.post("/waves/new", data=FRAME)
    found = (answer.status_code, answer.headers["location"], waves(store))
    assert found == (303, f"{STEPS_PAGE}/municipalities", [("höst 2017", "launched"), ("höst 2026", "draft")])


def test_the_form_of_a_new_wave_offers_the_newest_method_and_a_seed(coordinator: TestClient) -> None:
    values = kept(coordinator.get("/waves/new").text)
    assert (values["method"], values["seed"].isdecimal(), values["name"]) == ("kkik-2018", True, "")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": WAVE}, ["name"]),
        ({"name": "new"}, ["name"]),
        ({"method": "kkik-1900"}, ["method"]),
        ({"first_day": "", "last_day": "i november"}, ["first_day", "last_day"]),
        ({"last_day": "2026-10-11"}, ["last_day"]),
        ({"seed": "tur", "spares": "-1"}, ["spares", "seed"]),
    ],
)
def test_a_wrong_field_is_named_and_everything_typed_is_kept(
    changes: dict[str, str], fields: list[str], coordinator: TestClient, store: Store
) -> None:
    answer = coordinator.post("/waves/new", data=FRAME | changes)
    beside = re.findall(r'ds-validation-message" id="(\w+)-error"', answer.text)
    typed = {name: (FRAME | changes)[name] for name in FIELDS}
    if "method" in changes:
        typed["method"] = ""  # one that is in no list cannot be shown as chosen
    assert (answer.status_code, wrong_fields(answer.text), sorted(beside)) == (422, fields, sorted(fields))
    assert (kept(answer.text), len(waves(store))) == (typed, 1)


def test_the_steps_show_what_each_lacks(draft: TestClient) -> None:
    html = draft.get(STEPS_PAGE).text
    states = re.findall(r'class="step-card" data-state="(\w+)"', html)
    assert states == ["done", "waiting", "done", "waiting", "waiting", "optional", "waiting"]
    assert ("Ingen kommun är vald." in html, "Fortsätt med: Kommuner" in html) == (True, True)


def test_the_step_in_hand_is_marked(draft: TestClient) -> None:
    html = draft.get(FRAME_PAGE).text
    assert re.findall(r'href="([^"]*)" aria-current="step"', html) == [FRAME_PAGE]


def test_a_changed_frame_is_stored_under_its_new_name(draft: TestClient, store: Store) -> None:
    data = FRAME | {"name": "vår 2027", "go": "stay", "version": version_in(draft.get(FRAME_PAGE).text)}
    answer = draft.post(FRAME_PAGE, data=data)
    location = f"/waves/{quote('vår 2027')}/steps/frame?saved=1"
    assert (answer.status_code, answer.headers["location"]) == (303, location)
    assert ("vår 2027", "draft") in waves(store)
    assert "Sparat." in draft.get(location).text


def test_a_closing_day_outside_the_new_weeks_is_dropped_and_told(draft: TestClient, store: Store) -> None:
    with store.transaction() as session:
        wave = session.exec(select(Wave).where(Wave.state == "draft")).one()
        session.add(Measurement(wave_id=wave.id or 0, municipality_code="0685", closed_on=["2026-10-13"]))
    data = FRAME | {"first_day": "2026-10-14", "version": version_in(draft.get(FRAME_PAGE).text)}
    answer = draft.post(FRAME_PAGE, data=data)
    assert "1 stängd dag låg utanför veckorna och togs bort." in draft.get(answer.headers["location"]).text


def test_of_two_who_save_at_once_the_second_sees_the_firsts_and_keeps_their_own(
    draft: TestClient, signed_in: SignIn, store: Store
) -> None:
    other = signed_in("cecilia")
    version = version_in(other.get(FRAME_PAGE).text)
    first = draft.post(FRAME_PAGE, data=FRAME | {"seed": "11", "version": version})
    second = other.post(FRAME_PAGE, data=FRAME | {"seed": "12", "version": version})
    told = ("cecilia sparade det här steget" in second.text, "Frö: nu sparat är 11" in second.text)
    assert (first.status_code, second.status_code, told, kept(second.text)["seed"]) == (303, 409, (True, True), "12")
    third = other.post(FRAME_PAGE, data=FRAME | {"seed": "12", "version": version_in(second.text)})
    with store.reading() as session:
        seed = session.exec(select(Wave.seed).where(Wave.name == "höst 2026")).one()
    assert (third.status_code, seed) == (303, 12)


def test_every_change_stands_in_the_trail(draft: TestClient, store: Store) -> None:
    data = FRAME | {"seed": "11", "version": version_in(draft.get(FRAME_PAGE).text)}
    draft.post(FRAME_PAGE, data=data)
    with store.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.thing == "wave").order_by(col(AuditEvent.id))).all()
    assert [(event.actor, event.action, event.details.get("changed")) for event in events] == [
        ("cecilia", "create", None),
        ("cecilia", "add_member", None),
        ("cecilia", "add_member", None),
        ("cecilia", "frame", ["seed"]),
    ]


def test_a_draft_is_deleted_and_leads_back_to_the_list(draft: TestClient, store: Store) -> None:
    answer = draft.post(f"{STEPS_PAGE}/delete")
    found = (answer.status_code, answer.headers["location"], waves(store))
    assert found == (303, "/waves", [("höst 2017", "launched")])


@pytest.mark.parametrize("path", ["", "/frame", "/municipalities", "/municipalities/0685"])
def test_a_launched_wave_has_no_steps_any_more(path: str, coordinator: TestClient) -> None:
    answer = coordinator.get(f"/waves/{quote(WAVE)}/steps{path}")
    assert (answer.status_code, "Mätomgången är startad; ändringar görs på sidan Ändringar." in answer.text) == (
        409,
        True,
    )


@pytest.mark.parametrize("path", ["/delete", "/frame", "/municipalities", "/municipalities/remove"])
def test_nothing_of_a_launched_wave_is_changed_by_a_step(path: str, coordinator: TestClient, stage: Stage) -> None:
    assert stage
    assert coordinator.post(f"/waves/{quote(WAVE)}/steps{path}", data=FRAME).status_code == 409


@pytest.mark.parametrize("path", ["/steps", "/steps/frame", "/steps/municipalities", "/copy"])
def test_an_unknown_wave_is_not_there(path: str, coordinator: TestClient) -> None:
    assert coordinator.get(f"/waves/nej{path}").status_code == 404


def test_a_launched_wave_is_copied_to_a_draft(coordinator: TestClient, store: Store) -> None:
    copy_page = f"/waves/{quote(WAVE)}/copy"
    assert coordinator.get(copy_page).status_code == 200
    answer = coordinator.post(copy_page, data={"name": "höst 2018", "first_day": "2018-10-15"})
    with store.reading() as session:
        wave = session.exec(select(Wave).where(Wave.name == "höst 2018")).one()
        codes = session.exec(select(Measurement.municipality_code).where(Measurement.wave_id == wave.id)).all()
        last_day = wave.last_day.isoformat()
    assert (answer.status_code, list(codes), last_day, wave.mail_accounts) == (303, ["0685"], "2018-11-11", ["probes"])
    assert coordinator.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"name": "", "first_day": ""}, ["name", "first_day"]),
        ({"name": WAVE, "first_day": "2018-10-15"}, ["name"]),
        ({"name": "höst 2018", "first_day": "snart"}, ["first_day"]),
        ({"name": "höst 2018", "first_day": "9999-12-31"}, ["first_day"]),
    ],
)
def test_a_copy_asks_for_a_free_name_and_a_day(
    typed: dict[str, str], fields: list[str], coordinator: TestClient, store: Store
) -> None:
    answer = coordinator.post(f"/waves/{quote(WAVE)}/copy", data=typed)
    assert (answer.status_code, wrong_fields(answer.text), len(waves(store))) == (422, fields, 1)
    assert [f'value="{value}"' in answer.text for value in typed.values()] == [True, True]


def test_the_list_of_waves_leads_to_new_ones_and_to_the_steps_of_drafts(draft: TestClient) -> None:
    html = draft.get("/waves").text
    assert ('href="/waves/new"' in html, html.count('/steps"')) == (True, 1)
    assert STEPS_PAGE in draft.get(f"/waves/{quote('höst 2026')}").text
