"""What the shipped methods call their measures and areas, so that they can be said in any language of the report."""

from typing import Final

from shopper.texts import mark

TITLES: Final = (
    mark("Andel e-brev som besvarats inom ett dygn"),
    mark("Andel e-brev som besvarats inom två dygn"),
    mark("Andel samtal där kontakt med handläggare nåtts inom 60 sekunder"),
    mark("Andel som fått ett gott bemötande"),
    mark("Bemötande, andel av maximala poäng"),
    mark("Bygglov"),
    mark("Förskola"),
    mark("Grundskola"),
    mark("Individ- och familjeomsorg"),
    mark("Miljö och hälsa"),
    mark("Gator och vägar"),
    mark("Äldreomsorg"),
    mark("Handikappomsorg"),
    mark("Kultur och fritid"),
    mark("Kommunledningskontoret"),
)
"""Those of a method that an agency has made itself stand as they are."""
