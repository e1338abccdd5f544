"""Counters and trackers: the original's numbers, and what the order of their steps is good for."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotq.scaling import is_new_container_needed
from slotq.stats import (
    ContainerCounts,
    ContainerState,
    ContainerTracker,
    Counters,
    RequestCounts,
    RequestState,
    RequestTracker,
    SlotQueueStats,
)
from tests.golden import vectors
from tests.probes import Probes

INT64 = st.integers(-(2**63), 2**63 - 1)


def name(states: type[RequestState | ContainerState], number: int) -> str | int:
    """Write a tracker's state as the vectors do: a state that is counted, or `none`, by name."""
    return states(number).name.lower() if number < states["MAX"] else number


def run(ops: list[dict[str, Any]]) -> dict[str, Any]:
    """Do the calls of a vector, and give back what it says came of them."""
    counters = Counters()
    requests: dict[str, RequestTracker] = {}
    containers: dict[str, ContainerTracker] = {}
    for op in ops:
        which, state, obj = op["op"], op["state"], str(op.get("obj"))
        if which == "update_request":
            requests.setdefault(obj, RequestTracker(counters, obj)).move(state)
        elif which == "update_container":
            containers.setdefault(obj, ContainerTracker(counters, obj)).move(state)
        else:
            getattr(counters, f"{which}_state")(state)
    stats = counters.get_stats()
    result: dict[str, Any] = {
        "request": stats.request._asdict(),
        "container": stats.container._asdict(),
        "idle": counters.is_idle(),
        "needed": is_new_container_needed(stats),
    }
    if requests:
        result["request_objs"] = {key: value.get_state() for key, value in requests.items()}
    if containers:
        result["container_objs"] = {
            key: name(ContainerState, value.get_state()) for key, value in containers.items()
        }
    return result


@pytest.mark.parametrize("vector", vectors("counters"), ids=lambda vector: vector["id"])
def test_original_counts_the_same(vector: dict[str, Any]) -> None:
    """Every call with every number leaves the original's counters and trackers."""
    expected = {key: vector[key] for key in vector.keys() - {"id", "kind", "note", "ops"}}
    assert expected == run(vector["ops"])


def test_snapshot_stays_as_it_is() -> None:
    """The launcher decides by what was true at one instant, so that must not change under it."""
    counters = Counters()
    before = counters.get_stats()
    counters.enter_request_state(RequestState.WAIT)
    counters.enter_container_state(ContainerState.BUSY)
    assert SlotQueueStats() == before
    expected = SlotQueueStats(RequestCounts(wait=1), ContainerCounts(busy=1))
    assert expected == counters.get_stats()


@given(INT64.filter(lambda state: not RequestState.NONE < state < RequestState.MAX))
def test_other_request_states_are_not_counted(state: int) -> None:
    """The original ignores `none`, `max` and every number beyond, and says nothing."""
    counters = Counters()
    counters.enter_request_state(state)
    counters.exit_request_state(state)
    assert SlotQueueStats() == counters.get_stats()


@given(INT64.filter(lambda state: not ContainerState.NONE < state < ContainerState.MAX))
def test_other_container_states_are_not_counted(state: int) -> None:
    """Containers have other bounds than requests."""
    counters = Counters()
    counters.enter_container_state(state)
    counters.exit_container_state(state)
    assert SlotQueueStats() == counters.get_stats()


def test_counters_wrap() -> None:
    """One below zero is the greatest uint64, and one more is zero again."""
    counters = Counters()
    counters.exit_request_state(RequestState.EXEC)
    counters.exit_container_state(ContainerState.IDLE)
    expected = SlotQueueStats(RequestCounts(exec=2**64 - 1), ContainerCounts(idle=2**64 - 1))
    assert expected == counters.get_stats()
    counters.enter_request_state(RequestState.EXEC)
    counters.enter_container_state(ContainerState.IDLE)
    assert SlotQueueStats() == counters.get_stats()


@pytest.mark.parametrize(
    ("stats", "expected"),
    [
        (SlotQueueStats(RequestCounts(none=1, done=1), ContainerCounts(none=1, done=1)), True),
        *[(SlotQueueStats(RequestCounts(**{state: 1})), False) for state in ("wait", "exec")],
        *[
            (SlotQueueStats(container=ContainerCounts(**{state: 2**64 - 1})), False)
            for state in ("wait", "start", "idle", "paused", "busy")
        ],
    ],
)
def test_each_active_state_alone_keeps_a_queue(
    stats: SlotQueueStats,
    expected: bool,
) -> None:
    """A queue is idle if nothing is in any of the seven active states."""
    assert expected == stats.is_idle()


def test_allowed_container_moves() -> None:
    """Forward, from paused back to idle, from busy back to idle or paused; nothing else."""
    allowed = set()
    for old in ContainerState:
        for new in ContainerState:
            tracker = ContainerTracker(Counters(), "1.1")
            tracker.move(old)
            if tracker.move(new):
                allowed.add((old, new))
    forward = {(old, new) for old in ContainerState for new in ContainerState if old < new}
    back = {
        (ContainerState.PAUSED, ContainerState.IDLE),
        (ContainerState.BUSY, ContainerState.IDLE),
        (ContainerState.BUSY, ContainerState.PAUSED),
    }
    assert forward | back == allowed


@given(st.lists(INT64, min_size=1))
def test_requests_only_move_forward(states: list[int]) -> None:
    """A request is in the greatest state that it was ever asked to move to."""
    tracker = RequestTracker(Counters(), "1.1")
    moved = [tracker.move(state) for state in states]
    greatest = [max([0, *states[:end]]) for end in range(len(states) + 1)]
    assert [old < new for old, new in pairwise(greatest)] == moved
    assert greatest[-1] == tracker.get_state()


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(list(ContainerState)))))
def test_counters_count_the_trackers(moves: list[tuple[int, ContainerState]]) -> None:
    """When no move is under way, each counter is the number of trackers in its state."""
    counters = Counters()
    trackers = [ContainerTracker(counters, str(number)) for number in range(3)]
    for number, state in moves:
        trackers[number].move(state)
    states = [tracker.get_state() for tracker in trackers]
    counted = [states.count(state) for state in range(1, ContainerState.MAX)]
    assert (0, *counted) == counters.get_stats().container


def test_moves_are_named_steps() -> None:
    """A log tells the tracker's step from the counters', with what was found and what became."""
    probes = Probes()
    counters = Counters(probes)
    request = RequestTracker(counters, "1.1", probes)
    container = ContainerTracker(counters, "2.1", probes)
    request.move(RequestState.WAIT)
    request.move(RequestState.MAX)
    request.move(-1)
    container.move(ContainerState.START)
    container.move(ContainerState.IDLE)
    container.move(ContainerState.START)
    counters.get_stats()
    expected: list[tuple[str, dict[str, object]]] = [
        ("RequestMove", {"object": "1.1", "from": "none", "state": "wait", "ok": True}),
        ("RequestEnter", {"state": "wait", "count": 1}),
        ("RequestMove", {"object": "1.1", "from": "wait", "state": "max", "ok": True}),
        ("RequestExit", {"state": "wait", "count": 0}),
        ("RequestMove", {"object": "1.1", "from": "max", "state": -1, "ok": False}),
        ("ContainerMove", {"object": "2.1", "from": "none", "state": "start", "ok": True}),
        ("ContainerEnter", {"state": "start", "count": 1}),
        ("ContainerMove", {"object": "2.1", "from": "start", "state": "idle", "ok": True}),
        ("ContainerEnter", {"state": "idle", "count": 1}),
        ("ContainerExit", {"state": "start", "count": 0}),
        ("ContainerMove", {"object": "2.1", "from": "idle", "state": "start", "ok": False}),
        (
            "LaunchCheck",
            {
                "request": {"none": 0, "wait": 0, "exec": 0, "done": 0},
                "container": {
                    "none": 0,
                    "wait": 0,
                    "start": 0,
                    "idle": 1,
                    "paused": 0,
                    "busy": 0,
                    "done": 0,
                },
            },
        ),
    ]
    assert expected == probes.steps


class ExitFirstCounters(Counters):
    """The other order: the old state is exited before the new one is entered."""

    __slots__ = ("_entered",)

    def enter_request_state(self, state: int) -> None:
        """Remember to enter."""
        self._entered = state

    def exit_request_state(self, state: int) -> None:
        """Exit, then enter."""
        super().exit_request_state(state)
        super().enter_request_state(self._entered)


@pytest.mark.parametrize(
    ("kind", "expected"), [(Counters, [False] * 3), (ExitFirstCounters, [False, True, False])]
)
def test_moving_between_active_states_is_never_idle(
    kind: type[Counters], expected: list[bool]
) -> None:
    """Entering before exiting is what `is_idle` rests on; the other order is seen to break it."""
    probes = Probes()
    counters = kind(probes)
    tracker = RequestTracker(counters, "1.1", probes)
    tracker.move(RequestState.WAIT)
    seen: list[bool] = []
    probes.after_region = lambda: seen.append(counters.is_idle())
    tracker.move(RequestState.EXEC)
    assert expected == seen


def test_two_movers_of_a_tracker_make_a_counter_wrap() -> None:
    """An eviction between a move and its enter exits a state that nobody has entered yet."""
    probes = Probes()
    counters = Counters(probes)
    tracker = ContainerTracker(counters, "1.1", probes)
    tracker.move(ContainerState.IDLE)
    seen: list[ContainerCounts] = []

    def evict() -> None:
        if not seen:
            tracker.move(ContainerState.DONE)
            seen.append(counters.get_stats().container)

    probes.after_region = evict
    tracker.move(ContainerState.BUSY)
    seen.append(counters.get_stats().container)
    wrapped = ContainerCounts(idle=1, busy=2**64 - 1, done=1)
    assert [wrapped, ContainerCounts(done=1)] == seen
