"""How fast conform walks, beside a bare pipe in the same run: the same lines, and no thinking.

Kept out of the default run: `pytest -n0 tests/benchmarks/bench_conform.py`. Rates are of wall time,
since two processes take turns. The bare pipe is the plainest loop there is, which sleeps until each
answer comes; conform looks for it first, and so may well be the faster one where both processes
have a core to themselves.
"""

import io
import subprocess
import sys
import time
from collections.abc import Iterable
from statistics import median

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.edge_walk import walk
from slotq.oracle.conform.force import Forces
from slotq.oracle.conform.pipe import Pipe
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.player import Clock, Player
from slotq.oracle.conform.session import Patience

pytestmark = pytest.mark.benchmark(min_rounds=1, warmup=False)
TURNS = 9
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


def middle(ratios: Iterable[float]) -> str:
    """The median of some ratios, and the least and the greatest of them."""
    found = sorted(ratios)
    return f"{median(found):.2f} ({found[0]:.2f} to {found[-1]:.2f})"


def test_walk(benchmark: BenchmarkFixture) -> None:
    """Calls a second, and as a part of what the same program answers when nobody looks."""
    log = io.BytesIO()
    walked(log)
    lines = [line[2:] + b"\n" for line in log.getvalue().split(b"\n") if line.startswith(b"> ")]
    calls, _ = benchmark.pedantic(lambda: walked(None), rounds=1)  # type: ignore[no-untyped-call]
    # In turns: how fast two processes are that take turns depends on what else the machine does.
    turns = [
        (walked(None)[1], bare(EAGER, lines), bare([*EAGER, "echo"], lines)) for _ in range(TURNS)
    ]
    benchmark.extra_info |= {
        "calls": calls,
        "calls_per_second": round(calls / min(walk for walk, _, _ in turns)),
        "of_a_bare_pipe_to_the_same_program": middle(same / walk for walk, same, _ in turns),
        "of_a_bare_pipe_to_an_echo": middle(echo / walk for walk, _, echo in turns),
    }
    print(benchmark.extra_info)
