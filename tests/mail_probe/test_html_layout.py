"""HTML of any kind becomes a text of bounded length in bounded time; ordinary tables stay in columns."""

from time import perf_counter

import pytest

from mail_probe.reading.body import text_from
from mail_probe.reading.parts import TEXT_LIMIT_BYTES

BOMBS = {
    "one wide cell above many rows": f"<table><tr><td>{'w' * 200_000}</td></tr>{'<tr><td>y</tr>' * 5_000}</table>",
    "one tall cell beside many columns": f"<table><tr><td>{'<br>' * 9_000}</td>{'<td>x' * 4_000}</table>",
    "many columns above many rows": f"<table><tr>{'<td>x' * 4_000}</tr>{'<tr><td>y</tr>' * 4_000}</table>",
    "many paddings": "<div style='padding-left:1000000000em'>x</div>" * 6_000,
    "many margins": "<p style='margin-top:1000000000em;margin-bottom:1000000000em'>x</p>" * 4_000,
    "many tables": f"<table><tr><td>{'w' * 1_000}</td></tr>{'<tr><td>y</tr>' * 50}</table>" * 150,
}


@pytest.mark.parametrize("html", BOMBS.values(), ids=BOMBS)
def test_a_small_mail_never_becomes_a_huge_text(html: str) -> None:
    began_at = perf_counter()
    text = text_from(html)
    assert (len(text) <= TEXT_LIMIT_BYTES, perf_counter() - began_at < 5) == (True, True)


def test_the_words_of_a_table_without_room_are_all_there() -> None:
    html = f"<table><tr><td>{'w' * 200_000}</td></tr>{'<tr><td>taxa</td><td>450 kr</td></tr>' * 1_000}</table>"
    assert text_from(html).count("taxa  450 kr") == 1_000


def test_an_ordinary_table_stays_in_columns() -> None:
    html = "<table><tr><td>Altan</td><td>0 kr</td></tr><tr><td>Garage</td><td>4 500 kr</td></tr></table>"
    assert text_from(html).splitlines() == ["Altan   0 kr    ", "Garage  4 500 kr"]


def test_what_a_style_hides_is_not_read() -> None:
    assert text_from("<p>Hej</p><div style='color:red; display: none'>Autosvar</div>").split() == ["Hej"]
