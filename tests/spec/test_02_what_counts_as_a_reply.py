"""Chapter 2 of the method: what counts as a reply."""

import pytest

from mail_probe.kind import Kind, classify
from mail_probe.message import parse
from tests.spec.chapter import Chapter, Row, Section, drawn

REPLIES = Section(
    "What stops the clock",
    """The clock of a letter stops at the first *answer*: an official's own words on the question, from whatever address they
come. A confirmation that the letter arrived, or was passed on, is felt as positive but answers nothing. Neither does a
machine. A question back ("which school?") is shown by itself and does not stop the clock unless the coordinator says
so. "See our web page" with a link is an answer, if a poor one; the grade for extra information tells them apart. Structure
and headers decide first what a mail is; words only choose between an answer and a confirmation. What the platform is
unsure of waits on the coordinator's desk and stops no clock until a person has decided.""",
    drawn("""
    Header                                    | Text                                                                                | Kind             | Certainty | Stops the clock | Why
    In-Reply-To: <letter@example.test>        | Bygglov för ett uterum kostar omkring 9 000 kronor. Avgiften beror på byggets storlek. | answer           | certain   | yes             | A person's words in reply to our letter.
    X-Mailer: Outlook                         | Bygglov för ett uterum kostar omkring 9 000 kronor. Avgiften beror på byggets storlek. | answer           | likely    | yes             | The same words without the thread: matched by the address they were sent to.
    In-Reply-To: <letter@example.test>        | Se https://kommun.example/bygglov                                                   | answer           | likely    | yes             | A reference with a link is an answer.
    In-Reply-To: <letter@example.test>        | Hej! Vi har mottagit ditt meddelande.                                               | acknowledgement  | likely    | no              | The registrar confirms that it came.
    In-Reply-To: <letter@example.test>        | Hej! Din fråga är vidarebefordrad till handläggare.                                 | forwarded        | likely    | no              | Passed on; the answer is still to come.
    Auto-Submitted: auto-replied              | Tack för ditt mejl. Vi svarar så snart vi kan.                                      | automatic        | certain   | no              | The header says that a machine wrote it.
    Subject: Autosvar: Fråga om bygglov       | Jag är på semester och åter den 6 november.                                         | automatic        | likely    | no              | The subject says the same.
    In-Reply-To: <letter@example.test>        | Hej! Vilken skola gäller det?                                                       | counter_question | likely    | no              | The municipality asks back.
    """),
)

REPORTS = Section(
    "What machines report about our letter",
    """A report that says the letter could not be delivered is a bounce: the letter never reached the municipality and
leaves every base. A notice of delay changes nothing; the server goes on trying. A read receipt is not an answer.""",
    drawn("""
    Report                      | Says                | Kind         | Certainty | Stops the clock | Why
    delivery-status             | failed              | bounce       | certain   | no              | Outside every base.
    delivery-status             | delayed             | delayed      | certain   | no              | Wait.
    disposition-notification    | displayed           | read_receipt | certain   | no              | Opened is not answered.
    """),
)

CHAPTER = Chapter(
    2,
    "What counts as a reply",
    "vad som räknas som svar",
    "5.1, 18",
    """Every mail that comes back is stored as it came, judged, and can be judged again. The judgement keeps its evidence.""",
    (REPLIES, REPORTS),
)

ENVELOPE = "From: Bygglov <bygglov@kommun.example>\r\nTo: Anna Berg <anna.berg@probes.test>\r\nMessage-ID: <r1@kommun.example>\r\n"

REPORT = (
    ENVELOPE
    + """Subject: Undelivered Mail Returned to Sender\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type={type}; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
This is a report about your mail.\r
--b\r
Content-Type: message/{type}\r
\r
{fields}\r
--b--\r
"""
)

FIELDS = {
    "failed": (
        "Reporting-MTA: dns; mx.kommun.example\r\n\r\n"
        "Final-Recipient: rfc822; kommunen@kommun.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    ),
    "delayed": (
        "Reporting-MTA: dns; mx.kommun.example\r\n\r\n"
        "Final-Recipient: rfc822; kommunen@kommun.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n"
    ),
    "displayed": (
        "Final-Recipient: rfc822; kommunen@kommun.example\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n"
    ),
}


def judged(raw: str) -> tuple[str, str, str]:
    judgement = classify(parse(raw.encode()))
    stops = judgement.kind is Kind.ANSWER and judgement.certainty != "unsure"
    return judgement.kind, judgement.certainty, "yes" if stops else "no"


@pytest.mark.parametrize("row", REPLIES.rows)
def test_reply(row: Row) -> None:
    header, text, *expected, _ = row
    subject = "" if header.startswith("Subject") else "Subject: SV: Fråga\r\n"
    raw = f"{ENVELOPE}{subject}{header}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    assert list(judged(raw)) == expected


@pytest.mark.parametrize("row", REPORTS.rows)
def test_report(row: Row) -> None:
    kind, says, *expected, _ = row
    assert list(judged(REPORT.format(type=kind, fields=FIELDS[says]))) == expected
