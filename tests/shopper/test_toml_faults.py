"""Faults of TOML files: where a key stands, and every rule in words of our own."""

import re
from pathlib import Path

import pytest

from shopper.toml_faults import PATTERNS_IN_WORDS
from shopper.toml_places import Steps, place_of

TEXT = """# a comment with name = 1
name = "x"
smtp.host = "y"
long = '''
code = "not a key"
'''

[call]
  scale = [
    "good",
  ]
points = { good = 3, bad = 0 }
[[area]]
code = "a"
[area.rules]
days = 1
[[area]]
"the code" = "b"
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("name",), (2, 1)),
        (("missing",), (1, 1)),
        (("smtp", "host"), (3, 1)),
        (("call",), (8, 1)),
        (("call", "missing"), (8, 1)),
        (("call", "scale", 0), (9, 3)),
        (("call", "points", "bad"), (12, 22)),
        (("area", 0, "code"), (14, 1)),
        (("area", 0, "rules", "days"), (16, 1)),
        (("area", 1, "code"), (17, 1)),
        (("area", 1, "the code"), (18, 1)),
    ],
)
def test_a_key_is_found_where_an_editor_shows_it(path: Steps, place: tuple[int, int]) -> None:
    assert place_of(TEXT, path) == place


def test_every_pattern_of_a_file_has_words() -> None:
    folder = Path(__file__).parents[2] / "shopper"
    found = {
        pattern
        for file in folder.rglob("*.py")
        for pattern in re.findall(r'\bpattern=r"([^"]+)"', file.read_text(encoding="utf-8"))
    }
    assert found == set(PATTERNS_IN_WORDS)
