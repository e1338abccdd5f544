"""What a run that failed seems to need: the calls that cannot be ordered, and what led to them."""

from collections.abc import Collection, Sequence

from slotq.oracle.conform.call_schedule import Step
from slotq.oracle.conform.overlap import Made


def essence(made: Sequence[Made], involved: Collection[int]) -> tuple[Step, ...]:
    """Leave out of a run what its fault does not seem to need; whether it does, is to be tried.

    Args:
        made: The calls and their answers.
        involved: The places of those that cannot be ordered together.

    Returns:
        The calls that are left, in their order.
    """
    kept = set(involved)
    left = sorted(involved, reverse=True)
    for place in left:  # which grows
        for other in range(place):
            if other not in kept and _leads(made[other], made[place]):
                kept.add(other)
                left.append(other)
    return tuple(made[place].step for place in sorted(kept))


def _leads(before: Made, after: Made) -> bool:
    # Whether a call had to come first: its client learnt the token so, its dequeuer was started.
    first, then = before.step.call, after.step.call
    if then.do in {"acquire_slot", "wait_trigger", "close_slot", "wait_closed"}:
        return (first.do, first.client) in {
            ("queue_slot", then.client),
            ("dequeue", then.client),
        } and before.answer == ("ok", then.token)
    if then.do == "dequeue":
        started = first.do == "start_dequeuer" and first.dequeuer == then.dequeuer
        token = after.answer.value if after.answer is not None else None
        # Ids count from 0: all that were queued before have to be.
        earlier = before.answer.value if before.answer is not None else None
        queued = (
            first.do == "queue_slot"
            and isinstance(token, int)
            and isinstance(earlier, int)
            and earlier <= token
        )
        return started or queued
    return first.do == then.do == "queue_slot"
