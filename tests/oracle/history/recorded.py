"""Histories of the reference under random schedules, and of wrong queues; a long run by hand.

`python -m tests.oracle.history.recorded FIRST LAST` judges a range of seeds: each history as it was
recorded, which must be accepted, and damaged, which must be judged as the reference judges it.
"""

import random
import sys
from collections import Counter
from io import BytesIO

import msgspec

from slotq.formats.history_lines import ANY_LINE, Line, Quiesce
from slotq.machine.callers import Bounds
from slotq.oracle.history import all_orders
from slotq.oracle.history.recording import HistoryRecorder, RecordedPrimitives, RecordedQueue
from slotq.primitives import Primitives
from slotq.queue import Key, SlotQueue
from slotq.schedule.engine.findings import FindingError
from slotq.schedule.engine.guards import guarded
from slotq.schedule.engine.processes import Crew, Greenlets
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers import CallersProgram
from slotq.verify.judges.agreement import compare_with, judged
from slotq.verify.judges.damaged_histories import damaged

# The right queue comes to its end; a wrong one may offer a token for ever.
MOST_STEPS = 300
_decode = msgspec.json.Decoder(ANY_LINE).decode


class RecordedWorld(RecordedPrimitives, World):  # type: ignore[misc]  # its contexts are wrapped
    """A controlled world whose clients are written down."""

    def __init__(self, crew: Crew | None = None) -> None:
        super().__init__(crew)
        self.log = BytesIO()
        self.now = 0
        self.recorder = HistoryRecorder(self.log, lambda: self.running.name, clock=self._tick)

    def _tick(self) -> int:
        self.now += 1
        return self.now

    def lines(self) -> list[Line]:
        """What was written, without the header."""
        return [_decode(line) for line in self.log.getvalue().splitlines()[1:]]


def _bounds(chance: random.Random) -> Bounds:
    containers, consumers = chance.randint(1, 2), chance.randint(1, 2)

    def some(clients: range) -> frozenset[int]:
        return frozenset(client for client in clients if chance.random() < 0.3)

    first, second = range(containers), range(containers, containers + consumers)
    return Bounds(
        containers,
        consumers,
        chance.randint(1, 2),
        idling=some(first),
        evictable=some(first),
        freezable=some(first),
        impatient=some(second),
        cancellable=some(second),
    )


def record(seed: int, kind: type[RecordedQueue] = RecordedQueue) -> list[Line]:
    """Run clients under a random schedule to its end, and read what was written."""
    chance = random.Random(seed)
    world = RecordedWorld()

    def make_world(crew: Crew) -> World:
        del crew
        return world

    def make_queue(key: Key, primitives: Primitives) -> SlotQueue:
        return kind(key, primitives, world.recorder)

    program = CallersProgram(_bounds(chance), make_queue, make_world)
    with guarded():
        program.begin(Greenlets())
        try:
            _run(world, chance)
        except FindingError:
            pass  # a wrong queue came to grief: the history ends there
        finally:
            world.end()
    return world.lines()


def _run(world: RecordedWorld, chance: random.Random) -> None:
    while possible := world.transitions():
        chosen = chance.choice(possible)
        if chosen.process.startswith("evict-"):
            world.recorder.evict(chosen.process.removeprefix("evict-"))
        world.take(chosen)
        if len(world.taken) == MOST_STEPS:
            return
    alive = [process.name for process in world.processes.values() if not process.is_ended]
    threads = [name for name in alive if name.startswith(("dequeuer-", "canceller-"))]
    world.recorder.quiesce(len(threads))


def accepted(seed: int, kind: type[RecordedQueue] = RecordedQueue) -> str:
    """Judge a recorded history, and say which rule it breaks, or that it is accepted."""
    found = judged(record(seed, kind))
    return "accepted" if found is None else found.rule


def compare_damaged(seed: int) -> str | None:
    """Judge a recorded history that was damaged, twice.

    Returns:
        The verdict, or None if the reference has too much to do.
    """
    lines = [line for line in record(seed) if not isinstance(line, Quiesce)]
    lines = damaged(random.Random(seed), lines)
    return compare_with(seed, judged(lines), lines, all_orders.first_refused)


def main(first: int, last: int) -> None:
    """Judge a range of seeds, and print how often which verdict came."""
    for judge in (accepted, compare_damaged):
        counts = Counter(map(judge, range(first, last)))
        sys.stdout.write(f"{judge.__name__}: {dict(counts.most_common())}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
