"""The judge of a queue's histories accepts exactly what the machine of SlotQueue can explain."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import permutations

import msgspec

from slotq.formats.history_lines import Line, name_of
from slotq.formats.trace_lines import Callers
from slotq.oracle.history.all_orders import Machine, State
from slotq.oracle.history.judge import HistoryJudge
from slotq.verify.claim import Evidence
from slotq.verify.judges.histories import Histories, Known, Scenario, count_agreeing
from slotq.verify.judges.history_calls import calls, delivered, queued, returns, started, unknown

TOKENS = 3
"""How many tokens returns may name."""
SCENARIOS: Mapping[str, Scenario] = {
    "alone": Scenario(
        "two wins of one process, a dequeuer started twice, ids that are given twice",
        [
            *calls("a", "queue_slot acquire_slot:0 acquire_slot:1 start_dequeuer:d1 dequeue:d1"),
            *calls("a", "cancel:d1 wait_trigger:0 close_slot:0 wait_closed:0"),
        ],
        lines=6,
        wrong=1,
    ),
    "closes": Scenario(
        "a double close, a close by somebody else, a slot that is seen closed too early",
        [
            *calls("a", "acquire_slot:0 close_slot:0 wait_trigger:0 wait_closed:0"),
            *calls("b", "close_slot:0 wait_closed:0"),
        ],
        lines=6,
        first=[*queued("a", 0)],
    ),
    "races": Scenario(
        "two winners, a lost token that nobody won, a trigger that nobody closed",
        [
            *calls("a", "acquire_slot:0 wait_trigger:0 close_slot:0"),
            *calls("b", "dequeue:d1 acquire_slot:0 close_slot:0"),
        ],
        lines=6,
        first=[*queued("a", 0), *started("b", "d1")],
    ),
    "two dequeuers": Scenario(
        "two dequeuers with one token, and one that still offers what was removed",
        [
            *calls("a", "dequeue:d1"),
            *calls("b", "dequeue:d2"),
            *calls("c", "queue_slot acquire_slot:0"),
        ],
        lines=6,
        first=[*started("a", "d1"), *started("b", "d2"), *queued("c", 0)],
    ),
    "three tokens": Scenario(
        "of three listed tokens the second newest is picked, or one that was removed",
        [
            *calls("a", "dequeue:d1"),
            *calls("b", "acquire_slot:0 acquire_slot:1 acquire_slot:2"),
        ],
        lines=7,
        first=[*started("a", "d1"), *queued("b", 0, 1, 2)],
    ),
    "pushes": Scenario(
        "picks of one dequeuer that are in no order with the pushes",
        [*calls("a", "dequeue:d1"), *calls("b", "queue_slot acquire_slot:0 acquire_slot:1")],
        lines=8,
        first=[*started("a", "d1")],
    ),
    "cancels": Scenario(
        "a context that is done too early, and a token that is picked after its cancel",
        [
            *calls("a", "dequeue:d1 cancel:d1"),
            *calls("b", "queue_slot acquire_slot:0 cancel:d1"),
        ],
        lines=5,
        first=[*started("a", "d1")],
        unknown=1,
    ),
    "evictions": Scenario(
        "an eviction that nobody asked for",
        [*calls("a", "wait_trigger:0"), *calls("b", "evict:a evict:b")],
        lines=6,
        first=[*queued("a", 0)],
        unknown=1,
    ),
    "unknown pushes": Scenario(
        "a token that a queue_slot of unknown outcome may have made, or not",
        [
            *calls("a", "queue_slot acquire_slot:0"),
            *calls("b", "queue_slot dequeue:d1"),
        ],
        lines=5,
        first=[*started("b", "d1")],
        unknown=2,
    ),
    "unknown wins": Scenario(
        "a token that an acquire_slot of unknown outcome may have won, a slot that one of unknown "
        "outcome may have closed",
        [
            *calls("a", "acquire_slot:0 close_slot:0 wait_closed:0"),
            *calls("b", "acquire_slot:0 close_slot:0 wait_trigger:0"),
        ],
        lines=5,
        first=[*queued("a", 0), *started("b", "d1"), *delivered("b", "d1", 0)],
        unknown=2,
    ),
    "unknown closes": Scenario(
        "of two that may have won a token, the one that may have closed its slot",
        [
            *calls("a", "close_slot:0"),
            *calls("b", "close_slot:0"),
            *calls("c", "wait_closed:0"),
        ],
        lines=5,
        first=[
            *queued("a", 0),
            *started("b", "d1"),
            *delivered("b", "d1", 0),
            *unknown("a", "acquire_slot:0"),
            *unknown("b", "acquire_slot:0"),
        ],
        unknown=1,
    ),
    "a second guess": Scenario(
        "a token that can only have come by the second of two deliveries of unknown outcome",
        [*calls("b", "dequeue:d1 acquire_slot:0")],
        lines=5,
        first=[*started("b", "d1"), *unknown("b", "dequeue:d1"), *queued("a", 0)],
        unknown=1,
    ),
    "a guess between": Scenario(
        "a delivery of unknown outcome that comes before one that is known",
        [*calls("a", "queue_slot"), *calls("b", "dequeue:d1 acquire_slot:0")],
        lines=6,
        first=[*started("b", "d1"), *queued("a", 0), *unknown("b", "dequeue:d1")],
    ),
    "unknown deliveries": Scenario(
        "a token that its process can only know from a call of unknown outcome",
        [
            *calls("a", "queue_slot"),
            *calls("b", "start_dequeuer:d1 dequeue:d1 acquire_slot:0 acquire_slot:1"),
        ],
        lines=7,
        unknown=2,
    ),
}
"""What is judged, all of it, up to a number of lines."""

ANY_IDS: Mapping[str, Scenario] = {
    "any ids": Scenario(
        "ids that are in no order with the pushes",
        [
            *calls("a", "dequeue:d1"),
            *calls("b", "queue_slot acquire_slot:0 acquire_slot:1"),
            *calls("c", "queue_slot"),
        ],
        lines=6,
        first=[*started("a", "d1")],
    ),
    "any ids, removed": Scenario(
        "a token that is picked although one above it is listed, or after it was removed itself",
        [*calls("a", "dequeue:d1"), *calls("b", "acquire_slot:0 acquire_slot:1")],
        lines=6,
        first=[*started("a", "d1"), *queued("b", 0, 1)],
    ),
    "any ids, unknown": Scenario(
        "an id that a queue_slot of unknown outcome may have given",
        [*calls("a", "dequeue:d1 acquire_slot:0"), *calls("b", "queue_slot")],
        lines=6,
        first=[*started("a", "d1")],
        unknown=1,
    ),
}
"""What is judged where ids are given in any order."""
_OMITTED = (
    *calls("a", "queue_slot acquire_slot:0 dequeue:d1 wait_trigger:0 wait_closed:0"),
    *calls("b", "start_dequeuer:d1 close_slot:0 cancel:d1 dequeue:d1"),
)
OMITTING: Mapping[str, Scenario] = {
    f"without {name}": Scenario(
        f"what can only be explained by a {name} that the log does not see, or not even so",
        [call for call in _OMITTED if name_of(type(call)) != name],
        lines=5,
        omits=frozenset({name}),
    )
    for name in ("start_dequeuer", "cancel", "close_slot", "evict")
}
"""What is judged where the log does not see all calls."""


_REAPED = (
    *calls("a", "queue_slot wait_closed:0"),
    *calls("b", "dequeue:d1 acquire_slot:0 close_slot:0"),
    *calls("c", "acquire_slot:0:a acquire_slot:0:b close_slot:0:a close_slot:0"),
)
CALLERS: Mapping[str, Scenario] = {
    "on behalf": Scenario(
        "a token that is acquired for a process which does not know it, or not yet; a slot that is "
        "closed for a process which has not won it",
        _REAPED,
        lines=5,
        unknown=1,
        first=[*started("b", "d1")],
    ),
    "errors": Scenario(
        "a token that is taken back by who queued an error with it",
        [
            *calls("a", "queue_slot queue_slot:error acquire_slot:0 wait_trigger:0 dequeue:d1"),
            *calls("b", "acquire_slot:0:a"),
        ],
        lines=5,
        unknown=1,
        first=[*started("a", "d1")],
    ),
    "later callers": Scenario(
        "a slot that its own winner closes, an error that is queued all the same",
        [
            *calls("a", "queue_slot:error acquire_slot:0 close_slot:0"),
            *calls("b", "acquire_slot:0:a close_slot:0:a close_slot:0 dequeue:d1 acquire_slot:0"),
        ],
        lines=5,
        unknown=1,
        first=[*queued("a", 0), *started("b", "d1")],
        callers="later",
    ),
    "unknown on behalf": Scenario(
        "a slot that may have been closed for a process which has won by an open call of another",
        [
            *calls("b", "close_slot:0"),
            *calls("c", "acquire_slot:0:b close_slot:0:b close_slot:0"),
        ],
        lines=6,
        first=[*queued("a", 0), *started("b", "d1"), *delivered("b", "d1", 0)],
        unknown=1,
    ),
}
"""What is judged of the callers of both versions, and of those who act for others."""


def check_history_queue(scenarios: Mapping[str, Scenario], *, in_order: bool = True) -> Evidence:
    """Judge all histories of some scenarios, and search the machine for an order of their steps.

    Args:
        scenarios: Which histories.
        in_order: Whether ids are given in the order of the pushes.

    Raises:
        ClaimFallsError: The judge says something else than the machine.
    """
    sets = histories = 0
    for scenario in scenarios.values():
        machine = machine_of(scenario)
        known = Known(machine.init, machine.steps, machine.apply)
        judge = partial(accepts, omits=scenario.omits, in_order=in_order, callers=scenario.callers)
        if in_order:
            tried = count_agreeing(Histories(scenario, known, returns(TOKENS)), judge)
        else:
            renamed = AnyIds(known)
            tried = count_agreeing(Histories(scenario, renamed, returns(TOKENS)), judge)
        sets += len(known)
        histories += tried
    return Evidence(sets, histories)


def accepts(
    lines: Sequence[Line],
    omits: frozenset[str] = frozenset(),
    *,
    in_order: bool = True,
    callers: Callers = "seed",
) -> bool:
    """Say whether the judge accepts a history."""
    judge = HistoryJudge(omits, in_order=in_order, version=callers)
    for number, line in enumerate(lines, 2):
        if judge.take(number, line) is not None:
            return False
    return judge.finish()[0] is None


def machine_of(scenario: Scenario) -> Machine:
    """Make the machine that says what is legal in a scenario."""
    names = (getattr(line, "dequeuer", None) for line in (*scenario.first, *scenario.calls))
    alone = [name for name in scenario.processes for _ in range(scenario.unknown)]
    alone += [line.process for line in scenario.first if line.type == "info"]
    dequeuers = dict.fromkeys(name for name in names if name is not None)
    later = scenario.callers == "later"
    return Machine(scenario.processes, dequeuers, alone, scenario.omits, later=later)


class AnyIds:
    """What is known if ids may be given in any order: something for each way to rename them.

    Args:
        known: What is known where they are given in the order of the pushes.
    """

    def __init__(self, known: Known[State]) -> None:
        self._known = known
        self._names = list(permutations(range(TOKENS)))
        self._renamed: dict[tuple[Line, tuple[int, ...]], Line] = {}
        self.first: tuple[int | None, ...] = (known.first,) * len(self._names)

    def after(self, known: tuple[int | None, ...], line: Line) -> tuple[int | None, ...] | None:
        """Let a line happen under each name; None if it is allowed under none of them."""
        after = tuple(
            None if number is None else self._known.after(number, self._rename(line, names))
            for number, names in zip(known, self._names, strict=True)
        )
        return None if set(after) == {None} else after

    def _rename(self, line: Line, names: tuple[int, ...]) -> Line:
        key = line, names
        if key not in self._renamed:
            token = getattr(line, "token", None)
            new = line if token is None else msgspec.structs.replace(line, token=names[token])
            self._renamed[key] = new
        return self._renamed[key]
