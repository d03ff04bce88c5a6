"""`shopper wave`: made, planned, launched, or taken in from files when it is finished."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from web.commands.opened import cause, current_settings, opened_store, say, say_json, warn

if TYPE_CHECKING:
    from scheduler.planning.parts import Plan, PlannedProbe, Unplaced

app = typer.Typer(help="Waves: municipalities measured in the same weeks.", no_args_is_help=True)

WaveName = Annotated[str, typer.Argument(metavar="WAVE", help="The wave's name.")]


@app.command("import")
def import_folder(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder with calls.csv and mails.csv.")],
    name: Annotated[str, typer.Option(help="The wave; it is made if it is new.")],
    municipality: Annotated[str, typer.Option(metavar="CODE", help="The measured municipality.")],
    method: Annotated[str, typer.Option(help="The method it was measured with, such as kkik-2017.")],
) -> None:
    """Take in a finished measurement, all or nothing; comparison.csv and previous.csv are read where they are."""
    from scoring.measures import count
    from shopper.clock import system_clock
    from shopper.import_wave import import_wave
    from shopper.method import load_method
    from shopper.wave_rows import Limits

    rules = load_method(method)
    limits = Limits(not_after=system_clock(), figures=frozenset(count(rules, [], []).total.figures))
    with opened_store() as store, store.transaction() as session:
        done = import_wave(session, folder, name, municipality, rules, cause(), limits)
    made = "a new wave" if done.is_new else "the wave"
    say(f"{done.calls} calls, {done.mails} letters and {done.values} values to compare with are in {made} {done.wave}.")


@app.command()
def create(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The wave as a file.")],
) -> None:
    """Make a wave from a file; nothing is planned or sent yet."""
    from shopper.question_bank import store_bank
    from shopper.wave_file import read_wave_file
    from shopper.waves import create_wave

    wanted = read_wave_file(file)
    with opened_store() as store, store.transaction() as session:
        store_bank(session)
        wave = create_wave(session, wanted, cause())
        name = wave.name
    say(f"{name} is made; plan it with `shopper wave plan {name}`.")


@app.command()
def plan(
    wave: WaveName,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**31 - 1, help="Chance; the same seed, the same plan.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole plan.")] = False,
) -> None:
    """Give every contact of a wave its time, in place of any earlier plan."""
    from scheduler.ordered_plans import note_plan
    from scheduler.plan import plan_as_json
    from scheduler.stored.plan import plan_wave
    from shopper.queries import wave_named

    with opened_store() as store, store.transaction() as session:
        found, why = wave_named(session, wave), cause()
        made = plan_wave(session, found, why, seed)
        note_plan(session, found, made, why)
    if as_json:
        say_json(plan_as_json(made))
    else:
        _tell(made)


def _tell(made: "Plan") -> None:
    channels = [probe.channel for probe in made.probes]
    say(f"{channels.count('call')} calls and {channels.count('mail')} letters are planned with seed {made.seed}.")
    for one in made.unplaced:
        say(f"Not placed: {_where(one)} ({one.rule}): {one.reason.text}")
    for broken in made.broken:
        say(f"Broken: {_where(broken.probe)} ({broken.reason.rule}): {broken.reason.text}")
    for shortage in made.shortages:
        say(f"Short ({shortage.rule}): {shortage.text}")


def _where(one: "PlannedProbe | Unplaced") -> str:
    return f"{one.channel} {one.municipality} {one.area} {one.question}"


@app.command()
def launch(wave: WaveName) -> None:
    """Start a wave: its method is frozen, and from now on what is due is done."""
    from shopper.clock import system_clock
    from shopper.queries import wave_named
    from shopper.waves import launch as start
    from shopper.waves import planned_in_the_past

    with opened_store() as store, store.transaction() as session:
        found = wave_named(session, wave)
        start(session, found, cause(), office_account=current_settings().office_account)
        late = planned_in_the_past(session, found, system_clock())
        checksum = found.method_checksum or ""
    if late:
        warn(f"{late} contacts were planned for a time that is over: their letters leave as soon as a worker runs.")
    say(f"{wave} is launched; its method is frozen with checksum {checksum[:12]}.")
