"""The files beside the PDF, from the same run: data for those who go on counting, and a package of all of it.

May import `report_templates`, `scoring` and `shopper`. Read first: `package.py` (what is in the package).
"""
