"""`shopper training import`: what it says, and how a broken file is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.web_commands.conftest import EXAMPLES, Shopper

Rows = Callable[[], dict[str, list[Any]]]


def test_the_shipped_set_is_imported_once(shopper: Shopper) -> None:
    ran = [shopper("training", "import", EXAMPLES / "training.toml") for _ in range(2)]
    assert [(one.code, one.out, one.err) for one in ran] == [
        (0, "22 added, 0 changed, 0 unchanged.\n", ""),
        (0, "0 added, 0 changed, 22 unchanged.\n", ""),
    ]


def test_a_broken_file_is_one_sentence_and_nothing_is_stored(
    shopper: Shopper, tmp_path: Path, everything: Rows
) -> None:
    file, before = tmp_path / "t.toml", everything()
    text = (EXAMPLES / "training.toml").read_text(encoding="utf-8")
    file.write_text(text.replace('outcome = "voicemail"', 'outcome = "eaten"'), encoding="utf-8")
    ran = shopper("training", "import", file)
    assert (ran.code, ran.err.count("\n"), everything()) == (2, 1, before)
    assert "call.9.outcome: allowed are reached, wrong_official" in ran.err
