"""The Swedish words of the board: why a contact is late."""

from typing import Final

from shopper.texts import mark

LATE: Final = {
    "not_made": mark("Samtalet är inte ringt."),
    "no_room": mark("Samtalet missades och fick ingen ny tid."),
    "no_contact": mark("Ringt utan att nå någon; väntar på nästa försök."),
    "uncertain": mark("Osäkert om brevet gick; avgörs på skrivbordet."),
    "deferred": mark("Mottagarens server bad oss försöka senare."),
    "under_way": mark("Sändningen är påbörjad men inte avslutad."),
    "no_sender": mark("Brevet har ingen avsändare."),
    "held": mark("Kontots sändning är stoppad."),
    "unreached": mark("E-postservern nås inte."),
    "not_sent": mark("Brevet väntar på sin tur eller på en arbetare."),
}
"""Why a contact is late, by the words of `shopper/board/lateness.py`."""
RULES: Final = {
    "questions": mark("området har för få frågor"),
    "days": mark("området har inga dagar kvar"),
    "room": mark("det finns ingen plats kvar"),
    "interviewers": mark("det finns ingen intervjuare"),
    "period": mark("mätperioden är slut"),
    "past": mark("tiderna som är kvar är för nära"),
    "working_day": mark("det finns ingen arbetsdag kvar"),
    "closed_on": mark("kommunen har stängt de dagar som är kvar"),
    "opening_hours": mark("växeln är inte öppen de tider som är kvar"),
    "lunch": mark("bara lunchen är kvar"),
    "not_in_wave": mark("intervjuaren är inte med i mätomgången"),
    "available": mark("ingen intervjuare kan ringa de tider som är kvar"),
    "not_areas": mark("ingen intervjuare får ringa om området"),
    "not_municipalities": mark("ingen intervjuare får ringa kommunen"),
    "hours_a_week": mark("intervjuarnas timmar är slut"),
    "one_call_at_a_time": mark("intervjuarna har redan samtal de tider som är kvar"),
    "same_interviewer": mark("samma intervjuare har ringt om området för nyligen"),
    "asked_before": mark("intervjuaren har ställt frågan i en tidigare mätomgång"),
    "probes_per_area_and_day": mark("området har redan kontakter de dagar som är kvar"),
    "hours_between_area_probes": mark("områdets kontakter skulle stå för tätt"),
    "minutes_between_probes": mark("kommunens kontakter skulle stå för tätt"),
    "probes_a_day": mark("kommunen har fullt de dagar som är kvar"),
}
"""Which rule left a missed call no room, by the words of `scheduler/planning/reasons.py`."""
