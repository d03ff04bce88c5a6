"""The commands of `shopper`, one file a group. May import every package; only `web/cli.py` imports this.

Read `opened.py` first: settings are read there, and a command is one transaction. What is heavy to import (storage,
figures, printing) is imported inside the command that needs it, so that `shopper --help` answers at once.
"""
