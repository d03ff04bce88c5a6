"""What the device needs to show the interviewer's calls without a network: the service worker, and its last resort."""

from importlib import resources
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from web.pages import page

router = APIRouter()

SCRIPT: Final = resources.files("web") / "static" / "calls_worker.js"


@router.get("/calls/worker.js")
def calls_worker() -> Response:
    """The service worker: it answers for `/calls` and what is below, and for nothing else of the site."""
    headers = {"Service-Worker-Allowed": "/calls", "Cache-Control": "no-cache"}
    return Response(SCRIPT.read_bytes(), media_type="text/javascript", headers=headers)


@router.get("/calls/offline")
def calls_offline(request: Request) -> HTMLResponse:
    """What is shown without a network in place of a page that the device has not kept."""
    return page(request, "calls_offline.html")
