"""Everything that the platform does with a stranger's bytes before a person sees them, step by step with its time."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import TypeVar

from mail_probe.evidence.detection import suspects
from mail_probe.kind import classify
from mail_probe.match import Candidate, Index
from mail_probe.message import arrival, fingerprint, parse
from mail_probe.quote import split
from mail_probe.reading.attachments import attachment_bytes
from mail_probe.reading.authentication import authentication
from mail_probe.reading.extra_information import extra_of
from mail_probe.reading.safe_html import safe_html
from mail_probe.reading.sender_details import details_of

CORPUS = Path(__file__).resolve().parents[1] / "mail_probe" / "corpus"
OWN_HOSTS = ("mx.brevlada.example",)
Result = TypeVar("Result")
ARRIVED_AT = datetime(2017, 10, 4, 7, 12, tzinfo=UTC)
_LETTER = Candidate(
    1,
    "anna.ek@brevlada.example",
    "0123456789abcdef0123456789abcdef@brevlada.example",
    "Bygglov för friggebod",
    "Hej! Behöver jag bygglov för en friggebod i trädgården?",
    ARRIVED_AT,
    ("kommun.example",),
    is_open=True,
)


def corpus() -> tuple[bytes, ...]:
    """All mails of the corpus, in the order of their names."""
    return tuple(file.read_bytes() for file in sorted(CORPUS.glob("*.eml")))


def read_everything(raw: bytes) -> dict[str, float]:
    """Seconds of processor time that each step took; whatever a step raises is raised."""
    taken: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Result]) -> Result:
        began = process_time()
        result = work()
        taken[name] = process_time() - began
        return result

    mail = timed("parse", lambda: parse(raw))
    timed("classify", lambda: classify(mail))
    visible = timed("split", lambda: split(mail.text)).visible
    timed("match", lambda: Index((_LETTER,)).find(mail, ARRIVED_AT))
    timed("detection", lambda: suspects(visible))
    timed("sender", lambda: details_of(visible, mail.from_name))
    timed("extra", lambda: extra_of(mail))
    timed("html", lambda: safe_html(raw))
    timed("authentication", lambda: authentication(raw, OWN_HOSTS))
    timed("arrival", lambda: arrival(raw, OWN_HOSTS))
    timed("fingerprint", lambda: fingerprint(raw))
    if mail.attachments:
        timed("attachment", lambda: attachment_bytes(raw, 0))
    return taken
