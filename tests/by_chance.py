"""Contacts drawn by chance, as records: everything a method allows, also what seldom happens."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal, get_args

from shopper.method import Method
from shopper.records import CONTACTS, CallRecord, MailRecord, Outcome

FIRST = datetime(2017, 10, 16, 6, tzinfo=UTC)
"""Monday 16 October 2017 at 08:00 in Stockholm."""

OUTCOMES: tuple[Outcome, ...] = (*get_args(Outcome), *get_args(Literal["reached"]) * 15)
"""Each outcome, and an official much more often than the others."""


def calls_by_chance(method: Method, number: int, chance: Random, first_id: int = 1) -> list[CallRecord]:
    """So many calls in any of the method's areas, most of them to an official."""
    return [_call(method, first_id + place, chance) for place in range(number)]


def mails_by_chance(method: Method, number: int, chance: Random, first_id: int = 1) -> list[MailRecord]:
    """So many letters in any of the method's areas: answered, answered late, not answered, and a few bounced."""
    return [_mail(method, first_id + place, chance) for place in range(number)]


def _call(method: Method, number: int, chance: Random) -> CallRecord:
    outcome: Outcome = chance.choice(OUTCOMES)
    is_contact, is_graded = outcome in CONTACTS, outcome == "reached"
    scales = method.call.answer, method.call.information, method.call.interest, method.call.courtesy
    grades = [chance.choice([None, *scale]) if is_graded else None for scale in scales]
    return CallRecord(
        id=number,
        area=chance.choice(method.area).code,
        question="Vad kostar det?",
        called_at=FIRST,
        interviewer="i1",
        seconds_to_contact=chance.choice([0, 59, 60, 61, 120, 121, chance.randrange(600)]) if is_contact else None,
        outcome=outcome,
        answer=chance.choice(method.call.answer) if is_graded else None,
        information=grades[1],
        interest=grades[2],
        courtesy=grades[3],
        comment="",
    )


def _mail(method: Method, number: int, chance: Random) -> MailRecord:
    sent_at = FIRST + timedelta(minutes=chance.randrange(14 * 1440))
    is_answered = chance.random() < 0.8
    took = chance.choice([timedelta(0), timedelta(days=chance.randrange(30)), timedelta(seconds=chance.random() * 1e6)])
    return MailRecord(
        id=number,
        area=chance.choice(method.area).code,
        question="Vad kostar det?",
        sent_at=sent_at,
        delivery="bounced" if chance.random() < 0.05 else "delivered",
        acknowledged_at=sent_at if chance.random() < 0.3 else None,
        answered_at=sent_at + took if is_answered else None,
        sender=chance.choice([None, *method.mail.sender]) if is_answered else None,
        extra_information=chance.choice([None, True, False]) if is_answered else None,
    )
