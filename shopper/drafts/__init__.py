"""Preparing a wave: what each of its steps shows, checks and stores while the wave is a draft, and what is missing.

A draft is a `Wave` in the state "draft"; the steps write its rows directly. May import the rest of `shopper`.
Read first: `draft.py`, then `missing.py`.
"""
