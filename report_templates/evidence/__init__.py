"""The auditor's pack: the rows behind a measurement's figures, and a script that counts every figure again.

`recount.py` goes into the pack as it stands and imports nothing of ours. May import `report_templates`, `scoring` and
`shopper`. Read first: `pack.py` (what is in the pack).
"""
