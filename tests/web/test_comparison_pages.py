"""Kolada's snapshots on the site: taken in from a file, told which is used, searched; other files are refused."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.kolada.snapshot import LARGEST_FILE, Group, Snapshot, read_snapshot, snapshot_text
from shopper.store import Store
from shopper.tables.kolada import KoladaSnapshot
from shopper.tables.people import WaveMember
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent
from tests.kolada_example import FILE, add_example, example_snapshot
from tests.web.conftest import SignIn
from tests.web.double_stage import user_id
from tests.web.stage import START

PAGE = "/comparison"


def upload(browser: TestClient, raw: bytes) -> tuple[int, str]:
    """Send a file; the status, and the page one is led to or the answer."""
    answer = browser.post(PAGE, files={"file": ("kolada.json", raw, "application/json")})
    return answer.status_code, browser.get(answer.headers["location"]).text if answer.is_redirect else answer.text


def stored(store: Store) -> list[tuple[str, bool]]:
    """Who read each snapshot, and whether it is made up."""
    with store.reading() as session:
        return [(one.read_by, one.made_up) for one in session.exec(select(KoladaSnapshot))]


def test_before_anything_is_read_the_page_says_what_is_missing(coordinator: TestClient) -> None:
    assert "Inget är inläst än." in coordinator.get(PAGE).text


def test_a_file_is_taken_in_and_stands_in_the_trail(coordinator: TestClient, store: Store) -> None:
    status, html = upload(coordinator, FILE.read_bytes())
    assert (status, stored(store)) == (303, [("cecilia", True)])
    assert ("Ögonblicksbilden är inläst." in html, "fre 1 sep. 2017" in html, "Påhittat exempel" in html) == (
        True,
        True,
        True,
    )
    with store.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.thing == "kolada_snapshot")).all()
    assert [(one.actor, one.action, one.details["groups"], one.details["values"]) for one in events] == [
        ("cecilia", "import", 3, 96)
    ]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "Välj en fil först."),
        (b"PK\x03\x04", "Filen är ingen ögonblicksbild av Kolada."),
        (b"{}", "Filen är ingen ögonblicksbild av Kolada."),
        (b" " * (LARGEST_FILE + 1), "Filen är för stor."),
    ],
)
def test_what_is_no_snapshot_is_refused_in_one_sentence(
    raw: bytes, sentence: str, coordinator: TestClient, store: Store
) -> None:
    status, html = upload(coordinator, raw)
    assert (status, sentence in html, stored(store)) == (422, True, [])


def test_without_a_file_in_the_form_the_page_asks_for_one(coordinator: TestClient) -> None:
    answer = coordinator.post(PAGE, data={})
    assert (answer.status_code, "Välj en fil först." in answer.text) == (422, True)


def test_the_same_file_is_taken_in_once(coordinator: TestClient, store: Store) -> None:
    upload(coordinator, FILE.read_bytes())
    status, html = upload(coordinator, FILE.read_bytes())
    assert (status, "redan inläst" in html, len(stored(store))) == (422, True, 1)


def test_what_was_read_from_kolada_is_used_before_the_example(coordinator: TestClient) -> None:
    upload(coordinator, FILE.read_bytes())
    real = example_snapshot().model_copy(update={"made_up": False, "source": "https://api.kolada.test/v3/"})
    _, html = upload(coordinator, snapshot_text(real).encode())
    lines = re.findall(r'data-label="Källa">([^<]+)<.*?data-label="Används">(.*?)</td>', html, re.DOTALL)
    assert [(source.strip(), "I rapporterna nu" in used) for source, used in lines] == [
        ("https://api.kolada.test/v3/", True),
        ("Påhittade exempelvärden, inte lästa från Kolada", False),
    ]


def test_a_snapshot_is_shown_with_key_figures_and_groups(coordinator: TestClient, store: Store) -> None:
    html = coordinator.get(f"{PAGE}/{add_example(store)}").text
    assert re.findall(r'data-label="Kod">([^<]+)<', html) == [f"N0067{number}" for number in range(1, 7)]
    assert re.findall(r'data-label="Grupp" lang="sv">([^<]+)<', html) == [
        "Höglandskommunerna (påhittat exempel)",
        "Kommuner med 20 000-29 999 invånare (påhittat exempel)",
        "Liknande kommuner, övergripande, Vetlanda (påhittat exempel)",
    ]


@pytest.mark.parametrize(("find", "found"), [("hÖgland", ["G2"]), ("g3", ["G3"]), ("Skåne", [])])
def test_groups_are_found_by_name_and_id(find: str, found: list[str], coordinator: TestClient, store: Store) -> None:
    html = coordinator.get(f"{PAGE}/{add_example(store)}", params={"find": find}).text
    assert (re.findall(r'data-label="Id">([^<]+)<', html), "Ingen grupp heter så." in html) == (found, not found)


def test_more_than_a_hundred_groups_are_turned(coordinator: TestClient, store: Store) -> None:
    groups = tuple(Group(id=f"G{number}", title=f"Grupp {number:03}", members=("0685",)) for number in range(150))
    many = example_snapshot().model_copy(update={"groups": groups})
    upload(coordinator, snapshot_text(many).encode())
    shown = [
        re.findall(r'data-label="Grupp" lang="sv">([^<]+)<', coordinator.get(f"{PAGE}/1?start={start}").text)
        for start in (0, 100)
    ]
    assert [(len(one), one[0]) for one in shown] == [(100, "Grupp 000"), (50, "Grupp 100")]
    assert len(stored(store)) == 1


def test_a_snapshot_that_is_not_there_is_not_found(coordinator: TestClient) -> None:
    assert coordinator.get(f"{PAGE}/7").status_code == 404


def test_an_auditor_reads_and_has_no_form(signed_in: SignIn, store: Store) -> None:
    number, auditor = add_example(store), signed_in("alva")
    assert [auditor.get(path).status_code for path in (PAGE, f"{PAGE}/{number}")] == [200, 200]
    assert 'enctype="multipart/form-data"' not in auditor.get(PAGE).text
    assert auditor.post(PAGE).status_code == 403


def test_a_snapshot_is_removed_and_the_page_says_so(coordinator: TestClient, store: Store) -> None:
    number = add_example(store)
    assert f'action="/comparison/{number}/remove"' in coordinator.get(f"{PAGE}/{number}").text
    answer = coordinator.post(f"{PAGE}/{number}/remove")
    told = coordinator.get(answer.headers["location"]).text
    assert (answer.status_code, "Ögonblicksbilden är borttagen." in told, stored(store)) == (303, True, [])


def test_a_snapshot_that_a_wave_is_compared_with_is_kept_and_the_page_says_why(
    coordinator: TestClient, store: Store
) -> None:
    number = add_example(store)
    with store.transaction() as session:
        wave = session.exec(select(Wave)).one()
        wave.comparison = {"rule": "kolada", "group": "G1", "snapshot": number}
        session.add(wave)
    answer = coordinator.post(f"{PAGE}/{number}/remove")
    assert (answer.status_code, "Ögonblicksbilden behålls" in answer.text, len(stored(store))) == (409, True, 1)


def test_an_auditor_removes_nothing(signed_in: SignIn, store: Store) -> None:
    number, auditor = add_example(store), signed_in("alva")
    assert "/remove" not in auditor.get(f"{PAGE}/{number}").text
    assert (auditor.post(f"{PAGE}/{number}/remove").status_code, len(stored(store))) == (403, 1)


def test_nothing_is_locked_while_a_file_is_read_and_checked(
    coordinator: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_beside_a_writer(raw: bytes, where: str) -> Snapshot:
        with store.transaction() as session:
            session.add(WaveMember(wave_id=1, user_id=user_id(session, "alva"), added_at=START))
        return read_snapshot(raw, where)

    monkeypatch.setattr("web.comparison.read_snapshot", read_beside_a_writer)
    assert upload(coordinator, FILE.read_bytes())[0] == 303
