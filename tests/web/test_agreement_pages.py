"""The page of agreement: figures with their number, in words, and as pictures with the same values in a table."""

import re
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from scheduler.wave_trust import agreement_of_wave
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.grading import DoubleGrade
from tests.web.conftest import SignIn
from tests.web.double_stage import GOOD, graded_call, order, the_wave, user_id
from tests.web.stage import START, WAVE, Stage

AGREEMENT = f"/waves/{quote(WAVE)}/agreement"


@pytest.fixture
def twelve(store: Store, stage: Stage) -> int:
    """Twelve calls graded twice: ten of Anna's the same, two where the second grader went lower on two factors."""
    assert stage
    with store.transaction() as session:
        calls = [call or 0 for call in session.exec(select(CallProbe.id).where(CallProbe.interviewer_id == 1))][:12]
        for number, call in enumerate(calls):
            said = {"interest": "good" if number % 2 else "poor"}
            graded_call(session, call, **said)
            order(session, call, "bo")
            second = session.exec(
                select(DoubleGrade).where(DoubleGrade.call_probe_id == call, DoubleGrade.part == "second")
            ).one()
            heard = {**GOOD, **said} | ({"courtesy": "poor", "interest": "poor"} if number < 2 else {})
            for factor, grade in heard.items():
                setattr(second, factor, grade)
            second.graded_at = START
            session.add(second)
        return len(calls)


def cells(html: str, factor: str) -> list[str]:
    """The cells of a factor's line in the first table, without tags."""
    row = html[html.index(f'<th scope="row" data-label="Faktor">{factor}') :]
    found = re.findall(r"<td[^>]*>(.*?)</td>", row[: row.index("</tr>")], re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in found]


def test_a_wave_without_pairs_says_what_will_come(coordinator: TestClient) -> None:
    html = coordinator.get(AGREEMENT).text
    assert ("Ingen kontakt är bedömd två gånger än." in html, "<svg" in html) == (True, False)


def test_each_factor_has_alpha_interval_number_and_words(twelve: int, coordinator: TestClient, store: Store) -> None:
    with store.reading() as session:
        interest = agreement_of_wave(session, the_wave(session)).factors[2].found
    assert (interest.pairs, interest.agreed, interest.low is not None) == (twelve, 11, True)
    html = coordinator.get(AGREEMENT).text
    shown = cells(html, "Intresse och engagemang")
    assert shown[0] == f"{interest.alpha:.2f}".replace(".", ",")
    assert (shown[2:], cells(html, "Svar på frågan")) == (
        ["12", "92\u00a0%", "Tillförlitligt."],
        ["–", "–", "12", "100\u00a0%", "Alla fick samma steg, så det går inte att skilja enighet från slump."],
    )


def test_the_picture_has_a_title_and_the_values_stand_beside_it(twelve: int, coordinator: TestClient) -> None:
    assert twelve
    html = coordinator.get(AGREEMENT).text
    drawing = html[html.index("<svg") : html.index("</svg>")]
    assert drawing.count("<title") == 1
    assert (drawing.count("chart-point"), "style=" in html) == (2, False)


def test_the_page_speaks_english_when_asked(twelve: int, coordinator: TestClient) -> None:
    assert twelve
    coordinator.post("/language", data={"language": "en"})
    assert re.search(r"0\.\d\d", coordinator.get(AGREEMENT).text)


def test_the_value_is_the_same_each_time(twelve: int, store: Store) -> None:
    assert twelve
    with store.reading() as session:
        wave = the_wave(session)
        assert agreement_of_wave(session, wave) == agreement_of_wave(session, wave)


def test_a_decision_does_not_change_what_was_compared(twelve: int, signed_in: SignIn, store: Store) -> None:
    assert twelve
    with store.transaction() as session:
        before = agreement_of_wave(session, the_wave(session))
        second = session.exec(select(DoubleGrade).where(DoubleGrade.part == "second")).first()
        assert second is not None
        third = DoubleGrade(call_probe_id=second.call_probe_id, part="third", ordered_at=START)
        session.add(third)
        session.flush()
        third_id = third.id
        assert user_id(session, "rut")
    decided = {**GOOD, "comment": "hört en gång till"}
    assert signed_in("rut").post(f"/double/decide/{third_id}", data=decided).status_code == 303
    with store.reading() as session:
        assert agreement_of_wave(session, the_wave(session)) == before


@pytest.mark.parametrize(
    ("name", "may"), [("rut", 200), ("cecilia", 200), ("admin", 200), ("alva", 200), ("anna", 403)]
)
def test_agreement_is_for_those_who_review_coordinate_or_audit(signed_in: SignIn, name: str, may: int) -> None:
    browser = signed_in(name)
    assert (browser.get("/agreement").status_code, browser.get(AGREEMENT).status_code) == (may, may)
