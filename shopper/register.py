"""The register of municipalities: a CSV file, checked whole, then stored.

Columns: `code,name,population,official_address,switchboard,opening_hours,mail_domains`. Opening hours are the
switchboard's, in local time: days, then one or more stretches, and a semicolon between groups of days, such as
`mon-thu 08:00-17:00; fri 08:00-12:00 13:00-16:00`. A day that is not named is closed. `mail_domains` are the domains
its officials write from, with a space between; left empty, it is the domain of the official address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlmodel import Session

from shopper.csv_rows import Row, read_rows
from shopper.faults import BadInput
from shopper.hours import WEEKDAY_KEYS, read_hours
from shopper.moves import Cause, record
from shopper.tables.study import Municipality

SHIPPED = Path(__file__).parent / "examples" / "municipalities.csv"
"""The register that comes with the platform: a few municipalities with addresses that lead nowhere."""

COLUMNS = ("code", "name", "population", "official_address", "switchboard", "opening_hours", "mail_domains")
OpeningHours = dict[str, list[list[str]]]

_CODE = re.compile(r"[0-9]{4}")
_DOMAIN = r"(?:[a-zåäö0-9](?:[a-zåäö0-9-]{0,61}[a-zåäö0-9])?\.)+[a-z]{2,63}"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_DOMAIN}", re.IGNORECASE)
_DOMAINS = re.compile(rf"(?:{_DOMAIN}(?: +{_DOMAIN})*)?", re.IGNORECASE)
_SWITCHBOARD = re.compile(r"\+?[0-9][0-9 -]{3,18}[0-9]")
_HOURS_FORM = "allowed is such as mon-thu 08:00-17:00; fri 08:00-12:00 13:00-16:00"
_MOST_INHABITANTS = 100_000_000


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """How many municipalities an import added, changed, and found as they were."""

    added: int
    changed: int
    unchanged: int


def import_register(session: Session, file: Path, cause: Cause) -> RegisterImport:
    """Add the municipalities of the file and update those with a known code; others stay as they are.

    BadInput with file, line, column and what is allowed; nothing is stored then.
    """
    counts = {"add": 0, "change": 0, "keep": 0}
    for wanted in read_register(file):
        action = _store(session, wanted)
        counts[action] += 1
        if action != "keep":
            record(session, "municipality", wanted.code, action, cause)
    session.flush()
    return RegisterImport(counts["add"], counts["change"], counts["keep"])


def read_register(file: Path) -> list[Municipality]:
    """The municipalities of the file, not stored; BadInput as `import_register`."""
    lines: dict[str, int] = {}
    found = []
    for row in read_rows(file, COLUMNS):
        code = row.matching("code", _CODE, "allowed are four digits, such as 0685")
        if code in lines:
            raise row.wrong("code", f"the same municipality stands on line {lines[code]}; keep one of them")
        lines[code] = row.line
        found.append(_municipality(row, code))
    return found


def _municipality(row: Row, code: str) -> Municipality:
    name, population = row.name("name"), row.number("population", 0, _MOST_INHABITANTS)
    address = row.matching("official_address", _ADDRESS, "allowed is one e-mail address, such as kommun@vetlanda.test")
    domains = row.matching("mail_domains", _DOMAINS, "allowed are domains with a space between").lower().split()
    return Municipality(
        code=code,
        name=name,
        population=population,
        official_address=address,
        switchboard=row.matching("switchboard", _SWITCHBOARD, "allowed is a phone number, such as 08-465 004 10"),
        opening_hours=_opening_hours_of(row),
        mail_domains=domains or [address.rpartition("@")[2].lower()],
    )


def _opening_hours_of(row: Row) -> dict[str, Any]:
    try:
        return dict(parse_opening_hours(row.text("opening_hours")))
    except ValueError as error:
        raise row.wrong("opening_hours", f"{error}; {_HOURS_FORM}") from error


def parse_opening_hours(text: str) -> OpeningHours:
    """Opening hours as a day's name to its stretches, all seven days; ValueError names the part that is wrong."""
    hours: OpeningHours = {day: [] for day in WEEKDAY_KEYS}
    for group in filter(None, (part.strip() for part in text.split(";"))):
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


def _days(text: str) -> Iterator[str]:
    first, _, last = text.partition("-")
    last = last or first
    if first not in WEEKDAY_KEYS or last not in WEEKDAY_KEYS or WEEKDAY_KEYS.index(first) > WEEKDAY_KEYS.index(last):
        raise ValueError(f"{text!r} is not a day or a range of days ({', '.join(WEEKDAY_KEYS)})")
    yield from WEEKDAY_KEYS[WEEKDAY_KEYS.index(first) : WEEKDAY_KEYS.index(last) + 1]


def _store(session: Session, wanted: Municipality) -> str:
    stored = session.get(Municipality, wanted.code)
    if stored is None:
        session.add(wanted)
        return "add"
    values = wanted.model_dump()
    if stored.model_dump() == values:
        return "keep"
    stored.sqlmodel_update(values)
    session.add(stored)
    return "change"


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
