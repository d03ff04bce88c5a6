"""Which letter a mail belongs to: by address, message ids, quoted question, subject, and at last the sender's domain.

The first level with a hit decides; several hits on one level are a doubt for the coordinator, never "the first row".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mail_probe.headers import addresses_in, ascii_domain
from mail_probe.message import ParsedMail
from mail_probe.phrases import fold
from mail_probe.quote import split

Level = Literal["address", "ids", "quoted", "subject", "domain"]

_SHINGLE_WORDS = 3
_OVERLAP_NEEDED = 0.8
_QUOTED_CHARACTERS = 100_000
_SHINGLES_NEEDED = 3
_WORDS = re.compile(r"\w+")
_PREFIX = re.compile(
    r"\s*(?:(?:sv|re|vb|vs|fwd?|aw|wg|antw|ang|autosvar|automatiskt? svar|automatic reply|auto|automatische antwort|"
    r"out of office|ej last|last|read|laest|lest|gelesen|not read)\s*:|\[[^\]]{0,80}\]|\([^)]{0,20}#[^)]{0,60}\))"
)
_CASE_NUMBER = re.compile(
    r"[\[(#]?\b(?:arende(?:nummer|nr)?|arendenr|dnr|diarienummer|diarienr|sagsnr|sagsnummer|saksnr|case|ticket|id)\b[\s:.#]*"
    r"[a-z]{0,6}[\s-]?\d[\w./-]*[\])]?|#\d[\w-]*"
)


@dataclass(frozen=True)
class Candidate:
    """A letter that was sent, as far as matching needs it. `domains` are the municipality's known mail domains."""

    probe_id: int
    address: str
    message_id: str | None
    subject: str
    question: str
    sent_at: datetime | None
    domains: tuple[str, ...]
    open: bool


@dataclass(frozen=True)
class Match:
    """The letter a mail belongs to, by which level, and what was seen.

    Without `certain` the probe is a proposal, or None when several could be meant or none was found.
    """

    probe_id: int | None
    level: Level | None
    certain: bool
    evidence: tuple[str, ...]


class Index:
    """Candidates prepared once for many mails."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        """Precompute what each level looks up."""
        self._all = {candidate.probe_id: candidate for candidate in candidates}
        self._addresses: dict[str, set[int]] = defaultdict(set)
        self._ids: dict[str, set[int]] = defaultdict(set)
        self._subjects: dict[str, set[int]] = defaultdict(set)
        self._shingles: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self._shingle_count: dict[int, int] = {}
        for candidate in candidates:
            self._add(candidate)

    def _add(self, candidate: Candidate) -> None:
        probe_id = candidate.probe_id
        for address in addresses_in(candidate.address):
            self._addresses[address].add(probe_id)
        if candidate.message_id:
            self._ids[candidate.message_id.strip("<>")].add(probe_id)
        if plain_subject(candidate.subject):
            self._subjects[plain_subject(candidate.subject)].add(probe_id)
        shingles = _shingles(candidate.question)
        self._shingle_count[probe_id] = len(shingles)
        for shingle in shingles:
            self._shingles[shingle].add(probe_id)

    def find(self, mail: ParsedMail) -> Match:
        """The letter this mail belongs to, by the first level that has a hit."""
        domain = mail.from_address.rpartition("@")[2]
        sure: tuple[tuple[Level, set[int], str], ...] = (
            ("address", self._by_address(mail.recipients), "delivered to the letter's own address"),
            ("ids", self._by_id(mail.parent_ids), "names the letter's message id"),
        )
        for level, probes, seen in sure:
            if probes:
                return self._match(level, probes, (seen,), domain)
        quoted = self._by_quote(mail)
        if quoted:
            return self._match("quoted", quoted, ("quotes the letter",), domain)
        subjects = self._in_domain(self._subjects.get(plain_subject(mail.subject), ()), domain)
        if subjects:
            return self._match("subject", subjects, ("the letter's subject from the municipality's domain",), domain)
        return self._by_domain(domain)

    def _match(self, level: Level, probes: set[int], evidence: tuple[str, ...], domain: str) -> Match:
        if len(probes) > 1:
            return Match(None, level, certain=False, evidence=(*evidence, f"{len(probes)} letters fit"))
        probe_id = next(iter(probes))
        if domain and not belongs(domain, self._all[probe_id].domains):
            evidence = (*evidence, f"sender's domain {domain} is not the municipality's")
        return Match(probe_id, level, certain=True, evidence=evidence)

    def _by_address(self, addresses: Iterable[str]) -> set[int]:
        return {probe for address in addresses for probe in self._addresses.get(_without_token(address), ())}

    def _by_id(self, ids: Iterable[str]) -> set[int]:
        return {probe for one in ids for probe in self._ids.get(one, ())}

    def _by_quote(self, mail: ParsedMail) -> set[int]:
        """The letter's question or its address in the quoted part, or anywhere when nothing is marked as quoted."""
        text = (split(mail.text).quoted or mail.text)[:_QUOTED_CHARACTERS]
        hits = Counter(probe for shingle in _shingles(text) for probe in self._shingles.get(shingle, ()))
        by_words = {probe for probe, count in hits.items() if self._is_quoted(probe, count)}
        return by_words or self._by_address(addresses_in(text))

    def _is_quoted(self, probe_id: int, count: int) -> bool:
        whole = self._shingle_count[probe_id]
        return whole >= _SHINGLES_NEEDED and count >= whole * _OVERLAP_NEEDED

    def _in_domain(self, probes: Iterable[int], domain: str) -> set[int]:
        return {probe for probe in probes if belongs(domain, self._all[probe].domains)}

    def _by_domain(self, domain: str) -> Match:
        """A proposal when exactly one open letter could be meant; never certain."""
        probes = {probe for probe in self._in_domain(self._all, domain) if self._all[probe].open}
        if not probes:
            return Match(None, None, certain=False, evidence=("nothing ties it to a letter",))
        probe_id = next(iter(probes)) if len(probes) == 1 else None
        return Match(probe_id, "domain", certain=False, evidence=(f"sent from {domain}", f"{len(probes)} open letters"))


def belongs(domain: str, known: Iterable[str]) -> bool:
    """Whether a domain is one of the known or lies under it by a dot; a look-alike that only ends the same does not."""
    wire = ascii_domain(domain)
    if not wire:
        return False
    return any(wire == base or wire.endswith(f".{base}") for base in (ascii_domain(one) for one in known) if base)


def plain_subject(subject: str) -> str:
    """A subject without reply and automatic prefixes, tags and case numbers, folded."""
    rest = fold(subject[:1000])
    while (prefix := _PREFIX.match(rest)) and prefix.end():
        rest = rest[prefix.end() :]
    return " ".join(_WORDS.findall(_CASE_NUMBER.sub(" ", rest)))


def _without_token(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORDS.findall(fold(text))
    return {tuple(words[start : start + _SHINGLE_WORDS]) for start in range(len(words) - _SHINGLE_WORDS + 1)}
