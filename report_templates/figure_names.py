"""What every figure is called in a table of data, and which factor it belongs to. Pure.

Names say the rule with its numbers (`Besvarade efter 9-18 arbetstimmar`), since a row of data stands alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from report_templates.language import Language
from scoring.call_figures import FACTORS, scale_of
from scoring.figures import Figure
from scoring.two_bases import OF_CALLS, OF_LETTERS, OVER_ALL, other_key
from shopper.method import Method
from shopper.texts import mark


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that is measured, with the beginnings of its figures' keys; `title` is Swedish, for `Language.say`."""

    code: str
    title: str
    beginnings: tuple[str, ...]

    def has(self, key: str) -> bool:
        """Whether a figure with this key is one of the factor's."""
        return key.startswith(self.beginnings)


OTHER: Final = Factor("other", mark("Övriga nyckeltal"), ("",))
"""Takes what no other factor does."""

FACTORS_OF_DATA: Final = (
    Factor("availability", mark("Tillgänglighet"), ("calls_", "contact_", "measure_2_")),
    Factor("answer", mark("Svar på frågan"), ("answer_",)),
    Factor("information", mark("Information"), ("information_",)),
    Factor("interest", mark("Intresse och engagemang"), ("interest_",)),
    Factor("courtesy", mark("Bemötande"), ("courtesy_", "measure_3_")),
    Factor("reply_times", mark("Svarstider"), ("mails_", "reply_", "measure_1_", "acknowledged_")),
    Factor("hours", mark("Svarstid i timmar"), ("mean_hours", "median_hours")),
    Factor("sender", mark("Avsändare"), ("sender_", "complete_sender_")),
    Factor("extra_information", mark("Merinformation"), ("extra_information_",)),
    OTHER,
)
"""In the order of the report."""


def factor_of(key: str) -> Factor:
    """The factor a figure belongs to."""
    return next(factor for factor in FACTORS_OF_DATA if factor.has(key))


def name_of(figure: Figure, names: Mapping[str, str], language: Language) -> str:
    """The figure's name; one that has none is called by its formula."""
    return names.get(figure.key) or language.formula(figure)


def figure_names(method: Method, language: Language) -> dict[str, str]:
    """The names of the method's figures by key, in this language."""
    names = {
        **dict(_availability(method, language)),
        **dict(_grades(method, language)),
        **dict(_reply_times(method, language)),
        **dict(_replies(method, language)),
    }
    return {**names, **dict(_over_other_bases(names, language))}


def _availability(method: Method, language: Language) -> Iterable[tuple[str, str]]:
    say, limits = language.say, method.call.contact_band_seconds
    yield "calls_n", say("Antal samtal")
    for number, seconds in enumerate(limits, start=1):
        low = limits[number - 2] if number > 1 else 0
        name = say("Kontakt efter {low}\u2013{high} s", low=low, high=seconds)
        yield f"contact_band_{number}_pct", say("Kontakt inom {n} s", n=seconds) if number == 1 else name
    yield f"contact_band_{len(limits) + 1}_pct", say("Kontakt efter mer än {n} s", n=limits[-1])
    yield "contact_none_pct", say("Ingen kontakt")
    yield "contact_pct", say("Kontakt med handläggare")
    direct = method.measure_2.seconds
    yield "measure_2_pct", say("Mått 2: kontakt inom {n} s", n=direct)
    yield "measure_2_answered_pct", say("Mått 2 med besvarad fråga: kontakt inom {n} s och svar", n=direct)


def _grades(method: Method, language: Language) -> Iterable[tuple[str, str]]:
    say = language.say
    good = {
        "answer": say("Gott svar på frågan"),
        "information": say("God information"),
        "interest": say("Gott intresse och engagemang"),
        "courtesy": say("Gott bemötande"),
    }
    for factor in FACTORS:
        title = say(factor_of(f"{factor}_").title)
        for grade in scale_of(method, factor):
            yield f"{factor}_{grade}_pct", f"{title}: {language.grade(grade)}"
        yield f"{factor}_good_share_pct", good[factor]
    yield "measure_3_pct", say("Mått 3: bemötande")


def _reply_times(method: Method, language: Language) -> Iterable[tuple[str, str]]:
    say, limits = language.say, method.mail.reply_band_hours
    yield "mails_n", say("Antal brev som kom fram")
    yield "mails_bounced_n", say("Antal brev som studsade")
    yield "mails_late_n", say("Antal brev besvarade efter fristen")
    yield "mails_answered_n", say("Antal besvarade brev")
    for number, hours in enumerate(limits, start=1):
        low = limits[number - 2] if number > 1 else 0
        name = say("Besvarade efter {low}\u2013{high} arbetstimmar", low=low, high=hours)
        yield f"reply_band_{number}_pct", say("Besvarade inom {n} arbetstimmar", n=hours) if number == 1 else name
    yield "reply_none_pct", say("Utan svar inom {n} arbetstimmar", n=limits[-1])
    limit = limits[method.measure_1.bands - 1]
    yield "measure_1_pct", say("Mått 1: besvarade inom {n} arbetstimmar", n=limit)
    yield "measure_1_sum_of_rounded_pct", say("Mått 1 som summan av avrundade delar")
    yield "acknowledged_pct", say("Brev vars ankomst bekräftats")


def _replies(method: Method, language: Language) -> Iterable[tuple[str, str]]:
    say = language.say
    yield "mean_hours", say("Genomsnittlig svarstid i arbetstimmar")
    yield "median_hours", say("Median av svarstiden i arbetstimmar")
    for category in method.mail.sender:
        yield f"sender_{category}_pct", say("Avsändare: {kind}", kind=language.sender(category))
    yield "complete_sender_pct", say("Fullständiga avsändaruppgifter")
    yield "extra_information_pct", say("Svar med merinformation")


def _over_other_bases(names: Mapping[str, str], language: Language) -> Iterable[tuple[str, str]]:
    say = language.say
    for key in OF_CALLS + OF_LETTERS:
        calls = say("samtal med kontakt") if key in OVER_ALL else say("alla samtal")
        base = say("alla brev som kom fram") if key in OF_LETTERS else calls
        yield other_key(key), say("{name}, räknat på {base}", name=names[key], base=base)
