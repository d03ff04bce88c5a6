"""Mails as they come, each with what it is expected to be and why; written for this project, on reserved domains."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mail_probe.kind import classify
from mail_probe.message import parse
from mail_probe.quote import split

CORPUS = Path(__file__).parent / "corpus"
OURS = "0123456789abcdef0123456789abcdef@brevlada.example"
HEAD_CHARACTERS = 60
NAMES = sorted(file.stem for file in CORPUS.glob("*.eml"))


def _expected(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_what_it_is(name: str) -> None:
    expected = _expected(name)
    judgement = classify(parse((CORPUS / f"{name}.eml").read_bytes()))
    assert (judgement.kind, judgement.certainty) == (expected["kind"], expected["certainty"]), expected["why"]


@pytest.mark.parametrize("name", NAMES)
def test_every_judgement_has_evidence(name: str) -> None:
    assert classify(parse((CORPUS / f"{name}.eml").read_bytes())).evidence


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_read_as_expected(name: str) -> None:
    expected = _expected(name)
    mail = parse((CORPUS / f"{name}.eml").read_bytes())
    read = {
        "has_quote": bool(split(mail.text).quoted),
        "report": mail.report.action if mail.report else None,
        "problems": list(mail.problems),
    }
    assert read == {
        "has_quote": expected.get("has_quote", False),
        "report": expected.get("report"),
        "problems": expected.get("problems", []),
    }


@pytest.mark.parametrize("name", [name for name in NAMES if _expected(name).get("parent")])
def test_our_letter_is_named_in_what_came_back(name: str) -> None:
    assert OURS in parse((CORPUS / f"{name}.eml").read_bytes()).parent_ids


@pytest.mark.parametrize("name", NAMES)
def test_line_ends_change_nothing(name: str) -> None:
    raw = (CORPUS / f"{name}.eml").read_bytes()
    wire = raw.replace(b"\n", b"\r\n") if not name.endswith("binary") else raw
    assert classify(parse(wire)) == classify(parse(raw))


def test_every_mail_has_its_expectation() -> None:
    assert sorted(file.stem for file in CORPUS.glob("*.json")) == NAMES


def test_the_fixed_words_of_evidence_hold_no_digits_and_nothing_quoted() -> None:
    judgements = {name: classify(parse((CORPUS / f"{name}.eml").read_bytes())) for name in NAMES}
    heads = {evidence.partition(":")[0] for judgement in judgements.values() for evidence in judgement.evidence}
    assert sorted(head for head in heads if re.search(r"[\d@\"/<>]", head) or len(head) > HEAD_CHARACTERS) == []
