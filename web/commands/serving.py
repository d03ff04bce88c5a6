"""`shopper run`, `serve` and `work`: the site and the worker, in one process or apart."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event
from typing import TYPE_CHECKING

from shopper.faults import BadInput
from web.commands.opened import current_settings, opened_store, say, waiting

if TYPE_CHECKING:
    from types import FrameType

    from fastapi import FastAPI

    from shopper.settings import Settings
    from shopper.store import Store


def run() -> None:
    """Serve the site and do the background work in one process."""
    with waiting("starting"):
        from scheduler.wiring import build_workplace, content_processes
        from scheduler.worker import working
        from shopper.clock import system_clock
        from web.app import create_app

    with (
        _ready() as (settings, store),
        _stopped_by_signal() as told,
        closing(content_processes(settings)) as apart,
        working(build_workplace(settings, store)) as engine,
    ):
        _serve(create_app(settings, store, system_clock, engine, apart.run), settings, told)


def serve() -> None:
    """Serve the site; the background work is done by `shopper work`."""
    with waiting("starting"):
        from scheduler.engine import Orders
        from scheduler.wiring import content_processes
        from shopper.clock import system_clock
        from web.app import create_app

    with (
        _ready() as (settings, store),
        _stopped_by_signal() as told,
        closing(content_processes(settings)) as apart,
        closing(Orders(settings)) as orders,
    ):
        _serve(create_app(settings, store, system_clock, orders, apart.run), settings, told)


def work() -> None:
    """Do the background work: send, fetch, close windows, print reports."""
    with waiting("starting"):
        from scheduler.wiring import build_workplace
        from scheduler.worker import work_until_told

    with _ready() as (settings, store):
        work_until_told(build_workplace(settings, store))


@contextmanager
def _ready() -> Iterator[tuple[Settings, Store]]:
    """Settings that may be used outside the demo, log lines, and a store with the question bank."""
    from shopper.question_bank import store_bank
    from shopper.settings import refuse_default_secret
    from web.commands.log_lines import write_log_lines

    settings = current_settings()
    refuse_default_secret(settings)
    write_log_lines(settings.log_format)
    with opened_store() as store:
        with store.transaction() as session:
            store_bank(session)
        yield settings, store


@contextmanager
def _stopped_by_signal() -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set, instead of ending the process in the middle of something."""
    told = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        told.set()

    earlier = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield told
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _serve(app: FastAPI, settings: Settings, told: Event) -> None:
    """Answer requests until a signal comes: the server takes the signal, finishes, and passes it on to `told`."""
    import uvicorn

    with _listening(settings.host, settings.port) as listener:
        host, port = listener.getsockname()[:2]
        say(f"http://{f'[{host}]' if ':' in host else host}:{port}")
        config = uvicorn.Config(app, log_config=None, log_level="warning", access_log=False, ws="none", lifespan="off")
        if not told.is_set():
            uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Taken port or not is only certain once it listens.
        listener.listen(128)
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise BadInput(f"{host}:{port} cannot be listened on: {reason}; set SHOPPER_HOST or SHOPPER_PORT") from error
    return listener
