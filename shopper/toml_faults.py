"""TOML files from outside: what is wrong is told as file, line, column, key and what is allowed, in our own words.

A check that looks at several keys begins its sentence with the key that is to be mended, such as `last_day: ...`.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shopper.faults import BadInput
from shopper.toml_places import Steps, place_of

Model = TypeVar("Model", bound=BaseModel)

_OWN_KEY: Final = re.compile(r"([a-z_]+[a-z0-9_]*(?:\.[a-z0-9_]+)*): (.*)", re.DOTALL)
_TOML_PLACE: Final = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)

PATTERNS_IN_WORDS: Final = {
    r"^(https?://[^\s?#]+)?$": "an address such as https://inloggning.example/kommun, or nothing",
    r"^[0-9]{4}$": "four digits, such as 0685",
    r"^[a-z][a-z_]*$": "small letters a-z and _",
    r"^[a-z0-9][a-z0-9-]*$": "small letters a-z, digits and -",
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$": "letters a-z, digits and . _ -, beginning with a letter or a digit",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "the name of an environment variable: letters a-z, digits and _",
    r"^[A-Za-z0-9._-]+$": "letters a-z, digits and . _ -",
    r"^\S+$": "text without spaces",
    r"^[^\x00-\x1f\x7f]+$": "text on one line, and not empty",
    r"^(https?://[^\s<>\x22]+)?$": "the address of a licence, such as https://licens.example/by/4.0, or nothing",
    r"^[A-Z][0-9]{5}$": "the id of a key figure, such as N00671",
    r"^G[0-9]{1,9}$": "the id of a group, such as G37577",
    r"^(https?://[^/\s?#]+)?$": "the beginning of an address, such as https://matning.test, or nothing",
}

_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "missing": lambda _: "is missing; write it",
    "string_pattern_mismatch": lambda limits: f"must be {_pattern(limits['pattern'])}",
    "literal_error": lambda limits: f"allowed are {limits['expected'].replace(' or ', ', ').replace(chr(39), '')}",
    "greater_than_equal": lambda limits: f"must be {limits['ge']} or more",
    "greater_than": lambda limits: f"must be more than {limits['gt']}",
    "less_than_equal": lambda limits: f"must be {limits['le']} or less",
    "less_than": lambda limits: f"must be less than {limits['lt']}",
    "string_too_short": lambda _: "must not be empty",
    "string_too_long": lambda limits: f"may have at most {limits['max_length']} characters",
    "too_short": lambda limits: f"must have {limits['min_length']} or more entries",
    "too_long": lambda limits: f"must have {limits['max_length']} or fewer entries",
    "value_error": lambda limits: str(limits["error"]),
}

_KINDS: Final = (
    (("int",), "must be a whole number"),
    (("decimal", "finite"), "must be a number, such as 7.5"),
    (("bool",), "must be true or false"),
    (("string",), "must be text in quotation marks"),
    (("date",), "must be a date, such as 2017-10-16"),
    (("time",), "must be a time of day, such as 08:00"),
    (("tuple", "list"), "must be a list, in square brackets or as tables under [[...]]"),
    (("dict", "model"), "must be a table with keys of its own"),
)


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """The values of a TOML text. `where` names the file in the BadInput sentence."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_PLACE.fullmatch(str(error))
        last_line = text.count("\n") + 1, len(text.rpartition("\n")[2]) + 1
        reason, line, column = found.groups() if found else (str(error), *last_line)
        reason = " ".join(reason.removesuffix(" (at end of document)").split())
        raise BadInput(f"{where}, line {line}, column {column}: it is not valid TOML ({reason}); mend it") from error


def checked(model: type[Model], values: object, where: str, text: str = "") -> Model:
    """The values as a `model`, or BadInput about the first rule broken, with its place where `text` is given."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise refused(*_first(error, model), where, text) from error


def refused(path: Steps, rule: str, where: str, text: str = "") -> BadInput:
    """The sentence about the value at `path`: `file, line 3, column 1, key: rule`. Entries count from 1."""
    line, column = place_of(text, path)
    place = f", line {line}, column {column}" if text else ""
    return BadInput(f"{where}{place}{', ' if path else ''}{_shown(path)}: {rule}")


def with_own_key(sentence: str, above: Steps = ()) -> tuple[Steps, str]:
    """Path and rule of a check's own sentence, which may begin with its key."""
    own = _OWN_KEY.fullmatch(sentence)
    if own is None:
        return above, sentence
    return (*above, *(int(step) if step.isdigit() else step for step in own[1].split("."))), own[2]


def first_rule_broken(error: ValidationError, model: type[BaseModel]) -> str:
    """The first thing a check of settings found, as `key: rule`."""
    path, rule = _first(error, model)
    return f"{_shown(path)}: {rule}" if path else rule


def _first(error: ValidationError, model: type[BaseModel]) -> tuple[Steps, str]:
    first = error.errors()[0]
    rule = _rule(first, model)
    return with_own_key(rule, first["loc"]) if first["type"] == "value_error" else (first["loc"], rule)


def _rule(error: ErrorDetails, model: type[BaseModel]) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"is not known; known keys are {', '.join(_known_keys(model, error['loc'][:-1]))}"
    if kind in _WORDS:
        return _WORDS[kind](error.get("ctx", {}))
    for kinds, words in _KINDS:
        if kind.startswith(tuple(f"{one}_" for one in kinds)):
            return words
    return f"is not allowed: {error['msg']}"


def _pattern(pattern: str) -> str:
    return PATTERNS_IN_WORDS.get(pattern, f"of the form {pattern}")


def _known_keys(model: type[BaseModel], path: Steps) -> list[str]:
    for step in path:
        if isinstance(step, str):
            model = _model_in(model.model_fields[step].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The table that a field holds, or holds many of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _shown(path: Steps) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
