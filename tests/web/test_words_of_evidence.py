"""Evidence is told in the reader's language: every fixed phrase that the rules write has its Swedish words."""

import re
from pathlib import Path

import pytest

from mail_probe.account_check import STEPS as TAKEN
from mail_probe.diagnosis import SENTENCES
from mail_probe.kind import classify
from mail_probe.message import parse
from web.language import use_language
from web.mail_words import EVIDENCE, FAULTS, REMEDIES, STEPS
from web.words import evidence

CORPUS = sorted(Path("tests/mail_probe/corpus").glob("*.eml"))
HEADER = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Za-z]+)*$")


def test_every_phrase_that_the_corpus_brings_forth_has_its_words() -> None:
    mails = [parse(path.read_bytes()) for path in CORPUS]
    lines = {line for mail in mails for line in (*classify(mail).evidence, *mail.problems)}
    phrases = {line.partition(": ")[0] for line in lines}
    assert sorted(phrase for phrase in phrases if phrase not in EVIDENCE and not HEADER.match(phrase)) == []


def test_the_detail_stands_as_it_was_found() -> None:
    use_language("sv")
    lines = ("several letters fit: 3", "Auto-Submitted: auto-replied", "machine sender")
    assert [evidence(line) for line in lines] == [
        "flera brev passar: 3",
        "Auto-Submitted: auto-replied",
        "en maskin är avsändare",
    ]


@pytest.mark.parametrize("words", [FAULTS, REMEDIES])
def test_every_fault_of_an_account_has_its_words(words: dict[str, str]) -> None:
    assert sorted(words) == sorted(SENTENCES)


def test_the_steps_of_the_self_test_are_those_that_are_taken() -> None:
    assert tuple(STEPS) == TAKEN
