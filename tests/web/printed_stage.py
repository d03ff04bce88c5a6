"""Printings of a report on the stage of the site's tests, made without printing: a draft, its final print, a link."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import update
from sqlmodel import Session, col

from report_templates.language import language_of
from report_templates.made_apart import said
from scheduler.report_job import gather_material, printed_on
from shopper.moves import Cause
from shopper.queries import stored_id
from shopper.report_approval import approve
from shopper.report_deliveries import make_delivery
from shopper.states import COMING_STATES
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.reports import Report
from shopper.tables.study import Measurement, Wave
from tests.web.stage import START

BY_CECILIA: Final = Cause("cecilia", START)
FILES: Final = {"html": b"<html>", "workbook": b"PK workbook", "package": b"PK package"}
ADDRESS: Final = "kanslichef@vetlanda.test"


def finish(session: Session, measurement: int) -> None:
    """What of the measurement is open is withdrawn: nothing is left to wait for."""
    planned = col(CallProbe.measurement_id) == measurement, col(CallProbe.state) == "planned"
    open_letters = (
        col(MailProbe.measurement_id) == measurement,
        col(MailProbe.state).in_(("sent", *COMING_STATES)),
    )
    for table, these in ((CallProbe, planned), (MailProbe, open_letters)):
        session.connection().execute(update(table).where(*these).values(state="withdrawn"))
    session.expire_all()


def add_draft(session: Session, measurement: int, *, is_finished: bool = True, **changes: Any) -> int:
    """A printed draft that says what the report says now, but for the changes; its id.

    The measurement is finished first, so that the draft can be approved without a reason.
    """
    if is_finished:
        finish(session, measurement)
    values = {**FILES, "pdf": b"%PDF draft", "sha256": "d" * 64, "state": "ready", "language": "sv"} | changes
    values |= {"content_sha256": changes.get("content_sha256", said_now(session, measurement, values["language"]))}
    draft = Report(
        measurement_id=measurement,
        ordered_by="cecilia",
        ordered_at=START,
        rendering_since=START,
        finished_at=START,
        **values,
    )
    session.add(draft)
    session.flush()
    return stored_id(draft.id)


def said_now(session: Session, measurement: int, language: str = "sv") -> str:
    """The checksum of what the measurement's report says now."""
    row = session.get_one(Measurement, measurement)
    wave = session.get_one(Wave, row.wave_id)
    return said(gather_material(session, wave, row, printed_on(wave, START), language_of(language)))


def add_final(session: Session, measurement: int, *, is_finished: bool = True, **changes: Any) -> int:
    """The printed final report of a draft that was approved, with a reason where the measurement is not finished."""
    draft = add_draft(session, measurement, is_finished=is_finished, **changes)
    cause = BY_CECILIA if is_finished else replace(BY_CECILIA, reason="Nämnden sammanträder i morgon.")
    final_id = approve(session, draft, session.get_one(Report, draft).content_sha256, cause)
    final = session.get_one(Report, final_id)
    final.html, final.workbook, final.package = FILES["html"], FILES["workbook"], FILES["package"]
    final.pdf, final.sha256, final.state, final.finished_at = b"%PDF final", "f" * 64, "ready", START
    session.add(final)
    session.flush()
    return final_id


def add_link(session: Session, final_id: int, days: int = 30) -> tuple[int, str]:
    """A link to the final report; its id and its path."""
    link = make_delivery(session, final_id, ADDRESS, timedelta(days=days), BY_CECILIA)
    return link.delivery_id, f"/delivered/{link.secret}"
