"""The Swedish words of what the audit trail is about; a code without a word stands as it is."""

from contextlib import suppress
from datetime import datetime
from typing import Final

from shopper.audit import Kind
from shopper.clock import OUR_ZONE
from shopper.texts import mark
from web.language import day_and_time, gettext
from web.mail_words import HOLDS, RESULTS
from web.words import ACTIONS, GRADES, KINDS, ROLES, SENDERS, STATES

THINGS: Final = {
    "account_check": mark("Prov av e-postkonto"),
    "call": mark("Samtal"),
    "comment": mark("Kommentar i rapporten"),
    "example": mark("Gott exempel"),
    "inbound_mail": mark("Inkommet brev"),
    "invitation": mark("Inbjudan"),
    "kolada_snapshot": mark("Ögonblicksbild av Kolada"),
    "mail": mark("Brev"),
    "mail_account": mark("E-postkonto"),
    "measurement": mark("Mätning"),
    "municipality": mark("Kommun"),
    "question": mark("Fråga"),
    "reference_value": mark("Jämförelsevärde"),
    "report": mark("Rapport"),
    "report_batch": mark("Beställning av rapporter"),
    "report_delivery": mark("Länk till en rapport"),
    "report_look": mark("Rapporternas utseende"),
    "target": mark("Mål"),
    "trail": mark("Loggen"),
    "training": mark("Övningsexempel"),
    "user": mark("Användare"),
    "wave": mark("Mätomgång"),
}
OTHER_ACTIONS: Final = {
    "add": mark("Tillagt"),
    "add_member": mark("Medlem tillagd"),
    "answer": mark("Övningssvar"),
    "approve": mark("Godkänt"),
    "ask_approval": mark("Godkännande av många beställt"),
    "ask_delivery": mark("Sändning av många beställd"),
    "cancel": mark("Inställt"),
    "cancel_delivery": mark("Sändning av många inställd"),
    "close_account": mark("Kontot stängt"),
    "choose_example": mark("Valt som exempel"),
    "copy": mark("Kopierad"),
    "create": mark("Skapat"),
    "decide_comment": mark("Bestämt om rapporten"),
    "delete": mark("Borttaget"),
    "deliver": mark("Länk till kommunen gjord"),
    "digest": mark("Sammanfattning skickad"),
    "evidence": mark("Underlag för granskning hämtat"),
    "import": mark("Inläst"),
    "invite": mark("Länk gjord"),
    "order": mark("Beställt"),
    "password": mark("Lösenord"),
    "read": mark("Nedladdat"),
    "regrade": mark("Bedömt på nytt"),
    "refuse_approval": mark("Inte godkänt med de andra"),
    "refuse_delivery": mark("Inte skickat med de andra"),
    "remove": mark("Borttaget"),
    "remove_member": mark("Medlem borttagen"),
    "renew": mark("Ny länk"),
    "reopen_account": mark("Kontot öppnat"),
    "revoke": mark("Återtagen"),
    "role": mark("Ny roll"),
    "second_factor": mark("Andra faktorn"),
    "send": mark("Skickat"),
    "service": mark("Inloggningstjänst"),
    "set": mark("Bestämt"),
    "sign_in": mark("Inloggad"),
    "sign_ins_ended": mark("Inloggningar avslutade"),
    "take_back": mark("Godkännandet taget tillbaka"),
    "undo_decision": mark("Ångrat"),
    "use": mark("Länken använd"),
    "verify": mark("Loggen kontrollerad"),
    "shown": mark("Visas"),
    "hidden": mark("Visas inte"),
    "undecided": mark("Inte avgjord"),
    "whole": mark("Hel"),
    "broken": mark("Bruten"),
}
OF_A_WAVE: Final = {
    "plan": mark("Planerad"),
    "change": mark("Ändring av planen"),
}
"""Actions that mean something else about a wave than about a letter."""
CHANGED: Final = mark("Ändrat")
REFUSED: Final = {
    "not_launched": mark("Mätomgången var inte startad"),
    "not_ready": mark("Utkastet var inte utskrivet"),
    "approved": mark("Utkastet var redan godkänt"),
    "newer": mark("Det fanns ett nyare utkast"),
    "changed": mark("Siffror eller kommentarer hade ändrats"),
    "unfinished": mark("Mätningen var inte avslutad"),
    "not_approved": mark("Utkastet var inte godkänt"),
    "printing": mark("Slutversionen skrevs ut just då"),
    "delivered": mark("Rapporten var skickad"),
    "fault": mark("Rapporten gick inte att räkna fram på nytt"),
}
"""Why a draft was not approved with the others. Some of these codes say something else about other things."""
UNSENT: Final = {
    "trouble": mark("Inga brev kunde skickas från kontot för kontorspost"),
    "fault": mark("Något gick fel innan brevet var gjort"),
    "cancelled": mark("Sändningen ställdes in"),
    "linked": mark("Det fanns redan en länk till rapporten"),
    "newer": mark("Det fanns en nyare slutversion"),
    "take_back": mark("Godkännandet togs tillbaka"),
}
"""Why a final report was not sent with the others, where no mail server said it."""
WHY_NOT: Final = {"refuse_approval": REFUSED, "refuse_delivery": UNSENT}

BROKEN: Final[dict[Kind, str]] = {
    "changed": mark("Händelse %(event)d är inte den som skrevs: den är ändrad, inlagd efteråt eller utbytt."),
    "gap": mark("Något saknas före händelse %(event)d, eller så är den ändrad: den följer inte på %(before)d."),
    "last_missing": mark("De sista händelserna saknas, från nummer %(event)d: %(counted)d har skrivits."),
    "added": mark("Händelse %(event)d är tillagd i slutet, utöver de %(counted)d som har skrivits."),
    "no_head": mark("Uppgiften om hur många händelser som har skrivits saknas."),
}


def thing_word(thing: str) -> str:
    """What sort of thing an event is about."""
    return gettext(THINGS.get(thing, thing))


def action_word(thing: str, action: str) -> str:
    """What was done with a thing of this sort."""
    if thing == "wave" and action in OF_A_WAVE:
        return gettext(OF_A_WAVE[action])
    if action == "change":
        return gettext(CHANGED)
    return gettext(OTHER_ACTIONS.get(action) or ACTIONS.get(action, action))


def side_word(thing: str, action: str, text: str | None) -> str:
    """What a thing was before, or became: a state, a kind, a role, a grade or a moment, else as it stands."""
    if not text:
        return ""
    why = WHY_NOT.get(action, {})
    if text in why:
        return gettext(why[text])
    if thing == "inbound_mail" and text in KINDS:
        return gettext(KINDS[text])
    for group in (STATES, ROLES, GRADES, SENDERS, HOLDS, RESULTS, OTHER_ACTIONS):
        if text in group:
            return gettext(group[text])
    with suppress(ValueError):
        return day_and_time(datetime.fromisoformat(text), OUR_ZONE) if "T" in text else text
    return text
