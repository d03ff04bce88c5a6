"""Where a text holds an address: of mail, of somebody's page on the web, or of a house in a street. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from report_templates.known_people import KnownPeople

_AT: Final = r"\s?(?:[(\[]\s?(?:at|a|snabel-?a|@)\s?[)\]]|\bsnabel-?a\b)\s?"
_HOST: Final = r"[\w-]{1,63}(?:\.[\w-]{1,63})+"
_POINT: Final = r"[ \t](?:punkt|dot|prick)[ \t]"
_MAIL: Final = (
    re.compile(rf"[\w.+-]{{1,64}}[ \t]?@[ \t]?{_HOST}"),
    re.compile(r"(?<![\w.@+-])[\w+-]{1,64}(?:\.[\w+-]{1,64}){0,5}@[^\W\d_][\w-]{1,62}(?![\w@])"),
    re.compile(rf"[\w.+-]{{1,64}}{_AT}{_HOST}", re.IGNORECASE),
    re.compile(
        rf"\b[\w.+-]{{1,64}}(?:{_POINT}[\w-]{{1,64}}){{0,3}}(?:{_AT}|[ \t]at[ \t])[\w-]{{1,63}}"
        rf"(?:{_POINT}[\w-]{{2,63}}){{1,3}}",
        re.IGNORECASE,
    ),
)
_LOCAL: Final = r"(?<![\w.@/-])[\w+-]{1,64}(?:\.[\w+-]{1,64})*(?:[^\w\s./:-]{1,3}|[(\[]\w{1,9}[)\]])(?:[\w-]{1,63}\.)?"

_OFFICE: Final = r"(?![^\s/?#]{0,60}(?:kommun|stad\b|region))"
_PERSONS_PAGE: Final = re.compile(
    r"(?:(?:facebook|instagram|twitter|x|threads|tiktok)\.com/@?|linkedin\.com/in/|"
    r"/(?:personal|medarbetare|anst(?:ä|a)llda|person|profil|people|staff|users?)/|/~)"
    rf"{_OFFICE}(?P<who>[\w.%-]{{2,100}})",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(rf"(?<![\w./@])@{_OFFICE}(?=[\w.]*[^\W\d_])(?P<who>[\w.]{{2,40}}\w)")

_STREET_ENDS: Final = "gatan|gata|vägen|gränden|gränd|stigen"
_OTHER_ENDS: Final = "väg|torget|torg|allén|allé|backen|planen|platsen|plats|esplanaden|liden|kajen|gården"
_STREET: Final = re.compile(
    rf"(?<!\w)(?:(?i:(?:norra|södra|östra|västra|stora|lilla|gamla|nya|övre|nedre|sankta?|s:ta?)[ \t]+"
    rf"[^\W\d_]{{0,40}}(?:{_STREET_ENDS}|{_OTHER_ENDS}))|"
    rf"[^\W\d_]{{2,40}}(?i:{_STREET_ENDS})|(?![a-zåäö])[^\W\d_]{{2,40}}(?:{_OTHER_ENDS}))"
    r"[ \t]+\d{1,3}(?:[ \t]?[A-Ha-h])?(?!\w|[.,:]\d|[ \t]?(?:km|m|meter|mil|gånger|timmar|dagar|veckor|månader|år|%)\b)"
    r"(?:,?\s{1,3}\d{3}[ \t]?\d{2}[ \t]+[^\W\d_]{2,40})?"
)


def mail_places(text: str, known: KnownPeople) -> Iterator[tuple[int, int]]:
    """Where an e-mail address stands, also spelt out, and the known ones in part; from and to."""
    patterns = [*_MAIL]
    if known.domains:
        domains = "|".join(re.escape(domain) for domain in sorted(known.domains))
        patterns.append(re.compile(rf"{_LOCAL}(?:{domains})(?![\w-])", re.IGNORECASE))
    locals_ = sorted(address.partition("@")[0] for address in known.addresses)
    if dotted := [re.escape(local) for local in locals_ if "." in local]:
        patterns.append(re.compile(rf"(?<![\w.@-])(?:{'|'.join(dotted)})(?![\w-])", re.IGNORECASE))
    yield from (hit.span() for pattern in patterns for hit in pattern.finditer(text))


def page_places(text: str) -> Iterator[tuple[int, int]]:
    """Where the address of a person's page, or their account, says who they are; from and to."""
    for pattern in (_PERSONS_PAGE, _ACCOUNT):
        for hit in pattern.finditer(text):
            end = hit.start("who") + len(hit["who"].rstrip(".-"))
            yield hit.start("who"), end


def street_places(text: str) -> Iterator[tuple[int, int]]:
    """Where a street with a house number stands, with the postcode and town behind it; from and to."""
    yield from (hit.span() for hit in _STREET.finditer(text))
