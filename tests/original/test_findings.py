"""Findings that are faults or limits of the original, shown on its text by their schedules."""

import tomllib
from pathlib import Path

import pytest

from slotq.machine import callers, scaling
from slotq.machine import slot_queue_manager as manager
from slotq.machine import slot_queue_steps as steps
from slotq.machine.callers import Bounds
from slotq.original.driver import Driver, Step
from slotq.original.naming import action
from slotq.original.parts import PROGRAMS
from slotq.original.programs.callers import OfCallers
from slotq.original.state import State, read_state
from tests.original.texts import NEEDS_GO, TEXTS

pytestmark = NEEDS_GO
PAGES = Path(__file__).parents[2] / "docs" / "findings"


def page(name: str) -> list[tuple[str, str]]:
    """The schedule of a page: each transition with its action."""
    text = (PAGES / f"{name}.toml").read_text(encoding="utf-8")
    rows = [line.split() for line in tomllib.loads(text)["code"]["schedule"].splitlines()]
    return [(word, name) for word, name in filter(None, rows)]


def run(driver: Driver, words: list[str]) -> list[Step]:
    """Run a schedule to its end."""
    (ran,) = driver.run([words])
    assert [(step.transition, step.failure) for step in ran] == [(word, "") for word in words]
    return ran


def states(ran: list[Step]) -> list[State]:
    """The states after each step."""
    return [read_state(bytes(step.state)) for step in ran]


@pytest.mark.parametrize("path", TEXTS)
def test_a_queue_is_lost(driver: Driver) -> None:
    """A request that is not counted yet waits in the end on a queue that is not in the map."""
    program = PROGRAMS["manager-3"]
    driver.begin(program.bounds)
    # Here a request is served at once, and launchers are called after their requests.
    schedule = [(word, name) for word, name in page("lost-queue") if name != "Served"]
    words = [word.replace("launcher-1", "launcher-of-request-1") for word, _ in schedule]
    ran = run(driver, words)
    assert list(map(action, ran)) == [name for _, name in schedule]
    after: manager.State = program.abstract(states(ran)[-1])
    waiting = after.requests[1]
    assert (waiting.at, waiting.queue, after.hot) == ("waiting", 0, (manager.NO_QUEUE,))
    # The next request gets another queue with the same key.
    ran = run(driver, [*words, "request-3"])
    after = program.abstract(states(ran)[-1])
    assert (after.requests[2].queue, after.hot) == (1, (1,))


@pytest.mark.parametrize("path", TEXTS)
def test_a_queue_is_deleted_by_its_key(driver: Driver) -> None:
    """A stranger that keeps a queue of the past takes its successor out of the map."""
    program = PROGRAMS["manager-strangers"]
    driver.begin(program.bounds)
    ran = run(driver, ["request-1"] * 4 + ["request-1"] * 3 + ["stranger-1"])
    assert program.abstract(states(ran)[-1]).hot == (manager.NO_QUEUE,)
    words = [step.transition for step in ran] + ["request-2"] * 3
    ran = run(driver, words)
    before: manager.State = program.abstract(states(ran)[-1])
    assert (before.requests[1].queue, before.hot) == (1, (1,))
    ran = run(driver, [*words, "stranger-1"])
    assert action(ran[-1]) == "StrangerDelete"
    after: manager.State = program.abstract(states(ran)[-1])
    # The first queue was idle; the second one is gone, with a request that is counted in it.
    assert after == before._replace(hot=(manager.NO_QUEUE,))
    assert not manager.is_idle(after, 1)


@pytest.mark.parametrize("path", TEXTS)
def test_a_counter_wraps(driver: Driver) -> None:
    """The reaper leaves a state that the container has not entered yet."""
    program = PROGRAMS["counters-0x1x2"]
    driver.begin(program.bounds)
    # A mover's third arm on are the moves to wait, start, idle, paused, busy and done.
    first = ["mover-1:3", "mover-1", "mover-1:4"]
    reaped = ["mover-2:8", "mover-2", "mover-2"]
    ran = run(driver, first + reaped)
    names = [name for _, name in page("underflow") if name != "ContainerStart"]
    assert list(map(action, ran)) == names
    after: scaling.State = program.abstract(states(ran)[-1])
    wait, start, *_ = after.sides[1].counts
    assert (wait, start) == (1, scaling.UINT64 - 1)


@pytest.mark.parametrize("path", TEXTS)
def test_an_unfair_lock_is_a_livelock(driver: Driver) -> None:
    """The dequeuer takes the lock again and again, and the winner stands before it for ever."""
    program = PROGRAMS["callers-2x1x1"]
    driver.begin(program.bounds)
    schedule = page("livelock")
    ran = run(driver, [word for word, _ in schedule])
    assert list(map(action, ran)) == [name for _, name in schedule]
    seen = [program.abstract(state) for state in states(ran)]
    # Once more round: the same state, and the winner has not moved.
    again = [word for word, _ in schedule]
    again += ["consumer-1", "dequeuer-1.1>consumer-1", "dequeuer-1.1"]
    rounds = [program.abstract(state) for state in states(run(driver, again))]
    assert rounds[-1] == seen[-1]
    winner: steps.Client = rounds[-1].queue.clients[0]
    assert (winner.doing, winner.hand) == ("remove", 0)


@pytest.mark.parametrize("path", TEXTS)
def test_delivery_is_not_last_in_first_out(driver: Driver) -> None:
    """A request wins a token while a newer one is free."""
    program = OfCallers(Bounds(2, 1, 1))
    driver.begin(program.bounds)
    schedule = page("delivery-is-not-lifo")
    ran = run(driver, [word for word, _ in schedule])
    assert list(map(action, ran)) == [name for _, name in schedule]
    after: callers.State = program.abstract(states(ran)[-1])
    assert (after.queue.slots, after.queue.busy, after.callers[2].token) == ((0, 1), 1 << 0, 0)
