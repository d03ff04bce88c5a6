"""The page of a wave's look: a colour that can be read, a logo that is nothing but a picture, and who publishes."""

from io import BytesIO
from urllib.parse import quote
from zlib import crc32

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlmodel import select

from shopper.store import Store
from shopper.tables.reports import ReportLook
from tests.web.conftest import SignIn
from tests.web.stage import WAVE

PAGE = f"/waves/{quote(WAVE)}/report/look"


def picture(width: int = 40, height: int = 20, kind: str = "PNG", secret: str = "") -> bytes:
    """A file with a picture of one colour, and a text hidden in it."""
    info = PngInfo()
    if secret:
        info.add_text("Comment", secret)
    out = BytesIO()
    Image.new("RGB", (width, height), "#3366aa").save(out, format=kind, **({"pnginfo": info} if kind == "PNG" else {}))
    return out.getvalue()


def stored(store: Store) -> ReportLook | None:
    with store.reading() as session:
        return session.exec(select(ReportLook)).first()


def stored_logo(store: Store) -> bytes:
    look = stored(store)
    return b"" if look is None or look.logo is None else look.logo


def sent(browser: TestClient, logo: bytes | None = None, **fields: str) -> int:
    files = {"logo": ("vapen.png", logo, "image/png")} if logo is not None else None
    return browser.post(PAGE, data=fields, files=files).status_code


def test_colour_logo_and_publisher_are_stored(coordinator: TestClient, store: Store) -> None:
    status = sent(coordinator, picture(), colour=" 1A4F8B ", logo_text="Vetlandas vapen", publisher="Revisorerna")
    look = stored(store)
    assert look is not None
    assert (status, look.colour, look.logo_text, look.publisher) == (303, "#1a4f8b", "Vetlandas vapen", "Revisorerna")
    shown = coordinator.get(f"{PAGE}/logo")
    assert (shown.headers["content-type"], shown.content) == ("image/png", look.logo)


def test_nothing_hidden_in_a_logo_survives(coordinator: TestClient, store: Store) -> None:
    sent(coordinator, picture(secret="hemligheten") + b"<script>efter bilden</script>", logo_text="Vapen")
    logo = stored_logo(store)
    with Image.open(BytesIO(logo)) as read:
        assert (read.format, read.size, read.info, read.convert("RGB").getpixel((0, 0))) == (
            "PNG",
            (40, 20),
            {},
            (0x33, 0x66, 0xAA),
        )
    assert (b"hemligheten" in logo, b"script" in logo) == (False, False)


def test_the_same_file_gives_the_same_logo(coordinator: TestClient, store: Store) -> None:
    found = []
    for secret in ("ett", "två"):
        sent(coordinator, picture(secret=secret), logo_text="Vapen")
        found.append(stored_logo(store))
    assert found[0] == found[1] != b""


def bomb() -> bytes:
    """A PNG whose header says that it is far larger than any picture."""
    header = b"IHDR" + (60_000).to_bytes(4) * 2 + bytes((8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + header + crc32(header).to_bytes(4)


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        (picture(kind="JPEG"), "Spara logotypen som PNG"),
        (b"<svg onload='alert(1)'/>", "Spara logotypen som PNG"),
        (picture()[:60], "Spara logotypen som PNG"),
        (bomb(), "Spara logotypen som PNG"),
        (picture(2_001, 20), "högst 2 000"),
        (picture(15, 20), "minst 16"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1_000_000), "högst 1 MB"),
    ],
    ids=["jpeg", "svg", "torn", "bomb", "wide", "small", "large"],
)
def test_a_file_that_is_no_logo_is_refused_with_what_to_do(
    coordinator: TestClient, store: Store, logo: bytes, said: str
) -> None:
    answer = coordinator.post(PAGE, data={"logo_text": "Vapen"}, files={"logo": ("x.png", logo, "image/png")})
    assert (answer.status_code, said in answer.text, stored(store)) == (422, True, None)


@pytest.mark.parametrize(
    ("colour", "said"),
    [
        ("#ffcc00", "Ta till exempel #8e7200."),
        ("#777777", "kontrasten 4,4"),
        ("röd", "Skriv färgen som"),
        ("#12345", "Skriv färgen som"),
        ('"><script>', "Skriv färgen som"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_with_what_to_do(
    coordinator: TestClient, store: Store, colour: str, said: str
) -> None:
    answer = coordinator.post(PAGE, data={"colour": colour})
    assert (answer.status_code, said in answer.text, stored(store)) == (422, True, None)


def test_a_logo_needs_a_text_for_who_does_not_see_it(coordinator: TestClient, store: Store) -> None:
    assert (sent(coordinator, picture(), logo_text=" "), stored(store)) == (422, None)


def test_a_logo_stays_until_it_is_taken_away(coordinator: TestClient, store: Store) -> None:
    sent(coordinator, picture(), logo_text="Vapen")
    sent(coordinator, logo_text="Vapnet", colour="#123")
    kept = stored(store)
    sent(coordinator, logo_text="Vapnet", drop_logo="yes")
    dropped = stored(store)
    assert kept is not None
    assert dropped is not None
    assert (kept.logo is None, kept.logo_text, kept.colour) == (False, "Vapnet", "#112233")
    assert (dropped.logo, dropped.logo_text, coordinator.get(f"{PAGE}/logo").status_code) == (None, "", 404)


def test_markup_in_a_name_stays_a_text(coordinator: TestClient) -> None:
    sent(coordinator, publisher="<b>Revisorerna</b>\u202e")
    html = coordinator.get(PAGE).text
    assert ("<b>Rev" in html, "&lt;b&gt;Revisorerna&lt;/b&gt;" in html) == (False, True)


def test_an_auditor_reads_and_others_are_refused(signed_in: SignIn, store: Store) -> None:
    auditor, reviewer = signed_in("alva"), signed_in("rut")
    asked = [auditor.get(PAGE).status_code, sent(auditor, colour="#123456"), reviewer.get(PAGE).status_code]
    assert (asked, stored(store)) == ([200, 403, 403], None)
