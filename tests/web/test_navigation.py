"""The menu leads each role only where it may go."""

import pytest
from fastapi import FastAPI

from web.access import RULES, may_use
from web.navigation import MENUS


@pytest.mark.parametrize("role", MENUS)
def test_every_place_in_the_menu_of_a_role_is_one_it_may_use(site: FastAPI, role: str) -> None:
    names = {route.path: route.name for route in site.routes if "GET" in getattr(route, "methods", ())}  # type: ignore[attr-defined] # of those that have methods
    refused = [path for path in MENUS[role] if not may_use(RULES[names[path]], role)]
    assert refused == []
