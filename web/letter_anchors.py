"""What each judgement of a reply means, in words: beside the form where letters are graded, and in the training set.

Our own wording of method study 5.1 and 5.2. Pure.
"""

from typing import Final

from shopper.texts import mark
from web.language import gettext

REPLIES: Final = {
    "answer": mark("Svarar på frågan, helt eller delvis."),
    "acknowledgement": mark("Bekräftar att brevet har kommit fram, men svarar inte."),
    "forwarded": mark("Säger att brevet har skickats vidare till någon annan."),
    "automatic": mark("Skickat av en maskin, till exempel autosvar eller frånvarobesked."),
    "counter_question": mark("Frågar tillbaka i stället för att svara."),
}
SENDERS: Final = {
    "complete": mark("För- och efternamn, titel eller förvaltning, kommun och telefon."),
    "name_phone": mark("För- och efternamn och telefon, men inte allt det andra."),
    "name_department": mark("För- och efternamn och titel eller förvaltning, men ingen telefon."),
    "other": mark("Bara förnamn, bara en funktion eller brevlåda, eller ännu mindre."),
}
EXTRA: Final = mark("Tips, hänvisningar, länkar, bilagor eller idéer utöver själva svaret.")
_GROUPS: Final = {"kind": REPLIES, "sender": SENDERS}


def letter_anchor(factor: str, value: str) -> str:
    """What this judgement means, in the language of the request; empty where the word says it all."""
    return gettext(_GROUPS[factor][value]) if value in _GROUPS.get(factor, {}) else ""
