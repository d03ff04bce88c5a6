"""Which hard rules one contact breaks among all others: the rules of the plan, one function each. Pure.

Days, hours, weeks and weekdays are those of the municipality's zone; spans between contacts are elapsed time. What a
rule means stands at its function and nowhere else; the planner keeps to them, and a move by hand is checked by them.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Final

from scheduler.planning.case import Case
from scheduler.planning.hours import Stretch, clock, hours_text, minutes, overlap, stretches, week_of
from scheduler.planning.parts import PlannedProbe, PlanRequest, lunch, share_outside, working_stretches, zone_of
from scheduler.planning.reasons import Reason


def broken_rules(request: PlanRequest, probe: PlannedProbe, others: Iterable[PlannedProbe]) -> tuple[Reason, ...]:
    """Every hard rule that `probe` breaks among `others`, which are all other contacts, those `elsewhere` included.

    Nothing when it may stand where it is. ValueError when its municipality is not in the request.
    """
    case = Case(request, probe, tuple(others))
    rules = _OF_A_CALL if probe.channel == "call" else _OF_A_LETTER
    return tuple(reason for rule in (*_OF_BOTH, *rules, *_AMONG_ALL) for reason in rule(case))


def _period(case: Case) -> Iterator[Reason]:
    first, last = case.request.first_day, case.request.last_day
    if not first <= case.day <= last:
        yield case.reason("period", first_day=first.isoformat(), last_day=last.isoformat())


def _past(case: Case) -> Iterator[Reason]:
    """Only new contacts: a fixed one may lie behind."""
    not_before = case.request.not_before
    if not_before is not None and case.probe.planned_at < not_before and case.probe not in case.request.fixed:
        earliest = not_before.astimezone(zone_of(case.request, case.probe.municipality))
        yield case.reason("past", not_before=f"{earliest:%Y-%m-%d %H:%M}")


def _working_day(case: Case) -> Iterator[Reason]:
    if not working_stretches(case.request.method, case.day):
        yield case.reason("working_day")


def _closed_on(case: Case) -> Iterator[Reason]:
    if case.day in case.municipality.closed_on:
        yield case.reason("closed_on")


def _opening_hours(case: Case) -> Iterator[Reason]:
    switchboard = stretches(case.municipality.opening_hours.get(case.day.isoweekday(), ()))
    open_at = overlap(working_stretches(case.request.method, case.day), switchboard)
    if not _inside(case.span, open_at):
        yield case.reason("opening_hours", hours=_in_words(open_at))


def _lunch(case: Case) -> Iterator[Reason]:
    if overlap([case.span], lunch(case.request.method)):
        (start, end) = lunch(case.request.method)[0]
        yield case.reason("lunch", lunch_from=clock(start), lunch_to=clock(end))


def _not_in_wave(case: Case) -> Iterator[Reason]:
    if case.interviewer is None:
        yield case.reason("not_in_wave")


def _available(case: Case) -> Iterator[Reason]:
    who = case.interviewer
    if who is None:
        return
    at_work = [] if case.day in who.days_off else stretches(who.available.get(case.day.isoweekday(), ()))
    if not _inside(case.span, at_work):
        yield case.reason("available", hours=_in_words(at_work))


def _must_not(case: Case) -> Iterator[Reason]:
    who = case.interviewer
    if who is not None and case.probe.area in who.not_areas:
        yield case.reason("not_areas")
    if who is not None and case.probe.municipality in who.not_municipalities:
        yield case.reason("not_municipalities")


def _hours_a_week(case: Case) -> Iterator[Reason]:
    if case.interviewer is None:
        return
    week = week_of(case.day)
    calls = 1 + sum(week_of(case.local_of(one).date()) == week for one in case.same_voice)
    needs, has = calls * case.rules.minutes_a_call, case.interviewer.hours_a_week * 60
    if needs > has:
        yield case.reason("hours_a_week", year=week[0], week=week[1], has=hours_text(has), needs=hours_text(needs))


def _one_call_at_a_time(case: Case) -> Iterator[Reason]:
    length = timedelta(minutes=case.rules.minutes_a_call)
    for other in case.same_voice:
        if case.apart(other) < length:
            yield case.reason("one_call_at_a_time", limit=case.rules.minutes_a_call, **case.named(other))
            return


def _same_interviewer(case: Case) -> Iterator[Reason]:
    least = case.rules.days_between_same_interviewer
    for other in case.same_area:
        days = abs((case.local_of(other).date() - case.day).days)
        if other.channel == "call" and other.interviewer == case.probe.interviewer and days < least:
            yield case.reason("same_interviewer", limit=least, **case.named(other))
            return


def _asked_before(case: Case) -> Iterator[Reason]:
    if (case.probe.interviewer or "", case.probe.area, case.probe.question) in case.municipality.asked_before:
        yield case.reason("asked_before")


def _mail_hours(case: Case) -> Iterator[Reason]:
    earliest, latest = case.rules.mail_earliest, case.rules.mail_latest
    if not earliest <= case.local.time() < latest:
        yield case.reason("mail_hours", earliest=f"{earliest:%H:%M}", latest=f"{latest:%H:%M}")


def _mail_share(case: Case) -> Iterator[Reason]:
    """A letter that stands on the side which has too many; by hand the share may be a little off."""
    if case.probe.spare:
        return
    letters = [case.probe, *(one for one in case.same_place if one.channel == "mail" and not one.spare)]
    letters = [one for one in letters if one not in case.request.elsewhere]
    outside = sum(_is_outside(case, one) for one in letters)
    due = share_outside(case.request.method, len(letters))
    off = outside - due
    is_on_that_side = _is_outside(case, case.probe) == (off > 0)
    if abs(off) > max(1, len(letters) // 20) and is_on_that_side:
        yield case.reason("mail_share", outside=outside, letters=len(letters), limit=due)


def _question_twice(case: Case) -> Iterator[Reason]:
    """Within the wave: what another wave asks is not this one's."""
    for other in case.same_area:
        is_same = (other.channel, other.question) == (case.probe.channel, case.probe.question)
        if is_same and other not in case.request.elsewhere:
            yield case.reason("question_twice", **case.named(other))
            return


def _probes_per_area_and_day(case: Case) -> Iterator[Reason]:
    has = sum(case.local_of(one).date() == case.day for one in case.same_area)
    if has + 1 > case.rules.probes_per_area_and_day:
        yield case.reason("probes_per_area_and_day", has=has, limit=case.rules.probes_per_area_and_day)


def _hours_between_area_probes(case: Case) -> Iterator[Reason]:
    least = case.rules.hours_between_area_probes
    for other in case.same_area:
        if case.apart(other) < timedelta(hours=least):
            yield case.reason("hours_between_area_probes", limit=least, **case.named(other))
            return


def _minutes_between_probes(case: Case) -> Iterator[Reason]:
    least = case.rules.minutes_between_probes
    for other in case.same_place:
        if case.apart(other) < timedelta(minutes=least):
            yield case.reason("minutes_between_probes", limit=least, **case.named(other))
            return


def _probes_a_day(case: Case) -> Iterator[Reason]:
    has = sum(case.local_of(one).date() == case.day for one in case.same_place)
    if has + 1 > case.rules.probes_a_day:
        yield case.reason("probes_a_day", has=has, limit=case.rules.probes_a_day)


Rule = Callable[[Case], Iterator[Reason]]

_OF_BOTH: Final[tuple[Rule, ...]] = (_period, _past)
_OF_A_CALL: Final[tuple[Rule, ...]] = (
    _working_day,
    _closed_on,
    _opening_hours,
    _lunch,
    _not_in_wave,
    _available,
    _must_not,
    _hours_a_week,
    _one_call_at_a_time,
    _same_interviewer,
    _asked_before,
)
_OF_A_LETTER: Final[tuple[Rule, ...]] = (_mail_hours, _mail_share)
_AMONG_ALL: Final[tuple[Rule, ...]] = (
    _question_twice,
    _probes_per_area_and_day,
    _hours_between_area_probes,
    _minutes_between_probes,
    _probes_a_day,
)


def _inside(span: Stretch, some: Iterable[Stretch]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in some)


def _is_outside(case: Case, letter: PlannedProbe) -> bool:
    """Whether the letter leaves outside working time."""
    at = case.local_of(letter)
    minute = minutes(at.time())
    return not any(start <= minute < end for start, end in working_stretches(case.request.method, at.date()))


def _in_words(some: Iterable[Stretch]) -> str:
    return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in some) or "–"
