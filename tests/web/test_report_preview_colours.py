"""The colours of a report's preview: a style sheet made from its address, and nothing else at any other."""

import pytest
from fastapi.testclient import TestClient

from report_templates.look_files import stylesheet_of

FOLDER = "/report-style/municipality/look"


def test_a_colour_is_answered_with_the_style_sheet_that_is_printed_with(coordinator: TestClient) -> None:
    answer = coordinator.get(f"{FOLDER}/b03a2e.css")
    assert (answer.status_code, answer.headers["content-type"], answer.text) == (
        200,
        "text/css; charset=utf-8",
        stylesheet_of("#b03a2e"),
    )


@pytest.mark.parametrize("colour", ["red", "B03A2E", "b03a2e0", "b03a2e;}*{color:red", "..%2Freport", "mark-UTKAST"])
def test_what_is_no_colour_is_not_found(coordinator: TestClient, colour: str) -> None:
    assert coordinator.get(f"{FOLDER}/{colour}.css").status_code == 404
