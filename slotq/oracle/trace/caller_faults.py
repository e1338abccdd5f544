"""Why a step of the callers was not allowed, and what they should still have done at the End.

The judge decides; what is written here is for the reader of a verdict.
"""

from collections.abc import Iterator

import msgspec

from slotq.formats.trace_lines import End, Event
from slotq.machine.slot_queue_steps import NO_TOKEN
from slotq.oracle.trace.caller_state import READY, consumer, values
from slotq.oracle.trace.caller_steps import CallerJudge
from slotq.oracle.verdict.verdict import Fault, Line

_MOST_LISTED = 20
_REASONS = ("trigger", "idle", "evict", "shutdown", "freeze")


def find(judge: CallerJudge, number: int, event: Event) -> Fault | None:
    """Say why a line's step is not allowed; take it if it is, and only callers have it.

    Args:
        judge: What is known of the callers.
        number: The line's number.
        event: A step that only callers have, or one of the queue that they may not always take.
    """
    objection = judge.objection(event)
    if objection is None:
        return None
    return Fault(
        line=number,
        event=msgspec.to_builtins(event),
        blame="caller",
        guard=objection.guard,
        values=objection.values(),
        possible=tuple(_possible(judge, event.process)),
    )


def unfinished(judge: CallerJudge, number: int, event: End) -> Fault | None:
    """Find a step that a caller promises and that is still to come.

    A process without any of the steps that only callers have is a client of another kind, and has
    promised nothing.
    """
    due = list(_due(judge)) if judge.acted else []
    if not due:
        return None
    action = due[0]["action"]
    process = str(due[0].get("to", due[0]["process"]))
    container = judge.containers.get(process)
    if container is None and process in judge.waiting and action != "Cancel":
        letter, found = "c", consumer(process, judge.waiting[process])
    else:
        letter, found = "p", values("p", process, container or READY)
    return Fault(
        line=number,
        event=msgspec.to_builtins(event),
        blame="caller",
        guard=f"~ENABLED {action}({letter})",
        values=found,
        possible=tuple(due[:1]),
        others=tuple(due[1:_MOST_LISTED]),
        left_out=len(due[_MOST_LISTED:]),
    )


def _due(judge: CallerJudge) -> Iterator[Line]:
    for process, (states, token) in judge.containers.items():
        if states == ("woken",):
            free = judge.queue.is_free(token)
            yield {"process": process, "action": "AcquireCas", "token": token, "ok": free}
        for line in _of_container(judge, process):
            # A container that may have ended unseen, in the middle of its wait, does not return.
            if line["action"] == "ContainerReturn" and len(states) > 1:
                continue
            certain = line.get("reason") != "evict" or judge.evicted.get(process)
            if line.get("reason", "trigger") in {"trigger", "evict"} and certain:
                yield line
    yield from _of_consumers(judge)
    yield from _of_winners(judge, None)


def _of_consumers(judge: CallerJudge) -> Iterator[Line]:
    # Who waits takes what it is offered, and tries it. Whose context is done may have left.
    for process, waiting in judge.waiting.items():
        if judge.queue.is_done(waiting.dequeuer):
            continue
        item = judge.queue.item(waiting.dequeuer)
        if waiting.token != NO_TOKEN:
            token, free = waiting.token, judge.queue.is_free(waiting.token)
            yield {"process": process, "action": "AcquireCas", "token": token, "ok": free}
        elif item != NO_TOKEN and not waiting.won:
            who: Line = {"process": waiting.dequeuer, "action": "DequeuerDeliver"}
            yield who | {"token": item, "to": process}


def _possible(judge: CallerJudge, process: str) -> Iterator[Line]:
    yield from _of_container(judge, process)
    yield from _of_winners(judge, process)


def _of_container(judge: CallerJudge, process: str) -> Iterator[Line]:
    # Without what the log cannot see.
    states, token = judge.containers.get(process, READY)
    who: Line = {"process": process}
    for reason in _REASONS if states == ("waiting",) else ():
        possible = {
            "trigger": judge.queue.is_closed(token),
            "evict": process in judge.evicted or "Evict" in judge.omits,
        }
        if possible.get(reason, True):
            yield who | {"action": "ContainerWake", "token": token, "reason": reason}
    returns = "busy" in states and "ContainerReturn" not in judge.omits
    if returns and judge.is_slot_closed(token):
        yield who | {"action": "ContainerReturn", "token": token}


def _of_winners(judge: CallerJudge, process: str | None) -> Iterator[Line]:
    # What follows a win; of everybody, or of one.
    for token, winner in judge.winners.items() if "SlotClose" not in judge.omits else ():
        if process in {None, winner.caller, winner.process} and judge.may_close(token):
            who: Line = {"process": process or winner.process}
            yield who | {"action": "SlotClose", "token": token, "ok": True}
    for dequeuer, (caller, token) in judge.uncancelled.items():
        closes_first = token in judge.winners and judge.may_close(token)
        if process in {None, caller} and not closes_first:
            ok = not judge.queue.is_done(dequeuer)
            yield {"process": caller, "action": "Cancel", "dequeuer": dequeuer, "ok": ok}
