"""CONTACT: letters out and replies in.

Owns what a letter is, how it leaves (`smtp.py`), how a reply comes in (`imap.py`) and the two judgements about a reply:
whose it is (`match.py`) and what it is (`kind.py`). May import `shopper` and nothing else of ours; `scoring` is its
neighbour and stays unknown to it. The doorways are the only modules that talk to a mail server, and `oauth.py` the only
one that asks for access tokens.

Read first: `message.py` (bytes to a parsed mail and back), then `kind.py`, then `doorways.py`.
"""
