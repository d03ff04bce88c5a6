"""`shopper working-time`: how long a municipality had, by a method's working time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from shopper.faults import BadInput
from web.commands.opened import say

if TYPE_CHECKING:
    from shopper.method import Method

_EXAMPLE = "2017-10-20T16:00:00+02:00"


def working_time(
    sent: Annotated[str, typer.Argument(metavar="SENT", help=f"ISO 8601, such as {_EXAMPLE}.")],
    answered: Annotated[str, typer.Argument(metavar="ANSWERED", help="ISO 8601.")],
    explain: Annotated[bool, typer.Option(help="Show each counted stretch and each skipped day.")] = False,
    method: Annotated[str, typer.Option(help="Whose working time.")] = "kkik-2018",
) -> None:
    """Count the working hours from a letter to its answer.

    A time without offset is local time in the method's zone.
    """
    from shopper.method import load_method
    from shopper.working_time import working_hours
    from shopper.working_time_text import explained, hours_in_words

    rules = load_method(method)
    sent_at, answered_at = _moment(sent, "SENT", rules), _moment(answered, "ANSWERED", rules)
    try:
        lines = (
            explained(sent_at, answered_at, rules)
            if explain
            else [hours_in_words(working_hours(sent_at, answered_at, rules.working_time))]
        )
    except ValueError as error:
        raise BadInput(str(error)) from error
    for line in lines:
        say(line)


def _moment(text: str, argument: str, rules: Method) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{argument} {text!r} is not a time; write it in ISO 8601, such as {_EXAMPLE}") from error
    return at if at.tzinfo is not None else at.replace(tzinfo=rules.working_time.zone)
