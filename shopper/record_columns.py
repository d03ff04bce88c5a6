"""The records of `records.py` as columns: one array a value, for counting many contacts at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from shopper.faults import BadInput
from shopper.records import CallRecord, MailRecord

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]

Words = NDArray[np.object_]
"""Texts, or None."""

Moments = NDArray[Any]
"""datetime64[us] in UTC, NaT where there is none."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class CallColumns:
    """Graded calls, one place in every array a call. `seconds` are those to contact, nan for None.

    `measurement` is the id of the call's measurement; 0 where all are of one.
    """

    measurement: Ints
    id: Ints
    area: Words
    seconds: Floats
    outcome: Words
    answer: Words
    information: Words
    interest: Words
    courtesy: Words


@dataclass(frozen=True, slots=True)
class MailColumns:
    """Sent letters, one place in every array a letter. `extra` is whether it told more: True, False or None."""

    measurement: Ints
    id: Ints
    area: Words
    sent_at: Moments
    delivered: Marks
    acknowledged: Marks
    answered_at: Moments
    sender: Words
    extra: Words


Columns = TypeVar("Columns", CallColumns, MailColumns)


def calls_as_columns(calls: Sequence[CallRecord]) -> CallColumns:
    """The calls of one measurement, in their order."""
    return call_columns(map(_call_row, calls))


def call_columns(rows: Iterable[Sequence[Any]]) -> CallColumns:
    """Rows of the values of `CallColumns`, in that order; None for seconds that are missing."""
    measurement, number, area, seconds, *words = _turned(rows, 9)
    return CallColumns(
        np.array(measurement, dtype=np.int64),
        np.array(number, dtype=np.int64),
        _words(area),
        np.array(seconds, dtype=np.float64),
        *map(_words, words),
    )


def mails_as_columns(mails: Sequence[MailRecord]) -> MailColumns:
    """The letters of one measurement, in their order. BadInput names a letter whose times have no zone."""
    for mail in mails:
        _refuse_without_zone(mail)
    return mail_columns(map(_mail_row, mails))


def mail_columns(rows: Iterable[Sequence[Any]]) -> MailColumns:
    """Rows of the values of `MailColumns`, in that order; the moments aware, or texts in UTC."""
    measurement, number, area, sent_at, delivered, acknowledged, answered_at, sender, extra = _turned(rows, 9)
    return MailColumns(
        np.array(measurement, dtype=np.int64),
        np.array(number, dtype=np.int64),
        _words(area),
        _moments(sent_at),
        np.array(delivered, dtype=np.bool_),
        np.array(acknowledged, dtype=np.bool_),
        _moments(answered_at),
        _words(sender),
        _words(extra),
    )


def taken(columns: Columns, places: Marks | Ints) -> Columns:
    """The contacts at these places of the columns, or those that are marked."""
    return type(columns)(*(getattr(columns, field.name)[places] for field in fields(columns)))


def joined(parts: Sequence[Columns]) -> Columns:
    """The columns of one or more parts, one after the other."""
    names = [field.name for field in fields(parts[0])]
    return type(parts[0])(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _call_row(call: CallRecord) -> tuple[object, ...]:
    grades = call.answer, call.information, call.interest, call.courtesy
    return 0, call.id, call.area, call.seconds_to_contact, call.outcome, *grades


def _mail_row(mail: MailRecord) -> tuple[object, ...]:
    came_back = mail.delivery == "delivered", mail.acknowledged_at is not None, mail.answered_at
    return 0, mail.id, mail.area, mail.sent_at, *came_back, mail.sender, mail.extra_information


def _turned(rows: Iterable[Sequence[Any]], width: int) -> Sequence[Sequence[Any]]:
    """The columns of the rows; so many empty ones where there is no row."""
    return list(zip(*rows, strict=True)) or [()] * width


def _words(values: Sequence[object]) -> Words:
    """The words, each held once: a column has a handful, and a database gives a new text with each row."""
    held: dict[object, object] = {}
    return np.array([held.setdefault(value, value) for value in values], dtype=np.object_)


def _moments(moments: Sequence[Any]) -> Moments:
    """Aware moments, or texts in UTC as SQLite has them, in whole microseconds; None among them."""
    if any(isinstance(moment, str) for moment in moments):
        return np.array(moments, dtype="datetime64[us]")
    # NaT is the smallest number; a float would not hold every microsecond.
    never = np.iinfo(np.int64).min
    counted = [never if moment is None else (moment - EPOCH) // MICROSECOND for moment in moments]
    return np.array(counted, dtype=np.int64).view("datetime64[us]")


def _refuse_without_zone(mail: MailRecord) -> None:
    for name, moment in (("sent_at", mail.sent_at), ("answered_at", mail.answered_at)):
        if moment is not None and moment.utcoffset() is None:
            told = f"{name} {moment.isoformat()} has no time zone; give one, for example +01:00"
            raise BadInput(f"letter {mail.id}: {told}")
