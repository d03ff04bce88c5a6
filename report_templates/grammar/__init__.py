"""How each language of the report forms numbers, shares, lists and days. Read first: `rules.py`."""
