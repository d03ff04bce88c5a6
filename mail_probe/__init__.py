"""CONTACT: letters out and replies in.

Owns what a letter is, how it leaves (`smtp.py`), how a reply comes in (`imap.py`) and the two judgements about a reply:
whose it is (`match.py`) and what it is (`kind.py`). May import `shopper` and nothing else of ours; `scoring` is its
neighbour and stays unknown to it. The doorways are the only modules that talk to a mail server.

Here stand the things that are done, one a file: `send_due`, `take_in`, `judge`, `recount`, `last_look`,
`close_windows`, `loop_letters`, `reparse`, `decide`, `account_check`. What they are made of has rooms of its own:
`reading/` (what stands in a mail), `evidence/` (what speaks for a kind), `sending/` (the steps of sending) and
`servers/` (what servers say).

Read first: `message.py` (bytes to a parsed mail and back), then `kind.py`, then `doorways.py`.
"""
