"""The auditor's pack as a ZIP: everything a stranger needs to count every figure of a report again.

The same rows give the same bytes. What it holds about people is said in its read-me: it is for auditors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from report_templates.evidence.rows import calendar_csv, calls_csv, letters_csv
from report_templates.files.figures_csv import figures_csv
from report_templates.files.package import SUMS, SUMS_ABOUT, Origin, about, with_manifest, zipped
from report_templates.language import Language, language_of
from report_templates.material import Material
from report_templates.unfinished import what_is_left
from shopper.records import MailRecord
from shopper.texts import mark

RECOUNT: Final = Path(__file__).with_name("recount.py")
"""The script that counts again; it goes into the pack as it stands."""

CONTENTS: Final = (
    ("figures.csv", mark("varje nyckeltal i rapporten, med täljare, nämnare och formel")),
    ("calls.csv", mark("samtalen som räknas, en rad per samtal")),
    ("letters.csv", mark("breven som räknas, en rad per brev")),
    ("calendar.csv", mark("vilka timmar som räknas som arbetstid, dag för dag")),
    ("method.json", mark("metoden som den låstes när mätningen startade; dess SHA-256 är metodens kontrollsumma")),
    ("decisions.csv", mark("vad som har gjorts med samtalen och breven, av vem och varför, ur loggen")),
    ("mails/", mark("breven och svaren med alla huvuden, som de skickades och kom in")),
    ("recount.py", mark("räknar om varje nyckeltal ur raderna: python3 -I recount.py")),
    ("manifest.json", mark("varje fils kontrollsumma")),
    (SUMS, SUMS_ABOUT),
)
READ_ME: Final = {"sv": "las_mig.txt", "en": "read_me.txt"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the pack is made of. `mails` are raw mails by file name, `decisions` the lines of the trail as CSV."""

    material: Material
    letters: tuple[MailRecord, ...]
    mails: Mapping[str, bytes]
    decisions: str


def make_evidence(evidence: Evidence, origin: Origin) -> bytes:
    """The pack: rows, mails with headers, decisions, the method, the figures, and the script that counts them again."""
    material = evidence.material
    zone = material.method.working_time.zone
    files = {
        "figures.csv": figures_csv(material),
        "calls.csv": calls_csv(material.calls, zone),
        "letters.csv": letters_csv(evidence.letters, zone),
        "calendar.csv": calendar_csv(evidence.letters, material.method.working_time),
        "method.json": material.method.frozen().encode(),
        "decisions.csv": evidence.decisions.encode(),
        RECOUNT.name: RECOUNT.read_bytes(),
        **{f"mails/{name}": raw for name, raw in evidence.mails.items()},
        **{name: read_me(material, language_of(code)) for code, name in READ_ME.items()},
    }
    return zipped(with_manifest(files, about(material, origin)))


def read_me(material: Material, language: Language) -> bytes:
    """What is in the pack, how to count again, and what it holds about people."""
    say = language.say
    lines = [
        say("Underlag för granskning: {name}, {wave}", name=material.name, wave=material.subject.wave_name),
        "",
        *(f"{file}: {say(text)}" for file, text in CONTENTS),
        "",
        say("Så här granskar du, utan att installera något annat än Python 3.9 eller senare:"),
        say("1. Packa upp i en tom mapp. Öppna inte filerna i ett kalkylprogram som sparar om dem."),
        say("2. Kör python3 -I recount.py i mappen (i Windows: py -I recount.py)."),
        say(
            "3. Skriptet säger vilka filer som har ändrats, saknas eller har lagts till, och vilka nyckeltal som inte "
            "blir desamma ur raderna. När allt stämmer står det 0 changed, missing or added på näst sista raden och 0 "
            "differ på den sista, och programmet slutar med 0; annars slutar det med 1."
        ),
        say(
            "Antal, värden och avrundade värden räknas om. Intervallen i figures.csv räknas inte om, och inte heller "
            "breven och besluten: av dem prövas bara att filerna är oförändrade."
        ),
        say("Skriptet använder ingen kod från systemet. Det är kort och går att läsa innan det körs."),
        "",
        *((left,) if (left := what_is_left(language, material.subject)) else ()),
        say("Tiderna är lokala, med skillnaden mot UTC. En tom ruta betyder att uppgiften inte finns."),
        say(
            "Underlaget innehåller personuppgifter: breven är återgivna som de kom in, och intervjuarna står med sina "
            "användarnamn. Det är till för granskning och ska inte spridas eller bifogas rapporten."
        ),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")
