"""The checksum of what a report says: two reports with the same one say the same, whenever they were printed. Pure."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from report_templates.content import Report


def content_checksum(report: Report) -> str:
    """SHA-256, in hexadecimal, of everything in the report, in an order that does not depend on the process."""
    return sha256(_written(report).encode()).hexdigest()


def _written(value: Any) -> str:
    """The value as text: a dataclass with its fields, a set in the order of its texts, the rest as Python writes it."""
    if is_dataclass(value) and not isinstance(value, type):
        inner = ",".join(f"{field.name}={_written(getattr(value, field.name))}" for field in fields(value))
        return f"{type(value).__name__}({inner})"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_written(key)}:{_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, frozenset | set):
        return "{" + ",".join(sorted(map(_written, value))) + "}"
    if isinstance(value, tuple | list):
        return "(" + ",".join(map(_written, value)) + ")"
    return repr(value)
