"""The whole schema: importing this module makes `METADATA` complete."""

from sqlmodel import SQLModel

from shopper.tables import calls, grading, kolada, mail, people, plans, reports, study, trail

MODULES = (people, study, calls, mail, trail, reports, plans, grading, kolada)
METADATA = SQLModel.metadata
