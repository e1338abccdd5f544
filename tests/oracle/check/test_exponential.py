"""No small log takes all time or all memory, whatever is in it."""

import resource
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.oracle.check.exponential import IN_NO_ORDER, LOGS

_MEMORY = 1 << 30  # bytes of addresses
_SECONDS = 10  # of processor time


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


CASES = [(make, ()) for make in LOGS] + [
    (make, ("--any-ids",)) for make in LOGS if make in IN_NO_ORDER
]


@pytest.mark.parametrize(
    ("make", "options"), CASES, ids=[f"{make.__name__}{''.join(o)}" for make, o in CASES]
)
def test_a_verdict_comes_within_bounds(make: Callable[[], str], options: tuple[str, ...]) -> None:
    """Each kind of exponential log has a verdict, within ten seconds and a gigabyte."""
    command = [sys.executable, "-m", "slotq", "check", *options, "-"]
    ended = subprocess.run(
        command,
        input=make().encode(),
        capture_output=True,
        check=False,
        preexec_fn=_limited,
    )
    assert ended.returncode in {0, 1, 3}, ended.stderr.decode()
    assert ended.stderr == b""
