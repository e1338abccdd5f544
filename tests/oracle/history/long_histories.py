"""Long legal histories: containers and consumers that take turns at random, around a list."""

import random
from collections.abc import Iterator
from typing import Any

Said = dict[str, Any]
HEADER = {"format": "slotq-history", "version": 1, "source": "a simulation"}


class _Queue:
    def __init__(self) -> None:
        self.slots: list[int] = []
        self.tokens = 0
        self.won: set[int] = set()
        self.closed: set[int] = set()
        self.slots_closed: set[int] = set()


def long_history(seed: int, calls: int) -> Iterator[Said]:
    """Run containers and consumers until they have made about as many calls.

    Args:
        seed: The same history for the same seed.
        calls: How many calls there are at least.
    """
    chance = random.Random(seed)
    queue = _Queue()
    clients = [
        *(_container(f"container-{number}", queue) for number in range(1, 9)),
        *(_consumer(f"consumer-{number}", queue, chance) for number in range(1, 13)),
    ]
    made = time = 0
    while made < calls:
        said = next(chance.choice(clients))
        if said is not None:
            made += said["type"] == "invoke"
            time += chance.randrange(1000)
            yield {**said, "time": time}


def _call(process: str, f: str, **carried: object) -> Said:
    return {"type": "invoke", "process": process, "f": f, **carried}


def _container(name: str, queue: _Queue) -> Iterator[Said | None]:
    while True:
        yield _call(name, "queue_slot", slot=1)
        token = queue.tokens
        queue.tokens += 1
        queue.slots.append(token)
        yield None
        yield {"type": "ok", "process": name, "f": "queue_slot", "token": token}
        yield _call(name, "wait_trigger", token=token)
        while token not in queue.closed:
            yield None
        queue.closed.remove(token)
        yield {"type": "ok", "process": name, "f": "wait_trigger", "reason": "trigger"}
        yield _call(name, "acquire_slot", token=token)
        yield {"type": "fail", "process": name, "f": "acquire_slot"}
        queue.won.remove(token)
        yield _call(name, "wait_closed", token=token)
        while token not in queue.slots_closed:
            yield None
        queue.slots_closed.remove(token)
        yield {"type": "ok", "process": name, "f": "wait_closed"}


def _consumer(name: str, queue: _Queue, chance: random.Random) -> Iterator[Said | None]:
    request = 0
    while True:
        request += 1
        dequeuer = f"dequeuer-{name}.{request}"
        yield _call(name, "start_dequeuer", dequeuer=dequeuer)
        yield {"type": "ok", "process": name, "f": "start_dequeuer"}
        won, offer = None, None
        while won is None:
            yield _call(name, "dequeue", dequeuer=dequeuer)
            while offer is None and chance.random() < 0.9:
                yield None
                offer = queue.slots[-1] if queue.slots else None
            if offer is None:
                yield {"type": "fail", "process": name, "f": "dequeue", "reason": "timeout"}
                continue
            yield {"type": "ok", "process": name, "f": "dequeue", "token": offer}
            yield _call(name, "acquire_slot", token=offer)
            if offer in queue.won or offer not in queue.slots:
                yield {"type": "fail", "process": name, "f": "acquire_slot"}
            else:
                won = offer
            # It may pick again before the call is over.
            offer = queue.slots[-1] if queue.slots and won is None else None
        queue.won.add(won)
        yield None
        queue.slots.remove(won)
        yield None
        queue.closed.add(won)
        yield {"type": "ok", "process": name, "f": "acquire_slot"}
        yield _call(name, "cancel", dequeuer=dequeuer)
        yield {"type": "ok", "process": name, "f": "cancel"}
        yield _call(name, "close_slot", token=won)
        queue.slots_closed.add(won)
        yield {"type": "ok", "process": name, "f": "close_slot"}
