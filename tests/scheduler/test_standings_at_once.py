"""The page of a wave's overview asks the database the same few questions however many municipalities there are."""

from datetime import date
from typing import Any

from sqlalchemy import event

from scheduler.overview import standings_of
from shopper.store import Store
from tests.measured_waves import add_measured_wave, add_towns

REACHED = {"0682": 9, "0683": 8, "0684": 7, "0685": 6, "0686": 5}


def queries_for(store: Store, wave_name: str, codes: list[str]) -> tuple[list[str], int]:
    """The names that the page lists of a wave of these municipalities, in order, and how many queries they took."""
    with store.transaction() as session:
        wave = add_measured_wave(session, wave_name, date(2017, 10, 16), {code: REACHED[code] for code in codes})
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    with store.reading() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        names = [each.name for each in standings_of(session, wave)]
    return names, len(asked)


def test_five_municipalities_take_no_more_queries_than_two(store: Store) -> None:
    with store.transaction() as session:
        add_towns(session)
    two, queries_for_two = queries_for(store, "hösten 2017", ["0682", "0685"])
    five, queries_for_five = queries_for(store, "våren 2018", list(REACHED))
    assert (two, five) == (["Nässjö", "Vetlanda"], ["Eksjö", "Nässjö", "Sävsjö", "Vetlanda", "Värnamo"])
    assert queries_for_five == queries_for_two
