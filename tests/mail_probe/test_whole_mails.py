"""An answer that is read by the line says what the library makes of it; one written in another way is left to it."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imapclient.response_parser import parse_fetch_response

from mail_probe.servers.whole_mails import BATCH_BYTES, BIG_BYTES, in_fetches, plain_rows

DATE = b'INTERNALDATE "04-Oct-2017 09:12:31 +0200"'
PLAIN = (b"1 (UID 7 " + DATE + b" BODY[] {3}", b"one")
SECOND = (b'2 (UID 9 INTERNALDATE " 1-Jan-2018 00:00:00 -0930" BODY[] {3}', b"two")


def by_the_library(answer: list[Any]) -> dict[int, tuple[datetime, bytes]]:
    """Time and bytes of each mail as IMAPClient reads them."""
    rows = parse_fetch_response(answer, normalise_times=False)
    return {uid: (row[b"INTERNALDATE"], row[b"BODY[]"]) for uid, row in rows.items()}


def by_the_line(answer: list[Any]) -> dict[int, tuple[datetime, bytes]]:
    """Time and bytes of each mail as we read them."""
    rows = plain_rows(answer)
    assert rows is not None
    return {uid: (row[b"INTERNALDATE"], row[b"BODY[]"]) for uid, row in rows.items()}


def test_the_usual_rows_are_what_the_library_makes_of_them() -> None:
    answer = [PLAIN, b")", SECOND, b")"]
    assert by_the_line(answer) == by_the_library(answer)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 2**32 - 1),
            st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2400, 1, 1)),  # noqa: DTZ001 - on the wire
            st.sampled_from(["+0200", "-0930", "+0000", "-0000", "+1400", "+0530"]),
            st.binary(max_size=200),
        ),
        max_size=4,
    )
)
def test_any_mails_in_the_usual_rows_are_read_as_the_library_reads_them(
    mails: list[tuple[int, datetime, str, bytes]],
) -> None:
    answer: list[Any] = []
    for uid, at, zone, raw in mails:
        answer += [(f'3 (UID {uid} INTERNALDATE "{at:%d-%b-%Y %H:%M:%S} {zone}" BODY[] {{{len(raw)}}}'.encode(), raw)]
        answer += [b")"]
    assert by_the_line(answer) == by_the_library(answer)


@pytest.mark.parametrize(
    "answer",
    [
        [None],
        [PLAIN, b")", b"2 (FLAGS (\\Seen))"],
        [PLAIN, b")", b"2 (FLAGS (\\Seen))", b")"],
        [PLAIN, b" FLAGS (\\Seen))"],
        [PLAIN, b")", (b"2 (BODY[] {3}", b"two"), b" UID 9 " + DATE + b")"],
        [(b"1 (UID 7 " + DATE + b" BODY[] {4}", b"one"), b")"],
        [(b"1 (UID 7 " + DATE + b" BODY[] ~{3}", b"one"), b")"],
        [(b"1 (UID 7 FLAGS () " + DATE + b" BODY[] {3}", b"one"), b")"],
        [(PLAIN[0].replace(b"04-Oct", b"31-Feb"), b"one"), b")"],
        [(PLAIN[0].replace(b"2017", b"0017"), b"one"), b")"],
        [(PLAIN[0].replace(b'+0200"', b'CEST"'), b"one"), b")"],
    ],
)
def test_one_row_in_another_form_leaves_the_whole_answer_to_the_library(answer: list[Any]) -> None:
    assert plain_rows(answer) is None


def test_the_last_of_two_rows_about_one_mail_counts_as_it_does_for_the_library() -> None:
    answer = [PLAIN, b")", (PLAIN[0], b"two"), b")"]
    assert by_the_line(answer) == by_the_library(answer)


def test_a_fetch_holds_what_fits_and_a_big_mail_stands_alone() -> None:
    sizes = {1: 1, 2: BIG_BYTES, 3: BATCH_BYTES - BIG_BYTES, 4: BIG_BYTES + 1, 5: 1, 6: 1}
    assert in_fetches(sizes) == [[1, 2], [3], [4], [5, 6]]
