"""Counting a measurement: every figure in total and per area, with its proof. The way in to `scoring`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from scoring.call_figures import call_counts
from scoring.counted import Counted, Counts, RoundedSum
from scoring.figures import Figure, FigureSet, MeasurementFigures, UnansweredLetter
from scoring.frames import calls_frame, mails_frame
from scoring.mail_figures import mail_counts
from scoring.proofs import figure_of, rounded_sum
from shopper.method import Method
from shopper.record_columns import Marks, calls_as_columns, mails_as_columns
from shopper.records import CallRecord, MailRecord


@dataclass(frozen=True, slots=True)
class Half:
    """The calls or the letters of a measurement, and what is counted of them."""

    rows: pd.DataFrame
    counts: Counts


def count(method: Method, calls: Sequence[CallRecord], mails: Sequence[MailRecord]) -> MeasurementFigures:
    """All figures of one municipality in one wave: total (areas with `in_total`), each area, unanswered letters.

    Raises BadInput with the contact's id when a record does not fit the method. Source: method study 4, 5 and 8.
    """
    phone, post = _halves(method, calls, mails)
    return MeasurementFigures(
        method_name=method.name,
        method_checksum=method.checksum,
        total=_set_of(None, (phone, post)),
        areas=tuple(_set_of(area.code, (phone, post), place) for place, area in enumerate(method.area)),
        unanswered=unanswered_letters(method, mails, post.rows),
    )


def count_total(method: Method, calls: Sequence[CallRecord], mails: Sequence[MailRecord]) -> FigureSet:
    """The figures of the total alone, as `count` has them: for setting one measurement beside many."""
    return _set_of(None, _halves(method, calls, mails))


def _halves(method: Method, calls: Sequence[CallRecord], mails: Sequence[MailRecord]) -> tuple[Half, Half]:
    phone = calls_frame(method, calls_as_columns(calls))
    post = mails_frame(method, mails_as_columns(mails))
    return Half(phone, call_counts(method, phone)), Half(post, mail_counts(method, post))


def _set_of(area: str | None, halves: Iterable[Half], place: int = 0) -> FigureSet:
    """The figures of the total, or of the area that has this place in the method."""
    figures: dict[str, Figure] = {}
    parts: dict[str, tuple[str, ...]] = {}
    last: dict[str, Figure] = {}
    for half in halves:
        chosen = (half.rows["in_total"] if area is None else half.rows["area"] == place).to_numpy()
        figures |= _figures(half, half.counts.figures, chosen)
        last |= _figures(half, half.counts.other_bases, chosen)
        parts |= half.counts.parts
    return FigureSet(area, figures | last, parts)


def _figures(half: Half, asked: Iterable[Counted | RoundedSum], chosen: Marks) -> Mapping[str, Figure]:
    """The figures asked for of the chosen contacts, in order; an empty choice has figures over empty bases."""
    ids = half.rows["id"].to_numpy()
    made: dict[str, Figure] = {}
    for wanted in asked:
        if isinstance(wanted, Counted):
            made[wanted.key] = figure_of(wanted, ids, chosen)
        else:
            made[wanted.key] = rounded_sum(wanted, made)
    return made


def unanswered_letters(method: Method, mails: Sequence[MailRecord], post: pd.DataFrame) -> tuple[UnansweredLetter, ...]:
    """Delivered letters without an answer inside the window, in the order of the method's areas and then of sending."""
    rank = {area.code: number for number, area in enumerate(method.area)}
    open_marks = (post["delivered"] & ~post["answered"]).tolist()
    late_marks = post["late"].tolist()
    zone = method.working_time.zone
    found = [
        UnansweredLetter(mail.id, mail.area, mail.question, mail.sent_at.astimezone(zone), late)
        for mail, still_open, late in zip(mails, open_marks, late_marks, strict=True)
        if still_open
    ]
    return tuple(sorted(found, key=lambda letter: (rank[letter.area], letter.sent_at, letter.id)))
