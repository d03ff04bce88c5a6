"""The Swedish words of the board: why a contact is late."""

from typing import Final

from shopper.texts import mark

LATE: Final = {
    "not_made": mark("Samtalet är inte ringt."),
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
