"""A mail from the office account to one of our own people. Pure."""

from typing import Final

from mail_probe.message import Letter, compose

_BY_A_MACHINE: Final = b"Auto-Submitted: auto-generated\r\n"


def compose_office_mail(letter: Letter) -> bytes:
    """The mail as RFC 5322 bytes, marked as made by a machine, so that nothing replies to it (RFC 3834 5).

    Errors as `message.compose`.
    """
    return _BY_A_MACHINE + compose(letter)
