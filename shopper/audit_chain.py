"""How an event of the audit trail is tied to the one before it. Pure.

The hash is a format: rows hold it for ever. Whatever changes here makes every stored trail look broken.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

HASHED: Final = ("id", "at", "actor", "thing", "thing_id", "action", "before", "after", "reason", "details")
"""The columns that the hash covers: every one but the hash itself."""
FIRST: Final = ""
"""What stands in for the hash of the event before the first one."""

_JSON: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def event_hash(previous: str, event: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the hash before and of the event as canonical JSON: keys sorted, time in UTC.

    `event` holds at least the columns of `HASHED`; `id` is the event's number, `details` are as `as_stored` gives them.
    """
    at: datetime = event["at"]
    values = {name: event[name] for name in HASHED}
    values["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(f"{previous}\n{_JSON.encode(values)}".encode()).hexdigest()


def as_stored(details: dict[str, Any] | None) -> dict[str, Any]:
    """Details as they will be read back from a JSON column: numbers as keys become texts, tuples lists."""
    return json.loads(json.dumps(details)) if details else {}
