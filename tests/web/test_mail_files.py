"""What a stranger's mail brings along reaches nobody's browser in a way that could do something."""

from fastapi.testclient import TestClient

from shopper.store import Store
from shopper.tables.mail import InboundMail
from tests.web.stage import Stage


def test_the_formatted_mail_holds_nothing_to_fetch_and_is_sealed(coordinator: TestClient, stage: Stage) -> None:
    answer = coordinator.get(f"/mails/{stage.waiting_mail}/formatted")
    policy = answer.headers["content-security-policy"]
    held = [word for word in ("<script", "<img", "pixel.gif", "<style") if word in answer.text]
    assert (answer.status_code, held, "<p>Hej!</p>" in answer.text) == (200, [], True)
    assert policy == "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


def test_the_page_shows_it_in_a_frame_without_any_permission(coordinator: TestClient, stage: Stage) -> None:
    html = coordinator.get(f"/desk?case=mail-{stage.waiting_mail}").text
    assert f'<iframe class="mail-frame" sandbox src="/mails/{stage.waiting_mail}/formatted"' in html


def test_an_attachment_is_downloaded_under_a_name_of_ours(coordinator: TestClient, stage: Stage) -> None:
    answer = coordinator.get(f"/mails/{stage.waiting_mail}/attachments/0")
    told = {name: answer.headers[name] for name in ("content-type", "content-disposition", "x-content-type-options")}
    assert (answer.content, told) == (
        b"%PDF-1.7",
        {
            "content-type": "application/octet-stream",
            "content-disposition": f'attachment; filename="brev-{stage.waiting_mail}-bilaga-1.pdf"',
            "x-content-type-options": "nosniff",
        },
    )


def test_a_file_or_a_mail_that_is_not_there_is_not_there(coordinator: TestClient, stage: Stage) -> None:
    addresses = (f"/mails/{stage.waiting_mail}/attachments/1", "/mails/999/attachments/0", "/mails/999/formatted")
    assert [coordinator.get(address).status_code for address in addresses] == [404, 404, 404]


def test_the_whole_mail_is_downloaded_as_it_came(coordinator: TestClient, stage: Stage, store: Store) -> None:
    answer = coordinator.get(f"/mails/{stage.waiting_mail}/original")
    with store.reading() as session:
        raw = session.get_one(InboundMail, stage.waiting_mail).raw
    assert (answer.content == raw, answer.headers["content-type"]) == (True, "application/octet-stream")


def test_a_file_is_listed_with_its_size_and_what_its_first_bytes_look_like(
    coordinator: TestClient, stage: Stage
) -> None:
    html = coordinator.get(f"/desk?case=mail-{stage.waiting_mail}").text
    assert "1 kB, ser ut som PDF" in html
