"""The schema's history, run by `shopper/store.py`. A new one: `make migration MESSAGE="what changes"`."""
