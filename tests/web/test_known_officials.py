"""What a measurement's replies say of its officials is known where texts are masked, and of no other municipality's."""

from report_templates.masking import masked
from scheduler.known_officials import known_people
from shopper.store import Store
from shopper.tables.mail import InboundMail
from shopper.tables.study import Measurement
from tests.web.report_stage import set_reply
from tests.web.stage import Stage


def test_names_numbers_and_addresses_come_from_the_signatures(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        set_reply(session, stage)
        known = known_people(session, session.get_one(Measurement, stage.measurement))
    assert "Karin Ekström" in known.names
    assert {name for name in known.names if "Provsson" in name} == {f"Kim Provsson {n}" for n in (1, 2, 3)}
    assert known.numbers == frozenset({"0383-971 12"})
    assert known.addresses == frozenset({"karin.ekstrom@vetlanda.test", "kontakt@vetlanda.test"})
    assert known.domains == frozenset({"vetlanda.test"})


def test_a_comment_is_masked_by_what_is_known(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        set_reply(session, stage)
        known = known_people(session, session.get_one(Measurement, stage.measurement))
    assert masked("karin sa att Kim kan ringa 971 12.", known) == "[namn] sa att [namn] kan ringa [telefonnummer]."


def test_a_mail_that_belongs_to_no_letter_tells_nothing(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        _, reply = set_reply(session, stage)
        session.get_one(InboundMail, reply).mail_probe_id = None
        session.flush()
        known = known_people(session, session.get_one(Measurement, stage.measurement))
    assert "Karin Ekström" not in known.names


def test_words_that_replies_use_as_words_are_known_to_be_no_names(store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        set_reply(session, stage)
        known = known_people(session, session.get_one(Measurement, stage.measurement))
    assert {"fråga", "du", "bygglov", "karin", "ekström"} & known.ordinary == {"fråga", "du", "bygglov"}
