"""What a letter's answer may say about its sender, and the category that follows (method study 5.2). Pure."""

from collections.abc import Collection
from typing import Final

DETAILS: Final = ("name", "function", "administration", "municipality", "phone")
"""First name and surname, title or function, administration or unit, municipality, and telephone."""


def category_of(there: Collection[str], scale: Collection[str]) -> str | None:
    """The category of a sender who gives these details; None when the method's scale has no such word.

    Complete is name with title, function or administration, municipality and phone. Without first name and surname it
    is `other`, whatever else is there.
    """
    has_department = "function" in there or "administration" in there
    category = "other"
    if {"name", "municipality", "phone"} <= set(there) and has_department:
        category = "complete"
    elif {"name", "phone"} <= set(there):
        category = "name_phone"
    elif "name" in there and has_department:
        category = "name_department"
    return category if category in scale else None
