"""The order of the Swedish alphabet. Lists of municipalities stand in it, whatever order the database would give."""

from collections.abc import Iterable
from typing import Final, Protocol, TypeVar

_SWEDISH: Final = str.maketrans("åäöéü", "{|}ey")


class Named(Protocol):
    """A municipality, or what stands for one in a list."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def code(self) -> str:
        """Its number, which no other has."""
        ...


AnyNamed = TypeVar("AnyNamed", bound=Named)


def by_name(found: Iterable[AnyNamed]) -> list[AnyNamed]:
    """Municipalities in the order of their names; of their codes where two are called the same."""
    return sorted(found, key=lambda one: (in_alphabet(one.name), one.code))


def in_alphabet(word: str) -> str:
    """What a word is sorted by: å, ä and ö after z, in that order; case is left out; é counts as e, ü as y."""
    return word.casefold().translate(_SWEDISH)
