"""What the words of a reply say: politeness, receipt, forwarding, absence, questions, or something of substance.

Text is weak evidence and only ever the unquoted part is read. Every polite human answer says "tack för ditt mejl", so a
phrase counts only for the clause it stands in, and what remains when such clauses are taken away decides.
"""

import re
import unicodedata
from dataclasses import dataclass

READ_LIMIT_CHARACTERS = 20_000
_WORDS_OF_SUBSTANCE = 3
_LONG_CLAUSE_WORDS = 25
_GREETING_WORDS = 5  # "Hej Anna Maria Ek"
_POLITE_WORDS = 9  # "tack för ditt mejl till oss här i kommunen"

_NORDIC = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "ð": "d", "’": "'", "\xa0": " "})
_CLOSING = re.compile(
    r"\s*(?:--\s?$|(?:med )?(?:vanlig(?:a)?|basta) halsning|med vanlig|mvh\b|halsningar\b|vanligen,?$|"
    r"vanligen \w+ \w+$|"
    r"(?:med )?(?:venlig|vennlig|hjertelig) hilsen|hilsen\b|(?:kind|best|warm) regards|regards\b|sincerely|"
    r"mit freundlichen gru|freundliche gru|viele gru|allt gott)"
)
_GREETING = re.compile(r"(?:hej|hejsan|hei|goddag|god dag|god morgon|hello|hi|dear|kaere|hallo|guten|sehr geehrte)\b")
_POLITE = re.compile(
    r"(?:stort |hjartligt |mange |tusen |vielen |many )?(?:tack|tak|takk|thanks?|thank you|danke|dank)\b"
    r"|.*\b(?:trevlig|fin|bra|god|skon) (?:dag|helg|kvall|sommar|fortsattning|weekend)\b"
    r"|.*\bfler(?:e)? (?:fragor|funderingar|sporgsmal|sporsmal)\b|.*\b(?:more|further) questions\b|.*weitere fragen"
    r"|(?:hor|ring|kontakta|skriv|aterkom)\b.{0,30}\b(?:oss|mig|av dig)\b|(?:varmt )?valkommen\b|tveka inte|"
    r"du ar valkommen"
)
_BOILERPLATE = re.compile(
    r"personuppgift|gdpr|dataskydd|personoplysning|datenschutz|data protection|oppettid|apningstid|abningstid|"
    r"opening hours|hog belastning|lang svarstid|langre svarstid|besok (?:oss|var|gar)|folj oss|for akuta arenden|"
    r"vid akuta|reception|vaxel|konfidentiell|avsedd for|innan du skriver ut|intended recipient|ovanfor den har raden"
)
_MACHINE = re.compile(
    r"automatiskt? (?:genererat |utskickat |skapat )?(?:svar|meddelande|mejl|e-?post|bekraftelse)|autosvar|"
    r"automatgenerer|"
    r"automatisk (?:svar|besked|genereret)|automatic(?:ally)? (?:reply|response|generated|message)|"
    r"automatische (?:antwort|nachricht)|automatisch (?:erstellt|generiert)|"
    r"svara (?:inte|ej) pa de|gar (?:inte|ej) att svara pa|do not reply|ikke besvares|svar ikke pa|nicht auf diese"
)
_RECEIVED = re.compile(
    r"\b(?:tagit|tagits|tar|tog) (?:\w+ )?emot\b|\bmottagit|\bmottagits|\bhar inkommit|\bar mottag|"
    r"\bmottagen\b|\bmottagna\b|"
    r"\b(?:har|ar) (?:blivit )?registrer|\bdiarieford|\barende(?:nummer|\s?nr|\s?id)|\bdiarienummer|\bkvittens|"
    r"\bmottagningsbekraft|\bbekraftar (?:att|mottag)|\bbekraftelse pa\b|\btack for att du (?:horde|hor|"
    r"kontakta|skrev)|"
    r"\bmodtaget\b|\bmottatt\b|\bsagsnummer|\bsaksnummer|\bkvittering|"
    r"\b(?:have|has been|was) received\b|\bwe received|\b(?:reference|case|ticket) number|\backnowledge|"
    r"\beingegangen\b|\berhalten\b|\beingangsbestatig|\bvorgangsnummer"
)
_PROMISED = re.compile(
    r"\baterkom(?:mer)?\b|\baterkopplar|\bsvarar (?:dig|sa (?:snart|fort)|normalt|vanligtvis)|"
    r"\bbesvarar (?:din|ditt|ert|den|det)\b|"
    r"\b(?:far|fa) (?:ett )?svar inom|\b(?:ska|skall) (?:jag |vi )?(?:ta reda pa|kolla|undersoka)|"
    r"\btittar (?:narmare )?pa (?:det|din|ditt)|"
    r"\b(?:jag|vi) (?:kollar|undersoker)|\bvender tilbage|\bkommer tilbake|\b(?:get|come) back to you|"
    r"\bwill (?:reply|respond|answer|contact)|\bmelden uns"
)
# Said in receipts, but also in answers to "how long does it take": counted as substance unless a receipt stands beside.
_LATER = re.compile(
    r"\bbesvara[sr]?\b|\b(?:svar|svara|aterkoppling) inom|\binom (?:\w+ ){0,2}(?:arbets|vard)?dag|\bsa snart|"
    r"\bhandlagg(?:s|er|are|as)\b|\bsvarer\b|\bas soon as|\bbearbeite|\bsa fort|\bskyndsamt"
)
_FORWARDED = re.compile(
    r"vidarebeford|vidaresan[dt]|\b(?:skicka[rt]?|skickade|lamna[rt]?|lamnade|sander|sant|bollar|"
    r"slussa[rt]?)\b.{0,60}\bvidare\b|"
    r"\b(?:gar|gatt|gick) vidare till|videresend|\b(?:send(?:er|t)|sendte)\b.{0,60}\bvidere\b|videreformidl|"
    r"\bforward(?:ed|ing)? (?:your|this|the|it)\b|\bpass(?:ed|ing) .{0,40}\bon to\b|weitergeleitet|"
    r"\bleite .{0,60}\bweiter\b"
)
_ABSENT = re.compile(
    r"\bfranvar|\b(?:ej|inte) (?:pa plats|i tjanst)|\bsemester|\bforaldraledig|\btjanstledig|\bledig\b|"
    r"\bout of (?:the )?office|"
    r"\bon (?:annual )?leave|\bferie|\bikke (?:til stede|pa kontoret)|\bfravaer|\babwesend|\burlaub|\bnicht im buro"
)
_BACK = re.compile(
    r"\bater\b|\btillbaka|\btilbage|\btilbake|\bback\b|\breturn|\bzuruck|\bwieder\b|\bt\.?o\.?m\b|"
    r"\btill och med|\bfram till|\btil og med"
)
_REQUEST = re.compile(
    r"\b(?:kan|skulle|kunde) du (?:\w+ ){0,3}(?:aterkomma|skicka|uppge|beratta|precisera|fortydliga|ange|saga|ringa)|"
    r"\bbehover (?:vi|jag) (?:\w+ ){0,2}(?:veta|fa|mer|ha|dina|ditt|din)|\b(?:vi|"
    r"jag) behover (?:\w+ ){0,2}(?:veta|fa|mer|dina|ditt|din)|"
    r"\baterkom (?:\w+ )?med|\bfor att (?:vi |jag )?(?:ska |skall )?(?:kunna )?(?:svara|hjalpa|besvara)|"
    r"\b(?:could|can) you (?:please )?(?:send|tell|provide|specify|clarify)|\bplease (?:send|provide|specify|"
    r"clarify)|"
    r"\bkan du (?:sende|oplyse|fortelle)|\bkonnen sie"
)
_SECURE = re.compile(
    r"\b(?:sakert|krypterat|skyddat|secure|encrypted|sikkert|kryptert) (?:meddelande|e-?post|mejl|message|"
    r"e-?mail|besked|melding)\b|"
    r"sichere nachricht|\bclick (?:here |the link )?to (?:deliver|verify)|\bverifiera att du ar avsandare|"
    r"\bverify (?:that )?you(?:'re| are)"
)
_SUBSTANCE = re.compile(r"\b(?:ja|nej|jo|yes|no|nein|nei)\b|\d\s?(?:kr|kronor|kvm|m2|%|procent|euro)\b")
_LINK = re.compile(r"(?:https?://|www\.)[^\s/<>\"]{1,200}/[^\s<>\")]{3,}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*[-*•·])")
_CLAUSE_END = re.compile(r"[,;:–]\s|\s-\s|\bmen\b|\bbut\b|\baber\b")


# In the order in which they decide what a clause says.
_PHRASES = (
    ("forwarded", _FORWARDED),
    ("received", _RECEIVED),
    ("machine", _MACHINE),
    ("questions", _REQUEST),
    ("promised", _PROMISED),
    ("soft", _LATER),
)


@dataclass(frozen=True)
class Reading:
    """How many clauses of a text say what; `content_words` are those in clauses that say something of substance."""

    polite: int = 0
    machine: int = 0
    received: int = 0
    promised: int = 0
    forwarded: int = 0
    absent: bool = False
    secure: bool = False
    questions: int = 0
    content_words: int = 0
    has_link: bool = False
    is_blank: bool = True


def fold(text: str) -> str:
    """Small letters without marks, so that `Frånvarande` and `FRANVARANDE` are the same word."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_NORDIC))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def read(visible: str) -> Reading:
    """Sort the clauses of an unquoted text; the signature is left out."""
    core = _without_signature(fold(visible[:READ_LIMIT_CHARACTERS]))
    counts = dict.fromkeys(("polite", "questions", "content", *(kind for kind, _ in _PHRASES)), 0)
    for sentence in _SENTENCE_END.split(core):
        if sentence.strip().endswith("?"):
            counts["polite" if _POLITE.match(sentence.strip()) else "questions"] += 1
            continue
        for clause in _CLAUSE_END.split(" ".join(sentence.split())):
            words = len(clause.split())
            kind = _kind_of(clause.strip(" .!*-•·"), words)
            if kind:
                counts[kind] += words if kind in {"content", "soft"} else 1
    soft_words, content_words = counts.pop("soft"), counts.pop("content")
    if not (counts["received"] or counts["machine"] or counts["promised"]):
        content_words += soft_words
    return Reading(
        **counts,
        content_words=content_words,
        absent=bool(_ABSENT.search(core) and _BACK.search(core)),
        secure=bool(_SECURE.search(core)),
        has_link=bool(_LINK.search(core)),
        is_blank=not core.strip(),
    )


def _kind_of(clause: str, words: int) -> str | None:
    """The one thing a folded clause says; None for a greeting, boilerplate or a few words without meaning."""
    if words <= _LONG_CLAUSE_WORDS and not _SUBSTANCE.search(clause):
        for kind, pattern in _PHRASES:
            if pattern.search(clause):
                return kind
        if _POLITE.match(clause) and words <= _POLITE_WORDS:
            return "polite"
        if _BOILERPLATE.search(clause) or (_GREETING.match(clause) and words <= _GREETING_WORDS):
            return None
    is_content = words >= _WORDS_OF_SUBSTANCE or bool(_SUBSTANCE.search(clause))
    return "content" if is_content else None


def _without_signature(folded: str) -> str:
    lines: list[str] = []
    for line in folded.splitlines():
        if _CLOSING.match(line) and any(earlier.strip() for earlier in lines):
            break
        lines.append(line)
    return "\n".join(lines)
