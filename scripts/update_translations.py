#!/usr/bin/env python3
"""Brings the catalogues in `web/locale/` up to date with the texts of the interface, which are Swedish.

New texts are added without a translation, texts that nobody shows any more are taken out, translations stay.
`--check` writes nothing and ends with 1 when a catalogue lacks a text, has one too many, or leaves one untranslated.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
BELOW = ("scheduler/planning/reasons.py",)
"""Files below `web` whose marked texts the pages show."""
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2)}


def main(arguments: list[str]) -> int:
    """Update every catalogue, or with `--check` say what is wrong with it."""
    shown = shown_texts()
    faults: list[str] = []
    for file in sorted(WEB.glob("locale/*/LC_MESSAGES/messages.po")):
        if arguments == ["--check"]:
            faults += [f"{file.relative_to(ROOT)}: {fault}" for fault in faults_of(catalogue_in(file), shown)]
        else:
            update(file, shown)
    for fault in faults:
        sys.stderr.write(f"{fault}; run `make translations` and translate what is new\n")
    return 1 if faults else 0


def shown_texts() -> Catalog:
    """Every text of the interface with the files that show it."""
    catalogue = Catalog()
    options = {"templates/**.html": {"trimmed": "true"}}
    for file, _line, text, notes, context in extract_from_dir(
        WEB, METHODS, options, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        catalogue.add(text, locations=[(f"web/{file}", 0)], auto_comments=notes, context=context)
    for below in BELOW:
        for _line, text, notes, context in extract_from_file("python", ROOT / below, keywords=KEYWORDS):
            catalogue.add(text, locations=[(below, 0)], auto_comments=notes, context=context)
    return catalogue


def catalogue_in(file: Path) -> Catalog:
    """The catalogue as it is stored."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parts[-3])


def update(file: Path, shown: Catalog) -> None:
    """Add what is new and take out what is gone; guesses at changed texts are not made."""
    catalogue = catalogue_in(file)
    catalogue.update(shown, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with file.open("wb") as stream:
        write_po(stream, catalogue, width=120, omit_header=True, sort_by_file=True, include_lineno=False)


def faults_of(catalogue: Catalog, shown: Catalog) -> Iterator[str]:
    """What a catalogue lacks, has too much of, or leaves untranslated."""
    stored, wanted = texts_of(catalogue), texts_of(shown)
    yield from (f"{text!r} is missing" for text in sorted(wanted.keys() - stored.keys()))
    yield from (f"{text!r} is shown nowhere" for text in sorted(stored.keys() - wanted.keys()))
    yield from (f"{text!r} is not translated" for text, message in sorted(stored.items()) if not is_done(message))


def texts_of(catalogue: Catalog) -> dict[str, Message]:
    """The messages by their text; of a plural by its singular."""
    return {
        str(message.id[0] if isinstance(message.id, list | tuple) else message.id): message
        for message in catalogue
        if message.id
    }


def is_done(message: Message) -> bool:
    """Whether every form of the message has a translation that nobody has to look at again."""
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return not message.fuzzy and all(forms)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
