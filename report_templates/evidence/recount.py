"""Counts every figure of figures.csv again, from calls.csv, letters.csv, calendar.csv and method.json alone.

It also sees that each file is still the one of manifest.json: the mails and the decisions too, which it does not count.

Needs Python 3.9 or later and nothing else:  python3 -I recount.py [FOLDER]
Ends with 0 when every figure is what the report says and no file was changed, else with 1 and the list of what is not.
"""

from __future__ import annotations

import csv
import json
import sys
from bisect import bisect_left
from datetime import datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = dict[str, Any]
    Counted = tuple[int | Fraction, int, Fraction | None]
    Method = Mapping[str, Any]
    Hours = Mapping[str, tuple[str, str]]

CONTACTS = ("reached", "wrong_official")
"""How a call ends that reached an official."""

COMPARED = ("numerator", "denominator", "value", "value_rounded")


def main(arguments: Sequence[str]) -> int:
    """Count, compare, say what differs; how the program ends."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    counted = figures_of(folder)
    rows = read(folder / "figures.csv")
    told = {(row["area_code"], row["key"]): tuple(row[name] for name in COMPARED) for row in rows}
    different = [place for place, figure in told.items() if counted.get(place) != figure]
    faults = [f"{' '.join(place)}: report {told[place]}, counted {counted.get(place)}" for place in different]
    faults += [f"{area} {key}: not in the report" for area, key in sorted(counted.keys() - told.keys())]
    files, changed = changed_files(folder)
    said = [*changed, *faults, f"{files} files in the pack, {len(changed)} changed or missing"]
    said.append(f"{len(rows)} figures in the report, {len(counted)} counted again, {len(faults)} differ")
    sys.stdout.write("".join(f"{line}\n" for line in said))
    return 1 if changed or faults or not rows else 0


def changed_files(folder: Path) -> tuple[int, list[str]]:
    """How many files the manifest lists, and those that are missing or have another checksum."""
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    missing = [entry["name"] for entry in listed if not (folder / entry["name"]).is_file()]
    sums = {entry["name"]: entry["sha256"] for entry in listed if entry["name"] not in missing}
    other = [name for name, said in sums.items() if sha256((folder / name).read_bytes()).hexdigest() != said]
    found = [f"{name}: missing" for name in missing] + [f"{name}: not as in the manifest" for name in other]
    return len(listed), found


def read(file: Path) -> list[Row]:
    """The rows of a CSV file; an apostrophe that keeps spreadsheets from calculating is taken off."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return [{name: plain_cell(cell) for name, cell in row.items()} for row in csv.DictReader(stream)]


def plain_cell(cell: str) -> str:
    """The cell as it was before it was made harmless for a spreadsheet."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@\t\r" else cell


def figures_of(folder: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """Every figure by area and key, as the texts that figures.csv has."""
    method = json.loads((folder / "method.json").read_text(encoding="utf-8"))
    hours = {row["date"]: (row["opens"], row["closes"]) for row in read(folder / "calendar.csv")}
    calls = [judged_call(method, row) for row in read(folder / "calls.csv")]
    letters = [judged_letter(method, hours, row) for row in read(folder / "letters.csv")]
    in_total = {area["code"] for area in method["area"] if area["in_total"]}
    places = {"total": in_total, **{area["code"]: {area["code"]} for area in method["area"]}}
    found = {}
    for place, areas in places.items():
        ours = [call for call in calls if call["area"] in areas]
        theirs = [letter for letter in letters if letter["area"] in areas]
        for key, figure in {**of_calls(method, ours), **of_letters(method, theirs)}.items():
            found[place, key] = as_printed(figure, in_hours=key.endswith("_hours"))
    return found


def as_printed(counted: Counted, *, in_hours: bool) -> tuple[str, ...]:
    """Numerator, denominator, value with at most six decimals, and the value as the report rounds it."""
    numerator, denominator, value = counted
    return plain(numerator), str(denominator), plain(value), rounded(value, 1 if in_hours else 0)


def plain(value: int | Fraction | None) -> str:
    """A number with at most six decimals, halves up, without needless zeros."""
    text = rounded(value, 6)
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: int | Fraction | None, places: int) -> str:
    """A number with so many decimals, halves up; nothing for None."""
    if value is None:
        return ""
    number = floor(Fraction(value) * 10**places + Fraction(1, 2))
    if not places:
        return str(number)
    digits = str(abs(number)).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def share(base: Sequence[object], counted: Iterable[object]) -> Counted:
    """How many of the base are counted, of how many, and the share in per cent."""
    above, below = sum(map(bool, counted)), len(base)
    return above, below, Fraction(100 * above, below) if below else None


def over(base: int, counted: int, *, is_known: bool) -> Counted:
    """The share of a base of this size; nothing counted while a contact lacks its grade."""
    return share([True] * base * is_known, [True] * counted * is_known)


def tally(rows: Sequence[Row]) -> Counted:
    """How many there are."""
    return len(rows), len(rows), Fraction(len(rows))


def judged_call(method: Method, row: Row) -> Row:
    """The call with its contact band (0: no contact), and whether its question was answered."""
    rules = method["call"]
    contact = row["outcome"] in CONTACTS
    seconds = int(row["seconds_to_contact"]) if row["seconds_to_contact"] else None
    answer = row["answer"] if row["outcome"] == "reached" else "poor"
    return {
        **row,
        "contact": contact,
        "band": bisect_left(rules["contact_band_seconds"], seconds) + 1 if contact else 0,
        "direct": contact and seconds <= method["measure_2"]["seconds"],
        "answer": answer,
        "answered": answer in rules["answered_by"],
    }


def of_calls(method: Method, calls: Sequence[Row]) -> dict[str, Counted]:
    """Every figure of these calls: numerator, denominator and value, by key."""
    everyone = [True] * len(calls)
    found = {"calls_n": tally(calls)}
    for band in range(1, len(method["call"]["contact_band_seconds"]) + 2):
        found[f"contact_band_{band}_pct"] = share(everyone, [call["band"] == band for call in calls])
    found["contact_none_pct"] = share(everyone, [call["band"] == 0 for call in calls])
    found["contact_pct"] = share(everyone, [call["contact"] for call in calls])
    found["measure_2_pct"] = share(everyone, [call["direct"] for call in calls])
    found["measure_2_answered_pct"] = share(everyone, [call["direct"] and call["answered"] for call in calls])
    for factor in ("answer", "information", "interest", "courtesy"):
        found.update(of_factor(method, calls, factor))
    found["measure_3_pct"] = measure_3(method, calls)
    return {**found, **over_other_bases(method, calls)}


def graded(method: Method, calls: Sequence[Row], factor: str) -> list[Row]:
    """The calls that a factor's shares are shares of."""
    return [call for call in based(method, calls, factor) if call[factor]]


def based(method: Method, calls: Sequence[Row], factor: str) -> list[Row]:
    """The calls that should have a grade of the factor."""
    base = "all" if factor == "answer" else method["call"][f"{factor}_base"]
    mark = {"contacts": "contact", "answered": "answered"}.get(base)
    return [call for call in calls if mark is None or call[mark]]


def of_factor(method: Method, calls: Sequence[Row], factor: str) -> dict[str, Counted]:
    """The share of each grade of a factor, and of its good grades."""
    base, scale = graded(method, calls, factor), method["call"][factor]
    everyone = [True] * len(base)
    good = method["measure_3"]["good"] if factor == "courtesy" else scale[:1]
    found = {f"{factor}_{word}_pct": share(everyone, [call[factor] == word for call in base]) for word in scale}
    found[f"{factor}_good_share_pct"] = share(everyone, [call[factor] in good for call in base])
    return found


def over_other_bases(method: Method, calls: Sequence[Row]) -> dict[str, Counted]:
    """The good share of each factor over its other base, while every call has its grade: all, or those with contact."""
    found = {}
    for factor in ("information", "interest", "courtesy"):
        good, graded_calls, _ = of_factor(method, calls, factor)[f"{factor}_good_share_pct"]
        is_known = graded_calls == len(based(method, calls, factor))
        found[f"{factor}_good_share_of_all_pct"] = over(len(calls), int(good), is_known=is_known)
    reached = [call for call in calls if call["contact"]]
    good_answers = sum(call["answer"] == method["call"]["answer"][0] for call in reached)
    is_known = len(graded(method, calls, "answer")) == len(calls)
    return {**found, "answer_good_share_of_reached_pct": over(len(reached), good_answers, is_known=is_known)}


def measure_3(method: Method, calls: Sequence[Row]) -> Counted:
    """Courtesy: points as per cent of the most that could be had, or by older methods the share of good grades."""
    base, rules = graded(method, calls, "courtesy"), method["measure_3"]
    if rules["rule"] == "good_share":
        return share([True] * len(base), [call["courtesy"] in rules["good"] for call in base])
    points = sum(rules["points"][call["courtesy"]] for call in base)
    most = max(rules["points"].values()) * len(base)
    return points, most, Fraction(100 * points, most) if most else None


def judged_letter(method: Method, hours: Hours, row: Row) -> Row:
    """The letter with its working hours to the answer and its reply band (0: not answered in time)."""
    limits = method["mail"]["reply_band_hours"]
    delivered = row["delivery"] == "delivered"
    replied = delivered and row["answered_at"] != ""
    worked = working_hours(hours, row["sent_at"], row["answered_at"]) if replied else None
    in_time = replied and worked <= limits[-1]
    return {
        **row,
        "delivered": delivered,
        "answered": in_time,
        "late": replied and not in_time,
        "hours": worked,
        "band": bisect_left(limits, worked) + 1 if in_time else 0,
        "sender": row["sender"] if in_time else "",
        "extra_information": row["extra_information"] if in_time else "",
    }


def working_hours(hours: Hours, sent_at: str, answered_at: str) -> Fraction:
    """Hours between two local times that lie within the opening hours of calendar.csv, exact."""
    start, end = (datetime.fromisoformat(text).replace(tzinfo=None) for text in (sent_at, answered_at))
    total, day = timedelta(), start.date()
    while day <= end.date():
        opens, closes = hours[day.isoformat()]
        if opens:
            first, last = (datetime.fromisoformat(f"{day.isoformat()}T{clock}") for clock in (opens, closes))
            total += max(timedelta(), min(end, last) - max(start, first))
        day += timedelta(days=1)
    return Fraction(total // timedelta(microseconds=1), 3_600_000_000)


def of_letters(method: Method, letters: Sequence[Row]) -> dict[str, Counted]:
    """Every figure of these letters: numerator, denominator and value, by key."""
    delivered = [letter for letter in letters if letter["delivered"]]
    answered = [letter for letter in delivered if letter["answered"]]
    everyone = [True] * len(delivered)
    found = {
        "mails_n": tally(delivered),
        "mails_bounced_n": tally([letter for letter in letters if not letter["delivered"]]),
        "mails_late_n": tally([letter for letter in letters if letter["late"]]),
        "mails_answered_n": tally(answered),
        "reply_none_pct": share(everyone, [letter["band"] == 0 for letter in delivered]),
        "acknowledged_pct": share(everyone, [letter["acknowledged_at"] for letter in delivered]),
    }
    bands = []
    for band in range(1, len(method["mail"]["reply_band_hours"]) + 1):
        bands.append(share(everyone, [letter["band"] == band for letter in delivered]))
        found[f"reply_band_{band}_pct"] = bands[-1]
    found.update(measure_1(method, delivered, bands))
    found.update(reply_times([letter["hours"] for letter in answered]))
    found.update(replies(method, answered))
    for key in ("complete_sender", "extra_information"):
        above, graded_replies, _ = found[f"{key}_pct"]
        found[f"{key}_of_all_pct"] = over(len(delivered), int(above), is_known=graded_replies == len(answered))
    return found


def measure_1(method: Method, delivered: Sequence[Row], bands: Sequence[Counted]) -> dict[str, Counted]:
    """Letters answered in time, from the counts and as the sum of the bands already rounded."""
    within = method["measure_1"]["bands"]
    above, below, value = share([True] * len(delivered), [1 <= letter["band"] <= within for letter in delivered])
    parts = [floor(part + Fraction(1, 2)) for _, _, part in bands[:within] if part is not None]
    of_rounded = None if value is None else Fraction(sum(parts))
    return {"measure_1_pct": (above, below, value), "measure_1_sum_of_rounded_pct": (above, below, of_rounded)}


def reply_times(hours: Sequence[Fraction]) -> dict[str, Counted]:
    """Mean and median of the working hours to the answer."""
    ordered, count = sorted(hours), len(hours)
    total = sum(hours, Fraction(0))
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2 if count else None
    return {
        "mean_hours": (total, count, total / count if count else None),
        "median_hours": (middle or Fraction(0), count, middle),
    }


def replies(method: Method, answered: Sequence[Row]) -> dict[str, Counted]:
    """Sender details and extra information, of the answers that were graded."""
    rules = method["mail"]
    graded_senders = [letter["sender"] for letter in answered if letter["sender"]]
    everyone = [True] * len(graded_senders)
    found = {
        f"sender_{kind}_pct": share(everyone, [sender == kind for sender in graded_senders]) for kind in rules["sender"]
    }
    complete = rules["complete_sender"]
    found["complete_sender_pct"] = share(everyone, [sender == complete for sender in graded_senders])
    extra = [letter["extra_information"] == "yes" for letter in answered if letter["extra_information"]]
    found["extra_information_pct"] = share([True] * len(extra), extra)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
