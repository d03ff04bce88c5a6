"""HTML for the desk: nothing in it runs, fetches or leads to our own pages, and no markup takes long."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_probe.reading.safe_html import cleaned, safe_html

SECONDS_ALLOWED = 1.0
HTML_MAIL = b"From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>Hej <b>du</b></p>", "<p>Hej <b>du</b></p>"),
        ('<p style="color:red" class="x" onclick="y()">Hej</p>', "<p>Hej</p>"),
        ("<script>alert(1)</script><p>Hej</p>", "<p>Hej</p>"),
        ("<style>p{background:url(https://x.example)}</style>Hej", "Hej"),
        ('<img src="https://spar.example/p.gif">Hej', "Hej"),
        ('<img src="cid:logo">Hej', "Hej"),
        ('<table background="https://x.example/b.png"><tr><td>1', "<table><tbody><tr><td>1</td></tr></tbody></table>"),
        ('<link rel="stylesheet" href="https://x.example/s.css">Hej', "Hej"),
        ('<meta http-equiv="refresh" content="0; url=https://x.example">Hej', "Hej"),
        ('<base href="https://x.example/">Hej', "Hej"),
        ('<form action="https://x.example"><input name="a"><button>Skicka</button></form>', "Skicka"),
        ('<iframe src="https://x.example">a</iframe>Hej', "Hej"),
        ('<video src="https://x.example/v.mp4" poster="https://x.example/p.png"></video>Hej', "Hej"),
        ("<svg><image href='https://x.example/p.png'/></svg>Hej", "Hej"),
        ("<!-- <img src=x> -->Hej", "Hej"),
        ("<o:p>Hej</o:p>", "Hej"),
        ("<p>a&#x202e;b\u200bc</p>", "<p>abc</p>"),
    ],
)
def test_only_harmless_markup_is_left(written: str, shown: str) -> None:
    assert cleaned(written) == shown


@pytest.mark.parametrize(
    "target", ["https://kommun.example/a", "http://kommun.example", "mailto:a@b.example", "tel:112"]
)
def test_links_are_kept_and_tell_nobody_where_they_were_followed(target: str) -> None:
    shown = f'<a href="{target}" rel="noopener noreferrer nofollow">här</a>'
    assert cleaned(f'<a href="{target}" target="_top" id="x" ping="https://x.example">här</a>') == shown


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "/desk",
        "//x.example",
        "desk",
        "#top",
        " JaVaScript:x",
        "cid:a",
        "file:///etc",
    ],
)
def test_other_links_lose_their_target(target: str) -> None:
    assert cleaned(f'<a href="{target}">här</a>') == '<a rel="noopener noreferrer nofollow">här</a>'


def test_the_html_part_is_taken_and_not_an_attached_file() -> None:
    mail = (
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=m\n\n"
        b"--m\nContent-Type: multipart/alternative; boundary=a\n\n"
        b"--a\nContent-Type: text/plain\n\nHej\n--a\nContent-Type: text/html\n\n<p>Hej</p>\n--a--\n"
        b"--m\nContent-Type: text/html; name=fil.html\n\n<p>En fil</p>\n--m--\n"
    )
    assert safe_html(mail) == "<p>Hej</p>"


@pytest.mark.parametrize("raw", [b"", b"\xff" * 99, b"From: a@b.example\n\nHej", b"Content-Type: text/html\n\n \n"])
def test_a_mail_without_html_has_none(raw: bytes) -> None:
    assert safe_html(raw) is None


def test_html_in_the_plain_part_is_html() -> None:
    assert safe_html(b"From: a@b.example\n\n<html><body><p>Hej</p></body></html>") == "<p>Hej</p>"


HOSTILE = {
    "nested": "<div>" * 20_000,
    "nested_deeper": "<div>" * 100_000,
    "just_under_the_limit": "<div>" * 6_000,
    "formatting": "<b><i><u><s>" * 5_000,
    "misnested": "<a><div></a>" * 3_000,
    "misnested_formatting": "<b><p></b>" * 3_000,
    "tables": "<table><tr><td>" * 6_000,
    "links": "<a href=x>" * 6_000,
    "attributes": "<p " + "a=1 " * 70_000 + ">",
    "entities": "&amp" * 70_000,
    "open": "<" * 290_000,
    "comments": "<!--" * 70_000,
    "closing": "</div>" * 50_000,
    "lists": "<ul><li>" * 3_000,
    "long": "Hej <b>du</b> " * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_markup_takes_a_second(name: str) -> None:
    began = time.process_time()
    safe_html(HTML_MAIL + HOSTILE[name].encode())
    assert time.process_time() - began < SECONDS_ALLOWED


def test_markup_that_is_too_deep_is_given_as_its_text() -> None:
    assert cleaned("<div>" * 20_000 + "a & b") == "<pre>" + " " * 20_000 + "a &amp; b</pre>"


PIECE = st.sampled_from(
    (
        *("<a href=", '"', "'", ">", "<", "javascript:", "<img src=x onerror=y>", "<svg>", "<math>", "<style>"),
        *("<!--", "-->", "<script>", "<p>", "text", "\0", "&#x6a;", "<table>", "<noscript>", "</p>", "<![CDATA["),
    )
)


@given(pieces=st.lists(PIECE, max_size=25))
def test_whatever_is_written_no_tag_with_a_source_or_a_handler_comes_out(pieces: list[str]) -> None:
    tags = re.findall(r"<[^>]*>", cleaned("".join(pieces)))
    assert [tag for tag in tags if re.search(r"<(?:img|script|svg|style|math)|\son\w+\s*=|javascript:", tag)] == []
