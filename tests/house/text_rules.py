"""Rules about the text of every file: nothing unfinished, nothing of one machine, nobody's real address."""

import re
from collections.abc import Iterator

from tests.house.tree import Rule, is_vendored

# The words stand here in two halves, so that this file keeps its own rules.
UNFINISHED = re.compile("|".join(("NotImplemented" + "Error", r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"\bXX" + r"X\b")))
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(work|farm|home|root|Users)/[\w.]")
REGISTRIES = re.compile(r"\b(files|registry|deb)\.\w+\.(org|com)\b|\b(test\.)?pypi\.\w+|\bnpmjs\.\w+")
ADDRESSES = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-zA-Z]{2,})\b")
RESERVED_DOMAINS = re.compile(r"(^|\.)(test|example|invalid|localhost|example\.(com|org|net))$", re.IGNORECASE)
MADE_OF_DATA = ("tests/", "shopper/examples/", "docs/", "web/demo/", "README.md")


def nothing_is_unfinished(path: str, text: str) -> Iterator[str]:
    """No mark that says that something is still to be done."""
    if not is_vendored(path):
        yield from _hits(path, text, UNFINISHED, "looks unfinished")


def no_path_of_a_machine(path: str, text: str) -> Iterator[str]:
    """No absolute path into somebody's home."""
    if not is_vendored(path):
        yield from _hits(path, text, MACHINE_PATHS, "names a path of one machine")


def no_registry_is_named(path: str, text: str) -> Iterator[str]:
    """No host name of a package registry: where packages come from is the user's own setting."""
    if not is_vendored(path):
        yield from _hits(path, text, REGISTRIES, "names a package registry")


def addresses_are_nobodys(path: str, text: str) -> Iterator[str]:
    """Addresses in data, tests and documents are at domains that RFC 2606 and RFC 6761 reserve."""
    if not path.startswith(MADE_OF_DATA) or is_vendored(path):
        return
    for hit in ADDRESSES.finditer(text):
        if not RESERVED_DOMAINS.search(hit.group(1)):
            yield f"{path}: {hit.group(0)} could be somebody's address; use .test or .example"


def _hits(path: str, text: str, pattern: re.Pattern[str], what: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if hit := pattern.search(line):
            yield f"{path}:{number} {what}: {hit.group(0)}"


TEXT_RULES = (
    Rule(nothing_is_unfinished, "web/desk.py", good="# to do it well", bad="# TO" + "DO: do it well"),
    Rule(no_path_of_a_machine, "Makefile", good="cd ./work/here", bad="cd " + "/home" + "/anna/project"),
    Rule(no_registry_is_named, "a.lock", good="sha256 of the files", bad="--index-url https://pypi" + ".org/simple"),
    Rule(addresses_are_nobodys, "tests/a.py", good="anna@kommun.example", bad="anna@" + "kommun.se"),
)
