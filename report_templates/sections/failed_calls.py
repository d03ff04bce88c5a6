"""When calls reached nobody, hour by weekday against the switchboard's opening hours."""

from collections.abc import Collection
from datetime import time

from report_templates.blocks import filled, joined
from report_templates.content import Block, HeatMap, Paragraph, Section, Table
from report_templates.material import Material
from scoring.failed_calls import (
    HourTable,
    Stretch,
    Verdict,
    between,
    by_hour,
    in_first_hour,
    judged,
    outside_hours,
    within,
)
from scoring.rounding import NOTHING
from scoring.small_samples import FEWEST_CONTACTS
from shopper.records import CallRecord


def failed_calls(material: Material) -> Section:
    """The map of failed calls, and what the lunch hour, the first hour and closed hours have to do with them."""
    say = material.language.say
    calls = _calls(material)
    failed = frozenset(material.total("contact_none_pct").counted_ids)
    return Section(
        id="nar-samtal-inte-nadde-fram",
        part=say("Resultat telefon"),
        heading=say("När samtal inte nådde fram"),
        blocks=_blocks(material, calls, failed),
    )


def _calls(material: Material) -> tuple[CallRecord, ...]:
    """The calls of the total."""
    counted = set(material.total("calls_n").ids)
    return tuple(call for call in material.calls if call.id in counted)


def _blocks(material: Material, calls: tuple[CallRecord, ...], failed: frozenset[int]) -> tuple[Block, ...]:
    say = material.language.say
    if not calls:
        return (Paragraph(say("Det finns inga samtal att visa (n = 0)."), "lead"),)
    if not failed:
        nobody = material.language.say_many(
            "Det enda samtalet nådde en handläggare, så det finns inga tider att visa.",
            "Alla {n} samtal nådde en handläggare, så det finns inga tider att visa.",
            len(calls),
        )
        return (Paragraph(nobody, "lead"),)
    return filled(
        Paragraph(_lead(material, calls, failed), "lead"),
        _map(material, calls, failed),
        *(Paragraph(text) for text in _stretches(material, calls, failed)),
        Paragraph(_hours_known(material), "note"),
        Paragraph(
            say(
                "Varje ruta bygger på få samtal. Den visar var man kan leta, inte hur det brukar vara vid just den "
                "timmen."
            ),
            "caution",
        ),
    )


def _lead(material: Material, calls: tuple[CallRecord, ...], failed: frozenset[int]) -> str:
    language, missed = material.language, len(failed & {call.id for call in calls})
    nobody = (
        language.say_many(
            "Det enda samtalet nådde ingen handläggare.", "Inget av de {n} samtalen nådde en handläggare.", missed
        )
        if missed == len(calls)
        else language.say("Av {n} samtal nådde {failed} ingen handläggare.", n=len(calls), failed=missed)
    )
    return joined(nobody, language.say("Kartan visar på vilken timme och veckodag vi ringde, i lokal tid."))


def _map(material: Material, calls: tuple[CallRecord, ...], failed: frozenset[int]) -> HeatMap:
    language = material.language
    say = language.say
    found = by_hour(calls, failed, material.around.opening, material.subject.zone)
    days = tuple(language.weekday_short(day) for day in found.weekdays)
    rows = tuple(_hour(hour) for hour in found.hours)
    title = say("Samtal utan kontakt, timme för timme")
    return HeatMap(
        id="diagram-utan-kontakt",
        title=title,
        description=say(
            "{title} och veckodag, {name}: i varje ruta hur många samtal som inte nådde fram av hur många som ringdes. "
            "Se tabellen.",
            title=title,
            name=material.name,
        ),
        rows=rows,
        columns=days,
        cells=found.cells,
        outside=found.outside,
        table=_table(material, found, title, rows, days),
    )


def _table(material: Material, found: HourTable, title: str, rows: tuple[str, ...], days: tuple[str, ...]) -> Table:
    say = material.language.say
    is_marked = any(any(row) for row in found.outside)
    lines = [(name, *map(_shown, cells), _shown(_sum(cells))) for name, cells in zip(rows, found.cells, strict=True)]
    columns = [_sum(column) for column in zip(*found.cells, strict=True)]
    total = (say("Samtliga"), *map(_shown, columns), _shown(_sum(columns)))
    return Table(
        caption=say("{title}: utan kontakt / ringda", title=title),
        header=(say("Timme"), *days, say("Samtliga")),
        rows=(*lines, total),
        numeric=tuple(range(1, len(days) + 2)),
        footnote=say("Timmar då växeln är stängd är markerade i kartan.") if is_marked else "",
    )


def _sum(cells: Collection[tuple[int, int] | None]) -> tuple[int, int] | None:
    found = [cell for cell in cells if cell is not None]
    return (sum(failed for failed, _ in found), sum(tried for _, tried in found)) if found else None


def _shown(cell: tuple[int, int] | None) -> str:
    return NOTHING if cell is None else f"{cell[0]}/{cell[1]}"


def _hour(hour: int) -> str:
    return f"{hour:02d}\u2013{hour + 1:02d}"


def _hours_known(material: Material) -> str:
    if material.around.opening:
        return ""
    return material.language.say("Växelns öppettider finns inte i registret, så stängda timmar är inte markerade.")


def _stretches(material: Material, calls: tuple[CallRecord, ...], failed: frozenset[int]) -> tuple[str, ...]:
    """What is said of the lunch hour, of the first hour and of closed hours, and last of what was not judged."""
    say, zone, opening = material.language.say, material.subject.zone, material.around.opening
    lunch = material.method.plan.lunch_from, material.method.plan.lunch_to
    name = say("Mellan {start} och {end}, då många äter lunch", start=_clock(lunch[0]), end=_clock(lunch[1]))
    staffing = say("se över bemanningen då")
    hours = say("stäm av öppettiderna i registret, och överväg om växeln bör ha öppet längre")
    chosen = [
        (name, staffing, between(calls, *lunch, zone)),
        (say("Under växelns första timme"), staffing, in_first_hour(calls, opening, zone)),
        (say("När växeln enligt registret är stängd"), hours, outside_hours(calls, opening, zone)),
    ]
    found = [(when, advice, within(calls, failed, inside)) for when, advice, inside in chosen if inside]
    verdicts = judged([stretch for *_, stretch in found])
    texts = [
        joined(_counted(material, when, stretch), _verdict(material, verdict, advice))
        for (when, advice, stretch), verdict in zip(found, verdicts, strict=True)
    ]
    return (*texts, *_not_judged(material, [stretch for *_, stretch in found]))


def _clock(at: time) -> str:
    return f"{at:%H.%M}"


def _counted(material: Material, when: str, found: Stretch) -> str:
    say = material.language.say
    told = say("{when}: {failed} av {tried} samtal nådde ingen.", when=when, failed=found.failed, tried=found.tried)
    if not found.other_tried:
        return told
    others = say("Övriga tider: {failed} av {tried}.", failed=found.other_failed, tried=found.other_tried)
    return joined(told, others)


def _verdict(material: Material, verdict: Verdict, advice: str) -> str:
    """Whether the time seems to matter, and what to look at if it does; nothing of what stands on few calls."""
    say = material.language.say
    verdicts = {
        "worse": say("Det är en större skillnad än slumpen brukar ge: {advice}.", advice=advice),
        "better": say("Det är en mindre andel än under övriga tider, och en större skillnad än slumpen brukar ge."),
        "unclear": say("Slumpen ensam kan förklara skillnaden."),
        "too_few": "",
    }
    return verdicts[verdict]


def _not_judged(material: Material, found: list[Stretch]) -> tuple[str, ...]:
    """That few calls are not judged, once for all of them; nothing where enough were made at all times."""
    if not any(one.is_few for one in found):
        return ()
    fewest = material.language.number(FEWEST_CONTACTS)
    return (
        material.language.say(
            "Med färre än {fewest} samtal på den ena sidan går det inte att säga om tiden har betydelse.",
            fewest=fewest,
        ),
    )
