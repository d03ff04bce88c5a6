"""Which letter a mail belongs to: by address, ids, thread, quoted letter, subject, and at last the sender's domain.

The first level with a hit decides; several hits on one level are a doubt for the coordinator, never "the first row".
Every match keeps what was seen. A sender outside the municipality's domains is told and never loses a match.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from mail_probe.evidence.phrases import fold
from mail_probe.message import ParsedMail
from mail_probe.quote import split
from mail_probe.reading.headers import addresses_in, ascii_domain
from mail_probe.reading.quoted_times import dated_lines, names_moment

Level = Literal["address", "ids", "thread", "quoted", "subject", "domain"]

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
    """A letter that was sent, as far as matching needs it.

    `sent_at` is in the zone that the municipality's clocks show, `domains` are its known mail domains. `is_open` when
    the letter left and may be answered; with `answered_at` until then.
    """

    probe_id: int
    address: str
    message_id: str | None
    subject: str
    question: str
    sent_at: datetime | None
    domains: tuple[str, ...]
    is_open: bool
    answered_at: datetime | None = None

    def is_open_at(self, moment: datetime) -> bool:
        """Whether an answer to this letter could be meant by a mail that arrived then."""
        is_sent = self.sent_at is None or self.sent_at <= moment
        return self.is_open and is_sent and (self.answered_at is None or moment <= self.answered_at)


@dataclass(frozen=True)
class Match:
    """The letter a mail belongs to, by which level, and what was seen.

    Without `certain` the probe is a proposal, or None when several could be meant or none was found.
    """

    probe_id: int | None
    level: Level | None
    certain: bool
    evidence: tuple[str, ...]


NOTHING = Match(None, None, certain=False, evidence=("nothing ties it to a letter",))


class Index:
    """Candidates prepared once for many mails, and the mails that are tied to them already."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        """Precompute what each level looks up."""
        self._all = {candidate.probe_id: candidate for candidate in candidates}
        self._addresses: dict[str, set[int]] = defaultdict(set)
        self._ids: dict[str, set[int]] = defaultdict(set)
        self._envelopes: dict[str, set[int]] = defaultdict(set)
        self._tied_ids: dict[str, set[int]] = defaultdict(set)
        self._roots: dict[str, set[int]] = defaultdict(set)
        self._subjects: dict[str, set[int]] = defaultdict(set)
        self._domains: dict[str, set[int]] = defaultdict(set)
        self._questions: dict[str, set[int]] = defaultdict(set)
        for candidate in candidates:
            self._add(candidate)
        self._shingles: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._shingle_count = {question: len(_shingles(question)) for question in self._questions}
        for question in self._questions:
            for shingle in _shingles(question):
                self._shingles[shingle].append(question)

    def _add(self, candidate: Candidate) -> None:
        probe_id = candidate.probe_id
        for address in addresses_in(candidate.address):
            self._addresses[address].add(probe_id)
        if candidate.message_id:
            message_id = candidate.message_id.strip("<>").lower()
            self._ids[message_id].add(probe_id)
            self._envelopes[message_id.partition("@")[0]].add(probe_id)
        if plain_subject(candidate.subject):
            self._subjects[plain_subject(candidate.subject)].add(probe_id)
        self._questions[candidate.question].add(probe_id)
        for domain in filter(None, map(ascii_domain, candidate.domains)):
            self._domains[domain].add(probe_id)

    def tie(self, probe_id: int, message_id: str | None, thread_root: str | None) -> None:
        """Remember that a received mail belongs to a letter: later mails may refer to it instead of to ours."""
        if message_id:
            self._tied_ids[message_id.lower()].add(probe_id)
        if thread_root:
            self._roots[thread_root].add(probe_id)

    def close(self, probe_id: int, answered_at: datetime) -> None:
        """Remember that a letter got its answer then: mails after it that only the domain ties mean another."""
        known = self._all[probe_id]
        if known.answered_at is None or answered_at < known.answered_at:
            self._all[probe_id] = replace(known, answered_at=answered_at)

    def find(self, mail: ParsedMail, arrived_at: datetime) -> Match:
        """The letter this mail belongs to, by the first level that has a hit."""
        domain = mail.from_address.rpartition("@")[2]
        for level, probes, seen in self._levels(mail, domain):
            if probes:
                return self._match(level, probes, seen, domain)
        return self._by_domain(domain, arrived_at)

    def _levels(self, mail: ParsedMail, domain: str) -> Iterator[tuple[Level, set[int], tuple[str, ...]]]:
        """Each level's hits and what was seen, computed only when it is reached."""
        yield "address", self._by_address(mail.recipients), ("delivered to the letter's own address",)
        yield "ids", _found(self._ids, mail.parent_ids), ("names the letter's message id",)
        yield "ids", _found(self._envelopes, mail.envelope_ids), ("names the letter's envelope id",)
        yield "thread", _found(self._tied_ids, mail.parent_ids), ("follows a mail that belongs to the letter",)
        roots = () if mail.thread_root is None else (mail.thread_root,)
        yield "thread", _found(self._roots, roots), ("in one thread with a mail that belongs to the letter",)
        probes, seen = self._by_quote(mail, domain)
        yield "quoted", probes, seen
        subjects = self._subjects.get(plain_subject(mail.subject), set()) & self._of_domain(domain)
        yield "subject", subjects, ("the letter's subject from the municipality's domain",)

    def _match(self, level: Level, probes: set[int], evidence: tuple[str, ...], domain: str) -> Match:
        if len(probes) > 1:
            return Match(None, level, certain=False, evidence=(*evidence, f"several letters fit: {len(probes)}"))
        probe_id = next(iter(probes))
        if domain and not belongs(domain, self._all[probe_id].domains):
            evidence = (*evidence, f"the sender's domain is not the municipality's: {domain}")
        return Match(probe_id, level, certain=True, evidence=evidence)

    def _by_address(self, addresses: Iterable[str]) -> set[int]:
        """Letters whose address is among these, as it is or with a `+token` behind its local part."""
        return {
            probe
            for address in addresses
            for probe in self._addresses.get(address, ()) or self._addresses.get(_without_token(address), ())
        }

    def _by_quote(self, mail: ParsedMail, domain: str) -> tuple[set[int], tuple[str, ...]]:
        """Letters whose question or address stands in the quoted part, else anywhere: systems quote without marks."""
        quoted = split(mail.text).quoted
        for text in filter(None, (quoted[:_QUOTED_CHARACTERS], mail.text[:_QUOTED_CHARACTERS])):
            probes = self._by_words(text)
            if probes:
                return self._narrowed(probes, "quotes the letter's question", text, domain)
            probes = self._by_address(addresses_in(text))
            if probes:
                return self._narrowed(probes, "quotes the letter's address", text, domain)
        return set(), ()

    def _by_words(self, text: str) -> set[int]:
        hits = Counter(question for shingle in _shingles(text) for question in self._shingles.get(shingle, ()))
        found = (question for question, count in hits.items() if self._is_quoted(question, count))
        return {probe for question in found for probe in self._questions[question]}

    def _is_quoted(self, question: str, count: int) -> bool:
        whole = self._shingle_count[question]
        return whole >= _SHINGLES_NEEDED and count >= whole * _OVERLAP_NEEDED

    def _narrowed(self, probes: set[int], evidence: str, text: str, domain: str) -> tuple[set[int], tuple[str, ...]]:
        """Fewer letters where one question went to several municipalities: by their domain, address and time."""
        seen = [evidence]
        further = (
            (self._of_domain(domain), "sent from the municipality's domain"),
            (self._by_address(addresses_in(text)), "quotes the letter's address"),
        )
        for fitting, what in further:
            if len(probes) > 1 and probes & fitting:
                probes = probes & fitting
                seen.append(what)
        of_moment = self._of_moment(probes, text)
        return of_moment or probes, (*seen, *(("quotes the time it was sent",) if of_moment else ()))

    def _of_moment(self, probes: set[int], text: str) -> set[int]:
        lines = dated_lines(text)
        sent = ((probe, self._all[probe].sent_at) for probe in probes)
        return {probe for probe, sent_at in sent if sent_at is not None and names_moment(lines, sent_at)}

    def _of_domain(self, domain: str) -> set[int]:
        """Letters to the municipality that a sender's domain is of: equal, or below by a dot."""
        labels = (ascii_domain(domain) or "").split(".")
        return {probe for start in range(len(labels)) for probe in self._domains.get(".".join(labels[start:]), ())}

    def _by_domain(self, domain: str, arrived_at: datetime) -> Match:
        """A proposal when exactly one letter was open; never certain."""
        probes = {probe for probe in self._of_domain(domain) if self._all[probe].is_open_at(arrived_at)}
        if not probes:
            return NOTHING
        probe_id = next(iter(probes)) if len(probes) == 1 else None
        seen = (f"sent from the municipality's domain: {domain}", f"open letters of the municipality: {len(probes)}")
        return Match(probe_id, "domain", certain=False, evidence=seen)


def _found(known: dict[str, set[int]], ids: Iterable[str]) -> set[int]:
    return {probe for one in ids for probe in known.get(one.lower(), ())}


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
