"""Which jobs there are, and which of them each minute's round orders.

A job is a function of the workplace and one argument, commits what it does itself, and is harmless when run twice.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from time import sleep
from typing import Any, Final

from sqlmodel import select

from mail_probe.account_check import ordered_checks, run_check
from mail_probe.close_windows import close_windows
from mail_probe.last_look import last_look
from mail_probe.loop_letters import due_since, send_loop_letter
from mail_probe.send_due import note_unreached, send_due
from mail_probe.servers.diagnosis import fault_of_error
from mail_probe.take_in import take_in
from scheduler.approvals import approve_all_asked, waves_to_approve
from scheduler.changes.missed import replan_missed, waves_with_missed
from scheduler.deliveries import deliver_all_asked, waves_to_deliver
from scheduler.digest import digests_due, send_digest
from scheduler.engine import PLANS_QUEUE, REPORTS_QUEUE, Argument, JobFunction, Round
from scheduler.ordered_plans import plan_ordered, plans_to_make
from scheduler.report_job import render_report, reports_to_render
from scheduler.workplace import Workplace
from shopper.double.due import waves_due
from shopper.double.orders import ACTOR as DOUBLES
from shopper.double.orders import order_doubles
from shopper.faults import Fault
from shopper.moves import Cause
from shopper.tables.mail import MailAccount
from shopper.tables.study import Wave


def send_due_job(workplace: Workplace, account: str) -> int:
    """Send the account's letters that are due; how many the server took."""
    try:
        way_out = workplace.outgoing(account)
    except Fault as fault:
        note_unreached(workplace.store, account, workplace.clock(), str(fault), fault_of_error(fault))
        return 0
    with way_out.round() as outgoing:
        return send_due(workplace.store, workplace.clock, account, outgoing, workplace.worker)


def take_in_job(workplace: Workplace, account: str) -> int:
    """Take in what is new in the account's mailbox, then search it for late replies; how many were new."""
    new = take_in(workplace.store, workplace.clock, account, lambda: workplace.mailbox(account))
    last_look(workplace.store, workplace.clock, account, lambda: workplace.mailbox(account))
    return new


def loop_letter_job(workplace: Workplace, account: str) -> bool:
    """Send the account's letter to itself if one is due; whether the server took it."""
    try:
        outgoing = workplace.outgoing(account)
    except Fault as fault:
        note_unreached(workplace.store, account, workplace.clock(), str(fault), fault_of_error(fault))
        return False
    return send_loop_letter(workplace.store, workplace.clock, account, outgoing)


def account_check_job(workplace: Workplace, check_id: int) -> str:
    """Run an ordered self-test of an account; the state it ends in."""
    return run_check(workplace.store, workplace.clock, check_id, workplace.outgoing, workplace.mailbox, sleep)


def close_windows_job(workplace: Workplace, _argument: None) -> int:
    """Mark the letters whose time is over as unanswered; how many."""
    return close_windows(workplace.store, workplace.clock)


def render_report_job(workplace: Workplace, report_id: int) -> str:
    """Print an ordered report; the state it ends in."""
    return render_report(workplace, report_id)


def approve_asked_job(workplace: Workplace, wave_id: int) -> int:
    """Approve the drafts of a wave that somebody asked for together; how many were approved."""
    return approve_all_asked(workplace, wave_id)


def deliver_asked_job(workplace: Workplace, wave_id: int) -> int:
    """Send the final reports of a wave that somebody asked for together; how many letters the server took."""
    return deliver_all_asked(workplace, wave_id)


def plan_wave_job(workplace: Workplace, order_id: int) -> str:
    """Carry out an ordered planning of a wave; the state it ends in."""
    return plan_ordered(workplace, order_id)


def replan_missed_job(workplace: Workplace, wave_id: int) -> int:
    """Give the calls of a wave that nobody made on their day a new time; how many got one."""
    with workplace.store.transaction() as session:
        return replan_missed(session, session.get_one(Wave, wave_id), workplace.clock())


def order_doubles_job(workplace: Workplace, wave_id: int) -> int:
    """Order the second gradings of a wave that can be done by now; how many were new."""
    with workplace.store.transaction() as session:
        cause = Cause(DOUBLES, workplace.clock())
        return order_doubles(session, session.get_one(Wave, wave_id), cause)


def digest_job(workplace: Workplace, user_id: int) -> str:
    """Send a coordinator's daily digest if it is due; what became of it."""
    return send_digest(workplace, user_id)


JOBS: Final[Mapping[str, Callable[[Workplace, Any], Any]]] = {
    "send_due": send_due_job,
    "take_in": take_in_job,
    "loop_letter": loop_letter_job,
    "account_check": account_check_job,
    "close_windows": close_windows_job,
    "render_report": render_report_job,
    "approve_asked": approve_asked_job,
    "deliver_asked": deliver_asked_job,
    "digest": digest_job,
    "plan_wave": plan_wave_job,
    "replan_missed": replan_missed_job,
    "order_doubles": order_doubles_job,
}


def bound_jobs(workplace: Workplace) -> dict[str, JobFunction]:
    """The jobs as the engine runs them, at this workplace."""
    return {name: partial(job, workplace) for name, job in JOBS.items()}


def rounds(workplace: Workplace) -> tuple[Round, ...]:
    """What is ordered every minute: mail, accounts, closing windows, reports, plans, missed calls, second grades."""
    accounts = partial(account_names, workplace)
    return (
        Round("send_due", accounts),
        Round("take_in", accounts),
        Round("loop_letter", partial(accounts_to_try, workplace)),
        Round("account_check", lambda: ordered_checks(workplace.store, workplace.clock())),
        Round("close_windows", lambda: (None,)),
        Round("render_report", partial(reports_to_render, workplace), REPORTS_QUEUE),
        Round("approve_asked", partial(waves_to_approve, workplace)),
        Round("deliver_asked", partial(waves_to_deliver, workplace)),
        Round("digest", partial(digests_due, workplace)),
        Round("plan_wave", partial(plans_to_make, workplace), PLANS_QUEUE),
        Round("replan_missed", partial(waves_to_mend, workplace)),
        Round("order_doubles", partial(waves_to_double, workplace)),
    )


def waves_to_mend(workplace: Workplace) -> Sequence[Argument]:
    """The waves with calls of an earlier day that nobody made."""
    with workplace.store.reading() as session:
        return waves_with_missed(session, workplace.clock())


def waves_to_double(workplace: Workplace) -> Sequence[Argument]:
    """The waves with contacts that the seed has drawn for a second grading and that can be graded by now."""
    with workplace.store.reading() as session:
        return waves_due(session)


def account_names(workplace: Workplace) -> Sequence[Argument]:
    """Every mail account."""
    with workplace.store.reading() as session:
        return session.exec(select(MailAccount.name).order_by(MailAccount.name)).all()


def accounts_to_try(workplace: Workplace) -> Sequence[Argument]:
    """The mail accounts whose letter to themselves is due."""
    now = workplace.clock()
    with workplace.store.reading() as session:
        names = session.exec(select(MailAccount.name).order_by(MailAccount.name)).all()
        return [name for name in names if due_since(session, name, now) is not None]
