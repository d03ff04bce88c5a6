"""The report's texts, one file per group of sections, in the order of print.

Each function takes `Material` and returns finished content. May import what `report_templates` may. Read first:
`summary.py` (the order starts there), then `../report.py` (which puts the sections in order).
"""
