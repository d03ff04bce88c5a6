#!/usr/bin/env python3
"""Brings the catalogues up to date with the texts of the interface (`web/locale/`) and of the reports.

The texts are Swedish. New ones are added without a translation, those that nobody shows any more are taken out,
translations stay. `--check` writes nothing and ends with 1 when a catalogue lacks a text, has one too many, leaves one
untranslated, or puts other values into it than the Swedish text does.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
_PLACES = re.compile(r"%\(\w+\)|\{\w*\}")

Keywords = Mapping[str, tuple[int, ...] | None]
"""Names of functions whose first text is shown, or of those texts, counted from 1."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A package that shows texts, and its catalogues `locale/*/LC_MESSAGES/` + `file`.

    `below` are files of lower packages whose marked texts it shows, `keywords` what marks a text.
    """

    package: str
    file: str
    templates: str
    below: tuple[str, ...]
    keywords: Keywords

    @property
    def catalogues(self) -> Sequence[Path]:
        """The stored catalogues."""
        return sorted((ROOT / self.package).glob(f"locale/*/LC_MESSAGES/{self.file}"))


INTERFACE = Speaker(
    "web",
    "messages.po",
    "templates/**.html",
    ("scheduler/planning/reasons.py",),
    {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2)},
)
REPORTS = Speaker(
    "report_templates",
    "report.po",
    "**.html",
    ("scoring/words.py",),
    {"say": None, "mark": None, "say_many": (1, 2)},
)


def main(arguments: list[str]) -> int:
    """Update every catalogue, or with `--check` say what is wrong with it."""
    faults: list[str] = []
    for speaker in (INTERFACE, REPORTS):
        shown = shown_texts(speaker)
        for file in speaker.catalogues:
            if arguments == ["--check"]:
                faults += [f"{file.relative_to(ROOT)}: {fault}" for fault in faults_of(catalogue_in(file), shown)]
            else:
                update(file, shown)
    for fault in faults:
        sys.stderr.write(f"{fault}; run `make translations` and translate what is new\n")
    return 1 if faults else 0


def shown_texts(speaker: Speaker) -> Catalog:
    """Every text that the package shows, with the files that show it."""
    catalogue, folder = Catalog(), ROOT / speaker.package
    for file in (*sorted(folder.rglob("*.py")), *(ROOT / below for below in speaker.below)):
        for text in marked_texts(file.read_text(), speaker.keywords):
            catalogue.add(text, locations=[(str(file.relative_to(ROOT)), 0)])
    templates, options = [(speaker.templates, "jinja2")], {speaker.templates: {"trimmed": "true"}}
    for name, _line, text, notes, context in extract_from_dir(
        folder,
        templates,
        options,
        keywords=speaker.keywords,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        catalogue.add(text, locations=[(f"{speaker.package}/{name}", 0)], auto_comments=notes, context=context)
    return catalogue


def marked_texts(code: str, keywords: Keywords) -> Iterator[str | tuple[str, ...]]:
    """The marked texts of Python code. Babel's own reader passes over some that stand inside another's values."""
    for call in ast.walk(ast.parse(code)):
        if isinstance(call, ast.Call) and (name := _called(call)) in keywords:
            places = keywords[name] or (1,)
            texts = tuple(
                part.value
                for part in call.args[: len(places)]
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
            if len(texts) == len(places):
                yield texts[0] if len(texts) == 1 else texts


def _called(call: ast.Call) -> str:
    """The last name of what is called: `say` of `language.say(...)`."""
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


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
    """What a catalogue lacks, has too much of, leaves untranslated, or says with other values."""
    stored, wanted = texts_of(catalogue), texts_of(shown)
    yield from (f"{text!r} is missing" for text in sorted(wanted.keys() - stored.keys()))
    yield from (f"{text!r} is shown nowhere" for text in sorted(stored.keys() - wanted.keys()))
    for text, message in sorted(stored.items()):
        if not is_done(message):
            yield f"{text!r} is not translated"
        elif not has_the_same_places(message):
            yield f"{text!r} has other places for values than its translation"


def texts_of(catalogue: Catalog) -> dict[str, Message]:
    """The messages by their text; of a plural by its singular."""
    return {forms_of(message.id)[0]: message for message in catalogue if message.id}


def forms_of(text: object) -> list[str]:
    """The forms of a text or translation: one, or singular and plural."""
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text or "")]


def is_done(message: Message) -> bool:
    """Whether every form of the message has a translation that nobody has to look at again."""
    return not message.fuzzy and all(forms_of(message.string))


def has_the_same_places(message: Message) -> bool:
    """Whether the translation takes the values that the text takes; a singular may leave some out, as `a letter`."""
    *swedish_one, swedish = [set(_PLACES.findall(form)) for form in forms_of(message.id)]
    *one, translated = [set(_PLACES.findall(form)) for form in forms_of(message.string)]
    return translated == swedish and all(places <= swedish.union(*swedish_one) for places in one)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
