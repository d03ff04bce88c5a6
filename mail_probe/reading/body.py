"""The text of a mail as its reader sees it, from whichever part holds it, and the links in it."""

import re
from dataclasses import dataclass
from html import unescape

from mail_probe.reading.headers import storable, text_of
from mail_probe.reading.html_layout import laid_out
from mail_probe.reading.parts import TEXT_LIMIT_BYTES, Tree

HTML_LIMIT_CHARACTERS = 300_000
NESTING_LIMIT = 200
MARKUP_LIMIT = 20_000
LINK_LIMIT = 200

_HTML_AT_START = re.compile(r"\s*<(?:!doctype|html|head|body|div|p|table|meta|span)\b", re.IGNORECASE)
_HTML_WITHIN = re.compile(r"</(?:p|div|table|td|span|a|b|strong|body|html)>|<br ?/?>", re.IGNORECASE)
_LOOKED_AT = 20_000
_TAGS_THAT_TELL = 3
_LINK_START = re.compile(r"<a\s", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]+)\"|'([^']+)')", re.IGNORECASE)
_LINK_CHARACTERS = 4_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Link:
    """A link of an HTML mail: the words a reader sees and where they lead."""

    words: str
    target: str


@dataclass(frozen=True)
class Body:
    """The text a reader sees; `links` are those of the HTML it was made from; `problems` what was uncertain."""

    text: str
    links: tuple[Link, ...]
    problems: tuple[str, ...]


def body_of(tree: Tree) -> Body:
    """The text of a mail: its plain text, or its HTML as text when there is no plain text or that is HTML too."""
    plain, html, problems = _texts(tree)
    if plain.strip() or not html:
        return Body(plain, (), problems)
    return Body(text_from(html), _links(html), problems)


def html_of(tree: Tree) -> str:
    """The mail's HTML as written, `""` when it has none; some systems put it into the plain part."""
    return _texts(tree)[1]


def _texts(tree: Tree) -> tuple[str, str, tuple[str, ...]]:
    """Plain text, HTML and problems."""
    problems: dict[str, None] = {}
    texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for part in tree.leaves:
        if part.is_file or part.content_type not in texts:
            continue
        text, guessed = text_of(part.decoded(TEXT_LIMIT_BYTES), part.charset)
        texts[part.content_type].append(text.replace("\r\n", "\n").replace("\r", "\n"))
        if guessed:
            problems["charset guessed"] = None
        if len(part.body) > TEXT_LIMIT_BYTES:
            problems["cut: text beyond the limit"] = None
    plain = "\n".join(texts["text/plain"])[:TEXT_LIMIT_BYTES]
    html = "\n".join(texts["text/html"])[:TEXT_LIMIT_BYTES]
    if _is_html(plain):
        html, plain = html or plain, ""
    return plain, html, tuple(problems)


def _is_html(plain: str) -> bool:
    return bool(_HTML_AT_START.match(plain)) or len(_HTML_WITHIN.findall(plain[:_LOOKED_AT])) >= _TAGS_THAT_TELL


def text_from(html: str) -> str:
    """HTML as text; very deep, very much or unreadable markup loses its tags only."""
    html = html[:HTML_LIMIT_CHARACTERS]
    if not html.strip():
        return ""
    nesting = html.count("<div") + html.count("<span") + html.count("<blockquote")
    if nesting < NESTING_LIMIT * 20 and html.count("<") < MARKUP_LIMIT:
        try:
            return storable(laid_out(html))[:TEXT_LIMIT_BYTES]
        except (RecursionError, ValueError, AssertionError, LookupError, TypeError, AttributeError):
            pass
    return _TAG.sub(" ", _HIDDEN.sub(" ", html))


def _links(html: str) -> tuple[Link, ...]:
    """The links of HTML in order; a link's words end where the next one begins at the latest."""
    found: list[Link] = []
    for piece in _LINK_START.split(html[:HTML_LIMIT_CHARACTERS], maxsplit=LINK_LIMIT + 1)[1 : LINK_LIMIT + 1]:
        tag, _, rest = piece[:_LINK_CHARACTERS].partition(">")
        target = _HREF.search(tag)
        if target:
            words = unescape(_TAG.sub(" ", rest.partition("</a")[0]))
            found.append(Link(" ".join(storable(words).split()), storable(unescape(target[1] or target[2])).strip()))
    return tuple(found)
