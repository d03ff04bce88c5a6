"""The Swedish words of stored codes: outcomes, grades, kinds of mail, states. English comes from the catalogue."""

from typing import Final

from web.language import gettext, mark

OUTCOMES: Final = {
    "reached": mark("Fick tala med en handläggare"),
    "wrong_official": mark("Fick tala med fel handläggare"),
    "no_answer": mark("Inget svar"),
    "voicemail": mark("Röstbrevlåda eller telefonsvarare"),
    "queue_abandoned": mark("Upptaget eller lämnade kön"),
    "callback_offered": mark("Erbjöds bli uppringd"),
    "switchboard_closed": mark("Växeln stängd"),
}
FACTORS: Final = {
    "answer": mark("Svar på frågan"),
    "information": mark("Information"),
    "interest": mark("Intresse och engagemang"),
    "courtesy": mark("Bemötande"),
}
GRADES: Final = {
    "very_good": mark("Mycket god"),
    "good": mark("God"),
    "medium": mark("Medelgod"),
    "poor": mark("Dålig"),
}
SENDERS: Final = {
    "complete": mark("Fullständiga uppgifter: namn, telefon och förvaltning"),
    "name_phone": mark("Namn och telefon"),
    "name_department": mark("Namn och förvaltning"),
    "other": mark("Övrigt"),
}
KINDS: Final = {
    "answer": mark("Svar"),
    "acknowledgement": mark("Bekräftelse på att brevet kommit fram"),
    "forwarded": mark("Besked om att brevet skickats vidare"),
    "automatic": mark("Automatiskt svar"),
    "bounce": mark("Studs, brevet kom inte fram"),
    "delayed": mark("Besked om fördröjning"),
    "read_receipt": mark("Läskvitto"),
    "counter_question": mark("Motfråga"),
    "other": mark("Annat"),
    "unreadable": mark("Går inte att läsa"),
}
CERTAINTIES: Final = {"certain": mark("säkert"), "likely": mark("troligt"), "unsure": mark("osäkert")}
DESK_REASONS: Final = {
    "unmatched": mark("Brevet kunde inte paras ihop med något av våra."),
    "match": mark("Det är osäkert vilket av våra brev det hör till."),
    "unsure": mark("Det är osäkert vad det är."),
    "kind": mark("Sådana brev avgörs alltid av en människa."),
    "dropped": mark("Det svarar på ett brev som är struket eller avvisat."),
    "other_recipient": mark("Det handlar om en annan mottagare än kommunen."),
}
STATES: Final = {
    "draft": mark("Utkast"),
    "launched": mark("Pågår"),
    "planned": mark("Planerat"),
    "claimed": mark("Skickas"),
    "sending": mark("Skickas"),
    "deferred": mark("Skickas senare"),
    "uncertain": mark("Osäkert om det skickats"),
    "refused": mark("Avvisat"),
    "sent": mark("Skickat"),
    "answered": mark("Besvarat"),
    "unanswered": mark("Obesvarat"),
    "undelivered": mark("Kom inte fram"),
    "withdrawn": mark("Struket"),
    "submitted": mark("Klart"),
    "ordered": mark("Beställd"),
    "rendering": mark("Skrivs ut"),
    "ready": mark("Klar"),
    "failed": mark("Misslyckades"),
}
STAMPS: Final = {
    "dialled_at": mark("Ringde upp"),
    "human_at": mark("Mänsklig röst"),
    "official_at": mark("Handläggare"),
    "ended_at": mark("Lade på"),
}
ROLES: Final = {"interviewer": mark("Intervjuare"), "coordinator": mark("Samordnare")}
CHANNELS: Final = {"call": mark("Samtal"), "mail": mark("Brev")}

_GROUPS: Final = {
    "outcome": OUTCOMES,
    "factor": FACTORS,
    "grade": GRADES,
    "sender": SENDERS,
    "kind": KINDS,
    "certainty": CERTAINTIES,
    "desk_reason": DESK_REASONS,
    "state": STATES,
    "stamp": STAMPS,
    "role": ROLES,
    "channel": CHANNELS,
}


def word(code: str, group: str) -> str:
    """A stored code of this group in the language of the request; a code without a word stands as it is."""
    return gettext(_GROUPS[group].get(code, code))
