"""Which section an interviewer's comment is printed under, judged by its words. Pure."""

import re

from report_templates.content import Quote, Quotes
from report_templates.material import Material
from report_templates.subject import Comment, Factor

_WORDS: tuple[tuple[Factor, re.Pattern[str]], ...] = (
    ("courtesy", re.compile(r"bemöt|trevlig|otrevlig|glad|vänlig|artig|tillmötesgå|snäll|leende", re.IGNORECASE)),
    ("interest", re.compile(r"intress|engage|stress|brydde|ville|letade|tog sig tid|ansträng|pliktsk", re.IGNORECASE)),
)


def factor_of(comment: Comment) -> Factor:
    """The factor the comment names, else the first one whose words it uses, else information."""
    if comment.factor is not None:
        return comment.factor
    return next((factor for factor, words in _WORDS if words.search(comment.text)), "information")


def quotes_about(material: Material, factor: Factor) -> tuple[Quotes, ...]:
    """The comments to print under this factor, as one block; nothing when there are none."""
    found = [comment for comment in material.comments if comment.text.strip() and factor_of(comment) == factor]
    quotes = tuple(Quote(comment.text.strip(), material.short(comment.area)) for comment in found)
    return (Quotes(material.language.say("Ur intervjuarnas kommentarer"), quotes),) if quotes else ()
