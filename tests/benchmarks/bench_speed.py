"""How fast the machine, the scheduler and the judge are, in CPU time.

Kept out of the default run: `pytest -n 0 tests/benchmarks/bench_speed.py` prints a table, and the
rates under `extra_info` with `--benchmark-json FILE`. Nothing here passes or fails by the clock.
"""

import gzip
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from slotq.machine.callers import Bounds, Callers, State
from slotq.machine.kernel import explore
from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.verdict import Verdict
from slotq.schedule.engine.findings import Transition
from slotq.schedule.engine.guards import guarded
from slotq.schedule.engine.processes import Greenlets, Threads
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.walk import explore as walk
from slotq.schedule.walk.execution import MakeCrew, Runner
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.code_claims import CODE
from slotq.verify.manifest import load_manifest
from slotq.verify.models import check_model

pytestmark = pytest.mark.benchmark(timer=time.process_time, min_rounds=3, warmup=False)
T = TypeVar("T")
LOGS = Path(__file__).parents[1] / "data" / "traces" / "accept"


def measure(benchmark: BenchmarkFixture, function: Callable[[], T], rounds: int) -> tuple[T, float]:
    """Run a function so many times: what it returns, and the CPU seconds that it took at best."""
    result: T = benchmark.pedantic(function, rounds=rounds)  # type: ignore[no-untyped-call]
    assert benchmark.stats is not None
    return result, float(benchmark.stats["min"])


def bounds_of(model: str) -> Bounds:
    """The machine's bounds for a model."""
    twin = load_manifest().find(model).twin
    assert twin is not None
    assert isinstance(twin.bounds, Bounds)
    return twin.bounds


@pytest.mark.parametrize("model", ["Callers_1x1x2", "Callers_2x1x2"])
def test_machine(benchmark: BenchmarkFixture, model: str) -> None:
    """Edges a second of breadth-first search, and TLC's own rate on the same graph."""
    system = Callers(bounds_of(model))
    graph, at_best = measure(benchmark, lambda: explore(system), 3)
    begin = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    verdict = check_model(find_toolchain(), load_manifest().find(model))
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begin
    assert verdict.good
    edges = len(graph.edges)
    rate = edges / at_best
    benchmark.extra_info |= {
        "edges": edges,
        "edges_per_second": round(rate),
        "tlc_edges_per_second": round(edges / seconds),
        "times_tlc": round(rate * seconds / edges, 1),
    }
    print(benchmark.extra_info)


@pytest.mark.parametrize("size", [*CODE, "Callers_1x1x2", "Callers_2x1x2"])
def test_scheduler(benchmark: BenchmarkFixture, size: str) -> None:
    """Steps a second of the real code under control, and steps a state of the walk."""
    bounds = CODE[size] if size in CODE else bounds_of(size)
    found, at_best = measure(benchmark, lambda: walk.explore(Runner(CallersProgram(bounds))), 1)
    benchmark.extra_info |= {
        "states": len(found.states),
        "steps_per_second": round(found.steps / at_best),
        "steps_per_state": round(found.steps / len(found.states), 1),
        "runs": found.runs,
    }
    print(benchmark.extra_info)


@pytest.mark.parametrize("make_crew", [Greenlets, Threads])
def test_control(benchmark: BenchmarkFixture, make_crew: MakeCrew) -> None:
    """Steps a second of the same code where nobody looks for the way or reads the state."""
    program = CallersProgram(bounds_of("Callers_1x1x2"))
    runner = Runner(program)
    schedules = [random_schedule(runner, seed) for seed in range(500)]
    seconds = 0.0

    def follow() -> None:
        nonlocal seconds
        with guarded():
            for schedule in schedules:
                world = program.begin(make_crew())
                begin = time.process_time()
                world.follow(schedule)
                seconds += time.process_time() - begin
                world.end()

    benchmark.pedantic(follow, rounds=3)  # type: ignore[no-untyped-call]
    steps = 3 * sum(map(len, schedules))
    benchmark.extra_info |= {"steps": steps, "steps_per_second": round(steps / seconds)}
    print(benchmark.extra_info)


def random_schedule(runner: Runner[State], seed: int) -> list[Transition]:
    """Let anything happen until nothing can."""
    choose = random.Random(seed).choice
    with runner.run() as run:
        while possible := run.transitions():
            run.take(choose(possible))
        return [transition for transition, _ in run.world.taken]


def test_judge(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """Lines a second of the judge of step traces, many small logs as many queues in one."""
    logs = sorted(LOGS.glob("small-*.ndjson"))
    assert logs
    whole = tmp_path / "whole.ndjson.gz"
    lines = 0
    with gzip.open(whole, "wb") as file:
        file.write(logs[0].read_bytes().splitlines(keepends=True)[0])
        for queue in range(200):
            for line in logs[queue % len(logs)].read_bytes().splitlines()[1:-1]:
                unnumbered = line.replace(b'"seq"', b'"number"')
                file.write(b'%s,"queue":"%d"}\n' % (unnumbered.rstrip(b"}"), queue))
                lines += 1
    verdict, at_best = measure(benchmark, lambda: check(str(whole)), 3)
    assert isinstance(verdict, Verdict)
    assert verdict.outcome == "accepted", verdict
    benchmark.extra_info["lines_per_second"] = round(lines / at_best)
    print(benchmark.extra_info)
