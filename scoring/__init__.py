"""MEANING: from records to figures. The home of pandas; pure throughout.

May import `shopper` only. Read first: `figures.py` (what a figure is), then `measures.py` (how each is counted).
"""
