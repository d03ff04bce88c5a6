"""How whole mails are asked for, few fetches for many; and a quick way to read the answers. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

BATCH_MAILS: Final = 50
BATCH_BYTES: Final = 16 * 1024 * 1024
BIG_BYTES: Final = 15 * 1024 * 1024
"""A bigger mail is taken without its attachments."""
SMALL_BYTES: Final = BATCH_BYTES // BATCH_MAILS

WHOLE: Final = ("INTERNALDATE", "BODY.PEEK[]")
"""The items of a whole mail and its time."""

Rows = Mapping[int, Mapping[bytes, Any]]
"""What an answer says of each mail: by UID, then by item."""

_MONTHS: Final = {
    name: number for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)
}
# RFC 3501 7.4.2 with the date-time of its section 9, as nearly every server writes it.
_ROW: Final = re.compile(
    rb'\d+ \(UID (\d{1,10}) INTERNALDATE "([ \d]\d)-(' + b"|".join(_MONTHS) + rb")-([1-9]\d{3}) "
    rb'(\d\d):(\d\d):(\d\d) ([+-])([01]\d)([0-5]\d)" BODY\[\] \{(\d+)\}'
)


def in_fetches(sizes: Mapping[int, int]) -> list[list[int]]:
    """UIDs, given with their sizes in bytes, in few fetches of about BATCH_BYTES; one above BIG_BYTES stands alone."""
    fetches: list[list[int]] = []
    room = 0
    for uid, size in sizes.items():
        if not fetches or size > room or size > BIG_BYTES:
            fetches.append([])
            room = BATCH_BYTES if size <= BIG_BYTES else 0
        fetches[-1].append(uid)
        room -= size
    return fetches


def plain_rows(answer: Sequence[Any]) -> Rows | None:
    """The rows by UID of an answer to a FETCH of WHOLE, given as `imaplib` gives it: a line and its literal, then `)`.

    Reads a line at once where IMAPClient goes letter by letter, which takes longer than all else that is done with a
    mail. None when any row is written in another way: then the whole answer is the library's to read.
    """
    if len(answer) % 2 or any(end != b")" for end in answer[1::2]):
        return None
    rows = {}
    for line in answer[::2]:
        found = _ROW.fullmatch(line[0]) if isinstance(line, tuple) else None
        if found is None or int(found[11]) != len(line[1]):
            return None
        try:
            rows[int(found[1])] = {b"INTERNALDATE": _moment(found), b"BODY[]": line[1]}
        except (ValueError, OverflowError):  # no such day, or one at the end of all days
            return None
    return rows


def _moment(row: re.Match[bytes]) -> datetime:
    there = datetime(int(row[4]), _MONTHS[row[3]], int(row[2]), int(row[5]), int(row[6]), int(row[7]), tzinfo=UTC)
    east = timedelta(hours=int(row[9]), minutes=int(row[10]))
    return there - east if row[8] == b"+" else there + east
