"""Replies to one letter, written part by part for the tests of traps."""

from mail_probe.kind import Judgement, classify
from mail_probe.message import parse

OURS = "0123456789abcdef0123456789abcdef@brevlada.example"
ANSWER = "Hej!\n\nFriggebodar upp till 15 kvadratmeter får byggas utan lov i vår kommun.\n\nMvh\nKarin Berg\n"
NOTHING_SAID = "Hej!\n"
OUR_FIELDS = f"Message-ID: <{OURS}>\nFrom: anna.ek@brevlada.example\nTo: bygglov@kommun.example\nSubject: Bygglov\n"


def written(text: str = ANSWER, **fields: str) -> bytes:
    """A reply in our letter's thread; header fields with `_` for `-` take the place of the usual ones."""
    return unthreaded(text, **{"In_Reply_To": f"<{OURS}>", **fields})


def unthreaded(text: str = ANSWER, **fields: str) -> bytes:
    """The same, as ticket systems and mail systems write: it names no letter."""
    usual = {
        "Return-Path": "<karin.berg@kommun.example>",
        "From": "Karin Berg <karin.berg@kommun.example>",
        "To": "anna.ek@brevlada.example",
        "Subject": "SV: Bygglov för friggebod",
        "Message-ID": "<svar-1@post.kommun.example>",
        "Content-Type": "text/plain; charset=utf-8",
    }
    given = {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\n" for name, value in {**usual, **given}.items())
    return f"{head}\n{text}".encode()


def report(kind: str, told: str, returned: str = OUR_FIELDS, part: str = "message/{kind}", **fields: str) -> bytes:
    """A multipart/report about our letter (RFC 6522): words, what became of it, and what is returned of it."""
    parts = (
        f"--b\nContent-Type: text/plain; charset=utf-8\n\nOm ditt brev.\n"
        f"--b\nContent-Type: {part.format(kind=kind)}\n\n{told}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{returned}\n--b--\n"
    )
    content_type = f'multipart/report; report-type={kind}; boundary="b"'
    usual = {"Content_Type": content_type, "From": "MAILER-DAEMON@kommun.example", "Return_Path": "<>"}
    return unthreaded(parts, **{**usual, **fields})


def delivery(action: str, status: str, **fields: str) -> bytes:
    """A delivery report (RFC 3464) about one recipient."""
    told = (
        "Reporting-MTA: dns; post.kommun.example\n\n"
        f"Final-Recipient: rfc822; bygglov@kommun.example\nAction: {action}\nStatus: {status}\n"
    )
    return report("delivery-status", told, **fields)


def disposition(what: str, **fields: str) -> bytes:
    """A disposition report (RFC 8098), which mail programs and filters write."""
    told = f"Final-Recipient: rfc822; bygglov@kommun.example\nOriginal-Message-ID: <{OURS}>\nDisposition: {what}\n"
    return report("disposition-notification", told, **fields)


def judged(raw: bytes) -> Judgement:
    """What a mail is held to be."""
    return classify(parse(raw))


def in_short(raw: bytes) -> tuple[str, str]:
    """Kind and certainty of a mail."""
    judgement = judged(raw)
    return judgement.kind.value, judgement.certainty.value
