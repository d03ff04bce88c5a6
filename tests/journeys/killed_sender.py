"""A sender in a process of its own: sends and takes in, round after round, until it is killed by a test.

Called with the database's address, the ports of SMTP and IMAP, and the mailbox's user and password. `begins` on its
output: the first round is on its way.
"""

import sys
import time
from datetime import timedelta
from secrets import token_hex

from mail_probe.doorways import Server
from mail_probe.imap import ImapMailbox
from mail_probe.send_due import send_due
from mail_probe.sending.recover import Worker
from mail_probe.smtp import SmtpOutgoing
from mail_probe.take_in import take_in
from shopper.clock import system_clock
from shopper.store import Store

ACCOUNT, HOST = "probes", "127.0.0.1"


def main(url: str, smtp_port: str, imap_port: str, user: str, password: str) -> None:
    store = Store(url)
    worker = Worker("one", token_hex(8), timedelta(minutes=20))
    way_out = SmtpOutgoing(Server(HOST, int(smtp_port), "none"), "mail.prov.test")
    mailbox = Server(HOST, int(imap_port), "none", user, password)
    print("begins", flush=True)  # noqa: T201 - what the test waits for
    while True:
        with way_out.round() as outgoing:
            send_due(store, system_clock, ACCOUNT, outgoing, worker)
        take_in(store, system_clock, ACCOUNT, lambda: ImapMailbox(mailbox, 30))
        time.sleep(0.1)


if __name__ == "__main__":
    main(*sys.argv[1:])
