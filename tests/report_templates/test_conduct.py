"""What the page on how it was counted says about letters that went astray, and about our own mailbox."""

import pytest

from report_templates.content import Heading, Listing, Paragraph
from report_templates.sections.conduct import conduct
from report_templates.subject import Conduct, MailboxRecord


def test_nothing_is_said_when_nothing_happened() -> None:
    assert conduct(Conduct(mailbox=MailboxRecord(letters=80, late=0, missing=0, longest_minutes=2))) == ()


def test_letters_that_went_astray_are_counted_openly() -> None:
    assert conduct(Conduct(not_delivered=2, replaced=1, detected=1)) == (
        Heading("Brevens väg"),
        Listing(
            (
                "2 brev kom inte fram och ingår inte i någon andel.",
                "1 brev ersattes av ett nytt inom samma område.",
                "1 brev räknas inte, för kommunen förstod att det var en mätning.",
            )
        ),
    )


LOOP = "Under hela mätningen skickades brev till den egna brevlådan (80 stycken), för att en långsam brevlåda "
TIMES = "Svarens tider är de då e-postservern tog emot dem."


@pytest.mark.parametrize(
    ("late", "missing", "told"),
    [
        (3, 0, "3 av dem kom fram senare än efter en kvart, det långsammaste efter 42 minuter. "),
        (0, 1, "1 av dem kom aldrig fram. "),
        (
            2,
            1,
            "2 av dem kom fram senare än efter en kvart, det långsammaste efter 42 minuter. 1 av dem kom aldrig fram. ",
        ),
    ],
)
def test_our_own_mailbox_is_told_of_when_it_was_ever_late(late: int, missing: int, told: str) -> None:
    found = conduct(Conduct(mailbox=MailboxRecord(letters=80, late=late, missing=missing, longest_minutes=42)))
    assert found == (
        Heading("Brevens väg"),
        Paragraph(f"{LOOP}inte ska tas för en långsam kommun. {told}{TIMES}", "note"),
    )
