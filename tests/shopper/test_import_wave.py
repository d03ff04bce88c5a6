"""Importing a finished measurement: everything or nothing, once."""

import csv
import shutil
from collections.abc import Callable
from datetime import datetime
from importlib import resources
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from shopper.clock import SteppedClock
from shopper.faults import BadInput
from shopper.import_wave import ImportedWave, import_wave
from shopper.method import load_method
from shopper.moves import Cause
from shopper.queries import call_records, mail_records, measurement_of, reference_values, wave_named
from shopper.records import CallRecord, MailRecord, ReferenceValue
from shopper.register import import_register
from shopper.store import Store
from shopper.tables.all_tables import METADATA
from shopper.tables.mail import MailProbe
from shopper.tables.study import Question
from shopper.tables.trail import AuditEvent
from shopper.wave_rows import Limits

EXAMPLES = Path(str(resources.files("shopper").joinpath("examples")))
METHOD = load_method("kkik-2017")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example measurement that a test may change."""
    return Path(shutil.copytree(EXAMPLES / "vetlanda_2017", tmp_path / "vetlanda"))


@pytest.fixture
def session_with_register(store: Store, clock: SteppedClock) -> Store:
    with store.transaction() as session:
        import_register(session, EXAMPLES / "municipalities.csv", Cause("test", clock()))
    return store


@pytest.fixture
def load(session_with_register: Store, clock: SteppedClock) -> Callable[..., ImportedWave]:
    def _load(folder: Path, name: str = "vetlanda-2017", code: str = "0685", method: str = "kkik-2017") -> ImportedWave:
        with session_with_register.transaction() as session:
            return import_wave(session, folder, name, code, load_method(method), Cause("test", clock()))

    return _load


def _change(file: Path, line: int, **cells: str) -> None:
    """Change cells of one line; the header is line 1."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    rows[line - 2].update(cells)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def _counts(store: Store) -> dict[str, int]:
    with store.reading() as session:
        return {table.name: _count(session, table.name) for table in METADATA.sorted_tables}


def _count(session: Session, name: str) -> int:
    return int(session.connection().execute(select(func.count()).select_from(METADATA.tables[name])).scalar_one())


def test_the_vetlanda_measurement_is_stored_whole(load: Callable[..., ImportedWave], folder: Path) -> None:
    assert load(folder) == ImportedWave("vetlanda-2017", "0685", is_new=True, calls=60, mails=60, values=6)


def test_what_is_stored_is_what_the_files_say(load: Callable[..., ImportedWave], folder: Path, store: Store) -> None:
    load(folder)
    with store.reading() as session:
        measurement = measurement_of(session, wave_named(session, "vetlanda-2017"), "0685").id or 0
        calls, mails = call_records(session, measurement, ("approved",)), mail_records(session, measurement)
        values = reference_values(session, measurement)
    with (folder / "calls.csv").open(encoding="utf-8") as file:
        assert [_as_cells(call) for call in calls] == [
            _without_offset(row, "called_at") for row in csv.DictReader(file)
        ]
    with (folder / "mails.csv").open(encoding="utf-8") as file:
        times = ("sent_at", "acknowledged_at", "answered_at")
        assert [_as_cells(mail) for mail in mails] == [_without_offset(row, *times) for row in csv.DictReader(file)]
    assert values[0] == ReferenceValue("contact_pct", "similar", 64, None, None, 20, 20000, 40000, values[0].source)
    assert [value.value for value in values if value.scope == "previous"] == [7]


def _as_cells(found: CallRecord | MailRecord) -> dict[str, object]:
    """A record as its line in the file, times as moments."""
    words = {None: "", True: "yes", False: "no"}
    values = {name: getattr(found, name) for name in found.__slots__ if name != "id"}
    if isinstance(found, MailRecord):
        values["extra_information"] = words[found.extra_information]
    elif found.outcome == "wrong_official":
        values["answer"] = "poor"
    return {name: _cell(value) for name, value in values.items()}


def _cell(value: object) -> str:
    stamp = getattr(value, "timestamp", None)
    return str(stamp()) if stamp else "" if value is None else str(value)


def _without_offset(row: dict[str, str], *times: str) -> dict[str, str]:
    return row | {time: str(datetime.fromisoformat(row[time]).timestamp()) for time in times if row[time]}


def test_the_same_files_twice_are_refused_and_change_nothing(
    load: Callable[..., ImportedWave], folder: Path, store: Store
) -> None:
    load(folder)
    before = _counts(store)
    with pytest.raises(BadInput, match=r"^these files are already imported as 0685 in vetlanda-2017; nothing was"):
        load(folder)
    assert _counts(store) == before


def test_other_files_into_the_same_measurement_are_refused(load: Callable[..., ImportedWave], folder: Path) -> None:
    load(folder)
    _change(folder / "calls.csv", 3, seconds_to_contact="17")
    with pytest.raises(BadInput, match=r"^0685 already has contacts in vetlanda-2017; import these files under"):
        load(folder)


def test_another_municipality_joins_the_wave(load: Callable[..., ImportedWave], folder: Path) -> None:
    load(folder)
    assert load(folder, code="0682") == ImportedWave(
        "vetlanda-2017", "0682", is_new=False, calls=60, mails=60, values=6
    )


def test_another_method_in_the_same_wave_is_refused(load: Callable[..., ImportedWave], folder: Path) -> None:
    load(folder)
    with pytest.raises(BadInput, match=r"is measured with kkik-2017, not kkik-2018"):
        load(folder, code="0682", method="kkik-2018")


def test_an_unknown_municipality_is_refused(load: Callable[..., ImportedWave], folder: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no municipality '9999'; add it with"):
        load(folder, code="9999")


def test_a_question_outside_the_bank_becomes_a_question_of_its_area(
    load: Callable[..., ImportedWave], folder: Path, store: Store
) -> None:
    for name in ("calls.csv", "mails.csv"):
        _change(folder / name, 2, question="Får jag bygga en brygga?")
    load(folder)
    with store.reading() as session:
        found = session.exec(select(Question.number, Question.text).where(Question.area == "bygglov")).all()
    assert max(found) == (8, "Får jag bygga en brygga?")


def test_an_answer_after_the_window_is_kept_without_grades(
    load: Callable[..., ImportedWave], folder: Path, store: Store
) -> None:
    late = {"answered_at": "2017-12-20T10:00:00+01:00", "sender": "", "extra_information": ""}
    _change(folder / "mails.csv", 2, **late)
    load(folder)
    with store.reading() as session:
        probe = session.exec(select(MailProbe).order_by(col(MailProbe.id))).first()
    assert probe is not None
    assert (probe.state, probe.sender, str(probe.answered_at)) == ("answered", None, "2017-12-20 09:00:00+00:00")


def test_an_import_leaves_a_line_in_the_trail(load: Callable[..., ImportedWave], folder: Path, store: Store) -> None:
    load(folder)
    with store.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.thing == "measurement")).all()
    assert [(event.action, event.details["calls"], event.details["mails"]) for event in events] == [("import", 60, 60)]


BROKEN_CALLS = [
    ({"area": "bygg"}, "area"),
    ({"question": ""}, "question"),
    ({"question": "Vad kostar det att söka bygglov för ett uterum?"}, "question"),
    ({"called_at": "2017-11-09T08:44:00"}, "called_at"),
    ({"called_at": "9/11 2017"}, "called_at"),
    ({"called_at": "2017-11-09"}, "called_at"),
    ({"called_at": "0001-01-01T00:00:00+00:00"}, "called_at"),
    ({"called_at": "9999-12-31T23:59:59-23:59"}, "called_at"),
    ({"question": "?" * 301}, "question"),
    ({"interviewer": ""}, "interviewer"),
    ({"interviewer": "I\n2"}, "interviewer"),
    ({"interviewer": "I" * 101}, "interviewer"),
    ({"seconds_to_contact": ""}, "seconds_to_contact"),
    ({"seconds_to_contact": "-1"}, "seconds_to_contact"),
    ({"seconds_to_contact": "1.5"}, "seconds_to_contact"),
    ({"outcome": "reched"}, "outcome"),
    ({"outcome": ""}, "outcome"),
    ({"outcome": "voicemail"}, "seconds_to_contact"),
    ({"outcome": "voicemail", "seconds_to_contact": ""}, "answer"),
    ({"outcome": "wrong_official"}, "answer"),
    ({"answer": "excellent"}, "answer"),
    ({"answer": ""}, "answer"),
    ({"answer": "poor"}, "information"),
    ({"information": ""}, "information"),
    ({"interest": ""}, "interest"),
    ({"courtesy": "poorly"}, "courtesy"),
]


@pytest.mark.parametrize(("cells", "column"), BROKEN_CALLS)
def test_a_wrong_cell_in_the_calls_is_told_and_nothing_is_stored(
    load: Callable[..., ImportedWave], folder: Path, store: Store, cells: dict[str, str], column: str
) -> None:
    before = _counts(store)
    line = 5 if cells.get("question") else 3
    _change(folder / "calls.csv", line, **cells)
    with pytest.raises(BadInput) as told:
        load(folder)
    assert str(told.value).startswith(f"{folder}/calls.csv, line {line}, column {column}: ")
    assert _counts(store) == before


BROKEN_MAILS = [
    ({"sent_at": ""}, "sent_at"),
    ({"delivery": "lost"}, "delivery"),
    ({"delivery": "bounced"}, "acknowledged_at"),
    ({"delivery": "bounced", "acknowledged_at": ""}, "answered_at"),
    ({"delivery": "bounced", "acknowledged_at": "", "answered_at": ""}, "sender"),
    ({"acknowledged_at": "2017-10-31T17:27:59+01:00"}, "acknowledged_at"),
    ({"answered_at": "2017-10-30T17:28:00+01:00"}, "answered_at"),
    ({"answered_at": ""}, "sender"),
    ({"answered_at": "soon"}, "answered_at"),
    ({"sender": ""}, "sender"),
    ({"sender": "someone"}, "sender"),
    ({"extra_information": "true"}, "extra_information"),
]


@pytest.mark.parametrize(("cells", "column"), BROKEN_MAILS)
def test_a_wrong_cell_in_the_mails_is_told_and_nothing_is_stored(
    load: Callable[..., ImportedWave], folder: Path, store: Store, cells: dict[str, str], column: str
) -> None:
    before = _counts(store)
    _change(folder / "mails.csv", 3, **cells)
    with pytest.raises(BadInput) as told:
        load(folder)
    assert str(told.value).startswith(f"{folder}/mails.csv, line 3, column {column}: ")
    assert _counts(store) == before


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"figure": ""}, "figure"),
        ({"figure": "measure_1_pct"}, "figure"),
        ({"value": "101"}, "value"),
        ({"value": "64,5"}, "value"),
        ({"low": "70"}, "value"),
        ({"municipalities": "0"}, "municipalities"),
        ({"source": ""}, "source"),
    ],
)
def test_a_wrong_cell_in_the_comparison_is_told(
    load: Callable[..., ImportedWave], folder: Path, cells: dict[str, str], column: str
) -> None:
    line = 4 if cells.get("figure") else 2
    _change(folder / "comparison.csv", line, **cells)
    with pytest.raises(BadInput) as told:
        load(folder)
    assert str(told.value).startswith(f"{folder}/comparison.csv, line {line}, column {column}: ")


def test_a_contact_in_the_future_is_refused_when_the_present_is_known(
    session_with_register: Store, folder: Path, clock: SteppedClock
) -> None:
    cause = Cause("test", clock())
    with (
        pytest.raises(BadInput, match=r"calls.csv, line 2, column called_at: .* lies in the future"),
        session_with_register.transaction() as session,
    ):
        import_wave(session, folder, "w", "0685", METHOD, cause, Limits(not_after=clock()))


def test_a_missing_folder_is_told(load: Callable[..., ImportedWave], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"is not a folder; give the folder that holds calls.csv and mails.csv"):
        load(tmp_path / "nowhere")
