"""What a stranger's mail brings along: its HTML in a frame that can do nothing, and its files to download unopened."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from mail_probe.reading.attachments import attachment_bytes
from mail_probe.reading.safe_html import safe_html
from shopper.faults import NotThere
from shopper.queries import stored_id
from web.dependencies import Number, StoreSession
from web.desk_decisions import stored_mail
from web.language import gettext, language_in_use
from web.mail_text import file_name

router = APIRouter()

SEALED_POLICY: Final = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
"""No script, no style, no picture, nothing fetched, no link that opens: a picture would tell that the mail was read."""


@router.get("/mails/{inbound_id}/formatted")
def show_formatted(inbound_id: Number, session: StoreSession) -> HTMLResponse:
    """The mail's own HTML, cleaned, for the sandboxed frame of its page; NotThere when it has none."""
    html = safe_html(stored_mail(session, inbound_id).raw)
    if html is None:
        raise NotThere(f"mail {inbound_id} has no HTML")
    title = gettext("Brevet formaterat")
    head = f'<!doctype html><html lang="{language_in_use()}"><head><meta charset="utf-8"><title>{title}</title></head>'
    return HTMLResponse(f"{head}<body>{html}</body></html>", headers={"Content-Security-Policy": SEALED_POLICY})


@router.get("/mails/{inbound_id}/attachments/{number}")
def download_attachment(inbound_id: Number, number: int, session: StoreSession) -> Response:
    """One file of a mail, counted from 0; never shown by the browser."""
    mail = stored_mail(session, inbound_id)
    file, content = attachment_bytes(mail.raw, number)
    return _download(content, file_name(stored_id(mail.id), number, file.name))


@router.get("/mails/{inbound_id}/original")
def download_original(inbound_id: Number, session: StoreSession) -> Response:
    """The mail's bytes as they came, which are the evidence."""
    mail = stored_mail(session, inbound_id)
    return _download(mail.raw, f"brev-{mail.id}.eml")


def _download(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": SEALED_POLICY}
    return Response(content, media_type="application/octet-stream", headers=headers)
