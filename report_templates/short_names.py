"""What the report's own tables and lines call its figures, short enough for a narrow column. Pure.

`figure_names.py` has the full names, for data that stand alone.
"""

from collections.abc import Mapping

from report_templates.figure_names import figure_names
from report_templates.language import Language
from report_templates.material import Material


def short_names(language: Language) -> Mapping[str, str]:
    """The name of each figure that is compared, followed through the years or given a target, in the order of print."""
    say = language.say
    return {
        "measure_1_pct": say("Mått 1, svar på brev i tid"),
        "measure_2_pct": say("Mått 2, direkt kontakt"),
        "measure_3_pct": say("Mått 3, bemötande"),
        "contact_pct": say("Kontakt med handläggare"),
        "answer_good_share_pct": say("Gott svar på frågan"),
        "information_good_share_pct": say("God information"),
        "interest_good_share_pct": say("Gott intresse"),
        "courtesy_good_share_pct": say("Gott bemötande"),
        "measure_2_answered_pct": say("Direkt kontakt med svar"),
        "reply_none_pct": say("Obesvarade brev"),
        "mean_hours": say("Genomsnittlig svarstid"),
        "median_hours": say("Svarstid, median"),
        "complete_sender_pct": say("Fullständiga avsändaruppgifter"),
        "extra_information_pct": say("Svar med merinformation"),
        "acknowledged_pct": say("Bekräftade brev"),
    }


def short_name(material: Material, key: str) -> str:
    """A figure's name; its full one where it has no short one."""
    short = short_names(material.language).get(key)
    return short or figure_names(material.method, material.language).get(key, key)
