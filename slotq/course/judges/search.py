"""Judges a reader's search: it must find every state that can be reached."""

from collections.abc import Callable, Collection, Hashable
from pathlib import Path
from typing import Any, cast

from slotq.course.answer import function_of
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved
from slotq.machine.callers import Bounds, Callers
from slotq.machine.kernel import System, explore, shortest_path
from slotq.machine.slot_queue_steps import general_client

_SYSTEMS: dict[str, System[Any]] = {
    "1 container, 1 consumer, 1 round": Callers(Bounds(1, 1, 1)),
    "1 client, 1 dequeuer, 1 token, which go round": general_client(1, 1, 1),
}
_Search = Callable[[Hashable, Callable[[Any], list[Hashable]]], Collection[Hashable]]


def judge_search(folder: Path) -> Verdict:
    """Run the search on two systems, and name a state that it misses."""
    search = cast("_Search", function_of(folder / "search.py", "reachable"))
    lines: list[str] = []
    for words, system in _SYSTEMS.items():
        try:
            found = _searched(search, system)
        except RecursionError:
            return unsolved(
                *lines,
                f"{words}: your search goes round without end: it has to remember where it was.",
            )
        graph = explore(system)
        missed = set(graph.states) - found
        said = f"{words}: your search finds {len(found)} states, and there are {len(graph.states)}."
        if found - set(graph.states):
            return unsolved(said, "It returns something that is not a state that can be reached.")
        if missed:
            path = shortest_path(graph, missed.__contains__) or []
            steps = " ".join(label.action for label, _ in path) or "none: the initial one"
            return unsolved(said, f"A state that it misses is reached by these steps: {steps}.")
        lines.append(said)
    return solved(*lines)


def _searched(search: _Search, system: System[Any]) -> set[Hashable]:
    try:
        return set(search(system.init, lambda state: [s for _, s in system.successors(state)]))
    except RecursionError:
        raise
    except Exception as error:
        message = f"search.py: {type(error).__name__}: {error}"
        raise AnswerError(message) from error
