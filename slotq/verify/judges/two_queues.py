"""A trace of two queues is judged as two: their lines and their Ends do not touch each other."""

from itertools import product

import msgspec

from slotq.formats import trace_lines
from slotq.formats.errors import InputError
from slotq.machine import slot_queue_steps
from slotq.machine.kernel import explore
from slotq.machine.slot_queue_steps import general_client
from slotq.oracle.trace.judge import TraceJudge
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.queue import LIVE, after_lines
from slotq.verify.judges.queue_lines import (
    dequeuer,
    difference,
    every_line,
    is_at_rest,
    machine_step,
)

TWO = (1, 1, 0)
"""The bounds of each of two queues: clients, dequeuers, tokens."""
SHOWS = "lines or an End of one queue that are judged as those of the other"


def check_queues(trace: type[TraceJudge] = TraceJudge) -> Evidence:
    """Compare the judge of whole traces with the machine where a log has two queues.

    Args:
        trace: The judge of whole traces.

    Raises:
        ClaimRefutedError: A line of one queue is judged by another, or an End ends the wrong ones.
    """
    found = explore(general_client(*TWO)).states
    lines = every_line(*TWO)
    shown = 0
    for one, other in product(found, found):
        judge = after_lines(trace, one, other)
        for event, arguments in lines:
            said = msgspec.structs.replace(event, queue="0")
            expected = machine_step(one, event, arguments)
            if _allows(judge, said) is not (expected is not None):
                raise ClaimRefutedError(difference((one, other), said, expected))
            if expected is not None:
                judge = after_lines(trace, one, other)
            shown += 1
        for live in range(2 * TWO[1] + 2):
            _check_ends(trace, one, other, live)
            shown += 3
    return Evidence(len(found) ** 2, shown)


def _check_ends(
    trace: type[TraceJudge], one: slot_queue_steps.State, other: slot_queue_steps.State, said: int
) -> None:
    # An End of both, and an End of the first and then of the second.
    live = [sum(each.dequeuer in LIVE for each in state.dequeuers) for state in (one, other)]
    rests = [is_at_rest(one), is_at_rest(other)]
    end = trace_lines.End(process="test", live_dequeuer_threads=said)
    both = all(rests) and said in {sum(live), 2 * sum(live)}
    if _allows(after_lines(trace, one, other), end) is not both:
        raise ClaimRefutedError(difference((one, other), end, one if both else None))
    judge = after_lines(trace, one, other)
    for number, name in enumerate(("0", "1")):
        own = msgspec.structs.replace(end, queue=name)
        allowed = rests[number] and said in {live[number], 2 * live[number]}
        if _allows(judge, own) is not allowed:
            raise ClaimRefutedError(difference((one, other), own, one if allowed else None))
        if not allowed:
            return
        late = trace_lines.Cancel(process="anybody", dequeuer=dequeuer(0), ok=True, queue=name)
        if _allows(judge, late) or _allows(judge, own):
            raise ClaimRefutedError(difference((one, other), late, None))


def _allows(judge: TraceJudge, event: trace_lines.Event) -> bool:
    try:
        return judge.take(1, event) is None
    except InputError:  # it comes after an End
        return False
