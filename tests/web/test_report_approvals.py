"""Many drafts approved at once: those that were shown, one by one in the background, and why some were not."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, update
from sqlmodel import col, select

from scheduler.approvals import approve_all_asked, waves_to_approve
from scheduler.processes import Limits, Processes
from scheduler.workplace import Printed, Workplace
from shopper.clock import SteppedClock
from shopper.moves import Cause
from shopper.report_approval import approve, take_back_approval
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.reports import Report
from shopper.tables.study import Measurement
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.other_stage import OtherStage
from tests.web.printed_stage import add_draft
from tests.web.stage import START, WAVE, Stage
from web.app import create_app
from web.report_approvals import numbers_shown

PAGE = f"/waves/{quote(WAVE)}/reports"
BY_CECILIA = Cause("cecilia", START)


def not_used(_what: object) -> Printed:
    raise AssertionError("approving neither prints nor sends")


@pytest.fixture
def workplace(store: Store, clock: SteppedClock) -> Workplace:
    """A worker beside the site."""
    settings = Settings(database_url=store.url)
    return Workplace(store, clock, settings, not_used, not_used, not_used, "the first")  # type: ignore[arg-type]


@pytest.fixture
def drafts(store: Store, towns: dict[str, int]) -> dict[str, int]:
    """A printed draft of each of the three municipalities, by code."""
    with store.transaction() as session:
        return {code: add_draft(session, measurement) for code, measurement in towns.items()}


def shown(drafts: dict[str, int]) -> str:
    """What the page says that it showed."""
    return " ".join(f"{code}:{draft}" for code, draft in drafts.items())


def approved(store: Store) -> list[tuple[int | None, str | None]]:
    """The approved drafts, with who approved them."""
    wanted = select(Report.id, Report.approved_by).where(col(Report.approved_at).is_not(None)).order_by(col(Report.id))
    with store.reading() as session:
        return [(number, who) for number, who in session.exec(wanted)]


def test_all_that_are_shown_are_approved_in_the_background_by_who_asked(
    coordinator: TestClient, store: Store, drafts: dict[str, int], workplace: Workplace, wave_id: int
) -> None:
    answer = coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": shown(drafts)})
    before, waiting = approved(store), coordinator.get(PAGE).text
    done = approve_all_asked(workplace, wave_id)
    assert (answer.status_code, before, "3 utkast väntar på att godkännas." in waiting, done) == (303, [], True, 3)
    assert approved(store) == [(draft, "cecilia") for draft in drafts.values()]
    assert (waves_to_approve(workplace), approve_all_asked(workplace, wave_id)) == ([], 0)


def test_one_that_is_not_finished_is_left_and_the_list_says_why(
    coordinator: TestClient, store: Store, stage: Stage, workplace: Workplace, wave_id: int
) -> None:
    with store.transaction() as session:
        draft = add_draft(session, stage.measurement, is_finished=False)
    coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": shown({"0685": draft})})
    done = approve_all_asked(workplace, wave_id)
    told = "Mätningen är inte avslutad. Vänta tills alla samtal och brev är avgjorda"
    assert (done, approved(store), told in coordinator.get(PAGE).text) == (0, [], True)


def test_only_the_ticked_ones_are_approved(
    coordinator: TestClient, store: Store, drafts: dict[str, int], workplace: Workplace, wave_id: int
) -> None:
    ticked = {"which": "chosen", "municipality": ["0686"], "shown": shown(drafts)}
    coordinator.post(f"{PAGE}/approve", data=ticked)
    approve_all_asked(workplace, wave_id)
    assert approved(store) == [(drafts["0686"], "cecilia")]


def test_one_that_has_changed_is_left_and_the_list_says_why(
    coordinator: TestClient, store: Store, drafts: dict[str, int], workplace: Workplace, wave_id: int
) -> None:
    with store.transaction() as session:
        changed = update(Report).where(col(Report.id) == drafts["0687"]).values(content_sha256="c" * 64)
        session.connection().execute(changed)
    coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": shown(drafts)})
    approve_all_asked(workplace, wave_id)
    text = coordinator.get(PAGE).text
    assert [number for number, _ in approved(store)] == [drafts["0685"], drafts["0686"]]
    assert "Ett utkast kunde inte godkännas; orsaken står i listan." in text
    assert text.count("Siffror eller kommentarer har ändrats sedan utkastet skrevs ut.") == 1


def test_one_that_cannot_be_worked_out_does_not_keep_the_others(
    coordinator: TestClient, store: Store, drafts: dict[str, int], workplace: Workplace, wave_id: int
) -> None:
    with store.transaction() as session:
        row = session.get_one(Report, drafts["0686"])
        row.rendering_since = datetime.max.replace(tzinfo=UTC)  # in Swedish time that is no day of any calendar
    coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": shown(drafts)})
    approve_all_asked(workplace, wave_id)
    assert [number for number, _ in approved(store)] == [drafts["0685"], drafts["0687"]]
    assert "Rapporten gick inte att räkna fram på nytt." in coordinator.get(PAGE).text


def test_one_that_takes_too_long_to_work_out_is_left_and_the_trail_says_so(
    coordinator: TestClient, store: Store, drafts: dict[str, int], workplace: Workplace, wave_id: int
) -> None:
    coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": shown({"0685": drafts["0685"]})})
    hurried = Processes(Limits(1, 0, 800))
    done = approve_all_asked(replace(workplace, apart=hurried.run), wave_id)
    hurried.close()
    with store.reading() as session:
        refused = session.exec(select(AuditEvent).where(AuditEvent.action == "refuse_approval")).one()
    assert (done, approved(store), refused.actor, refused.thing_id, refused.after) == (
        0,
        [],
        "cecilia",
        str(drafts["0685"]),
        "fault",
    )


def test_a_draft_that_was_printed_after_the_page_was_shown_is_not_approved_unseen(
    coordinator: TestClient, store: Store, drafts: dict[str, int], towns: dict[str, int], workplace: Workplace
) -> None:
    with store.transaction() as session:
        add_draft(session, towns["0685"])
    coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": shown({"0685": drafts["0685"]})})
    approve_all_asked(workplace, waves_to_approve(workplace)[0])
    assert (approved(store), "Det finns ett nyare utkast." in coordinator.get(PAGE).text) == ([], False)


def test_an_approval_that_is_taken_back_is_not_given_again_by_itself(
    coordinator: TestClient, store: Store, drafts: dict[str, int], workplace: Workplace, wave_id: int
) -> None:
    coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": shown(drafts)})
    approve_all_asked(workplace, wave_id)
    with store.transaction() as session:
        take_back_approval(session, drafts["0685"], BY_CECILIA)
    approve_all_asked(workplace, wave_id)
    assert [number for number, _ in approved(store)] == [drafts["0686"], drafts["0687"]]


def test_approvals_that_a_closing_worker_left_are_given_by_the_next_one(
    coordinator: TestClient, drafts: dict[str, int], workplace: Workplace, wave_id: int
) -> None:
    coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": shown(drafts)})
    closed = Processes(Limits(1, 60, 800))
    closed.close()
    by_the_first = approve_all_asked(replace(workplace, apart=closed.run), wave_id)
    assert (by_the_first, approve_all_asked(workplace, wave_id)) == (0, len(drafts))


def test_an_approval_that_was_asked_for_and_given_by_hand_is_not_given_again_when_it_is_taken_back(
    coordinator: TestClient, store: Store, drafts: dict[str, int], workplace: Workplace, wave_id: int
) -> None:
    coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": shown({"0685": drafts["0685"]})})
    with store.transaction() as session:
        approve(session, drafts["0685"], session.get_one(Report, drafts["0685"]).content_sha256, BY_CECILIA)
    with store.transaction() as session:
        take_back_approval(session, drafts["0685"], BY_CECILIA)
    assert (waves_to_approve(workplace), approve_all_asked(workplace, wave_id), approved(store)) == ([], 0, [])


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param({"which": "chosen"}, 422, id="nothing ticked"),
        pytest.param({"which": "all", "shown": "0685:x"}, 422, id="no number"),
        pytest.param({"which": "all", "shown": "0685:99999999999999999999"}, 422, id="a number of no database"),
        pytest.param({"which": "all", "shown": "0685:999"}, 409, id="a draft that is not there"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(
    coordinator: TestClient, store: Store, drafts: dict[str, int], sent: dict[str, str], status: int
) -> None:
    assert drafts
    answer = coordinator.post(f"{PAGE}/approve", data=sent)
    assert (answer.status_code, approved(store)) == (status, [])


def test_a_draft_of_another_wave_is_not_approved_by_its_number(
    coordinator: TestClient, store: Store, other_wave: OtherStage, workplace: Workplace
) -> None:
    assert other_wave
    with store.transaction() as session:
        foreign = add_draft(session, session.exec(select(func.max(Measurement.id))).one() or 0)
    answer = coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": f"0685:{foreign}"})
    assert (answer.status_code, waves_to_approve(workplace)) == (409, [])


def test_who_may_not_decide_sees_no_button_and_is_refused(signed_in: SignIn, drafts: dict[str, int]) -> None:
    auditor = signed_in("alva")
    sent = auditor.post(f"{PAGE}/approve", data={"which": "all", "shown": shown(drafts)})
    assert (sent.status_code, "Godkänn alla" in auditor.get(PAGE).text) == (403, False)


def test_the_page_names_each_draft_that_can_be_approved_and_no_other(
    coordinator: TestClient, store: Store, drafts: dict[str, int], towns: dict[str, int]
) -> None:
    with store.transaction() as session:
        english = add_draft(session, towns["0685"], language="en")
        add_draft(session, towns["0687"], language="en", html=None)
    text = coordinator.get(PAGE).text
    (named,) = [part.partition('"')[0].split() for part in text.split('name="shown" value="')[1:]]
    linked = [int(part.partition('"')[0]) for part in text.split('id="draft-')[1:]]
    assert sorted(named) == sorted([*shown(drafts).split(), f"0685:{english}"])
    assert sorted(linked) == sorted([*drafts.values(), english])
    assert (text.count("svenska, PDF/UA-1<"), text.count("engelska, PDF/UA-1<")) == (3, 1)


def test_a_large_wave_s_drafts_fit_in_the_form_and_drafts_can_still_be_ordered_from_it(
    coordinator: TestClient, store: Store, drafts: dict[str, int], workplace: Workplace, wave_id: int
) -> None:
    many = " ".join(f"{code}:{number}" for number in range(1000, 1400) for code in ("0001", "0002", "0003"))
    assert len(numbers_shown(many, None)) == 1200
    ticked = {"which": "chosen", "municipality": ["0686"], "shown": f"{many} {shown(drafts)}"}
    approving = coordinator.post(f"{PAGE}/approve", data=ticked)
    approve_all_asked(workplace, wave_id)
    ordering = coordinator.post(PAGE, data=ticked | {"language": "sv", "variant": "pdf/ua-1"})
    assert (approving.status_code, approved(store)) == (303, [(drafts["0686"], "cecilia")])
    assert ordering.status_code == 303


def test_the_trail_says_who_asked_for_how_many(coordinator: TestClient, store: Store, drafts: dict[str, int]) -> None:
    coordinator.post(f"{PAGE}/approve", data={"which": "all", "shown": shown(drafts)})
    with store.reading() as session:
        asked = session.exec(select(AuditEvent).where(AuditEvent.action == "ask_approval")).one()
    assert (asked.actor, asked.thing, asked.details) == ("cecilia", "wave", {"reports": 3})


class Queue:
    """A background engine that writes down the waves in which it was asked to approve drafts."""

    def __init__(self) -> None:
        self.waves: list[int] = []

    def approve_soon(self, wave_id: int) -> None:
        """One more."""
        self.waves.append(wave_id)


def test_the_worker_is_told_at_once(
    store: Store, clock: SteppedClock, drafts: dict[str, int], wave_id: int, coordinator: TestClient
) -> None:
    queue = Queue()
    site = create_app(Settings(), store, clock, queue)  # type: ignore[arg-type]
    browser = TestClient(site, cookies=coordinator.cookies)
    browser.post(f"{PAGE}/approve", data={"which": "all", "shown": shown(drafts)})
    assert queue.waves == [wave_id]
