"""Whether a reply shows that the municipality may have seen that it is measured; a person decides what that means.

Precision first: the word "undersökning" alone is a visit to the doctor, so every phrase names a measurement of service,
or puts the question to us. Pure and linear: one pass of patterns without nested repetition over one sentence at a time.
"""

import re

from mail_probe.evidence.phrases import READ_LIMIT_CHARACTERS, fold

SENTENCE_LIMIT_CHARACTERS = 600
_PHRASE_LIMIT_CHARACTERS = 120

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
# Words that mean a measurement of service wherever they stand.
_NAMED = re.compile(
    r"\bmystery[ -]?(?:shopp\w+|mail\w*|call\w*|caller)|\bsecret shopper|"
    r"\b(?:service|bemotande|tillganglighets|kontakt)matning(?:en|ar|arna)?\b|\bkkik\b|\bkommunens kvalitet i korthet|"
    r"\b(?:test|prov)(?:mejl|mail|brev|kop|kund)(?:et|en|are|aren)?\b|"
    r"\bprofitel\b|\bjkl matning|"
    r"\bservicemaling(?:en|er)?\b|\bmystisk kunde|\btestkunde|\btestkauf|\btestanfrage"
)
# What we are suspected of: measuring, testing or checking the addressed office.
_OUR_DOING = re.compile(
    r"\b(?:ni|du|nagon|man) (?:bara )?(?:mater|testar|kontrollerar|granskar|utvarderar) (?:\w+ ){0,3}"
    r"(?:oss|var|vara|hur (?:vi|snabbt)|kommunens? (?:service|svar|bemotande|tillganglighet)|svarstid\w*|service\w*)\b|"
    r"\b(?:i|er det) (?:maler|tester|kontrollerer) (?:\w+ ){0,2}(?:os|oss|vores|var|hvor)\b|"
    r"\b(?:dere|du) (?:maler|tester|kontrollerer) (?:\w+ ){0,2}(?:oss|var|vare|hvor)\b|"
    r"\b(?:are you|you are|you're|someone is) (?:just )?(?:measuring|testing|checking|auditing) (?:\w+ ){0,2}"
    r"(?:us|our|how)\b|"
    r"\b(?:testen|messen|prufen|kontrollieren) sie (?:\w+ ){0,2}(?:uns|unsere[nrs]?)\b"
)
# Is this mail itself one? The sentence must point at the mail, not at something it tells of.
_THIS = (
    r"(?:detta|det har|den har (?:fragan|mejlet|mailet)|ditt mejl|din fraga|ditt mail|mejlet|fragan|dette|denne mailen|"
    r"denne e-posten|denne mail|din henvendelse|henvendelsen|this|your (?:e-?mail|enquiry|question)|"
    r"dies|das|ihre (?:anfrage|e-mail|frage))"
)
_ONE = (
    r"(?:undersokning\w*|matning\w*|test|ett test|kontroll|granskning|stickprov|studie|enkat|undersogelse|maling|"
    r"undersokelse|maling|stikprove|stikkprove|survey|audit|measurement|study|umfrage|untersuchung|studie|stichprobe)"
)
_POINTED = re.compile(
    rf"\b(?:ar|er|is|ist|var|was) {_THIS} (?:\w+ ){{0,3}}{_ONE}\b|"
    rf"\b{_THIS} (?:ar|er|is|ist|ingar i|er en del af|er en del av|is part of|gehort zu) (?:\w+ ){{0,4}}{_ONE}\b|"
    rf"\b{_THIS} (?:verkar|ser ut att|later som|kanns som|ligner|virker som|looks like|seems to be|seems like|"
    rf"scheint) (?:\w+ ){{0,4}}{_ONE}\b|"
    rf"\b(?:gor (?:ni|du)|deltar vi i|ar det har|laver i|gjor dere|are you (?:doing|conducting|running)|fuhren sie) "
    rf"(?:\w+ ){{0,2}}{_ONE}\b"
)


def suspects(visible: str) -> str | None:
    """The sentence that shows it, as written and at most 120 characters; None when nothing does.

    `visible` is the unquoted text of a reply in Swedish, Danish, Norwegian, English or German.
    """
    for sentence in _SENTENCE_END.split(visible[:READ_LIMIT_CHARACTERS]):
        plain = " ".join(sentence[:SENTENCE_LIMIT_CHARACTERS].split())
        folded = fold(plain)
        if _NAMED.search(folded) or _OUR_DOING.search(folded) or _POINTED.search(folded):
            return plain[:_PHRASE_LIMIT_CHARACTERS]
    return None
