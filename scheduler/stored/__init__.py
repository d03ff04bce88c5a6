"""The plan and the database: what a wave's plan depends on, read from its rows, and the plan stored as probes.

May import `scheduler/planning`, `scheduler/personas.py` and `shopper`. Read `plan.py` first.
"""
