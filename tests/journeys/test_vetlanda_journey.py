"""The Vetlanda measurement from plan to PDF: the figures and the report that come out are the known ones."""

import json
from typing import Any

import page
import pytest
from sqlmodel import func, select

from scoring.expected import as_json
from scoring.measures import count
from shopper.queries import call_records, counted_states, mail_records, measurement_of, method_of, stored_id, wave_named
from shopper.store import open_store
from shopper.tables.mail import InboundMail, MailProbe, SendAttempt
from shopper.tables.reports import PrintedComment, PrintedReply
from tests.journeys.conftest import Demo
from tests.printed import PRINTED, printed_text
from web.demo.stage import CODE, WAVE, examples

pytestmark = pytest.mark.journey


def figures_of(demo: Demo) -> dict[str, Any]:
    store = open_store(demo.settings.database_url)
    with store.reading() as session:
        wave = wave_named(session, WAVE)
        measurement = stored_id(measurement_of(session, wave, CODE).id)
        method = method_of(wave)
        found = count(
            method, call_records(session, measurement, counted_states(method)), mail_records(session, measurement)
        )
    store.close()
    return as_json(found)


def agrees(expected: Any, found: Any) -> bool:
    """Whether every key of `expected` is in `found` with the same value."""
    if isinstance(expected, dict):
        return all(key in found and agrees(value, found[key]) for key, value in expected.items())
    return bool(expected == found)


def test_the_figures_hold_every_expected_key_with_the_same_value(demo: Demo) -> None:
    expected = json.loads((examples() / "vetlanda_2017" / "expected.json").read_text(encoding="utf-8"))
    found = figures_of(demo)
    assert {half: {key: found[half][key] for key in expected[half]} for half in expected} == expected
    assert agrees(expected, found)


def test_every_letter_left_once_and_its_self_copy_came_back(demo: Demo) -> None:
    store = open_store(demo.settings.database_url)
    with store.reading() as session:
        wave = wave_named(session, WAVE)
        ours = measurement_of(session, wave, CODE).id
        probes = session.exec(select(MailProbe).where(MailProbe.measurement_id == ours)).all()
        copies = session.exec(select(func.count()).select_from(InboundMail).where(InboundMail.self_copy)).one()
        attempts = session.exec(select(func.count()).select_from(SendAttempt)).one()
    store.close()
    sent = sorted(f"<{probe.message_id}>" for probe in probes)
    assert sorted(demo.played.received) == sent
    assert (len(sent), copies, attempts) == (60, 60, 60)
    assert all(probe.sent_at == probe.planned_at == probe.self_copy_at for probe in probes)


def test_the_printed_report_says_what_the_measurement_found(demo: Demo) -> None:
    text = printed_text(demo.played.pdf)
    assert [phrase for phrase in PRINTED if phrase not in text] == []


def test_the_printed_report_is_valid_pdf_ua_1(demo: Demo) -> None:
    assert page.validate_pdf(demo.played.pdf, profile="ua1").is_compliant


def test_the_report_prints_the_comments_and_the_example_that_were_let_through(demo: Demo) -> None:
    text = " ".join(printed_text(demo.played.pdf).split())
    store = open_store(demo.settings.database_url)
    with store.reading() as session:
        shown = session.exec(select(PrintedComment.text).where(PrintedComment.is_shown)).all()
        example = session.exec(select(PrintedReply)).one()
    store.close()
    assert (len(shown), [comment for comment in shown if comment not in text]) == (7, [])
    assert (example.remark in text, "[namn]" in example.text, "[telefonnummer]" in text) == (True, True, True)
