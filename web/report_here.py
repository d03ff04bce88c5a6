"""The report that an address names, as the pages of its choices see it: comments, example, targets, values."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from shopper.method import Method
from shopper.queries import measurement_of, method_of, municipality_of, stored_id
from shopper.tables.study import Measurement, Wave
from web.access import COORDINATES
from web.dependencies import StoreSession, TheUser
from web.pages import page
from web.reach import wave_for
from web.report_view import report_address
from web.sessions import Visitor


@dataclass(frozen=True, slots=True)
class ReportHere:
    """The measurement whose report it is, and who asks for the page."""

    request: Request
    session: Session
    user: Visitor
    wave: Wave
    measurement: Measurement
    method: Method

    @property
    def id(self) -> int:
        """The measurement's id."""
        return stored_id(self.measurement.id)

    @property
    def base(self) -> str:
        """The report's own address."""
        return report_address(self.wave.name, self.measurement.municipality_code)

    def page(self, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        """One of the report's pages, with what each of them shows."""
        shared = {
            "wave": self.wave,
            "municipality": municipality_of(self.session, self.measurement),
            "base": self.base,
            "may_decide": self.user.role in COORDINATES,
        }
        return page(self.request, template, status, **shared, **values)


def report_here(request: Request, name: str, code: str, session: StoreSession, user: TheUser) -> ReportHere:
    """The report of this municipality in this wave; NotThere when there is none, or it is not theirs."""
    wave = wave_for(session, user, name)
    return ReportHere(request, session, user, wave, measurement_of(session, wave, code), method_of(wave))


TheReport = Annotated[ReportHere, Depends(report_here)]
