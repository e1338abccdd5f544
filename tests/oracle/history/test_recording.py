"""slotq.oracle.history.recording: what the reference does is legal, on whatever it runs."""

import threading
from collections import Counter
from pathlib import Path

import pytest

from slotq.agent.callers import Consumer, Container, Patience
from slotq.oracle.check.judge_files import check
from slotq.oracle.history.recording import HistoryRecorder, RecordedPrimitives, RecordedQueue
from slotq.oracle.verdict.verdict import Verdict
from slotq.queue import SlotQueue
from slotq.sync import Threads
from tests.limits import join
from tests.oracle.history.recorded import accepted, compare_damaged, record
from tests.schedule import broken

SEEDS = range(100)
PATIENCE = 60.0
"""Seconds after which threads are stuck."""


def test_the_reference_is_legal() -> None:
    """No random schedule leads to a history that is rejected."""
    assert Counter(map(accepted, SEEDS)) == {"accepted": len(SEEDS)}


def test_every_kind_of_call_is_recorded() -> None:
    """Else nothing would be judged."""
    lines = [line for seed in SEEDS for line in record(seed) if line.type != "invoke"]
    assert {f"{line.__class__.__name__} {line.type}" for line in lines} == {
        "QueueSlot ok",
        "StartDequeuer ok",
        "Dequeue ok",
        "Dequeue fail",
        "AcquireSlot ok",
        "AcquireSlot fail",
        "Cancel ok",
        "WaitTrigger ok",
        "WaitClosed ok",
        "CloseSlot ok",
        "Evict ok",
        "Quiesce ok",
    }


@pytest.mark.parametrize(
    ("wrong", "rules"),
    [
        (broken.PicksOldest, {"newest"}),
        (broken.PickRemoves, {"awake", "newest"}),
        (broken.RemovesLast, {"newest"}),
        (broken.WakesNobody, {"ended"}),
        (broken.ClosesBeforeRemoving, {"removed"}),
    ],
)
def test_a_wrong_queue_is_not(wrong: type[SlotQueue], rules: set[str]) -> None:
    """Each breaks the rules that it should, under some schedule."""
    kind = type("Wrong", (RecordedQueue, wrong), {})
    found = Counter(accepted(seed, kind) for seed in SEEDS)
    assert set(found) - {"accepted"} == rules


def test_damage_is_judged_as_the_reference_judges_it() -> None:
    """Also where a call is left open, or a line is not where it was."""
    counts = Counter(map(compare_damaged, range(40)))
    assert counts["accepted"] < 0.8 * counts.total()
    assert counts[None] < 0.2 * counts.total()


class RecordedThreads(RecordedPrimitives, Threads):
    """Real threads whose clients are written down."""

    def __init__(self, recorder: HistoryRecorder) -> None:
        super().__init__()
        self.recorder = recorder


def test_real_threads_are_legal(tmp_path: Path) -> None:
    """Nothing serialises them; and everybody who waits is served, so that they end."""
    log = tmp_path / "history.ndjson"
    with log.open("wb") as file:
        recorder = HistoryRecorder(file, lambda: threading.current_thread().name)
        primitives = RecordedThreads(recorder)
        queue = RecordedQueue("key", primitives, recorder)
        clients: dict[str, Consumer | Container] = {
            f"container-{number}": Container(
                primitives, queue, 40, primitives.signal(), Patience(idle=0.05)
            )
            for number in range(3)
        }
        for number in range(4):
            contexts = tuple(primitives.context(f"{number}.{round_}") for round_ in range(25))
            patience = Patience(give_up=0.05)
            clients[f"consumer-{number}"] = Consumer(primitives, queue, contexts, patience)
        others = set(threading.enumerate())
        threads = [
            threading.Thread(target=client.run, name=name, daemon=True)
            for name, client in clients.items()
        ]
        for thread in threads:
            thread.start()
        # The clients first: a thread that they are just starting is listed, but cannot be joined.
        join(threads, PATIENCE)
        join(set(threading.enumerate()) - others, PATIENCE)
        recorder.quiesce(len(set(threading.enumerate()) - others))
    verdict = check(str(log))
    assert isinstance(verdict, Verdict), verdict
    assert verdict.outcome == "accepted", verdict
    assert verdict.lines > 400
