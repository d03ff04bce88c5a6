"""The step of the senders: the accounts that letters leave from, and the citizens in whose names they are sent."""

from collections.abc import Iterable
from itertools import chain, islice
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel
from sqlmodel import Session, col, select

from scheduler.personas import Addresses, Citizen, names
from shopper.drafts.draft import draft_named, version_of
from shopper.drafts.senders import NAME_FAULTS, NameFault, choose_senders, pace_of, personas, read_names
from shopper.faults import BadInput
from shopper.queries import method_of
from shopper.reach import visible_accounts
from shopper.tables.mail import MailAccount
from shopper.tables.study import Wave
from shopper.texts import mark
from web.accounts_view import accounts
from web.dependencies import StoreSession, TheActor, ThePlatform, moment, signed_in
from web.language import gettext
from web.pages import page
from web.wave_steps_parts import overtaken_by, step_saved, steps_of

router = APIRouter()

STEP: Final = "senders"
SHOWN_SENDERS: Final = 8
OFFICE_ACCOUNT: Final = mark(
    "Från kontot %(account)s går dagsbreven till samordnarna; en kommun skulle känna igen det. Välj ett annat konto."
)


class TypedSenders(BaseModel):
    """The form as it was sent."""

    version: str = ""
    go: str = ""
    accounts: list[str] = []
    names: str = ""


@router.get("/waves/{name}/steps/senders")
def show_senders(request: Request, name: str, session: StoreSession, saved: str = "") -> HTMLResponse:
    """The accounts with their health, the wave's own names, and how its senders will look."""
    wave = draft_named(session, name)
    return _page(request, session, wave, _as_typed(wave), saved=bool(saved))


@router.post("/waves/{name}/steps/senders")
def save_senders(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    name: str,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    typed: Annotated[TypedSenders, Form()],
) -> Response:
    """Store the accounts and the names."""
    wave = draft_named(session, name, to_change=True)
    if typed.version != _as_typed(wave).version:
        return _page(request, session, wave, typed, overtaken=overtaken_by(session, wave, STEP))
    own = read_names(typed.names)
    if isinstance(own, NameFault):
        problem = gettext(NAME_FAULTS[own.rule]) % {"line": own.line}
        return _page(request, session, wave, typed, errors={"names": problem})
    office = platform.settings.office_account
    if office and office in typed.accounts:
        return _page(request, session, wave, typed, errors={"accounts": gettext(OFFICE_ACCOUNT) % {"account": office}})
    if not visible_accounts(session, signed_in(request)).issuperset(typed.accounts):
        raise BadInput("a mail account is not there any more; open the page again")
    choose_senders(session, wave, typed.accounts, own, actor.cause, office_account=office)
    return step_saved(name, STEP, typed.go)


def _page(  # noqa: PLR0913 - what the form and the database say
    request: Request,
    session: Session,
    wave: Wave,
    typed: TypedSenders,
    *,
    saved: bool = False,
    errors: dict[str, str] | None = None,
    overtaken: dict[str, Any] | None = None,
) -> HTMLResponse:
    values = {
        "views": accounts(session, moment(request), signed_in(request)),
        "typed": typed,
        "version": _as_typed(wave).version,
        "pace": pace_of(session, wave),
        "sample": list(_sample(session, wave)),
        "personas": personas(session, wave),
        "zone": method_of(wave).working_time.zone,
        "errors": errors or {},
        "overtaken": overtaken,
        "saved": saved,
    }
    status = 409 if overtaken else 422 if errors else 200
    return page(request, "step_senders.html", status, steps=steps_of(session, wave, STEP), **values)


def _sample(session: Session, wave: Wave) -> Iterable[Citizen]:
    """Citizens such as the plan will choose; none before an account is chosen, since it gives them their domain."""
    chosen = select(MailAccount.domain).where(col(MailAccount.name).in_(wave.mail_accounts))
    domains = tuple(session.exec(chosen.order_by(MailAccount.domain)))
    if not domains:
        return ()
    addresses = Addresses(wave.seed, domains, frozenset())
    return (addresses.citizen(name) for name in islice(chain(wave.persona_names, names(wave.seed)), SHOWN_SENDERS))


def _as_typed(wave: Wave) -> TypedSenders:
    mark = version_of([wave.mail_accounts, wave.persona_names])
    return TypedSenders(version=mark, accounts=list(wave.mail_accounts), names="\n".join(wave.persona_names))
