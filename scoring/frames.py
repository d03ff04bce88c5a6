"""From columns of records to typed frames: one row a contact, with the method's judgements about it already made.

Which band, contact or not, answered or not, late or not is decided here and nowhere else, for one measurement as for
thousands at once; `call_figures` and `mail_figures` only count. Source: method study 4 and 5.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd

from scoring.counted import MICROSECONDS_AN_HOUR
from shopper.faults import BadInput
from shopper.method import Method
from shopper.record_columns import EPOCH, CallColumns, Ints, MailColumns, Marks, Words
from shopper.records import CONTACTS
from shopper.working_time import working_hours, working_hours_of

NOT_GRADED: Final = -1
"""The place of a grade that nobody gave."""

_UNKNOWN: Final = -2

CALL_COLUMNS = {
    "measurement": "int64",
    "id": "int64",
    "area": "int64",
    "in_total": "bool",
    "band": "int64",
    "direct": "bool",
    "contact": "bool",
    "answered": "bool",
    "answer": "int64",
    "information": "int64",
    "interest": "int64",
    "courtesy": "int64",
}
"""`area` is its place in the method, counted from 0, and each grade its place on the scale, -1 where there is none.

`band` counts from 1 in the method's contact bands, 0 is no contact; `direct` is a contact in time for Measure 2."""

MAIL_COLUMNS = {
    "measurement": "int64",
    "id": "int64",
    "area": "int64",
    "in_total": "bool",
    "delivered": "bool",
    "acknowledged": "bool",
    "answered": "bool",
    "late": "bool",
    "band": "int64",
    "worked": "int64",
    "sender": "int64",
    "extra": "int64",
}
"""`band` counts from 1 in the method's reply bands, 0 is unanswered; `worked` is the reply time in microseconds of
working time, 0 if unanswered.

`sender` is its place among the method's kinds and `extra` 0 or 1; both -1 where the answer has not been graded yet."""


def calls_frame(method: Method, calls: CallColumns) -> pd.DataFrame:
    """The calls as a frame of CALL_COLUMNS; BadInput names a call that does not fit the method."""
    contact = _is_among(calls.outcome, CONTACTS)
    unknown_time = np.flatnonzero(contact & np.isnan(calls.seconds))
    if len(unknown_time) > 0:
        number, outcome = calls.id[unknown_time[0]], calls.outcome[unknown_time[0]]
        raise BadInput(f"call {number}: outcome is {outcome} but the seconds to contact are missing; fill them in")
    area = _places(calls.area, method.area_codes, calls.id, "call {}: {!r} is not an area of " + method.name)
    rules = method.call
    answer = _places(_answers(calls), rules.answer, calls.id, "call {}, answer: {!r} is not a grade")
    return pd.DataFrame(
        {
            "measurement": calls.measurement,
            "id": calls.id,
            "area": area,
            "in_total": _counts_in_total(method)[area],
            "band": np.where(contact, np.searchsorted(rules.contact_band_seconds, calls.seconds) + 1, 0),
            "direct": contact & (calls.seconds <= method.measure_2.seconds),
            "contact": contact,
            "answered": np.isin(answer, [rules.answer.index(grade) for grade in rules.answered_by]),
            "answer": answer,
            "information": _places(
                calls.information, rules.information, calls.id, "call {}, information: {!r} is not a grade"
            ),
            "interest": _places(calls.interest, rules.interest, calls.id, "call {}, interest: {!r} is not a grade"),
            "courtesy": _places(calls.courtesy, rules.courtesy, calls.id, "call {}, courtesy: {!r} is not a grade"),
        }
    ).astype(CALL_COLUMNS)


def mails_frame(method: Method, mails: MailColumns) -> pd.DataFrame:
    """The letters as a frame of MAIL_COLUMNS, bounced ones included; BadInput names a letter that does not fit."""
    area = _places(mails.area, method.area_codes, mails.id, "letter {}: {!r} is not an area of " + method.name)
    replied = mails.delivered & ~np.isnat(mails.answered_at)
    worked = _worked(method, mails, replied)
    limits = np.array(method.mail.reply_band_hours) * MICROSECONDS_AN_HOUR
    in_time = replied & (worked <= limits[-1])
    sender = mails.sender.copy()
    sender[~in_time] = None
    return pd.DataFrame(
        {
            "measurement": mails.measurement,
            "id": mails.id,
            "area": area,
            "in_total": _counts_in_total(method)[area],
            "delivered": mails.delivered,
            "acknowledged": mails.delivered & mails.acknowledged,
            "answered": in_time,
            "late": replied & ~in_time,
            "band": np.where(in_time, np.searchsorted(limits, worked) + 1, 0),
            "worked": np.where(in_time, worked, 0),
            "sender": _places(sender, method.mail.sender, mails.id, "letter {}, sender: {!r} is not a grade"),
            "extra": np.where(in_time, _as_numbers(mails.extra), NOT_GRADED),
        }
    ).astype(MAIL_COLUMNS)


def _answers(calls: CallColumns) -> Words:
    """The grade of the answer as it counts: no contact and the wrong official are poor, as the citizen sees it (4.2).

    BadInput when an official was reached but nobody graded the answer.
    """
    reached = calls.outcome == "reached"
    not_graded = np.flatnonzero(reached & (calls.answer == None))  # noqa: E711 - compared place by place
    if len(not_graded) > 0:
        raise BadInput(f"call {calls.id[not_graded[0]]}: an official was reached but the answer has no grade; grade it")
    return np.where(reached, calls.answer, "poor")


def _worked(method: Method, mails: MailColumns, replied: Marks) -> Ints:
    """The microseconds of working time of each reply, 0 where there is none; BadInput names impossible times.

    A float holds every microsecond of 250 years of working hours.
    """
    worked = np.zeros(len(replied), dtype=np.int64)
    sent, answered = mails.sent_at[replied], mails.answered_at[replied]
    try:
        hours = working_hours_of(sent, answered, method.working_time)
    except ValueError:  # something among them cannot be counted at once: letter by letter says what
        pairs = zip(mails.id[replied].tolist(), sent.tolist(), answered.tolist(), strict=True)
        worked[replied] = [_worked_one(method, *pair) for pair in pairs]
        return worked
    worked[replied] = np.rint(hours * MICROSECONDS_AN_HOUR).astype(np.int64)
    return worked


def _worked_one(method: Method, number: int, sent_at: datetime, answered_at: datetime) -> int:
    try:
        hours = working_hours(
            sent_at.replace(tzinfo=EPOCH.tzinfo), answered_at.replace(tzinfo=EPOCH.tzinfo), method.working_time
        )
    except ValueError as error:
        raise BadInput(f"letter {number}: {error}") from error
    return int(hours * MICROSECONDS_AN_HOUR)


def _counts_in_total(method: Method) -> Marks:
    return np.array([area.in_total for area in method.area])


def _is_among(words: Words, wanted: Iterable[str]) -> Marks:
    among = frozenset(wanted)
    return np.array([word in among for word in words.tolist()], dtype=np.bool_)


def _as_numbers(truths: Words) -> Ints:
    return np.array([NOT_GRADED if truth is None else truth for truth in truths.tolist()], dtype=np.int64)


def _places(words: Words, scale: Sequence[str], numbers: Ints, told: str) -> Ints:
    """The place of each word on its scale, NOT_GRADED for None.

    BadInput for a word that is not on it: what is `told` of the contact's number and the word.
    """
    place: dict[str | None, int] = {word: number for number, word in enumerate(scale)}
    place[None] = NOT_GRADED
    places = np.array([place.get(word, _UNKNOWN) for word in words.tolist()], dtype=np.int64)
    wrong = np.flatnonzero(places == _UNKNOWN)
    if len(wrong) > 0:
        raise BadInput(f"{told.format(numbers[wrong[0]], words[wrong[0]])}; allowed are {', '.join(scale)}")
    return places
