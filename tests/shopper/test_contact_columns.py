"""Contacts read as columns for many waves are those that are read as records, measurement by measurement."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from random import Random
from typing import Any

import numpy as np
import pytest
from sqlmodel import Session, col, select

from shopper.contact_columns import ContactColumns, MeasuredIn, contact_columns
from shopper.method import load_method
from shopper.method_parts import ReviewRules
from shopper.queries import call_records, counted_states, mail_records, method_of, stored_id
from shopper.record_columns import CallColumns, MailColumns, calls_as_columns, mails_as_columns
from shopper.store import Store
from shopper.tables.study import Measurement, Wave
from tests.stored_by_chance import store_by_chance, waves_by_id

METHODS = (
    load_method("kkik-2017"),
    load_method("kkik-2013").model_copy(update={"review": ReviewRules(counts="submitted")}),
    load_method("kkik-2017"),
)


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.transaction() as writing:
        store_by_chance(writing, METHODS, 2, Random(3))  # noqa: S311 - chance that can be repeated
    with store.reading() as reading:
        yield reading


def test_the_columns_hold_the_counted_records_of_each_measurement(session: Session) -> None:
    columns = contact_columns(session, waves_by_id(session))
    assert len(columns.measurements) == 6
    for one in columns.measurements:
        calls, mails = as_read_alone(session, one)
        assert without_measurement(columns.calls, one.measurement_id) == without_measurement(calls)
        assert without_measurement(columns.mails, one.measurement_id) == without_measurement(mails)


def test_waves_that_were_not_asked_for_are_left_out(session: Session) -> None:
    first, *_ = waves_by_id(session)
    columns = contact_columns(session, [first])
    measured = session.exec(
        select(Measurement).where(Measurement.wave_id == first.id).order_by(col(Measurement.id))
    ).all()
    expected = tuple(MeasuredIn(stored_id(one.id), stored_id(first.id), one.municipality_code) for one in measured)
    assert columns.measurements == expected
    assert measurements_in(columns) == {one.measurement_id for one in expected}


def test_measurements_that_were_not_asked_for_are_left_out(session: Session) -> None:
    waves = waves_by_id(session)
    wanted = contact_columns(session, waves).measurements[2]
    columns = contact_columns(session, waves, [wanted.measurement_id])
    assert (columns.measurements, measurements_in(columns)) == ((wanted,), {wanted.measurement_id})


def test_no_waves_have_no_contacts(session: Session) -> None:
    columns = contact_columns(session, [])
    assert (columns.measurements, measurements_in(columns)) == ((), set())


def as_read_alone(session: Session, one: MeasuredIn) -> tuple[CallColumns, MailColumns]:
    states = counted_states(method_of(session.get_one(Wave, one.wave_id)))
    calls = call_records(session, one.measurement_id, states)
    assert 0 < len(calls) < 60
    return calls_as_columns(calls), mails_as_columns(mail_records(session, one.measurement_id))


def without_measurement(columns: CallColumns | MailColumns, measurement: int = 0) -> dict[str, Sequence[Any]]:
    """The columns of one measurement as lists, nan as None."""
    own = columns.measurement == measurement
    return {
        field.name: [None if value != value else value for value in getattr(columns, field.name)[own].tolist()]  # noqa: PLR0124 - nan
        for field in fields(columns)
        if field.name != "measurement"
    }


def measurements_in(columns: ContactColumns) -> set[int]:
    return set(np.concatenate([columns.calls.measurement, columns.mails.measurement]).tolist())
