"""A method: loaded from TOML, checked whole, frozen with a checksum.

A wave copies its method as canonical JSON with a SHA-256 when it is launched; from then on the copy is what counts.
"""

import json
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from typing import Annotated, Self

from pydantic import Field, model_validator

from shopper.faults import BadInput
from shopper.method_parts import (
    CallRules,
    MailRules,
    Measure1,
    Measure2,
    Measure3,
    Part,
    PlanRules,
    Quota,
    RetryRules,
    ReviewRules,
    SubjectArea,
    WorkingTimeRules,
)
from shopper.toml_faults import checked, parse_toml


class Method(Part):
    """A versioned set of areas, quotas, scales, bands, working time and the definitions of Measures 1-3."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    version: Annotated[int, Field(ge=1)]
    title: str
    comparable_from: Annotated[int, Field(ge=2000, le=2100)]
    area: tuple[SubjectArea, ...]
    quota: Quota
    call: CallRules
    mail: MailRules
    working_time: WorkingTimeRules
    measure_1: Measure1
    measure_2: Measure2
    measure_3: Measure3
    plan: PlanRules
    retry: RetryRules = RetryRules()
    review: ReviewRules = ReviewRules()

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        codes = [area.code for area in self.area]
        if not codes or len(set(codes)) != len(codes):
            raise ValueError("area: every area needs a code of its own, and there must be at least one")
        if self.measure_1.bands > len(self.mail.reply_band_hours):
            raise ValueError("measure_1.bands: cannot be more than the number of reply bands")
        if self.measure_2.seconds not in self.call.contact_band_seconds:
            raise ValueError("measure_2.seconds: must be one of call.contact_band_seconds")
        if set(self.measure_3.points) != set(self.call.courtesy):
            raise ValueError("measure_3.points: must give points to exactly the grades of call.courtesy")
        if not set(self.measure_3.good) <= set(self.call.courtesy):
            raise ValueError("measure_3.good: may only name grades of call.courtesy")
        return self

    @property
    def areas_in_total(self) -> tuple[str, ...]:
        """Codes of the areas that count in the municipality's total."""
        return tuple(area.code for area in self.area if area.in_total)

    @property
    def area_codes(self) -> tuple[str, ...]:
        """Codes of all areas, in the method's order."""
        return tuple(area.code for area in self.area)

    def area_named(self, code: str) -> SubjectArea:
        """The area with this code, or BadInput that lists the allowed ones."""
        for area in self.area:
            if area.code == code:
                return area
        allowed = ", ".join(area.code for area in self.area)
        raise BadInput(f"{code!r} is not an area of {self.name}; allowed are {allowed}")

    def frozen(self) -> str:
        """The whole method as canonical JSON: the same method gives the same bytes.

        Rules of `plan`, `retry` and `review` that came later are left out at their defaults, so that what was frozen
        before them keeps its checksum.
        """
        whole = self.model_dump(mode="json", exclude={"plan", "retry", "review"})
        whole["plan"] = {
            rule: value for rule, value in self.plan.model_dump(mode="json").items() if self._is_told(rule)
        }
        if self.retry != RetryRules():
            whole["retry"] = self.retry.model_dump(mode="json")
        if self.review != ReviewRules():
            whole["review"] = self.review.model_dump(mode="json")
        return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def _is_told(self, rule: str) -> bool:
        field = PlanRules.model_fields[rule]
        return field.is_required() or getattr(self.plan, rule) != field.default

    @property
    def checksum(self) -> str:
        """SHA-256 of `frozen()`, as 64 hex digits."""
        return sha256(self.frozen().encode()).hexdigest()


def method_names() -> tuple[str, ...]:
    """The methods that come with the platform, sorted."""
    files = resources.files("shopper").joinpath("methods").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load_method(name: str) -> Method:
    """The method that comes with the platform under this name, or BadInput that lists the known ones."""
    if name not in method_names():
        raise BadInput(f"there is no method {name!r}; known are {', '.join(method_names())}")
    text = resources.files("shopper").joinpath("methods", f"{name}.toml").read_text(encoding="utf-8")
    return parse_method(text, where=f"{name}.toml")


def parse_method(text: str, where: str) -> Method:
    """Check a method file whole. `where` names the file in the BadInput sentence: file, line, column, key and rule."""
    return checked(Method, parse_toml(text, where), where, text)


@lru_cache(maxsize=32)  # asked for with each letter and each page, and a frozen method never changes
def thaw_method(frozen: str, checksum: str) -> Method:
    """The method a wave was launched with; BadInput when the copy no longer has the checksum it was frozen with."""
    found = sha256(frozen.encode()).hexdigest()
    if found != checksum:
        raise BadInput(f"the frozen method has checksum {found[:12]} but was frozen as {checksum[:12]}; restore it")
    return checked(Method, json.loads(frozen), "frozen method")
