"""Counting a measurement: every figure in total and per area, with its proof. The way in to `scoring`."""

from collections.abc import Sequence

import pandas as pd

from scoring.call_figures import call_figures
from scoring.figures import FigureSet, MeasurementFigures, UnansweredLetter
from scoring.frames import calls_frame, mails_frame
from scoring.mail_figures import mail_figures
from shopper.method import Method
from shopper.records import CallRecord, MailRecord


def count(method: Method, calls: Sequence[CallRecord], mails: Sequence[MailRecord]) -> MeasurementFigures:
    """All figures of one municipality in one wave: total (areas with `in_total`), each area, unanswered letters.

    Raises BadInput with the contact's id when a record does not fit the method. Source: method study 4, 5 and 8.
    """
    phone, post = calls_frame(method, calls), mails_frame(method, mails)
    return MeasurementFigures(
        method_name=method.name,
        method_checksum=method.checksum,
        total=figure_set(method, None, phone[phone["in_total"]], post[post["in_total"]]),
        areas=area_sets(method, phone, post),
        unanswered=unanswered_letters(method, mails, post),
    )


def area_sets(method: Method, phone: pd.DataFrame, post: pd.DataFrame) -> tuple[FigureSet, ...]:
    """One set per area of the method, in its order; an area without contacts has figures over empty bases."""
    calls_by_area = {str(code): rows for code, rows in phone.groupby("area")}
    mails_by_area = {str(code): rows for code, rows in post.groupby("area")}
    no_calls, no_mails = phone.iloc[:0], post.iloc[:0]
    return tuple(
        figure_set(method, area.code, calls_by_area.get(area.code, no_calls), mails_by_area.get(area.code, no_mails))
        for area in method.area
    )


def figure_set(method: Method, area: str | None, phone: pd.DataFrame, post: pd.DataFrame) -> FigureSet:
    """All figures of these rows."""
    by_phone, phone_parts = call_figures(method, phone)
    by_mail, mail_parts = mail_figures(method, post)
    return FigureSet(area, {figure.key: figure for figure in by_phone + by_mail}, phone_parts | mail_parts)


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
