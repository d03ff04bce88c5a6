"""The board: against plan, what is late and why, the forecast, and the piece that htmx asks for."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailAccount, MailProbe
from shopper.tables.study import Wave
from tests.web.stage import START, WAVE, Stage

BOARD = f"/waves/{quote(WAVE)}/board"
PIECE = {"HX-Request": "true", "HX-Request-Type": "partial"}


def cells(html: str, name: str) -> list[str]:
    """The texts of the row that begins with this name."""
    row = next(
        part
        for part in html.split("<tr>")
        if re.search(rf"<th scope=\"row\"[^>]*>(?:<a[^>]*>)?{re.escape(name)}<", part)
    )
    row = row.partition("</tr>")[0].partition("</th>")[2]
    return [
        " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    ]


def test_each_channel_stands_against_its_plan(coordinator: TestClient) -> None:
    html = coordinator.get(BOARD).text
    rows = {name: cells(html, name) for name in ("Samtal", "Brev", "Båda")}
    assert rows == {
        "Samtal": ["0 av 3", "0 av 7", "0 av 20", "1", "–", "20"],
        "Brev": ["0 av 1", "0 av 7", "5 av 20", "8", "2", "13"],
        "Båda": ["0 av 4", "0 av 14", "5 av 40", "9", "2", "33"],
    }


def test_areas_interviewers_and_municipalities_stand_against_their_plan(coordinator: TestClient) -> None:
    html = coordinator.get(BOARD).text
    rows = {name: cells(html, name)[2:] for name in ("Bygglov", "anna", "bo", "Vetlanda")}
    assert rows == {
        "Bygglov": ["0 av 12", "2", "1", "11"],
        "anna": ["0 av 19", "1", "–", "19"],
        "bo": ["0 av 1", "0", "–", "1"],
        "Vetlanda": ["5 av 40", "9", "2", "33"],
    }


def test_what_is_late_is_listed_with_its_reason(coordinator: TestClient, stage: Stage, store: Store) -> None:
    with store.transaction() as session:
        session.get_one(CallProbe, stage.due_call).planned_at = START - timedelta(hours=1)
    html = coordinator.get(BOARD).text
    late = html[html.index('id="late-head"') : html.index('id="municipalities"')]
    said = ["Samtalet är inte ringt.", "Osäkert om brevet gick", "Brevet väntar på sin tur", "anna", "probes"]
    assert [text in late for text in said] == [True] * len(said)


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("held_since", "Kontots sändning är stoppad. Sedan mån 16 okt. 2017 07:00."),
        ("smtp_failing_since", "E-postservern nås inte. Sedan mån 16 okt. 2017 07:00."),
    ],
)
def test_a_letter_is_late_because_its_account_cannot_send(
    field: str, sentence: str, coordinator: TestClient, store: Store
) -> None:
    before = sentence in coordinator.get(BOARD).text
    with store.transaction() as session:
        setattr(session.get_one(MailAccount, "probes"), field, START - timedelta(hours=1))
    assert (before, sentence in coordinator.get(BOARD).text) == (False, True)


def test_a_letter_that_a_server_put_off_says_when_it_is_tried_again(coordinator: TestClient, store: Store) -> None:
    with store.transaction() as session:
        letter = session.exec(select(MailProbe).where(MailProbe.state == "planned").order_by(col(MailProbe.id))).first()
        assert letter is not None
        letter.raw, letter.state, letter.next_try_at = b"-", "deferred", START + timedelta(minutes=15)
    sentence = "Mottagarens server bad oss försöka senare. Nästa försök mån 16 okt. 2017 08:15."
    assert sentence in coordinator.get(BOARD).text


def test_a_replaced_letter_and_its_replacement_are_counted_once(
    coordinator: TestClient, stage: Stage, store: Store
) -> None:
    with store.transaction() as session:
        last = session.exec(select(MailProbe).order_by(col(MailProbe.id).desc())).first()
        assert last is not None
        last.replaces_id = stage.refused_letter
    html = coordinator.get(BOARD).text
    on_wave_page = "4 av 19" in coordinator.get(f"/waves/{quote(WAVE)}").text
    assert (cells(html, "Brev")[2], on_wave_page, "1 brev som har ersatts av ett annat." in html) == (
        "4 av 19",
        True,
        True,
    )


def test_spares_and_withdrawn_contacts_are_counted_apart(coordinator: TestClient, stage: Stage, store: Store) -> None:
    with store.transaction() as session:
        session.get_one(CallProbe, stage.later_call).spare = True
        session.get_one(CallProbe, stage.other_call).state = "withdrawn"
    html = coordinator.get(BOARD).text
    assert (cells(html, "Samtal")[2], "Räknas inte med: 1 reservsamtal, 1 struket samtal." in html) == ("0 av 18", True)


def test_the_first_morning_it_is_too_early_for_a_forecast(coordinator: TestClient) -> None:
    html = coordinator.get(BOARD).text
    sentence = (
        "20 återstår. För tidigt att räkna på takten: 0 klara på 0 hela dagar. Planens sista dag är lör 4 nov. 2017."
    )
    assert ("Prognos: för tidigt att säga" in html, sentence in html) == (True, True)


def test_a_filter_leaves_the_summary_whole(coordinator: TestClient) -> None:
    html = coordinator.get(f"{BOARD}?channel=mail&area=bygglov").text
    assert (cells(html, "Samtal")[2], cells(html, "Vetlanda")[2], "Per intervjuare" in html) == (
        "0 av 20",
        "0 av 6",
        False,
    )


def test_a_filter_that_nothing_passes_says_so(coordinator: TestClient) -> None:
    html = coordinator.get(f"{BOARD}?municipality=Nowhere&interviewer=x&start=-5").text
    assert ("Ingen kommun passar urvalet." in html, "Inget är försenat." in html) == (True, True)


def test_the_chart_has_a_title_and_its_values_in_a_table(coordinator: TestClient) -> None:
    html = coordinator.get(BOARD).text
    days = html[html.index("board-days") :]
    assert (
        "Klara kontakter dag för dag mot planen</title>" in html,
        re.search(r"mån 16 okt. 2017</th><td class=\"number\">11</td><td class=\"number\">5</td>", days) is not None,
    ) == (True, True)


def test_htmx_gets_the_board_alone_and_news_only_when_there_are_some(coordinator: TestClient) -> None:
    pieces = {number: coordinator.get(f"{BOARD}?announced={number}", headers=PIECE).text for number in (2, 5)}
    begins = {number: html.lstrip().startswith('<div id="board"') for number, html in pieces.items()}
    news = {number: "2 kontakter är försenade." in html for number, html in pieces.items()}
    assert (begins, news) == ({2: True, 5: True}, {2: False, 5: True})


def test_the_board_of_all_waves_shows_those_under_way(coordinator: TestClient) -> None:
    html = coordinator.get("/board").text
    assert (cells(html, WAVE), BOARD in html) == (
        ["0 av 4", "0 av 14", "5 av 40", "9", "2", "33", "för tidigt att säga"],
        True,
    )


def test_a_wave_that_ended_long_ago_is_on_no_board_of_all(coordinator: TestClient, store: Store) -> None:
    with store.transaction() as session:
        wave = session.exec(select(Wave)).one()
        wave.first_day = wave.last_day = (START - timedelta(days=40)).date()
    assert "Ingen mätomgång pågår." in coordinator.get("/board").text


def test_the_board_of_an_unknown_wave_is_not_there(coordinator: TestClient) -> None:
    assert coordinator.get("/waves/nowhere/board").status_code == 404
