"""What people and waves may be called: one rule for files, forms and the command line. Pure."""

from typing import Final

LONGEST_NAME: Final = 100

NAME_RULE: Final = (
    f"allowed are 1 to {LONGEST_NAME} characters on one line, without / and control characters, no spaces around, "
    "and not . or .. alone, which browsers take out of an address"
)


def is_name(text: str) -> bool:
    """Whether something may be called so: `NAME_RULE` says it in words."""
    is_line = 0 < len(text) <= LONGEST_NAME and text == text.strip() and text.isprintable()
    return is_line and "/" not in text and text not in {".", ".."}


def checked_name(text: str) -> str:
    """The name as given, or a ValueError with the rule."""
    if not is_name(text):
        raise ValueError(f"{text[:LONGEST_NAME]!r} is no name; {NAME_RULE}")
    return text
