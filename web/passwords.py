"""Passwords at rest: argon2id, with the parameters that the library recommends. And what is wrong with a new one."""

from collections.abc import Iterable
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from shopper.password_strength import LONGEST_PASSWORD, SHORTEST_PASSWORD, weakness
from shopper.texts import mark
from web.language import gettext

LONGEST_TYPED: Final = 1000
"""Characters of a password that is looked at when somebody signs in; older ones may be longer than new ones may."""

_HASHES = PasswordHash((Argon2Hasher(),))

WEAKNESSES: Final = {
    "short": mark("Lösenordet är för kort. Det ska ha minst %(shortest)d tecken; några ord efter varandra går bra."),
    "long": mark("Lösenordet är för långt. Det får ha högst %(longest)d tecken."),
    "common": mark("Det liknar ett vanligt lösenord och prövas först. Ta några ord som inte hör ihop."),
    "known": mark("Det bygger på ditt namn, din adress eller webbplatsens namn. Ta ord som inte har med dig att göra."),
    "word": mark("Det bygger på ett vanligt ord och är lätt att gissa. Lägg till ett par ord som inte hör ihop."),
    "name": mark("Det bygger på ett vanligt namn och är lätt att gissa. Lägg till ett par ord som inte hör ihop."),
    "keys": mark("Tangenter i rad är lätta att gissa. Ta några ord som inte hör ihop."),
    "repeated": mark("Upprepningar är lätta att gissa. Ta några ord som inte hör ihop."),
    "row": mark("Följder som abc och 1234 är lätta att gissa. Ta några ord som inte hör ihop."),
    "date": mark("Datum och årtal är lätta att gissa. Ta några ord som inte hör ihop."),
    "weak": mark("Det är lätt att gissa. Lägg till ett par ord som inte hör ihop."),
}


def hash_password(password: str) -> str:
    """The argon2id hash to store for a password."""
    return _HASHES.hash(password)


def verify_password(password: str, password_hash: str) -> bool:
    """Whether the password is the one that was hashed."""
    return _HASHES.verify(password, password_hash)


def password_problem(password: str, again: str, about: Iterable[str]) -> str:
    """What is wrong with a new password typed twice, in the language of the request; empty when nothing is."""
    found = weakness(password, about)
    if found:
        return gettext(WEAKNESSES[found]) % {"shortest": SHORTEST_PASSWORD, "longest": LONGEST_PASSWORD}
    return "" if password == again else gettext("De två lösenorden är inte lika. Skriv samma lösenord i båda fälten.")
