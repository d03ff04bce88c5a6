"""Many letters over one connection: each has the outcome it would have had alone."""

from collections.abc import Callable, Iterator

import pytest

from mail_probe.doorways import Outcome, Outgoing
from mail_probe.smtp import SmtpOutgoing
from tests.contract.smtp_lines import SmtpLines

EHLO, COPY = "post.brevlada.example", "kopia@brevlada.example"
TAKEN = Outcome("sent", 250, "2.0.0 Ok: queued as 4F3D2A1B", "4F3D2A1B", self_copy_accepted=True)


@pytest.fixture
def lines() -> Iterator[SmtpLines]:
    with SmtpLines().listening() as listening:
        yield listening


def send(way_out: Outgoing, number: int, before_data: Callable[[], None] = lambda: None) -> Outcome:
    raw = f"Message-ID: <m{number}@brevlada.example>\r\n\r\nHej {number}\r\n".encode()
    return way_out.deliver(raw, f"p{number}@brevlada.example", f"info@k{number}.example", COPY, before_data)


def outgoing(lines: SmtpLines) -> SmtpOutgoing:
    return SmtpOutgoing(lines.server(), EHLO, timeout_seconds=2, after_data_seconds=2)


def test_a_round_of_letters_takes_one_connection_and_no_command_too_many(lines: SmtpLines) -> None:
    with outgoing(lines).round() as way_out:
        assert [send(way_out, number) for number in (1, 2)] == [TAKEN, TAKEN]
    each = [
        [f"MAIL FROM:<p{n}@brevlada.example>", f"RCPT TO:<info@k{n}.example>", f"RCPT TO:<{COPY}>", "DATA"]
        for n in (1, 2)
    ]
    assert lines.heard == [[f"EHLO {EHLO}", *each[0], *each[1], "QUIT"]]


def test_a_round_without_letters_connects_to_nobody(lines: SmtpLines) -> None:
    with outgoing(lines).round():
        pass
    assert lines.heard == []


@pytest.mark.parametrize("refused", ["RCPT TO:<info@k1.example>", ".", "DATA"])
def test_a_refused_letter_is_forgotten_before_the_next_one(lines: SmtpLines, refused: str) -> None:
    lines.answer = lambda command, _connection: "550 5.1.1 no" if command == refused and not lines.letters[1:] else None
    with outgoing(lines).round() as way_out:
        first = send(way_out, 1)
        lines.answer = lambda _command, _connection: None
        second = send(way_out, 2)
    assert (first.result, first.code, second) == ("refused", 550, TAKEN)
    assert (len(lines.heard), lines.heard[0].count("RSET")) == (1, 1)


def test_a_server_that_hung_up_between_two_letters_is_reached_again(lines: SmtpLines) -> None:
    lines.answer = lambda command, number: "" if number == 0 and command.startswith("MAIL FROM:<p2") else None
    with outgoing(lines).round() as way_out:
        assert [send(way_out, number) for number in (1, 2, 3)] == [TAKEN] * 3
    assert (len(lines.heard), len(lines.letters)) == (2, 3)


def test_a_server_that_takes_so_many_letters_a_connection_gets_the_rest_on_another(lines: SmtpLines) -> None:
    lines.answer = lambda command, number: (
        "421 4.7.0 enough" if number == 0 and command.startswith("MAIL FROM:<p2") else None
    )
    with outgoing(lines).round() as way_out:
        assert [send(way_out, number) for number in (1, 2)] == [TAKEN] * 2


def test_a_fresh_connection_lost_before_the_letter_is_not_tried_again(lines: SmtpLines) -> None:
    lines.answer = lambda command, _connection: "" if command.startswith("RCPT") else None
    with outgoing(lines).round() as way_out:
        assert (send(way_out, 1).result, len(lines.heard)) == ("deferred", 1)


def test_a_letter_lost_after_data_is_uncertain_and_never_sent_a_second_time(lines: SmtpLines) -> None:
    with outgoing(lines).round() as way_out:
        send(way_out, 1)
        lines.answer = lambda command, number: "" if (command, number) == ("DATA", 0) else None
        assert send(way_out, 2).result == "uncertain"
        assert (len(lines.heard), len(lines.letters)) == (1, 1)
        assert send(way_out, 3) == TAKEN


def test_the_state_is_committed_once_also_when_the_letter_needs_a_second_connection(lines: SmtpLines) -> None:
    lines.answer = lambda command, number: "" if number == 0 and command.startswith("RCPT TO:<info@k2") else None
    committed: list[int] = []
    with outgoing(lines).round() as way_out:
        send(way_out, 1)
        send(way_out, 2, lambda: committed.append(len(lines.letters)))
    assert committed == [1]


def test_a_failed_commit_sends_nothing_and_the_next_letter_starts_afresh(lines: SmtpLines) -> None:
    def fail() -> None:
        raise RuntimeError("the database is gone")

    with outgoing(lines).round() as way_out:
        with pytest.raises(RuntimeError, match="the database is gone"):
            send(way_out, 1, fail)
        assert send(way_out, 2) == TAKEN
    assert (len(lines.heard), len(lines.letters)) == (2, 1)


def test_a_letter_that_found_nobody_does_not_spoil_the_round(lines: SmtpLines) -> None:
    lines.answer = lambda command, number: "421 later" if number == 0 and command.startswith("EHLO") else None
    with outgoing(lines).round() as way_out:
        assert [send(way_out, number).result for number in (1, 2)] == ["unreached", "sent"]
