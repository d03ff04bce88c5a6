"""The report's map of failed calls, its table, and what it says of lunch, the first hour and closed hours."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from report_templates.content import HeatMap, Paragraph
from report_templates.material import Material
from report_templates.sections.failed_calls import failed_calls
from report_templates.subject import Surroundings
from scoring.measures import count
from shopper.method import Method
from shopper.records import CallRecord

OPEN = Surroundings(opening={day: ((time(8), time(16, 30)),) for day in range(1, 6)})
NOT_KNOWN = "Växelns öppettider finns inte i registret, så stängda timmar är inte markerade."
CAREFUL = "Varje ruta bygger på få samtal. Den visar var man kan leta, inte hur det brukar vara vid just den timmen."


def _texts(material: Material) -> list[str]:
    return [block.text for block in failed_calls(material).blocks if isinstance(block, Paragraph)]


def _map(material: Material) -> HeatMap:
    (found,) = (block for block in failed_calls(material).blocks if isinstance(block, HeatMap))
    return found


def _at(calls: tuple[CallRecord, ...], hours: list[int]) -> tuple[CallRecord, ...]:
    """The calls, one an hour as told, all on a Monday."""
    zone = ZoneInfo("Europe/Stockholm")
    return tuple(
        replace(call, called_at=datetime(2017, 10, 16, hour, tzinfo=zone))
        for call, hour in zip(calls, hours, strict=False)
    )


def test_the_failed_calls_of_the_total_are_all_in_the_map(vetlanda_material: Material) -> None:
    cells = [cell for row in _map(vetlanda_material).cells for cell in row if cell is not None]
    assert (sum(failed for failed, _ in cells), sum(tried for _, tried in cells)) == (21, 54)


def test_the_table_beside_shows_the_same_cells_with_their_sums(vetlanda_material: Material) -> None:
    found = _map(vetlanda_material)
    assert found.table.rows[0] == ("08–09", "-", "0/1", "1/3", "2/3", "0/1", "3/8")
    assert found.table.rows[-1] == ("Samtliga", "5/12", "2/6", "5/14", "7/14", "2/8", "21/54")


def test_unknown_opening_hours_are_said_to_be_unknown(vetlanda_material: Material) -> None:
    assert _texts(vetlanda_material) == [
        "Av 54 samtal nådde 21 ingen handläggare. Kartan visar på vilken timme och veckodag vi ringde, i lokal tid.",
        NOT_KNOWN,
        CAREFUL,
    ]


def test_the_first_hour_and_closed_hours_are_told_with_their_counts(vetlanda_material: Material) -> None:
    texts = _texts(replace(vetlanda_material, around=OPEN))
    assert texts[1:4] == [
        "Under växelns första timme: 3 av 8 samtal nådde ingen. Övriga tider: 18 av 46.",
        "När växeln enligt registret är stängd: 0 av 1 samtal nådde ingen. Övriga tider: 21 av 53.",
        "Med färre än tio samtal på den ena sidan går det inte att säga om tiden har betydelse.",
    ]


def test_calls_while_the_switchboard_is_closed_lead_to_its_hours_and_not_to_its_staff(
    vetlanda_material: Material, method: Method, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    missed = [call for call in vetlanda_calls if call.seconds_to_contact is None][:12]
    reached = [call for call in vetlanda_calls if call.seconds_to_contact is not None][:30]
    calls = _at((*missed, *reached), [17] * 12 + [10] * 30)
    told = _told(replace(vetlanda_material, around=OPEN), method, calls)
    (closed,) = (text for text in told if text.startswith("När växeln enligt registret är stängd"))
    assert closed.endswith(": stäm av öppettiderna i registret, och överväg om växeln bör ha öppet längre.")


def test_a_lunch_hour_that_fails_beyond_chance_is_called_so(
    vetlanda_material: Material, method: Method, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    missed = [call for call in vetlanda_calls if call.seconds_to_contact is None][:12]
    reached = [call for call in vetlanda_calls if call.seconds_to_contact is not None][:30]
    calls = _at((*missed, *reached), [12] * 12 + [10] * 30)
    told = next(text for text in _told(vetlanda_material, method, calls) if text.startswith("Mellan 12.00 och 13.00"))
    assert told.endswith("Det är en större skillnad än slumpen brukar ge: se över bemanningen då.")


def test_a_difference_that_chance_can_explain_is_called_so(
    vetlanda_material: Material, method: Method, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    calls = _at(vetlanda_calls[:54], [12 if number % 3 else 10 for number in range(54)])
    told = next(text for text in _told(vetlanda_material, method, calls) if text.startswith("Mellan 12.00 och 13.00"))
    assert told.endswith("Slumpen ensam kan förklara skillnaden.")


def test_where_every_call_got_through_there_is_no_map(
    vetlanda_material: Material, method: Method, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    calls = tuple(call for call in vetlanda_calls if call.seconds_to_contact is not None)[:4]
    told = _told(vetlanda_material, method, calls)
    assert told == ["Alla 4 samtal nådde en handläggare, så det finns inga tider att visa."]


def test_without_calls_the_section_says_so(vetlanda_material: Material, method: Method) -> None:
    assert _told(vetlanda_material, method, ()) == ["Det finns inga samtal att visa (n\u00a0=\u00a00)."]


def _told(material: Material, method: Method, calls: tuple[CallRecord, ...]) -> list[str]:
    return _texts(replace(material, calls=calls, figures=count(method, calls, [])))
