"""The question bank: simple questions with a wording for each channel and what a good answer holds.

Each area has six and, as number 7, a spare that takes the place of a contact that is lost. The files are
`shopper/questions/*.toml`, one an area (method study 20). A wave measures with the rows that `store_bank` makes.
"""

from importlib import resources
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from sqlmodel import Session, select

from shopper.faults import BadInput
from shopper.method_parts import Part
from shopper.tables.study import Question
from shopper.toml_faults import checked, parse_toml

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class BankQuestion(Part):
    """One question. `text` is what the report lists, `facts` what the interviewer listens for.

    `call_wording` is what the interviewer says; `mail_wording` the body of the letter, which the sender's name follows.
    """

    number: Annotated[int, Field(ge=1)]
    text: Text
    call_wording: Text
    mail_subject: Text
    mail_wording: Text
    facts: Annotated[tuple[Text, ...], Field(min_length=2, max_length=4)]

    @model_validator(mode="after")
    def _worded_for_each_channel(self) -> Self:
        if self.call_wording == self.mail_wording:
            raise ValueError("mail_wording: must differ from call_wording")
        return self


class AreaQuestions(Part):
    """The questions of one area, numbered 1, 2, 3 ... in the order of the file."""

    area: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    question: Annotated[tuple[BankQuestion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _numbered_and_different(self) -> Self:
        numbers = [question.number for question in self.question]
        texts = [question.text for question in self.question]
        for entry, (number, text) in enumerate(zip(numbers, texts, strict=True)):
            if number != entry + 1:
                raise ValueError(f"question.{entry}.number: must be {entry + 1}, as in the order of the file")
            if text in texts[:entry]:
                raise ValueError(f"question.{entry}.text: every question of an area needs a text of its own")
        return self


def load_bank() -> tuple[AreaQuestions, ...]:
    """The bank that comes with the platform, by area code; BadInput with file, key and rule when a file is broken."""
    folder = resources.files("shopper").joinpath("questions")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    areas = tuple(parse_area(file.read_text(encoding="utf-8"), where=file.name) for file in files)
    if len({area.area for area in areas}) != len(areas):
        raise BadInput("shopper/questions: area: two files are about the same area")
    return areas


def parse_area(text: str, where: str) -> AreaQuestions:
    """Check one file of the bank whole. `where` names the file in the BadInput sentence."""
    return checked(AreaQuestions, parse_toml(text, where), where, text)


def store_bank(session: Session) -> int:
    """Store the questions of the bank that are not stored yet; how many that were. A stored one is never changed."""
    stored = set(session.exec(select(Question.area, Question.text)).all())
    missing = [
        Question(area=area.area, **question.model_dump(exclude={"facts"}), facts=list(question.facts))
        for area in load_bank()
        for question in area.question
        if (area.area, question.text) not in stored
    ]
    session.add_all(missing)
    session.flush()
    return len(missing)
