"""The site in a thread of its own, on a loopback port."""

import socket
from threading import Event, Thread
from time import monotonic, sleep

import uvicorn
from starlette.types import ASGIApp

START_SECONDS = 20
LONGEST_WAIT_SECONDS = 0.5


class Site:
    """A real web server for one application; `port` 0 takes a free one."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        """Take the port; nothing is answered before `start`."""
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        self.address = f"http://{host}:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
        self._ended = Event()
        self._thread = Thread(target=self._run, name="demo-site", daemon=True)

    def start(self) -> None:
        """Answer requests from now on."""
        self._thread.start()
        deadline = monotonic() + START_SECONDS
        while not self._server.started:
            if monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError(f"the site did not start within {START_SECONDS} seconds")
            sleep(0.02)

    def is_up_after(self, seconds: float) -> bool:
        """Wait this long, or until the site has stopped; whether it still answers."""
        # Not by joining the thread: Python 3.11 takes a thread for ended when Ctrl+C interrupts a join. In short waits,
        # because Ctrl+C is heard at the end of a wait when it comes at the very moment in which the wait begins.
        deadline = monotonic() + seconds
        while (left := deadline - monotonic()) > 0:
            if self._ended.wait(min(left, LONGEST_WAIT_SECONDS)):
                return False
        return not self._ended.is_set()

    def stop(self) -> None:
        """Finish open requests and free the port."""
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        self._socket.close()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._ended.set()
