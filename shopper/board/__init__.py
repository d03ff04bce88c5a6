"""Owns how far the waves under way have come: counts against the plan, what is late and why, and when it will end.

Reads the store and changes nothing; may import the rest of `shopper`. Read first: `contacts.py`, `standing.py`.
"""
