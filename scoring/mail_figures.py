"""The figures of the e-mail half: reply bands, Measure 1, hours, sender, extra information (method study 5).

A bounced letter is outside every base. A reply after the window is unanswered in every figure.
"""

import numpy as np
import pandas as pd

from scoring.figures import Figure
from scoring.proofs import Ids, mean, median, share, sum_of_rounded, tally
from scoring.words import sender_word
from shopper.method import Method

EXTRA_TEXT = "svar med merinformation / besvarade brev"


def mail_figures(method: Method, rows: pd.DataFrame) -> tuple[list[Figure], dict[str, tuple[str, ...]]]:
    """Figures of these letters, and the groups of parts that together are 100 %."""
    delivered = rows["delivered"].to_numpy()
    counts = [
        tally("mails_n", rows["id"].to_numpy()[delivered], "antal skickade brev som kom fram"),
        tally("mails_bounced_n", rows["id"].to_numpy()[~delivered], "antal brev som studsade"),
        tally("mails_late_n", rows["id"].to_numpy()[rows["late"].to_numpy()], "antal brev besvarade efter fristen"),
    ]
    rows = rows[delivered]
    ids = rows["id"].to_numpy()
    answered = rows["answered"].to_numpy()
    counts.append(tally("mails_answered_n", ids[answered], "antal besvarade brev"))
    bands = reply_figures(method, rows, ids)
    senders = sender_figures(method, rows, ids)
    parts = {
        "reply_bands": tuple(figure.key for figure in bands),
        "sender": tuple(figure.key for figure in senders[:-1]),
    }
    first = bands[: method.measure_1.bands]
    return [*counts, *bands, *measure_1(method, rows, ids, first), *hour_figures(rows, ids), *senders,
            *quality_figures(rows, ids)], parts  # fmt: skip


def reply_figures(method: Method, rows: pd.DataFrame, ids: Ids) -> list[Figure]:
    """The share of letters answered in each reply band, and the unanswered (5.2)."""
    everyone = np.ones(len(ids), dtype=bool)
    band = rows["band"].to_numpy()
    limits = method.mail.reply_band_hours
    found = []
    for number in range(1, len(limits) + 1):
        lowest = limits[number - 2] if number > 1 else 0
        formula = f"besvarade efter {lowest}-{limits[number - 1]} arbetstimmar / skickade brev"
        found.append(share(f"reply_band_{number}_pct", ids, everyone, band == number, formula))
    formula = f"utan svar inom {limits[-1]} arbetstimmar / skickade brev"
    return [*found, share("reply_none_pct", ids, everyone, band == 0, formula)]


def measure_1(method: Method, rows: pd.DataFrame, ids: Ids, bands: list[Figure]) -> list[Figure]:
    """Measure 1 from raw counts, and as the printed reports have it: the sum of bands already rounded (8.3)."""
    band = rows["band"].to_numpy()
    in_time = (band >= 1) & (band <= method.measure_1.bands)
    limit = method.mail.reply_band_hours[method.measure_1.bands - 1]
    everyone = np.ones(len(ids), dtype=bool)
    exact = share("measure_1_pct", ids, everyone, in_time, f"besvarade inom {limit} arbetstimmar / skickade brev")
    formula = "summan av svarstidsbandens avrundade andelar"
    return [exact, sum_of_rounded("measure_1_sum_of_rounded_pct", exact, bands, formula)]


def hour_figures(rows: pd.DataFrame, ids: Ids) -> list[Figure]:
    """Mean and median working hours over answered letters only (5.2)."""
    answered = rows["answered"].to_numpy()
    hours = rows["hours"].to_numpy()[answered].tolist()
    return [
        mean("mean_hours", ids[answered], hours, "summan av svarstiderna i arbetstimmar / besvarade brev"),
        median("median_hours", ids[answered], hours, "medianen av svarstiderna i arbetstimmar, besvarade brev"),
    ]


def sender_figures(method: Method, rows: pd.DataFrame, ids: Ids) -> list[Figure]:
    """The share of each kind of sender details over answered letters, and last the complete ones (5.2)."""
    sender = rows["sender"].to_numpy()
    base = rows["answered"].to_numpy() & rows["sender"].notna().to_numpy()
    shares = [
        share(f"sender_{word}_pct", ids, base, sender == word, f"avsändare: {sender_word(word)} / besvarade brev")
        for word in method.mail.sender
    ]
    complete = sender == method.mail.complete_sender
    formula = "fullständiga avsändaruppgifter / besvarade brev"
    return [*shares, share("complete_sender_pct", ids, base, complete, formula)]


def quality_figures(rows: pd.DataFrame, ids: Ids) -> list[Figure]:
    """Extra information over answered and graded letters, and letters confirmed as received over all (5.1, 5.2)."""
    graded = rows["extra"].notna().to_numpy()
    extra = rows["extra"].eq(True).to_numpy()  # noqa: FBT003 - the value compared with
    everyone = np.ones(len(ids), dtype=bool)
    acknowledged = rows["acknowledged"].to_numpy()
    return [
        share("extra_information_pct", ids, graded, extra, EXTRA_TEXT),
        share("acknowledged_pct", ids, everyone, acknowledged, "brev vars ankomst bekräftats / skickade brev"),
    ]
