"""Titles that the shipped methods give their measures, so that they can be said in any language of the report."""

from typing import Final

from shopper.texts import mark

TITLES: Final = (
    mark("Andel e-brev som besvarats inom ett dygn"),
    mark("Andel e-brev som besvarats inom två dygn"),
    mark("Andel samtal där kontakt med handläggare nåtts inom 60 sekunder"),
    mark("Andel som fått ett gott bemötande"),
    mark("Bemötande, andel av maximala poäng"),
)
"""Those of a method that an agency has made itself stand as they are."""
