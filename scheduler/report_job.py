"""Prints a measurement's report: gathers what it is made of, prints it with no transaction open, stores the files."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import structlog
from sqlmodel import Session, col, select

from report_templates.language import Language
from report_templates.material import Material
from report_templates.subject import ReportSubject
from scheduler.conduct import conduct_of
from scheduler.let_through import comments_let_through, example_let_through
from scheduler.processes import Ending, Stopped
from scheduler.surroundings import surroundings_of
from scheduler.wording import report_language
from scheduler.workplace import DraftOrder, FinalOrder, Printed, PrintOrder, Workplace
from scoring.measures import count
from shopper.faults import BadInput, Fault
from shopper.method import Method
from shopper.moves import Cause, move
from shopper.queries import (
    call_records,
    counted_states,
    mail_records,
    method_of,
    municipality_of,
    reference_values,
    stored_id,
)
from shopper.still_open import still_open
from shopper.tables.reports import Report
from shopper.tables.study import Measurement, Wave
from shopper.texts import mark

ACTOR = "render_report"
LONGEST_PRINTING = timedelta(minutes=10)
"""A report under way for longer than this has lost its worker; printing one takes seconds."""
UNEXPECTED: Final = mark("Rapporten kunde inte skrivas ut på grund av ett fel i programmet; felet står i loggen.")
STOPPED: Final[dict[Ending, str]] = {
    "died": mark("Utskriften avbröts mitt i. Skriv ut igen; händer det om och om igen står orsaken i loggen."),
    "hung": mark("Utskriften tog för lång tid och avbröts. Skriv ut igen."),
    "grew": mark("Utskriften krävde för mycket minne och avbröts. Be den som sköter servern att höja gränsen."),
    "closed": mark("Programmet stängdes av under utskriften. Skriv ut igen."),
}

_log = structlog.get_logger(__name__)


def gather_material(
    session: Session, wave: Wave, measurement: Measurement, printed_on: date, language: Language
) -> Material:
    """What a measurement's report is made of, as it is now: plain values, which another process can be sent.

    `language` is that of `wording.report_language`: it carries the thresholds that the words follow.

    BadInput when a record does not fit the wave's method.
    """
    method = method_of(wave)
    measurement_id = stored_id(measurement.id)
    calls = call_records(session, measurement_id, counted_states(method))
    return Material(
        subject=_subject(session, wave, measurement, method, printed_on),
        figures=count(method, calls, mail_records(session, measurement_id)),
        method=method,
        references=tuple(reference_values(session, measurement_id)),
        comments=comments_let_through(session, measurement_id, method),
        example=example_let_through(session, measurement_id, method),
        calls=tuple(calls),
        around=surroundings_of(session, wave, measurement),
        language=language,
    )


def render_report(workplace: Workplace, report_id: int) -> str:
    """Print one ordered report and store its files; the state it is then in.

    Run again for a report whose worker died, it starts over; for one that is finished or under way, it does nothing.
    """
    state, is_mine = _take(workplace, report_id)
    if not is_mine:
        return state
    result: Printed | str
    try:
        result = workplace.print_report(_print_order(workplace, report_id))
    except Stopped as stopped:
        result = STOPPED[stopped.ending]
    except Fault as fault:
        result = str(fault)
    except Exception:  # noqa: BLE001 - whatever it is, the coordinator is told and the report does not stand still
        _log.exception("printing failed", report=report_id)
        result = UNEXPECTED
    return _end(workplace, report_id, result)


def reports_to_render(workplace: Workplace) -> Sequence[int]:
    """Reports that wait, and those under way: an order for one whose worker lives does nothing."""
    with workplace.store.reading() as session:
        unfinished = col(Report.state).in_(("ordered", "rendering"))
        rows = session.exec(select(Report.id).where(unfinished).order_by(col(Report.id))).all()
    return [stored_id(row) for row in rows]


def _take(workplace: Workplace, report_id: int) -> tuple[str, bool]:
    """Take the report to print it, if it waits or its worker is dead; its state, and whether it was taken."""
    now, mark_of_ours = workplace.clock(), workplace.worker.mark
    with workplace.store.transaction() as session:
        report = session.get(Report, report_id)
        if report is None:
            return "gone", False
        if report.state == "rendering" and _is_abandoned(report, workplace, now):
            abandoned = Cause(ACTOR, now, "the worker that printed it ended in the middle")
            move(session, "report", report_id, ("rendering", "ordered"), abandoned)
        if report.state != "ordered":
            return report.state, False
        taken = {"rendering_since": now, "rendering_by": mark_of_ours}
        move(session, "report", report_id, ("ordered", "rendering"), Cause(ACTOR, now), **taken)
        return report.state, True


def _is_abandoned(report: Report, workplace: Workplace, now: datetime) -> bool:
    """Whether the report was taken by this worker before it was restarted, or longer ago than any printing lasts."""
    if report.rendering_since is None or report.rendering_by is None:
        return True
    worker = workplace.worker
    is_same_worker = report.rendering_by.rpartition(":")[0] == worker.executor_id
    is_an_earlier_life = is_same_worker and report.rendering_by != worker.mark
    return is_an_earlier_life or report.rendering_since + LONGEST_PRINTING < now


def _print_order(workplace: Workplace, report_id: int) -> PrintOrder:
    """What is to be printed: a draft of what is stored now, or the final print of an approved draft."""
    with workplace.store.reading() as session:
        report = session.get_one(Report, report_id)
        if report.of_draft_id is not None:
            return _final_order(session.get_one(Report, report.of_draft_id))
        measurement = session.get_one(Measurement, report.measurement_id)
        wave = session.get_one(Wave, measurement.wave_id)
        day = printed_on(wave, report.rendering_since or workplace.clock())
        language = report_language(workplace.settings, report.language)
        material = gather_material(session, wave, measurement, day, language)
        return DraftOrder(material, report.variant, licence=workplace.settings.data_licence)


def _final_order(draft: Report) -> FinalOrder:
    if draft.html is None or draft.workbook is None or draft.package is None:
        raise BadInput("the draft was printed by an older version and lacks what the final report is made of")
    html = draft.html.decode()
    return FinalOrder(html, draft.language, draft.variant, draft.content_sha256, draft.workbook, draft.package)


def printed_on(wave: Wave, moment: datetime) -> date:
    """The day a report that is printed at this moment bears: that of the clock where the wave is measured."""
    return moment.astimezone(method_of(wave).working_time.zone).date()


def _end(workplace: Workplace, report_id: int, result: Printed | str) -> str:
    """Store the files, or the sentence that says why there are none; the state the report is then in."""
    now, mark_of_ours = workplace.clock(), workplace.worker.mark
    changes: dict[str, Any] = {"finished_at": now}
    if isinstance(result, Printed):
        after, reason = "ready", ""
        changes |= _stored_files(result)
    else:
        after, reason = "failed", result
    with workplace.store.transaction() as session:
        report = session.get(Report, report_id)
        if report is None:
            return "gone"
        # Another worker that took it for abandoned ends it instead; its files are the same.
        if (report.state, report.rendering_by) == ("rendering", mark_of_ours):
            cause = Cause(ACTOR, now, reason)
            move(session, "report", report_id, ("rendering", after), cause, failure=reason, **changes)
        return report.state


def _stored_files(printed: Printed) -> dict[str, Any]:
    return {
        "html": printed.html.encode(),
        "content_sha256": printed.content_sha256,
        "pdf": printed.pdf,
        "workbook": printed.workbook,
        "package": printed.package,
        "sha256": sha256(printed.pdf).hexdigest(),
    }


def _subject(session: Session, wave: Wave, measurement: Measurement, method: Method, printed_on: date) -> ReportSubject:
    municipality = municipality_of(session, measurement)
    left = still_open(session, stored_id(measurement.id), counted_states(method))
    return ReportSubject(
        measurement_id=stored_id(measurement.id),
        municipality_code=municipality.code,
        municipality_name=municipality.name,
        population=municipality.population,
        wave_name=wave.name,
        first_day=wave.first_day,
        last_day=wave.last_day,
        printed_on=printed_on,
        zone=method.working_time.zone,
        conduct=conduct_of(session, wave, measurement, method),
        calls_not_reviewed=left.calls_not_reviewed,
        letters_waiting=left.letters_waiting,
        contacts_to_come=left.calls_to_make + left.letters_to_send,
    )
