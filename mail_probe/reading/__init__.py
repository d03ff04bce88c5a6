"""What stands in a mail: fields, parts, body, files, signature, the sender's details. Pure and bounded.

`message.py` above is the way in; nothing here decides what a mail is.
"""
