"""The rules of a plan and the making of one: pure, from a request to a plan, the same every time.

Owns what a plan depends on and is made of (`parts.py`), the rules and their sentences (`check.py`, `reasons.py`), and
the placing, mending and spreading of contacts. May import `shopper`'s method, hours and closed days; no database, no
clock. Read `parts.py` first, then `check.py`, then `making.py`; the way in is `scheduler/plan.py`.
"""
