"""Stored values as JSON and back, by the type of their column. Pure."""

from base64 import b64decode, b64encode
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, LargeBinary
from sqlalchemy.types import TypeEngine

from shopper.tables.base import Compressed, UtcTime


def to_json(value: Any) -> Any:
    """Bytes as base64, times and days as ISO 8601; what JSON knows stays as it is."""
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


def from_json(value: Any, kind: TypeEngine[Any]) -> Any:
    """The value as a column of this type takes it; ValueError when it does not fit."""
    if value is None:
        return None
    if isinstance(kind, LargeBinary | Compressed):
        return b64decode(value, validate=True)
    if isinstance(kind, UtcTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
