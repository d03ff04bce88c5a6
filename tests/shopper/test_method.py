"""A method file is checked whole, named in one sentence when broken, and frozen so that it cannot change."""

import json
import re
import tomllib
from hashlib import sha256
from importlib import resources

import pytest

from shopper.faults import BadInput
from shopper.method import load_method, method_names, parse_method, thaw_method

NAMES = ("kkik-2013", "kkik-2017", "kkik-2018")
TEXT = resources.files("shopper").joinpath("methods", "kkik-2017.toml").read_text(encoding="utf-8")

BROKEN = [
    ('name = "kkik-2017"', 'name = "KKiK 2017"', "name: must be small letters a-z, digits and -"),
    ("version = 1", "version = 0", "version: must be 1 or more"),
    ("comparable_from = 2016", "comparable_from = 16", "comparable_from: must be 2000 or more"),
    ("calls = 6", "calls = -1", "quota.calls: must be 0 or more"),
    ("mails = 6", 'mails = "six"', "quota.mails: must be a whole number"),
    ("= [60, 120]", "= [120, 60]", "call.contact_band_seconds: must be one or more limits, each larger than the one"),
    ('clock_starts = "human_voice"', 'clock_starts = "robot"', "call.clock_starts: allowed are dial, human_voice"),
    ('answered_by = ["good"', 'answered_by = ["fine"', "call.answered_by: may only name grades of the answer scale"),
    ('interest_base = "contacts"', 'interest_base = "most"', "call.interest_base: allowed are all, contacts, answered"),
    ("= [9, 18, 45, 90]", "= []", "mail.reply_band_hours: must be one or more limits"),
    ('complete_sender = "complete"', 'complete_sender = "full"', "mail.complete_sender: must be one of the sender"),
    ("target_percent = 90", "target_percent = 101", "mail.target_percent: must be 100 or less"),
    ('opens = "08:00"', 'opens = "18:00"', "working_time.opens: must be earlier than closes"),
    ('opens = "08:00"', 'opens = "03:00"', "working_time.opens: must be 04:00 or later"),
    ('opens = "08:00"', 'opens = "08:00:30"', "working_time.opens: must be a time of day in whole minutes"),
    ("weekdays = [1, 2, 3, 4, 5]", "weekdays = []", "working_time.weekdays: must name at least one weekday"),
    ("weekdays = [1, 2, 3, 4, 5]", "weekdays = [0]", "working_time.weekdays.1: must be 1 or more"),
    ('"Europe/Stockholm"', '"Europe/Vetlanda"', "working_time.time_zone: 'Europe/Vetlanda' is not a time zone"),
    ('country = "SE"', 'country = "DK"', "working_time.closed_categories: may for DK only be public, optional"),
    ('country = "SE"', 'country = "SE"\nalso_closed_on = ["30/10"]', "working_time.also_closed_on: '30/10' is not"),
    ("bands = 2", "bands = 5", "measure_1.bands: cannot be more than the number of reply bands"),
    ("seconds = 60", "seconds = 61", "measure_2.seconds: must be one of call.contact_band_seconds"),
    ("very_good = 3, ", "", "measure_3.points: must give points to exactly the grades of call.courtesy"),
    ('good = ["very_good", "good"]', 'good = ["best"]', "measure_3.good: may only name grades of call.courtesy"),
    ('lunch_from = "12:00"', 'lunch_from = "noon"', "plan.lunch_from: must be a time of day, such as 08:00"),
    ('code = "forskola"', 'code = "bygglov"', "area: every area needs a code of its own"),
    ('code = "forskola"', 'code = "Förskola"', "area.2.code: must be small letters a-z and _"),
    ("in_total = false", 'in_total = "perhaps"', "area.10.in_total: must be true or false"),
    ("[quota] ", "[quoter] ", "quota: is missing; write it"),
    (
        "target_percent = 90",
        "target_percent = 90\nrounding = 1",
        "mail.rounding: is not known; known keys are reply",
    ),
]


@pytest.mark.parametrize(
    ("good", "bad", "sentence"), BROKEN, ids=[f"{n}-{row[2][:24]}" for n, row in enumerate(BROKEN)]
)
def test_a_broken_value_gives_file_place_key_and_rule_in_one_sentence(good: str, bad: str, sentence: str) -> None:
    assert good in TEXT
    with pytest.raises(BadInput, match=rf"^mine\.toml, line \d+, column \d+, {re.escape(sentence)}[^\n]*$"):
        parse_method(TEXT.replace(good, bad, 1), where="mine.toml")


def keys_of(values: dict[str, object], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for key, value in values.items():
        found.append((*above, key))
        if isinstance(value, dict) and key != "points":
            found += keys_of(value, (*above, key))
    return found


@pytest.mark.parametrize("key", keys_of(tomllib.loads(TEXT)), ids=".".join)
def test_a_key_that_is_left_out_is_named(key: tuple[str, ...]) -> None:
    values = json.loads(load_method("kkik-2017").frozen())
    table = values
    for step in key[:-1]:
        table = table[step]
    del table[key[-1]]
    with pytest.raises(BadInput, match=rf"^frozen method, {re.escape('.'.join(key))}: is missing; write it$"):
        thaw_method(*_frozen(values))


def _frozen(values: object) -> tuple[str, str]:
    text = json.dumps(values)
    return text, sha256(text.encode()).hexdigest()


def test_broken_toml_gives_file_line_and_column() -> None:
    with pytest.raises(BadInput, match=r"^mine\.toml, line 2, column 1: it is not valid TOML \(.*\); mend it$"):
        parse_method('name = "x"\n= 3', where="mine.toml")


def test_the_methods_that_come_along_are_these() -> None:
    assert method_names() == NAMES


def test_an_unknown_method_lists_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r"no method 'kkik-1999'; known are kkik-2013, kkik-2017, kkik-2018$"):
        load_method("kkik-1999")


@pytest.mark.parametrize("name", NAMES)
def test_the_checksum_is_the_same_each_time_a_method_is_loaded(name: str) -> None:
    assert load_method(name).checksum == load_method(name).checksum


def test_methods_differ_in_checksum() -> None:
    assert len({load_method(name).checksum for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_frozen_method_thaws_to_itself(name: str) -> None:
    method = load_method(name)
    assert thaw_method(method.frozen(), method.checksum) == method


def test_an_altered_copy_is_refused() -> None:
    method = load_method("kkik-2017")
    altered = method.frozen().replace('"target_percent":90', '"target_percent":80')
    with pytest.raises(BadInput, match=r"^the frozen method has checksum [0-9a-f]{12} but was frozen as [0-9a-f]{12}"):
        thaw_method(altered, method.checksum)


def test_comments_and_order_in_the_file_do_not_change_the_checksum() -> None:
    moved = "# a note\n" + TEXT.replace('name = "kkik-2017"\nversion = 1\n', 'version = 1\nname = "kkik-2017"\n')
    assert parse_method(moved, "moved.toml").checksum == load_method("kkik-2017").checksum


def test_dates_may_be_written_as_toml_dates() -> None:
    text = TEXT.replace('country = "SE"', 'country = "SE"\nalso_closed_on = [2017-10-30]')
    assert parse_method(text, "mine.toml").working_time.also_closed_on == ("2017-10-30",)


def test_an_unknown_area_lists_the_allowed_ones() -> None:
    with pytest.raises(BadInput, match=r"^'skola' is not an area of kkik-2017; allowed are bygglov, forskola, "):
        load_method("kkik-2017").area_named("skola")


def test_the_office_of_the_municipal_board_is_outside_the_total() -> None:
    method = load_method("kkik-2017")
    assert {area.code for area in method.area} - set(method.areas_in_total) == {"kommunledningskontor"}
