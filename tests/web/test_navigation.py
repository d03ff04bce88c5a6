"""The menu leads each role only where it may go."""

import pytest

from web.access import RULES, may_use
from web.app import all_routes
from web.navigation import MENUS


@pytest.mark.parametrize("role", MENUS)
def test_every_place_in_the_menu_of_a_role_is_one_it_may_use(role: str) -> None:
    names = {route.path: route.name for route in all_routes() if "GET" in (route.methods or ())}
    refused = [path for path in MENUS[role] if not may_use(RULES[names[path]], role)]
    assert refused == []
