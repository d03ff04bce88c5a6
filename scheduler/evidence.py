"""Gathers the auditor's pack of a measurement: its rows, its mails with their headers, and what was decided."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import String, cast, or_
from sqlmodel import Session, col, select

from report_templates.evidence.pack import Evidence
from report_templates.grammar.rules import TextRules
from report_templates.language import language_of
from scheduler.report_job import gather_material, printed_on
from shopper.audit_lines import csv_header, csv_line
from shopper.queries import mail_records, stored_id
from shopper.tables.calls import CallProbe
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.study import Measurement, Wave
from shopper.tables.trail import AuditEvent


def gather_evidence(  # noqa: PLR0913 - one measurement, one moment, and how it is told
    session: Session,
    wave: Wave,
    measurement: Measurement,
    made_at: datetime,
    rules: TextRules,
    *,
    with_mails: bool = True,
) -> Evidence:
    """The pack's content as it is now; BadInput when a record does not fit the wave's method.

    `rules` are the thresholds that the words of a report follow.
    """
    measurement_id = stored_id(measurement.id)
    return Evidence(
        material=gather_material(session, wave, measurement, printed_on(wave, made_at), language_of("sv", rules)),
        letters=tuple(mail_records(session, measurement_id)),
        mails=dict(_mails(session, measurement_id)) if with_mails else {},
        decisions=_decisions(session, measurement_id),
    )


def _mails(session: Session, measurement_id: int) -> Iterator[tuple[str, bytes]]:
    """Each letter as it was sent, and every mail that was found to belong to it, by letter."""
    sent = select(MailProbe.id, MailProbe.raw).where(MailProbe.measurement_id == measurement_id)
    for probe_id, raw in session.exec(sent.where(col(MailProbe.raw).is_not(None)).order_by(col(MailProbe.id))):
        yield f"{probe_id}-sent.eml", raw or b""
    came = (
        select(InboundMail)
        .join(MailProbe, col(MailProbe.id) == InboundMail.mail_probe_id)
        .where(MailProbe.measurement_id == measurement_id)
        .order_by(col(InboundMail.id))
    )
    for mail in session.exec(came):
        kind = "copy" if mail.self_copy else mail.kind or "unjudged"
        yield f"{mail.mail_probe_id}-{mail.id}-{kind}.eml", mail.raw


def _decisions(session: Session, measurement_id: int) -> str:
    """The lines of the trail about the measurement, its calls and letters, and the mails that belong to them."""
    letters = select(MailProbe.id).where(MailProbe.measurement_id == measurement_id)
    ids = {
        "call": select(cast(CallProbe.id, String)).where(CallProbe.measurement_id == measurement_id),
        "mail": select(cast(MailProbe.id, String)).where(MailProbe.measurement_id == measurement_id),
        "inbound_mail": select(cast(InboundMail.id, String)).where(col(InboundMail.mail_probe_id).in_(letters)),
    }
    thing, thing_id = col(AuditEvent.thing), col(AuditEvent.thing_id)
    about = [(thing == name) & thing_id.in_(found) for name, found in ids.items()]
    about.append((thing == "measurement") & (thing_id == str(measurement_id)))
    events = session.exec(select(AuditEvent).where(or_(*about)).order_by(col(AuditEvent.id)))
    return csv_header() + "".join(map(csv_line, events))
