"""What a page may show: each part of an address is checked before an endpoint runs, in one place.

What is not the user's is not there: the answer is the same. Lists, and ids that come in forms, are narrowed with
`shopper/reach.py`, or looked up with `wave_for`, `call_for`, `letter_for` and `mail_for`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from shopper.double.cases import Grader, is_theirs
from shopper.faults import NotThere
from shopper.reach import is_own_call, is_own_letter, is_own_mail, own_waves, visible_accounts
from shopper.tables.calls import CallProbe
from shopper.tables.mail import InboundMail, MailProbe
from shopper.tables.study import Wave
from web.call_view import was_own
from web.sessions import Visitor

LARGEST_ID: Final = 2**31 - 1

Row = TypeVar("Row")
Params = Mapping[str, str]
Check = Callable[[Session, Visitor, Params], bool]


def wave_for(session: Session, user: Visitor, name: str) -> Wave:
    """The wave with this name; NotThere when there is none, or it is not theirs."""
    return _one(session.exec(select(Wave).where(Wave.name == name, col(Wave.id).in_(own_waves(user)))).first())


def call_for(session: Session, user: Visitor, call_id: int) -> CallProbe:
    """The call; NotThere when there is none, or it is not theirs."""
    return _one(session.exec(select(CallProbe).where(CallProbe.id == call_id, is_own_call(user))).first())


def letter_for(session: Session, user: Visitor, probe_id: int) -> MailProbe:
    """The letter of ours; NotThere when there is none, or it is of no wave of theirs."""
    return _one(session.exec(select(MailProbe).where(MailProbe.id == probe_id, is_own_letter(user))).first())


def mail_for(session: Session, user: Visitor, inbound_id: int) -> InboundMail:
    """The mail that came in; NotThere when there is none, it is a copy of our own, or it is of no wave of theirs."""
    wanted = select(InboundMail).where(InboundMail.id == inbound_id, is_own_mail(session, user))
    return _one(session.exec(wanted.where(col(InboundMail.self_copy).is_(False))).first())


def reaches(session: Session, user: Visitor, params: Params) -> bool:
    """Whether everything that the parts of an address name is the user's to reach.

    Every part must have a check below; `authorise` refuses a route until somebody has thought about each of its parts.
    """
    return all(CHECKS[part](session, user, params) for part in params)


def _one(found: Row | None) -> Row:
    if found is None:
        raise NotThere("there is nothing here with this name or number")
    return found


def _id(params: Params, part: str) -> int:
    """The number in an address, or -1, which no row has."""
    text = params[part]
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID)) else -1
    return number if number <= LARGEST_ID else -1


def _is_there(session: Session, wanted: SelectOfScalar[Any]) -> bool:
    return session.exec(wanted.limit(1)).first() is not None


def _wave(session: Session, user: Visitor, params: Params) -> bool:
    return _is_there(session, own_waves(user).where(Wave.name == params["name"]))


def _call(session: Session, user: Visitor, params: Params) -> bool:
    """Theirs, or an interviewer's until the plan was changed: that is told kindly, and nothing of the call is shown."""
    number = _id(params, "call_id")
    is_theirs = _is_there(session, select(CallProbe.id).where(CallProbe.id == number, is_own_call(user)))
    return is_theirs or (user.role == "interviewer" and was_own(session, number, user.id))


def _probe(session: Session, user: Visitor, params: Params) -> bool:
    """A letter; or, where the address names a channel, a contact of that channel.

    One that is nowhere any more gets through to the plan's page, which tells kindly that a new plan took it away.
    """
    number = _id(params, "probe_id")
    table = CallProbe if params.get("channel") == "call" else MailProbe
    if "channel" in params and session.get(table, number) is None:
        return True
    if table is CallProbe:
        return _is_there(session, select(CallProbe.id).where(CallProbe.id == number, is_own_call(user)))
    return _is_there(session, select(MailProbe.id).where(MailProbe.id == number, is_own_letter(user)))


def _mail(session: Session, user: Visitor, params: Params) -> bool:
    number = _id(params, "inbound_id")
    return _is_there(session, select(InboundMail.id).where(InboundMail.id == number, is_own_mail(session, user)))


def _account(session: Session, user: Visitor, params: Params) -> bool:
    return params["account"] in visible_accounts(session, user)


def _double(session: Session, user: Visitor, params: Params) -> bool:
    return is_theirs(session, Grader(user.id, user.role), _id(params, "double_id"))


def _nobodys(_session: Session, _user: Visitor, _params: Params) -> bool:
    """It names nothing of a wave by itself: what it leads to is looked up within what the rest of the address names."""
    return True


CHECKS: Final[Mapping[str, Check]] = {
    "name": _wave,
    "call_id": _call,
    "probe_id": _probe,
    "inbound_id": _mail,
    "double_id": _double,
    "account": _account,
    "area": _nobodys,  # of the wave's method, whose figures are looked up in the wave of the address
    "channel": _nobodys,  # with `probe_id`
    "case_id": _nobodys,  # of the training set, which all share
    "colour": _nobodys,  # of a report: a style sheet is made of it
    "code": _nobodys,  # a municipality of the register; its measurement is looked up in the wave of the address
    "file": _nobodys,  # of a wave's overview: it is made of the wave of the address
    "key": _nobodys,  # of one of these figures
    "kind": _nobodys,  # of file
    "number": _nobodys,  # of an attachment of the mail, of a change of the wave, or of a printing of its reports
    "question_id": _nobodys,  # of the bank, which all waves share
    "user_id": _nobodys,  # of an interviewer of the wave, or a person whom an administrator looks after
    "secret": _nobodys,  # is itself what lets somebody in
}
"""What is asked about each part of an address, by its name in the route."""
