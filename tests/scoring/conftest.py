"""The example measurement and small invented ones, as records."""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any, cast

import pytest

from shopper.method import Method, load_method
from shopper.records import CallRecord, Delivery, MailRecord, Outcome

MONDAY_TEN = datetime(2017, 10, 16, 8, 0, tzinfo=UTC)
"""Monday 16 October 2017 at 10:00 in Stockholm."""

CallMaker = Callable[..., CallRecord]
MailMaker = Callable[..., MailRecord]


@pytest.fixture
def method() -> Method:
    return load_method("kkik-2017")


@pytest.fixture
def make_call() -> CallMaker:
    """A call that reached an official in ten seconds and was graded good throughout; each value can be replaced."""
    number = 0

    def make(**changes: Any) -> CallRecord:
        nonlocal number
        number += 1
        good = CallRecord(
            number, "bygglov", "Fråga?", MONDAY_TEN, "i1", 10, "reached", "good", "good", "good", "good", ""
        )
        return replace(good, **changes)

    return make


@pytest.fixture
def make_mail() -> MailMaker:
    """A letter of Monday 10:00, answered after `hours` working hours of that day; None is no answer."""
    number = 0

    def make(hours: float | None = 1.0, **changes: Any) -> MailRecord:
        nonlocal number
        number += 1
        answered_at = None if hours is None else MONDAY_TEN + timedelta(hours=hours)
        graded = None if hours is None else False
        sender = None if hours is None else "complete"
        letter = MailRecord(number, "bygglov", "Fråga?", MONDAY_TEN, "delivered", None, answered_at, sender, graded)
        return replace(letter, **changes)

    return make


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("shopper").joinpath("examples", "vetlanda_2017", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@pytest.fixture(scope="session")
def vetlanda_calls() -> tuple[CallRecord, ...]:
    return tuple(
        CallRecord(
            id=number,
            area=row["area"],
            question=row["question"],
            called_at=datetime.fromisoformat(row["called_at"]),
            interviewer=row["interviewer"],
            seconds_to_contact=int(row["seconds_to_contact"]) if row["seconds_to_contact"] else None,
            outcome=cast("Outcome", row["outcome"]),
            answer=row["answer"] or None,
            information=row["information"] or None,
            interest=row["interest"] or None,
            courtesy=row["courtesy"] or None,
            comment=row["comment"],
        )
        for number, row in enumerate(_rows("calls.csv"), start=1)
    )


@pytest.fixture(scope="session")
def vetlanda_mails() -> tuple[MailRecord, ...]:
    extra: Mapping[str, bool | None] = {"yes": True, "no": False, "": None}
    return tuple(
        MailRecord(
            id=number,
            area=row["area"],
            question=row["question"],
            sent_at=datetime.fromisoformat(row["sent_at"]),
            delivery=cast("Delivery", row["delivery"]),
            acknowledged_at=_moment(row["acknowledged_at"]),
            answered_at=_moment(row["answered_at"]),
            sender=row["sender"] or None,
            extra_information=extra[row["extra_information"]],
        )
        for number, row in enumerate(_rows("mails.csv"), start=1)
    )


@pytest.fixture(scope="session")
def vetlanda_expected() -> dict[str, dict[str, object]]:
    text = resources.files("shopper").joinpath("examples", "vetlanda_2017", "expected.json").read_text("utf-8")
    return cast("dict[str, dict[str, object]]", json.loads(text))
