"""`shopper figures`: what was counted, as JSON or as a table with its base and interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from web.commands.opened import opened_store, say, say_json, say_table, warn

if TYPE_CHECKING:
    from scoring.figures import Figure, MeasurementFigures


def figures(
    wave: Annotated[str, typer.Argument(metavar="WAVE", help="The wave's name.")],
    municipality: Annotated[str, typer.Argument(metavar="MUNICIPALITY", help="The municipality's code.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Every figure with its proof, and those of each area.")
    ] = False,
    submitted: Annotated[
        bool, typer.Option("--submitted", help="Preliminary: count calls that wait for review too.")
    ] = False,
) -> None:
    """Count a municipality's figures in a wave: of its calls those that the method counts, by default approved ones."""
    from scoring.expected import as_json as values_of
    from scoring.measures import count
    from shopper.queries import (
        call_records,
        counted_states,
        mail_records,
        measurement_of,
        method_of,
        stored_id,
        wave_named,
    )
    from shopper.states import COUNTED_STATES
    from shopper.still_open import still_open

    with opened_store() as store, store.reading() as session:
        found = wave_named(session, wave)
        measurement = stored_id(measurement_of(session, found, municipality).id)
        method = method_of(found)
        states = COUNTED_STATES["submitted"] if submitted else counted_states(method)
        counted = count(method, call_records(session, measurement, states), mail_records(session, measurement))
        left = still_open(session, measurement, states)
    _tell_of_letters(left.letters_waiting)
    _tell_of_review(left.calls_not_reviewed, is_preliminary=submitted and states != counted_states(method))
    if as_json:
        say_json(values_of(counted))
    else:
        _show(counted, f"{municipality} in {wave}")


def _tell_of_review(waiting: int, *, is_preliminary: bool) -> None:
    """Say on stderr what of the calls is not reviewed, so that what is read from stdout stays the same."""
    calls = "1 call is" if waiting == 1 else f"{waiting} calls are"
    if is_preliminary:
        warn("Preliminary: calls that wait for review are counted too.")
    if waiting and is_preliminary:
        warn(f"{calls} not counted: returned to the interviewer and not submitted again yet.")
    elif waiting:
        warn(f"{calls} not counted yet: review and approve them, or look at a preliminary count with --submitted.")


def _tell_of_letters(waiting: int) -> None:
    """Say on stderr how many letters may still be answered, for the same reason."""
    letters = "1 letter is" if waiting == 1 else f"{waiting} letters are"
    if waiting:
        warn(f"{letters} not counted yet: the time to answer is not over.")


def _show(counted: MeasurementFigures, title: str) -> None:
    table = Table("Figure", "Value", "Count", "n", "95 % interval", title=title)
    for key, figure in counted.total.figures.items():
        table.add_row(key, _value(figure), _count(figure), str(figure.denominator), _interval(figure))
    say_table(table)
    say(f"Method {counted.method_name}, checksum {counted.method_checksum[:12]}; the total excludes areas outside it.")


def _value(figure: Figure) -> str:
    from scoring.rounding import whole

    if figure.unit == "count":
        return str(figure.denominator)
    rounded = whole(figure.value)
    if rounded is None:
        return "-"
    return f"{rounded} %" if figure.unit == "percent" else f"{rounded} h"


def _count(figure: Figure) -> str:
    return str(figure.numerator) if figure.numerator.denominator == 1 else f"{float(figure.numerator):.2f}"


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "-"
    return f"{figure.low:.1f}-{figure.high:.1f}"
