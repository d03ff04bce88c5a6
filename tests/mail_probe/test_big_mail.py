"""A big mail put together from what a server hands over piece by piece."""

import re
from collections.abc import Mapping
from typing import Any

from mail_probe.reading.headers import BLOCK_LIMIT_BYTES
from mail_probe.servers.big_mail import MOST_DEPTH, MOST_PARTS, SECTION_BYTES, TEXT_BYTES, Piece, pieces, read_big

TEXT = (b"TEXT", b"PLAIN", (b"CHARSET", b"utf-8"), None, None, b"8BIT", 3, 1)
FILE = (b"APPLICATION", b"PDF", None, None, None, b"BASE64", 99)


def server(answers: Mapping[str, Any], asked: list[str]) -> Any:
    """Answers each item as told, with nothing for the others."""

    def ask(items: list[str]) -> dict[bytes, Any]:
        asked.extend(items)
        plain = {item: re.sub(r"<0\.\d+>", "<0>", item.replace(".PEEK", "")) for item in items}
        return {plain[item].encode(): answers[item] for item in items if item in answers}

    return ask


def section(name: str) -> str:
    return f"BODY.PEEK[{name}]<0.{BLOCK_LIMIT_BYTES if name.endswith('.MIME') else SECTION_BYTES}>"


def test_a_mail_with_parts_is_put_together_between_its_own_boundaries() -> None:
    told = {
        "BODYSTRUCTURE": ([TEXT, FILE], b"MIXED"),
        section("HEADER"): b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n',
        section("1.MIME"): b"Content-Type: text/plain\r\n\r\n",
        section("1"): b"Hej",
        section("2.MIME"): b"Content-Type: application/pdf; name=karta.pdf\r\n\r\n",
    }
    asked: list[str] = []
    assert read_big(server(told, asked)) == (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nHej\r\n"
        b"--b\r\nContent-Type: application/pdf; name=karta.pdf\r\n\r\n\r\n--b--\r\n"
    )
    assert section("2") not in asked


def test_of_a_parts_header_no_more_is_taken_than_is_read() -> None:
    asked: list[str] = []
    read_big(server({"BODYSTRUCTURE": ([FILE] * 200, b"MIXED")}, asked))
    heads = [item for item in asked if item.endswith(f".MIME]<0.{BLOCK_LIMIT_BYTES}>")]
    assert len(heads) == len([item for item in asked if ".MIME]" in item]) > 0


def test_a_mail_of_one_text_is_its_headers_and_the_beginning_of_the_text() -> None:
    told = {"BODYSTRUCTURE": TEXT, section("HEADER"): b"Subject: Svar\r\n\r\n", section("1"): b"Hej"}
    assert read_big(server(told, [])) == b"Subject: Svar\r\n\r\nHej"


def test_a_structure_that_makes_no_sense_gives_the_beginning_of_the_mail() -> None:
    for nonsense in (None, (), (7, 8), ([()],)):
        told = {"BODYSTRUCTURE": nonsense, section(""): b"Subject: Svar\r\n\r\nHej"}
        assert read_big(server(told, [])) == b"Subject: Svar\r\n\r\nHej"


def test_texts_are_taken_up_to_a_limit_together() -> None:
    count = TEXT_BYTES // SECTION_BYTES + 3
    told = {"BODYSTRUCTURE": ([TEXT] * count, b"MIXED"), section("HEADER"): b"Content-Type: multipart/x; boundary=b"}
    told |= {section(str(number)): b"x" * SECTION_BYTES for number in range(1, count + 1)}
    assert TEXT_BYTES <= len(read_big(server(told, []))) < TEXT_BYTES + 100_000


def test_parts_are_followed_to_a_limit_of_number_and_depth() -> None:
    assert len(pieces(([TEXT] * 5000, b"MIXED")).inner) <= MOST_PARTS
    deep: Any = TEXT
    for _ in range(200):
        deep = ([deep], b"MIXED")
    found, depth = pieces(deep), 0
    while found.inner:
        found, depth = found.inner[0], depth + 1
    assert (depth, found) == (MOST_DEPTH + 1, Piece(".".join("1" * (MOST_DEPTH + 1)), "left"))


def test_a_header_written_to_confuse_leaves_the_parts_unread() -> None:
    head = b"Content-Type: multipart/mixed; boundary*1*=\x00utf-8''b(0%ff\r\n\r\n"
    told = {"BODYSTRUCTURE": ([TEXT], b"MIXED"), section("HEADER"): head, section("1"): b"Hej"}
    assert read_big(server(told, [])) == head
