"""How a coordinator plans, launches and mends a wave in the browser: each step by its clicks and keys, with a picture.

The municipalities: two that the register knows, and three that are pasted from a sheet.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.stored.contacts import contact, contacts
from shopper.call_rules import Grades
from shopper.contact_time import Stamps
from shopper.moves import Cause, move
from shopper.queries import method_of, stored_id, wave_named
from shopper.store import Store
from shopper.submit_call import CallForm, submit_call
from shopper.tables.people import User
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent
from tests.browser.accessibility import WIDTHS, keep_picture, objections
from tests.web.stage import PASSWORD, QUICK, START

NAME: Final = "fem kommuner 2017"
HERE: Final = f"/waves/{quote(NAME)}"
PLAN: Final = f"{HERE}/plan"
ZONE: Final = ZoneInfo("Europe/Stockholm")
FIRST_DAY, LAST_DAY = date(2017, 10, 23), date(2017, 11, 19)
FROM_REGISTER: Final = ("Nässjö", "Sävsjö")
PASTED: Final = """\
kod\tnamn\tinvånare\tofficiell adress\tväxel\töppettider
0680\tJönköping\t139 000\tkommunen@jonkoping.test\t036-465 004 01\tmån-fre 08:00-17:00
0683\tVärnamo\t34 500\tkommunen@varnamo.test\t0370-465 004 02\tmån-fre 08:00-16:30
9001\tLillby\t1 400\tinfo@lillby.test\t08-465 004 99\tmån-tors 08:00-16:00, fre 08:00-15:00
"""
"""As somebody copies it from a spreadsheet; the last one is so small that a measurement is easily noticed."""
CODES: Final = ("0680", "0682", "0683", "0684", "9001")
CALLERS: Final = ("anna", "bo", "disa")
FONTS: Final = "document.fonts.ready.then(() => true)"
SLOWEST_MS: Final = 30_000
"""Planning takes seconds on a free machine; on one that does other things at the same time it may take longer."""


@dataclass(frozen=True, slots=True)
class Trail:
    """An event of the audit trail, without its id and moment."""

    actor: str
    action: str
    before: str | None
    after: str | None
    reason: str


def be_patient(page: Page) -> Page:
    """Let a step of this window take as long as a planning may."""
    page.set_default_timeout(SLOWEST_MS)
    expect.set_options(timeout=SLOWEST_MS)
    return page


def show(page: Page, name: str) -> None:
    """Keep a picture of this step wide and narrow; it must fit both, and axe must have nothing to say."""
    # A step can be read before its styles and its font are there: without them it is wider.
    page.wait_for_load_state()
    page.evaluate(FONTS)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        keep_picture(page, f"journey_{name}", width)
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways == 0, f"{name} is {sideways} pixels too wide for {width}"
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    found = objections(page)
    assert found == [], f"axe objects to {name}: {found}"


def begin_the_wave(page: Page) -> None:
    """From the list of waves: name, method, weeks and spares."""
    page.goto("/waves")
    page.get_by_role("link", name="Ny mätomgång").click()
    page.get_by_label("Mätomgångens namn").fill(NAME)
    page.get_by_label("Första dag").fill(FIRST_DAY.isoformat())
    page.get_by_label("Sista dag").fill(LAST_DAY.isoformat())
    page.get_by_text("Reserver och frö").click()
    page.get_by_label("Reserver per område och kanal").fill("1")
    page.get_by_label("Frö").fill("7")
    show(page, "01_frame")
    page.keyboard.press("Enter")
    page.wait_for_url("**/steps/municipalities*")


def choose_municipalities(page: Page) -> None:
    """Two are ticked in the register, three are pasted, looked over and stored."""
    for name in FROM_REGISTER:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Lägg till de markerade").click()
    expect(page.get_by_role("status")).to_contain_text("Sparat")
    page.get_by_label("Kommuner, en på varje rad").fill(PASTED)
    page.get_by_role("button", name="Granska").click()
    expect(page.get_by_role("status")).to_contain_text("Alla 3 rader är rätt.")
    show(page, "02_pasted")
    page.get_by_role("button", name="Spara 3 kommuner i mätomgången").click()
    expect(page.get_by_role("status")).to_contain_text("Sparat")
    show(page, "03_municipalities")
    page.get_by_role("link", name="Gå vidare: ").click()
    page.wait_for_url("**/steps/questions*")


def choose_questions(page: Page) -> None:
    """The bank's questions are enough: six and a spare one of every area."""
    expect(page.get_by_text("7 frågor valda")).to_have_count(10)
    show(page, "04_questions")
    page.get_by_role("button", name="Spara och gå vidare").click()
    page.wait_for_url("**/steps/people*")


def choose_interviewers(page: Page) -> None:
    """Two who are known and a new one; 20 hours a week each, and one is away on a day."""
    for name in CALLERS[:2]:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Lägg till").click()
    page.get_by_label("En ny, med namn").fill(CALLERS[2])
    page.keyboard.press("Enter")
    give_hours(page, CALLERS[2], "2017-11-07")
    for name in CALLERS[:2]:
        page.get_by_role("link", name=f"Ändra {name}").click()
        give_hours(page, name)
    expect(page.get_by_text("Timmarna räcker", exact=True)).to_be_visible()
    show(page, "06_people")
    page.get_by_role("navigation", name="Steg i mätomgången").get_by_role("link", name="Avsändare").click()


def give_hours(page: Page, name: str, days_off: str = "") -> None:
    """Fill in the form of one interviewer's hours: from Monday to Friday."""
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_label("Timmar i veckan").fill("20")
    for day in ("Måndag", "Tisdag", "Onsdag", "Torsdag", "Fredag"):
        page.get_by_label(f"{day}, från").fill("8")
        page.get_by_label(f"{day}, till").fill("17:00")
    page.get_by_label("Lediga dagar").fill(days_off)
    if days_off:
        show(page, "05_hours")
    page.get_by_role("button", name="Spara").click()
    page.wait_for_url("**/steps/people?*")


def choose_senders(page: Page) -> None:
    """The mail account, and two names of our own."""
    page.get_by_role("checkbox", name="probes").check()
    page.get_by_label("Egna namn på avsändare").fill("Maja Provsson\nNils Testberg")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Sparat")
    show(page, "07_senders")
    page.get_by_role("button", name="Spara och gå vidare").click()
    page.wait_for_url("**/steps/comparison*")


def choose_comparison(page: Page) -> None:
    """Municipalities of similar size."""
    page.get_by_label("Kommuner med liknande antal invånare").check()
    page.get_by_label("Invånare från").fill("10 000")
    page.get_by_label("Invånare till").fill("40 000")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Sparat")
    show(page, "08_comparison")
    page.goto(f"{HERE}/steps")
    show(page, "09_steps")
    page.get_by_role("link", name="Fortsätt med: ").click()


def make_the_plan(page: Page) -> None:
    """Plan, with leave to break one rule where nothing else fits, and look at what came of it."""
    page.get_by_text("Regler som får brytas").click()
    page.locator("#allow-lunch").check()
    show(page, "10_before_the_plan")
    page.get_by_role("button", name="Planera").click()
    expect(page.get_by_role("heading", name="Resultat")).to_be_visible()
    show(page, "11_plan")
    page.get_by_role("link", name="Alla kontakter", exact=True).click()


def open_a_call(page: Page) -> ProbeRef:
    """The first call of Nässjö about building permits, found by the list's filter."""
    page.get_by_label("Kommun").select_option(label="Nässjö")
    page.get_by_label("Område").select_option(label="Bygglov")
    page.get_by_label("Kanal").select_option(label="Samtal")
    page.get_by_label("Reserver").select_option(label="Utan reserver")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_text("6 kontakter", exact=True)).to_be_visible()
    show(page, "12_contacts")
    page.locator(".contact-time").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Samtal: Nässjö · Bygglov")
    return ProbeRef("call", int(page.url.rpartition("/")[2]))


def wish_for(page: Page, day: date, at: str) -> None:
    """Ask for a time by hand; the rules answer before anything is sent."""
    page.get_by_label("Dag", exact=True).fill(day.isoformat())
    page.get_by_label("Tid", exact=True).fill(at)
    page.get_by_label("Tid", exact=True).blur()
    expect(page.locator("#verdict")).to_contain_text(f"{day.day} okt. 2017")
    expect(page.locator("#verdict")).to_contain_text(f"{at}–")


def launch_the_wave(page: Page) -> None:
    """From the plan to the launch, and what was frozen."""
    page.get_by_role("link", name="Vidare till starten").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Starta {NAME}")
    show(page, "17_launch")
    page.get_by_role("button", name="Starta mätomgången").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Det som är fryst i {NAME}")
    show(page, "18_launched")


def report_ill(page: Page, name: str, days: tuple[date, date], reason: str) -> None:
    """From the wave's page to what would happen when somebody is ill."""
    page.goto(HERE)
    page.get_by_role("link", name="Ändringar").click()
    form = page.get_by_role("form", name="Någon är sjuk eller borta")
    form.get_by_label("Intervjuare").select_option(label=name)
    form.get_by_label("Från och med").fill(days[0].isoformat())
    form.get_by_label("Till och med").fill(days[1].isoformat())
    form.get_by_label("Varför?").fill(reason)
    show(page, "19_ill")
    form.get_by_role("button").click()
    expect(page.get_by_role("button", name="Genomför")).to_be_visible()


def stored_wave(session: Session) -> Wave:
    """The wave of the journey."""
    return wave_named(session, NAME)


def stored(store: Store) -> dict[ProbeRef, StoredProbe]:
    """Every contact of the wave as it is stored."""
    with store.reading() as session:
        return {one.ref: one for one in contacts(session, stored_wave(session))}


def stored_contact(store: Store, ref: ProbeRef) -> StoredProbe:
    """One contact as it is stored."""
    with store.reading() as session:
        found = contact(session, ref)
    assert found is not None
    return found


def trail_of(store: Store, ref: ProbeRef) -> list[Trail]:
    """What the trail says of one contact, in order."""
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.thing == ref.channel, AuditEvent.thing_id == str(ref.id))
        rows = sorted(session.exec(wanted), key=lambda row: row.id or 0)
        return [Trail(row.actor, row.action, row.before, row.after, row.reason) for row in rows]


def let_pass(store: Store, until: datetime) -> None:
    """Make every call and send every letter that was planned before this moment, spares left out."""
    grades = Grades("good", "good", "good", "good")
    with store.transaction() as session:
        wave = stored_wave(session)
        users = {row.name: stored_id(row.id) for row in session.exec(select(User))}
        for number, one in enumerate(contacts(session, wave)):
            if one.probe.planned_at >= until or one.probe.spare:
                continue
            at = one.probe.planned_at.astimezone(START.tzinfo)
            if one.ref.channel == "mail":
                sent = {"sent_at": at, "raw": b"Subject: En fraga\r\n\r\nHej\r\n", "subject": "En fraga"}
                move(session, "mail", one.ref.id, ("planned", "sent"), Cause("worker", at), **sent)
                continue
            who = one.probe.interviewer or ""
            form = CallForm(f"00000000-0000-4000-8000-{number:012}", Stamps(at, official_at=at), "reached", grades, "")
            submit_call(session, one.ref.id, form, method_of(wave), users[who], Cause(who, at))


def add_coordinator(store: Store, name: str) -> None:
    """Somebody else who plans waves."""
    with store.transaction() as session:
        session.add(User(name=name, role="coordinator", password_hash=QUICK.hash(PASSWORD), created_at=START))
