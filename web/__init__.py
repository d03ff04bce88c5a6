"""SHOW: the pages, forms and downloads, and the command line. Owns HTTP, the sign-in and the interface's language.

May import every other package; nothing imports it. Read `app.py` first, then `access.py` (who may see what) and
`dependencies.py` (one request is one transaction). Each section of the site has files with a `router`; "The site's
files" in `docs/architecture.md` says how they are named.
"""
