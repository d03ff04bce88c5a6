"""The rows of the example measurement as records, read without the importer that other tests try out."""

import csv
from datetime import datetime
from importlib import resources
from typing import cast

from shopper.records import CallRecord, Delivery, MailRecord, Outcome


def example_rows(name: str) -> list[dict[str, str]]:
    """The lines of one of the example's CSV files."""
    text = resources.files("shopper").joinpath("examples", "vetlanda_2017", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def vetlanda_calls() -> tuple[CallRecord, ...]:
    """The 60 calls, numbered from 1."""
    return tuple(_call(number, row) for number, row in enumerate(example_rows("calls.csv"), start=1))


def vetlanda_letters() -> tuple[MailRecord, ...]:
    """The 60 letters, numbered from 1."""
    return tuple(_letter(number, row) for number, row in enumerate(example_rows("mails.csv"), start=1))


def _call(number: int, row: dict[str, str]) -> CallRecord:
    return CallRecord(
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


def _letter(number: int, row: dict[str, str]) -> MailRecord:
    return MailRecord(
        id=number,
        area=row["area"],
        question=row["question"],
        sent_at=datetime.fromisoformat(row["sent_at"]),
        delivery=cast("Delivery", row["delivery"]),
        acknowledged_at=_moment(row["acknowledged_at"]),
        answered_at=_moment(row["answered_at"]),
        sender=row["sender"] or None,
        extra_information={"yes": True, "no": False}.get(row["extra_information"]),
    )


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
