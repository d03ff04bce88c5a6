"""A wave through Debian's Postfix and Dovecot: refused, greylisted, bounced, delayed, confirmed, redirected, answered.

The servers are stopped and started in the middle and the mailbox gets a new UIDVALIDITY; nothing is lost, nothing is
sent twice, and every mail that came of it is understood.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from shutil import copyfile

import pytest
from sqlmodel import select

from shopper.store import Store
from shopper.tables.mail import Sighting
from tests.real_servers.mail_host import MailHost, running
from tests.real_servers.played_wave import NUMBERS, PlayedWave, recipient

pytestmark = pytest.mark.journey

ANSWER = """Hej!

Bygglov för ett uterum kostar 9 800 kronor enligt taxan och du ansöker genom vår e-tjänst.

Med vänlig hälsning
Karin Ek
Bygglovshandläggare
Miljö- och byggförvaltningen
"""
KINDS = {
    "kommun": ["answer"],
    "gra": [],
    "nej": [],
    "full": [],
    "borta": ["bounce"],
    "stangd": ["delayed", "bounce"],
    "ledig": ["automatic"],
    "kvitto": ["automatic", "answer"],
    "nekar": ["bounce"],
    "vidare": ["answer"],
}
"""What comes back for each letter, in the order of arrival."""


@dataclass(frozen=True)
class Story:
    """The played wave, and what was noted on the way."""

    wave: PlayedWave
    without_smtp: tuple[int, set[str], bool]
    after_first_round: dict[str, str]
    without_imap: tuple[int, bool]
    greylisted_id: str | None
    new_after_new_uids: int


@pytest.fixture(scope="module")
def story(
    real_mail_servers: None, upgraded_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """Everything that happens, once for all tests."""
    del real_mail_servers
    file = tmp_path_factory.mktemp("real_mail") / "shopper.sqlite"
    copyfile(upgraded_sqlite_file, file)
    store = Store(f"sqlite:///{file}")
    with running(MailHost()) as host, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(host.certificate))
        yield _played(PlayedWave(host, store))
    store.close()


def _played(wave: PlayedWave) -> Story:
    wave.launch()
    wave.host.stop_smtp()
    without_smtp = (wave.send(), set(wave.states().values()), wave.account().smtp_failing_since is not None)
    wave.host.start_smtp()
    wave.send()
    after_first_round, greylisted_id = wave.states(), wave.letter("gra").message_id
    wave.wait_for_mails(12)  # the copies of the seven letters taken, a delay notice, and four replies of servers
    wave.take_in()
    without_imap = _answer_while_dovecot_is_down(wave)
    _end_the_greylisting(wave)
    from_elsewhere = wave.reply("handlaggare", "Ulla Berg <ulla.berg@samverkan.test>", ANSWER)
    wave.arrives(from_elsewhere)
    wave.host.move(str(from_elsewhere["Message-ID"]), "Junk")
    wave.wait_for_mails(16)  # the letter that nobody took comes back in the end
    wave.take_in()
    wave.host.forget_uids()
    new_after_new_uids = wave.take_in()
    wave.arrives(wave.reply("kvitto", f"Kontaktcenter <{recipient('kvitto')}>", ANSWER))
    wave.take_in()
    return Story(wave, without_smtp, after_first_round, without_imap, greylisted_id, new_after_new_uids)


def _answer_while_dovecot_is_down(wave: PlayedWave) -> tuple[int, bool]:
    answer = wave.reply("kommun", f"Karin Ek <{recipient('karin.ek')}>", ANSWER)
    wave.host.stop_imap()
    wave.post(answer)
    noted = (wave.take_in(), wave.account().imap_failing_since is not None)
    wave.host.start_imap()
    wave.wait_for(answer)
    wave.take_in()
    return noted


def _end_the_greylisting(wave: PlayedWave) -> None:
    """The second try meets a server that is down, the third is taken."""
    wave.host.answer(recipient("gra"), "")
    wave.minutes_ahead = 16
    wave.host.stop_smtp()
    wave.send()
    wave.host.start_smtp()
    wave.send()


def test_without_a_server_every_letter_stays_planned_and_the_account_says_so(story: Story) -> None:
    assert story.without_smtp == (0, {"planned"}, True)


def test_the_first_round_is_taken_deferred_or_refused_by_the_servers_word(story: Story) -> None:
    refusing = {"gra": "deferred", "full": "deferred", "nej": "refused"}
    assert story.after_first_round == {name: refusing.get(name, "sent") for name in NUMBERS}


def test_a_greylisted_letter_arrives_with_the_message_id_it_had(story: Story) -> None:
    arrived = [message_from_bytes(raw)["Message-ID"] for raw in story.wave.host.letters_of(recipient("gra"))]
    assert arrived == [f"<{story.greylisted_id}>"]
    assert [result for result, _ in story.wave.tries("gra")] == ["deferred", "unreached", "sent"]


def test_each_letter_ends_in_the_state_that_its_replies_mean(story: Story) -> None:
    assert story.wave.states() == {
        "kommun": "answered",
        "gra": "sent",
        "nej": "refused",
        "full": "deferred",
        "borta": "undelivered",
        "stangd": "undelivered",
        "ledig": "sent",
        "kvitto": "answered",
        "nekar": "undelivered",
        "vidare": "answered",
    }


@pytest.mark.parametrize(("name", "is_answered"), [("ledig", False), ("kvitto", True)])
def test_an_automatic_reply_is_a_sign_of_life_and_no_answer(story: Story, name: str, is_answered: bool) -> None:  # noqa: FBT001
    letter = story.wave.letter(name)
    assert (letter.acknowledged_at is not None, letter.answered_at is not None) == (True, is_answered)


def test_an_answer_from_elsewhere_in_the_junk_folder_stops_the_clock(story: Story) -> None:
    answer = story.wave.mails("vidare")[0]
    assert (answer.from_address, story.wave.letter("vidare").answered_at) == (
        "ulla.berg@samverkan.test",
        answer.arrived_at,
    )


def test_every_letter_that_left_has_its_time_from_the_server_that_stamps_the_replies(story: Story) -> None:
    left = [story.wave.letter(name) for name in NUMBERS if name not in ("nej", "full")]
    assert [letter.self_copy_at is not None and letter.sent_at == letter.self_copy_at for letter in left] == [True] * 8


def test_a_mailbox_that_is_down_is_noted_and_its_mail_comes_later(story: Story) -> None:
    assert story.without_imap == (0, True)
    assert story.wave.account().imap_failing_since is None


def test_a_new_uidvalidity_brings_nothing_twice(story: Story) -> None:
    with story.wave.store.reading() as session:
        seen = session.exec(select(Sighting.uid_validity, Sighting.inbound_mail_id).where(Sighting.folder == "INBOX"))
        mails = Counter(validity for validity, _ in seen.all())
    assert (story.new_after_new_uids, sorted(mails.values())) == (0, [15, 16])


def test_every_mail_of_the_mailbox_is_stored(story: Story) -> None:
    in_mailbox = story.wave.in_mailbox()
    replies = [mail.raw for name in NUMBERS for mail in story.wave.mails(name)]
    copies = [raw for raw in in_mailbox if message_from_bytes(raw)["Message-ID"] in _our_ids(story)]
    assert sorted([*replies, *copies]) == sorted(in_mailbox)
    assert len(copies) == 8


def test_the_municipality_has_each_letter_at_most_once(story: Story) -> None:
    names = [name for name in (*NUMBERS, "handlaggare") if name != "borta"]
    letters = {name: story.wave.host.letters_of(recipient(name)) for name in names}
    once = {"kommun", "gra", "ledig", "kvitto", "handlaggare"}
    assert {name: len(found) for name, found in letters.items()} == {name: int(name in once) for name in names}


def test_the_command_line_names_the_kind_of_every_mail_of_the_journey(story: Story, tmp_path: Path) -> None:
    expected = {}
    for name, kinds in KINDS.items():
        for number, (mail, kind) in enumerate(zip(story.wave.mails(name), kinds, strict=True)):
            file = tmp_path / f"{name}-{number}.eml"
            file.write_bytes(mail.raw)
            expected[str(file)] = kind
    program = Path(sys.executable).with_name("shopper")
    command = [str(program), "mail", "classify", "--json", *expected]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {one["file"]: one["kind"] for one in found} == expected


def _our_ids(story: Story) -> set[str]:
    return {f"<{story.wave.letter(name).message_id}>" for name in NUMBERS}
