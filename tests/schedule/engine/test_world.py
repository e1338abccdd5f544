"""slotq.schedule.engine.world: one step at a time."""

from collections.abc import Callable
from itertools import repeat

import pytest

from slotq.errors import ClosedTwiceError, MisuseError
from slotq.primitives import After, Receive, Send, Take, Wait
from slotq.schedule.engine.findings import FindingError, Kind, Transition
from slotq.schedule.engine.processes import Crew, Greenlets, Threads
from slotq.schedule.engine.world import Act, World
from slotq.sync import THREADS

CREWS = [Greenlets, Threads]


@pytest.fixture(params=CREWS)
def world(request: pytest.FixtureRequest) -> World:
    """A world of either kind of processes."""
    crew: Crew = request.param()
    return World(crew)


def run(world: World, **functions: Callable[[], object]) -> list[tuple[str, str]]:
    """Take the first transition again and again, to the end."""
    world.start(functions)
    taken = []
    while possible := world.transitions():
        action = world.take(possible[0])
        taken.append((str(possible[0]), action))
    world.end()
    return taken


def test_each_operation_is_a_step(world: World) -> None:
    """All stop before they have an effect, and have the name that the program gives."""
    lock, flag, signal, context = world.lock(), world.flag(), world.signal(), world.context("1")
    condition = world.condition(lock)
    results: list[object] = []

    def process() -> None:
        results.append(flag.compare_and_swap("Swap", None))
        results.append(flag.compare_and_swap("Swap", None))
        with lock:
            results.extend((flag.is_set(), signal.is_closed(), condition.broadcast()))
            world.step("Look")
        signal.close("Close")
        results.append(world.select(After("Ring", 1), Wait("See", signal)))
        results.extend((context.cancel("Cancel"), context.cancel("Cancel")))
        results.append(condition.broadcast("Wake"))
        world.spawn("Start", "1", child=lambda: flag.compare_and_swap("Child", None))

    actions = [action for _, action in run(world, process=process)]
    names = ["Swap", "Swap", "Look", "Close", "Ring", "Cancel", "Cancel", "Wake", "Start", "Child"]
    assert names == actions
    assert results == [True, False, True, False, 0, (0, None), True, False, 0]
    assert "child-1" in world.processes


def test_a_rendezvous_is_one_step_of_the_sender(world: World) -> None:
    """Both go on, and the receiver alone cannot."""
    channel = world.channel()
    got: list[object] = []

    def receive() -> None:
        got.append(world.select(Wait("Never", world.signal()), Receive(channel)))

    taken = run(
        world, receiver=receive, sender=lambda: world.select(Send("Deliver", channel, "item"))
    )
    assert taken == [("sender>receiver", "Deliver")]
    assert got == [(1, "item")]


def test_nobody_meets_itself(world: World) -> None:
    """Whoever sends and receives at once waits for another one, as in the original."""
    channel = world.channel()

    def both() -> None:
        world.select(Send("Deliver", channel, "own"), Receive(channel))

    world.start({"both": both})
    assert world.transitions() == []
    world.start({"other": lambda: world.select(Receive(channel))})
    assert world.transitions() == [Transition("both", 0, "other")]
    world.end()


def test_a_mailbox_is_left_and_emptied_in_steps(world: World) -> None:
    """To take is possible where there is an item; the second one is dropped."""
    mailbox = world.mailbox()
    results: list[object] = []

    def send() -> None:
        results.extend(mailbox.send("Send", item) for item in "ab")

    def take() -> None:
        results.append(world.select(Take("Take", mailbox)))

    world.start({"taker": take, "sender": send})
    assert world.transitions() == [Transition("sender")]
    world.follow([Transition("sender"), Transition("sender"), Transition("taker")])
    assert [action for _, action in world.taken] == ["Send", "Send", "Take"]
    assert results == [True, False, (0, "a")]
    world.end()


def test_sleepers_are_woken_by_a_broadcast_only(world: World) -> None:
    """A wait lets the lock go, and needs it again."""
    lock = world.lock()
    condition = world.condition(lock)

    def sleep() -> None:
        with lock:
            condition.wait("Sleep")
            world.step("Wake")

    def wake() -> None:
        with lock:
            condition.broadcast()
            world.step("Broadcast")

    expected = [("a", "Sleep"), ("b", "Broadcast"), ("a", "Wake")]
    assert expected == run(world, a=sleep, b=wake)


def test_an_arm_without_a_name_belongs_to_the_next_step(world: World) -> None:
    """What was chosen and what follows are one."""
    lock, signal = world.lock(), world.signal()

    def process() -> None:
        world.select(After(None, 1))
        signal.close("Close")
        world.select(Wait(None, signal))
        with lock:
            world.step("Enter")

    assert [action for _, action in run(world, process=process)] == ["Close", "Enter"]


def test_a_region_in_a_region_is_part_of_its_step(world: World) -> None:
    """Nobody comes between, and the outer region has the name."""
    outer, inner = world.lock(), world.lock()

    def nest() -> None:
        with outer:
            with inner:
                world.step("Inner")
            world.step("Outer")

    def enter() -> None:
        with inner:
            world.step("Enter")

    assert run(world, a=nest, b=enter) == [("a", "Outer"), ("b", "Enter")]


def test_who_needs_an_inner_lock_waits_for_it(world: World) -> None:
    """Where its holder has stopped in it, whoever comes from an outer region stops as well."""
    outer, inner, flag = world.lock(), world.lock(), world.flag()

    def hold() -> None:
        with inner:
            flag.compare_and_swap("Swap", None)
        with inner:
            world.step("Again")

    def nest() -> None:
        with outer, inner:
            pass
        with outer:
            world.step("Outer")

    world.start({"a": hold, "b": nest})
    with pytest.raises(FindingError, match="a must be one named step, but is 0"):
        world.take(world.transitions()[0])
    with pytest.raises(FindingError, match="b must be one named step, but is 0"):
        world.take(world.transitions()[1])
    assert [t.process for t in world.transitions()] == ["a"]
    world.end()


def test_who_may_stop_in_a_region_is_waited_for(world: World) -> None:
    """Another stands before the lock until it is free."""
    lock, flag = world.lock(), world.flag()

    def stop() -> None:
        with lock:
            flag.compare_and_swap("Swap", None)
        with lock:
            world.step("Enter")

    def enter() -> None:
        with lock:
            world.step("Enter")

    world.start({"first": stop, "second": enter})
    with pytest.raises(FindingError):  # to enter without a name is no step
        world.take(Transition("first"))
    assert [Transition("first")] == world.transitions()
    world.end()


def test_the_environment_acts_when_it_may(world: World) -> None:
    """It has no code of its own to stop."""
    signal = world.signal()
    act = Act(lambda: not signal.closed, lambda: signal.close("Evict"))
    world.environment["evict"] = act
    expected = [("evict", "Evict"), ("process", "See")]
    assert expected == run(world, process=lambda: world.select(Wait("See", signal)))


def test_what_is_not_exactly_one_step(world: World) -> None:
    """None and two are findings."""
    lock = world.lock()

    def region(*names: str) -> None:
        with lock:
            for name in names:
                world.step(name)

    world.start({"none": region, "two": lambda: region("One", "Two")})
    messages = []
    for name in ("none", "two"):
        with pytest.raises(FindingError) as caught:
            world.take(Transition(name))
        messages.append((caught.value.kind, caught.value.message))
    assert messages == [
        (Kind.STEPS, "none must be one named step, but is 0: none"),
        (Kind.STEPS, "two must be one named step, but is 2: One, Two"),
    ]


@pytest.mark.parametrize(
    "look", [lambda world: world.flag().is_set(), lambda world: world.signal().is_closed()]
)
def test_to_look_outside_a_region_is_no_step(world: World, look: Callable[[World], bool]) -> None:
    """Another process may change what is looked at, so it needs a name that it cannot have."""
    world.start({"process": lambda: look(world)})
    with pytest.raises(FindingError) as caught:
        world.take(Transition("process"))
    assert caught.value.kind is Kind.STEPS


def failing(world: World, operation: Callable[[World], object]) -> FindingError:
    """Run an operation that fails."""

    def process() -> None:
        world.select(After("Begin", 0))
        operation(world)

    world.start({"process": process})
    with pytest.raises(FindingError) as caught:
        world.follow(repeat(Transition("process")))
    return caught.value


def close_twice(world: World) -> None:
    """Let a signal happen twice."""
    signal = world.signal()
    signal.close("Close")
    signal.close("Close")


@pytest.mark.parametrize(
    ("operation", "cause"),
    [
        (lambda _: 1 // 0, ZeroDivisionError),
        (close_twice, ClosedTwiceError),
        (lambda world: world.step("Outside"), MisuseError),
        (lambda world: world.condition(world.lock()).wait("Outside"), MisuseError),
        (lambda world: world.condition(THREADS.lock()), MisuseError),
    ],
)
def test_an_exception_is_a_finding(
    world: World, operation: Callable[[World], object], cause: type[Exception]
) -> None:
    """Misuse of the primitives included."""
    finding = failing(world, operation)
    assert finding.kind is Kind.EXCEPTION
    assert isinstance(finding.__cause__, cause)


def test_a_process_that_fails_at_once(world: World) -> None:
    """Also what is before its first stop is run under control."""
    with pytest.raises(FindingError) as caught:
        world.start({"process": lambda: int("name")})
    assert caught.value.message == (
        "process: ValueError: invalid literal for int() with base 10: 'name'"
    )


class Odd(BaseException):
    """Something that no `except Exception` catches."""


def raise_(error: BaseException) -> None:
    """Fail so."""
    raise error


@pytest.mark.parametrize("error", [StopIteration(), GeneratorExit(), Odd()])
def test_whatever_is_raised_is_a_finding(world: World, error: BaseException) -> None:
    """Also what ends a generator or is no Exception: the schedule is what matters."""
    finding = failing(world, lambda _: raise_(error))
    assert (finding.kind, finding.__cause__) == (Kind.EXCEPTION, error)
    assert [transition for transition, _ in finding.schedule][-1] == Transition("process")


@pytest.mark.parametrize("error", [StopIteration("odd"), KeyError("odd")])
def test_an_environment_that_fails_is_a_finding(world: World, error: Exception) -> None:
    """It runs in no process, but in whoever takes the transition."""
    world.environment["fail"] = Act(lambda: True, lambda: raise_(error))
    with pytest.raises(FindingError) as caught:
        world.take(Transition("fail"))
    finding = caught.value
    assert (finding.kind, finding.schedule[-1][0]) == (Kind.EXCEPTION, Transition("fail"))
    assert type(error).__name__ in finding.message


def test_operations_from_outside_are_refused(world: World) -> None:
    """Nobody could stop them."""
    with pytest.raises(MisuseError):
        world.flag().compare_and_swap("Swap", None)


def test_the_receiver_may_fail(world: World) -> None:
    """Its failure is found in the sender's step."""
    channel = world.channel()

    def receive() -> None:
        world.select(Receive(channel))
        message = "received"
        raise ValueError(message)

    world.start({"a": receive, "b": lambda: world.select(Send("Deliver", channel, 0))})
    with pytest.raises(FindingError) as caught:
        world.take(Transition("b", 0, "a"))
    assert caught.value.message == "a: ValueError: received"


def test_abandoned_processes_are_used_again(world: World) -> None:
    """An exploration begins many worlds; their processes must not pile up."""
    unwound = []

    def process() -> None:
        try:
            world.select(Wait("Never", world.signal()))
        finally:
            unwound.append(1)

    world.start({"process": process})
    world.end()
    assert unwound == [1]
    assert world.transitions() == []
