"""The Swedish words of the method's scales, for formulas and for print. A word the table lacks stands as it is."""

FACTOR_WORDS = {
    "answer": "svar på frågan",
    "information": "information",
    "interest": "intresse och engagemang",
    "courtesy": "bemötande",
}

GRADE_WORDS = {"very_good": "mycket god", "good": "god", "medium": "medelgod", "poor": "dålig"}

SENDER_WORDS = {
    "complete": "fullständiga uppgifter",
    "name_phone": "namn och telefon",
    "name_department": "namn och förvaltning",
    "other": "övrigt",
}


def grade_word(grade: str) -> str:
    """A grade in Swedish, such as `medelgod`."""
    return GRADE_WORDS.get(grade, grade)


def sender_word(category: str) -> str:
    """A kind of sender details in Swedish, such as `namn och telefon`."""
    return SENDER_WORDS.get(category, category)
