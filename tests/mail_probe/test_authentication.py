"""What our own server found out about a sender, and that nobody else can say it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_probe.reading.authentication import authentication

OWN = ("mx.brevlada.example",)
SECONDS_ALLOWED = 1.0


def mail(*values: str) -> bytes:
    """A mail with these Authentication-Results, topmost first."""
    return "".join(f"Authentication-Results: {value}\n" for value in values).encode() + b"From: a@b.example\n\nHej"


def test_the_results_of_our_own_server_are_told_in_order() -> None:
    raw = mail(
        "MX.brevlada.example;\n spf=pass (sender is authorised) smtp.mailfrom=a@b.example;\n"
        " dkim=none; DMARC=FAIL (p=none) header.from=b.example"
    )
    assert authentication(raw, OWN) == ("spf=pass", "dkim=none", "dmarc=fail")


def test_a_version_after_the_name_does_not_hide_it() -> None:
    assert authentication(mail("mx.brevlada.example 1; spf=fail smtp.helo=x.example"), OWN) == ("spf=fail",)


@pytest.mark.parametrize(
    "values",
    [
        ("mx.other.example; spf=pass smtp.mailfrom=a@b.example",),
        ("mx.brevlada.example.evil.example; spf=pass smtp.mailfrom=a@b.example",),
        ("mx.brevlada.example; none",),
        ("mx.brevlada.example; spf",),
        ("mx.brevlada.example; =;;=",),
        ("",),
        (),
    ],
)
def test_strangers_and_unreadable_fields_say_nothing(values: tuple[str, ...]) -> None:
    assert authentication(mail(*values), OWN) == ()


def test_only_the_topmost_field_of_our_server_counts() -> None:
    raw = mail(
        "mx.other.example; spf=pass smtp.mailfrom=a@b.example",
        "mx.brevlada.example; spf=fail smtp.mailfrom=a@b.example",
        "mx.brevlada.example; dmarc=pass header.from=b.example",
    )
    assert authentication(raw, OWN) == ("spf=fail",)


@pytest.mark.parametrize("value", ["(" * 7_000, "spf=pass; " * 700, '"' * 7_000, "a" * 8_000, "spf=pass (" * 700])
def test_no_field_takes_long(value: str) -> None:
    began = time.perf_counter()
    authentication(mail(f"mx.brevlada.example; {value}"), OWN)
    assert time.perf_counter() - began < SECONDS_ALLOWED


@given(value=st.text(max_size=80))
def test_any_field_gives_a_result(value: str) -> None:
    assert isinstance(authentication(f"Authentication-Results: mx.brevlada.example; {value}\n\n".encode(), OWN), tuple)
