"""The soak: the reference on real threads, under load; the machine accepts what was recorded."""

import json
import threading
from pathlib import Path

import pytest

from slotq.agent.callers import Consumer, Container, Patience
from slotq.oracle.check.judge_files import check_files
from slotq.oracle.trace.recording import Recorder
from slotq.oracle.verdict.verdict import Verdict
from slotq.queue import SlotQueue
from tests.limits import join

ONCE_A_REQUEST = ("DequeuerStart", "Cancel", "DequeuerExit", "CancellerWake")
CONTAINERS, FAILING, CONSUMERS, ROUNDS = 4, 3, 6, 12
PATIENCE_OF_THE_TEST = 60.0
"""Seconds after which threads count as stuck."""
pytestmark = pytest.mark.timeout(240)


def run(recorder: Recorder, patience: Patience) -> None:
    """Run containers and consumers to their end, and the dequeuers that they started."""
    queue = SlotQueue("key", recorder)
    others = set(threading.enumerate())
    evictions = [recorder.signal() for _ in range(CONTAINERS)]
    contexts = [
        tuple(recorder.context(f"{number}.{round_}") for round_ in range(1, ROUNDS + 1))
        for number in range(1, CONSUMERS + 1)
    ]
    clients: dict[str, Container | Consumer] = {
        f"container-{number}": Container(recorder, queue, 3 * ROUNDS, evict, patience)
        for number, evict in enumerate(evictions, 1)
    }
    for number in range(CONTAINERS + 1, CONTAINERS + FAILING + 1):
        failing = Container(recorder, queue, 1, recorder.signal(), Patience(fail=0.01 * number))
        clients[f"container-{number}"] = failing
    clients |= {
        f"consumer-{number}": Consumer(recorder, queue, own, patience)
        for number, own in enumerate(contexts, 1)
    }
    threads = [
        threading.Thread(target=client.run, name=name, daemon=True)
        for name, client in clients.items()
    ]
    for thread in threads:
        thread.start()
    evictions[0].close("Evict", "container-1")
    join(threads[CONTAINERS + FAILING :], PATIENCE_OF_THE_TEST)
    for evict, name in zip(evictions[1:], list(clients)[1:CONTAINERS], strict=True):
        evict.close("Evict", name)
    join(set(threading.enumerate()) - others, PATIENCE_OF_THE_TEST)
    assert set(threading.enumerate()) <= others, "a thread of the queue never ended"


@pytest.mark.parametrize(
    "patience",
    [
        pytest.param(Patience(), id="everybody waits"),
        pytest.param(Patience(idle=0.02, give_up=0.005), id="nobody waits long"),
    ],
)
def test_soak(tmp_path: Path, patience: Patience) -> None:
    """What real threads did is a behaviour of the specification, and it came to rest."""
    log = tmp_path / "soak.ndjson"
    with log.open("wb") as file:
        recorder = Recorder(file)
        run(recorder, patience)
        recorder.end(0)
    (verdict,) = check_files([str(log)], strict=True)
    assert isinstance(verdict, Verdict), str(verdict)
    assert verdict.outcome == "accepted", verdict
    lines = [json.loads(line)["action"] for line in log.read_text().splitlines()[1:]]
    requests = CONSUMERS * ROUNDS
    assert log.read_text().count('"error":true') == FAILING
    assert verdict.judged == len(lines)
    assert [lines.count(action) for action in ONCE_A_REQUEST] == [requests] * len(ONCE_A_REQUEST)


def test_a_wrong_soak_is_rejected(tmp_path: Path) -> None:
    """The judge does look: one line of a good log left out is a fault."""
    log = tmp_path / "soak.ndjson"
    with log.open("wb") as file:
        recorder = Recorder(file)
        run(recorder, Patience())
    lines = log.read_text().splitlines(keepends=True)
    wrong = [line for line in lines if '"AcquireRemove","token":3,' not in line]
    assert len(wrong) == len(lines) - 1
    log.write_text("".join(line.replace('"seq"', '"number"') for line in wrong))
    (verdict,) = check_files([str(log)], strict=True)
    assert isinstance(verdict, Verdict)
    assert verdict.outcome == "rejected"
