"""How easily a password is guessed, by zxcvbn (Wheeler, USENIX Security 2016), which knows how people choose them.

No rules of composition: they make passwords worse (NIST SP 800-63B-4, 3.1.1.2). zxcvbn knows English; the words that
Swedish passwords are made of are added, and the words that the password's owner and this site are known by.
"""

import re
from collections.abc import Iterable
from threading import Lock
from typing import Any, Final, Literal

from zxcvbn import zxcvbn

SHORTEST_PASSWORD: Final = 12
"""Characters; length is what guessing costs."""

LONGEST_PASSWORD: Final = 128
ENOUGH: Final = 3
"""Of 0 to 4: safe from guessing at a stolen, slowly hashed table."""

_JUDGED: Final = 32
"""Characters that are judged: its time grows steeply with length, and what is good as far as this is good."""

_A_WORD: Final = 3
_LEFT_AT_LEAST: Final = 7
"""Characters beside the words that everybody knows of the owner: zxcvbn thinks two such words in a row are hard."""

Weakness = Literal["", "short", "long", "common", "known", "word", "name", "keys", "repeated", "row", "date", "weak"]
_BY_PATTERN: Final[dict[str, Weakness]] = {
    "spatial": "keys",
    "repeat": "repeated",
    "sequence": "row",
    "regex": "date",
    "date": "date",
}
_BY_DICTIONARY: Final[dict[str, Weakness]] = {
    "passwords": "common",
    "surnames": "name",
    "male_names": "name",
    "female_names": "name",
    "english_wikipedia": "word",
    "us_tv_and_film": "word",
}
_SITE: Final = ("servicemätning", "servicematning", "mätning", "matning", "kommun", "kommunen", "shopper", "kkik")
_SWEDISH: Final = tuple(
    """lösenord losenord lösenordet hej hejsan hejhej välkommen valkommen sverige svenska stockholm göteborg goteborg
    malmö malmo uppsala linköping örebro västerås norrköping jönköping växjö vetlanda sommar sommaren vinter vintern
    höst hösten host hosten vår våren januari februari mars april maj juni juli augusti september oktober november
    december måndag tisdag onsdag torsdag fredag lördag söndag älskar alskar jagälskardig kärlek karlek mamma pappa
    morfar farfar mormor farmor syster bror familj familjen hund hunden katt katten häst hästen fotboll hockey bajen
    djurgården hammarby malmöff blåvitt kaffe fika semester jobbet arbete kontoret telefon samtal dator datorn
    hemlig hemligt hemlighet sommarlov midsommar julafton jultomte tomten påsk snickers glass blomma solsken
    anna eva maria karin kristina lena kerstin sara emma erik lars karl anders johan per nils mikael jan hans peter
    fredrik andersson johansson karlsson nilsson eriksson larsson olsson persson svensson gustafsson""".split()  # noqa: SIM905 - a list of words is read as text
)
_BUSY: Final = Lock()


def weakness(password: str, about: Iterable[str] = ()) -> Weakness:
    """Why the password will not do, empty when it will. `about` is what its owner is known by: name, address."""
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    if len(password) > LONGEST_PASSWORD:
        return "long"
    known = sorted(
        {part.lower() for text in about for part in (text, *re.split(r"[\W_]+", text)) if len(part) >= _A_WORD}
    )
    if len(_without(password.lower(), (*known, *_SITE))) < _LEFT_AT_LEAST:
        return "known"
    with _BUSY:  # zxcvbn keeps the added words in one dictionary of the whole process
        found = zxcvbn(password[:_JUDGED], user_inputs=[*known, *_SITE, *_SWEDISH], max_length=_JUDGED)
    return "" if found["score"] >= ENOUGH else _reason(found["sequence"], {*known, *_SITE})


def _without(password: str, words: Iterable[str]) -> str:
    """What is left of it without these words, the longest taken out first."""
    for word in sorted(words, key=len, reverse=True):
        password = password.replace(word, "")
    return password


def _reason(sequence: list[dict[str, Any]], known: set[str]) -> Weakness:
    """What the longest part that zxcvbn recognised is."""
    parts = [part for part in sequence if part["pattern"] != "bruteforce"]
    if not parts:
        return "weak"
    longest = max(parts, key=lambda part: len(part["token"]))
    if longest["pattern"] != "dictionary":
        return _BY_PATTERN.get(longest["pattern"], "weak")
    if longest["dictionary_name"] == "user_inputs":
        return "known" if longest["matched_word"] in known else "word"
    return _BY_DICTIONARY.get(longest["dictionary_name"], "weak")
