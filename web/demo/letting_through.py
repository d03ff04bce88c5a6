"""The demo's coordinator before the report is printed: lets a balanced choice of comments through, and an example."""

import re
from html import unescape
from typing import Final

from web.demo.stage import CODE, WAVE
from web.demo.story import Company

_PAGE: Final = f"/waves/{WAVE}/{CODE}/report"
_CARD: Final = re.compile(
    r'name="call" value="(?P<call>\d+)".*?name="version" value="(?P<version>\d+)".*?'
    r'<textarea[^>]*name="text"[^>]*>(?P<text>[^<]*)</textarea>.*?<option value="(?P<factor>\w+)" selected>',
    re.DOTALL,
)
_TICKED: Final = re.compile(r'name="chosen" value="(\d+)" checked')
_LETTER: Final = re.compile(r'href="[^"]*/example\?letter=(\d+)"')
_REPLY: Final = re.compile(
    r'name="reply" value="(?P<reply>\d+)".*?<textarea[^>]*name="text"[^>]*>(?P<text>[^<]*)</textarea>', re.DOTALL
)
_REMARK: Final = "Svaret är tydligt och visar var det går att läsa mer."


def let_through(company: Company) -> None:
    """Show the comments that the page proposes, leave out the others, and print the first reply as the example."""
    decide_comments(company, "/comments?suggest=true", "show")
    decide_comments(company, "/comments", "hide")
    choose_example(company)


def decide_comments(company: Company, page: str, deed: str) -> None:
    """Do this with the ticked comments of the page; where none is ticked, with all of them."""
    html = company.coordinator.get(f"{_PAGE}{page}").text
    cards = [found.groupdict() for found in _CARD.finditer(html)]
    if not cards:
        return
    columns = {name: [unescape(card[name]) for card in cards] for name in ("call", "version", "text", "factor")}
    company.coordinator.post(f"{_PAGE}/comments", do=deed, chosen=_TICKED.findall(html) or columns["call"], **columns)


def choose_example(company: Company) -> None:
    """Open the first reply of the list, read it, and let it through as it is proposed."""
    letter = _LETTER.search(company.coordinator.get(f"{_PAGE}/example").text)
    if letter is None:
        return
    reply = _REPLY.search(company.coordinator.get(f"{_PAGE}/example?letter={letter[1]}").text)
    if reply is not None:
        company.coordinator.post(
            f"{_PAGE}/example", letter=letter[1], reply=reply["reply"], text=unescape(reply["text"]), remark=_REMARK
        )
