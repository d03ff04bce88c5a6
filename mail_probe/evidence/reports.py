"""What a machine says became of our letter: bounced, delayed, read; by structure first, by known texts second."""

import logging
import re
from dataclasses import dataclass
from email.message import Message
from typing import Literal

from flufl.bounce import all_failures

from mail_probe.evidence.phrases import fold
from mail_probe.evidence.signs import has_null_sender
from mail_probe.message import ParsedMail
from mail_probe.reading.parts import DeliveryReport

_SCANNED_CHARACTERS = 20_000
_SHOWN_CHARACTERS = 200
_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|microsoftexchange\w*)(?:@|$)")
_DAEMON_NAME = re.compile(
    r"mail delivery (?:system|subsystem)|mailer[- ]daemon|postmaster|mail system|mailsystem|mail administrator"
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver(?:able|ed)|mail delivery failed|delivery (?:status notification|failure|has failed)|"
    r"failure notice|returned mail|"
    r"mail system error|delivery failure|non-?delivery|rejected:|automatically rejected|kan inte levereras|"
    r"kunde inte levereras|"
    r"olevererbar|oleverer|ej levererbar|gick inte att leverera|kan ikke leveres|kunne ikke leveres|"
    r"ikke leveret|unzustellbar|"
    r"nicht zustellbar"
)
_DELAY = re.compile(
    r"\bdelayed\b|\(delay\)|delay(?:ed)? (?:notification|mail)|warning: (?:message|could not send)|"
    r"will (?:continue to be|be) retried|"
    r"fordroj|forsena|forsinket|verzogert"
)
# A vacation answer has no sender either, and may answer to a question about late buses.
_DELIVERY = re.compile(r"\bdeliver|\bleverer|\blevering|\bzustell|\bserver\b|\bmail system")
_NOBODY = re.compile(
    r"not a valid user|user unknown|unknown user|no such user|user (?:does not|doesn't) exist|(?:mailbox|"
    r"address|recipient) "
    r"(?:is )?(?:unavailable|not found|unknown|rejected)|mailbox (?:is )?full|over ?quota|"
    r"could not be delivered|couldn't be delivered|"
    r"could not deliver|kunde inte levereras|har inte levererats|okand mottagare|brevladan ar full|"
    r"kunne ikke leveres|"
    r"konnte nicht zugestellt"
)
_UNREAD_SUBJECT = re.compile(r"(?:not read|ej last|olast|inte last|ikke laest|ikke lest|ungelesen|nicht gelesen)\b")
_READ_SUBJECT = re.compile(
    r"(?:read|last|laest|lest|gelesen|return receipt|laskvitto|kvittering|lesebestatigung)\b.{0,20}:"
)

_READ_TEXT = re.compile(
    r"\blastes (?:den|av)\b|\bhar lasts\b|\bwas (?:read|displayed|opened)\b|\bblev (?:laest|abnet)\b|"
    r"\bble (?:lest|apnet)\b|"
    r"\bwurde (?:am .{0,40})?gelesen\b|\breturn receipt\b"
)
_RECALL_SUBJECT = re.compile(r"(?:recall|aterkall\w*|tilbagekald\w*|tilbakekall\w*|ruckruf\w*)\s*:")
_RECEIPT_CHARACTERS = 1_500

# The library logs every crash of a detector with a traceback; here it is expected and told in the evidence.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True)
class Reported:
    """What a report says, how sure, and why; the words are those of `kind.Kind` and `kind.Certainty`."""

    what: Literal["bounce", "delayed", "read_receipt", "other"]
    strength: Literal["certain", "likely", "unsure"]
    evidence: tuple[str, ...]


def reported(mail: ParsedMail) -> Reported | None:
    """A machine's report about our letter, None when the mail is none."""
    if mail.report is not None:
        if mail.report.type == "disposition-notification":
            return _receipt(mail, mail.report)
        return _delivery(mail.report)
    return _without_report(mail)


def _delivery(report: DeliveryReport) -> Reported:
    """RFC 3464. `failed` with 4.x.x is final (the server gave up); else the status weighs more than the action."""
    action, status = report.action, report.status or ""
    evidence = (f"delivery report: action {action or 'missing'}, status {status or 'missing'}", *_own_words(report))
    if action == "failed":
        return Reported("bounce", "unsure" if status.startswith("2") else "certain", evidence)
    if status.startswith("5"):
        return Reported("bounce", "certain", evidence)
    if action == "delayed" or status.startswith("4"):
        return Reported("delayed", "certain", evidence)
    if action in {"delivered", "relayed", "expanded"} or status.startswith("2"):
        return Reported("other", "certain", evidence)
    return Reported("bounce", "unsure", evidence)


def _receipt(mail: ParsedMail, report: DeliveryReport) -> Reported:
    """RFC 8098, and its use for refusals by filters (RFC 5429 2.2), which say `deleted` by an automatic action."""
    evidence = (f"disposition report: {report.action or 'missing'}", *_own_words(report))
    submitted = mail.headers.first("Auto-Submitted").lower()
    subject = fold(mail.subject).strip()
    if "rejected" in submitted or report.action.partition("/")[2] in {"error", "failure"} or report.action == "failed":
        return Reported("bounce", "certain", (*evidence, "refused by the recipient's filter"))
    if report.action.startswith(("displayed", "dispatched", "processed")):
        return Reported("read_receipt", "certain", evidence)
    if report.action.startswith("deleted"):
        if _UNREAD_SUBJECT.match(subject):
            return Reported("read_receipt", "certain", (*evidence, "deleted without being read"))
        is_refusal = bool(_BOUNCE_SUBJECT.search(subject) or _NOBODY.search(fold(mail.text[:_SCANNED_CHARACTERS])))
        return Reported("bounce", "certain" if is_refusal else "unsure", (*evidence, "deleted by an automatic action"))
    return Reported("read_receipt", "unsure", evidence)


def _own_words(report: DeliveryReport) -> tuple[str, ...]:
    return (f"the server says: {report.diagnostic[:_SHOWN_CHARACTERS]}",) if report.diagnostic else ()


def _without_report(mail: ParsedMail) -> Reported | None:
    subject = fold(mail.subject)
    is_daemon = _is_daemon(mail)
    seen = f"subject: {mail.subject[:60]}"
    if is_daemon or has_null_sender(mail) or "multipart/report" in mail.content_types:
        told = _from_machine(mail, subject, seen)
        if told is not None:
            return told
    if mail.headers.every("X-Failed-Recipients"):
        return Reported("bounce", "certain", ("X-Failed-Recipients",))
    if _RECALL_SUBJECT.match(subject):
        return Reported("other", "unsure", ("takes back an earlier mail", seen))
    if _READ_SUBJECT.match(subject) and _READ_TEXT.search(fold(mail.text[:_RECEIPT_CHARACTERS])):
        return Reported("read_receipt", "likely", (seen, "text says it was read"))
    if is_daemon or _BOUNCE_SUBJECT.search(subject):
        return _by_known_texts(mail, is_daemon=is_daemon)
    return None


def _from_machine(mail: ParsedMail, subject: str, seen: str) -> Reported | None:
    if _DELAY.search(subject) and (_is_daemon(mail) or _DELIVERY.search(fold(mail.text[:_SCANNED_CHARACTERS]))):
        return Reported("delayed", "likely", ("machine sender", seen))
    if _READ_SUBJECT.match(subject) and "multipart/report" in mail.content_types:
        return Reported("read_receipt", "likely", (seen,))
    if _BOUNCE_SUBJECT.search(subject):
        return Reported("bounce", "certain", ("machine sender", seen))
    if _NOBODY.search(fold(mail.text[:_SCANNED_CHARACTERS])):
        return Reported("bounce", "likely", ("machine sender", "text says it was not delivered"))
    return None


def _is_daemon(mail: ParsedMail) -> bool:
    name = fold(mail.from_name)
    written = mail.headers.first("From").strip()
    return bool(_DAEMON.match(mail.from_address) or _DAEMON_NAME.search(name) or written == "<>")


def _by_known_texts(mail: ParsedMail, *, is_daemon: bool) -> Reported | None:
    """The plain-text bounces of many servers, recognised by flufl.bounce from a small copy of the mail."""
    copy: Message[str, str] = Message()
    for name in ("From", "Subject", "To"):
        copy[name] = mail.headers.first(name).replace("\n", " ")
    copy["Content-Type"] = "text/plain; charset=utf-8"
    copy.set_payload(mail.text[:_SCANNED_CHARACTERS])
    try:
        temporary, permanent = all_failures(copy)
    except (Exception, RecursionError):  # noqa: BLE001 - its detectors raise many things on odd mail
        temporary, permanent = frozenset(), frozenset()
    if permanent:
        return Reported("bounce", "certain" if is_daemon else "unsure", ("text of a known bounce",))
    if temporary:
        return Reported("delayed", "likely" if is_daemon else "unsure", ("text of a known delay notice",))
    if is_daemon:
        return Reported("bounce", "unsure", ("sent by a mail system",))
    if _NOBODY.search(fold(mail.text[:_SCANNED_CHARACTERS])):
        return Reported("bounce", "unsure", (f"subject: {mail.subject[:60]}", "text says it was not delivered"))
    return None
