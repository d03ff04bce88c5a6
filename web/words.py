"""The Swedish words of stored codes: outcomes, grades, kinds of mail, states. English comes from the catalogue."""

from fractions import Fraction
from typing import Final

from mail_probe.reading.unseen import without_unseen
from shopper.texts import mark
from web.board_words import LATE, RULES
from web.language import gettext
from web.mail_words import (
    CHECKS,
    DATE_FLAGS,
    EVIDENCE,
    EVIDENCE_IN_FULL,
    FAULTS,
    HOLDS,
    LOOKS,
    REMARKS,
    REMEDIES,
    RESULTS,
    SECURITIES,
    SIGN_INS,
    STEPS,
)

OUTCOMES: Final = {
    "reached": mark("Fick tala med en handläggare"),
    "wrong_official": mark("Fick tala med fel handläggare"),
    "no_answer": mark("Inget svar"),
    "voicemail": mark("Röstbrevlåda eller telefonsvarare"),
    "queue_abandoned": mark("Upptaget eller lämnade kön"),
    "callback_offered": mark("Erbjöds bli uppringd"),
    "switchboard_closed": mark("Växeln stängd"),
    "machine_only": mark("Kom inte förbi talsvaret"),
    "sent_around": mark("Kopplades runt"),
    "referred_to_web": mark("Hänvisades bara till webben"),
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
    "detected": mark("Kommunen kan ha förstått att den mäts."),
    "early": mark("Mejlet kom före brevet som det ska svara på."),
}
CASES: Final = {
    "uncertain": mark("Kan ha skickats"),
    "detected": mark("Kan vara avslöjat"),
    "unsure": mark("Osäkra svar"),
    "unmatched": mark("Utan koppling"),
    "undelivered": mark("Kom inte fram"),
}
ACTIONS: Final = {
    "judge": mark("Bedömt enligt reglerna"),
    "rejudge": mark("Bedömt på nytt enligt reglerna"),
    "no_self_copy": mark("Kopian till oss själva togs inte emot"),
    "last_look": mark("Alla mappar genomsökta"),
    "plan": mark("Planerat som ersättare"),
    "decide": mark("Avgjort på skrivbordet"),
    "self_copy": mark("Kopian till oss själva kom"),
    "move": mark("Nytt läge"),
    "settle": mark("Noterat utan ersättning"),
    "reopen": mark("Åter på skrivbordet"),
    "replace": mark("Ersatt med ett nytt brev"),
    "reschedule": mark("Flyttat i planen"),
    "lock": mark("Låst i planen"),
    "unlock": mark("Upplåst i planen"),
    "step_in": mark("Tar en struken frågas plats"),
    "retry": mark("Ringt utan att nå någon, ny uppringning planerad"),
    "missed": mark("Ringdes inte i tid, ingen ny tid finns än"),
    "change": mark("Ändring av planen"),
    "grade": mark("Bedömt"),
    "double_order": mark("Andra bedömning beställd"),
    "double_take": mark("Andra bedömning påbörjad"),
    "double_return": mark("Andra bedömning lämnad tillbaka"),
    "double_drop": mark("Kan inte bedömas en andra gång"),
    "double_grade": mark("Bedömt en andra gång"),
    "double_differ": mark("De två bedömningarna skiljer sig"),
    "double_decide": mark("Avgjort av en tredje"),
    "regrade": mark("Bedömningen ändrad"),
    "ungrade": mark("Bedömningen borttagen"),
    "hold": mark("Sändningen stoppad"),
    "release": mark("Sändningen släppt"),
}
JOBS: Final = {
    "take_in": mark("systemet, vid hämtning av svar"),
    "send_due": mark("systemet, vid sändning"),
    "close_windows": mark("systemet, när svarstiden gått ut"),
    "last_look": mark("systemet, när svarstiden gått ut"),
    "reparse": mark("systemet, vid ny bedömning av allt"),
    "render_report": mark("systemet, vid utskrift"),
    "order_doubles": mark("systemet, vid lottning till dubbelbedömning"),
    "replan_missed": mark("systemet, för samtal som inte ringdes i tid"),
}
STATES: Final = {
    "draft": mark("Utkast"),
    "launched": mark("Pågår"),
    "planned": mark("Planerat"),
    "claimed": mark("Förbereds"),
    "sending": mark("Skickas"),
    "deferred": mark("Skickas senare"),
    "uncertain": mark("Osäkert om det skickats"),
    "refused": mark("Avvisat"),
    "sent": mark("Skickat"),
    "answered": mark("Besvarat"),
    "detected": mark("Avslöjat, räknas inte"),
    "unanswered": mark("Obesvarat"),
    "undelivered": mark("Kom inte fram"),
    "withdrawn": mark("Struket"),
    "submitted": mark("Inskickat"),
    "returned": mark("Återlämnat"),
    "approved": mark("Godkänt"),
    "ordered": mark("Beställd"),
    "rendering": mark("Skrivs ut"),
    "ready": mark("Klar"),
    "failed": mark("Misslyckades"),
    "cancelled": mark("Inställd"),
}
STAMPS: Final = {
    "dialled_at": mark("Ringde upp"),
    "machine_at": mark("Talsvar"),
    "human_at": mark("Mänsklig röst"),
    "transferred_at": mark("Kopplades vidare"),
    "official_at": mark("Handläggare"),
    "ended_at": mark("Lade på"),
}
ROLES: Final = {
    "interviewer": mark("Intervjuare"),
    "reviewer": mark("Granskare"),
    "coordinator": mark("Samordnare"),
    "auditor": mark("Revisor"),
    "administrator": mark("Administratör"),
}
CHANNELS: Final = {"call": mark("Samtal"), "mail": mark("Brev")}
HEARD: Final = {
    "recorded": mark("Efteråt, från en inspelning"),
    "listened_in": mark("Samtidigt, genom att lyssna med"),
    "letter": mark("Svaret läses"),
}
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
    "heard": HEARD,
    "case": CASES,
    "action": ACTIONS,
    "actor": JOBS,
    "fault": FAULTS,
    "remedy": REMEDIES,
    "hold": HOLDS,
    "looks": LOOKS,
    "sign_in": SIGN_INS,
    "security": SECURITIES,
    "check": CHECKS,
    "step": STEPS,
    "remark": REMARKS,
    "result": RESULTS,
    "date_flag": DATE_FLAGS,
    "late": LATE,
    "no_room": RULES,
}


def word(code: str, group: str) -> str:
    """A stored code of this group in the language of the request; a code without a word stands as it is."""
    return gettext(_GROUPS[group].get(code, code))


def evidence(line: str) -> str:
    """A line of evidence with its fixed phrase in the language of the request; the detail stands as it was found."""
    if line in EVIDENCE_IN_FULL:
        return gettext(EVIDENCE_IN_FULL[line])
    phrase, colon, detail = line.partition(": ")
    return gettext(EVIDENCE.get(phrase, phrase)) + colon + without_unseen(detail)


def hours_and_minutes(hours: Fraction) -> str:
    """Hours in the language of the request, such as `12 tim 5 min`; seconds are left out."""
    whole, minutes = divmod(int(hours * 60), 60)
    return gettext("%(hours)d tim %(minutes)d min") % {"hours": whole, "minutes": minutes}
