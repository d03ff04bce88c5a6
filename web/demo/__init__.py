"""The demo: the Vetlanda measurement through real SMTP and IMAP on loopback, on a clock that is stepped.

Read first: `run.py`, the story in order. Nothing here is used outside the demo and the journey tests.
"""
