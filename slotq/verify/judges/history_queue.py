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
        "two wins of one process, a dequeuer started twice, an id given twice",
        [
            *calls("a", "queue_slot acquire_slot:0 acquire_slot:1 start_dequeuer:d1 dequeue:d1"),
            *calls("a", "cancel:d1 wait_trigger:0 close_slot:0 wait_closed:0"),
        ],
        lines=6,
        wrong=1,
    ),
    "closes": Scenario(
        "a double close, a close by another process, a slot that is seen closed too early",
        [
            *calls("a", "acquire_slot:0 close_slot:0 wait_trigger:0 wait_closed:0"),
            *calls("b", "close_slot:0 wait_closed:0"),
        ],
        lines=6,
        first=[*queued("a", 0)],
    ),
    "races": Scenario(
        "two winners, a loss without a winner, a trigger seen closed before its close",
        [
            *calls("a", "acquire_slot:0 wait_trigger:0 close_slot:0"),
            *calls("b", "dequeue:d1 acquire_slot:0 close_slot:0"),
        ],
        lines=6,
        first=[*queued("a", 0), *started("b", "d1")],
    ),
    "two dequeuers": Scenario(
        "two dequeuers with one token, and one that still offers a removed token",
        [
            *calls("a", "dequeue:d1"),
            *calls("b", "dequeue:d2"),
            *calls("c", "queue_slot acquire_slot:0"),
        ],
        lines=6,
        first=[*started("a", "d1"), *started("b", "d2"), *queued("c", 0)],
    ),
    "three tokens": Scenario(
        "a pick of the second newest of three listed tokens, or of a removed one",
        [
            *calls("a", "dequeue:d1"),
            *calls("b", "acquire_slot:0 acquire_slot:1 acquire_slot:2"),
        ],
        lines=7,
        first=[*started("a", "d1"), *queued("b", 0, 1, 2)],
    ),
    "pushes": Scenario(
        "picks of one dequeuer that have no order with the pushes",
        [*calls("a", "dequeue:d1"), *calls("b", "queue_slot acquire_slot:0 acquire_slot:1")],
        lines=8,
        first=[*started("a", "d1")],
    ),
    "cancels": Scenario(
        "a context that is done too early, and a pick after the cancel",
        [
            *calls("a", "dequeue:d1 cancel:d1"),
            *calls("b", "queue_slot acquire_slot:0 cancel:d1"),
        ],
        lines=5,
        first=[*started("a", "d1")],
        unknown=1,
    ),
    "evictions": Scenario(
        "an eviction without a call of evict",
        [*calls("a", "wait_trigger:0"), *calls("b", "evict:a evict:b")],
        lines=6,
        first=[*queued("a", 0)],
        unknown=1,
    ),
    "unknown pushes": Scenario(
        "a token that a queue_slot of unknown outcome may have queued",
        [
            *calls("a", "queue_slot acquire_slot:0"),
            *calls("b", "queue_slot dequeue:d1"),
        ],
        lines=5,
        first=[*started("b", "d1")],
        unknown=2,
    ),
    "unknown wins": Scenario(
        "a token that an acquire_slot of unknown outcome may have won; a slot that a "
        "close_slot of unknown outcome may have closed",
        [
            *calls("a", "acquire_slot:0 close_slot:0 wait_closed:0"),
            *calls("b", "acquire_slot:0 close_slot:0 wait_trigger:0"),
        ],
        lines=5,
        first=[*queued("a", 0), *started("b", "d1"), *delivered("b", "d1", 0)],
        unknown=2,
    ),
    "unknown closes": Scenario(
        "two possible winners of a token, one of which may have closed its slot",
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
        "a token that can only be known from the second of two deliveries of unknown outcome",
        [*calls("b", "dequeue:d1 acquire_slot:0")],
        lines=5,
        first=[*started("b", "d1"), *unknown("b", "dequeue:d1"), *queued("a", 0)],
        unknown=1,
    ),
    "a guess between": Scenario(
        "a delivery of unknown outcome before a known one",
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
        "ids that are not in the order of the pushes",
        [
            *calls("a", "dequeue:d1"),
            *calls("b", "queue_slot acquire_slot:0 acquire_slot:1"),
            *calls("c", "queue_slot"),
        ],
        lines=6,
        first=[*started("a", "d1")],
    ),
    "any ids, removed": Scenario(
        "a pick below a listed token, or of a removed one",
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
        f"a history that only an omitted {name} explains, or that not even that explains",
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
        "a token acquired for a process that does not know it, or not yet; a slot closed for a "
        "process that has not won it",
        _REAPED,
        lines=5,
        unknown=1,
        first=[*started("b", "d1")],
    ),
    "errors": Scenario(
        "an error that is acquired by the process that queued it",
        [
            *calls("a", "queue_slot queue_slot:error acquire_slot:0 wait_trigger:0 dequeue:d1"),
            *calls("b", "acquire_slot:0:a"),
        ],
        lines=5,
        unknown=1,
        first=[*started("a", "d1")],
    ),
    "later callers": Scenario(
        "a container that closes its own slot, an error that is queued",
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
        "a slot that may have been closed for a process that has won by an open call of another",
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
        ClaimRefutedError: The judge says something else than the machine.
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
