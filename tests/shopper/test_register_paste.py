"""Municipalities as they are pasted: read line by line, mended where spreadsheets spoil them, and faults told."""

import pytest
from sqlmodel import Session

from shopper.clock import SteppedClock
from shopper.moves import Cause
from shopper.register import SHIPPED, import_register
from shopper.register_paste import Pasted, read_pasted
from shopper.register_upload import MOST_LINES, RefusedUpload
from shopper.store import Store

NEW = ("9001", "Nyby", "9000", "info@nyby.test", "08-465 004 99", "mon-fri 08:00-17:00")


@pytest.fixture
def register(store: Store, clock: SteppedClock) -> Store:
    """A store with the register that comes with the platform."""
    with store.transaction() as session:
        import_register(session, SHIPPED, Cause("test", clock()))
    return store


def pasted(store: Store, text: str) -> Pasted:
    """The text as it is read."""
    with store.reading() as session:
        return read_pasted(session, text)


def actions(found: Pasted) -> list[tuple[str, str, tuple[str, ...]]]:
    """Code, action and changed columns of each line."""
    return [(line.cells["code"], line.action, line.changed) for line in found.lines]


def faults(found: Pasted) -> list[dict[str, str]]:
    """The faults of each line."""
    return [dict(line.faults) for line in found.lines]


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_lines_without_a_header_have_the_columns_of_the_register(separator: str, register: Store) -> None:
    found = pasted(register, separator.join(NEW))
    assert (actions(found), found.lines[0].values["mail_domains"]) == ([("9001", "add", ())], ["nyby.test"])


def test_a_header_in_swedish_may_name_the_columns_in_any_order(register: Store) -> None:
    found = pasted(register, "Namn\tFärg\tKod\tInvånare\nNässjö\tblå\t0682\t31 500")
    assert (actions(found), found.ignored) == ([("0682", "change", ("population",))], ("Färg",))


def test_a_known_municipality_needs_only_its_code_or_its_name(register: Store) -> None:
    found = pasted(register, "0685\n\n682\nJönköping\nvärnamo")
    assert actions(found) == [(code, "keep", ()) for code in ("0685", "0682", "0680", "0683")]


def test_a_line_keeps_its_number_of_the_text(register: Store) -> None:
    assert [line.line for line in pasted(register, "kod\n\n0685\n\n0682").lines] == [3, 5]


def test_swedish_days_and_dashes_are_understood(register: Store) -> None:
    hours = "mån–tors 08:00-16:00; fre 08:00-15:00"
    found = pasted(register, "\t".join((*NEW[:5], hours)))
    assert found.lines[0].values["opening_hours"]["thu"] == [["08:00", "16:00"]]


def test_every_wrong_cell_of_every_line_is_told(register: Store) -> None:
    wrong = ("9001", "Nyby", "många", "info", "växeln", "alltid", "", "Mars/Olympus")
    found = pasted(register, "\n".join("\t".join(line) for line in (wrong, NEW, ("9999",), ("0685",), ("0685",))))
    columns = ("population", "official_address", "switchboard", "opening_hours", "time_zone")
    assert (faults(found), found.is_right) == (
        [dict.fromkeys(columns, "wrong"), {"code": "twice"}, {"code": "unknown"}, {}, {"code": "twice"}],
        False,
    )


def test_a_line_with_more_cells_than_columns_is_wrong(register: Store) -> None:
    assert faults(pasted(register, "kod,namn\n0685,Vetlanda,och mer")) == [{"code": "cells"}]


@pytest.mark.parametrize(
    ("text", "rule"),
    [("", "empty"), (" \n\t\n", "empty"), ("kod\tnamn", "empty"), ("0685\n" * (MOST_LINES + 1), "too_many_lines")],
)
def test_what_is_no_table_is_refused_whole(text: str, rule: str, register: Store) -> None:
    with pytest.raises(RefusedUpload) as refused:
        pasted(register, text)
    assert refused.value.rule == rule


def test_whatever_is_pasted_is_read_or_refused(register: Store) -> None:
    strange = ('"', '"a\n', "\0\t\0", "a" * 300_000, "\t" * 5000 + "x", "=cmd|' /C calc'!A0", "\ud7ff,\u202e", "²")
    with register.reading() as session:
        assert [_survives(session, text) for text in strange] == [True] * len(strange)


def _survives(session: Session, text: str) -> bool:
    try:
        return not read_pasted(session, text).is_right
    except RefusedUpload:
        return True
