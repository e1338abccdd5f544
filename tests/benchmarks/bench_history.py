"""How fast histories are judged, and how that grows, beside a general search on the same histories.

Kept out of the default run: `pytest -n 0 tests/benchmarks/bench_history.py`. Rates are in CPU time.
"""

import json
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from slotq.oracle.check import check
from slotq.oracle.verdict import Verdict
from tests.oracle.history.long_histories import HEADER, long_history

pytestmark = pytest.mark.benchmark(timer=time.process_time, min_rounds=1, warmup=False)
LENGTHS = (10_000, 100_000, 1_000_000)


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """Simulated histories of several lengths."""
    folder = tmp_path_factory.mktemp("histories")
    paths = {}
    for calls in LENGTHS:
        path = folder / f"{calls}.ndjson"
        with path.open("w", encoding="utf-8") as stream:
            for line in (HEADER, *long_history(1, calls)):
                stream.write(json.dumps(line) + "\n")
        paths[calls] = str(path)
    return paths


@pytest.mark.parametrize("calls", LENGTHS)
@pytest.mark.parametrize("in_order", [True, False], ids=["exact decision", "general search"])
def test_history(
    benchmark: BenchmarkFixture, histories: dict[int, str], calls: int, *, in_order: bool
) -> None:
    """Calls a second; the general search may run out of its budget."""

    def judge() -> Verdict:
        result = check(histories[calls], ids_in_order=in_order)
        assert isinstance(result, Verdict)
        return result

    verdict: Verdict = benchmark.pedantic(judge, rounds=1)  # type: ignore[no-untyped-call]
    assert benchmark.stats is not None
    seconds = float(benchmark.stats["min"])
    benchmark.extra_info["outcome"] = verdict.outcome
    benchmark.extra_info["calls a second"] = round(calls / seconds)
    assert verdict.outcome == "accepted" or (verdict.outcome == "undecided" and not in_order)
