"""The history of the stamps: read strictly, completed by what was typed, and what counts as corrected."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from shopper.contact_time import Stamps
from shopper.stamp_log import LONGEST_LOG, completed, corrected, read_log, stored_log

DIALLED = datetime.fromisoformat("2017-10-16T08:00:00.400+02:00")


def row(**changes: Any) -> dict[str, Any]:
    """A row as the script sends it."""
    return {"name": "dialled_at", "at": "2017-10-16T06:00:00.437Z", "how": "key", "before": None} | changes


def stored(sent: list[dict[str, Any]], stamps: Stamps) -> list[tuple[str, str | None, str, str | None]]:
    """What is stored when this history and these stamps are sent."""
    rows = stored_log(completed(read_log(json.dumps(sent)), stamps))
    return [(one["name"], one["at"], one["how"], one["before"]) for one in rows]


def test_a_stamp_that_was_pressed_is_stored_as_it_was_pressed() -> None:
    assert stored([row()], Stamps(DIALLED)) == [("dialled_at", "2017-10-16T06:00:00.437+00:00", "key", None)]


def test_a_stamp_that_was_typed_without_a_script_is_stored_as_typed() -> None:
    assert stored([], Stamps(DIALLED)) == [("dialled_at", "2017-10-16T06:00:00.400+00:00", "typed", None)]


def test_what_was_typed_after_a_press_is_added_with_what_it_corrects() -> None:
    later = Stamps(DIALLED + timedelta(seconds=5))
    assert stored([row()], later) == [
        ("dialled_at", "2017-10-16T06:00:00.437+00:00", "key", None),
        ("dialled_at", "2017-10-16T06:00:05.400+00:00", "typed", "2017-10-16T06:00:00.437+00:00"),
    ]


def test_a_stamp_that_was_emptied_is_kept_and_its_end_added() -> None:
    sent = [row(), row(name="human_at", at="2017-10-16T06:00:09Z")]
    assert stored(sent, Stamps(DIALLED))[2:] == [("human_at", None, "typed", "2017-10-16T06:00:09.000+00:00")]


def test_what_the_script_says_came_before_is_worked_out_anew() -> None:
    sent = [row(), row(at="2017-10-16T06:00:00.470Z", before="2001-01-01T00:00:00Z")]
    assert [one[3] for one in stored(sent, Stamps(DIALLED))] == [None, "2017-10-16T06:00:00.437+00:00"]


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "{}",
        "[1]",
        "[" * 30_000,
        json.dumps([row(name="lunch_at")]),
        json.dumps([row(name=["dialled_at"])]),
        json.dumps([row(how="guessed")]),
        json.dumps([row(at="08:00")]),
        json.dumps([row(at="2017-10-16T06:00:00")]),
        json.dumps([row(at="9999-12-31T23:59:59-05:00")]),
        json.dumps([row(at=7)]),
        json.dumps([row(before="yesterday")]),
        json.dumps([row(more=1)]),
        json.dumps([{"name": "dialled_at", "at": None, "how": "key"}]),
        json.dumps([row()] * (LONGEST_LOG + 1)),
        " " * 50_000,
    ],
)
def test_a_history_that_is_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"history|Expecting|isoformat"):
        read_log(text)


def test_nothing_sent_is_an_empty_history() -> None:
    assert (read_log(""), read_log("[]")) == ([], [])


def test_a_stamp_is_corrected_once_something_took_its_place() -> None:
    rows = stored_log(read_log(json.dumps([row(), row(name="human_at"), row(at="2017-10-16T06:00:07Z")])))
    assert corrected(rows) == frozenset({"dialled_at"})
