"""slotq.verify.walks: what random walks show, and what they must have seen to show it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from slotq.machine import callers
from slotq.machine.callers import Bounds, State
from slotq.machine.kernel import Disabled, System
from slotq.verify import walks
from slotq.verify.claim import ClaimRefutedError, Evidence, UndecidedError
from slotq.verify.walks import SEED, check_walks, walk

BOUNDS = Bounds(3, 5, 2, cancellable=frozenset({3, 4}))


def test_the_same_seed_gives_the_same_walks() -> None:
    """And another one gives others; each walk ends, and the next one begins."""
    first, again, other = (walk(callers.MODULE, BOUNDS, 2000, seed) for seed in (1, 1, 2))
    assert first == again
    assert first.taken != other.taken
    assert first.walks > 5
    assert (first.steps, sum(first.taken.values())) == (2000, 2000)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system in which walks soon see everything."""
    monkeypatch.setattr(walks, "WALKS", {"walk/callers": (callers.MODULE, walks._SMALL, 20_000)})


@pytest.mark.usefixtures("small")
def test_walks_that_see_everything_are_evidence() -> None:
    """Of so many steps."""
    assert check_walks("walk/callers") == Evidence(others=20_000)


@pytest.mark.usefixtures("small")
def test_a_guard_that_was_never_false_leaves_it_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where walks never look at one."""
    monkeypatch.setattr(walks, "_EVERY", 100_000)
    with pytest.raises(
        UndecidedError, match=r"^20000 steps are too few: never false: AcquireCas, "
    ):
        check_walks("walk/callers")


def test_walks_that_are_too_short_decide_nothing() -> None:
    """What they have not seen is named."""
    with pytest.raises(UndecidedError, match=r"^60 steps are too few: never taken: .*Return"):
        check_walks("walk/callers", 60)


def wakes_one(action: Callable[..., Any]) -> Callable[..., Any]:
    """A broadcast that wakes a single sleeper."""

    def broken(state: State, *arguments: Any) -> State | Disabled:
        after = action(state, *arguments)
        if isinstance(after, Disabled):
            return after
        pairs = list(zip(state.queue.dequeuers, after.queue.dequeuers, strict=True))
        woken = [at for at, (before, now) in enumerate(pairs) if before != now]
        kept = tuple(before if at in woken[1:] else now for at, (before, now) in enumerate(pairs))
        found: State = after._replace(queue=after.queue._replace(dequeuers=kept))
        return found

    return broken


def broken_system(bounds: Bounds) -> System[State]:
    """The callers of a queue that signals instead of broadcasting."""
    system = callers.MODULE.system(bounds)
    for process in system.processes:
        process.actions = [
            (label, wakes_one(action) if label.action == "QueueBroadcast" else action, arguments)
            for label, action, arguments in process.actions
        ]
    return system


def test_a_fault_is_found() -> None:
    """With the seed, and the last steps before it."""
    with pytest.raises(ClaimRefutedError) as caught:
        walk(replace(callers.MODULE, system=broken_system), BOUNDS, 20_000, SEED)
    head, count, *steps = str(caught.value).splitlines()
    assert head.startswith("NoLostWakeUpInv is violated after ")
    assert f" of seed {SEED}:" in head
    assert count == f"the last {len(steps)} steps:"
    assert steps[-1].startswith("  QueueBroadcast(")
