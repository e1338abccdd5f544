"""The judge of traces in an approximate order: some order within the window is the machine's.

Every arrangement of the lines of every behaviour of some length is judged, and every order within
the window is looked up among the behaviours. So each log is tried that has a right order at all,
however far from it the lines stand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from slotq.formats import trace_lines
from slotq.machine import slot_queue_steps
from slotq.machine.kernel import counted
from slotq.machine.slot_queue_steps import general_client
from slotq.oracle.trace.reordered import ReorderedQueue
from slotq.oracle.verdict.budget import Budget
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.partial import Machine, States, after
from slotq.verify.judges.queue_lines import Numbered, every_line, is_at_rest


@dataclass(frozen=True, slots=True)
class Size:
    """Which logs are shown to the judge.

    Attributes:
        clients: How many clients there are.
        dequeuers: How many dequeuers may be started.
        tokens: How many slots may be queued.
        lines: How long the logs are.
        windows: How many places lines may be from their own.
        shows: The faults that it takes that much to show.
        omits: The actions that they do not see.
    """

    clients: int
    dequeuers: int
    tokens: int
    lines: int
    windows: tuple[int, ...]
    shows: str
    omits: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Write it for the table."""
        windows = " or ".join(map(str, self.windows))
        omits = f" without {' and '.join(self.omits)}" if self.omits else ""
        return (
            f"{counted(self, *slot_queue_steps.SIZES)}, {self.lines} lines, window {windows}{omits}"
        )


APPROXIMATE_ORDER_SIZES: Sequence[Size] = (
    Size(1, 1, 1, 4, (1, 2, 3), "a window that is wider or narrower than stated"),
    Size(2, 1, 1, 4, (2,), "lines of one process that are reordered"),
    Size(
        1,
        1,
        1,
        4,
        (2,),
        "omitted steps that are inserted in one order only",
        ("DequeuerPeek", "Cancel"),
    ),
)
_Order = tuple[int, ...]
Judge = Callable[[Size, int], ReorderedQueue]


def make_judge(size: Size, window: int) -> ReorderedQueue:
    """Make the judge of logs of one window."""
    return ReorderedQueue(frozenset(size.omits), Budget(), window)


def check_approximate_order(
    judge: Judge = make_judge, sizes: Sequence[Size] = APPROXIMATE_ORDER_SIZES
) -> Evidence:
    """Judge all arrangements of behaviours, and look all their orders up.

    Args:
        judge: Makes the judge of a window.
        sizes: Which logs.

    Raises:
        ClaimRefutedError: The judge accepts a log of which no order is a behaviour, or another end.
    """
    behaviours = logs = 0
    for size in sizes:
        lines = _lines_of(size)
        known = _behaviours(size, lines)
        behaviours += len(known)
        for log in {order for some in set(map(_sorted, known)) for order in permutations(some)}:
            for window in size.windows:
                _compare(
                    judge(size, window), [lines[place][0] for place in log], log, window, known
                )
                logs += 1
    return Evidence(behaviours, logs)


def _sorted(order: _Order) -> _Order:
    return tuple(sorted(order))


def _lines_of(size: Size) -> list[Numbered]:
    # Those that say all that there is to say, so that each step has one line.
    lines = every_line(size.clients, size.dequeuers, size.tokens)
    optional = ("length", "woken")
    return [
        line
        for line in lines
        if type(line[0]).__name__ not in size.omits
        and getattr(line[0], "for_", None) is None
        and all(getattr(line[0], name) is not None for name in optional if hasattr(line[0], name))
    ]


def _behaviours(size: Size, lines: Sequence[Numbered]) -> Mapping[_Order, States]:
    machine = Machine(general_client(size.clients, size.dequeuers, size.tokens), size.omits)
    found: dict[_Order, States] = {(): machine.reachable(machine.first)}
    for _ in range(size.lines):
        found = {
            (*order, place): machine.reachable(reached)
            for order, states in found.items()
            for place, line in enumerate(lines)
            if (reached := after(states, line)) and _within(reached, size.tokens)
        }
    return found


def _within(states: States, tokens: int) -> bool:
    return max(state.next_id for state in states) <= tokens


def _orders(log: _Order, events: Sequence[trace_lines.Event], window: int) -> Iterator[_Order]:
    # The orders in which no line is further from its place, and none of a process changes places.
    def go_on(order: list[int]) -> Iterator[_Order]:
        place = len(order)
        if place == len(log):
            yield tuple(log[index] for index in order)
            return
        for index in range(max(0, place - window), min(len(log), place + window + 1)):
            process = events[index].process
            earlier = (other for other in range(index) if events[other].process == process)
            if index not in order and all(other in order for other in earlier):
                yield from go_on([*order, index])

    return go_on([])


def _compare(
    judge: ReorderedQueue,
    events: Sequence[trace_lines.Event],
    log: _Order,
    window: int,
    known: Mapping[_Order, States],
) -> None:
    ends = [known[order] for order in _orders(log, events, window) if order in known]
    refused = any(judge.take(number, event) for number, event in enumerate(events, 2))
    refused = refused or judge.finish() is not None
    if refused is bool(ends):
        raise ClaimRefutedError(_difference(events, window, allowed=bool(ends)))
    end = trace_lines.End(process="test", live_dequeuer_threads=0)
    at_rest = any(is_at_rest(state) for states in ends for state in states)
    if ends and (judge.unfinished(len(log) + 2, end) is None) is not at_rest:
        raise ClaimRefutedError(_difference([*events, end], window, allowed=refused))


def _difference(events: Sequence[trace_lines.Event], window: int, *, allowed: bool) -> str:
    text = "\n".join(f"  {event}" for event in events)
    verb = "has an order" if allowed else "has no order"
    return f"within a window of {window} lines the machine {verb} of\n{text}"
