"""The register of municipalities: read whole or not at all."""

from importlib import resources
from pathlib import Path

import pytest
from sqlmodel import select

from shopper.clock import SteppedClock
from shopper.faults import BadInput
from shopper.hours import WEEKDAY_KEYS
from shopper.moves import Cause
from shopper.register import RegisterImport, hours_text, import_register, parse_opening_hours, read_register
from shopper.store import Store
from shopper.tables.study import Municipality

HEADER = "code,name,population,official_address,switchboard,opening_hours,mail_domains"
LINE = "0685,Vetlanda,27419,kommun@vetlanda.test,08-465 004 10,mon-fri 08:00-17:00,vetlanda.test"
EXAMPLE = Path(str(resources.files("shopper").joinpath("examples", "municipalities.csv")))


@pytest.fixture
def cause(clock: SteppedClock) -> Cause:
    return Cause("test", clock())


def _file(folder: Path, *lines: str) -> Path:
    file = folder / "register.csv"
    file.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
    return file


def test_the_example_register_is_read_and_read_again_without_a_change(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        found = [import_register(session, EXAMPLE, cause) for _ in range(2)]
    assert found == [RegisterImport(12, 0, 0), RegisterImport(0, 0, 12)]


def test_a_changed_line_changes_that_municipality_only(store: Store, cause: Cause, tmp_path: Path) -> None:
    file = _file(tmp_path, LINE.replace("27419", "27500"))
    with store.transaction() as session:
        import_register(session, EXAMPLE, cause)
        changed = import_register(session, file, cause)
        populations = dict(session.exec(select(Municipality.code, Municipality.population)).all())
    assert (changed, populations["0685"], populations["0682"]) == (RegisterImport(0, 1, 0), 27500, 31000)


def test_days_may_be_parted_by_a_comma() -> None:
    with_commas = parse_opening_hours("mån-tors 08:00-16:00, fre 08:00-12:00 13:00-15:00")
    assert with_commas == parse_opening_hours("mån-tors 08:00-16:00; fre 08:00-12:00 13:00-15:00")


def test_opening_hours_are_read_day_by_day() -> None:
    assert parse_opening_hours("mon-tue 08:00-17:00; fri 08:00-12:00 13:00-16:00;") == {
        "mon": [["08:00", "17:00"]],
        "tue": [["08:00", "17:00"]],
        "wed": [],
        "thu": [],
        "fri": [["08:00", "12:00"], ["13:00", "16:00"]],
        "sat": [],
        "sun": [],
    }


def test_officials_write_from_the_official_addresss_domain_when_none_is_named(tmp_path: Path) -> None:
    assert read_register(_file(tmp_path, LINE.removesuffix("vetlanda.test")))[0].mail_domains == ["vetlanda.test"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (LINE.replace("0685", "685"), "code"),
        (LINE.replace("Vetlanda", " "), "name"),
        (LINE.replace("Vetlanda", "V" * 101), "name"),
        (LINE.replace("mon-fri 08:00-17:00", ";"), "opening_hours"),
        (LINE.replace("27419", "27 419"), "population"),
        (LINE.replace("27419", "-1"), "population"),
        (LINE.replace("kommun@", ""), "official_address"),
        (LINE.replace("08-465 004 10", "växeln"), "switchboard"),
        (LINE.replace("mon-fri 08:00-17:00", ""), "opening_hours"),
        (LINE.replace("mon-fri", "fri-mon"), "opening_hours"),
        (LINE.replace("17:00", "25:00"), "opening_hours"),
        (LINE.replace("17:00", "07:00"), "opening_hours"),
        (LINE.replace("mon-fri 08:00-17:00", "mon 08:00-17:00; mon 08:00-12:00"), "opening_hours"),
        (LINE.replace("mon-fri 08:00-17:00", "mon 13:00-17:00 08:00-12:00"), "opening_hours"),
        (LINE.replace("mon-fri 08:00-17:00", "mon-fri"), "opening_hours"),
        (f"{LINE} other", "mail_domains"),
    ],
)
def test_a_wrong_cell_is_told_by_file_line_and_column(tmp_path: Path, line: str, column: str) -> None:
    with pytest.raises(BadInput) as told:
        read_register(_file(tmp_path, LINE.replace("0685", "0001"), line))
    assert str(told.value).startswith(f"{tmp_path}/register.csv, line 3, column {column}: ")


def test_a_municipality_that_stands_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"line 4, column code: .* stands on line 2; keep one"):
        read_register(_file(tmp_path, LINE, LINE.replace("0685", "0001"), LINE))


def test_a_time_zone_is_read_where_the_file_has_the_column(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    other = LINE.replace("0685", "0001")
    file.write_text(f"{HEADER},time_zone\n{LINE},Europe/Helsinki\n{other},\n", encoding="utf-8")
    assert [one.time_zone for one in read_register(file)] == ["Europe/Helsinki", "Europe/Stockholm"]


def test_an_unknown_time_zone_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text(f"{HEADER},time_zone\n{LINE},Mars/Olympus\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"line 2, column time_zone: 'Mars/Olympus' is not allowed"):
        read_register(file)


def test_a_file_without_time_zones_leaves_the_stored_ones(store: Store, cause: Cause) -> None:
    with store.transaction() as session:
        import_register(session, EXAMPLE, cause)
        session.get_one(Municipality, "0685").time_zone = "Europe/Helsinki"
        session.flush()
        done = import_register(session, EXAMPLE, cause)
        found = (done, session.get_one(Municipality, "0685").time_zone)
    assert found == (RegisterImport(0, 0, 12), "Europe/Helsinki")


@pytest.mark.parametrize(
    "text",
    ["mon-thu 08:00-17:00; fri 08:00-12:00 13:00-16:00", "sat 10:00-12:00", "mon 08:00-09:00; wed-thu 08:00-09:00"],
)
def test_opening_hours_are_written_as_they_are_read(text: str) -> None:
    assert hours_text(parse_opening_hours(text), {day: day for day in WEEKDAY_KEYS}) == text
