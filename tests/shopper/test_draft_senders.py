"""The senders of a draft: its accounts, its own names, and whether the letters get away."""

from datetime import date

import pytest
from sqlmodel import select

from shopper.drafts.senders import NameFault, Pace, choose_senders, pace, pace_of, read_names
from shopper.faults import BadInput
from shopper.method import load_method
from shopper.moves import Cause
from shopper.store import Store
from shopper.tables.mail import MailAccount
from shopper.tables.trail import AuditEvent
from tests.web.stage import START
from tests.web.step_stage import draft_of

CAUSE = Cause("cecilia", START)
RULES = load_method("kkik-2018").plan
TWO_DAYS = (date(2018, 3, 5), date(2018, 3, 6))


def account(letters_a_minute: int, minutes_between: int) -> MailAccount:
    """An account with this pace."""
    return MailAccount(
        name="a",
        domain="a.test",
        self_copy="k@a.test",
        smtp_host="h",
        smtp_port=1,
        smtp_security="none",
        imap_host="h",
        imap_port=1,
        imap_security="none",
        imap_user="u",
        letters_a_minute=letters_a_minute,
        minutes_between=minutes_between,
    )


def test_names_are_read_one_from_each_line_with_single_spaces() -> None:
    text = "Åsa  Öberg\r\n\r\n Karl-Erik O'Neill\nAnna von Essen"
    assert read_names(text) == ("Åsa Öberg", "Karl-Erik O'Neill", "Anna von Essen")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Anna", "two_parts"),
        ("Anna 2", "letters"),
        ("Anna Ek@brev.test", "letters"),
        ("Anna -Ek", "letters"),
        ("anna EK", "twice"),
        ("Anna " + "E" * 60, "long"),
    ],
)
def test_the_first_line_that_is_no_name_is_told(line: str, rule: str) -> None:
    assert read_names(f"Anna Ek\n\n{line}\n123") == NameFault(3, rule)


def test_accounts_and_names_are_stored_and_told_once(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        for _ in range(2):
            choose_senders(session, wave, ["probes"], ["Anna Ek"], CAUSE)
        told = [(event.action, event.details) for event in session.exec(select(AuditEvent))]
        stored = (wave.mail_accounts, wave.persona_names)
    assert (stored, told) == (
        (["probes"], ["Anna Ek"]),
        [("senders", {"accounts": ["probes"], "own_names": 1})],
    )


def test_an_account_that_is_not_there_is_refused(studied: Store) -> None:
    with studied.transaction() as session, pytest.raises(BadInput, match="not there any more"):
        choose_senders(session, draft_of(session), ["nej"], [], CAUSE)


def test_the_account_that_the_daily_digest_leaves_from_is_refused(studied: Store) -> None:
    with studied.transaction() as session, pytest.raises(BadInput, match="the daily digest leaves from"):
        choose_senders(session, draft_of(session), ["probes"], [], CAUSE, office_account="probes")


def test_the_letters_of_the_wave_with_their_spares_are_set_against_the_pace(studied: Store) -> None:
    with studied.reading() as session:
        found = pace_of(session, draft_of(session))
    assert found is not None
    assert (found.letters, found.a_day, found.is_enough, found.is_on_time) == (210, 8, True, True)


def test_a_wave_without_an_account_has_no_pace(studied: Store) -> None:
    with studied.transaction() as session:
        wave = draft_of(session)
        choose_senders(session, wave, [], [], CAUSE)
        assert pace_of(session, wave) is None


def test_an_account_that_waits_longer_than_the_plan_is_told() -> None:
    found = pace(RULES, TWO_DAYS, (2, 60), [account(10, 30), account(10, 2)])
    assert (found.planned_minutes, found.kept_minutes, found.is_on_time) == (15, 30, False)


def test_too_slow_an_account_is_told() -> None:
    # Fifteen hours in a day, three hours between two letters to one municipality: five letters to each of two.
    assert pace(RULES, TWO_DAYS, (2, 60), [account(10, 180)]) == Pace(120, 60, 10, 15, 180)


def test_of_many_municipalities_the_letters_a_minute_decide() -> None:
    assert pace(RULES, TWO_DAYS, (290, 60), [account(1, 0)]).possible_a_day == 15 * 60
