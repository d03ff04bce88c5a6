"""What the page on how it was counted says about letters that went astray, and about our own mailbox."""

from report_templates.content import Heading, Listing, Paragraph
from report_templates.subject import Conduct, MailboxRecord


def conduct(found: Conduct) -> tuple[Heading | Listing | Paragraph, ...]:
    """The blocks about it; none when every letter arrived, nobody saw the measurement and our mailbox was in time."""
    lines = [
        _sentence(count, one, many)
        for count, one, many in (
            (found.not_delivered, "kom inte fram och ingår inte i någon andel", None),
            (found.replaced, "ersattes av ett nytt inom samma område", "ersattes av nya inom samma område"),
            (found.detected, "räknas inte, för kommunen förstod att det var en mätning", None),
        )
        if count
    ]
    listing = (Listing(tuple(lines)),) if lines else ()
    record = found.mailbox
    mailbox = () if record is None or not record.late + record.missing else (Paragraph(_mailbox_text(record), "note"),)
    return (Heading("Brevens väg"), *listing, *mailbox) if listing or mailbox else ()


def _sentence(count: int, one: str, many: str | None) -> str:
    return f"{count} brev {one if count == 1 or many is None else many}."


def _mailbox_text(record: MailboxRecord) -> str:
    """Tells a slow mailbox of ours from a slow municipality."""
    slowest = f"det långsammaste efter {record.longest_minutes} minuter"
    late = f"{record.late} av dem kom fram senare än efter en kvart, {slowest}. "
    missing = f"{record.missing} av dem kom aldrig fram. "
    return (
        f"Under hela mätningen skickades brev till den egna brevlådan ({record.letters} stycken), för att en långsam "
        f"brevlåda inte ska tas för en långsam kommun. {late if record.late else ''}{missing if record.missing else ''}"
        "Svarens tider är de då e-postservern tog emot dem."
    )
