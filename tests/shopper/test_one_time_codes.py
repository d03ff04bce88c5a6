"""The codes of the second factor, against the published test vectors."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest

from shopper.one_time_codes import STEP_SECONDS, new_recovery_codes, recovery_hash, step_of

SECRET = b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
    ids=str,
)
def test_the_codes_are_those_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    assert step_of(SECRET, code, 0, datetime.fromtimestamp(seconds, UTC)) == seconds // STEP_SECONDS


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_phones_clock_may_be_off_by_one_step(steps: int, is_taken: bool) -> None:  # noqa: FBT001 - a row of the table
    now = datetime.fromtimestamp(1111111109, UTC) + timedelta(seconds=steps * STEP_SECONDS)
    assert (step_of(SECRET, "081804", 0, now) is not None) == is_taken


def test_a_code_of_a_step_that_was_used_is_none() -> None:
    now = datetime.fromtimestamp(59, UTC)
    assert (step_of(SECRET, "287 082", 0, now), step_of(SECRET, "287082", 1, now)) == (1, None)


def test_a_code_with_letters_of_another_alphabet_is_none() -> None:
    assert step_of(SECRET, "２８７０８２", 0, datetime.fromtimestamp(59, UTC)) is None


def test_recovery_codes_are_ten_different_ones_and_their_hyphens_do_not_matter() -> None:
    codes = new_recovery_codes()
    plain = codes[0].replace("-", "").upper()
    assert (len(set(codes)), recovery_hash(plain) == recovery_hash(codes[0])) == (10, True)
