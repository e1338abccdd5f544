"""Count the states and the schedules of the queue with its callers, at three sizes."""
# ruff: noqa: INP001, T201 - a file of its own, which says what it counts

from functools import cache

from slotq.machine.callers import Bounds, Callers
from slotq.machine.kernel import explore


def schedules(bounds: Bounds) -> tuple[int, int]:
    """Count the states, and the ways through them from the first to an end."""
    graph = explore(Callers(bounds))
    after: dict[int, list[int]] = {}
    for source, _, target in graph.edges:
        after.setdefault(source, []).append(target)

    @cache
    def ways(state: int) -> int:
        return sum(map(ways, after.get(state, []))) or 1

    return len(graph.states), ways(0)


for containers, consumers, rounds in ((1, 1, 1), (2, 1, 1), (1, 1, 2)):
    states, count = schedules(Bounds(containers, consumers, rounds))
    sizes = f"{containers} container(s), {consumers} consumer(s), {rounds} round(s)"
    print(f"{sizes}: {states:>5,} states, {count:>15,} schedules")
