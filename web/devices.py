"""A browser's own description of itself, in two words that its user recognises. Pure."""

from typing import Final

LONGEST_READ: Final = 500
_BROWSERS: Final = (
    ("Edg", "Edge"),  # says Chrome and Safari too, and so on down: the first that fits is meant
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Browser and system, such as `Firefox, Windows`; what is not known is left out, and empty when nothing is."""
    read = user_agent[:LONGEST_READ]
    found = (next((name for sign, name in signs if sign in read), "") for signs in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))
