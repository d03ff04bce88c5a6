"""The coordinator's pages through the site: waves, desk and letters."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlmodel import select

from shopper.sender_rules import DETAILS
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, MailProbe
from shopper.tables.reports import Report
from shopper.tables.trail import AuditEvent
from tests.web.stage import START, WAVE, Stage

WAVE_PAGE = f"/waves/{quote(WAVE)}"


def probe(store: Store, probe_id: int) -> MailProbe:
    """One letter as it is stored."""
    with store.reading() as session:
        return session.get_one(MailProbe, probe_id)


def mail(store: Store, inbound_id: int) -> InboundMail:
    """One mail as it is stored."""
    with store.reading() as session:
        return session.get_one(InboundMail, inbound_id)


def row_of(html: str, area: str) -> list[str]:
    """The numbers in an area's row of the progress table."""
    row = next(part for part in html.split("<tr>") if f">{area}</th>" in part)
    return re.findall(r"\d+ av \d+|\d+ försena\w+|<td[^>]*number\">(\d+)", row) and re.findall(
        r"(?<=>)(\d+ av \d+|\d+ försena\w+|–|\d+)(?=<)", row
    )


def test_the_list_shows_how_far_each_wave_has_come(coordinator: TestClient) -> None:
    html = coordinator.get("/waves").text
    assert (WAVE in html, "0 av 20" in html, "5 av 20" in html) == (True, True, True)


def test_a_wave_shows_progress_per_area_and_channel(coordinator: TestClient) -> None:
    html = coordinator.get(WAVE_PAGE).text
    rows = {area: row_of(html, area) for area in ("Äldreomsorg", "Bygglov", "Alla områden")}
    assert rows == {
        "Äldreomsorg": ["0 av 6", "–", "5 av 6", "1 försenat", "2"],
        "Bygglov": ["0 av 6", "–", "0 av 6", "1 försenat", "0"],
        "Alla områden": ["0 av 20", "–", "5 av 20", "2 försenade", "2"],
    }


def test_a_wave_says_which_letters_were_refused_and_how_many_are_uncertain(coordinator: TestClient) -> None:
    html = coordinator.get(WAVE_PAGE).text
    said = ("1 brev är osäkert" in html, "1 brev avvisades" in html, "Vilket stöd finns det till anhöriga?" in html)
    assert said == (True, True, True)


def test_a_wave_says_since_when_the_mail_server_is_down_and_why(coordinator: TestClient, store: Store) -> None:
    before = coordinator.get(WAVE_PAGE).text
    with store.transaction() as session:
        failure = "127.0.0.1:25 refused the connection"
        down = {"smtp_failing_since": START - timedelta(hours=1), "smtp_failure": failure}
        session.connection().execute(update(MailAccount).values(**down))
    after = coordinator.get(WAVE_PAGE).text
    sentence = "E-postservern tar inte emot brev sedan mån 16 okt. 2017 07:00."
    assert (sentence in before, sentence in after, failure in after) == (False, True, True)


def test_a_wave_says_when_nobody_reads_its_mailbox(coordinator: TestClient, store: Store) -> None:
    unread = "Brevlådan har inte lästs den senaste kvarten."
    assert unread in coordinator.get(f"/waves/{quote(WAVE)}").text
    with store.transaction() as session:
        session.get_one(MailAccount, "probes").polled_at = START
    assert unread not in coordinator.get(f"/waves/{quote(WAVE)}").text


def test_htmx_gets_the_progress_alone_from_the_pages_own_template(coordinator: TestClient) -> None:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    html = coordinator.get(WAVE_PAGE, headers=headers).text
    assert (html.lstrip().startswith('<div id="progress"'), "<html" in html) == (True, False)


def test_an_unknown_wave_is_not_there(coordinator: TestClient) -> None:
    assert coordinator.get("/waves/vår%201999").status_code == 404


def test_the_desk_shows_letters_that_may_have_been_sent_first(coordinator: TestClient, stage: Stage) -> None:
    html = coordinator.get("/desk").text
    assert ("4 ärenden väntar." in html, f'action="/desk/letters/{stage.uncertain_letter}"' in html) == (True, True)


@pytest.mark.parametrize(("decision", "state"), [("sent", "sent"), ("drop", "withdrawn")])
def test_an_uncertain_letter_is_settled(
    decision: str, state: str, coordinator: TestClient, stage: Stage, store: Store
) -> None:
    answer = coordinator.post(f"/desk/letters/{stage.uncertain_letter}", data={"decision": decision})
    assert (answer.status_code, probe(store, stage.uncertain_letter).state) == (303, state)


def test_a_mail_is_shown_as_text_with_its_quote_apart(coordinator: TestClient, stage: Stage) -> None:
    html = coordinator.get(f"/desk?case=mail-{stage.waiting_mail}").text
    shown = ("&lt;script&gt;alert(1)&lt;/script&gt;" in html, "<script>alert" in html, "flera brev passar: 2" in html)
    visible = html[html.index('class="mail-text"') : html.index("<details")]
    assert (shown, "Behöver jag bygglov?" in visible) == ((True, False, True), False)


def test_a_mail_decided_to_be_an_answer_answers_its_letter(coordinator: TestClient, stage: Stage, store: Store) -> None:
    data = {"decision": "answer", "letter": str(stage.sent_letter)}
    answer = coordinator.post(f"/desk/mails/{stage.waiting_mail}", data=data)
    letter = probe(store, stage.sent_letter)
    decided = mail(store, stage.waiting_mail)
    assert (answer.headers["location"], decided.desk, decided.kind) == (
        f"/desk?done=mail-{stage.waiting_mail}",
        "decided",
        "answer",
    )
    assert (letter.state, letter.answered_at) == ("answered", START - timedelta(days=1))


def test_a_mail_decided_to_belong_to_no_letter_leaves_the_desk(
    coordinator: TestClient, stage: Stage, store: Store
) -> None:
    coordinator.post(f"/desk/mails/{stage.waiting_mail}", data={"decision": "none"})
    decided = mail(store, stage.waiting_mail)
    assert (decided.desk, decided.mail_probe_id, probe(store, stage.sent_letter).state) == ("decided", None, "sent")


def test_a_decision_without_a_letter_asks_for_one(coordinator: TestClient, stage: Stage, store: Store) -> None:
    answer = coordinator.post(f"/desk/mails/{stage.waiting_mail}", data={"decision": "answer"})
    assert (answer.status_code, "Välj vilket brev det hör till" in answer.text) == (422, True)
    assert mail(store, stage.waiting_mail).desk == "waiting"


def test_an_unknown_decision_is_refused(coordinator: TestClient, stage: Stage) -> None:
    mails = coordinator.post(f"/desk/mails/{stage.waiting_mail}", data={"decision": "eat", "letter": "1"})
    letters = coordinator.post(f"/desk/letters/{stage.uncertain_letter}", data={"decision": "eat"})
    assert (mails.status_code, letters.status_code) == (400, 400)


def test_a_letter_is_graded_beside_its_reply_and_the_next_one_follows(
    coordinator: TestClient, stage: Stage, store: Store
) -> None:
    first, second = stage.answered_letters
    text = coordinator.get(f"/letters/{first}").text
    data = {"there": list(DETAILS), "sender": "complete", "extra_information": "yes"}
    answer = coordinator.post(f"/letters/{first}", data=data)
    graded = probe(store, first)
    assert ("utan bygglov" in text, answer.headers["location"]) == (True, f"/letters/{second}")
    assert (graded.sender, graded.extra_information, graded.graded_at) == ("complete", True, START)


def test_a_letter_graded_twice_alike_is_graded_once_and_differently_is_refused(
    coordinator: TestClient, stage: Stage, store: Store
) -> None:
    first = stage.answered_letters[0]
    forms = [{"sender": "other", "extra_information": extra} for extra in ("no", "no", "yes")]
    statuses = [coordinator.post(f"/letters/{first}", data=form).status_code for form in forms]
    with store.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "grade")).all()
    assert (statuses, len(events), probe(store, first).extra_information) == ([303, 303, 409], 1, False)


def test_an_unfinished_grading_comes_back_with_what_was_chosen(coordinator: TestClient, stage: Stage) -> None:
    answer = coordinator.post(f"/letters/{stage.answered_letters[0]}", data={"sender": "name_phone"})
    kept = 'value="name_phone" data-key="7" aria-keyshortcuts="7" checked' in answer.text
    assert (answer.status_code, kept, "Välj ja eller nej." in answer.text) == (422, True, True)


def test_a_letter_that_is_not_answered_cannot_be_graded(coordinator: TestClient, stage: Stage) -> None:
    data = {"there": list(DETAILS), "sender": "complete", "extra_information": "yes"}
    assert coordinator.post(f"/letters/{stage.sent_letter}", data=data).status_code == 409


def test_a_printing_is_ordered_once_while_it_is_under_way(coordinator: TestClient, store: Store) -> None:
    answers = [coordinator.post(f"{WAVE_PAGE}/0685/report") for _ in range(2)]
    with store.reading() as session:
        orders = [(report.ordered_by, report.state) for report in session.exec(select(Report))]
    assert ([answer.status_code for answer in answers], orders) == ([303, 409], [("cecilia", "ordered")])


def test_the_printed_files_are_downloaded(coordinator: TestClient, stage: Stage, store: Store) -> None:
    before = coordinator.get(f"{WAVE_PAGE}/0685/report/pdf").status_code
    printed = Report(measurement_id=stage.measurement, ordered_by="cecilia", ordered_at=START, state="ready")
    printed.pdf, printed.workbook = b"%PDF-1.7", b"PK"
    with store.transaction() as session:
        session.add(printed)
    pdf = coordinator.get(f"{WAVE_PAGE}/0685/report/pdf")
    workbook = coordinator.get(f"{WAVE_PAGE}/0685/report/xlsx")
    assert (before, pdf.content, workbook.content) == (404, b"%PDF-1.7", b"PK")
    assert pdf.headers["content-disposition"] == "attachment; filename*=UTF-8''0685-h%C3%B6st%202017-utkast.pdf"


def test_the_preview_stands_apart_without_scripts(coordinator: TestClient) -> None:
    answer = coordinator.get(f"{WAVE_PAGE}/0685/report/preview")
    policy = answer.headers["content-security-policy"]
    assert (answer.status_code, "Vetlanda" in answer.text, "default-src 'none'" in policy) == (200, True, True)
