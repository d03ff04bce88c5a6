"""What is read from Kolada, the open database of Swedish municipalities, and kept as dated snapshots.

Owns the snapshot as a file (`snapshot.py`), its reading from the API (`reading.py`, through `api.py`, which alone talks
to Kolada) and its storage (`stored.py`). May import the rest of `shopper`. Read `snapshot.py` first.
"""
