"""Checks the copy of the project that it is run in: `python -m slotq.mutants.probe CHECK...`.

Each claim and each test has its own bound of processor time (slotq.mutants.hangs); `--limit=N` says
how many seconds, if not as many as usual. It is a process of its own, because what is changed is
the project itself. Each check is a line of JSON, and the first that is refuted is the last, unless
`--every` is said. A file of tests takes the place of this process.
"""

import os
import resource
import sys
import time
from typing import NoReturn

import msgspec

from slotq.mutants import hangs
from slotq.schedule.engine import endless
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.claim import Verdict
from slotq.verify.claims import all_claims
from slotq.verify.manifest import load_manifest
from slotq.verify.workers import check

EVERY = "--every"
"""Says to go on after a refutation."""
LIMIT = "--limit="
"""Begins the word that says how many seconds a check may use."""
_MEMORY = 4 << 30  # bytes
_ENDLESS = 2.0  # a process that stops does so within microseconds
_LONG = 20.0  # seconds, after which it is no use to ask more of what has no answer
_LONGEST_TEST = 300  # seconds of wall time, for a test that waits
_MESSAGE = 4000
_PLUGIN = "slotq.mutants.each_test"  # only pytest may import it, since that opens a stream


class Line(msgspec.Struct, frozen=True):
    """What came of a check.

    Attributes:
        check: Its name.
        verdict: The word for it.
        message: Why the claim does not hold.
        processor: How many seconds of processor time it took here.
    """

    check: str
    verdict: str
    message: str
    processor: float = 0.0


def main(words: list[str]) -> None:
    """Check claims until one is refuted, or run tests."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    every = EVERY in words
    said = [float(word.removeprefix(LIMIT)) for word in words if word.startswith(LIMIT)]
    checks = [word for word in words if word != EVERY and not word.startswith(LIMIT)]
    if all(name.startswith("tests/") for name in checks):
        _test(checks, said[0] if said else hangs.OF_A_TEST)
    limit = said[0] if said else hangs.PROCESSOR
    hangs.watch(2)
    hangs.allow(limit)
    endless.LIMIT = _ENDLESS
    claims = {claim.name: claim for claim in all_claims(load_manifest(), find_toolchain())}
    for name in checks:
        hangs.allow(limit)
        begin = time.process_time()
        result = check(claims[name])
        used = time.process_time() - begin
        line = Line(name, result.verdict.value, result.message[:_MESSAGE], round(used, 1))
        sys.stdout.write(f"{msgspec.json.encode(line).decode()}\n")
        sys.stdout.flush()
        has_no_end = result.verdict is Verdict.UNDECIDED and result.seconds > _LONG
        if not every and (result.verdict is Verdict.REFUTED or has_no_end):
            break


def _test(files: list[str], limit: float) -> NoReturn:
    os.environ[hangs.LIMIT] = str(limit)
    plugin = ("-p", _PLUGIN)
    options = ("-n", "0", "-x", "-q", "--no-header", "-p", "no:cacheprovider")
    timeout = ("--timeout", str(_LONGEST_TEST))
    command = [sys.executable, "-B", "-m", "pytest", *plugin, *options, *timeout, *files]
    os.execv(sys.executable, command)  # noqa: S606  # no shell


if __name__ == "__main__":
    main(sys.argv[1:])
