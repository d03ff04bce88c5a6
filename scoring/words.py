"""The Swedish words of the method's scales, for formulas and for print. A word the table lacks stands as it is."""

from shopper.texts import mark

FACTOR_WORDS = {
    "answer": mark("svar på frågan"),
    "information": mark("information"),
    "interest": mark("intresse och engagemang"),
    "courtesy": mark("bemötande"),
}

GRADE_WORDS = {
    "very_good": mark("mycket god"),
    "good": mark("god"),
    "medium": mark("medelgod"),
    "poor": mark("dålig"),
}

SENDER_WORDS = {
    "complete": mark("fullständiga uppgifter"),
    "name_phone": mark("namn och telefon"),
    "name_department": mark("namn och förvaltning"),
    "other": mark("övrigt"),
}


def grade_word(grade: str) -> str:
    """A grade in Swedish, such as `medelgod`."""
    return GRADE_WORDS.get(grade, grade)


def sender_word(category: str) -> str:
    """A kind of sender details in Swedish, such as `namn och telefon`."""
    return SENDER_WORDS.get(category, category)
