"""Which figures two methods define differently, although their measurements can stand on the same line otherwise.

KKiK's Measure 1 allowed two working days until 2017 and one from 2018 (method study 2.1): the same letters give other
shares, and neither a change nor a mean of both means anything.
"""

from shopper.method import Method

_TIMED = ("reply_", "measure_1_", "mean_hours", "median_hours", "mails_answered_", "mails_late_")
_ANSWERED = ("reply_none_", "mean_hours", "median_hours", "mails_", "sender_", "complete_sender_", "extra_information_")


def means_the_same(ours: Method, theirs: Method, key: str) -> bool:
    """Whether a figure counted by both methods means the same: on one line, and with no definition it depends on."""
    return ours.comparable_from == theirs.comparable_from and not key.startswith(differing(ours, theirs))


def differing(ours: Method, theirs: Method) -> tuple[str, ...]:
    """The beginnings of the keys of figures that the two define differently; none for the same definitions."""
    return (*_of_letters(ours, theirs), *_of_calls(ours, theirs))


def _of_letters(ours: Method, theirs: Method) -> tuple[str, ...]:
    limits, other = ours.mail.reply_band_hours, theirs.mail.reply_band_hours
    found: tuple[str, ...] = ()
    if ours.working_time != theirs.working_time:
        found += _TIMED
    if limits != other:
        found += ("reply_band_",)
    if limits[-1] != other[-1]:
        found += _ANSWERED
    if limits[ours.measure_1.bands - 1] != other[theirs.measure_1.bands - 1]:
        found += ("measure_1_",)
    if ours.mail.complete_sender != theirs.mail.complete_sender:
        found += ("complete_sender_",)
    return found


def _of_calls(ours: Method, theirs: Method) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    mine, other = ours.call, theirs.call
    if mine.contact_band_seconds != other.contact_band_seconds or mine.clock_starts != other.clock_starts:
        found += ("contact_band_",)
    if ours.measure_2.seconds != theirs.measure_2.seconds or mine.clock_starts != other.clock_starts:
        found += ("measure_2_",)
    for factor in ("answer", "information", "interest", "courtesy"):
        if _factor_of(ours, factor) != _factor_of(theirs, factor):
            found += (f"{factor}_",)
    if _factor_of(ours, "courtesy") != _factor_of(theirs, "courtesy") or ours.measure_3 != theirs.measure_3:
        found += ("measure_3_", "courtesy_good_share_")
    return found


def _factor_of(method: Method, factor: str) -> tuple[object, ...]:
    """What a factor's shares depend on: its scale, its base, and what counts as answered."""
    rules = method.call
    return getattr(rules, factor), getattr(rules, f"{factor}_base", "all"), rules.answered_by
