"""How fast histories are judged, and how that grows, beside two searches of the same histories.

One is the oracle's own for ids in any order, which knows what a queue is; the other is Wing and
Gong's, which knows no more than that operations overlap. Both may run out of their budget.

Kept out of the default run: `pytest -n 0 tests/benchmarks/bench_history.py`. Rates are in CPU time,
of all that there is to do from the file to the verdict.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from slotq.formats.history_lines import Dequeue
from slotq.oracle.check.judge_files import check
from slotq.oracle.history import decide, rules
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls
from slotq.oracle.history.rules import HistoryFault, fault
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.verdict import Verdict
from slotq.verify.judges.agreement import judged
from slotq.verify.judges.random_queue import random_history
from tests.benchmarks import wing_gong
from tests.oracle.history.long_histories import HEADER, Said, long_history

pytestmark = pytest.mark.benchmark(timer=time.process_time, min_rounds=1, warmup=False)
LENGTHS = (100, 1_000, 10_000, 100_000, 1_000_000)
OUTCOMES = ["accepted", "rejected"]
SMALL = 3_000
LONGEST_SEARCHED = 10_000
DECISIONS = ["exact decision", "general search", "Wing-Gong search"]


def search(
    calls: QueueCalls, tokens: Sequence[TokenCalls], *, shrinks: bool
) -> HistoryFault | None:
    """Wing and Gong's search in the place of the exact decision."""
    del shrinks
    picks = [dequeuer.picks for dequeuer in calls.dequeuers.values() if dequeuer.picks]
    refused = wing_gong.first_refused(tokens, picks, Budget())
    # It does not say which rule is broken.
    return None if refused is None else fault(rules.NEWEST, refused, Dequeue("ok", "somebody"))


def late(token: int) -> Iterator[Said]:
    """The calls of one who is delivered a token at the end."""
    for f, called, returned in (
        ("start_dequeuer", {"dequeuer": "dequeuer-late"}, {}),
        ("dequeue", {"dequeuer": "dequeuer-late"}, {"token": token}),
    ):
        yield {"type": "invoke", "process": "late", "f": f, **called}
        yield {"type": "ok", "process": "late", "f": f, **returned}


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, str], str]:
    """Simulated histories of several lengths, and the same with a token that was won long ago."""
    folder = tmp_path_factory.mktemp("histories")
    paths = {}
    for calls, outcome in product(LENGTHS, OUTCOMES):
        path = folder / f"{outcome}-{calls}.ndjson"
        wrong = late(0) if outcome == "rejected" else ()
        with path.open("w", encoding="utf-8") as stream:
            for line in (HEADER, *long_history(1, calls), *wrong):
                stream.write(json.dumps(line) + "\n")
        paths[calls, outcome] = str(path)
    return paths


@pytest.mark.parametrize(
    ("decision", "outcome", "calls"),
    [
        (decision, outcome, calls)
        for decision, outcome, calls in product(DECISIONS, OUTCOMES, LENGTHS)
        if decision == "exact decision" or calls <= LONGEST_SEARCHED
    ],
)
def test_history(  # noqa: PLR0917  # fixtures are arguments
    benchmark: BenchmarkFixture,
    monkeypatch: pytest.MonkeyPatch,
    histories: dict[tuple[int, str], str],
    decision: str,
    outcome: str,
    calls: int,
) -> None:
    """Calls a second, of one decision for a history of one length."""
    if decision == "Wing-Gong search":
        monkeypatch.setattr(decide, "_order", search)

    def judge() -> Verdict:
        result = check(histories[calls, outcome], ids_in_order=decision != "general search")
        assert isinstance(result, Verdict)
        return result

    verdict: Verdict = benchmark.pedantic(judge, rounds=1)  # type: ignore[no-untyped-call]
    assert benchmark.stats is not None
    seconds = float(benchmark.stats["min"])
    benchmark.extra_info |= {
        "decision": decision,
        "calls": calls,
        "outcome": verdict.outcome,
        "seconds": round(seconds, 3),
        "calls_per_second": round(calls / seconds),
    }
    print(benchmark.extra_info)
    expected = {outcome} if decision == "exact decision" else {outcome, "undecided"}
    assert verdict.outcome in expected


def test_they_decide_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """On small histories of which many are illegal: or they would not be worth a comparison."""
    verdicts: Counter[bool] = Counter()
    for seed in range(SMALL):
        lines = random_history(seed)
        legal = judged(lines) is None
        with monkeypatch.context() as patched:
            patched.setattr(decide, "_order", search)
            assert (judged(lines) is None) is legal, seed
        verdicts[legal] += 1
    assert min(verdicts.values()) > SMALL // 10
