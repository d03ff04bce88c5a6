"""What speaks for a kind of reply: header signs, reports of servers, and words in five languages. Pure.

`kind.py` above weighs it. Read first: `signs.py`; the patterns themselves stand in `phrase_book.py`.
"""
