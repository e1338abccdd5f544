"""The counting's callers: each effect on a whole state, each guard, the graph, the invariants."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from slotq.formats.tla_values import Function
from slotq.machine import scaling, scaling_callers
from slotq.machine.kernel import Disabled, Graph, explore, shortest_path
from slotq.machine.scaling import CONTAINER, NOTHING, REQUEST, Counted, Move
from slotq.machine.scaling_callers import (
    INVARIANTS,
    NO_CONTAINER,
    Bounds,
    ScalingCallers,
    State,
    container_move,
    record,
)
from slotq.verify.comparison import LabelledGraph
from tests.machine.graphs import MODELS, difference, explored, moves, specified, spoil

FIRST = frozenset({0})
PLAIN = Bounds(1, 2, modulus=32)
BOLD = Bounds(1, 1, FIRST, FIRST, FIRST, FIRST, FIRST, refusing=True, modulus=32)
TIMID = Bounds(1, 1, modulus=32, repeated=False)
REQUEST_1, CONTAINER_1, LAUNCHER, REAPER = range(4)


def state(
    *,
    at: tuple[str, str, str] = ("new", "absent", "checking"),
    slot: str = "none",
    hand: int = NO_CONTAINER,
    request: str = "none",
    container: str = "none",
    requests: tuple[int, ...] = (0,) * 3,
    containers: tuple[int, ...] = (0,) * 6,
    moving: dict[int, Move] | None = None,
    signalled: bool = False,
) -> State:
    """Make a state of a request, a container, the launcher and the container's reaper."""
    sides = (Counted((request,), requests), Counted((container,), containers))
    moves = [(moving or {}).get(mover, NOTHING) for mover in range(4)]
    return State(scaling.State(sides, tuple(moves), signalled), at, (slot,), (hand,))


def container_moves(source: str, target: str) -> Move:
    """A move of the container that has been decided."""
    return Move("enter", (CONTAINER, 0), source, target)


def request_moves(source: str, target: str) -> Move:
    """A move of the request that has been decided."""
    return Move("enter", (REQUEST, 0), source, target)


def lives(before: str, slot: str, source: str, target: str, after: str) -> object:
    """One of a container's own moves."""
    at = ("arrived", before, "waiting")
    return pytest.param(
        lambda: container_move(
            state(at=at, slot=slot, container=source), BOLD, CONTAINER_1, 0, target
        ),
        state(
            at=("arrived", after, "waiting"),
            slot=slot,
            container=target,
            moving={CONTAINER_1: container_moves(source, target)},
        ),
        id=f"ContainerMove of a container that is {before}, to {target}",
    )


def asks(before: str, source: str, target: str, after: str) -> object:
    """One of a request's moves."""
    return pytest.param(
        lambda: scaling_callers.request_move(
            state(at=(before, "idle", "waiting"), request=source), BOLD, 0
        ),
        state(
            at=(after, "idle", "waiting"),
            request=target,
            moving={REQUEST_1: request_moves(source, target)},
        ),
        id=f"RequestMove of a request that is {before}",
    )


OFFERED = state(at=("waiting", "offering", "waiting"), slot="offered")
DEAD = state(at=("new", "offering", "waiting"), slot="offered", container="done")
QUEUED = state(requests=(1, 0, 0))

EFFECTS = [
    asks("new", "none", "wait", "arrived"),
    asks("won", "wait", "exec", "holding"),
    asks("leaving", "exec", "done", "gone"),
    pytest.param(
        lambda: scaling_callers.signal_send(state(at=("arrived", "absent", "waiting")), TIMID, 0),
        state(at=("waiting", "absent", "waiting"), signalled=True),
        id="SignalSend, the first",
    ),
    pytest.param(
        lambda: scaling_callers.signal_send(state(at=("waiting", "absent", "waiting")), BOLD, 0),
        state(at=("waiting", "absent", "waiting"), signalled=True),
        id="SignalSend, again",
    ),
    pytest.param(
        lambda: scaling_callers.win(OFFERED, BOLD, 0, 0),
        state(at=("won", "offering", "waiting"), slot="won", hand=0),
        id="Win",
    ),
    pytest.param(
        lambda: scaling_callers.win(
            state(at=("waiting", "gone", "waiting"), slot="error"), BOLD, 0, 0
        ),
        state(at=("failing", "gone", "waiting"), slot="won", hand=0),
        id="Win of an error",
    ),
    pytest.param(
        lambda: scaling_callers.slot_close(
            state(at=("failing", "gone", "waiting"), slot="won", hand=0), BOLD, 0
        ),
        state(at=("leaving", "gone", "waiting"), slot="closed"),
        id="SlotClose of an error",
    ),
    pytest.param(
        lambda: scaling_callers.slot_close(
            state(at=("holding", "serving", "waiting"), slot="won", hand=0), BOLD, 0
        ),
        state(at=("leaving", "serving", "waiting"), slot="closed"),
        id="SlotClose",
    ),
    pytest.param(
        lambda: scaling_callers.give_up(state(at=("arrived", "absent", "waiting")), BOLD, 0),
        state(at=("leaving", "absent", "waiting")),
        id="GiveUp",
    ),
    pytest.param(
        lambda: scaling_callers.launch_check(QUEUED, BOLD),
        QUEUED._replace(at=("new", "absent", "launching")),
        id="LaunchCheck that finds a need",
    ),
    pytest.param(
        lambda: scaling_callers.launch_check(state(), BOLD),
        state(at=("new", "absent", "waiting")),
        id="LaunchCheck that finds none",
    ),
    pytest.param(
        lambda: scaling_callers.grant(state(at=("new", "launched", "asking")), BOLD, 0),
        state(at=("new", "starting", "waiting")),
        id="Grant",
    ),
    pytest.param(
        lambda: scaling_callers.signal_receive(
            state(at=("new", "absent", "waiting"), signalled=True), BOLD
        ),
        state(),
        id="SignalReceive",
    ),
    pytest.param(
        lambda: scaling_callers.queue_slot(
            state(at=("new", "idle", "waiting"), slot="closed"), BOLD, 0, error=False
        ),
        state(at=("new", "offering", "waiting"), slot="offered"),
        id="QueueSlot",
    ),
    pytest.param(
        lambda: scaling_callers.queue_slot(
            state(at=("new", "started", "waiting")), BOLD, 0, error=True
        ),
        state(at=("new", "failed", "waiting"), slot="error"),
        id="QueueSlot of an error",
    ),
    pytest.param(
        lambda: scaling_callers.eject(OFFERED, BOLD, 0),
        state(at=("waiting", "ejected", "waiting")),
        id="Eject",
    ),
    pytest.param(
        lambda: scaling_callers.abandon(DEAD, BOLD, 0),
        state(at=("new", "gone", "waiting"), container="done"),
        id="Abandon",
    ),
    pytest.param(
        lambda: container_move(state(at=("new", "absent", "launching")), BOLD, LAUNCHER, 0, "wait"),
        state(
            at=("new", "launched", "asking"),
            container="wait",
            moving={LAUNCHER: container_moves("none", "wait")},
        ),
        id="ContainerMove of the launcher that asks",
    ),
    pytest.param(
        lambda: container_move(
            state(at=("new", "launched", "asking"), container="wait"), BOLD, LAUNCHER, 0, "done"
        ),
        state(
            at=("new", "gone", "waiting"),
            container="done",
            moving={LAUNCHER: container_moves("wait", "done")},
        ),
        id="ContainerMove of the launcher that is refused",
    ),
    lives("starting", "none", "wait", "start", "started"),
    lives("started", "none", "start", "idle", "idle"),
    lives("offering", "won", "paused", "busy", "serving"),
    lives("offering", "closed", "idle", "busy", "serving"),
    lives("serving", "closed", "busy", "idle", "idle"),
    lives("ejected", "none", "idle", "done", "gone"),
    lives("failed", "error", "start", "done", "gone"),
    lives("started", "none", "start", "done", "gone"),
    lives("offering", "offered", "idle", "paused", "offering"),
    pytest.param(
        lambda: container_move(
            state(at=("new", "idle", "waiting"), container="idle"), BOLD, REAPER, 0, "done"
        ),
        state(
            at=("new", "idle", "waiting"),
            container="done",
            moving={REAPER: container_moves("idle", "done")},
        ),
        id="ContainerMove of the reaper",
    ),
]


@pytest.mark.parametrize(("action", "expected"), EFFECTS)
def test_effect(action: Callable[[], State | Disabled], expected: State) -> None:
    """An enabled action changes what the specification says, and nothing else."""
    assert expected == action()


STARTS = request_moves("none", "wait")
COMES = container_moves("none", "wait")
NO_COURSE = "Course(p, c, s)"


def busy(before: tuple[str, str, str], mover: int, slot: str = "none") -> State:
    """A state in which a process is in the middle of a move."""
    move = STARTS if mover == REQUEST_1 else COMES
    return state(at=before, slot=slot, container="done", moving={mover: move}, signalled=True)


CHECKING = ("new", "absent", "checking")
GUARDS: list[tuple[Callable[[], State | Disabled], str]] = [
    (
        lambda: scaling_callers.request_move(state(at=("waiting", "absent", "waiting")), BOLD, 0),
        'at[r] \\in {"new", "won", "leaving"}',
    ),
    (lambda: scaling_callers.request_move(busy(CHECKING, 0), BOLD, 0), "moving[p] = Nothing"),
    (
        lambda: scaling_callers.signal_send(state(at=("waiting", "absent", "waiting")), TIMID, 0),
        'at[r] = "arrived" \\/ (Repeated /\\ at[r] = "waiting")',
    ),
    (
        lambda: scaling_callers.signal_send(busy(("arrived", "absent", "waiting"), 0), BOLD, 0),
        "moving[p] = Nothing",
    ),
    (lambda: scaling_callers.win(state(), BOLD, 0, 0), 'at[r] \\in {"arrived", "waiting"}'),
    (
        lambda: scaling_callers.win(busy(("arrived", "offering", "waiting"), 0), BOLD, 0, 0),
        "Counting!Ready(p)",
    ),
    (
        lambda: scaling_callers.win(state(at=("arrived", "idle", "waiting")), BOLD, 0, 0),
        'slot[c] \\in {"offered", "error"}',
    ),
    (lambda: scaling_callers.slot_close(state(), BOLD, 0), 'at[r] \\in {"holding", "failing"}'),
    (
        lambda: scaling_callers.slot_close(busy(("holding", "serving", "waiting"), 0), BOLD, 0),
        "Counting!Ready(p)",
    ),
    (lambda: scaling_callers.give_up(state(), TIMID, 0), "r \\in Impatient"),
    (lambda: scaling_callers.give_up(state(), BOLD, 0), 'at[r] \\in {"arrived", "waiting"}'),
    (
        lambda: scaling_callers.give_up(busy(("arrived", "absent", "waiting"), 0), BOLD, 0),
        "Counting!Ready(p)",
    ),
    (
        lambda: scaling_callers.launch_check(state(at=("new", "absent", "asking")), BOLD),
        'at[Launcher] = "checking"',
    ),
    (
        lambda: scaling_callers.launch_check(busy(CHECKING, LAUNCHER), BOLD),
        "moving[p] = Nothing",
    ),
    (lambda: scaling_callers.grant(state(), BOLD, 0), 'at[Launcher] = "asking"'),
    (
        lambda: scaling_callers.grant(state(at=("new", "gone", "asking")), BOLD, 0),
        'at[c] = "launched"',
    ),
    (
        lambda: scaling_callers.grant(busy(("new", "launched", "asking"), LAUNCHER), BOLD, 0),
        "Counting!Ready(p)",
    ),
    (lambda: scaling_callers.signal_receive(state(), BOLD), 'at[Launcher] = "waiting"'),
    (
        lambda: scaling_callers.signal_receive(state(at=("new", "absent", "waiting")), BOLD),
        "signalled",
    ),
    (lambda: scaling_callers.queue_slot(state(), BOLD, 0, error=False), 'at[c] = "idle"'),
    (
        lambda: scaling_callers.queue_slot(
            busy(("new", "idle", "waiting"), CONTAINER_1), BOLD, 0, error=False
        ),
        "Counting!Ready(p)",
    ),
    (
        lambda: scaling_callers.queue_slot(
            state(at=("new", "started", "waiting")), TIMID, 0, error=True
        ),
        'c \\in Failing /\\ at[c] = "started"',
    ),
    (
        lambda: scaling_callers.queue_slot(
            state(at=("new", "idle", "waiting")), BOLD, 0, error=True
        ),
        'c \\in Failing /\\ at[c] = "started"',
    ),
    (lambda: scaling_callers.eject(OFFERED, TIMID, 0), "c \\in Leaving"),
    (lambda: scaling_callers.eject(state(), BOLD, 0), 'at[c] = "offering"'),
    (
        lambda: scaling_callers.eject(busy(("new", "offering", "waiting"), CONTAINER_1), BOLD, 0),
        "Counting!Ready(p)",
    ),
    (
        lambda: scaling_callers.eject(
            state(at=("new", "offering", "waiting"), slot="won"), BOLD, 0
        ),
        'slot[c] = "offered"',
    ),
    (lambda: scaling_callers.abandon(OFFERED, BOLD, 0), 'containerState[c] = "done"'),
    (
        lambda: scaling_callers.abandon(
            state(at=("new", "gone", "waiting"), container="done"), BOLD, 0
        ),
        'at[c] \\in {"started", "idle", "offering", "serving"}',
    ),
    (
        lambda: scaling_callers.abandon(busy(("new", "idle", "waiting"), CONTAINER_1), BOLD, 0),
        "Counting!Ready(p)",
    ),
    (lambda: scaling_callers.abandon(DEAD._replace(slot=("won",)), BOLD, 0), 'slot[c] # "won"'),
    (
        lambda: container_move(busy(("new", "starting", "waiting"), 1), BOLD, 1, 0, "start"),
        "moving[p] = Nothing",
    ),
    (lambda: container_move(state(), BOLD, LAUNCHER, 0, "wait"), NO_COURSE),
    (
        lambda: container_move(state(at=("new", "launched", "asking")), TIMID, LAUNCHER, 0, "done"),
        NO_COURSE,
    ),
    (lambda: container_move(OFFERED, BOLD, CONTAINER_1, 0, "busy"), NO_COURSE),
    (lambda: container_move(OFFERED, TIMID, CONTAINER_1, 0, "paused"), NO_COURSE),
    (
        lambda: container_move(
            state(at=("new", "started", "waiting")), TIMID, CONTAINER_1, 0, "done"
        ),
        NO_COURSE,
    ),
    (lambda: container_move(OFFERED, BOLD, CONTAINER_1, 0, "start"), NO_COURSE),
    (lambda: container_move(OFFERED, BOLD, REQUEST_1, 0, "done"), NO_COURSE),
    (lambda: container_move(state(), BOLD, REAPER, 0, "done"), NO_COURSE),
    (lambda: container_move(DEAD, BOLD, REAPER, 0, "done"), NO_COURSE),
]


@pytest.mark.parametrize(("action", "guard"), GUARDS)
def test_guard(action: Callable[[], State | Disabled], guard: str) -> None:
    """An action that cannot be taken says which guard is false, as the specification writes it."""
    why = action()
    assert isinstance(why, Disabled)
    assert guard == why.guard


def test_containers_are_launched_in_order() -> None:
    """The second container is not launched before the first."""
    wants = scaling_callers.init(PLAIN)._replace(at=("new", "absent", "absent", "launching"))
    assert container_move(wants, PLAIN, PLAIN.launcher, 1, "wait") == Disabled(NO_COURSE)
    launched = container_move(wants, PLAIN, PLAIN.launcher, 0, "wait")
    assert isinstance(launched, State)
    assert launched.at == ("new", "launched", "absent", "asking")


@pytest.fixture(scope="module")
def bold() -> LabelledGraph[Function]:
    """TLC's graph of a request and a container that may do everything."""
    return specified("MCScalingCallers", MODELS / "MCScalingCallers_ScalingFailingDying_1x1.cfg")


def machine(bounds: Bounds) -> LabelledGraph[Function]:
    """The machine's graph."""
    return explored(ScalingCallers(bounds), partial(record, bounds=bounds))


def test_graph(bold: LabelledGraph[Function]) -> None:
    """The machine is the specification, where everything may happen."""
    assert difference(bold, machine(BOLD)) == ""


def test_graph_of_two_containers() -> None:
    """The machine is the specification, where one container is too many."""
    graph = specified("MCScalingCallers", MODELS / "MCScalingCallers_ScalingCallers_1x2.cfg")
    assert difference(graph, machine(PLAIN)) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        replace(BOLD, leaving=frozenset()),
        replace(BOLD, freezable=frozenset()),
        replace(BOLD, failing=frozenset()),
        replace(BOLD, repeated=False),
    ],
)
def test_a_wrong_machine_shows(wrong: Bounds, bold: LabelledGraph[Function]) -> None:
    """An equality that a wrong machine passed would say nothing of the right one."""
    assert moves(bold) != moves(machine(wrong))


BROKEN_LINES = {
    "a slot is won while none is offered": (
        '  /\\ slot[c] \\in {"offered", "error"}\n  /\\ Goes(r',
        "  /\\ Goes(r",
    ),
    "the container is busy before its slot is won": (
        'slot[c] \\in {"won", "closed"} /\\ s = "busy"',
        'slot[c] # "none" /\\ s = "busy"',
    ),
    "the launcher always launches": (
        'IF Counting!IsNewContainerNeeded THEN "launching" ELSE "waiting"',
        '"launching"',
    ),
}


@pytest.mark.parametrize("line", BROKEN_LINES)
def test_a_broken_line_of_the_specification_shows(line: str, tmp_path: Path) -> None:
    """Nor would one that a wrong specification passed."""
    right, wrong = BROKEN_LINES[line]
    spec = spoil("ScalingCallers", right, wrong, tmp_path)
    model = (MODELS / "MCScalingCallers_ScalingCallers_1x2.cfg").read_text(encoding="utf-8")
    small = model.partition("INVARIANTS")[0].replace("TwoContainers", "OneContainer")
    config = tmp_path / "Broken.cfg"
    config.write_text(small, encoding="utf-8")
    graph = specified("MCScalingCallers", config, spec)
    assert moves(graph) != moves(machine(replace(PLAIN, containers=1)))


@pytest.fixture(scope="module")
def plain_graph() -> Graph[State]:
    """The machine's graph where containers neither leave nor die."""
    return explore(ScalingCallers(PLAIN))


HOLDS = [
    *("IdleInv", "CountInv", "NoUnderflowInv", "OneHolderInv", "AtMostTwiceInv"),
    *("FailingWaitsInv", "IdleOffersNothingInv"),
]


@pytest.mark.parametrize("name", HOLDS)
def test_invariant_holds(name: str, plain_graph: Graph[State]) -> None:
    """In every state of a model that holds, so does its twin."""
    assert all(INVARIANTS[name](reached, PLAIN) for reached in plain_graph.states)


CRASHING = Bounds(1, 1, crashable=FIRST, modulus=32)


@pytest.mark.parametrize(
    ("name", "bounds", "length"),
    [
        ("ReachTwice", PLAIN, 22),
        ("NoUnderflowInv", CRASHING, 11),
        ("ReachBlindLauncher", CRASHING, 14),
        ("IdleOffersNothingInv", Bounds(1, 1, FIRST, failing=FIRST, modulus=32), 18),
    ],
)
def test_counterexample(name: str, bounds: Bounds, length: int) -> None:
    """What TLC refutes the machine refutes, by a counterexample of the same length."""
    graph = explore(ScalingCallers(bounds))
    path = shortest_path(graph, lambda reached: not INVARIANTS[name](reached, bounds))
    assert path is not None
    assert length == len(path) + 1


BROKEN = [
    ("IdleInv", state(request="wait")),
    ("CountInv", state(request="wait")),
    ("OneHolderInv", state(slot="won")),
    ("OneHolderInv", state(hand=0)),
    ("FailingWaitsInv", state(at=("failing", "gone", "waiting"), request="exec")),
    ("AtMostTwiceInv", state(at=("new", "gone", "launching"))),
]


@pytest.mark.parametrize(("name", "broken"), BROKEN)
def test_invariant_can_be_false(name: str, broken: State) -> None:
    """An invariant that could not fail would say nothing."""
    assert not INVARIANTS[name](broken, BOLD)
