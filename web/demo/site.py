"""The site in a thread of its own, on a loopback port."""

import socket
from threading import Thread
from time import monotonic, sleep

import uvicorn
from starlette.types import ASGIApp

START_SECONDS = 20


class Site:
    """A real web server for one application; `port` 0 takes a free one."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        """Take the port; nothing is answered before `start`."""
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        self.address = f"http://{host}:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
        self._thread = Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="demo-site", daemon=True
        )

    def start(self) -> None:
        """Answer requests from now on."""
        self._thread.start()
        deadline = monotonic() + START_SECONDS
        while not self._server.started:
            if monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError(f"the site did not start within {START_SECONDS} seconds")
            sleep(0.02)

    def wait(self) -> None:
        """Serve until the process is interrupted."""
        while self._thread.is_alive():
            self._thread.join(1)

    def stop(self) -> None:
        """Finish open requests and free the port."""
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        self._socket.close()
