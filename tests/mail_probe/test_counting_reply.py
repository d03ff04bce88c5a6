"""The reply that is graded and printed is the one that counts."""

from datetime import UTC, datetime, timedelta

import pytest

from shopper.mail_queries import counting_reply
from shopper.store import Store
from shopper.tables.mail import InboundMail

PROBE = 1
AT = datetime(2017, 10, 16, 9, 0, tzinfo=UTC)


def mail(name: str, minutes: int, kind: str = "answer", desk: str = "clear", *, self_copy: bool = False) -> InboundMail:
    return InboundMail(
        account="probes",
        fingerprint=name,
        raw=name.encode(),
        size=len(name),
        arrived_at=AT + timedelta(minutes=minutes),
        stored_at=AT,
        kind=kind,
        desk=desk,
        self_copy=self_copy,
        mail_probe_id=PROBE,
    )


@pytest.mark.usefixtures("wave_id")
def test_doubtful_mails_copies_and_other_kinds_are_passed_over(store: Store) -> None:
    with store.transaction() as session:
        session.add_all([
            mail("doubtful", 1, desk="waiting"),
            mail("copy", 2, self_copy=True),
            mail("receipt", 3, kind="acknowledgement"),
            mail("later", 5),
            mail("decided", 4, desk="decided"),
        ])  # fmt: skip
    with store.reading() as session:
        found = counting_reply(session, PROBE)
        assert (found and found.fingerprint, counting_reply(session, PROBE + 1)) == ("decided", None)
