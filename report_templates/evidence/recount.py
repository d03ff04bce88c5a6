"""Counts every figure of figures.csv again, from calls.csv, letters.csv, calendar.csv and method.json alone.

It first looks whether each file is still the one of manifest.json, also the mails and decisions that it does not count.
Needs Python 3.9 or later and nothing else:  python3 -I recount.py [FOLDER]
Ends with 0 when every figure is what the report says and no file was changed, lost or put in, else with 1.
"""

from __future__ import annotations

import csv
import json
import sys
from bisect import bisect_left
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Row = dict[str, Any]
    Counted = tuple[int | Fraction, int, Fraction | None]
    Method = Mapping[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Check the files, count the figures, say what is not right; how the program ends."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    (wrong_files, files), (wrong_figures, figures) = checked(file_faults, folder), checked(figure_faults, folder)
    sys.stdout.write("".join(f"{line}\n" for line in (*wrong_files, *wrong_figures, files, figures)))
    return 1 if wrong_files or wrong_figures else 0


def checked(check: Callable[[Path], tuple[list[str], str]], folder: Path) -> tuple[list[str], str]:
    """What is not right and the line that sums it up, also when the files cannot be read at all."""
    try:
        return check(folder)
    except (OSError, LookupError, TypeError, ValueError, csv.Error) as fault:
        return [f"A file is missing or cannot be read as it is ({type(fault).__name__}: {fault})"], "Not all checked"


def file_faults(folder: Path) -> tuple[list[str], str]:
    """The files that are missing, have another checksum than in the manifest, or are not of the pack."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    sums = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    left_by_systems = {".DS_Store", "Thumbs.db", "desktop.ini"}  # by macOS and Windows, where somebody opened a folder
    files = (file for file in folder.rglob("*") if file.is_file() and file.name not in left_by_systems)
    there = {file.relative_to(folder).as_posix(): file for file in files}
    faults = [f"{name} is missing" for name in sorted(sums.keys() - there.keys())]
    both = sorted(sums.keys() & there.keys())
    changed = [name for name in both if sha256(there[name].read_bytes()).hexdigest() != sums[name]]
    faults += [f"{name} was changed: its checksum is not that of manifest.json" for name in changed]
    added = sorted(there.keys() - sums.keys() - {"manifest.json", "SHA256SUMS"})
    faults += [f"{name} is not of the pack: manifest.json does not list it" for name in added]
    return faults, f"{len(sums)} files in the pack, {len(faults)} changed, missing or added"


def figure_faults(folder: Path) -> tuple[list[str], str]:
    """The figures of the report that the rows do not give, and those that it should have and has not."""
    counted, rows = figures_of(folder), read(folder / "figures.csv")
    columns, faults = ("numerator", "denominator", "value", "value_rounded"), []
    told = {(row["area_code"], row["key"]): tuple(row[name] for name in columns) for row in rows}
    for area, key in (place for place, figure in told.items() if counted.get(place) != figure):
        found = in_words(counted[area, key]) if (area, key) in counted else "no such figure"
        faults.append(f"{area} {key}: the report says {in_words(told[area, key])}; the rows give {found}")
    faults += [f"{area} {key} is not in the report" for area, key in sorted(counted.keys() - told.keys())]
    return faults, f"{len(rows)} figures in the report, {len(counted)} counted again, {len(faults)} differ"


def in_words(figure: tuple[str, ...]) -> str:
    """The texts of a figure as a stranger reads them."""
    numerator, denominator, value, printed = figure
    return f"{numerator} of {denominator}, {value or 'no value'}, printed as {printed or '-'}"


def read(file: Path) -> list[Row]:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def figures_of(folder: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """Every figure by area and key, as the texts that figures.csv has."""
    method = json.loads((folder / "method.json").read_text(encoding="utf-8"))
    hours = {row["date"]: (row["opens"], row["closes"]) for row in read(folder / "calendar.csv")}
    calls = [judged_call(method, row) for row in read(folder / "calls.csv")]
    letters = [judged_letter(method, hours, row) for row in read(folder / "letters.csv")]
    places = {"total": {area["code"] for area in method["area"] if area["in_total"]}}
    places.update({area["code"]: {area["code"]} for area in method["area"]})
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
    return f"{Decimal(floor(Fraction(value) * 10**places + Fraction(1, 2))).scaleb(-places):f}"


def share(counted: Sequence[object]) -> Counted:
    """How many of these are true, of how many, and the share in per cent."""
    above, below = sum(map(bool, counted)), len(counted)
    return above, below, Fraction(100 * above, below) if below else None


def over(base: int, counted: int, *, is_known: bool) -> Counted:
    """The share of a base of this size; nothing counted while a contact lacks its grade."""
    return share([place < counted for place in range(base)] if is_known else [])


def tally(rows: Sequence[Row]) -> Counted:
    """How many there are."""
    return len(rows), len(rows), Fraction(len(rows))


def judged_call(method: Method, row: Row) -> Row:
    """The call with its contact band (0: no contact), and whether its question was answered."""
    rules = method["call"]
    contact = row["outcome"] in {"reached", "wrong_official"}
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
    found = {"calls_n": tally(calls)}
    for band in range(1, len(method["call"]["contact_band_seconds"]) + 2):
        found[f"contact_band_{band}_pct"] = share([call["band"] == band for call in calls])
    found["contact_none_pct"] = share([call["band"] == 0 for call in calls])
    found["contact_pct"] = share([call["contact"] for call in calls])
    found["measure_2_pct"] = share([call["direct"] for call in calls])
    found["measure_2_answered_pct"] = share([call["direct"] and call["answered"] for call in calls])
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
    good = method["measure_3"]["good"] if factor == "courtesy" else scale[:1]
    found = {f"{factor}_{word}_pct": share([call[factor] == word for call in base]) for word in scale}
    found[f"{factor}_good_share_pct"] = share([call[factor] in good for call in base])
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
        return share([call["courtesy"] in rules["good"] for call in base])
    points = sum(rules["points"][call["courtesy"]] for call in base)
    most = max(rules["points"].values()) * len(base)
    return points, most, Fraction(100 * points, most) if most else None


def judged_letter(method: Method, hours: Mapping[str, Sequence[str]], row: Row) -> Row:
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


def working_hours(hours: Mapping[str, Sequence[str]], sent_at: str, answered_at: str) -> Fraction:
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
    found = {
        "mails_n": tally(delivered),
        "mails_bounced_n": tally([letter for letter in letters if not letter["delivered"]]),
        "mails_late_n": tally([letter for letter in letters if letter["late"]]),
        "mails_answered_n": tally(answered),
        "reply_none_pct": share([letter["band"] == 0 for letter in delivered]),
        "acknowledged_pct": share([letter["acknowledged_at"] for letter in delivered]),
    }
    numbers = range(1, len(method["mail"]["reply_band_hours"]) + 1)
    bands = [share([letter["band"] == band for letter in delivered]) for band in numbers]
    found.update({f"reply_band_{band}_pct": figure for band, figure in enumerate(bands, start=1)})
    times = reply_times([letter["hours"] for letter in answered])
    found.update({**measure_1(method, delivered, bands), **times, **replies(method, answered)})
    for key in ("complete_sender", "extra_information"):
        above, graded_replies, _ = found[f"{key}_pct"]
        found[f"{key}_of_all_pct"] = over(len(delivered), int(above), is_known=graded_replies == len(answered))
    return found


def measure_1(method: Method, delivered: Sequence[Row], bands: Sequence[Counted]) -> dict[str, Counted]:
    """Letters answered in time, from the counts and as the sum of the bands already rounded."""
    within = method["measure_1"]["bands"]
    above, below, value = share([1 <= letter["band"] <= within for letter in delivered])
    parts = [floor(part + Fraction(1, 2)) for _, _, part in bands[:within] if part is not None]
    of_rounded = None if value is None else Fraction(sum(parts))
    return {"measure_1_pct": (above, below, value), "measure_1_sum_of_rounded_pct": (above, below, of_rounded)}


def reply_times(hours: Sequence[Fraction]) -> dict[str, Counted]:
    """Mean and median of the working hours to the answer."""
    ordered, count = sorted(hours), len(hours)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2 if count else None
    return {
        "mean_hours": (sum(hours, Fraction(0)), count, sum(hours, Fraction(0)) / count if count else None),
        "median_hours": (middle or Fraction(0), count, middle),
    }


def replies(method: Method, answered: Sequence[Row]) -> dict[str, Counted]:
    """Sender details and extra information, of the answers that were graded."""
    graded_senders = [letter["sender"] for letter in answered if letter["sender"]]
    kinds, complete = method["mail"]["sender"], method["mail"]["complete_sender"]
    found = {f"sender_{kind}_pct": share([sender == kind for sender in graded_senders]) for kind in kinds}
    found["complete_sender_pct"] = share([sender == complete for sender in graded_senders])
    extra = [letter["extra_information"] for letter in answered if letter["extra_information"]]
    found["extra_information_pct"] = share([word == "yes" for word in extra])
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
