"""What the documents name: paths, make targets, commands and variables. Each function finds names in a text; pure."""

import re
from collections.abc import Iterator

PATH_ROOTS = (
    *("shopper/", "scheduler/", "mail_probe/", "scoring/", "report_templates/", "web/"),
    *("tests/", "docs/", "scripts/", ".ci/", "requirements", "pyproject.toml", "Makefile", "CHANGELOG.md", "LICENSE"),
)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)


def paths_in(text: str) -> Iterator[str]:
    """Every path of the project that stands in code quotes, without line numbers and command words."""
    for code in _codes(text):
        for word in code.split():
            if word.startswith(PATH_ROOTS) and "*" not in word:
                yield word.rstrip(".,:;")


def links_in(text: str) -> Iterator[str]:
    """Every link to a file beside the document."""
    for hit in LINK.finditer(text):
        target = hit.group(1) or hit.group(2)
        if "://" not in target and not target.startswith("mailto:"):
            yield target


def make_targets_in(text: str) -> Iterator[str]:
    """Every target of a `make` command."""
    for code in _codes(text):
        if hit := re.match(r"make ([a-z-]+)", code):
            yield hit.group(1)


def commands_in(text: str) -> Iterator[tuple[str, ...]]:
    """The words of every `shopper` command, up to its first argument or option."""
    for code in _codes(text):
        words = code.removeprefix(".venv/bin/").split()
        if len(words) > 1 and words[0] == "shopper":
            names = [word if re.fullmatch(r"[a-z][a-z-]*", word) else "" for word in words[1:]]
            yield tuple(names[: names.index("")] if "" in names else names)


def variables_in(text: str) -> Iterator[str]:
    """Every environment variable of ours."""
    yield from re.findall(r"\bSHOPPER_[A-Z_]+\b", text)


def targets_of(makefile: str) -> set[str]:
    """The targets a Makefile has."""
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def _codes(text: str) -> Iterator[str]:
    prose = FENCE.sub("", text)
    yield from (hit.group(1).strip() for hit in CODE.finditer(prose))
    yield from (hit.group(1).strip() for hit in INDENTED.finditer(prose))


def block_beginning(text: str, first_line: str) -> str:
    """The indented block of a document that begins with this line, without its indentation."""
    block: list[str] = []
    for line in text.partition(f"    {first_line}\n")[2].splitlines():
        if not line.startswith("    "):
            break
        block.append(line.removeprefix("    "))
    return "\n".join([first_line, *block])
