"""The judge of the manager's histories accepts exactly what the machine of the map can explain."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from slotq.formats.history_lines import DeleteQueue, GetQueue, Line, UpdateRequest
from slotq.oracle.history.all_orders_manager import Machine
from slotq.verify.claim import Evidence
from slotq.verify.judges.histories import Histories, Known, Scenario, count_agreeing
from slotq.verify.judges.history_queue import accepts

# Without the moves of containers counters are not judged: only the map is.
_OMITS = frozenset({"update_container"})
_KINDS: dict[str, type[Line]] = {"get": GetQueue, "delete": DeleteQueue, "use": UpdateRequest}


def calls(process: str, text: str) -> Iterator[Line]:
    """Read the calls that a process may make.

    Args:
        process: Its name.
        text: Words such as "get:k", "delete:q1" and "use:q1".
    """
    for word in text.split():
        name, _, about = word.partition(":")
        if name == "get":
            yield GetQueue("invoke", process, key=about)
        elif name == "delete":
            yield DeleteQueue("invoke", process, queue=about)
        else:
            yield UpdateRequest("invoke", process, queue=about, object=process, state="wait")


def _returns(call: Line, queues: Mapping[str, Sequence[str]]) -> Sequence[Line]:
    kind, process = type(call), call.process
    others = [kind("fail", process), kind("info", process)]
    if isinstance(call, GetQueue):
        return [
            *(
                GetQueue("ok", process, queue=name, is_new=is_new)
                for name in queues[call.key or ""]
                for is_new in (True, False)
            ),
            *others,
        ]
    if isinstance(call, DeleteQueue):
        deleted = (DeleteQueue("ok", process, queue=call.queue, deleted=d) for d in (True, False))
        return [*deleted, *others]
    return [kind("ok", process), *others]


QUEUES = {"k": ("q1", "q2"), "j": ("r1",)}
"""What the queues of a key may be called."""
SCENARIOS: Mapping[str, Scenario] = {
    "one key": Scenario(
        "two live queues of one key, a queue that was never made, a queue that is used after "
        "it was deleted",
        [*calls("a", "get:k use:q1 use:q2"), *calls("b", "get:k delete:q1")],
        lines=6,
        omits=_OMITS,
    ),
    "two keys": Scenario(
        "a delete of one key that deletes the queue of another key",
        [*calls("a", "get:k get:j"), *calls("b", "delete:q1 use:q1 use:r1")],
        lines=5,
        omits=_OMITS,
    ),
    "unknown calls": Scenario(
        "a queue that may have been made by a get_queue, or deleted by a delete_queue, of "
        "unknown outcome",
        [*calls("a", "get:k use:q1"), *calls("b", "get:k delete:q1")],
        lines=5,
        unknown=1,
        omits=_OMITS,
    ),
}
"""What is judged, all of it, up to a number of lines."""


def check_history_manager(scenarios: Mapping[str, Scenario] = SCENARIOS) -> Evidence:
    """Judge all histories of some scenarios, and search the machine for an order of their steps.

    Args:
        scenarios: Which histories.

    Raises:
        ClaimRefutedError: The judge says something else than the machine.
    """
    sets = histories = 0
    for scenario in scenarios.values():
        made = len(scenario.first) + scenario.lines
        unknown = scenario.unknown * len(scenario.processes)
        machine = Machine(scenario.processes, QUEUES, made, unknown)
        known = Known(machine.init, machine.steps, machine.apply)
        judge = partial(accepts, omits=scenario.omits)
        returns = partial(_returns, queues=QUEUES)
        histories += count_agreeing(Histories(scenario, known, returns), judge)
        sets += len(known)
    return Evidence(sets, histories)
