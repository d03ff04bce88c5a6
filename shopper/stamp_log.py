"""The history of a call's stamps: every one as it was set, and what was corrected. Pure.

The script of the call sheet keeps it and sends it with the form. What it sends is checked strictly, and what the form's
fields say besides is added here, so that the stored history always ends in the stamps that count.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, cast

from shopper.contact_time import STAMPS, Stamps

How = Literal["key", "typed"]
"""`key`: set by its button or key at that moment; `typed`: written into its field."""

HOWS: Final = ("key", "typed")
LONGEST_LOG: Final = 200
LONGEST_TEXT: Final = 40_000
SAME_MOMENT: Final = timedelta(milliseconds=100)
"""A field shows tenths of a second and a browser's clock more: what is nearer than this was changed by nobody."""
_KEYS: Final = {"name", "at", "how", "before"}
_YEARS: Final = range(2000, 9999)


@dataclass(frozen=True, slots=True)
class Entry:
    """One stamp as it was set at some time. `at` is None where it was taken away again."""

    name: str
    at: datetime | None
    how: How


def read_log(text: str) -> list[Entry]:
    """The history as the script sent it: a JSON list of {name, at, how, before}; ValueError when it is anything else.

    `at` is a moment with its offset from UTC, or null. `before` is checked to be one too, and then worked out anew.
    """
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the history of the stamps may have at most {LONGEST_TEXT} characters")
    try:
        rows = json.loads(text or "[]")
    except RecursionError as error:
        raise ValueError("the history of the stamps is nested too deep") from error
    if not isinstance(rows, list) or len(rows) > LONGEST_LOG:
        raise ValueError(f"the history of the stamps must be a list of at most {LONGEST_LOG}")
    return [_entry(row) for row in rows]


def completed(entries: Sequence[Entry], stamps: Stamps) -> list[Entry]:
    """The history with what was typed after its last entries, so that it ends in these stamps."""
    last = {entry.name: entry.at for entry in entries}
    now = {name: cast("datetime | None", getattr(stamps, name)) for name in STAMPS}
    return [*entries, *(Entry(name, at, "typed") for name, at in now.items() if not _is_same(last.get(name), at))]


def stored_log(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The history as it is stored, `before` being what each entry took the place of."""
    last: dict[str, datetime | None] = {}
    rows = []
    for entry in entries:
        rows.append(
            {
                "name": entry.name,
                "at": _text(entry.at),
                "how": entry.how,
                "before": _text(last.get(entry.name)),
            }
        )
        last[entry.name] = entry.at
    return rows


def corrected(rows: Sequence[dict[str, Any]]) -> frozenset[str]:
    """The names of the stamps that were changed after they had been set, from the stored history."""
    return frozenset(row["name"] for row in rows if row["before"] is not None)


def _entry(row: object) -> Entry:
    if not isinstance(row, dict) or set(row) != _KEYS:
        raise ValueError("each stamp of the history must have name, at, how and before, and nothing else")
    if row["name"] not in STAMPS or row["how"] not in HOWS:
        raise ValueError("each stamp of the history must have a known name, and how must be key or typed")
    _moment(row["before"])
    return Entry(row["name"], _moment(row["at"]), row["how"])


def _moment(text: object) -> datetime | None:
    if text is None:
        return None
    if not isinstance(text, str):
        raise ValueError("a moment of the history must be text or null")  # noqa: TRY004 - all that is wrong is one fault
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or at.year not in _YEARS:
        raise ValueError("a moment of the history must have its offset from UTC")
    return at


def _is_same(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < SAME_MOMENT


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds")
