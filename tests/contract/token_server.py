"""A little token server on loopback: client credentials, and refresh tokens that it may rotate."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from mail_probe.servers.oauth import TokenServer

CLIENT, SECRET = "mailprobe", "client-secret-word"


@dataclass
class Tokens:
    """What the server knows and what it was asked."""

    refresh_token: str = "refresh-0"
    rotates: bool = False
    expires_in: Any = 3600
    answer: tuple[int, str] | None = None
    wait: threading.Event | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Where tokens are asked for."""
        return f"http://127.0.0.1:{self.port}/token"

    def server(self, secret: str | None = SECRET, timeout_seconds: float = 5) -> TokenServer:
        """The server as the doorway takes it."""
        return TokenServer(self.url, CLIENT, "mail", secret, timeout_seconds)

    @contextmanager
    def listening(self) -> Iterator["Tokens"]:
        """Answer on a free port until the context is left."""
        tokens = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, text = tokens.answered({key: values[0] for key, values in parse_qs(body).items()})
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as listener:
            self.port = listener.server_address[1]
            threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            yield self
            listener.shutdown()

    def answered(self, form: dict[str, str]) -> tuple[int, str]:
        """The status and the JSON for one request."""
        with self.lock:
            self.asked.append(form)
        if self.wait is not None:
            self.wait.wait(10)
        with self.lock:
            return self.answer or self._tokens(form)

    def _tokens(self, form: dict[str, str]) -> tuple[int, str]:
        if form.get("client_id") != CLIENT or form.get("client_secret", SECRET) != SECRET:
            return 401, json.dumps({"error": "invalid_client", "error_description": f"not {form['client_secret']}"})
        if form["grant_type"] == "refresh_token" and form["refresh_token"] != self.refresh_token:
            return 400, json.dumps({"error": "invalid_grant", "error_description": "withdrawn or used before"})
        self.given.append(f"access-{len(self.given) + 1}")
        told = {"access_token": self.given[-1], "token_type": "Bearer", "expires_in": self.expires_in}
        if form["grant_type"] == "refresh_token" and self.rotates:
            self.refresh_token = f"refresh-{len(self.given)}"
            told["refresh_token"] = self.refresh_token
        return 200, json.dumps(told)
