"""The main menu: the places each role finds there, in the order of the day. Everything else is reached from them."""

from typing import Final

from shopper.texts import mark

_NAMES: Final = {
    "/calls": mark("Mina samtal"),
    "/waves": mark("Mätomgångar"),
    "/board": mark("Tavlan"),
    "/desk": mark("Skrivbordet"),
    "/review": mark("Granska samtal"),
    "/letters": mark("Bedöm brev"),
    "/double": mark("Dubbelbedöm"),
    "/agreement": mark("Samstämmighet"),
    "/training": mark("Övningsfall"),
    "/accounts": mark("E-postkonton"),
    "/people": mark("Personer"),
    "/audit": mark("Loggen"),
}
_COORDINATES: Final = (
    "/waves",
    "/board",
    "/desk",
    "/review",
    "/letters",
    "/double",
    "/agreement",
    "/training",
    "/accounts",
)

MENUS: Final = {
    "interviewer": ("/calls", "/double", "/training"),
    "reviewer": ("/review", "/letters", "/double", "/agreement", "/training"),
    "coordinator": _COORDINATES,
    "auditor": (
        "/waves",
        "/board",
        "/desk",
        "/review",
        "/agreement",
        "/training",
        "/accounts",
        "/audit",
    ),
    "administrator": (*_COORDINATES, "/people", "/audit"),
}
"""The paths in each role's menu. A test holds that the role may use every one of them."""


def places_of(role: str) -> tuple[tuple[str, str], ...]:
    """The menu of a role: path and Swedish name of each place."""
    return tuple((path, _NAMES[path]) for path in MENUS[role])


def place_of(path: str) -> str:
    """The path of the menu under which a page stands: a letter's times, and what waves compare with, are the waves'."""
    return "/waves" if path.endswith("/times") or path.startswith("/comparison") else path
