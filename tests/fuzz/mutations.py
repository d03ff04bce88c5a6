"""Real mails made wrong in the ways that the post, old software and ill will make them wrong; chance from a seed."""

import math
from collections.abc import Callable, Sequence
from random import Random

SIZE_LIMIT_BYTES = 1_500_000
_MOST_CHANGES = 4
_REAL_FORMS = 0.9
_CHARSETS = (
    b"utf-7",
    b"utf-16",
    b"utf-32",
    b"x-unknown",
    b"",
    b"idna",
    b"punycode",
    b"hz",
    b"rot13",
    b"cp037",
    b"base64",
)
_ENCODINGS = (b"base64", b"quoted-printable", b"8bit", b"uuencode", b"x-none", b"")
_TYPES = (
    b"multipart/mixed",
    b'multipart/report; report-type=delivery-status; boundary="b"',
    b"message/rfc822",
    b"message/delivery-status",
    b"text/html",
    b"text/html; charset=utf-16",
    b"application/ms-tnef",
    b"multipart/alternative; boundary=",
    b"text/plain; name*0=a; name*1=b; name*0*=utf-8''%C3",
)
_FIELDS = (
    *(b"From", b"To", b"Subject", b"Message-ID", b"References", b"Date", b"Received", b"Return-Path", b"Reply-To"),
    *(b"Auto-Submitted", b"Thread-Index", b"Authentication-Results", b"Content-Disposition", b"Disposition"),
)
_WORDS = (
    *"<>()[]\"\\@,;*'",
    *("=?utf-8?q?", "=?utf-8?b?", "?=", "\0", "\r", "\n", "\n\n", " ", "\t", "\ufeff", "--b", "--b--", "> ", "- "),
    *("Från: ", "Den 4 okt 2017 skrev ", "skrev:\n", "Med vänlig hälsning\n", "Frånvarande ", "kan du ", "vi har "),
    *("vidare till ", "är detta ", "070-", "0383-970 00 ", "https://", "www.", "a@b.example ", "a.", ". ", "? "),
    *("<div>", "<table><tr><td>", "<!--", "&#0;", "<script>", "<a href='", "Action: failed\n", "Status: 5.\n"),
    *("ﷺ", "\u0301", "\u202e", "_" * 20),
)
_TOKENS: tuple[bytes, ...] = (*(word.encode() for word in _WORDS), b"\xff\xfe", b"\xe5\xe4\xf6", b"\xc3")

Change = Callable[[Random, bytes, Sequence[bytes]], bytes]


def mutated(seed: str, mails: Sequence[bytes], most_bytes: int = SIZE_LIMIT_BYTES) -> bytes:
    """One of the mails, or a form made from nothing, with one to four changes and at most so many bytes."""
    chance = Random(seed)  # noqa: S311 - chance that can be repeated, nothing secret
    mail = chance.choice(mails) if chance.random() < _REAL_FORMS else _made_up(chance)
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        mail = chance.choice(_CHANGES)(chance, mail, mails)[:most_bytes]
    return mail


def _place(chance: Random, mail: bytes) -> int:
    return chance.randint(0, len(mail))


def _slice(chance: Random, mail: bytes) -> tuple[int, int]:
    start, end = sorted((_place(chance, mail), _place(chance, mail)))
    return start, end


def _times(chance: Random) -> int:
    return round(math.pow(10, chance.uniform(0, 5)))


def _flip(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    changed = bytearray(mail)
    for _ in range(min(len(changed), _times(chance) // 100 + 1)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    start, end = _slice(chance, mail)
    return mail[:start] + mail[end:]


def _double(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    start, end = _slice(chance, mail)
    room = SIZE_LIMIT_BYTES // max(end - start, 1)
    return mail[:start] + mail[start:end] * min(_times(chance), room) + mail[end:]


def _repeat_token(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    at, token = _place(chance, mail), chance.choice(_TOKENS)
    return mail[:at] + token * _times(chance) + mail[at:]


def _repeat_two_tokens(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    at, pair = _place(chance, mail), chance.choice(_TOKENS) + chance.choice(_TOKENS)
    return mail[:at] + pair * _times(chance) + mail[at:]


def _repeat_line(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    lines = mail.split(b"\n")
    at = chance.randrange(len(lines))
    room = SIZE_LIMIT_BYTES // (len(lines[at]) + 1)
    return b"\n".join([*lines[:at], *[lines[at]] * min(_times(chance), room), *lines[at:]])


def _swap_lines(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    head, blank, body = mail.partition(b"\n\n")
    lines = head.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines) + blank + body


def _add_field(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    value = chance.choice(_TOKENS) * _times(chance)
    return chance.choice(_FIELDS) + b": " + value + b"\n" + mail


def _lie_about_charset(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    return mail.replace(b"utf-8", chance.choice(_CHARSETS))


def _lie_about_encoding(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    return b"Content-Transfer-Encoding: " + chance.choice(_ENCODINGS) + b"\n" + mail


def _lie_about_type(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    return b"Content-Type: " + chance.choice(_TYPES) + b"\n" + mail


def _as_html(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    head, _, body = mail.partition(b"\n\n")
    tag = chance.choice((b"<div>", b"<blockquote>", b"<td>", b"<p>", b"<a href='x'>", b"<b"))
    wrapped = tag * _times(chance) + body
    return b"Content-Type: text/html; charset=utf-8\n" + head.replace(b"Content-Type:", b"X-Type:") + b"\n\n" + wrapped


def _nest(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    levels = min(_times(chance), 2_000)
    kind = chance.choice((b'multipart/mixed; boundary="b%d"\n\n--b%d\n', b"message/rfc822; x=%d; y=%d\n\n"))
    return b"".join(b"Content-Type: " + kind % (level, level) for level in range(levels)) + mail


def _splice(chance: Random, mail: bytes, mails: Sequence[bytes]) -> bytes:
    other = chance.choice(mails)
    return mail[: _place(chance, mail)] + other[_place(chance, other) :]


def _attach(chance: Random, mail: bytes, mails: Sequence[bytes]) -> bytes:
    other, count = chance.choice(mails), min(_times(chance), 1_000)
    return b'Content-Type: multipart/mixed; boundary="x"\n' + (b"\n--x\n" + mail) + (b"\n--x\n" + other) * count


def _change_line_ends(chance: Random, mail: bytes, _mails: Sequence[bytes]) -> bytes:
    return mail.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\r", b"\r\r\n", b"\n\n", b"\x0b", b"\xc2\x85")))


def _made_up(chance: Random) -> bytes:
    fields = b"".join(name + b": " + chance.choice(_TOKENS) * 3 + b"\n" for name in chance.sample(_FIELDS, 6))
    return fields + b"\n" + b"".join(chance.choice(_TOKENS) for _ in range(_times(chance)))


_CHANGES: tuple[Change, ...] = (
    _flip,
    _cut,
    _double,
    _repeat_token,
    _repeat_two_tokens,
    _repeat_line,
    _swap_lines,
    _add_field,
    _lie_about_charset,
    _lie_about_encoding,
    _lie_about_type,
    _as_html,
    _nest,
    _splice,
    _attach,
    _change_line_ends,
)
