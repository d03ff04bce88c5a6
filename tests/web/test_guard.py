"""What stands in front of every request: forms from elsewhere, headers, and errors without a traceback."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.web.stage import PASSWORD
from tests.web.step_stage import STEPS

FORM = {"name": "anna", "password": PASSWORD}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "http://elsewhere.test"}, 403),
        ({"origin": "null"}, 403),
        ({}, 303),
    ],
)
def test_a_form_is_taken_only_from_our_own_pages(visitor: TestClient, headers: dict[str, str], status: int) -> None:
    assert visitor.post("/sign-in", data=FORM, headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere", "/static/site.css", "/health"])
def test_every_answer_has_the_security_headers(visitor: TestClient, path: str) -> None:
    headers = visitor.get(path).headers
    policy = headers["content-security-policy"]
    assert ("default-src 'self'" in policy, "unsafe" in policy, headers["x-content-type-options"]) == (
        True,
        False,
        "nosniff",
    )


def test_an_unknown_error_is_a_plain_page_with_its_headers(site: FastAPI, visitor: TestClient) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    site.add_api_route("/broken", broken, name="health")
    answer = visitor.get("/broken")
    shown = ("Något gick fel hos oss." in answer.text, "secret" in answer.text, "Traceback" in answer.text)
    assert (answer.status_code, shown) == (500, (True, False, False))
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_an_unknown_page_says_so_in_one_sentence(visitor: TestClient) -> None:
    answer = visitor.get("/nowhere")
    assert (answer.status_code, "Sidan finns inte, eller så är den inte din att se." in answer.text) == (404, True)


def test_a_number_that_is_none_is_an_unknown_page(interviewer: TestClient) -> None:
    assert interviewer.get("/calls/abc").status_code == 404


def test_the_vendored_files_are_served(visitor: TestClient) -> None:
    file = Path("web/static/vendor/htmx/htmx.min.js")
    assert visitor.get("/static/vendor/htmx/htmx.min.js").content == file.read_bytes()


@pytest.mark.parametrize("address", ["/waves/a%00b", "/waves?find=%00", "/static/%00.css", "/calendar/%00.ics"])
def test_an_address_with_nul_is_refused(visitor: TestClient, address: str) -> None:
    assert visitor.get(address).status_code == 400


def test_a_form_with_nul_is_refused_before_anything_is_looked_up(coordinator: TestClient) -> None:
    fields = {"name": "a\x00b", "method": "kkik-2018", "first_day": "2018-01-15", "last_day": "2018-02-11"}
    assert coordinator.post("/waves/new", data=fields).status_code == 400


def test_a_file_may_hold_anything(coordinator: TestClient, draft: int) -> None:
    assert draft
    file = {"file": ("kommuner.csv", b"\x00\x00", "text/csv")}
    assert coordinator.post(f"{STEPS}/municipalities/paste", files=file).status_code == 422
