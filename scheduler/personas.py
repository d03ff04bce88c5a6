"""Fictitious citizens: names that are common in Sweden, put together by chance, each with an address of its own. Pure.

The lists are our own and name nobody. A probe's sender must look like any citizen and be found again by its address.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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

_IN_ADDRESSES: Final = str.maketrans("åäöé", "aaoe")


@dataclass(frozen=True, slots=True)
class Citizen:
    """A name, and the address that is only this citizen's."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The domain of the address."""
        return self.address.rpartition("@")[2]


def citizens(seed: int, domains: tuple[str, ...], taken: frozenset[str]) -> Iterator[Citizen]:
    """One citizen after the other, without end, at the domains by chance; no address twice nor one of the `taken` ones.

    A name that has come before gets the first free number: `anna.lindqvist2@...`. The same seed gives the same ones.
    """
    chance = Random(f"{seed}/personas")  # noqa: S311 - citizens that can be made again, not a secret
    homes = Random(f"{seed}/domains")  # noqa: S311 - as above
    used = set(taken)
    while True:
        first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
        address = _free_address(f"{first}.{last}".lower().translate(_IN_ADDRESSES), homes.choice(domains), used)
        used.add(address)
        yield Citizen(f"{first} {last}", address)


def senders(municipalities: Iterable[str], strangers: Iterator[Citizen]) -> Iterator[Citizen]:
    """For each letter, given by the municipality it goes to, the next citizen whose name is new to that municipality.

    Two letters of the same name, from `anna.ek@` and `anna.ek2@`, would be noticed there.
    """
    seen: dict[str, set[str]] = {}
    for municipality in municipalities:
        names = seen.setdefault(municipality, set())
        citizen = next(one for one in strangers if one.name not in names)
        names.add(citizen.name)
        yield citizen


def _free_address(name: str, domain: str, used: set[str]) -> str:
    address, number = f"{name}@{domain}", 1
    while address in used:
        number += 1
        address = f"{name}{number}@{domain}"
    return address
