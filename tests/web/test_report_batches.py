"""The reports of a whole wave: ordered together, followed, cancelled, ordered again where they failed, and fetched."""

from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.moves import Cause, move
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.reports import Report, ReportBatch
from shopper.tables.study import Measurement, Municipality
from tests.web.conftest import SignIn
from tests.web.other_stage import OtherStage
from tests.web.printed_stage import add_draft, add_final
from tests.web.stage import START, WAVE, Stage

PAGE = f"/waves/{quote(WAVE)}/reports"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
WORKER = Cause("render_report", START)


class Queue:
    """A background engine that writes down which reports it was asked to print."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def render_soon(self, report_id: int) -> None:
        """One more."""
        self.asked.append(report_id)

    def approve_soon(self, wave_id: int) -> None:
        """Nobody approves many drafts here."""
        raise AssertionError(wave_id)

    def deliver_soon(self, wave_id: int) -> None:
        """Nobody sends reports here."""
        raise AssertionError(wave_id)


@pytest.fixture
def batch(coordinator: TestClient, towns: dict[str, int]) -> int:
    """An order of all three."""
    assert towns
    coordinator.post(PAGE, data={"which": "all"})
    return 1


def states(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.exec(select(Report.state).order_by(col(Report.id))))


def end(store: Store, report_id: int, state: str) -> None:
    """Let a worker have printed this report, or failed to."""
    files = {"pdf": b"%PDF", "workbook": b"PK", "finished_at": START} if state == "ready" else {"failure": "Så är det."}
    with store.transaction() as session:
        move(session, "report", report_id, ("ordered", "rendering"), WORKER, rendering_since=START)
        move(session, "report", report_id, ("rendering", state), WORKER, **files)


def test_drafts_are_ordered_for_every_municipality(
    site: FastAPI, coordinator: TestClient, store: Store, towns: dict[str, int]
) -> None:
    queue = Queue()
    object.__setattr__(site.state.platform, "engine", queue)
    answer = coordinator.post(PAGE, data={"which": "all", "language": "en"})
    with store.reading() as session:
        ordered = session.exec(select(Report).order_by(col(Report.id))).all()
        batch = session.exec(select(ReportBatch)).one()
    assert (answer.status_code, answer.headers["location"], batch.ordered_by, batch.language) == (
        303,
        PAGE,
        "cecilia",
        "en",
    )
    assert {each.measurement_id: (each.batch_id, each.language) for each in ordered} == dict.fromkeys(
        towns.values(), (1, "en")
    )
    assert queue.asked == [stored_id(each.id) for each in ordered]


def test_drafts_are_ordered_for_the_chosen_municipalities_only(
    coordinator: TestClient, store: Store, towns: dict[str, int]
) -> None:
    coordinator.post(PAGE, data={"which": "chosen", "municipality": ["0686", "9999"]})
    with store.reading() as session:
        assert session.exec(select(Report.measurement_id)).all() == [towns["0686"]]


def test_choosing_none_is_told(coordinator: TestClient, store: Store, towns: dict[str, int]) -> None:
    assert towns
    answer = coordinator.post(PAGE, data={"which": "chosen"})
    assert (answer.status_code, "Välj minst en kommun" in answer.text, states(store)) == (422, True, [])


def test_ordering_again_while_all_are_under_way_is_refused(coordinator: TestClient, store: Store, batch: int) -> None:
    assert batch
    assert coordinator.post(PAGE, data={"which": "all"}).status_code == 409
    with store.reading() as session:
        assert len(session.exec(select(ReportBatch)).all()) == 1


def test_the_page_shows_a_row_for_each_municipality_and_how_far_it_has_come(
    coordinator: TestClient, store: Store, batch: int
) -> None:
    assert batch
    end(store, 1, "ready")
    end(store, 2, "failed")
    html = coordinator.get(PAGE).text
    rows = {name: html[html.index(f">{name}</a>") :].partition("</tr>")[0] for name in ("Vetlanda", "Eksjö", "Tranås")}
    said = {name: [word for word in ("Klar", "Misslyckades", "Beställd") if word in row] for name, row in rows.items()}
    assert said == {"Vetlanda": ["Klar"], "Eksjö": ["Misslyckades"], "Tranås": ["Beställd"]}
    assert ("2 av 3 är klara." in html, "Så är det." in rows["Eksjö"]) == (True, True)


def test_what_is_finished_is_downloaded_while_the_others_wait(
    coordinator: TestClient, store: Store, batch: int
) -> None:
    assert batch
    end(store, 1, "ready")
    html = coordinator.get(PAGE).text
    link = f"/waves/{quote(WAVE)}/0685/report/pdf?number=1"
    assert (link in html, coordinator.get(link).content) == (True, b"%PDF")


def test_htmx_gets_the_piece_and_when_all_is_done_the_page(coordinator: TestClient, store: Store, batch: int) -> None:
    assert batch
    during = coordinator.get(PAGE, headers=PARTIAL)
    for report_id in (1, 2, 3):
        end(store, report_id, "ready")
    after = coordinator.get(PAGE, headers=PARTIAL)
    assert ("<html" in during.text, 'hx-trigger="every 3s"' in during.text) == (False, True)
    assert after.headers["hx-redirect"] == PAGE


def test_cancelling_leaves_what_has_been_begun(coordinator: TestClient, store: Store, batch: int) -> None:
    end(store, 1, "ready")
    with store.transaction() as session:
        move(session, "report", 2, ("ordered", "rendering"), WORKER, rendering_since=START)
    answer = coordinator.post(f"{PAGE}/{batch}/cancel")
    with store.reading() as session:
        stored = session.get_one(ReportBatch, batch)
    assert (answer.status_code, states(store)) == (303, ["ready", "rendering", "cancelled"])
    assert (stored.cancelled_by, stored.cancelled_at) == ("cecilia", START)


def test_cancelling_when_nothing_waits_is_refused(coordinator: TestClient, store: Store, batch: int) -> None:
    for report_id in (1, 2, 3):
        end(store, report_id, "ready")
    assert coordinator.post(f"{PAGE}/{batch}/cancel").status_code == 409


def test_only_those_that_failed_are_ordered_again(
    coordinator: TestClient, store: Store, batch: int, towns: dict[str, int]
) -> None:
    for report_id, state in ((1, "ready"), (2, "failed"), (3, "ready")):
        end(store, report_id, state)
    answer = coordinator.post(f"{PAGE}/{batch}/again")
    with store.reading() as session:
        again = session.exec(select(Report.measurement_id).where(Report.batch_id == 2)).all()
    assert (answer.status_code, again) == (303, [towns["0686"]])


def test_with_nothing_failed_nothing_is_ordered_again(coordinator: TestClient, store: Store, batch: int) -> None:
    assert (coordinator.post(f"{PAGE}/{batch}/again").status_code, len(states(store))) == (400, 3)


def test_an_order_of_another_wave_is_not_there(
    coordinator: TestClient, store: Store, stage: Stage, other_wave: OtherStage
) -> None:
    assert other_wave
    with store.transaction() as session:
        other = session.exec(select(Measurement.wave_id).where(Measurement.id != stage.measurement)).one()
        session.add(ReportBatch(wave_id=other, ordered_by="olle", ordered_at=START))
    answers = [coordinator.post(f"{PAGE}/1/{deed}").status_code for deed in ("cancel", "again")]
    assert answers == [404, 404]


def test_all_final_reports_come_in_one_file(coordinator: TestClient, store: Store, towns: dict[str, int]) -> None:
    before = coordinator.get(f"{PAGE}/finals").status_code
    with store.transaction() as session:
        add_final(session, towns["0685"])
        add_final(session, towns["0685"], language="en")
        add_final(session, towns["0686"])
        add_draft(session, towns["0687"])
    answer = coordinator.get(f"{PAGE}/finals")
    with ZipFile(BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    stems = (f"0685-{WAVE}", f"0685-{WAVE}-en", f"0686-{WAVE}")
    contents = {"pdf": b"%PDF final", "xlsx": b"PK workbook", "zip": b"PK package"}
    assert (before, files) == (404, {f"{stem}.{kind}": content for stem in stems for kind, content in contents.items()})


def test_an_auditor_sees_the_rows_and_can_order_nothing(
    signed_in: SignIn, store: Store, towns: dict[str, int], batch: int
) -> None:
    assert towns
    assert batch
    html = signed_in("alva").get(PAGE).text
    main = html[html.index("<main") :]
    assert (main.count('<th scope="row">'), "<form" in main, len(states(store))) == (3, False, 3)


def test_new_words_about_progress_are_told_where_the_old_ones_stood(coordinator: TestClient, batch: int) -> None:
    assert batch
    whole, part = coordinator.get(PAGE).text, coordinator.get(PAGE, headers=PARTIAL).text
    told = '<p id="told" hx-swap-oob="innerHTML">0 av 3 är klara.'
    assert ('id="told" role="status">0 av 3 är klara.' in whole, told in part, told in whole) == (True, True, False)


def test_the_municipalities_stand_in_the_order_of_the_swedish_alphabet(
    coordinator: TestClient, store: Store, towns: dict[str, int]
) -> None:
    assert len(towns) == 3
    with store.transaction() as session:
        for municipality, name in zip(session.exec(select(Municipality)), ("Öckerö", "Ängelholm", "Ånge"), strict=True):
            municipality.name = name
    html = coordinator.get(PAGE).text
    assert sorted(("Ånge", "Ängelholm", "Öckerö"), key=html.index) == ["Ånge", "Ängelholm", "Öckerö"]
