#!/usr/bin/env python3
"""Writes what in `docs/` is made from the code: settings, states, who may use which page, the pages, and the method.

`docs/method.md` is made whole from the chapters in `tests/spec/`, and `docs/pages.md` from the list in
`tests/browser/seen_pages.py`; the other parts stand between two marker comments.
`--check` writes nothing and ends with 1 when a document is out of date.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from urllib.parse import unquote

from pydantic.fields import FieldInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from shopper.settings import Settings  # noqa: E402 - the script must first know where the packages are
from shopper.states import MOVES  # noqa: E402
from shopper.tables.people import ROLES  # noqa: E402
from tests.browser.seen_pages import PARTS, WHO, Seen  # noqa: E402
from tests.spec import book  # noqa: E402
from web.access import RULES, Rule, may_use  # noqa: E402
from web.app import all_routes  # noqa: E402

PAGES_BEGIN = """# The pages

Every page of the site in the states it can be in, as the browser tests see it. The pictures are taken by
`make screenshots`; the study in them is made up. Who may use which page stands in [access.md](access.md).
"""
TITLES = {"mail": "A letter", "call": "A call", "wave": "A wave", "report": "A printed report"}


def main(arguments: list[str]) -> int:
    """Write the parts, or with `--check` say which documents are out of date."""
    stale = [path for path, text in fresh_documents().items() if path.read_text(encoding="utf-8") != text]
    if arguments == ["--check"]:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)} is out of date; run `make docs`\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(fresh_documents()[path], encoding="utf-8")
        sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")
    return 0


def fresh_documents() -> dict[Path, str]:
    """Each document with its made parts as they should be now."""
    operations, architecture = ROOT / "docs" / "operations.md", ROOT / "docs" / "architecture.md"
    access = ROOT / "docs" / "access.md"
    addresses = [(method, route.path, route.name) for route in all_routes() for method in sorted(route.methods or ())]
    return {
        access: with_part(access.read_text(encoding="utf-8"), "web/access.py", access_table(addresses, RULES)),
        operations: with_part(operations.read_text(encoding="utf-8"), "shopper/settings.py", settings_table(Settings)),
        architecture: with_part(architecture.read_text(encoding="utf-8"), "shopper/states.py", states_text(MOVES)),
        ROOT / "docs" / "pages.md": pages_text(PARTS),
        book.PAGE: book.page(),
    }


def with_part(document: str, source: str, part: str) -> str:
    """The document with the part made from `source` put in place; ValueError when its markers are not there once."""
    begin, end = f"<!-- begin: made from {source} by `make docs` -->", f"<!-- end: made from {source} -->"
    pattern = re.compile(f"{re.escape(begin)}\n.*?{re.escape(end)}", re.DOTALL)
    if len(pattern.findall(document)) != 1:
        raise ValueError(f"the markers of {source} must stand in the document exactly once")
    return pattern.sub(lambda _: f"{begin}\n\n{part}\n\n{end}", document)


def settings_table(settings: type[Settings]) -> str:
    """The settings as a Markdown table: variable, default, what is allowed, meaning."""
    prefix = settings.model_config["env_prefix"]
    rows = [
        f"| `{prefix}{name.upper()}` | `{default(field)}` | {allowed(field)} | {field.description} |"
        for name, field in settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | allowed | meaning |", "|---|---|---|---|", *rows])


def default(field: FieldInfo) -> str:
    """A setting's default as one would write it in the environment."""
    return str(field.default).lower() if field.annotation is bool else str(field.default)


def allowed(field: FieldInfo) -> str:
    """What values a setting takes, in words."""
    if get_origin(field.annotation) is Literal:
        return " or ".join(f"`{value}`" for value in get_args(field.annotation))
    if field.annotation is bool:
        return "`true` or `false`"
    limits = [words for limit in field.metadata for words in limit_in_words(limit)]
    kinds: dict[Any, str] = {int: "whole number", Decimal: "number"}
    kind = kinds.get(field.annotation, "text")
    return ", ".join([kind, *limits])


def limit_in_words(limit: Any) -> list[str]:
    """One constraint of a setting in words."""
    words = {"ge": "at least {}", "le": "at most {}", "pattern": "of the form `{}`"}
    known = {name: getattr(limit, name, None) for name in words}
    return [words[name].format(value) for name, value in known.items() if value is not None]


def access_table(addresses: Iterable[tuple[str, str, str]], rules: Mapping[str, Rule]) -> str:
    """Who may use which route (method, path and name) as a Markdown table, in the order of the paths."""
    roles = (None, *ROLES)
    heads = ["address", *(role or "nobody signed in" for role in roles)]
    rows = [
        [f"`{method} {path}`", *("yes" if may_use(rules[name], role) else "" for role in roles)]
        for path, method, name in sorted((path, method, name) for method, path, name in addresses)
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---", *(":-:" for _ in roles)], *rows))


def pages_text(parts: Mapping[str, Sequence[Seen]]) -> str:
    """The document of all pages: by part each page's sentence, who sees it where, and its picture."""
    return "\n".join(
        [PAGES_BEGIN, *("\n".join([f"## {title}\n", *map(page_text, seen)]) for title, seen in parts.items())]
    )


def page_text(seen: Seen) -> str:
    """One page."""
    address = re.sub(r"\{\w+\}", "…", unquote(seen.path))
    return f"{seen.about} {WHO[seen.user]}, `{address}`.\n\n![{seen.about}](images/pages/{seen.name}.jpg)\n"


def states_text(moves: dict[str, dict[str, frozenset[str]]]) -> str:
    """A diagram and a table of moves for each kind of thing."""
    return "\n\n".join(f"{diagram(TITLES[kind], of_kind)}\n\n{moves_table(of_kind)}" for kind, of_kind in moves.items())


def diagram(title: str, moves: dict[str, frozenset[str]]) -> str:
    """The states of one kind of thing as a Mermaid diagram; the first state is where it begins."""
    first = next(iter(moves))
    arrows = [f"    {before} --> {after}" for before, afters in moves.items() for after in sorted(afters)]
    ends = [f"    {state} --> [*]" for state, afters in moves.items() if not afters]
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *arrows, *ends, "```"]
    return "\n".join([f"### {title}", "", *lines])


def moves_table(moves: dict[str, frozenset[str]]) -> str:
    """The same moves as a table, for those who cannot see the diagram."""
    rows = [
        f"| `{state}` | {', '.join(f'`{after}`' for after in sorted(afters)) or 'nothing: it ends here'} |"
        for state, afters in moves.items()
    ]
    return "\n".join(["| state | may become |", "|---|---|", *rows])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
