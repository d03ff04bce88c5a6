"""The demo from beginning to end: `run_demo` is what `shopper demo` calls."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from scheduler.wiring import build_workplace
from scheduler.worker import working
from shopper.faults import BadInput
from shopper.outside_files import refuse_file
from shopper.settings import Settings
from shopper.store import Store
from web.app import create_app
from web.demo.clock import DemoClock
from web.demo.letting_through import let_through
from web.demo.people import Person
from web.demo.reviewing import review_everything
from web.demo.robot import robot_for
from web.demo.servers import LOOPBACK, Domains, MailServers
from web.demo.site import Site
from web.demo.stage import CODE, COORDINATOR, INTERVIEWERS, PASSWORD, REVIEWER, WAVE, Script, read_script, set_up
from web.demo.story import Company, close, events, grade_letters, play
from web.demo.trial import begin_trial, live_on

DOMAINS = Domains(probes="brevlada.test", municipalities=frozenset({"vetlanda.test", "nassjo.test"}))
ROUND_SECONDS = 60
DATABASE = "demo.sqlite"
OWN_FILES = ("demo.sqlite*", "demo-jobs.sqlite*")


@dataclass(frozen=True, slots=True)
class Played:
    """What a demo made: the report, its workbook, the settings that open its database, and the letters' ids."""

    pdf: Path
    workbook: Path
    settings: Settings
    received: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Scene:
    company: Company
    script: Script
    site: Site
    clock: DemoClock
    settings: Settings


def run_demo(out: Path, *, serve: bool, port: int = 0, console: Console | None = None) -> Played:
    """Play the Vetlanda measurement into the folder `out`, print its report there, and serve the site if asked to.

    Files of an earlier demo in the folder are replaced; nothing else in it is touched.
    """
    screen = console or Console()
    with _scene(out, port) as scene:
        played = _play(scene, out, screen)
        _tell(screen, played, scene.settings)
        if serve:
            begin_trial(scene.company, DOMAINS.probes)
            scene.clock.let_go()
            _invite(screen, scene.site)
            while scene.site.is_up_after(ROUND_SECONDS):
                live_on(scene.company)
    return played


@contextmanager
def _scene(out: Path, port: int) -> Iterator[_Scene]:
    """Everything that runs during the demo; stopped in reverse order at its end."""
    settings = _settings(_emptied(out), port)
    script = read_script()
    clock = DemoClock(script.begins_at)
    robot = robot_for(script.rows.mails)
    servers = MailServers(clock, DOMAINS, ("brevlada", token_hex(16)), robot.take)
    with ExitStack() as stack:
        servers.start()
        stack.callback(servers.stop)
        robot.smtp_port = servers.smtp_port
        store = Store(settings.database_url)
        stack.callback(store.close)
        store.upgrade()
        set_up(store, script, servers, settings.secret)
        engine = stack.enter_context(working(build_workplace(settings, store, clock), by_the_minute=False))
        site = Site(create_app(settings, store, clock, engine), settings.host, settings.port)
        site.start()
        stack.callback(site.stop)
        people = {name: Person(site.address, name) for name in (COORDINATOR, REVIEWER, *INTERVIEWERS)}
        for person in people.values():
            stack.callback(person.close)
        coordinator, reviewer = people.pop(COORDINATOR), people.pop(REVIEWER)
        company = Company(store, clock, engine, robot, people, coordinator, reviewer)
        yield _Scene(company, script, site, clock, settings)


def _play(scene: _Scene, out: Path, screen: Console) -> Played:
    story = events(scene.company, scene.script)
    with _progress(screen) as progress:
        weeks = progress.add_task("Mätveckorna", total=len(story))
        for event in story:
            play(scene.company, event)
            progress.advance(weeks)
        last = progress.add_task("Granskning, bedömning och rapport", total=5)
        for step in (close, review_everything, lambda company: grade_letters(company, scene.script), let_through):
            step(scene.company)
            progress.advance(last)
        pdf, workbook = scene.company.coordinator.print_report()
        progress.advance(last)
    stem = out / f"{CODE}-{WAVE}"
    played = Played(
        stem.with_suffix(".pdf"), stem.with_suffix(".xlsx"), scene.settings, tuple(scene.company.robot.received)
    )
    played.pdf.write_bytes(pdf)
    played.workbook.write_bytes(workbook)
    return played


def _emptied(out: Path) -> Path:
    """The folder, without the files of an earlier demo."""
    refuse_file(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for pattern in OWN_FILES:
            for file in out.glob(pattern):
                file.unlink()
    except OSError as error:
        raise BadInput(f"{out} cannot be used: {error.strerror}; give another folder with --out") from error
    return out


def _settings(out: Path, port: int) -> Settings:
    """The demo's own settings: its own database and a secret that nobody else knows."""
    return Settings(
        database_url=f"sqlite:///{out / DATABASE}",
        secret=token_hex(32),
        host=LOOPBACK,
        port=port,
        secure_cookies=False,
        executor_id="demo",
    )


def _progress(screen: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=screen, disable=not screen.is_terminal)


def _tell(screen: Console, played: Played, settings: Settings) -> None:
    screen.print(f"Rapporten: {played.pdf}", soft_wrap=True)
    screen.print(f"Arbetsboken: {played.workbook}", soft_wrap=True)
    screen.print("Nyckeltalen:", soft_wrap=True)
    command = f"SHOPPER_DATABASE_URL={settings.database_url} .venv/bin/shopper figures {WAVE} {CODE} --json"
    screen.print(f"  {command}", soft_wrap=True)


def _invite(screen: Console, site: Site) -> None:
    screen.print(f"\nWebbplatsen: {site.address}", soft_wrap=True)
    screen.print(f"  samordnare: {COORDINATOR}, lösenord {PASSWORD}")
    screen.print(f"  granskare: {REVIEWER}, lösenord {PASSWORD}")
    screen.print(f"  intervjuare: {', '.join(INTERVIEWERS)}, lösenord {PASSWORD}")
    screen.print("Avsluta med Ctrl+C.")
