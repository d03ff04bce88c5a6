"""Axe, as the browser tests ask it, names what is wrong in the light and in the dark, and leaves a sound page alone."""

import pytest
from playwright.sync_api import Browser

from tests.browser.accessibility import COLOUR_RULES, bring_axe, objections, violations

PAGE = "<html lang=sv><title>Prov</title><main><h1>Prov</h1>{}</main>"
PALE_IN_THE_DARK = "<style>@media (prefers-color-scheme: dark) {p {color: #333; background: #222}}</style><p>Blek"


@pytest.mark.browser
def test_every_place_that_breaks_a_rule_is_named(browser: Browser) -> None:
    with browser.new_page() as page:
        page.set_content(PAGE.format("<img src=a.png><p>Text<input>"))
        found = objections(page)
    named = ['image-alt: <img src="a.png">', "label: <input>"]
    assert sorted(found) == sorted(named * 2)


@pytest.mark.browser
def test_a_colour_that_is_too_pale_only_in_the_dark_is_named_there(browser: Browser) -> None:
    with browser.new_page() as page:
        page.set_content(PAGE.format(PALE_IN_THE_DARK))
        bring_axe(page)
        page.emulate_media(color_scheme="light")
        light = violations(page, COLOUR_RULES)
        page.emulate_media(color_scheme="dark")
        assert (light, violations(page, COLOUR_RULES)) == ([], ["color-contrast: <p>Blek</p>"])


@pytest.mark.browser
def test_a_page_without_faults_is_left_alone(browser: Browser) -> None:
    with browser.new_page() as page:
        page.set_content(PAGE.format("<p>Text"))
        assert objections(page) == []
