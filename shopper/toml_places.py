"""Where a key stands in a TOML text, so that a sentence about it can say line and column. Pure.

The text is known to be valid TOML; only headers and keys are looked at. Lines and columns count from 1.
"""

import re
from collections.abc import Iterator
from typing import Final

Steps = tuple[str | int, ...]
"""Steps to a value: keys, and positions from 0 in arrays."""

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_\"'-][A-Za-z0-9_.\"' -]*?)\s*=")
_LONG_QUOTES: Final = re.compile(r"\"\"\"|'''")


def place_of(text: str, path: Steps) -> tuple[int, int]:
    """Line and column of the key at `path`; of the table it belongs in where it is missing, (1, 1) for the file."""
    best: Steps = ()
    line, column = 1, 1
    for number, start, found in _keys(text):
        if path[: len(found)] == found and len(found) > len(best):
            best, line, column = found, number, start
    return line, column + _inside(text.split("\n")[line - 1][column - 1 :], path[len(best) :])


def _inside(rest: str, steps: Steps) -> int:
    """How far into the line a key of an inline table stands, 0 when it does not."""
    keys = [step for step in steps if isinstance(step, str)]
    found = re.search(rf"[{{,]\s*(\"?{re.escape(keys[-1])}\"?)\s*=", rest) if keys else None
    return found.start(1) if found else 0


def _keys(text: str) -> Iterator[tuple[int, int, Steps]]:
    """Line, column and path of every header and every key that begins a line."""
    table: Steps = ()
    entries: dict[Steps, int] = {}
    in_long_text = False
    for number, line in enumerate(text.split("\n"), start=1):
        outside = not in_long_text
        in_long_text ^= len(_LONG_QUOTES.findall(line)) % 2 == 1
        if not outside:
            continue
        if header := _HEADER.match(line):
            table = _table(header[1], _steps(header[2]), entries)
            yield number, header.start(1) + 1, table
        elif key := _KEY.match(line):
            yield number, key.start(1) + 1, (*table, *_steps(key[1]))


def _table(brackets: str, steps: Steps, entries: dict[Steps, int]) -> Steps:
    """The path that a header opens; each `[[...]]` is the next entry of its array."""
    if brackets == "[[":
        entries[steps] = entries.get(steps, -1) + 1
    path: Steps = ()
    for end in range(1, len(steps) + 1):
        path = (*path, steps[end - 1], *([entries[steps[:end]]] if steps[:end] in entries else []))
    return path


def _steps(dotted: str) -> Steps:
    return tuple(step.strip().strip("\"'") for step in dotted.split("."))
