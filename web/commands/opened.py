"""What every command begins with: the settings of the environment, the store, and somewhere to print."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.progress import Progress, track
from rich.status import Status
from rich.table import Table

if TYPE_CHECKING:
    from shopper.moves import Cause
    from shopper.settings import Settings
    from shopper.store import Store

ACTOR = "command line"

WIDTH_OF_A_FILE = 200

Item = TypeVar("Item")


@contextmanager
def opened_store() -> Iterator[Store]:
    """The store of the settings, closed afterwards; BadInput when its schema is old or it cannot be opened."""
    from shopper.store import open_store

    store = open_store(current_settings().database_url)
    try:
        yield store
    finally:
        store.close()


def current_settings() -> Settings:
    """The settings of the environment."""
    from shopper.settings import read_settings

    return read_settings()


def cause(reason: str = "") -> Cause:
    """Who changes something here: whoever may use the command line, now."""
    from shopper.clock import system_clock
    from shopper.moves import Cause

    return Cause(ACTOR, system_clock(), reason)


def say(text: str) -> None:
    """Print one line of result."""
    Console(soft_wrap=True, highlight=False, markup=False).print(text)


def warn(text: str) -> None:
    """Print one line on stderr that the user should know of, although nothing failed."""
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(text)


def say_table(table: Table) -> None:
    """Print a table: as wide as the terminal, or as it needs to be where somebody reads our output from a file."""
    console = Console()
    (console if console.is_terminal else Console(width=WIDTH_OF_A_FILE)).print(table)


def say_json(value: Any) -> None:
    """Print a value as JSON, never coloured or wrapped."""
    print(json.dumps(value, ensure_ascii=False, indent=1))  # noqa: T201 - what the command is asked for


def say_json_line(value: Any) -> None:
    """Print a value as JSON on one line, where a command gives one for each of many things."""
    print(json.dumps(value, ensure_ascii=False))  # noqa: T201 - as above


def waiting(what: str) -> Status:
    """A context that shows on stderr, when that is a terminal, that something takes a while."""
    return Console(stderr=True).status(what)


def followed(items: Sequence[Item], title: str) -> Iterable[Item]:
    """The items, with a progress bar on stderr when that is a terminal."""
    console = Console(stderr=True)
    return track(items, title, console=console, disable=not console.is_terminal)


@contextmanager
def progress_of(title: str, steps: int) -> Iterator[Callable[[str], None]]:
    """A function to call at the beginning of each step, with the step's name; it moves a bar on a terminal."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=steps)
        yield lambda step: bar.update(task, advance=1, description=f"{title}: {step}")


def secret_from(variable: str) -> str | None:
    """The environment variable's value, None when it is empty or not there."""
    return os.environ.get(variable) or None
