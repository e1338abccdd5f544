"""Runs many mutants, a few at a time: each worker has a copy of the project."""

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from queue import Empty, SimpleQueue

from slotq.mutants.mutant import Mutant
from slotq.mutants.run import Outcome, Workshop, workshop


def run_many(
    root: Path,
    mutants: Sequence[Mutant],
    workers: int,
    on_outcome: Callable[[Mutant, Outcome], None],
) -> None:
    """Run mutants.

    Args:
        root: The top of the project.
        mutants: Which ones, in this order.
        workers: How many at a time.
        on_outcome: Called in the caller's thread with each outcome, as it comes.
    """
    pending: SimpleQueue[Mutant] = SimpleQueue()
    done: SimpleQueue[tuple[Mutant, Outcome] | Exception] = SimpleQueue()
    stop = threading.Event()
    for mutant in mutants:
        pending.put(mutant)

    def work(place: Workshop) -> None:
        try:
            while not stop.is_set():
                mutant = pending.get_nowait()
                done.put((mutant, place.run(mutant, stop.is_set)))
        except Empty:
            return
        except Exception as error:  # noqa: BLE001  # raised again in the caller's thread
            done.put(error)

    with ExitStack() as stack:
        places = [stack.enter_context(workshop(root)) for _ in range(min(workers, len(mutants)))]
        threads = [threading.Thread(target=work, args=(place,), daemon=True) for place in places]
        stack.callback(stop.set)
        for thread in threads:
            thread.start()
        for _ in mutants:
            outcome = done.get()
            if isinstance(outcome, Exception):
                raise outcome
            on_outcome(*outcome)
