"""How fast traces are judged, by the oracle and by TLC on the same log, and in how much memory.

It is the whole program that is measured, from its start, and so it is with TLC and its Java; how
long the oracle only judges is said, too.

Kept out of the default run: `pytest -n 0 -s tests/benchmarks/bench_trace.py`. Nothing here passes
or fails by the clock.
"""

import os
import resource
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import msgspec
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from slotq.oracle.check.judge_files import check
from slotq.oracle.second_opinion.agreement import Agreement, agree
from slotq.tlc.toolchain import find_toolchain
from tests.conftest import ROOT
from tests.oracle.logs import ACCEPT, HEADER
from tests.oracle.trace.test_long import rounds

LENGTHS = (100_000, 1_000_000)
FOR_TLC = (1_000, 10_000, 40_000)
APPROXIMATE = {**HEADER, "order": "approximate", "window": 3}


def judge(path: Path) -> tuple[float, float]:
    """Run `slotq check`: the CPU seconds that it took, and the mebibytes that it had at most."""
    command = [sys.executable, "-m", "slotq", "check", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def write(path: Path, lines: int, header: dict[str, object]) -> None:
    """Write a log of so many lines."""
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        file.write(encode(header) + b"\n")
        file.writelines(encode(event) + b"\n" for event in islice(rounds(0, lines), lines))


def children() -> float:
    """How many CPU seconds the programs took that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.mark.parametrize(
    ("header", "lines"),
    [*((HEADER, lines) for lines in LENGTHS), (APPROXIMATE, 20_000)],
    ids=["exact", "exact", "approximate"],
)
def test_long_trace(
    benchmark: BenchmarkFixture, tmp_path: Path, header: dict[str, object], lines: int
) -> None:
    """Lines a second of CPU, and the peak of memory, which should not follow the length."""
    path = tmp_path / "long.ndjson"
    write(path, lines, header)
    seconds, peak = benchmark.pedantic(judge, (path,), rounds=1)  # type: ignore[no-untyped-call]
    benchmark.extra_info |= {
        "lines": lines,
        "lines_per_second": round(lines / seconds),
        "peak_mebibytes": round(peak, 1),
    }
    print(benchmark.extra_info)


@pytest.mark.parametrize("action", ["AcquireClose", "Cancel", "CancellerWake"])
def test_twice_the_length(benchmark: BenchmarkFixture, tmp_path: Path, action: str) -> None:
    """CPU seconds of a log that omits an action, and of one twice as long: about twice as many."""
    header = {**HEADER, "omits": [action]}
    encode = msgspec.json.Encoder().encode
    path, seconds = tmp_path / "partial.ndjson", []
    for lines in (20_000, 40_000):
        events = (e for e in rounds(0, lines) if type(e).__name__ != action)
        path.write_bytes(b"\n".join([encode(header), *map(encode, islice(events, lines))]))
        seconds.append(judge(path)[0])
    benchmark.pedantic(judge, (path,), rounds=1)  # type: ignore[no-untyped-call]
    benchmark.extra_info |= {"action": action, "ratio": round(seconds[1] / seconds[0], 2)}
    print(benchmark.extra_info)


@pytest.mark.parametrize("lines", [*FOR_TLC, None], ids=[*map(str, FOR_TLC), "real"])
def test_beside_tlc(benchmark: BenchmarkFixture, tmp_path: Path, lines: int | None) -> None:
    """CPU seconds of both for the same log, which both accept: made up, or the longest real one."""
    path = tmp_path / "log.ndjson"
    if lines is None:
        path = next(log for log in ACCEPT if "medium" in log.name)
    else:
        write(path, lines, HEADER)
    begin = time.process_time()
    result = check(str(path))
    judging = time.process_time() - begin
    seconds, _ = judge(path)
    toolchain, begin = find_toolchain(), children()
    said: Agreement = benchmark.pedantic(agree, (str(path), result, toolchain), rounds=1)  # type: ignore[no-untyped-call]
    tlc = children() - begin
    assert said.outcome == "accepted"
    benchmark.extra_info |= {
        "lines": said.lines,
        "seconds": round(seconds, 2),
        "judging_seconds": round(judging, 3),
        "lines_per_second": round(said.lines / seconds),
        "tlc_seconds": round(tlc, 2),
        "tlc_lines_per_second": round(said.lines / tlc),
    }
    print(benchmark.extra_info)
