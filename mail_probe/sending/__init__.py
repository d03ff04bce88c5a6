"""The steps of `send_due.py` above: who is due, whose turn it is, the claim, and the care for what broke off.

Read first: `due.py`, then `claim.py`.
"""
