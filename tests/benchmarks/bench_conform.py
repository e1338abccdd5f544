"""How fast conform walks, beside a bare pipe in the same run: the same lines, and no thinking.

Kept out of the default run: `pytest -n0 tests/benchmarks/bench_conform.py`. Rates are of wall time,
since two processes take turns.
"""

import io
import subprocess
import sys
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from slotq.oracle.conform.belief import Size
from slotq.oracle.conform.force import Forces
from slotq.oracle.conform.pipe import Pipe
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.player import Clock, Player
from slotq.oracle.conform.session import Patience
from slotq.oracle.conform.walk import walk

pytestmark = pytest.mark.benchmark(min_rounds=1, warmup=False)
EAGER = [sys.executable, "-m", "tests.benchmarks.eager"]


def walked(log: io.BytesIO | None) -> tuple[int, float]:
    """Walk: how many calls were made, and in how many seconds."""
    patience = Patience()
    with Player(lambda: Pipe(EAGER, patience, log), patience) as player:
        places = Places(Size(1, 2, 2))
        forces = Forces(places)
        session = player.session(places)
        begin = time.perf_counter()
        failure = walk(player, session, forces, Clock(600))
        assert failure is None
        return session.asked, time.perf_counter() - begin


def bare(command: list[str], lines: list[bytes]) -> float:
    """Say lines, one after the answer to the other: in how many seconds."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        begin = time.perf_counter()
        for line in lines:
            process.stdin.write(line)
            assert process.stdout.read(1 << 16)
        seconds = time.perf_counter() - begin
        process.stdin.close()
    return seconds


def test_walk(benchmark: BenchmarkFixture) -> None:
    """Calls a second, and as a part of what the same program answers when nobody looks."""
    log = io.BytesIO()
    walked(log)
    lines = [line[2:] + b"\n" for line in log.getvalue().split(b"\n") if line.startswith(b"> ")]
    rounds = 3
    calls, seconds = benchmark.pedantic(lambda: walked(None), rounds=1)  # type: ignore[no-untyped-call]
    seconds = min([seconds, *(walked(None)[1] for _ in range(rounds - 1))])
    same = min(bare(EAGER, lines) for _ in range(rounds))
    echo = min(bare([*EAGER, "echo"], lines) for _ in range(rounds))
    benchmark.extra_info |= {
        "calls": calls,
        "calls_per_second": round(calls / seconds),
        "of_a_bare_pipe_to_the_same_program": round(same / seconds, 2),
        "of_a_bare_pipe_to_an_echo": round(echo / seconds, 2),
    }
    print(benchmark.extra_info)
