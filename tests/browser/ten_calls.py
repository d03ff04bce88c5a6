"""Ten calls with mixed outcomes, and somebody who makes them: by keyboard alone, or by touch on a telephone."""

from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Protocol

from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlmodel import Session, col, select

from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.calls import Attempt, CallProbe, Grade
from shopper.tables.people import User
from tests.web.stage import START

FACTORS = ("answer", "information", "interest", "courtesy")
OUTCOME_KEYS = {
    "reached": "h",
    "wrong_official": "f",
    "no_answer": "i",
    "queue_abandoned": "u",
    "voicemail": "r",
    "callback_offered": "b",
    "switchboard_closed": "s",
    "machine_only": "t",
    "sent_around": "k",
    "referred_to_web": "w",
}
STAMP_KEYS = ("dialled_at", "machine_at", "human_at", "transferred_at", "official_at", "ended_at")
GRADE_KEYS = {"very_good": "7", "good": "7", "medium": "8", "poor": "9"}
COURTESY_KEYS = {"very_good": "7", "good": "8", "medium": "9", "poor": "0"}
TALKED = ("dialled_at", "human_at", "official_at", "ended_at")
PUT_THROUGH = ("dialled_at", "machine_at", "human_at", "transferred_at", "official_at", "ended_at")
RANG_OUT = ("dialled_at", "ended_at")


@dataclass(frozen=True, slots=True)
class Planned:
    """How one of the ten calls goes: its stamps in order, its outcome, the grades by factor, and the comment."""

    stamps: tuple[str, ...]
    outcome: str
    grades: dict[str, str] = field(default_factory=dict)
    comment: str = ""


def _all(answer: str, information: str, interest: str, courtesy: str) -> dict[str, str]:
    return dict(zip(FACTORS, (answer, information, interest, courtesy), strict=True))


TEN: tuple[Planned, ...] = (
    Planned(TALKED, "reached", _all("good", "good", "good", "very_good"), "Lugn och vänlig, 1 2 3."),
    Planned(RANG_OUT, "no_answer"),
    Planned(PUT_THROUGH, "reached", _all("medium", "poor", "medium", "good"), "Visste det mesta."),
    Planned(TALKED, "wrong_official", {"interest": "poor"}),
    Planned(PUT_THROUGH, "reached", {"answer": "poor", "interest": "medium"}, "Kunde inte svara."),
    Planned(("dialled_at", "machine_at", "ended_at"), "voicemail"),
    Planned(RANG_OUT, "queue_abandoned", comment="Upptaget hela tiden."),
    Planned(TALKED, "reached", _all("good", "medium", "poor", "poor"), "Kort i tonen."),
    Planned(("dialled_at", "machine_at", "ended_at"), "machine_only"),
    Planned(TALKED, "reached", _all("good", "good", "medium", "medium")),
)
LONGEST_WAIT_SECONDS = 30
HAS_KEPT = """async (count) => {
  const pages = await (await caches.open("calls-pages")).keys();
  const scripts = ["/static/call_list.js", "/static/call_times.js"].map((path) => caches.match(path));
  return pages.length >= count && (await Promise.all(scripts)).every((kept) => kept);
}"""
CUT_IN, BACK_AFTER, CLOSED_IN = 5, 6, 8
"""The network is cut in the middle of this call, back after that one, and the tab closed in the third; from one."""


class Hands(Protocol):
    """Somebody at the page."""

    page: Page

    def open_next(self) -> None:
        """Open the call that the list offers."""

    def stamp(self, name: str) -> None:
        """Press one button of the stopwatch."""

    def end_as(self, outcome: str) -> None:
        """Say how the call ended."""

    def grade(self, factor: str, grade: str) -> None:
        """Give one grade."""

    def comment(self, text: str) -> None:
        """Write the comment."""

    def submit(self) -> None:
        """Submit the call."""


@dataclass(slots=True)
class AtKeyboard:
    """Nothing but keys."""

    page: Page

    def open_next(self) -> None:
        """N opens the next call from wherever one is on the list."""
        self.page.keyboard.press("n")

    def stamp(self, name: str) -> None:
        """The six numbers."""
        self.page.keyboard.press(str(STAMP_KEYS.index(name) + 1))

    def end_as(self, outcome: str) -> None:
        """A letter each."""
        self.page.keyboard.press(OUTCOME_KEYS[outcome])

    def grade(self, factor: str, grade: str) -> None:
        """7 to 0 grade what comes next."""
        self.page.keyboard.press((COURTESY_KEYS if factor == "courtesy" else GRADE_KEYS)[grade])

    def comment(self, text: str) -> None:
        """C goes to the comment, Escape leaves it."""
        self.page.keyboard.press("c")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Escape")

    def submit(self) -> None:
        """Ctrl and Enter submit from everywhere."""
        self.page.keyboard.press("Control+Enter")


@dataclass(slots=True)
class OnPhone:
    """Nothing but a thumb."""

    page: Page

    def open_next(self) -> None:
        """The first call's button."""
        self.page.locator("[data-call-go]:visible").first.tap()

    def stamp(self, name: str) -> None:
        """The bar at the bottom."""
        self.page.locator(f".stamp-bar [data-stamp={name}]").tap()

    def end_as(self, outcome: str) -> None:
        """Its words."""
        self._tap_choice("outcome", outcome)

    def grade(self, factor: str, grade: str) -> None:
        """Its words."""
        self._tap_choice(factor, grade)

    def comment(self, text: str) -> None:
        """The keyboard of the telephone."""
        self.page.locator("#comment").tap()
        self.page.keyboard.insert_text(text)

    def submit(self) -> None:
        """The button."""
        self.page.locator("[data-submit]").tap()

    def _tap_choice(self, name: str, value: str) -> None:
        self.page.locator(f".explained:has(input[name={name}][value={value}]) .ds-label").tap()


def set_ten_calls(session: Session) -> list[int]:
    """Make ten of anna's calls due, one a minute; gives back their ids in the order of the list."""
    anna = session.exec(select(User.id).where(User.name == "anna")).one()
    hers = select(CallProbe.id).where(CallProbe.interviewer_id == anna).order_by(col(CallProbe.id)).limit(len(TEN))
    ids = [stored_id(one) for one in session.exec(hers)]
    for place, call in enumerate(ids):
        at = START - timedelta(minutes=len(TEN) - place)
        session.connection().execute(update(CallProbe).where(col(CallProbe.id) == call).values(planned_at=at))
    return ids


def fill_in(hands: Hands, planned: Planned) -> None:
    """The whole form of one call, but for submitting it."""
    for stamp in planned.stamps:
        hands.stamp(stamp)
    conclude(hands, planned)


def conclude(hands: Hands, planned: Planned) -> None:
    """Everything after the stopwatch."""
    hands.end_as(planned.outcome)
    for factor, grade in planned.grades.items():
        hands.grade(factor, grade)
    if planned.comment:
        hands.comment(planned.comment)


def wait_until_kept(page: Page, pages: int) -> None:
    """Wait until the device has this many pages for work without a network, with the scripts of both kinds."""
    deadline = monotonic() + LONGEST_WAIT_SECONDS
    while not page.evaluate(HAS_KEPT, pages):
        assert monotonic() < deadline, f"the device has not kept {pages} pages after {LONGEST_WAIT_SECONDS} seconds"
        page.wait_for_timeout(100)


def on_sheet_of(page: Page, call: int) -> None:
    """The sheet of this call is there, and its stopwatch runs."""
    expect(page.locator(f"[data-call-form][data-call-id='{call}']")).to_be_visible()
    expect(page.locator("[data-undo]")).to_be_visible()


def stored_calls(store: Store, ids: list[int]) -> list[Planned]:
    """What the database holds of these calls, each with exactly one dialling and one row of grades; else it fails."""
    with store.reading() as session:
        return [_stored(session, call) for call in ids]


def _stored(session: Session, call: int) -> Planned:
    attempt = session.exec(select(Attempt).where(Attempt.call_probe_id == call)).one()
    grade = session.exec(select(Grade).where(Grade.call_probe_id == call)).one()
    given = {factor: value for factor in FACTORS if (value := getattr(grade, factor)) is not None}
    stamps = tuple(name for name in STAMP_KEYS if getattr(attempt, name) is not None)
    return Planned(stamps, attempt.outcome, given, grade.comment)


def as_stored(planned: Planned) -> Planned:
    """What is to be stored of a call: a wrong official's answer is the poorest by itself."""
    settled = {"answer": "poor"} if planned.outcome == "wrong_official" else {}
    return Planned(planned.stamps, planned.outcome, settled | planned.grades, planned.comment)
