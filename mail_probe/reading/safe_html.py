"""The HTML of a mail with nothing left in it that could do or fetch anything: to be shown in a sandboxed frame.

Nothing remote survives, neither pictures nor styles: a picture fetched would tell the municipality that, and when, its
mail was read.
"""

import re
from html import escape

import nh3

from mail_probe.reading.body import HTML_LIMIT_CHARACTERS, html_of, text_from
from mail_probe.reading.headers import with_line_ends
from mail_probe.reading.parts import walk

TAG_LIMIT = 6_000
"""Opening tags that nh3 is given: nested ones cost the square of their number, 20,000 of them two seconds."""

_TEXT_TAGS = (
    "a",
    "abbr",
    "b",
    "br",
    "center",
    "code",
    "del",
    "em",
    "i",
    "ins",
    "q",
    "s",
    "small",
    "strong",
    "sub",
    "sup",
    "u",
)
_BLOCK_TAGS = ("blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre")
_LIST_TAGS = ("dd", "dl", "dt", "li", "ol", "ul")
_TABLE_TAGS = ("caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr")
_TAGS = frozenset((*_TEXT_TAGS, *_BLOCK_TAGS, *_LIST_TAGS, *_TABLE_TAGS))
_DROPPED_WITH_CONTENT = frozenset(
    ("script", "style", "title", "head", "noscript", "template", "iframe", "object", "svg", "math")
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ABSOLUTE = re.compile(r"\s*(?:https?://|mailto:|tel:)", re.IGNORECASE)
# Characters that hide text or turn it around, so that a reader sees other words than were written.
_TURNING = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OPENING_TAG = re.compile(r"<[a-zA-Z]")


def safe_html(raw: bytes) -> str | None:
    """The HTML of a mail's bytes without script, style, pictures, forms or anything remote; None when it has none.

    Only links keep an attribute, and only those to http, https, mailto and tel. Markup beyond the limits is given as
    its text. Any bytes give a result, in bounded time.
    """
    try:
        html = html_of(walk(with_line_ends(raw)))
    except (Exception, RecursionError):  # noqa: BLE001 - a stranger's bytes; the page shows the mail as text
        return None
    return cleaned(html) if html.strip() else None


def cleaned(html: str) -> str:
    """Foreign HTML as harmless HTML; as its text in `<pre>` when it is too long or too deep to be cleaned in time."""
    if len(html) > HTML_LIMIT_CHARACTERS or len(_OPENING_TAG.findall(html)) > TAG_LIMIT:
        return _TURNING.sub("", f"<pre>{escape(text_from(html))}</pre>")
    clean = nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes={"a": {"href"}},
        attribute_filter=_absolute_links,
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    return _TURNING.sub("", clean)


def _absolute_links(_tag: str, attribute: str, value: str) -> str | None:
    """A relative link would lead to our own pages. nh3 also asks about the `rel` it adds itself."""
    return value if attribute == "rel" or _ABSOLUTE.match(value) else None
