"""The demo's people: they use the site as its users do, through its forms and over HTTP."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic, sleep
from uuid import NAMESPACE_URL, uuid5

import httpx2

from shopper.sender_rules import DETAILS
from shopper.wave_rows import CallRow, MailRow
from web.demo.stage import CODE, PASSWORD, WAVE

SIGN_IN = "/sign-in"
TALKING_SECONDS = 120
HANGING_UP_SECONDS = 40
REPORT_SECONDS = 600
DRAFT, FINAL = 1, 2
"""The numbers of the demo's two printings: its database is new."""
THERE = {"complete": DETAILS, "name_phone": ("name", "phone"), "name_department": ("name", "function")}
"""The details of a sender that are ticked for each category of the rows; those of `other` are not known."""


class Person:
    """Somebody at a browser, who signs in whenever the site asks for it: the weeks are longer than a sign-in lasts."""

    def __init__(self, address: str, name: str) -> None:
        """Open the browser."""
        self._name = name
        # A connection for each request: one that is kept may be ended by the site just when the next request is sent.
        each_alone = httpx2.Limits(max_keepalive_connections=0)
        self._client = httpx2.Client(
            base_url=address, headers={"Origin": address}, timeout=60, follow_redirects=True, limits=each_alone
        )

    def close(self) -> None:
        """Close the browser."""
        self._client.close()

    def get(self, path: str) -> httpx2.Response:
        """Open a page; RuntimeError when the site does not show it."""
        return self._signed_in("GET", path, {})

    def post(self, path: str, **fields: str | Sequence[str]) -> httpx2.Response:
        """Send a form; RuntimeError when the site does not take it."""
        return self._signed_in("POST", path, fields)

    def _signed_in(self, method: str, path: str, fields: Mapping[str, str | Sequence[str]]) -> httpx2.Response:
        response = self._client.request(method, path, data=fields)
        if response.url.path == SIGN_IN:
            _good(self._client.post(SIGN_IN, data={"name": self._name, "password": PASSWORD}))
            response = self._client.request(method, path, data=fields)
        if response.url.path == SIGN_IN:
            raise RuntimeError(f"{self._name} cannot sign in")
        return _good(response)

    def enter_call(self, call_id: int, row: CallRow) -> None:
        """Fill in the call form as the row tells, stamps from the stopwatch included."""
        fields = {
            "dialled_at": row.called_at.isoformat(),
            "human_at": row.called_at.isoformat() if row.seconds_to_contact is not None else "",
            "official_at": _moment(row.called_at, row.seconds_to_contact),
            "ended_at": call_ends_at(row).isoformat(),
            "outcome": row.outcome,
            "comment": row.comment,
            "form_id": str(uuid5(NAMESPACE_URL, f"{WAVE}/{call_id}")),
        }
        grades = {name: getattr(row.grades, name) or "" for name in ("answer", "information", "interest", "courtesy")}
        self.post(f"/calls/{call_id}", **fields, **grades)

    def grade_letter(self, probe_id: int, row: MailRow) -> None:
        """Say who signed the reply and whether it held more than the bare answer."""
        sender = row.sender or ""
        extra = "yes" if row.extra_information else "no"
        self.post(f"/letters/{probe_id}", sender=sender, extra_information=extra, there=THERE.get(sender, ()))

    def print_report(self) -> tuple[bytes, bytes]:
        """Order a draft, approve it, and wait for the final report: the PDF and the workbook."""
        path = f"/waves/{WAVE}/{CODE}/report"
        self.post(path)
        self._printed(f"{path}/pdf?number={DRAFT}")
        self.post(f"{path}/drafts/{DRAFT}/approve")
        return self._printed(f"{path}/pdf?number={FINAL}"), self.get(f"{path}/xlsx?number={FINAL}").content

    def _printed(self, path: str) -> bytes:
        """The file at this address, as soon as it is there."""
        deadline = monotonic() + REPORT_SECONDS
        while (file := self._client.get(path)).status_code != httpx2.codes.OK:
            if monotonic() > deadline:
                raise RuntimeError(f"the report was not printed within {REPORT_SECONDS} seconds; see the log")
            sleep(0.2)
        return file.content


def call_ends_at(row: CallRow) -> datetime:
    """When the interviewer hangs up."""
    if row.seconds_to_contact is None:
        return row.called_at + timedelta(seconds=HANGING_UP_SECONDS)
    return row.called_at + timedelta(seconds=row.seconds_to_contact + TALKING_SECONDS)


def _moment(start: datetime, seconds: int | None) -> str:
    return "" if seconds is None else (start + timedelta(seconds=seconds)).isoformat()


def _good(response: httpx2.Response) -> httpx2.Response:
    if response.is_error:
        raise RuntimeError(f"{response.request.method} {response.url.path} answered {response.status_code}")
    return response
