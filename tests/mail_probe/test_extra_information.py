"""Links and files that may be extra information, and what never is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_probe.message import ParsedMail, parse
from mail_probe.reading.attachments import Attachment
from mail_probe.reading.body import Link
from mail_probe.reading.extra_information import Extra, extra_of

SECONDS_ALLOWED = 1.0
OWN = ("vetlanda.example",)


def written(text: str, *files: Attachment) -> ParsedMail:
    """A reply with this text."""
    return ParsedMail(from_address="karin@post.vetlanda.example", from_name="Karin Berg", text=text, attachments=files)


def proposed(text: str) -> list[str]:
    """The addresses proposed for a text."""
    return [extra.value for extra in extra_of(written(text), OWN)]


def test_a_link_in_the_text_is_proposed_with_its_line() -> None:
    text = (
        "Hej!\nNej.\nLäs mer: https://www.vetlanda.example/bygga/friggebod.\n\nMvh\nKarin\nwww.vetlanda.example/kontakt"
    )
    assert extra_of(written(text), OWN) == (
        Extra("link", "https://www.vetlanda.example/bygga/friggebod", "link outside the signature: line 3"),
    )


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Se www.boverket.example", ["www.boverket.example"]),
        (
            "Se <https://www.vetlanda.example/a> och (http://b.example/c).",
            ["https://www.vetlanda.example/a", "http://b.example/c"],
        ),
        ("Se www.vetlanda.example/bygglov", ["www.vetlanda.example/bygglov"]),
        ("Nej.\n\nMvh\nKarin\n\nPS. Se www.b.example/c", ["www.b.example/c"]),
        ("Sök på https://vetlanda.example/?sok=lov", ["https://vetlanda.example/?sok=lov"]),
        (
            "Se https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fb.example%2Fc&data=05",
            ["https://b.example/c"],
        ),
        ("Se www.b.example/c\nJa, www.b.example/c", ["www.b.example/c"]),
    ],
)
def test_links_are_found_as_people_write_them(text: str, links: list[str]) -> None:
    assert proposed(text) == links


@pytest.mark.parametrize(
    "text",
    [
        "Välkommen till www.vetlanda.example",
        "Se https://www.vetlanda.example/",
        "Se https://vetlanda.example/index.html",
        "Se https://post.vetlanda.example/sv/",
        "Följ oss: https://www.facebook.com/vetlanda",
        "Följ oss: https://x.com/vetlanda",
        "Så behandlar vi personuppgifter: www.vetlanda.example/pul",
        "Läs https://www.vetlanda.example/om/dataskydd",
        "Nej.\n\nMed vänlig hälsning\nKarin Berg\nhttps://www.vetlanda.example/bygglov",
        "Nej.\n\nKarin Berg\nhttps://www.vetlanda.example/bygglov",
        "Nej.\n\n> Jag läste https://b.example/c",
        "Skriv till bygglov@vetlanda.example",
        "Se https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.vetlanda.example%2F&data=05",
        "http://[",
        "www...",
    ],
)
def test_what_every_mail_carries_is_not_proposed(text: str) -> None:
    assert proposed(text) == []


def test_a_look_alike_of_the_own_domain_is_another_site() -> None:
    assert proposed("Se www.ejvetlanda.example") == ["www.ejvetlanda.example"]


def test_a_link_behind_words_is_found_outside_the_signature_only() -> None:
    mail = ParsedMail(
        text="Läs mer om bygglov.\n\nMvh\nKarin\nVår webbplats",
        links=(Link("om bygglov", "https://b.example/lov"), Link("Vår webbplats", "https://b.example/a")),
    )
    assert extra_of(mail) == (Extra("link", "https://b.example/lov", "link outside the signature: om bygglov"),)


def test_a_link_of_an_html_mail_is_proposed() -> None:
    raw = (
        b"From: Karin <karin@vetlanda.example>\nContent-Type: text/html; charset=utf-8\n\n"
        b'<p>Hej! L\xc3\xa4s <a class="x" href="https://b.example/lov?a=1&amp;b=2">h\xc3\xa4r\n <b>om lov</b></a>.</p>'
        b'<p>Mvh<br>Karin<br><a href="https://b.example/k">Kontakt</a></p>'
    )
    assert [extra.value for extra in extra_of(parse(raw), OWN)] == ["https://b.example/lov?a=1&b=2"]


@pytest.mark.parametrize(
    ("file", "is_proposed"),
    [
        (Attachment("taxa.pdf", "application/pdf", 9), True),
        (Attachment("", "application/pdf", 9), True),
        (Attachment("karta.png", "image/png", 9), True),
        (Attachment("karta.png", "image/png", 9, inline=True), False),
        (Attachment("image001.png", "image/png", 9), False),
        (Attachment("Logo_kommun.jpg", "image/jpeg", 9), False),
        (Attachment("karin.vcf", "text/x-vcard", 9), False),
        (Attachment("smime.p7s", "application/pkcs7-signature", 9), False),
        (Attachment("winmail.dat", "application/ms-tnef", 9), False),
    ],
)
def test_files_are_proposed_unless_they_ride_along(file: Attachment, is_proposed: bool) -> None:  # noqa: FBT001
    assert bool(extra_of(written("Nej.", file))) is is_proposed


HOSTILE = {
    "links": "www.b.example/c " * 60_000,
    "one_link": "https://" + "a" * 1_000_000,
    "prefixes": "www." * 250_000,
    "lines": "http://b.example/c\n" * 50_000,
    "queries": "https://google.com/?" + "q=1&" * 250_000,
    "closings": "Mvh\n" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long(name: str) -> None:
    mail = written(HOSTILE[name])
    began = time.perf_counter()
    extra_of(mail, OWN)
    assert time.perf_counter() - began < SECONDS_ALLOWED


PIECE = st.sampled_from(["https://", "www.", "[", "]", "b.example", "/", "?url=", "%", "\n", "@", ":", "Mvh", "é", " "])


@given(pieces=st.lists(PIECE, max_size=25), target=st.text(max_size=40))
def test_any_text_gives_a_result(pieces: list[str], target: str) -> None:
    mail = ParsedMail(text="".join(pieces) + " här", links=(Link("här", target), Link("", "".join(pieces))))
    assert all(extra.what == "link" for extra in extra_of(mail, OWN))
