"""The figures of the e-mail half: reply bands, Measure 1, hours, sender, extra information (method study 5).

A bounced letter is outside every base. A reply after the window is unanswered in every figure.
"""

import pandas as pd

from scoring.counted import Counted, Counts, RoundedSum, share, share_of_graded, tally
from scoring.frames import NOT_GRADED
from scoring.two_bases import other_key
from scoring.words import sender_word
from shopper.method import Method
from shopper.record_columns import Marks

EXTRA_TEXT = "svar med merinformation / besvarade brev"


def mail_counts(method: Method, rows: pd.DataFrame) -> Counts:
    """What is counted of these letters."""
    delivered, answered = rows["delivered"].to_numpy(), rows["answered"].to_numpy()
    numbers = [
        tally("mails_n", delivered, "antal skickade brev som kom fram"),
        tally("mails_bounced_n", ~delivered, "antal brev som studsade"),
        tally("mails_late_n", rows["late"].to_numpy(), "antal brev besvarade efter fristen"),
        tally("mails_answered_n", answered, "antal besvarade brev"),
    ]
    bands = reply_bands(method, rows, delivered)
    senders = sender_shares(method, rows)
    parts = {
        "reply_bands": tuple(band.key for band in bands),
        "sender": tuple(sender.key for sender in senders[:-1]),
    }
    first = parts["reply_bands"][: method.measure_1.bands]
    times = [*measure_1(method, rows, first), *reply_times(rows)]
    quality = quality_shares(rows)
    others = tuple(over_all(delivered, answered, own) for own in (senders[-1], quality[0]))
    return Counts((*numbers, *bands, *times, *senders, *quality), parts, others)


def over_all(delivered: Marks, answered: Marks, own: Counted) -> Counted:
    """The same replies as a share of all letters that arrived; one without a reply has none of it (4.2).

    While a reply lacks its judgement nothing is counted: nobody knows what it will be.
    """
    formula = f"{own.formula.rpartition(' / ')[0]} / skickade brev"
    return share_of_graded(other_key(own.key), delivered, own.base & own.adds, formula, answered & ~own.base)


def reply_bands(method: Method, rows: pd.DataFrame, delivered: Marks) -> list[Counted]:
    """The share of letters answered in each reply band, and the unanswered (5.2)."""
    band = rows["band"].to_numpy()
    limits = method.mail.reply_band_hours
    found = []
    for number in range(1, len(limits) + 1):
        lowest = limits[number - 2] if number > 1 else 0
        formula = f"besvarade efter {lowest}\u2013{limits[number - 1]} arbetstimmar / skickade brev"
        found.append(share(f"reply_band_{number}_pct", delivered, band == number, formula))
    formula = f"utan svar inom {limits[-1]} arbetstimmar / skickade brev"
    return [*found, share("reply_none_pct", delivered, band == 0, formula)]


def measure_1(method: Method, rows: pd.DataFrame, bands: tuple[str, ...]) -> list[Counted | RoundedSum]:
    """Measure 1 from raw counts, and as the printed reports have it: the sum of bands already rounded (8.3)."""
    band = rows["band"].to_numpy()
    in_time = (band >= 1) & (band <= method.measure_1.bands)
    limit = method.mail.reply_band_hours[method.measure_1.bands - 1]
    formula = f"besvarade inom {limit} arbetstimmar / skickade brev"
    exact = share("measure_1_pct", rows["delivered"].to_numpy(), in_time, formula)
    formula = "summan av svarstidsbandens avrundade andelar"
    return [exact, RoundedSum("measure_1_sum_of_rounded_pct", exact.key, bands, formula)]


def reply_times(rows: pd.DataFrame) -> list[Counted]:
    """Mean and median working hours over answered letters only (5.2)."""
    answered, worked = rows["answered"].to_numpy(), rows["worked"].to_numpy()
    of_mean = "summan av svarstiderna i arbetstimmar / besvarade brev"
    of_median = "medianen av svarstiderna i arbetstimmar, besvarade brev"
    return [
        Counted("mean_hours", "mean", of_mean, answered, worked),
        Counted("median_hours", "median", of_median, answered, worked),
    ]


def sender_shares(method: Method, rows: pd.DataFrame) -> list[Counted]:
    """The share of each kind of sender details over answered letters, and last the complete ones (5.2)."""
    sender, kinds = rows["sender"].to_numpy(), method.mail.sender
    graded = sender != NOT_GRADED
    shares = [
        share(f"sender_{kind}_pct", graded, sender == place, f"avsändare: {sender_word(kind)} / besvarade brev")
        for place, kind in enumerate(kinds)
    ]
    complete = sender == kinds.index(method.mail.complete_sender)
    formula = "fullständiga avsändaruppgifter / besvarade brev"
    return [*shares, share("complete_sender_pct", graded, complete, formula)]


def quality_shares(rows: pd.DataFrame) -> list[Counted]:
    """Extra information over answered and graded letters, and letters confirmed as received over all (5.1, 5.2)."""
    extra, acknowledged = rows["extra"].to_numpy(), rows["acknowledged"].to_numpy()
    of_acknowledged = "brev vars ankomst bekräftats / skickade brev"
    return [
        share("extra_information_pct", extra != NOT_GRADED, extra == 1, EXTRA_TEXT),
        share("acknowledged_pct", rows["delivered"].to_numpy(), acknowledged, of_acknowledged),
    ]
