"""What each process of a controlled world waits for: the words of a deadlock."""

from collections.abc import Callable, Iterable, Iterator

from slotq.primitives import Arm, Receive, Send, Take, Wait
from slotq.schedule.engine.processes import Process


def waits(
    processes: Iterable[Process], although: Callable[[Process], list[str]] = lambda _: []
) -> list[str]:
    """Say of each process that has not ended what it waits for, where none of them can move.

    Args:
        processes: The processes.
        although: Says of a process that sleeps what it should have been woken for.

    Returns:
        A phrase for each process, those that sleep first.
    """
    left = [process for process in processes if not process.is_ended]
    left.sort(key=lambda process: not process.is_asleep)
    return [f"{process.name} {_wait(process, although)}" for process in left]


def _wait(process: Process, although: Callable[[Process], list[str]]) -> str:
    if process.is_asleep:
        reasons = although(process)
        return f"sleeps although {' and '.join(reasons)}" if reasons else "sleeps"
    if process.needs is not None:
        holder = process.needs.holder
        return "waits for a lock" + ("" if holder is None else f" that {holder.name} holds")
    wanted = dict.fromkeys(what for arm in process.arms for what in _arm(arm))
    return f"waits {' or '.join(wanted)}"


def _arm(arm: Arm) -> Iterator[str]:
    match arm:
        case Send():
            yield "for a receiver"
        case Receive():
            yield "for a sender"
        case Take():
            yield "for a message"
        case Wait(reason=reason):
            yield "for a signal" if reason is None else f"for the signal {reason!r}"
        case _:  # a timer is always ready
            yield "for a timer"
