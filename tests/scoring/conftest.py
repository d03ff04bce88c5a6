"""The example measurement and small invented ones, as records."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any, cast

import pytest

from shopper.method import Method, load_method
from shopper.records import CallRecord, MailRecord
from tests import vetlanda

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


@pytest.fixture(scope="session")
def vetlanda_calls() -> tuple[CallRecord, ...]:
    return vetlanda.vetlanda_calls()


@pytest.fixture(scope="session")
def vetlanda_mails() -> tuple[MailRecord, ...]:
    return vetlanda.vetlanda_letters()


@pytest.fixture(scope="session")
def vetlanda_expected() -> dict[str, dict[str, object]]:
    text = resources.files("shopper").joinpath("examples", "vetlanda_2017", "expected.json").read_text("utf-8")
    return cast("dict[str, dict[str, object]]", json.loads(text))
