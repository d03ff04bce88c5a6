"""CHANGE: what becomes of a stored plan after it was made, by hand, by an order, or because a call was not made.

Owns every UPDATE of a probe's time and interviewer, each with its line in the audit trail. May import the plan and the
stored plan (`scheduler/`) and `shopper`. A done probe never moves, and of two who change the same one the second is
told what the first did.

Read first: `refs.py` (what a change is made of), then `move.py` (one probe by hand), `orders.py` and `change.py` (many
at once, shown before it is done), `retry.py` and `missed.py` (calls that reached nobody, or were not made).
"""
