"""THE STUDY: method, people, records, clock, working time, storage and settings.

Owns everything the other packages share and imports none of them.
Read first: `method.py` (what is measured and how), then `tables/` (what is stored).
"""
