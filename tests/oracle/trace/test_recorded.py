"""No false verdicts: what the reference did is accepted, and what it cannot have done is not.

`SLOTQ_RECORDED=10000 pytest tests/oracle/trace/test_recorded.py` is the long run.
"""

import io
import json
import os
import random
import threading

import pytest

from slotq.agent.callers import Consumer, Container, Patience
from slotq.formats.decoding import decode_event
from slotq.formats.trace_lines import Header
from slotq.oracle.trace.judge import TraceJudge
from slotq.oracle.trace.recording import Recorder
from slotq.queue import SlotQueue
from tests.limits import join
from tests.oracle.logs import Line
from tests.oracle.trace.naive import NaiveQueue, first_fault

RUNS = int(os.environ.get("SLOTQ_RECORDED", "60"))
PATIENCE = 60.0
"""Seconds after which the threads of a run are stuck."""
pytestmark = pytest.mark.timeout(600 + RUNS)
MUTANTS = 5
CHANGED = {"token", "length", "woken", "ok", "count", "needed"}
CALLERS = ("ContainerWake", "ContainerReturn", "SlotClose", "Evict")


def recorded(rng: random.Random) -> list[Line]:
    """Run a few clients on real threads, and read what they wrote."""
    log = io.BytesIO()
    recorder = Recorder(log)
    queue = SlotQueue("key", recorder)
    waits = Patience(give_up=rng.choice([None, 0.0, 0.0005]))
    before = set(threading.enumerate())
    evict = [recorder.signal() for _ in range(2)]
    containers = [
        threading.Thread(
            target=Container(recorder, queue, 6, each).run, name=f"container-{n}", daemon=True
        )
        for n, each in enumerate(evict, 1)
    ]
    consumers = []
    for n in range(1, rng.randint(2, 4)):
        contexts = tuple(recorder.context(f"{n}.{round_}") for round_ in (1, 2))
        consumer = Consumer(recorder, queue, contexts, waits)
        consumers.append(threading.Thread(target=consumer.run, name=f"consumer-{n}", daemon=True))
    threads = [*containers, *consumers]
    rng.shuffle(threads)
    for thread in threads:
        thread.start()
    join(consumers, PATIENCE)
    for n, each in enumerate(evict, 1):
        each.close("Evict", f"container-{n}")
    join(set(threading.enumerate()) - before, PATIENCE)
    recorder.end(0)
    lines = [json.loads(line) for line in log.getvalue().splitlines()[1:]]
    return [{name: line[name] for name in line if name != "seq"} for line in lines]


def fault_index(lines: list[Line], omits: tuple[str, ...] = ()) -> int | None:
    """The index of the line that the oracle rejects."""
    judge = TraceJudge("log", Header(omits=omits))
    for number, line in enumerate(lines):
        if judge.take(number, decode_event(json.dumps(line).encode())) is not None:
            return number
    return None


def mutant(rng: random.Random, lines: list[Line]) -> list[Line]:
    """Change a log in one place: lose a line, repeat it, move it, or let it say something else."""
    place, other = rng.randrange(len(lines) - 1), rng.randrange(len(lines) - 1)
    line = lines[place]
    match rng.choice(["lose", "repeat", "move", "change"]):
        case "lose":
            return [*lines[:place], *lines[place + 1 :]]
        case "repeat":
            return [*lines[: place + 1], *lines[place:]]
        case "move":
            rest = [*lines[:place], *lines[place + 1 :]]
            return [*rest[:other], line, *rest[other:]]
        case _:
            numbers = [name for name in line if name in CHANGED]
            changed = dict(line)
            for name in numbers[:1]:
                changed[name] = not line[name] if isinstance(line[name], bool) else line[name] + 1
            return [*lines[:place], changed, *lines[place + 1 :]]


def test_no_false_verdicts() -> None:
    """Every run is accepted; a mutant is, exactly where a second opinion says that it is legal."""
    rng = random.Random(20)
    verdicts = {True: 0, False: 0}
    for _ in range(RUNS):
        lines = recorded(rng)
        assert fault_index(lines) is None, lines
        queue = [line for line in lines if hasattr(NaiveQueue, f"on_{line['action']}")]
        for _ in range(MUTANTS):
            changed = mutant(rng, queue)
            expected = first_fault(changed)
            assert expected == fault_index(changed, CALLERS), (expected, changed)
            verdicts[expected is None] += 1
    assert verdicts[False] > RUNS
    assert verdicts[True]
