"""What the printed report of the example measurement must say, and how a printed page is read."""

import re
import subprocess
from pathlib import Path

PRINTED = (
    "61 %", "52 %", "7 %", "2 %", "74 %", "71 %", "13 %", "84 %", "85 %", "10 %", "32 %", "100 %", "7 timmar", "64 %",
    "89 %", "40 %", "Sön 22/10 10:35", "Tis 7/11 17:55", "Ons 18/10 20:00", "Fre 10/11 12:50", "Tors 9/11 19:50",
)  # fmt: skip


def printed_text(pdf: Path) -> str:
    """The text of the pages as pdftotext reads it, pages apart by form feeds, no-break spaces as spaces."""
    read = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    return re.sub(r"[\u00a0\u202f]", " ", read.stdout)
