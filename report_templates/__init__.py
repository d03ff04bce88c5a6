"""PRINT: what a municipality receives - the report's content, its charts, the PDF and the workbook.

May import `mail_probe`, `scoring` and `shopper`. Read first: `content.py` (what a report consists
of), then `report.py` (how it is made) and `page.py` (how it is shown).
"""
