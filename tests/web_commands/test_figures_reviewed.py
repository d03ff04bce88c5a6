"""`shopper figures` counts approved calls, says what waits, and counts that too when it is asked for a preliminary."""

import json

import pytest
from sqlmodel import col, select

from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from tests.web_commands.conftest import Shopper

FIGURES = ("figures", "vetlanda-2017", "0685", "--json")


@pytest.fixture
def half_reviewed(imported: Shopper, store: Store) -> Shopper:
    """The example of which two calls of the total wait for review, and one was returned."""
    with store.transaction() as session:
        calls = session.exec(select(CallProbe).where(CallProbe.area == "bygglov").order_by(col(CallProbe.id)))
        for call, state in zip(calls, ("submitted", "submitted", "returned"), strict=False):
            call.state = state
    return imported


def test_when_all_are_reviewed_nothing_is_said(imported: Shopper) -> None:
    assert imported(*FIGURES).err == ""


def test_calls_that_wait_are_not_counted_and_told_of(half_reviewed: Shopper) -> None:
    ran = half_reviewed(*FIGURES)
    told = "3 calls are not counted yet: review and approve them, or look at a preliminary count with --submitted.\n"
    assert (json.loads(ran.out)["calls"]["n"], ran.err) == (51, told)


def test_a_letter_that_may_still_be_answered_is_not_counted_and_told_of(imported: Shopper, store: Store) -> None:
    before = json.loads(imported(*FIGURES).out)
    with store.transaction() as session:
        letters = select(MailProbe).where(MailProbe.area == "kultur_och_fritid", MailProbe.state == "unanswered")
        session.exec(letters).one().state = "sent"
    ran = imported(*FIGURES)
    told = "1 letter is not counted yet: the time to answer is not over.\n"
    assert (json.loads(ran.out)["mails"]["n"], ran.err) == (before["mails"]["n"] - 1, told)


def test_a_preliminary_count_holds_the_submitted_ones_and_says_so(half_reviewed: Shopper) -> None:
    ran = half_reviewed(*FIGURES, "--submitted")
    told = (
        "Preliminary: calls that wait for review are counted too.\n"
        "1 call is not counted: returned to the interviewer and not submitted again yet.\n"
    )
    assert (json.loads(ran.out)["calls"]["n"], ran.err) == (53, told)
