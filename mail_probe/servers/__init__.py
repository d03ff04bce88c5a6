"""What the doorways `smtp.py` and `imap.py` above know of servers: replies, notices, folders, faults.

Only `oauth.py` talks to anybody: to the server that gives access tokens.
"""
