"""What people and waves may be called."""

import pytest

from shopper.names import is_name


@pytest.mark.parametrize("name", ["höst 2026", "Kim (vikarie)", "50 % + 'x' \"y\" <z>", "...", "v.43"])
def test_names_may_hold_what_stands_on_a_line(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", " höst", "a/b", "två\nrader", ".", "..", "å" * 101])
def test_names_that_no_address_or_line_can_hold_are_refused(name: str) -> None:
    assert not is_name(name)
