"""Prints a plan as JSON in a process of its own, for `test_plan_same_bytes.py`; called with a request's name."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Final

from scheduler.plan import make_plan, plan_as_json
from scheduler.planning.parts import PlanInterviewer, PlanMunicipality, PlanRequest
from shopper.method import load_method

OFFICE: Final = dict.fromkeys(range(1, 6), ((time(8), time(17)),))
METHOD: Final = load_method("kkik-2018")

ROOMY: Final = PlanRequest(
    wave="autumn-2026",
    seed=7,
    method=METHOD,
    first_day=date(2026, 10, 12),
    last_day=date(2026, 11, 8),
    municipalities=tuple(
        PlanMunicipality(code, OFFICE, frozenset({date(2026, 10, 30), date(2026, 10, 29)})) for code in ("0685", "1280")
    ),
    interviewers=tuple(
        PlanInterviewer(name, 20, OFFICE, frozenset(), frozenset({"bygglov"}) if name == "i3" else frozenset())
        for name in ("i1", "i2", "i3")
    ),
    questions={area.code: (1, 2, 3, 4, 5, 6, 7) for area in METHOD.area},
    spares=1,
)


def locked() -> PlanRequest:
    """The roomy request with every third contact of its plan fixed, planned again with another seed."""
    return replace(ROOMY, seed=8, fixed=make_plan(ROOMY).probes[::3])


def tight() -> PlanRequest:
    """One municipality whose switchboard and interviewers leave hardly more room than the calls need."""
    mornings = dict.fromkeys(range(1, 6), ((time(9), time(11)),))
    return replace(
        ROOMY,
        municipalities=(PlanMunicipality("0685", mornings),),
        interviewers=(
            PlanInterviewer("i1", 3, {1: ((time(9), time(11)),), 3: ((time(9), time(10)),)}),
            PlanInterviewer("i2", 2, {2: ((time(9), time(11)),), 4: ((time(9), time(10)),)}),
        ),
        spares=0,
    )


def requests() -> Mapping[str, PlanRequest]:
    """Every request that is planned in two processes, by its name."""
    return {"roomy": ROOMY, "locked": locked(), "tight": tight()}


if __name__ == "__main__":
    plan = plan_as_json(make_plan(requests()[sys.argv[1]]))
    sys.stdout.write(json.dumps(plan, ensure_ascii=False))
