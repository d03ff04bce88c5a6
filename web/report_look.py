"""The look of a wave's reports: whose colour, logo and name they carry, with a preview."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote

from babel.numbers import format_decimal
from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper.colours import contrast_with_white, darkened, is_readable, read_colour
from shopper.faults import NotThere
from shopper.logo import LARGEST_LOGO, CleanLogo, RefusedLogo, clean_logo
from shopper.printed_text import LONGEST_LINE, one_line
from shopper.queries import measurements_of, stored_id
from shopper.report_look import WantedLook, choose_look, look_of
from shopper.tables.reports import ReportLook
from shopper.tables.study import Wave
from shopper.texts import mark
from web.access import COORDINATES
from web.dependencies import StoreSession, TheActor, ThePlatform, TheUser, storing
from web.language import gettext, language_in_use
from web.pages import page
from web.reach import wave_for
from web.sessions import Visitor

router = APIRouter()

OWN_COLOUR: Final = "#17324d"
"""What the preview shows where nobody has chosen a colour: the report's own is as dark."""

NO_COLOUR: Final = mark("Skriv färgen som # och sex tecken, till exempel #1a4f8b, eller lämna fältet tomt.")
TOO_LIGHT: Final = mark(
    "Färgen är för ljus: vit text på den får kontrasten %(ratio)s, och 4,5 är det minsta. Ta till exempel %(darker)s."
)
LOGO_FAULTS: Final = {
    "too_large": mark("Bilden är för stor. Välj en PNG på högst 1 MB."),
    "no_png": mark("Filen går inte att läsa som bild. Spara logotypen som PNG och försök igen."),
    "too_wide": mark("Bilden har för många bildpunkter. Förminska den till högst 2 000 på bredden och höjden."),
    "too_small": mark(
        "Bilden är för liten för att skrivas ut. Välj en med minst 16 bildpunkter på bredden och höjden."
    ),
}
NO_TEXT: Final = mark(
    "Skriv vad logotypen föreställer, till exempel Vetlanda kommuns vapen. Skärmläsare läser upp det."
)
TOO_LONG: Final = mark("Skriv högst 200 tecken.")

Short = Annotated[str, Form(max_length=2_000)]


@dataclass(frozen=True, slots=True)
class TypedLook:
    """The form as it was sent, but for the file."""

    colour: str = ""
    logo_text: str = ""
    publisher: str = ""


@router.get("/waves/{name}/report/look")
def show_look(request: Request, name: str, session: StoreSession, user: TheUser, done: str = "") -> HTMLResponse:
    """What the reports of the wave look like, and the form."""
    wave = wave_for(session, user, name)
    chosen = look_of(session, stored_id(wave.id))
    typed = TypedLook(chosen.colour, chosen.logo_text, chosen.publisher) if chosen else TypedLook()
    return _page(request, session, user, wave, typed, done=bool(done))


@router.get("/waves/{name}/report/look/logo")
def show_logo(name: str, session: StoreSession, user: TheUser) -> Response:
    """The logo as it is printed."""
    chosen = look_of(session, stored_id(wave_for(session, user, name).id))
    if chosen is None or chosen.logo is None:
        raise NotThere(f"the reports of {name} carry no logo")
    return Response(chosen.logo, media_type="image/png")


@router.post("/waves/{name}/report/look")
def save_look(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    name: str,
    session: StoreSession,
    user: TheUser,
    actor: TheActor,
    platform: ThePlatform,
    colour: Short = "",
    logo_text: Short = "",
    publisher: Short = "",
    drop_logo: Short = "",
    logo: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Store the look; a new logo is read and written anew.

    On a route of `WORK_OUT_FIRST`: nothing is locked while a logo of millions of pixels is read.
    """
    wave = wave_for(session, user, name)
    picture, refused = _cleaned(logo)
    typed = TypedLook(colour, logo_text, publisher)
    wanted = WantedLook(colour, picture, bool(drop_logo), logo_text, publisher)
    if errors := _errors(wanted, refused, look_of(session, stored_id(wave.id))):
        return _page(request, session, user, wave, typed, errors=errors)
    with storing(platform) as writing:
        choose_look(writing, stored_id(wave.id), wanted, actor.cause)
    return RedirectResponse(f"{_address(wave)}?done=1", status_code=303)


def _cleaned(logo: UploadFile | None) -> tuple[CleanLogo | None, str]:
    """The picture written anew, or why it is refused; of a file that is too large one byte too many is read."""
    content = logo.file.read(LARGEST_LOGO + 1) if logo is not None else b""
    if not content:
        return None, ""
    try:
        return clean_logo(content), ""
    except RefusedLogo as refused:
        return None, gettext(LOGO_FAULTS[refused.rule])


def _errors(wanted: WantedLook, refused: str, before: ReportLook | None) -> dict[str, str]:
    found = {"colour": _colour_error(wanted.colour), "logo": refused}
    keeps_logo = before is not None and before.logo is not None and not wanted.drops_logo
    if (wanted.logo is not None or keeps_logo) and not one_line(wanted.logo_text):
        found["logo_text"] = gettext(NO_TEXT)
    for field in ("logo_text", "publisher"):
        if len(one_line(getattr(wanted, field))) > LONGEST_LINE:
            found[field] = gettext(TOO_LONG)
    return {field: text for field, text in found.items() if text}


def _colour_error(typed: str) -> str:
    if not typed.strip():
        return ""
    colour = read_colour(typed)
    if colour is None:
        return gettext(NO_COLOUR)
    if is_readable(colour):
        return ""
    # Rounded down: what falls short must not look as if it were enough.
    ratio = format_decimal(int(contrast_with_white(colour) * 10) / 10, format="0.0", locale=language_in_use())
    return gettext(TOO_LIGHT) % {"ratio": ratio, "darker": darkened(colour)}


def _address(wave: Wave) -> str:
    return f"/waves/{quote(wave.name, safe='')}/report/look"


def _page(  # noqa: PLR0913 - what the form and the store say
    request: Request,
    session: Session,
    user: Visitor,
    wave: Wave,
    typed: TypedLook,
    *,
    errors: dict[str, str] | None = None,
    done: bool = False,
) -> HTMLResponse:
    chosen = look_of(session, stored_id(wave.id))
    values = {
        "wave": wave,
        "address": _address(wave),
        "chosen": chosen,
        "colour": (chosen.colour if chosen else "") or OWN_COLOUR,
        "typed": typed,
        "reports": measurements_of(session, wave),
        "may_decide": user.role in COORDINATES,
        "errors": errors or {},
        "done": done and not errors,
    }
    return page(request, "report_look.html", 422 if errors else 200, **values)
