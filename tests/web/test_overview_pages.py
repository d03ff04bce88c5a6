"""The page of a wave's overview: every municipality by name with its n, and the files of it."""

import io
import re
from urllib.parse import quote

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from shopper.store import Store
from shopper.tables.study import Measurement, Municipality, Wave
from tests.web.conftest import SignIn
from tests.web.double_stage import graded_call
from tests.web.stage import WAVE, Stage, add_members, coordinators

OVERVIEW = f"/waves/{quote(WAVE)}/overview"


@pytest.fixture
def second(store: Store, stage: Stage) -> Stage:
    """Another municipality in the wave, before the first in the alphabet, in which nothing has happened."""
    with store.transaction() as session:
        first = session.get_one(Measurement, stage.measurement)
        like = session.get_one(Municipality, first.municipality_code)
        session.add(Municipality(**(like.model_dump() | {"code": "1440", "name": "Ale"})))
        session.flush()
        session.add(Measurement(**(first.model_dump() | {"id": None, "municipality_code": "1440"})))
    return stage


def rows_of(html: str) -> list[list[str]]:
    """The text of every cell of the page's table, row by row."""
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_the_municipalities_stand_by_name_with_their_counts(coordinator: TestClient, second: Stage) -> None:
    assert second
    assert rows_of(coordinator.get(OVERVIEW).text) == [
        ["Ale 1440", "–", "–", "–", "–", "–"],
        ["Vetlanda 0685", "100 % n = 2, få", "–", "–", "–", "2 brev"],
    ]


def test_calls_in_review_are_counted_as_waiting(coordinator: TestClient, store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        graded_call(session, stage.due_call)
    html = coordinator.get(OVERVIEW).text
    told = (
        "Mätomgången är inte avslutad. 1 samtal väntar på granskning och räknas inte. 2 brev kan fortfarande få svar i "
        "tid och räknas inte."
    )
    assert (rows_of(html)[0][-1], told in html) == ("1 samtal, 2 brev", True)


@pytest.mark.parametrize(
    ("kind", "begins", "media"),
    [
        ("overview.xlsx", b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("overview.pdf", b"%PDF-", "application/pdf"),
        ("kolada.xlsx", b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("kolada.csv", b"\xef\xbb\xbfmunicipality_code,", "text/csv; charset=utf-8"),
    ],
)
def test_each_file_can_be_downloaded_under_the_waves_name(
    coordinator: TestClient, stage: Stage, kind: str, begins: bytes, media: str
) -> None:
    assert stage
    answer = coordinator.get(f"{OVERVIEW}/{kind}")
    named = f"attachment; filename*=UTF-8''{quote(f'{WAVE}-{kind}', safe='')}"
    assert (answer.status_code, answer.headers["content-type"], answer.headers["content-disposition"]) == (
        200,
        media,
        named,
    )
    assert answer.content.startswith(begins)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("sv", "Mått 1: Andel e-brev som besvarats inom två dygn."),
        ("en", "Measure 1: Share of letters answered within two working days."),
    ],
)
def test_the_measures_are_called_what_the_language_calls_them(
    coordinator: TestClient, stage: Stage, language: str, title: str
) -> None:
    assert stage
    coordinator.post("/language", data={"language": language})
    assert title in coordinator.get(OVERVIEW).text


def test_a_file_can_be_had_in_english(coordinator: TestClient, stage: Stage) -> None:
    assert stage
    content = coordinator.get(f"{OVERVIEW}/overview.xlsx?language=en").content
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["Read me", "Values", "Counts"]


@pytest.mark.parametrize(("asked", "status"), [("overview.doc", 404), ("kolada.csv?language=de", 400)])
def test_what_is_not_made_is_refused(coordinator: TestClient, stage: Stage, asked: str, status: int) -> None:
    assert stage
    assert coordinator.get(f"{OVERVIEW}/{asked}").status_code == status


def test_a_wave_without_municipalities_says_what_to_do_and_has_no_files(
    coordinator: TestClient, store: Store, stage: Stage
) -> None:
    with store.transaction() as session:
        like = session.exec(select(Wave).where(Wave.name == WAVE)).one()
        other = Wave(**(like.model_dump() | {"id": None, "name": "tom"}))
        session.add(other)
        session.flush()
        add_members(session, other.id or 0, coordinators(session))
    assert stage
    page, file = coordinator.get("/waves/tom/overview"), coordinator.get("/waves/tom/overview/kolada.csv")
    assert ("Välj dem först" in page.text, file.status_code) == (True, 404)


@pytest.mark.parametrize("name", ["anna", "rut"])
def test_interviewers_and_reviewers_do_not_read_it(signed_in: SignIn, stage: Stage, name: str) -> None:
    assert stage
    client = signed_in(name)
    assert [client.get(f"{OVERVIEW}{part}").status_code for part in ("", "/kolada.csv")] == [403, 403]


def test_an_auditor_reads_it(signed_in: SignIn, stage: Stage) -> None:
    assert stage
    assert signed_in("alva").get(OVERVIEW).status_code == 200
