"""The two sites that every page is looked at on: one with a bit of everything, and one where nothing has begun.

The tests change neither, so that one server each serves a whole module.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from scheduler.changes.change import make_change, preview_change
from scheduler.changes.orders import Ill
from shopper.comparison_group import OfKoladaGroup
from shopper.double.grading import grade
from shopper.double.rows import Judgement
from shopper.drafts.comparison import choose_group
from shopper.invitations import Invited, make_invitation
from shopper.kolada.stored import store_snapshot
from shopper.moves import Cause
from shopper.one_time_codes import new_secret
from shopper.queries import stored_id, wave_named
from shopper.reference_values import add_value
from shopper.report_look import WantedLook, choose_look
from shopper.report_targets import set_target
from shopper.review import Shown, approve, return_call
from shopper.sealed import seal
from shopper.settings import Settings
from shopper.tables.calls import Attempt, CallDraft, CallProbe, Grade
from shopper.tables.grading import DoubleGrade, TrainingCase
from shopper.tables.mail import MailProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement
from shopper.tables.trail import AuditEvent
from shopper.training import answer_case, import_cases
from shopper.training_file import shipped_training
from shopper.value_rows import ValueRow
from tests.browser.seen_printings import set_printings
from tests.graded import grade_call
from tests.kolada_example import example_snapshot
from tests.web.change_stage import RUNNING, set_running
from tests.web.double_stage import GOOD, graded_call, graded_letter, order
from tests.web.stage import START, Stage, add_user, set_stage
from tests.web.step_stage import draft_of, set_draft, user_id
from web.sessions import begin_session

NOW: Final = START + timedelta(hours=7)
"""Three in the afternoon of the first day: some calls are made, others wait."""
ROLES: Final = {
    "anna": "interviewer",
    "cecilia": "coordinator",
    "rut": "reviewer",
    "alva": "auditor",
    "admin": "administrator",
}
WHY: Final = "Lyssna på slutet en gång till: gav hon sitt namn?"
PERSONAL: Final = "Talade med Karin Ekström, som tog sig tid och gav numret 0383-971 12."
HARSH: Final = "Hon var otrevlig."
ILL_ON: Final = date(2017, 10, 18)
PAIRS: Final = 9
"""Calls that two people have graded: the first two differently."""


def set_nothing(session: Session) -> None:
    """One user of each role, and nothing to do for anybody."""
    for name, role in ROLES.items():
        add_user(session, name, role)


def set_everything(session: Session) -> dict[str, int | str]:
    """The study of the site's other tests with calls, reviews, second gradings, training and people in every state.

    Gives back what the pages' addresses name.
    """
    stage = set_stage(session)
    draft = set_draft(session)
    calls = _calls_of_anna(session)
    ids: dict[str, int | str] = {
        "due_call": stage.due_call,
        "later_call": stage.later_call,
        "waiting_mail": stage.waiting_mail,
        "answered": stage.answered_letters[0],
        "ungraded": stage.answered_letters[1],
        "refused_letter": stage.refused_letter,
        "draft_wave": draft,
    }
    ids |= _reviewed(session, calls[2:8], stage)
    ids |= _graded_twice(session, calls[8:18], stage)
    _for_the_report(session, stage, calls[7])
    ids |= _training(session)
    ids |= _people(session)
    ids["snapshot"] = _compared(session, stage)
    ids["change"] = _changed(session)
    ids |= set_printings(session, stage.measurement, NOW)
    return ids


def sign_in(session: Session, name: str) -> str:
    """The token of a new sign-in of this user; of one with a second factor it awaits the code."""
    user = session.exec(select(User).where(User.name == name)).one()
    awaits_code = user.totp_since is not None
    device = "Firefox, Linux"
    return begin_session(session, user, NOW, timedelta(hours=8), device=device, awaits_code=awaits_code)


def _calls_of_anna(session: Session) -> list[int]:
    anna = user_id(session, "anna")
    hers = select(CallProbe.id).where(CallProbe.interviewer_id == anna).order_by(col(CallProbe.id))
    return [stored_id(one) for one in session.exec(hers)]


def _reviewed(session: Session, calls: Sequence[int], stage: Stage) -> dict[str, int | str]:
    """A call begun, one dialled in vain, one submitted with warnings, two returned, the second corrected; one more."""
    begun, warned, plain, returned, corrected, approved = calls
    rut = user_id(session, "rut")
    session.add(
        CallDraft(
            call_probe_id=begun,
            user_id=user_id(session, "anna"),
            form_id="b6a4f0f2-58d5-4a43-9e5e-0d9f8d1c2b3a",
            saves=3,
            fields={"dialled_at": "2017-10-16 14:40:00", "human_at": "14:40:12", "comment": "Väntar i kö."},
            saved_at=NOW,
        )
    )
    session.add(Attempt(call_probe_id=stage.later_call, number=1, dialled_at=NOW, outcome="no_answer"))
    for number, call in enumerate((warned, plain, returned, corrected, approved)):
        grade_call(session, call, START + timedelta(minutes=10 * number), comment=HARSH if call == warned else "")
    for call in (returned, corrected):
        return_call(session, Shown(call, 1), WHY, rut, Cause("rut", START + timedelta(hours=2), WHY))
    grade_call(session, corrected, START + timedelta(minutes=30), version=2, courtesy="medium", comment="Sa sitt namn.")
    approve(session, Shown(approved, 1), rut, Cause("rut", START + timedelta(hours=3)))
    session.flush()
    return {
        "begun_call": begun,
        "warned_call": warned,
        "submitted_call": plain,
        "returned_call": returned,
        "corrected_call": corrected,
    }


def _graded_twice(session: Session, calls: Sequence[int], stage: Stage) -> dict[str, int | str]:
    """Calls that Bo has graded too, one that waits for him, and one that Anna may take."""
    bo = user_id(session, "bo")
    for number, call in enumerate(calls[:PAIRS]):
        graded_call(session, call, interest=("good", "poor", "medium")[number % 3])
        _one_after_the_other(session, call, number)
        second = session.get_one(DoubleGrade, order(session, call, "bo"))
        heard = {**GOOD, "interest": ("good", "poor", "medium")[number % 3]}
        heard |= {"courtesy": "poor", "interest": "poor"} if number < 2 else {}
        grade(session, second, Judgement(heard, "Kort i tonen."), Cause("bo", START))
    graded_call(session, calls[PAIRS])
    waiting = order(session, calls[PAIRS], "bo")
    letter = graded_letter(session, stage, "cecilia")
    session.add_all(
        DoubleGrade(mail_probe_id=letter, part=part, grader_id=grader, ordered_at=START, **said)
        for part, grader, said in (
            ("first", user_id(session, "cecilia"), {"graded_at": START, "sender": "complete"}),
            ("second", user_id(session, "rut"), {"how": "letter"}),
        )
    )
    session.flush()
    thirds = select(DoubleGrade.id).where(DoubleGrade.part == "third")
    letters = select(DoubleGrade.id).where(DoubleGrade.mail_probe_id == letter, DoubleGrade.part == "second")
    done = select(DoubleGrade.id).where(DoubleGrade.grader_id == bo, col(DoubleGrade.graded_at).is_not(None))
    return {
        "double_waiting": waiting,
        "double_letter": stored_id(session.exec(letters).one()),
        "double_done": stored_id(session.exec(done).first()),
        "difference": stored_id(session.exec(thirds).first()),
    }


def _for_the_report(session: Session, stage: Stage, approved: int) -> None:
    """A comment that points at somebody, a reply that could be the example, a target, and a look."""
    said = session.exec(select(Grade).where(Grade.call_probe_id == approved)).one()
    said.comment = PERSONAL
    letter = session.get_one(MailProbe, stage.answered_letters[0])
    letter.extra_information = True
    session.add_all([said, letter])
    set_target(session, "0685", "measure_1_pct", 95, Cause("cecilia", NOW))
    wave_id = session.get_one(Measurement, stage.measurement).wave_id
    choose_look(
        session, wave_id, WantedLook(colour="#1a4f8b", publisher="Revisorerna i Vetlanda"), Cause("cecilia", NOW)
    )


def _compared(session: Session, stage: Stage) -> int:
    """A snapshot of Kolada, a draft that is compared with one of its groups, and a value that was printed elsewhere."""
    number = store_snapshot(session, example_snapshot(), Cause("cecilia", NOW))
    choose_group(session, draft_of(session), OfKoladaGroup("G2", number), Cause("cecilia", NOW))
    printed = ValueRow("similar", "contact_pct", 64, 50, 81, 20, 20_000, 40_000, "rapporten från januari 2018")
    add_value(session, stage.measurement, printed, Cause("cecilia", NOW))
    return number


def _one_after_the_other(session: Session, call: int, number: int) -> None:
    """Nobody makes two calls at once."""
    attempt = session.exec(select(Attempt).where(Attempt.call_probe_id == call)).one()
    attempt.dialled_at = START + timedelta(minutes=60 + 10 * number)
    attempt.official_at = attempt.dialled_at + timedelta(seconds=20)


def _training(session: Session) -> dict[str, int | str]:
    """The shipped examples; Anna has graded two, one as agreed and one stricter."""
    import_cases(session, shipped_training().rows(), Cause("cecilia", START))
    cases = list(
        session.exec(select(TrainingCase).where(TrainingCase.outcome == "reached").order_by(col(TrainingCase.id)))
    )
    anna = user_id(session, "anna")
    for case, courtesy in zip(cases[:2], (None, "poor"), strict=True):
        agreed = {"outcome": "reached", **case.agreed}
        answer_case(session, stored_id(case.id), anna, agreed | ({"courtesy": courtesy} if courtesy else {}), _BY_ANNA)
    letter = session.exec(select(TrainingCase).where(TrainingCase.channel == "mail")).first()
    return {
        "training_done": stored_id(cases[1].id),
        "training_call": stored_id(cases[2].id),
        "training_letter": stored_id(letter.id if letter else None),
        "anna": anna,
    }


_BY_ANNA: Final = Cause("anna", START)


def _changed(session: Session) -> int:
    """A planned and launched wave in which somebody has fallen ill; the number of that change."""
    set_running(session)
    wave, order = wave_named(session, RUNNING), Ill("calle", ILL_ON, ILL_ON)
    change = preview_change(session, wave, order, NOW)
    make_change(session, wave, order, change.checksum, Cause("cecilia", NOW, "Feber"))
    return stored_id(session.exec(select(func.max(AuditEvent.id))).one())


def _people(session: Session) -> dict[str, int | str]:
    """Somebody invited, somebody closed, one who is setting up a second factor, and one who has it."""
    cause, by = Cause("admin", START), user_id(session, "admin")
    invited = Invited("doris", "doris@kontoret.example", "reviewer")
    link = make_invitation(session, invited, by, timedelta(days=3), cause)
    names = {name: add_user(session, name, "interviewer") for name in ("kaj", "ove", "siv")}
    people = {name: session.get_one(User, number) for name, number in names.items()}
    sealed = seal(new_secret(), Settings().secret)
    people["kaj"].closed_at = NOW
    people["ove"].totp_sealed = sealed
    people["siv"].totp_sealed, people["siv"].totp_since = sealed, START
    session.add_all(people.values())
    session.flush()
    return {"invitation": link.secret, "closed": names["kaj"], "with_factor": names["siv"]}
