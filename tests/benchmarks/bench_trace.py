"""How fast long traces are judged, and in how much memory: the whole program, from its start.

Kept out of the default run: `pytest -n 0 -s tests/benchmarks/bench_trace.py`. Nothing here passes
or fails by the clock.
"""

import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import msgspec
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.conftest import ROOT
from tests.oracle.logs import HEADER
from tests.oracle.test_long import rounds

LENGTHS = (100_000, 1_000_000)
APPROXIMATE = {**HEADER, "order": "approximate", "window": 3}


def judge(path: Path) -> tuple[float, float]:
    """Run `slotq check`: the CPU seconds that it took, and the mebibytes that it had at most."""
    command = [sys.executable, "-m", "slotq", "check", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


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
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        file.write(encode(header) + b"\n")
        file.writelines(encode(event) + b"\n" for event in islice(rounds(0, lines), lines))
    seconds, peak = benchmark.pedantic(judge, (path,), rounds=1)  # type: ignore[no-untyped-call]
    benchmark.extra_info |= {
        "lines": lines,
        "lines_per_second": round(lines / seconds),
        "peak_mebibytes": round(peak, 1),
    }
    print(benchmark.extra_info)  # noqa: T201
