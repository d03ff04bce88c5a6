"""Mails that arrive broken: whatever the bytes are, everything that reads them gives a result."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.fuzz_mail import fuzz
from tests.fuzz.mutations import mutated
from tests.fuzz.reading import corpus, read_everything

MAILS = corpus()
CASES = 120
BYTES = 20_000


@settings(max_examples=CASES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.integers(min_value=0, max_value=2**32))
def test_mutated_real_forms_are_read_without_an_exception(seed: int) -> None:
    assert "classify" in read_everything(mutated(str(seed), MAILS, BYTES))


@settings(max_examples=CASES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=3_000), st.sampled_from(MAILS), st.integers(min_value=0, max_value=1_000))
def test_any_bytes_in_the_middle_of_a_mail_are_read_without_an_exception(junk: bytes, mail: bytes, at: int) -> None:
    assert "classify" in read_everything(mail[:at] + junk + mail[at:])


def test_a_run_counts_its_cases_and_finds_no_fault() -> None:
    findings = fuzz([b"Subject: hej\n\nhej\n"], seed=1, seconds=60.0, cases=2)
    assert (findings.cases, findings.faults) == (2, [])


def test_the_same_seed_makes_the_same_mails() -> None:
    assert [mutated(f"7:{number}", MAILS) for number in range(20)] == [
        mutated(f"7:{number}", MAILS) for number in range(20)
    ]
