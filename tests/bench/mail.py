"""Letters out and replies in, beside what the libraries alone need for the same; and judging, in milliseconds.

Bare sending and bare fetching do only the network's part: one connection, nothing stored, nothing judged.
"""

import asyncio
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import make_msgid
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from aiosmtplib import SMTP
from imapclient import IMAPClient

from mail_probe.doorways import Server
from mail_probe.imap import ImapMailbox
from mail_probe.kind import classify
from mail_probe.message import parse
from mail_probe.send_due import send_due
from mail_probe.sending.recover import Worker
from mail_probe.servers.whole_mails import BATCH_MAILS
from mail_probe.smtp import SmtpOutgoing
from mail_probe.take_in import fetch_new, take_in
from shopper.clock import system_clock
from shopper.store import Store
from tests.bench.measured import Measured, fastest_seconds, seconds_of
from tests.mail_probe.hostile import HOSTILE
from tests.real_servers.launched_wave import ACCOUNT, address_of, launch_wave, subject_of, wording_of
from tests.real_servers.mail_host import (
    LOOPBACK,
    OUR_DOMAIN,
    OUR_USER,
    MailHost,
    free_ports,
    greets,
    running,
    wait_until,
    what_is_missing,
)

LETTERS, SENDING_RUNS, TAKING_RUNS = 300, 3, 2
MAILS = 10_000
CORPUS = Path(__file__).resolve().parents[1] / "mail_probe" / "corpus"
WORKER = Worker(executor_id="bench", life="first", lease=timedelta(minutes=10))
ANSWER = (
    "Hej!\n\nBygglov för ett uterum kostar 9 800 kronor enligt taxan och du ansöker genom vår e-tjänst. Handläggningen "
    "tar ungefär fem veckor från det att ansökan är komplett.\n\nMed vänlig hälsning\nKarin Ek\nBygglovshandläggare\n"
    "Miljö- och byggförvaltningen\n08-465 004 10\n"
)


def measure() -> Iterator[Measured]:
    """Judging first, then sending, then taking in from Dovecot."""
    if missing := what_is_missing():
        sys.exit(missing)
    yield from _judging()
    yield _sending()
    yield from _taking_in()


def _judging() -> Iterator[Measured]:
    """`mail.kind_median_ms` over the corpus, `mail.kind_worst_ms` over inputs made to be slow."""
    mails = [file.read_bytes() for file in sorted(CORPUS.glob("*.eml"))]
    usual = median(fastest_seconds(lambda raw=raw: classify(parse(raw)), runs=3) for raw in mails)  # type: ignore[misc]
    yield Measured("mail.kind_median_ms", usual * 1000, "ms", bar=3, beside=f"{len(mails)} mails, parsed and judged")
    taken = {name: fastest_seconds(lambda raw=raw: classify(parse(raw)), runs=1) for name, raw in HOSTILE.items()}  # type: ignore[misc]
    worst = max(taken, key=lambda name: taken[name])
    beside = f"{worst}, of {len(taken)} hostile inputs"
    yield Measured("mail.kind_worst_ms", taken[worst] * 1000, "ms", bar=1000, beside=beside)


def _sending() -> Measured:
    """`mail.send_ratio`: letters a second of `send_due`, committed before and after, over those of a bare loop."""
    with _sink() as server:
        runs = [(_send_ours(server), seconds_of(lambda: asyncio.run(_send_bare(server)))) for _ in range(SENDING_RUNS)]
    ours, bare = min(run[0] for run in runs), min(run[1] for run in runs)
    beside = f"{ours / LETTERS * 1000:.2f} ms a letter, {bare / LETTERS * 1000:.2f} ms for aiosmtplib alone"
    return Measured("mail.send_ratio", bare / ours, "times", bar=0.5, bar_is="at least", beside=beside)


def _send_ours(server: Server) -> float:
    with TemporaryDirectory() as folder, _store(Path(folder)) as store:
        launch_wave(store, system_clock(), ["kommun@kommun.test"] * LETTERS)
        began = time.perf_counter()
        with SmtpOutgoing(server, "post.brevlada.test").round() as way_out:
            sent = send_due(store, system_clock, ACCOUNT, way_out, WORKER)
        seconds = time.perf_counter() - began
    if sent != LETTERS:
        raise RuntimeError(f"the sink took {sent} of {LETTERS} letters")
    return seconds


async def _send_bare(server: Server) -> None:
    """The same letters as anybody writes them with the libraries alone."""
    async with SMTP(hostname=server.host, port=server.port, local_hostname="post.brevlada.test") as client:
        for number in range(1, LETTERS + 1):
            letter = EmailMessage(policy=WIRE)
            letter["From"], letter["To"] = f"Anna Ek{number} <{address_of(number)}>", "kommun@kommun.test"
            letter["Subject"], letter["Date"] = subject_of(number), system_clock()
            letter["Message-ID"] = make_msgid(domain=OUR_DOMAIN)
            letter.set_content(f"{wording_of(number)}\n\nMed vänlig hälsning\nAnna Ek{number}\n")
            await client.send_message(letter, recipients=["kommun@kommun.test", f"kopia@{OUR_DOMAIN}"])


@contextmanager
def _sink() -> Iterator[Server]:
    """An SMTP server in a process of its own that takes everything and keeps nothing."""
    port = free_ports(1)[0]
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"{LOOPBACK}:{port}", "-c", "aiosmtpd.handlers.Sink"]
    process = subprocess.Popen(command)
    try:
        wait_until(lambda: greets(port), "the start of the sink")
        yield Server(LOOPBACK, port, "none")
    finally:
        process.terminate()
        process.wait()


def _taking_in() -> Iterator[Measured]:
    """`mail.take_in_ratio` of storing what is new, and `mail.take_in_mb` of storing and judging it."""
    with running(MailHost()) as host:
        _fill(host)
        _fetch_bare(host.imap())  # the first reader pays for Dovecot's own index
        bare, storing, whole, megabytes = _taken_in_by_turns(host.imap())
    beside = (
        f"{storing / MAILS * 1000:.3f} ms a mail to fetch and store, {bare / MAILS * 1000:.3f} ms for IMAPClient "
        f"alone; {(whole - storing) / MAILS * 1000:.2f} ms to judge"
    )
    yield Measured("mail.take_in_ratio", bare / storing, "times", bar=0.5, bar_is="at least", beside=beside)
    yield Measured("mail.take_in_mb", megabytes, "MB", bar=400, beside=f"{MAILS} mails fetched, stored and judged")


def _taken_in_by_turns(server: Server) -> tuple[float, float, float, float]:
    """The fastest bare fetch, the fastest storing, the fastest whole, the most memory: each run beside the other's."""
    runs = []
    for _ in range(TAKING_RUNS):
        bare = seconds_of(lambda: _fetch_bare(server))
        with get_context("spawn").Pool(1) as process:
            runs.append((bare, *process.apply(_take_in_all, (server,))))
    bares, storings, wholes, peaks = zip(*runs, strict=True)
    return min(bares), min(storings), min(wholes), max(peaks)


def _fill(host: MailHost) -> None:
    """Answers to our letters, put where Dovecot's own delivery puts them."""
    host.letters_of(OUR_USER)  # makes the mailbox
    new = host.folder / "mail" / OUR_USER / "new"
    for number in range(1, MAILS + 1):
        file = new / f"{1_507_100_000 + number}.M{number}.bench"
        file.write_bytes(_answer(number).replace(b"\r\n", b"\n"))
        shutil.chown(file, "mail")


def _answer(number: int) -> bytes:
    mail = EmailMessage(policy=WIRE)
    mail["Received"] = f"from mail.kommun.test by mx.brevlada.test with ESMTP id {number}; Wed, 04 Oct 2017 09:12 +0200"
    mail["From"] = "Karin Ek <karin.ek@kommun.test>"
    mail["To"] = address_of(number % LETTERS + 1)
    mail["Subject"] = f"SV: {subject_of(number % LETTERS + 1)}"
    mail["Date"] = "Wed, 04 Oct 2017 09:12:00 +0200"
    mail["Message-ID"] = f"<svar-{number}@kommun.test>"
    quoted = "".join(f"> {line}\n" for line in wording_of(number % LETTERS + 1).splitlines())
    mail.set_content(f"{ANSWER}\nDen måndag 2 oktober 2017 skrev Anna Ek:\n{quoted}")
    paragraphs = "".join(f'<p class="MsoNormal"><span lang="SV">{line}</span></p>' for line in ANSWER.splitlines())
    mail.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html")
    return mail.as_bytes()


def _fetch_bare(server: Server) -> None:
    with IMAPClient(server.host, server.port, ssl=False) as client:
        client.login(server.user, server.password)
        client.select_folder("INBOX", readonly=True)
        uids = client.search()
        for start in range(0, len(uids), BATCH_MAILS):
            client.fetch(uids[start : start + BATCH_MAILS], ["INTERNALDATE", "BODY.PEEK[]"])


def _take_in_all(server: Server) -> tuple[float, float, float]:
    """Seconds to fetch and store everything, seconds with judging it, and the most memory in MB, in this process."""
    with TemporaryDirectory() as folder, _store(Path(folder)) as store:
        launch_wave(store, system_clock() - timedelta(days=4000), ["kommun@kommun.test"] * LETTERS)
        began = time.perf_counter()
        found, trouble = fetch_new(store, system_clock, ACCOUNT, lambda: ImapMailbox(server))
        storing = time.perf_counter() - began
        if (found, trouble) != (MAILS, None):
            raise RuntimeError(f"{found} of {MAILS} mails were taken in: {trouble}")
        take_in(store, system_clock, ACCOUNT, lambda: ImapMailbox(server))
        whole = time.perf_counter() - began
    return storing, whole, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _store(folder: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{folder / 'bench.sqlite'}")
    store.upgrade()
    try:
        yield store
    finally:
        store.close()
