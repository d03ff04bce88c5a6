"""The register of municipalities: a CSV file, checked whole, then stored.

Columns: `code,name,population,official_address,switchboard,opening_hours,mail_domains`, and `time_zone` where it is
needed. Opening hours are the switchboard's, in local time: days (English or Swedish), then one or more stretches, and a
semicolon between groups of days, such as `mon-thu 08:00-17:00; fri 08:00-12:00 13:00-16:00`. A day that is not named is
closed. `mail_domains` are the domains its officials write from, with a space between; left empty, it is the domain of
the official address. `time_zone` is such as `Europe/Stockholm`, which it is when left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, Final
from zoneinfo import available_timezones

from sqlmodel import Session

from shopper.csv_rows import Row, read_rows
from shopper.faults import BadInput
from shopper.hours import WEEKDAY_KEYS, read_hours
from shopper.moves import Cause, record
from shopper.tables.study import Municipality

SHIPPED = Path(__file__).parent / "examples" / "municipalities.csv"
"""The register that comes with the platform: a few municipalities with addresses that lead nowhere."""

COLUMNS = ("code", "name", "population", "official_address", "switchboard", "opening_hours", "mail_domains")
OPTIONAL = ("time_zone",)
OpeningHours = dict[str, list[list[str]]]

_CODE = re.compile(r"[0-9]{4}")
_DOMAIN = r"(?:[a-zåäö0-9](?:[a-zåäö0-9-]{0,61}[a-zåäö0-9])?\.)+[a-z]{2,63}"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_DOMAIN}", re.IGNORECASE)
_DOMAINS = re.compile(rf"(?:{_DOMAIN}(?: +{_DOMAIN})*)?", re.IGNORECASE)
_SWITCHBOARD = re.compile(r"\+?[0-9][0-9 -]{3,18}[0-9]")
_HOURS_FORM = "allowed is such as mon-thu 08:00-17:00; fri 08:00-12:00 13:00-16:00"
_MOST_INHABITANTS = 100_000_000
_SWEDISH_DAYS: Final = {
    "mån": "mon", "tis": "tue", "ons": "wed", "tor": "thu", "tors": "thu", "fre": "fri", "lör": "sat", "sön": "sun"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """How many municipalities an import added, changed, and found as they were."""

    added: int
    changed: int
    unchanged: int


def import_register(session: Session, file: Path, cause: Cause) -> RegisterImport:
    """Add the municipalities of the file and update those with a known code; others stay as they are.

    A municipality keeps its time zone where the file names none. BadInput with file, line, column and what is allowed;
    nothing is stored then.
    """
    return store_municipalities(session, (_values(row) for row in _rows(file)), cause)


def read_register(file: Path) -> list[Municipality]:
    """The municipalities of the file, not stored; BadInput as `import_register`."""
    return [Municipality(**_values(row)) for row in _rows(file)]


def store_municipalities(session: Session, wanted: Iterable[Mapping[str, Any]], cause: Cause) -> RegisterImport:
    """Add or update municipalities, given as columns of the table; columns that are left out keep what they hold."""
    counts = {"add": 0, "change": 0, "keep": 0}
    for values in list(wanted):
        action, changed = _store(session, values)
        counts[action] += 1
        if action != "keep":
            record(session, "municipality", values["code"], action, cause, details={"changed": changed})
    session.flush()
    return RegisterImport(counts["add"], counts["change"], counts["keep"])


def changed_columns(stored: Municipality, values: Mapping[str, Any]) -> list[str]:
    """The columns in which these values differ from what is stored."""
    return [column for column, value in values.items() if getattr(stored, column) != value]


def read_cells(row: Row, *, filled_only: bool = False) -> tuple[dict[str, Any], list[str]]:
    """One line as columns of the table, and the columns whose cells are not allowed; all of them are looked at.

    With `filled_only`, empty cells are passed over: the line is about a municipality that is known.
    """
    values: dict[str, Any] = {}
    wrong = []
    for column, read in _READERS.items():
        if filled_only and not row.cells[column]:
            continue
        try:
            values[column] = read(row)
        except BadInput:
            wrong.append(column)
    if wrong:
        return {}, wrong
    return (values if filled_only else _completed(values)), []


def _rows(file: Path) -> Iterator[Row]:
    """The lines of the file; each municipality may stand there once."""
    lines: dict[str, int] = {}
    for row in read_rows(file, COLUMNS, OPTIONAL):
        code = _READERS["code"](row)
        if code in lines:
            raise row.wrong("code", f"the same municipality stands on line {lines[code]}; keep one of them")
        lines[code] = row.line
        yield row


def _values(row: Row) -> dict[str, Any]:
    return _completed({column: read(row) for column, read in _READERS.items()})


def _completed(values: dict[str, Any]) -> dict[str, Any]:
    """The columns of a municipality: officials write from the official address's domain when none is named."""
    values["mail_domains"] = values["mail_domains"] or [values["official_address"].rpartition("@")[2].lower()]
    return {column: value for column, value in values.items() if column != "time_zone" or value}


def _time_zone_of(row: Row) -> str:
    zone = row.cells["time_zone"]
    if zone and zone not in known_zones():
        raise row.wrong("time_zone", "allowed are time zones such as Europe/Stockholm")
    return zone


@cache  # a walk through the folder of time zones
def known_zones() -> tuple[str, ...]:
    """The names of the time zones that a municipality can be in, sorted."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


def _opening_hours_of(row: Row) -> dict[str, Any]:
    try:
        return dict(parse_opening_hours(row.text("opening_hours")))
    except ValueError as error:
        raise row.wrong("opening_hours", f"{error}; {_HOURS_FORM}") from error


_READERS: Final[Mapping[str, Callable[[Row], Any]]] = {
    "code": lambda row: row.matching("code", _CODE, "allowed are four digits, such as 0685"),
    "name": lambda row: row.name("name"),
    "population": lambda row: row.number("population", 0, _MOST_INHABITANTS),
    "official_address": lambda row: row.matching(
        "official_address", _ADDRESS, "allowed is one e-mail address, such as kommun@vetlanda.test"
    ),
    "switchboard": lambda row: row.matching(
        "switchboard", _SWITCHBOARD, "allowed is a phone number, such as 08-465 004 10"
    ),
    "opening_hours": _opening_hours_of,
    "mail_domains": lambda row: (
        row.matching("mail_domains", _DOMAINS, "allowed are domains with a space between").lower().split()
    ),
    "time_zone": _time_zone_of,
}
"""How the cell of each column is read, in the order in which faults are told."""


def parse_opening_hours(text: str) -> OpeningHours:
    """Opening hours as a day's name to its stretches, all seven days; ValueError names the part that is wrong.

    Groups of days stand with a semicolon between, or with a comma as most people write them.
    """
    hours: OpeningHours = {day: [] for day in WEEKDAY_KEYS}
    for group in filter(None, (part.strip() for part in re.split("[;,]", text))):
        days, *stretches = group.split()
        if not stretches:
            raise ValueError(f"{group!r} has no hours")
        spans = [read_hours(stretch) for stretch in stretches]
        if any(before[1] > after[0] for before, after in pairwise(spans)):
            raise ValueError(f"the hours of {group!r} do not follow each other")
        for day in _days(days.lower()):
            if hours[day]:
                raise ValueError(f"{day} is there twice")
            hours[day] = [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in spans]
    if not any(hours.values()):
        raise ValueError("it has no hours on any day")
    return hours


def hours_text(hours: Mapping[str, Sequence[Sequence[str]]], day_names: Mapping[str, str]) -> str:
    """Opening hours as a file writes them, days with the same hours together: what `parse_opening_hours` reads."""
    spans = [(day, " ".join("-".join(span) for span in hours.get(day, []))) for day in WEEKDAY_KEYS]
    groups = []
    for text, alike in groupby(spans, key=itemgetter(1)):
        days = [day_names[day] for day, _ in alike]
        if text:
            groups.append(f"{days[0]}-{days[-1]} {text}" if len(days) > 1 else f"{days[0]} {text}")
    return "; ".join(groups)


def _days(text: str) -> Iterator[str]:
    first, _, last = (_SWEDISH_DAYS.get(part, part) for part in text.replace("–", "-").partition("-"))
    last = last or first
    if first not in WEEKDAY_KEYS or last not in WEEKDAY_KEYS or WEEKDAY_KEYS.index(first) > WEEKDAY_KEYS.index(last):
        raise ValueError(f"{text!r} is not a day or a range of days ({', '.join(WEEKDAY_KEYS)})")
    yield from WEEKDAY_KEYS[WEEKDAY_KEYS.index(first) : WEEKDAY_KEYS.index(last) + 1]


def _store(session: Session, values: Mapping[str, Any]) -> tuple[str, list[str]]:
    stored = session.get(Municipality, values["code"])
    if stored is None:
        session.add(Municipality(**values))
        return "add", []
    changed = changed_columns(stored, values)
    if not changed:
        return "keep", []
    stored.sqlmodel_update(dict(values))
    session.add(stored)
    return "change", changed


def municipality_with(session: Session, code: str, cause: Cause) -> Municipality:
    """The municipality with this code. One that only the register that comes with the platform knows is added from it.

    BadInput that says how to add it when neither knows it.
    """
    found = session.get(Municipality, code)
    if found is not None:
        return found
    shipped = {municipality.code: municipality for municipality in read_register(SHIPPED)}
    if code not in shipped:
        raise BadInput(f"there is no municipality {code!r}; add it with `shopper municipality import FILE`")
    session.add(shipped[code])
    session.flush()
    record(session, "municipality", code, "add", cause, after=shipped[code].name)
    return shipped[code]
