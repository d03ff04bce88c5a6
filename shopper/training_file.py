"""The training set as a TOML file: example calls and letters with agreed grades, checked whole before it is stored.

A call is a `[[call]]` with `outcome`, a letter a `[[letter]]`; `happened` tells the call, or holds the letter's reply.
`agreed` names a grade for exactly the factors that the outcome asks for, and `why` what the grades rest on.
"""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import Field, StringConstraints, model_validator

from shopper.call_rules import FieldError
from shopper.faults import BadInput
from shopper.method import Method, load_method
from shopper.method_parts import Part
from shopper.outside_files import read_text
from shopper.records import Outcome
from shopper.toml_faults import checked, parse_toml, refused, with_own_key
from shopper.training_rules import FACTORS, Channel, ReplyKind, Value, faults_in, scale_of

SCALES_OF: Final = "kkik-2018"
"""The method in whose words examples are graded: the newest that comes with the platform."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class CallGrades(Part):
    """The agreed grades of a call; those that its outcome does not ask for are left out."""

    answer: str | None = None
    information: str | None = None
    interest: str | None = None
    courtesy: str | None = None


class LetterGrades(Part):
    """What a reply is agreed to be and, when it is an answer, how it is graded."""

    kind: ReplyKind
    sender: str | None = None
    extra_information: bool | None = None


class Example(Part):
    """What calls and letters have in common."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=60)]
    area: Text
    question: Text
    happened: Text
    why: Text


class ExampleCall(Example):
    """An example call."""

    outcome: Outcome
    agreed: CallGrades

    @property
    def grades(self) -> dict[str, Value]:
        """The outcome and the agreed grades."""
        return {"outcome": self.outcome, **self.agreed.model_dump(exclude_none=True)}


class ExampleLetter(Example):
    """An example letter's reply."""

    agreed: LetterGrades

    @property
    def grades(self) -> dict[str, Value]:
        """The agreed grades."""
        return self.agreed.model_dump(exclude_none=True)


class TrainingSet(Part):
    """The whole file."""

    call: tuple[ExampleCall, ...] = ()
    letter: tuple[ExampleLetter, ...] = ()

    @model_validator(mode="after")
    def _some_and_each_once(self) -> Self:
        if not self.call and not self.letter:
            raise ValueError("call: the file holds no example; write at least one [[call]] or [[letter]]")
        codes: set[str] = set()
        for table, entry, example in self.examples():
            if example.code in codes:
                raise ValueError(f"{table}.{entry}.code: {example.code!r} is there more than once; give it another")
            codes.add(example.code)
        return self

    def examples(self) -> Iterator[tuple[str, int, ExampleCall | ExampleLetter]]:
        """Every example with the table it stands in and its place there, from 0."""
        yield from (("call", entry, example) for entry, example in enumerate(self.call))
        yield from (("letter", entry, example) for entry, example in enumerate(self.letter))

    def check_by(self, method: Method) -> None:
        """ValueError about the first example that the method could not grade so: its key and what is allowed."""
        areas = [area.code for area in method.area]
        for table, entry, example in self.examples():
            if example.area not in areas:
                raise ValueError(f"{table}.{entry}.area: {example.area!r} is not known; allowed are {', '.join(areas)}")
            channel: Channel = "call" if table == "call" else "mail"
            for fault in faults_in(channel, example.grades, method)[:1]:
                raise ValueError(f"{table}.{entry}.agreed.{fault.field}: {_rule(channel, fault, method)}")

    def rows(self) -> list[dict[str, Any]]:
        """The examples as columns of their table, calls first."""
        return [_row(table, example) for table, _, example in self.examples()]


def shipped_training() -> TrainingSet:
    """The training set that comes with the platform."""
    file = resources.files("shopper").joinpath("examples", "training.toml")
    return parse_training(file.read_text(encoding="utf-8"), where="training.toml")


def read_training(file: Path) -> TrainingSet:
    """The training set that a file describes, or BadInput with file, line, column, key and what is allowed."""
    return parse_training(read_text(file), where=str(file))


def parse_training(text: str, where: str, method: Method | None = None) -> TrainingSet:
    """Check a training file whole, by the newest method or another. `where` names the file in the BadInput sentence."""
    found = checked(TrainingSet, parse_toml(text, where), where, text)
    try:
        found.check_by(method or load_method(SCALES_OF))
    except ValueError as error:
        raise refused(*with_own_key(str(error)), where, text) from error
    return found


def _rule(channel: Channel, fault: FieldError, method: Method) -> str:
    if fault.field not in FACTORS[channel]:
        raise BadInput(f"{fault.field} is not graded")
    allowed = ", ".join(str(value).lower() for value in scale_of(fault.field, method))
    if fault.rule == "missing":
        return f"is missing; write one of {allowed}"
    if fault.rule == "not_allowed":
        return "is not graded with this outcome; take it away, or mend the outcome or the answer"
    return f"is not on the scale of {method.name}; allowed are {allowed}"


def _row(table: str, example: ExampleCall | ExampleLetter) -> dict[str, Any]:
    return {
        **example.model_dump(include={"code", "area", "question", "happened", "why"}),
        "channel": "call" if table == "call" else "mail",
        "outcome": example.outcome if isinstance(example, ExampleCall) else None,
        "agreed": example.agreed.model_dump(exclude_none=True),
    }
