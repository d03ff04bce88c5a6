"""Fifty interviewers who save their call sheets at once, beside a bare endpoint with one insert; and page weights.

Both servers are processes of their own with uvicorn as `shopper serve` runs it, each on a SQLite file with the settings
of the store. The interviewers ask in turns of their own, each as soon as the answer to the last one is there: the
figures are those of a server that is never idle, which a real day never sees. Each call is saved as a draft at every
change and submitted at the end.
"""

import asyncio
import http.client
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

import uvicorn
from fastapi import FastAPI
from sqlmodel import Field, Session, SQLModel, col, select

from shopper.clock import system_clock
from shopper.queries import stored_id
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question
from tests.bench.measured import Measured
from tests.real_servers.mail_host import LOOPBACK, free_ports, wait_until
from tests.web.stage import Stage, set_stage
from web.app import create_app
from web.sessions import SESSION_COOKIE, begin_session

INTERVIEWERS, CALLS, DRAFTS, RUNS = 50, 3, 7, 2
ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = {
    "call_list": ("interviewer", "/calls"),
    "review": ("administrator", "/review"),
    "wave": ("administrator", "/waves/h%C3%B6st%202017"),
    "desk": ("administrator", "/desk"),
    "trail": ("administrator", "/audit"),
}
"""Pages whose weight is told without a bar, and whose."""


@dataclass(frozen=True, slots=True)
class Post:
    """One save: where to, what, and as what it is sent."""

    path: str
    body: bytes
    kind: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The study of the site: the cookie of each interviewer with their calls of each run, and the administrator's."""

    interviewers: list[tuple[str, list[int]]]
    administrator: str
    open_call: tuple[str, int]


def measure() -> Iterator[Measured]:
    """`web.call_save_ratio` is the rate of saves over that of bare inserts; `web.*_kb` are HTML, not compressed."""
    with TemporaryDirectory() as folder, ExitStack() as servers:
        filled = _fill(Path(folder) / "site.sqlite")
        site = servers.enter_context(_serving("site", Path(folder) / "site.sqlite"))
        bare = servers.enter_context(_serving("bare", Path(folder) / "bare.sqlite"))
        rates, bares, waits = [], [], []
        for run in range(RUNS):
            rows = [_posts(cookie, calls[run * CALLS :][:CALLS]) for cookie, calls in filled.interviewers]
            plain = [[_plain(post) for post in row] for row in rows]
            bares.append(_rate(bare, plain)[0])
            rate, took = _rate(site, rows)
            rates.append(rate)
            waits.append(took)
        weights = dict(_weights(site, filled))
    best = rates.index(max(rates))
    beside = f"{rates[best]:.0f} saves a second beside {max(bares):.0f} bare inserts, {INTERVIEWERS} at once"
    yield Measured("web.call_save_ratio", rates[best] / max(bares), "times", bar=0.3, bar_is="at least", beside=beside)
    p95 = sorted(waits[best])[int(0.95 * len(waits[best]))] * 1000
    yield Measured("web.call_save_p95_ms", p95, "ms", beside=f"{INTERVIEWERS} who never pause")
    yield Measured("web.call_sheet_kb", weights.pop("call_sheet"), "kB", bar=150, beside="HTML, not compressed")
    for name, weight in weights.items():
        yield Measured(f"web.{name}_kb", weight, "kB", beside="HTML, not compressed")


def _fill(file: Path) -> Filled:
    """A launched wave with interviewers who are signed in and have calls enough for every run."""
    store = Store(f"sqlite:///{file}")
    store.upgrade()
    now = system_clock()
    with store.transaction() as session:
        stage = set_stage(session)
        rows = [_interviewer(session, stage, number, now) for number in range(INTERVIEWERS)]
        boss = session.exec(select(User).where(User.name == "admin")).one()
        administrator = _signed_in(session, boss, now)
        cookie, calls = _interviewer(session, stage, INTERVIEWERS, now)
    store.close()
    return Filled(rows, administrator, (cookie, calls[0]))


def _interviewer(session: Session, stage: Stage, number: int, now: datetime) -> tuple[str, list[int]]:
    """Somebody who has a municipality of their own to call: their cookie, and their calls."""
    user = User(name=f"intervjuare{number}", role="interviewer", created_at=now)
    shown = session.get_one(Municipality, "0685").model_dump()
    town = Municipality(**shown | {"code": str(2000 + number), "name": f"Kommun {number}"})
    session.add_all((user, town))
    session.flush()
    wave_id = session.get_one(Measurement, stage.measurement).wave_id
    measurement = Measurement(wave_id=wave_id, municipality_code=town.code)
    session.add(measurement)
    session.flush()
    calls = [
        CallProbe(
            measurement_id=stored_id(measurement.id),
            area=question.area,
            question_id=stored_id(question.id),
            interviewer_id=stored_id(user.id),
            planned_at=now - timedelta(hours=1),
        )
        for question in session.exec(select(Question).order_by(col(Question.id)).limit(RUNS * CALLS))
    ]
    session.add_all(calls)
    session.flush()
    return _signed_in(session, user, now), [stored_id(call.id) for call in calls]


def _signed_in(session: Session, user: User, now: datetime) -> str:
    token = begin_session(session, user, now, timedelta(hours=12), device="bench", awaits_code=False)
    return f"{SESSION_COOKIE}={token}"


def _posts(cookie: str, calls: Sequence[int]) -> list[Post]:
    """Everything that one interviewer saves: each call at every change, and in the end."""
    began = system_clock() - timedelta(minutes=5)
    stamps = {
        "dialled_at": began.isoformat(),
        "human_at": (began + timedelta(seconds=20)).isoformat(),
        "official_at": (began + timedelta(seconds=70)).isoformat(),
        "ended_at": (began + timedelta(seconds=200)).isoformat(),
    }
    grades = {"answer": "good", "information": "good", "interest": "medium", "courtesy": "very_good"}
    fields = stamps | {"outcome": "reached"} | grades | {"comment": "Handläggaren ringde upp efter att ha frågat."}
    posts = []
    for call in calls:
        form_id = str(uuid4())
        for save in range(1, DRAFTS + 1):
            so_far = dict(list(fields.items())[: save + 2]) | {"form_id": form_id, "saves": save}
            posts.append(Post(f"/calls/{call}/draft", json.dumps(so_far).encode(), "application/json", cookie))
        form = urlencode(fields | {"form_id": form_id}).encode()
        posts.append(Post(f"/calls/{call}", form, "application/x-www-form-urlencoded", cookie))
    return posts


def _plain(post: Post) -> Post:
    """The same text for the bare endpoint."""
    return Post("/saves", json.dumps({"text": post.body.decode()}).encode(), "application/json", "")


def _rate(port: int, rows: Sequence[Sequence[Post]]) -> tuple[float, list[float]]:
    """Saves a second when each row is sent by somebody of their own, and the seconds that each save took."""

    async def everybody() -> list[list[float]]:
        return await asyncio.gather(*(_sent(port, row) for row in rows))

    began = perf_counter()
    took = [seconds for row in asyncio.run(everybody()) for seconds in row]
    return len(took) / (perf_counter() - began), took


async def _sent(port: int, posts: Sequence[Post]) -> list[float]:
    """Send one after the other on one connection; the seconds that each took. A refusal ends the measuring."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    took = []
    for post in posts:
        began = perf_counter()
        writer.write(_request(post, port))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        body = await reader.readexactly(int(head.partition("content-length: ")[2].partition("\r\n")[0]))
        took.append(perf_counter() - began)
        if " 200 " not in head.partition("\r\n")[0]:
            raise RuntimeError(f"{post.path} was answered {head.splitlines()[0]}: {body[:500]!r}")
    writer.close()
    await writer.wait_closed()
    return took


def _request(post: Post, port: int) -> bytes:
    lines = (
        f"POST {post.path} HTTP/1.1",
        f"Host: {LOOPBACK}:{port}",
        "Accept: application/json",
        "Sec-Fetch-Site: same-origin",
        f"Content-Type: {post.kind}",
        f"Content-Length: {len(post.body)}",
        f"Cookie: {post.cookie}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + post.body


def _weights(port: int, filled: Filled) -> Iterator[tuple[str, float]]:
    """The kilobytes of each page's HTML."""
    cookie, call = filled.open_call
    yield "call_sheet", _kilobytes(port, f"/calls/{call}", cookie)
    for name, (role, path) in PAGES.items():
        yield name, _kilobytes(port, path, cookie if role == "interviewer" else filled.administrator)


def _kilobytes(port: int, path: str, cookie: str) -> float:
    line = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
    line.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
    answer = line.getresponse()
    size = len(answer.read()) / 1000
    line.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path} was answered {answer.status}")
    return size


@contextmanager
def _serving(what: str, file: Path) -> Iterator[int]:
    """The port of a server in a process of its own, ended afterwards."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "tests.bench.web", what, str(file), str(port)]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            wait_until(lambda: _listens(port), f"the start of the {what} server", 180)
            yield port
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    line = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        line.request("GET", "/health")
        line.getresponse().read()
    except OSError:
        return False
    finally:
        line.close()
    return True


def _serve(what: str, file: Path, port: int) -> None:
    store = Store(f"sqlite:///{file}")
    app = create_app(Settings(), store, system_clock, None) if what == "site" else _bare_app(store)
    uvicorn.run(app, host=LOOPBACK, port=port, log_level="warning", access_log=False, ws="none", lifespan="off")


def _bare_app(store: Store) -> FastAPI:
    """The bare equivalent: whatever is sent is inserted as one row."""

    class Save(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        text: str

    app = FastAPI()

    @app.post("/saves")
    def save(row: dict[str, str]) -> dict[str, int | None]:
        with store.transaction() as session:
            stored = Save(text=row["text"])
            session.add(stored)
            session.flush()
            return {"id": stored.id}

    with store.transaction() as session:
        Save.__table__.create(session.connection())  # type: ignore[attr-defined]  # SQLModel's table
    return app


if __name__ == "__main__":
    _serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
