"""A server with the shapes of Kolada's API, version 3, on this machine: five municipalities, three groups, two years.

It can be told to turn the next requests away, and to give a path another answer than it should.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

TITLES = {
    "N00671": "Servicemätning - Nöjd med bemötandet via telefoni, index",
    "N00672": "Servicemätning - Enkelt att få hjälp med sin fråga via telefoni, index",
    "N00673": "Servicemätning - Tydligt svar från kommunen via e-post, index",
    "N00674": "Servicemätning - Enkelt att få hjälp med sin fråga via e-post, index",
    "N00675": "Servicemätning - Telefoni svar, antal",
    "N00676": "Servicemätning - E-post svar, antal",
}
PLACES = {"0682": "Nässjö", "0684": "Sävsjö", "0685": "Vetlanda", "0686": "Eksjö", "0687": "Tranås"}
REGIONS = {"0000": "Riket", "0006": "Region Jönköpings län"}
GROUPS = {
    "G1": ("Liknande kommuner, övergripande, Vetlanda, 2025", ["0682", "0684", "0686", "0687"]),
    "G2": ("Höglandet", ["0682", "0685"]),
    "G3": ("Regioner i söder", ["0006"]),
}


@dataclass
class FakeKolada:
    """What the server is to do, and what it was asked. `answers` gives a path its own status, headers and body."""

    url: str = ""
    places: dict[str, str] = field(default_factory=lambda: dict(PLACES))
    page_size: int = 4
    turn_away: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    next_url: str | None = None
    silence: float = 0
    asked: list[str] = field(default_factory=list)
    per_page: set[str] = field(default_factory=set)

    def told(self, path: str, page: int) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        if self.turn_away:
            status, headers = self.turn_away.pop(0)
            return status, headers, b""
        if path in self.answers:
            status, body = self.answers[path]
            return status, {}, body
        entries = self.entries(path)
        if entries is None:
            return 404, {}, b'{"detail": "Not Found"}'
        first = (page - 1) * self.page_size
        some = entries[first : first + self.page_size]
        following = f"{self.url.rstrip('/')}{path}?page={page + 1}&per_page=5000"
        more = self.next_url or (following if first + self.page_size < len(entries) else None)
        return 200, {}, json.dumps({"values": some, "count": len(some), "next_url": more}).encode()

    def entries(self, path: str) -> list[dict[str, Any]] | None:
        """Everything under a path, or None when there is no such path."""
        parts = path.strip("/").split("/")
        if parts[0] == "kpi":
            return [{"id": kpi, "title": TITLES[kpi]} for kpi in parts[1].split(",") if kpi in TITLES]
        if parts == ["municipality"]:
            return [{"id": code, "title": name, "type": "K"} for code, name in self.places.items()] + [
                {"id": code, "title": name, "type": "L"} for code, name in REGIONS.items()
            ]
        if parts == ["municipality_groups"]:
            return [_group(number, *group) for number, group in GROUPS.items()]
        found = re.fullmatch(r"data/kpi/([^/]+)/municipality/([^/]+)/year/([^/]+)", path.strip("/"))
        return None if found is None else [_data(*key) for key in _keys(*(part.split(",") for part in found.groups()))]


def value_of(kpi: str, code: str, year: int) -> float:
    """The value that the server gives."""
    return int(kpi[-1]) * 10 + int(code[-1]) + (year - 2024) / 2


def _group(number: str, title: str, members: list[str]) -> dict[str, Any]:
    names = PLACES | REGIONS
    return {
        "id": number,
        "title": title,
        "members": [{"member_id": code, "member_title": names[code]} for code in members],
    }


def _keys(kpis: list[str], codes: list[str], years: list[str]) -> Iterator[tuple[str, str, int]]:
    """The survey was made in 2024 and 2025; Tranås took no part in it."""
    for kpi in kpis:
        for code in codes:
            yield from ((kpi, code, int(year)) for year in years if year in ("2024", "2025") and code != "0687")


def _data(kpi: str, code: str, year: int) -> dict[str, Any]:
    """Sävsjö's value of the first year was taken back, and Eksjö's of the second is not there."""
    is_gone = (code, year) == ("0684", 2024)
    value = None if (code, year) == ("0686", 2025) else value_of(kpi, code, year)
    total = {"gender": "T", "count": 1, "status": "", "value": value, "isdeleted": is_gone}
    women = {"gender": "K", "count": 1, "status": "", "value": 1.0, "isdeleted": False}
    return {"kpi": kpi, "municipality": code, "period": year, "values": [women, total]}


class _Handler(BaseHTTPRequestHandler):
    """Answers as the server's `kolada` says."""

    server: "_Server"

    def do_GET(self) -> None:
        """Answer, and remember what was asked."""
        kolada, parts = self.server.kolada, urlsplit(self.path)
        asked = {key: found[0] for key, found in parse_qs(parts.query).items()}
        path = parts.path.removeprefix("/v3")
        kolada.asked.append(path)
        kolada.per_page |= {asked.get("per_page", "")}
        sleep(kolada.silence)
        status, headers, body = kolada.told(path, int(asked.get("page", "1")))
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing."""


class _Server(ThreadingHTTPServer):
    def __init__(self, kolada: FakeKolada) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kolada = kolada


@contextmanager
def running_kolada() -> Iterator[FakeKolada]:
    """The server, on a free port, until the end of the block."""
    kolada = FakeKolada()
    server = _Server(kolada)
    kolada.url = f"http://127.0.0.1:{server.server_address[1]}/v3/"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield kolada
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
