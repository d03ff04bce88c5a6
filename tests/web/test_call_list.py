"""The interviewer's list: what to call now, why the others wait, the one key onwards, and what a device keeps."""

import re
from datetime import timedelta

from fastapi.testclient import TestClient
from sqlmodel import Session

from shopper.clock import SteppedClock
from shopper.method_parts import RetryRules
from shopper.queries import method_of, wave_named
from shopper.store import Store
from shopper.tables.calls import Attempt, CallProbe
from shopper.tables.study import Measurement, Municipality, Wave
from tests.web.call_forms import form
from tests.web.conftest import SignIn
from tests.web.stage import START, WAVE, Stage

LUNCH = [["08:00", "12:00"], ["13:00", "17:00"]]


def headings(html: str) -> list[tuple[str, str]]:
    """The sections of the list and how many calls each holds."""
    return re.findall(r'<h2[^>]*>(\S[^<]*?) <span class="ds-badge-count">(\d+)', html)


def whys(html: str) -> list[str]:
    """Why the calls wait, in the order of the page."""
    return re.findall(r'class="call-why">([^<]*)<', html)


def by_key(html: str) -> list[str]:
    """Where the key n leads."""
    links = re.findall(r"<a [^>]*>", html)
    return [re.findall(r'href="([^"]*)"', link)[0] for link in links if 'data-key="n"' in link]


def close_for_lunch(session: Session) -> None:
    """The switchboard of the stage rests from 12 to 13."""
    municipality = session.get_one(Municipality, "0685")
    municipality.opening_hours = dict.fromkeys(municipality.opening_hours, LUNCH)


def test_every_call_that_waits_says_why(interviewer: TestClient) -> None:
    assert whys(interviewer.get("/calls").text)[:3] == [
        "Planerat 10:00.",
        "Planerat 12:00.",
        "Planerat fre 20 okt. 2017 08:00.",
    ]


def test_a_call_whose_switchboard_is_closed_waits_until_it_opens(
    interviewer: TestClient, store: Store, clock: SteppedClock
) -> None:
    with store.transaction() as session:
        close_for_lunch(session)
    clock.move_to(START + timedelta(hours=4, minutes=20))
    html = interviewer.get("/calls").text
    assert (headings(html)[:2], whys(html)[:3], "Inget samtal väntar just nu." in html) == (
        [("Härnäst", "1"), ("Senare i dag", "2")],
        ["Växeln är stängd till 13:00."] * 3,
        True,
    )


def test_a_closed_day_of_the_municipality_is_told(interviewer: TestClient, stage: Stage, store: Store) -> None:
    with store.transaction() as session:
        session.get_one(Measurement, stage.measurement).closed_on = ["2017-10-16"]
    html = interviewer.get("/calls").text
    sheet = interviewer.get(f"/calls/{stage.due_call}").text
    why = "Kommunen har stängt den dagen. Växeln öppnar tis 17 okt. 2017 08:00."
    assert (whys(html)[0], why in sheet, headings(html)[:2]) == (why, True, [("Härnäst", "1"), ("Andra dagar", "18")])


def test_a_call_that_was_just_dialled_waits_for_its_retry(interviewer: TestClient, stage: Stage, store: Store) -> None:
    with store.transaction() as session:
        wave = wave_named(session, WAVE)
        method = method_of(wave).model_copy(update={"retry": RetryRules(attempts=3)})
        wave.method_frozen, wave.method_checksum = method.frozen(), method.checksum
        made = Attempt(
            call_probe_id=stage.due_call, number=1, dialled_at=START, outcome="no_answer", comment="Telefonisten dov."
        )
        session.add(made)
        session.get_one(CallProbe, stage.due_call).planned_at = START + timedelta(hours=2, minutes=30)
    listed = interviewer.get("/calls").text
    sheet = interviewer.get(f"/calls/{stage.due_call}").text
    why = "Ringdes nyss utan att någon nåddes. Ny uppringning tidigast 11:00."
    assert (why in listed, why in sheet, "Telefonisten dov." in sheet) == (True, True, True)


def test_one_key_opens_the_call_to_make_now_else_the_next_one(
    interviewer: TestClient, stage: Stage, clock: SteppedClock
) -> None:
    found = [by_key(interviewer.get("/calls").text)]
    answer = interviewer.post(f"/calls/{stage.due_call}", data=form())
    found += [by_key(interviewer.get(path).text) for path in (answer.headers["location"], f"/calls/{stage.due_call}")]
    clock.move_to(START + timedelta(hours=2))
    found.append(by_key(interviewer.get("/calls").text))
    assert found == [[f"/calls/{stage.due_call}"], *[[f"/calls/{stage.later_call}"]] * 3]


def test_the_list_on_paper_holds_todays_calls_with_number_wording_and_room(interviewer: TestClient) -> None:
    paper = interviewer.get("/calls").text.partition('class="paper"')[2]
    found = (paper.count('class="paper-call"'), paper.count("0383-971 00"), paper.count("paper-notes"))
    assert (found, "Hej! Jag undrar hur man" in paper) == ((3, 3, 3), True)


def test_the_page_stays_light_with_many_calls(interviewer: TestClient, store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        add_calls(session, stage, 300)
    html = interviewer.get("/calls").text
    assert (len(html.encode()) < 150_000, "Andra dagar (316)" in html) == (True, True)


def test_the_sheet_is_light(interviewer: TestClient, stage: Stage) -> None:
    assert len(interviewer.get(f"/calls/{stage.due_call}").content) < 50_000


def test_without_calls_the_page_says_what_comes(signed_in: SignIn, store: Store) -> None:
    with store.transaction() as session:
        wave_named(session, WAVE).state = "draft"
    html = signed_in("bo").get("/calls").text
    assert "Du har inga samtal än." in html


def test_a_device_is_given_its_own_calls_of_today_and_tomorrow(
    interviewer: TestClient, signed_in: SignIn, stage: Stage, clock: SteppedClock
) -> None:
    found = [[row["id"] for row in interviewer.get("/calls/day.json").json()]]
    interviewer.post(f"/calls/{stage.due_call}", data=form())
    found.append([row["id"] for row in interviewer.get("/calls/day.json").json()])
    first = interviewer.get("/calls/day.json").json()[0]
    clock.move_to(START + timedelta(days=3))
    found.append([row["id"] - stage.due_call for row in signed_in("anna").get("/calls/day.json").json()])
    today = [stage.due_call, stage.later_call, stage.later_call + 1]
    assert found == [today, today[1:], [1, 2, 4]]
    assert first == {
        "id": stage.later_call,
        "path": f"/calls/{stage.later_call}",
        "planned_at": (START + timedelta(hours=2)).isoformat(),
        "state": "planned",
        "version": 1,
    }


def add_calls(session: Session, stage: Stage, number: int) -> None:
    """Many more calls of Anna's, in as many municipalities of the wave."""
    one = session.get_one(CallProbe, stage.due_call)
    wave = session.get_one(Wave, session.get_one(Measurement, stage.measurement).wave_id)
    for code in range(1000, 1000 + number):
        town = Municipality(
            code=str(code),
            name="Ort",
            population=9_000,
            official_address="x@ort.test",
            switchboard="010-000 00 00",
            opening_hours={},
        )
        session.add(town)
        session.flush()
        measurement = Measurement(wave_id=wave.id or 0, municipality_code=town.code)
        session.add(measurement)
        session.flush()
        call = CallProbe(
            measurement_id=measurement.id or 0,
            area=one.area,
            question_id=one.question_id,
            interviewer_id=one.interviewer_id,
            planned_at=START + timedelta(days=2),
        )
        session.add(call)
