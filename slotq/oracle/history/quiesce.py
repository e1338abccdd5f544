"""What must be so when a run was left to settle and nothing more will come.

Dequeuers whose context is done have ended, and nobody waits beside a free token. The count of
threads may be of dequeuers alone or of their cancellers as well.
"""

from collections.abc import Iterable, Mapping, Sequence

from slotq.oracle.history import rules
from slotq.oracle.history.lines import AcquireSlot, Cancel, Dequeue, Line, Quiesce, StartDequeuer
from slotq.oracle.history.order import FOREVER, NEVER
from slotq.oracle.history.queue_calls import QueueCalls
from slotq.oracle.history.rules import HistoryFault, fault


def settled(
    number: int, line: Quiesce, queues: Sequence[QueueCalls], opened: Iterable[Line]
) -> HistoryFault | None:
    """Judge the count of live threads, and who waits.

    Args:
        number: The line's number.
        line: The return that claims that the run has settled.
        queues: What the calls of the queues said so far.
        opened: The calls that are open.
    """
    calls = list(opened)
    found = line.live_dequeuer_threads
    if found is not None:
        cancelled = {call.dequeuer for call in calls if isinstance(call, Cancel)}
        starting = sum(isinstance(call, StartDequeuer) for call in calls)
        least, most = 0, starting
        for queue in queues:
            for name, dequeuer in queue.dequeuers.items():
                never = dequeuer.cancelled_from == NEVER and name not in cancelled
                least += bool(dequeuer.owner and never)
                most += bool(dequeuer.owner or dequeuer.starts) and dequeuer.done_by == FOREVER
        # Each dequeuer that lives has a canceller that lives.
        if not least <= found <= 2 * most:
            values = {"dequeuers that may live": str(most), "that must": str(least)}
            return fault(rules.ENDED, number, line, values)
    waiting = {c.dequeuer: c.process for c in calls if isinstance(c, Dequeue)}
    tried = {call.token for call in calls if isinstance(call, AcquireSlot)}
    for queue in queues:
        sleeper = _sleeper(queue, waiting, {c.dequeuer for c in calls if isinstance(c, Cancel)})
        free = next((t for t in queue.tokens if _is_free(queue, t) and t not in tried), None)
        if sleeper is not None and free is not None:
            values = {"waits": f"{waiting[sleeper]} at {sleeper}", "free": f"token {free}"}
            return fault(rules.AWAKE, number, line, values)
    return None


def _sleeper(
    queue: QueueCalls, waiting: Mapping[str | None, str], cancelled: set[str | None]
) -> str | None:
    for name, process in waiting.items():
        dequeuer = queue.dequeuers.get(name or "")
        if dequeuer is None or dequeuer.owner != process or name in cancelled:
            continue
        if dequeuer.cancelled_from == NEVER:
            return name
    return None


def _is_free(queue: QueueCalls, number: int) -> bool:
    token = queue.tokens[number]
    return bool(token.called) and not (token.winner or token.tries or token.lost)
