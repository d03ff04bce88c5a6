"""What a person typed to be printed is cleaned of what nobody sees, and measured."""

import pytest

from shopper.printed_text import fault_of, lines, one_line


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Trevlig \t röst.\r\nTog sig tid. ", "Trevlig röst. Tog sig tid."),
        ("Tre\u200bvlig\u0007 ro\u0308st\u202e.", "Trevlig röst."),
        ("\ud800\ue000", ""),
        ("50\u00a0%", "50 %"),
        ("😀 bra", "😀 bra"),
    ],
)
def test_a_comment_is_one_line_of_what_is_seen(typed: str, expected: str) -> None:
    assert one_line(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("\r\n\r\nHej!\r\n\r\n\r\n\r\nJa.  \r\n", "Hej!\n\nJa."),
        ("Hej!\rJa.\u2066", "Hej!\nJa."),
        ("  \n \t\n", ""),
    ],
)
def test_a_reply_keeps_its_lines(typed: str, expected: str) -> None:
    assert lines(typed) == expected


def test_a_text_is_measured_in_characters() -> None:
    assert [fault_of(text, 3) for text in ("", "åäö", "åäöå")] == ["empty", None, "too_long"]
