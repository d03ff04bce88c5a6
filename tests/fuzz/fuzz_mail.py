"""Feeds mutated mails to all that reads mails, for a while: `make fuzz`, or with `--seconds` and `--seed`.

Exit code 1 when a case raises or takes over a second; its seed and bytes are then told and kept.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import randbits
from tempfile import mkdtemp
from time import monotonic

sys.path[0] = str(Path(__file__).resolve().parents[2])  # not this folder: the packages stand at the root

from tests.fuzz.mutations import mutated  # noqa: E402 - the script must first know where the packages are
from tests.fuzz.reading import corpus, read_everything  # noqa: E402

SECONDS_ALLOWED = 1.0
SLOWEST_SHOWN = 5


@dataclass
class Findings:
    """What a run found: how many cases, the slowest of them, and those that must not be."""

    cases: int = 0
    slowest: list[tuple[float, str, str]] = field(default_factory=list)
    faults: list[tuple[str, str, bytes]] = field(default_factory=list)

    def note(self, seed: str, raw: bytes) -> None:
        """Read one mail and remember how it went."""
        self.cases += 1
        try:
            taken = read_everything(raw)
        except (Exception, RecursionError) as error:  # noqa: BLE001 - whatever is raised is the finding
            self.faults.append((seed, f"{type(error).__name__}: {error}"[:200], raw))
            return
        step, longest = max(taken.items(), key=lambda item: item[1])
        total = sum(taken.values())
        self.slowest = sorted([*self.slowest, (total, step, seed)], reverse=True)[:SLOWEST_SHOWN]
        if total > SECONDS_ALLOWED:
            self.faults.append((seed, f"took {total:.2f} s, of it {step} {longest:.2f} s", raw))


def fuzz(mails: Sequence[bytes], seed: int, seconds: float, cases: int | None = None) -> Findings:
    """Mutate and read for so many seconds, or so many cases; the same seed makes the same cases in the same order."""
    findings, until, number = Findings(), monotonic() + seconds, 0
    while monotonic() < until and (cases is None or number < cases):
        name = f"{seed}:{number}"
        findings.note(name, mutated(name, mails))
        number += 1
    return findings


def told(findings: Findings) -> list[str]:
    """The findings as lines; the bytes of each fault are written to a new folder."""
    lines = [f"{findings.cases} cases, {len(findings.faults)} faults"]
    lines += [f"{total:.3f} s, most of it in {step}, case {seed}" for total, step, seed in findings.slowest]
    if findings.faults:
        folder = Path(mkdtemp(prefix="fuzz-mail-"))
        for seed, what, raw in findings.faults:
            file = folder / f"{seed.replace(':', '-')}.eml"
            file.write_bytes(raw)
            lines.append(f"FAULT in case {seed}: {what}; the mail is kept in {file}")
    return lines


def main() -> int:
    """Run as told on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to run")
    parser.add_argument("--seed", type=int, default=None, help="chance itself when left out")
    parser.add_argument("--case", type=int, default=None, help="read only this case of the seed")
    given = parser.parse_args()
    seed = randbits(32) if given.seed is None else given.seed
    mails = corpus()
    if given.case is None:
        findings = fuzz(mails, seed, given.seconds)
    else:
        findings = Findings()
        findings.note(f"{seed}:{given.case}", mutated(f"{seed}:{given.case}", mails))
    sys.stdout.write("\n".join([f"seed {seed}", *told(findings)]) + "\n")
    return 1 if findings.faults else 0


if __name__ == "__main__":
    sys.exit(main())
