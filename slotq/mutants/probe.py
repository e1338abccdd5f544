"""Checks the copy of the project that it is run in: `python -m slotq.mutants.probe CHECK...`.

It is a process of its own, because what is changed is the project itself. Each check is a line of
JSON, and the first that is refuted is the last, unless `--every` is said. A file of tests takes the
place of this process.
"""

import os
import resource
import sys
from typing import NoReturn

import msgspec

from slotq.schedule.engine import endless
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.claim import Verdict
from slotq.verify.claims import all_claims
from slotq.verify.manifest import load_manifest
from slotq.verify.workers import check

PROCESSOR = 60
"""Seconds of processor time that this process, and each that it starts, may use."""
EVERY = "--every"
"""Says to go on after a refutation."""
_MEMORY = 4 << 30  # bytes
_ENDLESS = 2.0  # a process that stops does so within microseconds
_LONG = 20.0  # seconds, after which it is no use to ask more of what has no answer
_LONGEST_TEST = 60
_MESSAGE = 4000


class Line(msgspec.Struct, frozen=True):
    """What came of a check.

    Attributes:
        check: Its name.
        verdict: The word for it.
        message: Why the claim does not hold.
    """

    check: str
    verdict: str
    message: str


def main(checks: list[str]) -> None:
    """Check claims until one is refuted, or run tests."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR + 5))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    every = EVERY in checks
    checks = [name for name in checks if name != EVERY]
    if all(name.startswith("tests/") for name in checks):
        _test(checks)
    endless.LIMIT = _ENDLESS
    claims = {claim.name: claim for claim in all_claims(load_manifest(), find_toolchain())}
    for name in checks:
        result = check(claims[name])
        line = Line(name, result.verdict.value, result.message[:_MESSAGE])
        sys.stdout.write(f"{msgspec.json.encode(line).decode()}\n")
        sys.stdout.flush()
        has_no_end = result.verdict is Verdict.UNDECIDED and result.seconds > _LONG
        if not every and (result.verdict is Verdict.REFUTED or has_no_end):
            break


def _test(files: list[str]) -> NoReturn:
    options = ("-n", "0", "-x", "-q", "--no-header", "-p", "no:cacheprovider")
    timeout = ("--timeout", str(_LONGEST_TEST))
    command = [sys.executable, "-B", "-m", "pytest", *options, *timeout, *files]
    os.execv(sys.executable, command)  # noqa: S606  # no shell


if __name__ == "__main__":
    main(sys.argv[1:])
