"""From records to typed frames: one row a contact, with the method's judgements about it already made.

Which band, contact or not, answered or not, late or not is decided here and nowhere else; `call_figures` and
`mail_figures` only count. Source: method study 4 and 5.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np
import pandas as pd

from shopper.faults import BadInput
from shopper.method import Method
from shopper.records import CONTACTS, CallRecord, MailRecord
from shopper.working_time import Times, working_hours, working_hours_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_AN_HOUR = 3_600_000_000

CALL_COLUMNS = {
    "id": "int64",
    "area": "str",
    "in_total": "bool",
    "band": "int64",
    "direct": "bool",
    "contact": "bool",
    "answered": "bool",
    "answer": "object",
    "information": "object",
    "interest": "object",
    "courtesy": "object",
}
"""`band` counts from 1 in the method's contact bands, 0 is no contact; `direct` is a contact in time for Measure 2."""

MAIL_COLUMNS = {
    "id": "int64",
    "area": "str",
    "in_total": "bool",
    "delivered": "bool",
    "acknowledged": "bool",
    "answered": "bool",
    "late": "bool",
    "band": "int64",
    "hours": "object",
    "sender": "object",
    "extra": "object",
}
"""`band` counts from 1 in the method's reply bands, 0 is unanswered; `hours` is a Fraction, None if unanswered.

`sender` and `extra` are None where the answer has not been graded yet."""


def calls_frame(method: Method, calls: Sequence[CallRecord]) -> pd.DataFrame:
    """The calls as a frame of CALL_COLUMNS; BadInput names the call that does not fit the method."""
    in_total = {area.code: area.in_total for area in method.area}
    rows = [_call_row(method, in_total, call) for call in calls]
    return pd.DataFrame(rows, columns=list(CALL_COLUMNS)).astype(CALL_COLUMNS)


def mails_frame(method: Method, mails: Sequence[MailRecord]) -> pd.DataFrame:
    """The letters as a frame of MAIL_COLUMNS, bounced ones included; BadInput names the letter that does not fit."""
    in_total = {area.code: area.in_total for area in method.area}
    hours = _hours(method, mails)
    rows = [_mail_row(method, in_total, mail, worked) for mail, worked in zip(mails, hours, strict=True)]
    return pd.DataFrame(rows, columns=list(MAIL_COLUMNS)).astype(MAIL_COLUMNS)


def _call_row(method: Method, in_total: dict[str, bool], call: CallRecord) -> tuple[object, ...]:
    where = f"call {call.id}"
    contact = call.outcome in CONTACTS
    seconds = call.seconds_to_contact
    if contact and seconds is None:
        raise BadInput(f"{where}: outcome is {call.outcome} but the seconds to contact are missing; fill them in")
    rules = method.call
    answer = answer_of(call)
    return (
        call.id,
        call.area,
        _area_counts(method, in_total, call.area, where),
        bisect_left(rules.contact_band_seconds, seconds) + 1 if contact and seconds is not None else 0,
        contact and seconds is not None and seconds <= method.measure_2.seconds,
        contact,
        answer in rules.answered_by,
        _on_scale(answer, rules.answer, f"{where}, answer"),
        _on_scale(call.information, rules.information, f"{where}, information"),
        _on_scale(call.interest, rules.interest, f"{where}, interest"),
        _on_scale(call.courtesy, rules.courtesy, f"{where}, courtesy"),
    )


def answer_of(call: CallRecord) -> str:
    """The grade of the answer as it counts: no contact and the wrong official are poor, as the citizen sees it (4.2).

    BadInput when an official was reached but nobody graded the answer.
    """
    if call.outcome != "reached":
        return "poor"
    if call.answer is None:
        raise BadInput(f"call {call.id}: an official was reached but the answer has no grade; grade it")
    return call.answer


def _mail_row(
    method: Method, in_total: dict[str, bool], mail: MailRecord, hours: Fraction | None
) -> tuple[object, ...]:
    where = f"letter {mail.id}"
    delivered = mail.delivery == "delivered"
    limits = method.mail.reply_band_hours
    late = hours is not None and hours > method.mail.window_hours
    in_time = hours is not None and not late
    return (
        mail.id,
        mail.area,
        _area_counts(method, in_total, mail.area, where),
        delivered,
        delivered and mail.acknowledged_at is not None,
        in_time,
        late,
        bisect_left(limits, hours) + 1 if hours is not None and in_time else 0,
        hours if in_time else None,
        _on_scale(mail.sender, method.mail.sender, f"{where}, sender") if in_time else None,
        mail.extra_information if in_time else None,
    )


def _hours(method: Method, mails: Sequence[MailRecord]) -> list[Fraction | None]:
    """The working hours of each delivered answer, None of the others; BadInput names a letter with impossible times."""
    sent_and_answered = [
        (mail.sent_at, mail.answered_at) if mail.delivery == "delivered" and mail.answered_at is not None else None
        for mail in mails
    ]
    pairs = [pair for pair in sent_and_answered if pair is not None]
    try:
        counted = iter(_hours_at_once(pairs, method))
    except (ValueError, TypeError):  # something among them cannot be counted: letter by letter says which
        return [_hours_of_one(method, mail, pair) for mail, pair in zip(mails, sent_and_answered, strict=True)]
    return [None if pair is None else next(counted) for pair in sent_and_answered]


def _hours_at_once(pairs: Sequence[tuple[datetime, datetime]], method: Method) -> list[Fraction]:
    """What `working_hours` gives for each pair: a float holds every microsecond of 250 years of working hours."""
    sent, answered = (_column([pair[number] for pair in pairs]) for number in (0, 1))
    hours = working_hours_of(sent, answered, method.working_time)
    return [
        Fraction(worked, _MICROSECONDS_AN_HOUR)
        for worked in np.rint(hours * _MICROSECONDS_AN_HOUR).astype(np.int64).tolist()
    ]


def _column(moments: Sequence[datetime]) -> Times:
    """The moments in UTC; TypeError when one has no time zone."""
    return np.array([(moment - _EPOCH) // _MICROSECOND for moment in moments], dtype=np.int64).view("datetime64[us]")


def _hours_of_one(method: Method, mail: MailRecord, pair: tuple[datetime, datetime] | None) -> Fraction | None:
    try:
        return None if pair is None else working_hours(*pair, method.working_time)
    except ValueError as error:
        raise BadInput(f"letter {mail.id}: {error}") from error


def _area_counts(method: Method, in_total: dict[str, bool], area: str, where: str) -> bool:
    if area not in in_total:
        raise BadInput(f"{where}: {area!r} is not an area of {method.name}; allowed are {', '.join(in_total)}")
    return in_total[area]


def _on_scale(grade: str | None, scale: tuple[str, ...], where: str) -> str | None:
    if grade is not None and grade not in scale:
        raise BadInput(f"{where}: {grade!r} is not a grade; allowed are {', '.join(scale)}")
    return grade
