"""The daily digest in words, Swedish or English: figures and codes only, nobody's name. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote

from babel.dates import format_date


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """What a digest tells of one wave. `reasons` are words of `shopper/board/lateness.py` with their numbers.

    `worst` are the municipalities by code with most late contacts; `ends_on` is None when it is too early to say.
    """

    name: str
    calls_today: int
    letters_today: int
    reasons: Mapping[str, int]
    worst: tuple[tuple[str, int], ...]
    done: int
    planned: int
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Digest:
    """What one day's digest tells."""

    on: date
    waves: tuple[WaveFacts, ...]
    desk: int
    site_url: str = ""

    @property
    def late(self) -> int:
        """How many contacts are late in all waves."""
        return sum(sum(wave.reasons.values()) for wave in self.waves)


WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "subject": "Mätningen {day}: {late} försenade, {desk} på skrivbordet",
        "today": "I dag i planen: {calls} samtal, {letters} brev.",
        "none_late": "Inget är försenat.",
        "late": "Försenat: {number}",
        "worst": "Flest försenade i kommun: {codes}",
        "progress": "Klart: {done} av {planned}.",
        "ends": "Prognos: den sista kontakten är klar {day}.",
        "early": "Prognos: för tidigt att säga.",
        "finished": "Alla kontakter är klara.",
        "desk": "Ärenden på skrivbordet: {desk}.",
        "why": "Brevet kommer en gång varje arbetsdag medan en mätomgång pågår. Det stängs av på Min sida.",
        "not_made": "samtal är inte ringda",
        "no_room": "samtal missades och fick ingen ny tid",
        "no_contact": "samtal ringda utan att nå någon, väntar på nästa försök",
        "uncertain": "brev är osäkra, avgörs på skrivbordet",
        "deferred": "brev som mottagarens server har bett oss försöka med senare",
        "under_way": "brev vars sändning är påbörjad men inte avslutad",
        "no_sender": "brev utan avsändare",
        "held": "brev väntar på att kontots sändning släpps",
        "unreached": "brev väntar på att e-postservern nås",
        "not_sent": "brev väntar på sin tur eller på en arbetare",
    },
    "en": {
        "subject": "The measurement on {day}: {late} late, {desk} on the desk",
        "today": "Planned for today: {calls} calls, {letters} letters.",
        "none_late": "Nothing is late.",
        "late": "Late: {number}",
        "worst": "Most late in municipality: {codes}",
        "progress": "Done: {done} of {planned}.",
        "ends": "Forecast: the last contact is done on {day}.",
        "early": "Forecast: too early to say.",
        "finished": "All contacts are done.",
        "desk": "Cases on the desk: {desk}.",
        "why": "This mail comes once every working day while a wave is under way. It is switched off on My page.",
        "not_made": "calls not made",
        "no_room": "calls missed that found no other time",
        "no_contact": "calls dialled without reaching anybody, waiting for the next attempt",
        "uncertain": "letters in doubt, to be settled on the desk",
        "deferred": "letters that the recipient's server asked us to try again later",
        "under_way": "letters whose sending has begun and not ended",
        "no_sender": "letters without a sender",
        "held": "letters waiting until the account is released",
        "unreached": "letters waiting until the mail server is reached",
        "not_sent": "letters waiting for their turn or for a worker",
    },
}


def subject(digest: Digest, language: str) -> str:
    """The subject line."""
    words = WORDS[language]
    return words["subject"].format(day=_day(digest.on, language), late=digest.late, desk=digest.desk)


def body(digest: Digest, language: str) -> str:
    """The text: a part for each wave, then the desk, with links where the site's address is known."""
    words = WORDS[language]
    parts = ["\n".join(_wave(wave, digest.site_url, language)) for wave in digest.waves]
    parts.append("\n".join([words["desk"].format(desk=digest.desk), *_link(digest.site_url, "/desk")]))
    parts.append("\n".join([words["why"], *_link(digest.site_url, "/me")]))
    return "\n\n".join(parts) + "\n"


def _wave(wave: WaveFacts, site_url: str, language: str) -> Iterator[str]:
    words = WORDS[language]
    yield wave.name
    yield words["today"].format(calls=wave.calls_today, letters=wave.letters_today)
    yield from _late(wave, words)
    yield words["progress"].format(done=wave.done, planned=wave.planned)
    if wave.done == wave.planned:
        yield words["finished"]
    else:
        known = wave.ends_on is not None
        yield words["ends" if known else "early"].format(day=_day(wave.ends_on, language) if wave.ends_on else "")
    yield from _link(site_url, f"/waves/{quote(wave.name, safe='')}/board")


def _late(wave: WaveFacts, words: Mapping[str, str]) -> Iterator[str]:
    if not wave.reasons:
        yield words["none_late"]
        return
    yield words["late"].format(number=sum(wave.reasons.values()))
    for reason, number in wave.reasons.items():
        yield f"  {number} {words[reason]}"
    codes = ", ".join(f"{code} ({number})" for code, number in wave.worst)
    yield "  " + words["worst"].format(codes=codes)


def _link(site_url: str, path: str) -> list[str]:
    return [f"{site_url}{path}"] if site_url else []


def _day(on: date, language: str) -> str:
    return str(format_date(on, "EEE d MMM y", locale=language))
