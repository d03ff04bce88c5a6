"""Fictitious citizens: names that are common in Sweden, put together by chance, each with an address of its own. Pure.

The lists are our own and name nobody. A probe's sender must look like any citizen and be found again by its address.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import Final

_FIRST: Final = """
Anna Eva Maria Karin Kristina Lena Kerstin Sara Emma Ingrid Malin Marie Birgitta Jenny Annika Ulla Susanne Linda
Elin Monica Johanna Hanna Sofia Carina Elsa Helena Inger Ida Katarina Julia Camilla Anneli Linnea Gunilla Åsa
Matilda Ann-Marie Siv Amanda Frida Lars Mikael Anders Johan Erik Per Karl Peter Thomas Jan Daniel Fredrik Andreas
Hans Stefan Mats Bengt Marcus Bo Niklas Martin Magnus Patrik Jonas Christer Leif Henrik Björn Ulf Oskar Tobias
Mattias Simon Göran Jakob Gustav Axel Emil Viktor Ahmad Fatima Ali Maryam Amir Leila Goran Jasmina Milan Zahra
"""
FIRST_NAMES: Final = tuple(_FIRST.split())

_LAST: Final = """
Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson Jansson
Hansson Bengtsson Jönsson Lindberg Jakobsson Magnusson Lindström Olofsson Lindqvist Lindgren Berg Axelsson Bergström
Lundberg Lind Lundgren Lundqvist Mattsson Berglund Fredriksson Sandberg Henriksson Ali Forsberg Sjöberg Wallin
Engström Eklund Danielsson Lundin Håkansson Björk Bergman Gunnarsson Wikström Holm Samuelsson Isaksson Fransson
Bergqvist Nyström Holmberg Arvidsson Löfgren Söderberg Nyberg Blomqvist Claesson Nordström Hassan Mårtensson
Lundström Björklund Eliasson Berggren Sandström Nordin Ström Åberg Hermansson Ekström Falk Holmgren Dahlberg
Hellström Hedlund Sundberg Sjögren Ek Blom Abrahamsson Öberg Åkesson Dahl Åström
"""
LAST_NAMES: Final = tuple(_LAST.split())

_IN_ADDRESSES: Final = str.maketrans("åäöæøéß", "aaoaoes")
_NAMELESS: Final = "invanare"
"""Stands for a name that has no letter of ours."""


@dataclass(frozen=True, slots=True)
class Citizen:
    """A name, and the address that is only this citizen's."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The domain of the address."""
        return self.address.rpartition("@")[2]


class Addresses:
    """Gives each name an address of its own: at the domains by chance, none twice and none of the `taken` ones."""

    def __init__(self, seed: int, domains: tuple[str, ...], taken: frozenset[str]) -> None:
        """The same seed, domains and taken addresses give the same names the same addresses."""
        self._homes = Random(f"{seed}/domains")  # noqa: S311 - addresses that can be made again, not a secret
        self._domains = domains
        self._used = set(taken)

    def citizen(self, name: str) -> Citizen:
        """A new citizen of this name: `anna.lindqvist@...`, or with the first free number `anna.lindqvist2@...`."""
        found = _free_address(_in_address(name), self._homes.choice(self._domains), self._used)
        self._used.add(found)
        return Citizen(name, found)


def citizens(seed: int, domains: tuple[str, ...], taken: frozenset[str]) -> Iterator[Citizen]:
    """One citizen after the other, without end, at the domains by chance; no address twice nor one of the `taken` ones.

    A name that has come before gets the first free number: `anna.lindqvist2@...`. The same seed gives the same ones.
    """
    addresses = Addresses(seed, domains, taken)
    return (addresses.citizen(name) for name in names(seed))


def names(seed: int) -> Iterator[str]:
    """One name after the other, without end; the same seed gives the same ones."""
    chance = Random(f"{seed}/personas")  # noqa: S311 - citizens that can be made again, not a secret
    while True:
        yield f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"


def senders(
    municipalities: Iterable[str],
    strangers: Iterator[str],
    addresses: Addresses,
    seen: Mapping[str, Collection[str]],
    own: Sequence[str] = (),
) -> Iterator[Citizen]:
    """For each letter, given by the municipality it goes to, a citizen whose name is new to that municipality.

    Two letters of the same name, from `anna.ek@` and `anna.ek2@`, would be noticed there. `seen` are the names that
    came before, by municipality. The wave's `own` names come first in each municipality, then strangers.
    """
    known: dict[str, set[str]] = {}
    left: dict[str, Iterator[str]] = {}
    for municipality in municipalities:
        met = known.setdefault(municipality, set(seen.get(municipality, ())))
        of_wave = left.setdefault(municipality, iter(own))
        name = next(one for one in chain(of_wave, strangers) if one not in met)
        met.add(name)
        yield addresses.citizen(name)


def _in_address(name: str) -> str:
    """A name as it stands before the @: small plain letters, with dots between its words."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_IN_ADDRESSES)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", plain)
    return ".".join(words) or _NAMELESS


def _free_address(name: str, domain: str, used: set[str]) -> str:
    address, number = f"{name}@{domain}", 1
    while address in used:
        number += 1
        address = f"{name}{number}@{domain}"
    return address
