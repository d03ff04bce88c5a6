#!/usr/bin/env python3
"""Brings the catalogues up to date with the texts of the interface (`web/locale/`) and of the reports.

The texts are Swedish. New ones are added without a translation, those that nobody shows any more are taken out,
translations stay. `--check` writes nothing and ends with 1 when a catalogue lacks a text, has one too many, leaves one
untranslated, or puts other values into it than the Swedish text does.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
_PLACES = re.compile(r"%\(\w+\)|\{\w*\}")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A package that shows texts, and its catalogues `locale/*/LC_MESSAGES/` + `file`.

    `below` are files of lower packages whose marked texts it shows, `keywords` what marks a text.
    """

    package: str
    file: str
    templates: str
    below: tuple[str, ...]
    keywords: Mapping[str, tuple[int, ...] | None]

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
    catalogue = Catalog()
    methods, options = [("**.py", "python"), (speaker.templates, "jinja2")], {speaker.templates: {"trimmed": "true"}}
    for file, _line, text, notes, context in extract_from_dir(
        ROOT / speaker.package,
        methods,
        options,
        keywords=speaker.keywords,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        place = f"{speaker.package}/{file}"
        catalogue.add(text, locations=[(place, 0)], auto_comments=notes, context=context)
    for below in speaker.below:
        for _line, text, notes, context in extract_from_file("python", ROOT / below, keywords=speaker.keywords):
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
