"""Names that are known to be those of a municipality's officials, found in any form in which a text gives them. Pure.

A word of the language that is a name too, such as Sten or Ros, is taken for a name only beside another name, or where
the words before it introduce a person.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from mail_probe.evidence.phrases import fold

ORDINARY: Final = frozenset(
    (
        *("alm", "allan", "andre", "april", "ask", "augusti", "berg", "biskop", "björk", "björn", "blad", "blom"),
        *("blomma", "bo", "brand", "brun", "bäck", "bror", "carl", "dag", "dal", "dan", "ek", "em", "ester"),
        *("falk", "fors", "fred", "frid", "frisk", "glad", "glans", "gran", "gren", "greve", "grip", "gräs", "grön"),
        *("gull", "gård", "hag", "hage", "hall", "hans", "hav", "hed", "hjort", "holm", "hård", "hök", "iris"),
        *("jan", "juli", "juni", "kaj", "klang", "klar", "klinga", "knut", "kula", "kull", "kulla", "kung", "kvist"),
        *("källa", "land", "lie", "lilja", "lind", "ling", "linje", "liv", "lo", "love", "lund", "lust", "lycka"),
        *("lång", "löv", "maj", "man", "mark", "mars", "max", "mina", "mo", "modig", "my", "mån", "måne", "natt"),
        *("nord", "norr", "ny", "näs", "ost", "park", "per", "pil", "pilgrim", "pris", "prost", "rapp", "rask"),
        *("ren", "ring", "ro", "ros", "rosa", "rot", "rust", "rönn", "saga", "sam", "sand", "siden", "sjö"),
        *("skarp", "skog", "sköld", "slätt", "snäll", "sol", "sommar", "spjut", "stad", "stark", "sten", "stig"),
        *("stjärna", "stolt", "strand", "ström", "sund", "svan", "svart", "svärd", "söder", "tage", "tall", "tapper"),
        *("tim", "tom", "tor", "torn", "trygg", "ulv", "vall", "varg", "vide", "vik", "ville", "vinge", "vinter"),
        *("viola", "vit", "våg", "vår", "väster", "åker", "ål", "ång", "ås", "äng", "älv", "ö", "öd", "öst", "öster"),
    )
)
"""Words of the language that are first names or surnames too, in small letters."""

PARTICLES: Final = frozenset(("af", "av", "de", "den", "der", "la", "le", "van", "von", "al", "el"))
_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_BETWEEN = re.compile(r"(?:\.?,?[ \t\u00a0]{1,3}|\.)\Z")
_GOES_ON = re.compile(r"\.[ \u00a0]{1,2}[a-zåäö]")
_LONGEST_NAME: Final = 5
_NAME_CHARACTERS: Final = 80

IsIntroduced = Callable[[int], bool]
"""Whether the words before this place in the text introduce a person."""
IsNoName = Callable[[str], bool]
"""Whether a capitalised word is known to be no person's."""


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def forms(self) -> tuple[str, ...]:
        """In small letters, as it stands and without the s of a genitive; a double name's parts as well."""
        whole = self.text.casefold().replace("‐", "-").replace("‑", "-")
        parts = (whole, *whole.split("-")) if "-" in whole else (whole,)
        return (*parts, *(part[:-1] for part in parts if part.endswith("s") and len(part) > 3))  # noqa: PLR2004 - "Evas"


@dataclass(frozen=True)
class KnownPeople:
    """What is known of people whom nothing printed may point at.

    `names` as they sign, at best with first name and surname; `numbers` as they are written; `addresses` and
    `domains` of their e-mail. `ordinary` are words, in small letters, that these people themselves use as words of
    the language: beside those of `ORDINARY`.
    """

    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    ordinary: frozenset[str] = frozenset()

    @cached_property
    def parts(self) -> dict[str, frozenset[int]]:
        """Every part of a name in small letters, also without diacritics, and whose it is."""
        found: dict[str, set[int]] = {}
        for number, name in enumerate(sorted(self.names)):
            for part in _parts_of(name):
                found.setdefault(part, set()).add(number)
        return {part: frozenset(whose) for part, whose in found.items()}

    @cached_property
    def first_names(self) -> frozenset[str]:
        """The first parts of the names, in small letters."""
        return frozenset(name.split()[0].casefold() for name in self.names if name.strip())

    @cached_property
    def initials(self) -> frozenset[str]:
        """The letters that the parts of the names begin with."""
        return frozenset(part[0] for part in self.parts)

    def whose(self, word: _Word) -> frozenset[int]:
        """The people of whose names this word is a part."""
        return frozenset(number for form in word.forms for number in self.parts.get(form, ()))

    def is_surely_name(self, word: _Word) -> bool:
        """Whether the word is a part of a known name, and no word of the language."""
        return any(form in self.parts and form not in ORDINARY | self.ordinary for form in word.forms)


NOBODY: Final = KnownPeople()


def known_name_spans(
    text: str, known: KnownPeople, is_introduced: IsIntroduced, is_no_name: IsNoName
) -> Iterator[tuple[int, int]]:
    """Where a known person is named, from and to. Any text gives a result, in linear time."""
    if not known.names:
        return
    words = [_Word(found.start(), found.end(), found[0]) for found in _WORD.finditer(text)]
    place = 0
    while place < len(words):
        run = _run_at(words, place, text, known)
        if run and _is_name(run, known, is_introduced):
            run = _with_surname(words, place, run, text, known, is_no_name)
            yield run[0].start, _end_of(run, text)
        place += max(len(run), 1)


def _parts_of(name: str) -> Iterable[str]:
    for word in name[:_NAME_CHARACTERS].split():
        plain = word.strip(".,'’").casefold()
        for part in {plain, *plain.split("-")}:
            if len(part) > 1 and part not in PARTICLES:
                yield part
                yield fold(part)


def _run_at(words: Sequence[_Word], place: int, text: str, known: KnownPeople) -> list[_Word]:
    """The words from this place on that may be one name: parts of names, initials beside them, and `von`."""
    run: list[_Word] = []
    for word in words[place : place + _LONGEST_NAME]:
        if run and not _goes_on(run, word, text, known):
            break
        if not (known.whose(word) or _is_initial(word, text, known) or (run and word.text.casefold() in PARTICLES)):
            break
        run.append(word)
    while run and run[-1].text.casefold() in PARTICLES:
        run.pop()
    return run if any(known.whose(word) for word in run) else []


def _goes_on(run: Sequence[_Word], word: _Word, text: str, known: KnownPeople) -> bool:
    """Whether a name may go on with this word: behind a comma only as in `Ekström, Karin`."""
    between = text[run[-1].end : word.start]
    if "," in between and (len(run) > 1 or not known.whose(run[0]) & known.whose(word)):
        return False
    return _BETWEEN.match(between) is not None


def _is_initial(word: _Word, text: str, known: KnownPeople) -> bool:
    """A single capital that begins a known name; the word "I" only where a full stop makes it an initial."""
    if len(word.text) != 1 or not word.is_capital:
        return False
    has_stop = text[word.end : word.end + 1] == "."
    return (has_stop or word.text not in "IÅÖ") and word.text.casefold() in known.initials


def _is_name(run: Sequence[_Word], known: KnownPeople, is_introduced: IsIntroduced) -> bool:
    """Whether a run is a name: a sure part, several parts of one person's, or ordinary words that are introduced."""
    if any(known.is_surely_name(word) for word in run) or is_introduced(run[0].start):
        return True
    if len(run) == 1:
        return False
    is_of_one = bool(frozenset.intersection(*(known.whose(word) or _all_of(known) for word in run)))
    return is_of_one and all(word.is_capital for word in run)


def _all_of(known: KnownPeople) -> frozenset[int]:
    """Of an initial: it may be anybody's."""
    return frozenset(range(len(known.names)))


def _with_surname(  # noqa: PLR0913, PLR0917 - what the run stands in
    words: Sequence[_Word], place: int, run: list[_Word], text: str, known: KnownPeople, is_no_name: IsNoName
) -> list[_Word]:
    """The run with the capitalised word after a first name: `Karin Testare`, of whom only `Karin` is known."""
    after = place + len(run)
    if len(run) > 1 or after >= len(words) or not any(form in known.first_names for form in run[0].forms):
        return run
    word = words[after]
    is_next = text[run[0].end : word.start] in (" ", "\u00a0") and not run[0].text.isupper()
    is_surname = word.is_capital and len(word.text) > 1 and not is_no_name(word.text)
    return [*run, word] if is_next and is_surname else run


def _end_of(run: Sequence[_Word], text: str) -> int:
    """Behind the last word; the full stop of a last initial goes with it unless it ends the sentence."""
    end = run[-1].end
    is_initial = len(run[-1].text) == 1
    return end + 1 if is_initial and _GOES_ON.match(text[end : end + 4]) else end
