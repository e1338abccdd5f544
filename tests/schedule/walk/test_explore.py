"""slotq.schedule.walk.explore: the code's graph is the machine's, and what is broken shows."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import pytest

from slotq.machine.callers import Bounds
from slotq.primitives import After
from slotq.queue import SlotQueue
from slotq.schedule.engine.findings import FindingError, Kind, parse_schedule
from slotq.schedule.engine.processes import Crew, Greenlets, Threads
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers import CallersProgram, MakeQueue
from slotq.schedule.reading.frames import RawState
from slotq.schedule.reading.stops import Places
from slotq.schedule.walk.execution import Runner, replay
from slotq.schedule.walk.explore import TooManyStatesError, explore
from tests.schedule import broken
from tests.schedule.graphs import of_code, of_machine


def everything(containers: int, consumers: int, rounds: int) -> Bounds:
    """Bounds with clients that do all that they may."""
    first = frozenset(range(containers))
    second = frozenset(range(containers, containers + consumers))
    return Bounds(containers, consumers, rounds, first, first, first, second, second)


ONE = everything(1, 1, 1)
SMALL = Bounds(1, 1, 1, cancellable=frozenset({1}))
PATIENT = Bounds(2, 1, 1)


@pytest.mark.parametrize("bounds", [ONE, PATIENT, Bounds(1, 1, 2), Bounds(1, 2, 1)])
def test_the_code_does_what_the_machine_does(bounds: Bounds) -> None:
    """No state and no edge is missing, and none is extra."""
    assert of_machine(bounds) == of_code(CallersProgram(bounds))


def test_threads_do_what_greenlets_do() -> None:
    """Nothing depends on how processes stop."""
    assert of_machine(SMALL) == of_code(CallersProgram(SMALL), Threads)


def test_a_careful_walk_finds_the_same() -> None:
    """To read the state after every step is slower, and changes nothing."""
    quick, careful = (explore(Runner(CallersProgram(SMALL)), careful=way) for way in (False, True))
    assert careful == quick


DIFFERENT: list[tuple[MakeQueue, Bounds]] = [
    (broken.PickRemoves, ONE),
    (broken.RemovesLast, PATIENT),
    (broken.PicksOldest, PATIENT),
    (broken.ClosesBeforeRemoving, ONE),
    (broken.ChecksThenSets, PATIENT),
]


@pytest.mark.parametrize(("make_queue", "bounds"), DIFFERENT)
def test_a_wrong_effect_is_a_difference(make_queue: MakeQueue, bounds: Bounds) -> None:
    """Steps with the right names in the right order are not enough."""
    assert of_machine(bounds) != of_code(CallersProgram(bounds, make_queue))


FOUND: list[tuple[MakeQueue, Bounds, Kind]] = [
    (broken.NotifiesBeforeAppend, ONE, Kind.UNKNOWN),
    (broken.WaitsOnce, ONE, Kind.EXCEPTION),
    (broken.WakesNobody, ONE, Kind.DEADLOCK),
    (broken.Deadlocks, ONE, Kind.DEADLOCK),
    (broken.ReadsAfterUnlock, ONE, Kind.UNGUARDED),
    (broken.CarriesTheListOut, ONE, Kind.UNGUARDED),
    (broken.SharesIsWaiting, ONE, Kind.UNGUARDED),
    (broken.ForgetsAName, ONE, Kind.STEPS),
    (broken.TwoStepsInOne, ONE, Kind.STEPS),
    (broken.hide_nothing, ONE, Kind.ELSEWHERE),
    (broken.KeepsOnTheStack, ONE, Kind.UNREADABLE),
    (broken.HasNoList, ONE, Kind.EXCEPTION),
    (broken.make_nothing, ONE, Kind.EXCEPTION),
    (broken.ChecksThenSets, ONE, Kind.AMBIGUOUS),
]


@pytest.mark.parametrize(("make_queue", "bounds", "kind"), FOUND)
def test_what_must_not_be_is_found(make_queue: MakeQueue, bounds: Bounds, kind: Kind) -> None:
    """Each kind of finding, with a schedule that shows it again, but where it takes two runs."""
    program = CallersProgram(bounds, make_queue)
    with pytest.raises(FindingError) as caught:
        explore(Runner(program))
    assert kind is caught.value.kind
    assert f"slotq replay {program.options} '" in str(caught.value)
    words = " ".join(str(transition) for transition, _ in caught.value.schedule)
    if kind not in {Kind.HIDDEN, Kind.AMBIGUOUS}:
        with pytest.raises(FindingError) as again:
            replay(program, parse_schedule(words))
        assert str(caught.value) == str(again.value)


def test_a_signal_in_the_place_of_a_broadcast() -> None:
    """It takes two sleepers to see that one of them is forgotten."""
    bounds = Bounds(1, 2, 1, impatient=frozenset({1, 2}))
    with pytest.raises(FindingError) as caught:
        explore(Runner(CallersProgram(bounds, make_world=broken.SignallingWorld)))
    assert caught.value.kind is Kind.DEADLOCK
    assert caught.value.message == (
        "nobody can move: dequeuer-2.1 sleeps although token 0 is listed and its context is done, "
        "container-1 waits for the signal 'trigger' or for the signal 'evict' "
        "(NoLostWakeUpInv, NoLostCancelInv, BroadcastToComeInv)"
    )


@dataclass(frozen=True)
class Unmapped:
    """The callers, with states as they are read: no specification helps to see a mistake."""

    bounds: Bounds
    kept: frozenset[str] = frozenset()
    options: str = ""

    def begin(self, crew: Crew) -> World:
        """Begin as usual."""
        return CallersProgram(self.bounds).begin(crew)

    def abstract(self, raw: RawState) -> Hashable:
        """Take the state for what it is."""
        return repr(raw)

    def may_end(self, _: Any) -> bool:
        """Let it end anywhere."""
        return True


def test_a_reader_that_leaves_a_local_out() -> None:
    """It takes different states for one, which must not pass for a smaller program."""
    with pytest.raises(FindingError) as caught:
        explore(Runner(Unmapped(PATIENT), places=Places(omit=frozenset({"arms"}))))
    assert caught.value.kind is Kind.HIDDEN


def test_a_reader_that_leaves_nothing_out() -> None:
    """The same without the mistake: a state for each of the machine's."""
    found = explore(Runner(Unmapped(PATIENT)))
    assert len(of_machine(PATIENT).states) == len(found.states)


@dataclass(frozen=True)
class Alone:
    """One process, whatever it does."""

    function: Callable[[World], object]
    kept: frozenset[str] = frozenset()
    options: str = ""

    def begin(self, crew: Crew) -> World:
        """Begin it."""
        world = World(crew)
        world.start({"process": lambda: self.function(world)})
        return world

    def abstract(self, raw: RawState) -> Hashable:
        """Take the state for what it is."""
        return repr(raw)

    def may_end(self, _: Any) -> bool:
        """Let it end anywhere."""
        return True


@dataclass(frozen=True)
class Unabstracted(Unmapped):
    """The callers, under an abstraction that looks for what there is not."""

    def abstract(self, raw: RawState) -> Hashable:
        """Fail."""
        return repr(raw.objects["nothing"])


def test_an_abstraction_that_fails_is_a_finding() -> None:
    """A code whose fields have other names is read, and is none of the specification's states."""
    with pytest.raises(FindingError) as caught:
        explore(Runner(Unabstracted(ONE)))
    assert (caught.value.kind, caught.value.message) == (Kind.UNKNOWN, "KeyError: 'nothing'")


def circle(world: World) -> None:
    """Never end."""
    while True:
        world.select(After("Tick", 1))
        world.select(After("Tock", 1))


def long_way(world: World) -> None:
    """Choose only after a hundred steps."""
    count = 0
    while count < 100:
        world.select(After("Step", 1))
        count += 1
    index, _ = world.select(After("Left", 1), After("Right", 1))
    while index:
        world.select(After("Last", 1))
        index -= 1


@pytest.mark.parametrize(("function", "states", "runs"), [(circle, 2, 1), (long_way, 103, 2)])
def test_circles_and_long_ways(function: Callable[[World], object], states: int, runs: int) -> None:
    """The search for the nearest step that was never taken gives neither up nor in."""
    found = explore(Runner(Alone(function)))
    assert (states, runs) == (len(found.states), found.runs)


def test_the_number_of_states_is_bounded() -> None:
    """A search that grows too large says so."""
    with pytest.raises(TooManyStatesError, match="more than 100 states"):
        explore(Runner(CallersProgram(ONE)), most=100)


def endless(world: World) -> None:
    """Come to a new state with each step."""
    count = 0
    while count >= 0:
        world.select(After("Step", 1))
        count += 1


def test_the_number_of_states_is_bounded_within_a_run() -> None:
    """A program that never comes back to where it was is begun once, and that is enough."""
    with pytest.raises(TooManyStatesError, match="more than 100 states"):
        explore(Runner(Alone(endless)), most=100)


def test_progress() -> None:
    """A long search can be watched."""
    seen: list[tuple[int, int]] = []
    found = explore(
        Runner(CallersProgram(Bounds(1, 1, 1))),
        on_progress=lambda states, steps: seen.append((states, steps)),
    )
    assert (len(found.states), found.steps) == seen[-1]
    assert found.runs == len(seen)


def test_replay() -> None:
    """A schedule leads where it led, and one that is not possible is refused."""
    program = CallersProgram(Bounds(1, 1, 1))
    taken = replay(program, parse_schedule("container-1 consumer-1 dequeuer-1.1"))
    assert [action for action, _ in taken] == ["QueueAppend", "DequeuerStart", "DequeuerPeek"]
    assert taken[-1][1].queue.dequeuers[0].item == 0
    with pytest.raises(FindingError) as caught:
        replay(program, parse_schedule("container-1 dequeuer-1.1"))
    assert caught.value.kind is Kind.IMPOSSIBLE


def test_worlds_of_real_primitives_are_not_mixed_up() -> None:
    """The real queue works as before while its twin is explored."""
    with Runner(CallersProgram(ONE), Greenlets).run():
        assert SlotQueue("key").acquire_slot is not None
