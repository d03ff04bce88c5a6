"""Debian's Postfix and Dovecot with Pigeonhole as one mail host on loopback: ours and the municipality's at once.

Started from the templates in this folder, each host in a scratch folder and on free ports of its own, so that several
can run at once. Nothing can leave it. Its real refusals, bounces, delay notices and automatic replies are what the
tests are about. The people of the municipality, `dovecot/people`, do as they are called: `ledig` is on leave, `kvitto`
confirms, `nekar` rejects, `vidare` redirects, `stangd` is behind a server that is down, everybody else only receives.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from imapclient import IMAPClient

from mail_probe.doorways import Security, Server
from tests.real_servers.certificate import write_certificate

TEMPLATES = Path(__file__).resolve().parent
LOOPBACK = "127.0.0.1"
OUR_DOMAIN, MAILBOX_DOMAIN, MUNICIPALITY_DOMAIN = "brevlada.test", "prov.test", "kommun.test"
OUR_USER, PASSWORD = f"brevlada@{OUR_DOMAIN}", "hemligt-ord"
PORTS = ("smtp_port", "submission_port", "smtps_port", "imap_port", "imaps_port")
POSTFIX_MASTER = "/usr/lib/postfix/sbin/master"
NEEDED_FILES = (
    POSTFIX_MASTER,
    "/usr/lib/postfix/postfix-pcre.so",
    "/usr/lib/dovecot/imap",
    "/usr/lib/dovecot/lmtp",
    "/usr/lib/dovecot/modules/lib90_sieve_plugin.so",
)
PACKAGES = "postfix postfix-pcre dovecot-imapd dovecot-lmtpd dovecot-sieve"
UNTIL_EOF = '"$@" & server=$!; read -r _; kill "$server"; wait "$server"'
"""Runs a server until standard input is closed: by us, or by the system when the tests end in whatever way."""
START_SECONDS, STOP_SECONDS, STARTS = 20, 20, 3


def what_is_missing() -> str:
    """One sentence that says why a mail host cannot be started here and what to do; empty when it can."""
    if os.geteuid() != 0:
        return "Postfix and Dovecot can only be started by root: run the tests as root to include the real mail servers"
    if not all(Path(file).exists() for file in NEEDED_FILES):
        return f"the real mail servers are not installed: apt-get install {PACKAGES}"
    return ""


class MailHost:
    """One Postfix and one Dovecot; `start` and `stop`, or `running` around both."""

    def __init__(self, warning_seconds: int = 2, lifetime_seconds: int = 6) -> None:
        """How long Postfix tries before it reports a delay, and before it gives a letter back."""
        self._seconds = {"warning_seconds": warning_seconds, "lifetime_seconds": lifetime_seconds}
        self._answers: dict[str, str] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.folder = Path()
        self.ports: dict[str, int] = {}

    @property
    def certificate(self) -> Path:
        """The PEM file with the certificate of both servers."""
        return self.folder / "server.pem"

    def start(self) -> None:
        """Start both servers and wait until they answer; RuntimeError with their logs when they do not."""
        for attempt in range(1, STARTS + 1):
            self._prepare()
            try:
                self.start_imap()  # first: Postfix asks it for its ways to sign in
                self.start_smtp()
            except RuntimeError:
                self.stop()
                if attempt == STARTS:
                    raise
            else:
                return

    def stop(self) -> None:
        """End both servers and remove what they left."""
        self.stop_smtp()
        self.stop_imap()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_smtp(self) -> None:
        """Start Postfix on its ports."""
        self._start("postfix", [POSTFIX_MASTER, "-s", "-c", str(self.folder / "postfix")], "smtp_port")

    def stop_smtp(self) -> None:
        """End Postfix; what is in its queue stays there."""
        self._stop("postfix")

    def start_imap(self) -> None:
        """Start Dovecot on its ports."""
        self._start("dovecot", ["dovecot", "-F", "-c", str(self.folder / "dovecot/dovecot.conf")], "imap_port")

    def stop_imap(self) -> None:
        """End Dovecot with all its connections."""
        self._stop("dovecot")

    @property
    def serves_imap(self) -> bool:
        """Whether Dovecot was started and not stopped since."""
        return "dovecot" in self._processes

    def smtp(self, user: str | None = None, password: str | None = None, security: Security = "none") -> Server:
        """Postfix as the doorway takes it; without security it is the port that takes mail from strangers."""
        port = self.ports[{"none": "smtp_port", "starttls": "submission_port", "tls": "smtps_port"}[security]]
        return Server(LOOPBACK, port, security, user, password)

    def imap(self, user: str = OUR_USER, security: Security = "none") -> Server:
        """A mailbox as the doorway takes it."""
        port = self.ports["imaps_port" if security == "tls" else "imap_port"]
        return Server(LOOPBACK, port, security, user, PASSWORD)

    def answer(self, recipient: str, words: str) -> None:
        """From the next connection on, say these words at RCPT for this recipient; empty words: take the letter."""
        self._answers[recipient] = words
        file = self.folder / "postfix/answers.pcre"
        lines = [f"/^{re.escape(address)}$/ {said}\n" for address, said in self._answers.items() if said]
        file.write_text("".join(lines), encoding="utf-8")

    def put(self, raw: bytes, at: datetime, folder: str = "INBOX", user: str = OUR_USER) -> None:
        """Put a mail into a folder as if it had arrived at `at`; the folder is made if it is new."""
        with self._client(user) as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.append(folder, raw, msg_time=at)

    def move(self, message_id: str, folder: str, user: str = OUR_USER) -> None:
        """Move a mail from the inbox to another folder, as a person or a rule does."""
        with self._client(user) as client:
            client.select_folder("INBOX")
            client.move(client.search(["HEADER", "Message-ID", message_id]), folder)

    def letters_of(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """All mails in a folder of somebody's mailbox, oldest first."""
        with self._client(user) as client:
            client.select_folder(folder, readonly=True)
            uids = client.search()
            rows = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        return [rows[uid][b"BODY[]"] for uid in sorted(rows)]

    def forget_uids(self, user: str = OUR_USER) -> None:
        """Remove Dovecot's index files, as an administrator does who mends a mailbox: a new UIDVALIDITY follows."""
        maildir = self.folder / "mail" / user
        for file in [*maildir.glob("dovecot.index*"), *maildir.glob("dovecot-uidlist")]:
            file.unlink()

    @contextmanager
    def _client(self, user: str) -> Iterator[IMAPClient]:
        with IMAPClient(LOOPBACK, self.ports["imap_port"], ssl=False, timeout=START_SECONDS) as client:
            client.normalise_times = False
            client.login(user, PASSWORD)
            yield client

    def _prepare(self) -> None:
        """A fresh scratch folder with everything the two servers read."""
        self.folder = Path(mkdtemp(prefix="shopper-mail-"))
        self.folder.chmod(0o755)
        self.ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        for template in sorted(TEMPLATES.glob("*/*")):
            if template.parent.name in ("postfix", "dovecot", "sieve"):
                self._fill(template)
        write_certificate(self.certificate)
        for folder, owner in (("queue", "root"), ("postfix-data", "postfix"), ("mail/home", "mail")):
            (self.folder / folder).mkdir(parents=True)
            shutil.chown(self.folder / folder, owner)
        for folder in ("mail", "sieve"):  # Dovecot keeps mailboxes and compiled scripts there
            shutil.chown(self.folder / folder, "mail")
        self._answers.clear()
        self.answer("", "")
        _run("postfix", "-c", str(self.folder / "postfix"), "check")

    def _fill(self, template: Path) -> None:
        values = {"folder": str(self.folder), "our_domain": OUR_DOMAIN, "mailbox_domain": MAILBOX_DOMAIN}
        values |= {"municipality_domain": MUNICIPALITY_DOMAIN, "our_user": OUR_USER, "password": PASSWORD}
        values |= {name: str(number) for name, number in (self.ports | self._seconds).items()}
        file = self.folder / template.relative_to(TEMPLATES)
        file.parent.mkdir(exist_ok=True)
        text = template.read_text(encoding="utf-8")
        file.write_text(re.sub(r"\{\{(\w+)\}\}", lambda hit: values[hit[1]], text), encoding="utf-8")

    def _start(self, name: str, command: list[str], port: str) -> None:
        process = subprocess.Popen(
            ["sh", "-c", UNTIL_EOF, "sh", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._processes[name] = process
        deadline = time.monotonic() + START_SECONDS
        while not greets(self.ports[port]):
            if process.poll() is not None or time.monotonic() > deadline:
                log = self.folder / name / "log"
                words = log.read_text(encoding="utf-8")[-2000:] if log.exists() else "it wrote no log"
                raise RuntimeError(f"{name} does not answer: {words}")
            time.sleep(0.05)

    def _stop(self, name: str) -> None:
        process = self._processes.pop(name, None)
        if process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=STOP_SECONDS)  # closes its standard input
        with suppress(ProcessLookupError):  # its children, which may be about to see that it has gone, and itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def running(host: MailHost) -> Iterator[MailHost]:
    """The host between its start and its stop."""
    host.start()
    try:
        yield host
    finally:
        host.stop()


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait for something that the servers do in their own time; AssertionError that names it when it does not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {seconds:g} seconds")
        time.sleep(0.1)


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nobody listens on."""
    with ExitStack() as held:  # all at once, so that no port is given twice
        listeners = [held.enter_context(socket.socket()) for _ in range(count)]
        for listener in listeners:
            listener.bind((LOOPBACK, 0))
        return [int(listener.getsockname()[1]) for listener in listeners]


def greets(port: int) -> bool:
    """Whether a mail server says its first line."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=2) as line:
            return bool(line.recv(1))
    except OSError:
        return False


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")
