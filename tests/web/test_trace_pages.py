"""From a figure to the contacts behind it: the figures of a measurement, one figure, printed codes, the pack."""

import html
import re
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from report_templates.language import SWEDISH
from scoring.figures import Figure
from scoring.rounding import NOTHING
from scoring.trace import trace_code
from shopper.clock import SteppedClock
from shopper.import_wave import import_wave
from shopper.moves import Cause
from shopper.queries import measurement_of, wave_named
from shopper.store import Store
from shopper.tables.grading import DoubleGrade
from shopper.tables.study import Measurement
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.double_stage import user_id
from tests.web.other_stage import OTHER_WAVE, OtherStage
from tests.web.stage import METHOD, START, WAVE, Stage
from web.trace_view import Counted, counted_now

EXAMPLE = Path(str(resources.files("shopper").joinpath("examples", "vetlanda_2017")))
VETLANDA = "vetlanda-2017"
BASE = f"/waves/{VETLANDA}/0685"
STAGE_BASE = f"/waves/{quote(WAVE)}/0685"
EACH_KIND = ("calls_n", "contact_pct", "measure_3_pct", "measure_1_sum_of_rounded_pct", "mean_hours", "median_hours")


@pytest.fixture
def vetlanda(store: Store, clock: SteppedClock, stage: Stage) -> Counted:
    """The example measurement beside the small study, and its figures."""
    assert stage
    with store.transaction() as session:
        import_wave(session, EXAMPLE, VETLANDA, "0685", METHOD, Cause("test", clock()))
        wave = wave_named(session, VETLANDA)
        return counted_now(session, wave, measurement_of(session, wave, "0685"))


def rows_of(page: str) -> list[list[str]]:
    """The text of every cell in the tables of a page, row by row."""
    rows = [row for body in re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL) for row in body.split("</tr>")[:-1]]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(html.unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in row] for row in cells]


def spaced(text: str) -> str:
    """The text with plain spaces."""
    return " ".join(text.split())


def listed(page: str) -> list[int]:
    """The ids of the contacts whose records a page leads to."""
    return [int(number) for number in re.findall(r'href="/(?:review|letters)/(\d+)', page)]


def hide(store: Store, number: int, user: str, part: str = "call_probe_id") -> int:
    """Give a user a contact to grade a second time; the id of the case."""
    with store.transaction() as session:
        row = DoubleGrade(part="second", how="recorded", grader_id=user_id(session, user), ordered_at=START)
        setattr(row, part, number)
        session.add(row)
        session.flush()
        return row.id or 0


def expected_line(counted: Counted, figure: Figure, area: str | None) -> list[str]:
    """The value, its interval and its trace code as the report prints them."""
    code = trace_code(counted.measurement_id, counted.figures, area, figure.key)
    interval = spaced(SWEDISH.interval(figure)).replace(NOTHING, "–")
    return [spaced(SWEDISH.printed(figure)), str(len(figure.ids)), interval, code]


@pytest.mark.parametrize("area", [None, "bygglov"])
def test_every_figure_stands_with_its_value_contacts_interval_and_code(
    coordinator: TestClient, vetlanda: Counted, area: str | None
) -> None:
    found = rows_of(coordinator.get(f"{BASE}/figures", params={"area": area or ""}).text)
    lines = [expected_line(vetlanda, figure, area) for figure in vetlanda.set_of(area).figures.values()]
    assert sorted([row[1], *row[4:]] for row in found) == sorted(lines)


def test_the_page_shows_what_is_known_of_vetlanda(coordinator: TestClient, vetlanda: Counted) -> None:
    assert vetlanda
    rows = {row[0]: row[1:5] for row in rows_of(coordinator.get(f"{BASE}/figures").text)}
    name = "Kontakt med handläggare Samtal med kontakt / alla samtal"
    assert rows[name] == ["61 %", "33", "54", "54"]


@pytest.mark.parametrize("key", EACH_KIND)
def test_the_list_of_a_figure_is_the_contacts_it_was_counted_from(
    coordinator: TestClient, vetlanda: Counted, key: str
) -> None:
    found = listed(coordinator.get(f"{BASE}/figures/total/{key}").text)
    assert sorted(found) == sorted(vetlanda.figures.total[key].ids)


@pytest.mark.parametrize(("part", "is_counted"), [("counted", True), ("base", False)])
def test_the_list_is_filtered_by_what_counts_and_by_area(
    coordinator: TestClient, vetlanda: Counted, part: str, *, is_counted: bool
) -> None:
    figure, of_area = vetlanda.figures.total["contact_pct"], vetlanda.figures.area("bygglov")["contact_pct"]
    wanted = {number for number in figure.ids if (number in figure.counted_ids) == is_counted}
    page = f"{BASE}/figures/total/contact_pct"
    found = [listed(coordinator.get(page, params={"part": part, "within": area}).text) for area in ("", "bygglov")]
    assert [set(ids) for ids in found] == [wanted, wanted & set(of_area.ids)]


def test_each_contact_says_how_it_ended_and_whether_it_counts(coordinator: TestClient, vetlanda: Counted) -> None:
    figure = vetlanda.figures.total["contact_pct"]
    page = coordinator.get(f"{BASE}/figures/total/contact_pct").text
    found = dict(zip(listed(page), (row[2:] for row in rows_of(page)), strict=True))
    reached, outcomes = {"Fick tala med en handläggare", "Fick tala med fel handläggare"}, {}
    for number, (became, counts) in found.items():
        outcomes[number] = (became in reached, counts)
    assert outcomes == {
        number: (True, "Täljare och nämnare") if number in figure.counted_ids else (False, "Bara nämnaren")
        for number in figure.ids
    }


def test_each_letter_of_a_mean_says_what_it_adds(coordinator: TestClient, vetlanda: Counted) -> None:
    figure = vetlanda.figures.total["mean_hours"]
    page = coordinator.get(f"{BASE}/figures/total/mean_hours").text
    found = dict(zip(listed(page), (row[3] for row in rows_of(page)), strict=True))
    hours = [spaced(SWEDISH.hours(hours)) for hours in figure.values]
    assert found == dict(zip(figure.ids, hours, strict=True))


def test_the_points_of_the_contacts_add_up_to_the_numerator(coordinator: TestClient, vetlanda: Counted) -> None:
    figure = vetlanda.figures.total["measure_3_pct"]
    points = [row[3].split(" av ") for row in rows_of(coordinator.get(f"{BASE}/figures/total/measure_3_pct").text)]
    added = sum(int(had) for had, _ in points), sum(int(most) for _, most in points)
    assert added == (int(figure.numerator), figure.denominator)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("contact_pct", "Wilsons intervall för en andel."),
        ("mean_hours", "Bootstrap: kontakterna dras om"),
        ("calls_n", "Ett antal har inget intervall."),
    ],
)
def test_a_figure_says_how_its_interval_was_made(
    coordinator: TestClient, vetlanda: Counted, key: str, sentence: str
) -> None:
    page = coordinator.get(f"{BASE}/figures/total/{key}").text
    assert (sentence in page, vetlanda.figures.method_checksum in page) == (True, True)


def test_before_anything_is_measured_the_figure_says_so(coordinator: TestClient, stage: Stage) -> None:
    assert stage
    page = coordinator.get(f"{STAGE_BASE}/figures/total/contact_pct").text
    assert ("Det finns ingen kontakt att räkna på än." in page, listed(page)) == (True, [])


@pytest.mark.parametrize("path", ["figures?area=ingenstans", "figures/ingenstans/contact_pct", "figures/total/nothing"])
def test_what_the_method_does_not_have_is_not_there(coordinator: TestClient, stage: Stage, path: str) -> None:
    assert stage
    assert coordinator.get(f"{STAGE_BASE}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("part", "key"), [("call_probe_id", "courtesy_good_pct"), ("mail_probe_id", "sender_other_pct")]
)
def test_one_contact_to_grade_blind_comes_before_every_figure_of_its_measurement(
    coordinator: TestClient, store: Store, vetlanda: Counted, part: str, key: str
) -> None:
    case = hide(store, vetlanda.figures.total[key].ids[0], "cecilia", part)
    answer = coordinator.get(f"{BASE}/figures/total/mean_hours")
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/double/{case}")


def test_a_contact_that_others_grade_blind_hides_nothing(
    coordinator: TestClient, store: Store, vetlanda: Counted
) -> None:
    ids = vetlanda.figures.total["contact_pct"].ids
    hide(store, ids[0], "rut")
    assert sorted(listed(coordinator.get(f"{BASE}/figures/total/contact_pct").text)) == sorted(ids)


@pytest.mark.parametrize("file", ["", "/overview.xlsx"])
def test_the_overview_of_a_whole_measurement_stays_open_to_who_has_one_of_its_contacts_to_grade(
    coordinator: TestClient, store: Store, vetlanda: Counted, file: str
) -> None:
    hide(store, vetlanda.figures.total["contact_pct"].ids[0], "cecilia")
    assert coordinator.get(f"{BASE.removesuffix('/0685')}/overview{file}").status_code == 200


def test_a_printed_code_opens_its_figure(coordinator: TestClient, vetlanda: Counted) -> None:
    code = trace_code(vetlanda.measurement_id, vetlanda.figures, "bygglov", "measure_1_pct")
    answer = coordinator.get("/trace", params={"code": f" {code.lower()} "})
    where = f"{BASE}/figures/bygglov/measure_1_pct"
    assert (answer.status_code, answer.headers["location"]) == (303, where)
    assert f"<code>{code}</code>" in coordinator.get(where).text


def in_trace(number: int, area: int = 0, figure: int = 1) -> str:
    """A code with a letter that fits, of whatever numbers."""
    plain = f"{number}-{area}-{figure}"
    weighed = sum("0123456789-".index(symbol) * 5**place for place, symbol in enumerate(plain))
    return plain + "ABCDEFGHJKLMNPRSTUVWXYZ"[weighed % 23]


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [
        ("", 200, ""),
        ("hej <b>", 422, "Det där är ingen spårkod."),
        ("1-0-1A", 422, "Bokstaven sist stämmer inte med siffrorna."),
        (in_trace(999), 404, "Ingen mätning som du når har det nyckeltalet."),
        (in_trace(10**17), 404, "Ingen mätning som du når har det nyckeltalet."),
        (in_trace(1, area=99), 404, "Ingen mätning som du når har det nyckeltalet."),
    ],
)
def test_a_code_that_leads_nowhere_is_told_in_a_sentence(
    coordinator: TestClient, stage: Stage, code: str, status: int, sentence: str
) -> None:
    assert stage.measurement == 1
    answer = coordinator.get("/trace", params={"code": code})
    assert (answer.status_code, sentence in answer.text) == (status, True)
    assert ('name="code"' in answer.text, "<b>" in answer.text) == (True, False)


def test_a_code_of_a_wave_of_others_answers_as_one_of_none(
    coordinator: TestClient, store: Store, other_wave: OtherStage
) -> None:
    assert other_wave
    with store.reading() as session:
        theirs = measurement_of(session, wave_named(session, OTHER_WAVE), "9990").id or 0
    answers = [coordinator.get("/trace", params={"code": in_trace(number)}) for number in (theirs, 999)]
    texts = [re.sub(r'value="[^"]*"', "", answer.text) for answer in answers]
    assert ([answer.status_code for answer in answers], texts[0] == texts[1]) == ([404, 404], True)


@pytest.mark.parametrize("name", ["anna", "rut"])
def test_interviewers_and_reviewers_do_not_read_it(signed_in: SignIn, stage: Stage, name: str) -> None:
    assert stage
    browser = signed_in(name)
    paths = [f"{STAGE_BASE}/figures", f"{STAGE_BASE}/figures/total/contact_pct", "/trace", f"{STAGE_BASE}/evidence"]
    assert [browser.get(path).status_code for path in paths] == [403] * 4


def taken(store: Store) -> list[tuple[str, str, dict[str, Any]]]:
    """Who took which pack, as the trail says it."""
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.thing == "measurement", AuditEvent.action == "evidence")
        return [(event.actor, event.thing_id, event.details) for event in session.exec(wanted)]


@pytest.mark.parametrize("name", ["alva", "admin"])
def test_the_pack_is_taken_as_a_zip_and_the_trail_says_by_whom(
    signed_in: SignIn, store: Store, stage: Stage, name: str
) -> None:
    answer = signed_in(name).get(f"{STAGE_BASE}/evidence")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    with ZipFile(BytesIO(answer.content)) as archive:
        mails = sum(file.startswith("mails/") for file in archive.namelist())
        assert {"recount.py", "figures.csv", "manifest.json"} <= set(archive.namelist())
    assert taken(store) == [(name, str(stage.measurement), {"mails": mails})]


def test_a_coordinator_does_not_take_the_pack_and_is_not_offered_it(
    coordinator: TestClient, store: Store, stage: Stage
) -> None:
    assert stage
    answer, page = coordinator.get(f"{STAGE_BASE}/evidence"), coordinator.get(f"{STAGE_BASE}/figures")
    assert (answer.status_code, page.status_code, "/evidence" in page.text) == (403, 200, False)
    assert taken(store) == []


def test_who_has_to_grade_a_contact_of_it_blind_is_led_there_first(
    signed_in: SignIn, store: Store, vetlanda: Counted
) -> None:
    case = hide(store, vetlanda.calls[0].id, "admin")
    answer = signed_in("admin").get(f"{BASE}/evidence")
    assert (answer.status_code, answer.headers["location"], taken(store)) == (303, f"/double/{case}", [])


def test_the_pages_speak_english(coordinator: TestClient, vetlanda: Counted) -> None:
    assert vetlanda
    coordinator.post("/language", data={"language": "en"})
    assert "61%" in coordinator.get(f"{BASE}/figures/total/contact_pct").text


def test_the_report_leads_to_the_figures(coordinator: TestClient, store: Store, stage: Stage) -> None:
    with store.reading() as session:
        found = session.exec(select(Measurement).where(col(Measurement.id) == stage.measurement)).one()
    assert f"/{found.municipality_code}/figures" in coordinator.get(f"{STAGE_BASE}/report").text
