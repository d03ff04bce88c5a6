"""The errors a person is told about: one clear sentence that says what to do."""


class Fault(Exception):  # noqa: N818 - the word the whole platform uses
    """Something the user can mend. Its text is the sentence the user reads; exit code 2, or a 4xx page."""


class BadInput(Fault):
    """What was given is not allowed: a file, a form or an argument."""


class NotThere(Fault):
    """What was asked for does not exist, or is not this user's to see."""


class Conflict(Fault):
    """Somebody else was faster, or it was already done; nothing was changed."""
