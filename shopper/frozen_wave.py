"""What a launch freezes besides the method: the questions as they are worded, and what the plan was made from.

Both are canonical JSON: the same rows give the same bytes, and the checksum is the SHA-256 of them. What is changed
about a running wave later is in the audit trail, not here.
"""

import json
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement, Municipality, Question, Wave, WaveInterviewer, WaveQuestion


def frozen_parts(session: Session, wave: Wave) -> dict[str, str]:
    """The columns of a wave that hold its frozen questions and rules, with their checksums."""
    questions, rules = _canonical(questions_of(session, wave)), _canonical(rules_of(session, wave))
    return {
        "questions_frozen": questions,
        "questions_checksum": _checksum(questions),
        "rules_frozen": rules,
        "rules_checksum": _checksum(rules),
    }


def questions_of(session: Session, wave: Wave) -> list[dict[str, Any]]:
    """Every question the wave has chosen or its plan uses, with its wordings and facts, by area, number and text."""
    used = [
        select(table.question_id)
        .join(Measurement, col(Measurement.id) == table.measurement_id)
        .where(Measurement.wave_id == wave.id)
        for table in (CallProbe, MailProbe)
    ]
    chosen = select(WaveQuestion.question_id).where(
        WaveQuestion.wave_id == wave.id, col(WaveQuestion.withdrawn_at).is_(None)
    )
    ids = {row for wanted in (*used, chosen) for row in session.exec(wanted)}
    rows = session.exec(select(Question).where(col(Question.id).in_(ids))).all()
    return [row.model_dump(exclude={"id"}) for row in sorted(rows, key=lambda row: (row.area, row.number, row.text))]


def rules_of(session: Session, wave: Wave) -> dict[str, Any]:
    """What the plan was made from besides method and questions: weeks, seed, municipalities and interviewers."""
    return {
        "wave": wave.name,
        "first_day": wave.first_day.isoformat(),
        "last_day": wave.last_day.isoformat(),
        "seed": wave.seed,
        "spares": wave.spares,
        "allowed_breaks": sorted(wave.allowed_breaks),
        "mail_accounts": sorted(wave.mail_accounts),
        "municipalities": _municipalities(session, wave),
        "interviewers": _interviewers(session, wave),
    }


def _municipalities(session: Session, wave: Wave) -> list[dict[str, Any]]:
    rows = session.exec(
        select(Municipality, Measurement.closed_on)
        .join(Measurement, col(Measurement.municipality_code) == Municipality.code)
        .where(Measurement.wave_id == wave.id)
        .order_by(Municipality.code)
    )
    return [{**row.model_dump(), "closed_on": sorted(closed_on)} for row, closed_on in rows]


def _interviewers(session: Session, wave: Wave) -> list[dict[str, Any]]:
    rows = session.exec(
        select(User.name, WaveInterviewer)
        .join(WaveInterviewer, col(WaveInterviewer.user_id) == User.id)
        .where(WaveInterviewer.wave_id == wave.id)
    )
    named = [{"name": name, **row.model_dump(exclude={"wave_id", "user_id"})} for name, row in rows]
    return sorted(named, key=lambda one: str(one["name"]))


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _checksum(text: str) -> str:
    return sha256(text.encode()).hexdigest()
