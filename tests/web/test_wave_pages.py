"""The page of a wave with many municipalities, and the way around the site."""

import re
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from shopper.store import Store
from shopper.tables.study import Measurement, Municipality
from tests.web.conftest import SignIn
from tests.web.stage import OPEN_WEEKDAYS, WAVE, Stage
from tests.web.step_stage import STEPS

PAGE = f"/waves/{quote(WAVE)}"


@pytest.fixture
def large(store: Store, stage: Stage) -> int:
    """Eleven municipalities in the running wave; how many."""
    with store.transaction() as session:
        wave_id = session.get_one(Measurement, stage.measurement).wave_id
        for number in range(1, 11):
            code = f"9{number:03}"
            session.add(
                Municipality(
                    code=code,
                    name=f"Provköping {number}",
                    population=20_000,
                    official_address=f"kommun@{code}.test",
                    switchboard="08-465 004 10",
                    opening_hours=OPEN_WEEKDAYS,
                )
            )
            session.flush()
            session.add(Measurement(wave_id=wave_id, municipality_code=code))
    return 11


def lines_and_tables(html: str) -> tuple[int, int]:
    """How many municipalities are a line that leads on, and how many have tables of their own."""
    return len(re.findall(r'href="[^"]+\?municipality=\d{4}"', html)), html.count('class="municipality"')


def test_of_a_large_wave_each_municipality_is_a_line_that_leads_to_its_tables(
    coordinator: TestClient, large: int
) -> None:
    whole, one = (coordinator.get(PAGE, params=more).text for more in ({}, {"municipality": "0685"}))
    assert (lines_and_tables(whole), lines_and_tables(one)) == ((large, 0), (0, 1))


def test_the_line_of_a_municipality_has_its_totals(coordinator: TestClient, large: int) -> None:
    assert large
    html = coordinator.get(PAGE).text
    row = html[html.index("?municipality=0685") :].partition("</tr>")[0]
    assert [" ".join(cell.split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] == [
        *("0 av 20", "–", "5 av 20", "2", "2")
    ]
    assert "2 brev att se på" in row


def test_the_page_of_one_municipality_renews_that_one(coordinator: TestClient, large: int) -> None:
    assert large
    html = coordinator.get(PAGE, params={"municipality": "0685"}).text
    assert f'hx-get="{PAGE}?municipality=0685"' in html


def test_of_a_small_wave_every_municipality_has_its_tables(coordinator: TestClient) -> None:
    assert lines_and_tables(coordinator.get(PAGE).text) == (0, 1)


def test_a_municipality_that_the_wave_does_not_measure_is_not_there(coordinator: TestClient) -> None:
    assert coordinator.get(PAGE, params={"municipality": '0"<'}).status_code == 404


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("rut", ["/review", "/letters", "/double", "/agreement", "/training", "/me"]),
        ("anna", ["/calls", "/double", "/training", "/me"]),
        (
            "alva",
            [
                *("/waves", "/board", "/desk", "/review", "/agreement", "/training", "/accounts"),
                *("/audit", "/me"),
            ],
        ),
    ],
)
def test_each_role_finds_its_pages_from_everywhere(name: str, places: list[str], signed_in: SignIn) -> None:
    header = signed_in(name).get("/me").text.partition("</header>")[0]
    found = re.findall(r'<a[^>]* href="(/[^"]+)"|<a href="(/[^"]+)"', header)
    assert [first or second for first, second in found] == places


def test_what_waves_compare_with_is_found_from_their_list(coordinator: TestClient) -> None:
    main = coordinator.get("/waves").text.partition("<main")[2]
    marked = re.findall(r'href="([^"]+)" aria-current="page"', coordinator.get("/comparison").text)
    assert ('href="/comparison"' in main, marked) == (True, ["/waves"])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{PAGE}/board?interviewer={'9' * 5000}", 200),
        (f"{PAGE}/board?start={'9' * 30}", 200),
        (f"{PAGE}/plan/contacts?start={'9' * 30}", 400),
        (f"{PAGE}/changes/contacts?start={'9' * 30}", 400),
    ],
)
def test_numbers_beyond_all_measure_in_an_address_break_nothing(
    address: str, status: int, coordinator: TestClient
) -> None:
    assert coordinator.get(address).status_code == status


def test_numbers_beyond_all_measure_in_a_form_break_nothing(coordinator: TestClient, stage: Stage) -> None:
    planned = coordinator.post(f"{PAGE}/plan", data={"seed": "9" * 5000})
    move = {"day": "2017-11-01", "at": "10:00", "interviewer": "anna", "reason": "r", "version": "9" * 5000}
    moved = coordinator.post(f"{PAGE}/plan/call/{stage.later_call}", data=move)
    assert (planned.status_code, moved.status_code) == (422, 409)


@pytest.fixture
def many(store: Store, draft: int) -> int:
    """Sixty more municipalities in the draft; how many it has then."""
    with store.transaction() as session:
        for number in range(60):
            code = f"9{number:03}"
            session.add(
                Municipality(
                    code=code,
                    name=f"Provköping {number:02}",
                    population=20_000,
                    official_address=f"kommun@{code}.test",
                    switchboard="08-465 004 10",
                    opening_hours=OPEN_WEEKDAYS,
                )
            )
            session.flush()
            session.add(Measurement(wave_id=draft, municipality_code=code))
    return 63


@pytest.mark.parametrize(
    ("query", "lines", "first"),
    [
        ({}, 50, "Nässjö"),
        ({"start": "50"}, 13, "Provköping 49"),
        ({"among": "köping 5"}, 10, "Provköping 50"),
        ({"among": "0685"}, 1, "Vetlanda"),
        ({"among": "ingenstans"}, 0, ""),
    ],
)
def test_many_chosen_municipalities_are_turned_and_searched(
    query: dict[str, str], lines: int, first: str, coordinator: TestClient, many: int
) -> None:
    html = coordinator.get(f"{STEPS}/municipalities", params=query).text
    shown = re.findall(r'aria-label="Ta bort ([^"]+)"', html)
    assert (len(shown), shown[:1], f'ds-badge-count">{many}<' in html) == (lines, [first] if first else [], True)
