"""Evidence is told in the reader's language: every fixed phrase that the rules write has its Swedish words."""

import re
from pathlib import Path

import pytest

from mail_probe.account_check import STEPS as TAKEN
from mail_probe.kind import classify
from mail_probe.message import parse
from mail_probe.reading.parts import DEPTH_LIMIT, PART_LIMIT
from mail_probe.servers.diagnosis import SENTENCES
from web.language import use_language
from web.mail_words import EVIDENCE, EVIDENCE_IN_FULL, FAULTS, REMEDIES, STEPS
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


def test_what_we_say_about_a_mail_that_cannot_be_read_whole_is_told_in_full() -> None:
    parts = b"".join(b"--b\r\n\r\nx\r\n" for _ in range(PART_LIMIT + 9))
    levels = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (one, one) for one in range(DEPTH_LIMIT + 9)
    )
    mails = (
        b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts,
        b"Subject: x\r\n" + levels,
        b"Subject: " + b"x" * 70_000 + b"\r\n\r\nHej\r\n",
        b"Subject: x\r\nContent-Type: multipart/encrypted\r\n\r\nx\r\n",
        b"no field",
    )
    said = {line for mail in mails for line in parse(mail).problems}
    assert sorted(said - set(EVIDENCE_IN_FULL)) == []
    use_language("sv")
    assert evidence("cut: more than 200 parts") == "avkortat: fler än 200 delar"


def test_no_words_stand_for_evidence_that_no_rule_writes() -> None:
    rules = "".join(path.read_text() for path in Path("mail_probe").rglob("*.py"))
    assert [phrase for phrase in EVIDENCE if phrase not in rules] == []


@pytest.mark.parametrize("words", [FAULTS, REMEDIES])
def test_every_fault_of_an_account_has_its_words(words: dict[str, str]) -> None:
    assert sorted(words) == sorted(SENTENCES)


def test_the_steps_of_the_self_test_are_those_that_are_taken() -> None:
    assert tuple(STEPS) == TAKEN
