"""The machine's counting: each effect on a whole state, each guard, its graph, its invariants."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from slotq.formats.tla_values import Function
from slotq.machine import scaling
from slotq.machine.kernel import Disabled, explore, shortest_path
from slotq.machine.scaling import (
    CONTAINER,
    INVARIANTS,
    NOTHING,
    REQUEST,
    Bounds,
    Counted,
    Move,
    State,
    general_movers,
    record,
)
from slotq.verify.comparison import LabelledGraph
from tests.machine.graphs import MODELS, difference, explored, moves, specified, spoil

BOUNDS = Bounds(1, 1, 2, 32, "never")
RACING = replace(BOUNDS, races="always")
ONCE_COUNTED = replace(BOUNDS, races="onceCounted")


def state(
    *,
    request: str = "none",
    container: str = "none",
    requests: tuple[int, ...] = (0,) * 3,
    containers: tuple[int, ...] = (0,) * 6,
    move: Move = NOTHING,
    other: Move = NOTHING,
    signalled: bool = False,
) -> State:
    """Make a state of a request, a container and two movers, of which the first one acts."""
    sides = (Counted((request,), requests), Counted((container,), containers))
    return State(sides, (move, other), signalled)


def request_move(step: str, source: str, target: str) -> Move:
    """What is left of a move of the request."""
    return Move(step, (REQUEST, 0), source, target)


def container_move(step: str, source: str, target: str) -> Move:
    """What is left of a move of the container."""
    return Move(step, (CONTAINER, 0), source, target)


WAITING = state(request="wait", requests=(1, 0, 0))
IDLE = state(container="idle", containers=(0, 0, 1, 0, 0, 0))
BUSY = state(container="busy", containers=(0, 0, 0, 0, 1, 0))
FIRST = request_move("enter", "none", "wait")
EXECUTES = request_move("enter", "wait", "exec")

EFFECTS = [
    pytest.param(
        lambda: scaling.request_move(state(), BOUNDS, 0, 0, "wait"),
        state(request="wait", move=FIRST),
        id="RequestMove decides",
    ),
    pytest.param(
        lambda: scaling.request_move(WAITING, BOUNDS, 0, 0, "wait"),
        WAITING,
        id="RequestMove is ignored",
    ),
    pytest.param(
        lambda: scaling.request_move(state(request="wait", other=FIRST), RACING, 0, 0, "done"),
        state(request="done", other=FIRST, move=request_move("enter", "wait", "done")),
        id="RequestMove races with the first",
    ),
    pytest.param(
        lambda: scaling.request_move(
            state(request="exec", requests=(1, 0, 0), other=EXECUTES), ONCE_COUNTED, 0, 0, "done"
        ),
        state(
            request="done",
            requests=(1, 0, 0),
            other=EXECUTES,
            move=request_move("enter", "exec", "done"),
        ),
        id="RequestMove races with a later one",
    ),
    pytest.param(
        lambda: scaling.request_enter(state(request="wait", move=FIRST), BOUNDS, 0),
        WAITING,
        id="RequestEnter of the first state ends the move",
    ),
    pytest.param(
        lambda: scaling.request_enter(
            state(request="exec", requests=(1, 31, 0), move=EXECUTES), BOUNDS, 0
        ),
        state(request="exec", requests=(1, 0, 0), move=request_move("exit", "wait", "exec")),
        id="RequestEnter wraps",
    ),
    pytest.param(
        lambda: scaling.request_exit(
            state(request="exec", requests=(1, 1, 0), move=request_move("exit", "wait", "exec")),
            BOUNDS,
            0,
        ),
        state(request="exec", requests=(0, 1, 0)),
        id="RequestExit ends the move",
    ),
    pytest.param(
        lambda: scaling.container_move(BUSY, BOUNDS, 0, 0, "paused"),
        BUSY._replace(
            sides=(BUSY.sides[0], BUSY.sides[1]._replace(states=("paused",))),
            moving=(container_move("enter", "busy", "paused"), NOTHING),
        ),
        id="ContainerMove goes back",
    ),
    pytest.param(
        lambda: scaling.container_move(IDLE, BOUNDS, 0, 0, "start"),
        IDLE,
        id="ContainerMove does not go back that far",
    ),
    pytest.param(
        lambda: scaling.container_enter(
            state(container="wait", move=container_move("enter", "none", "wait")), BOUNDS, 0
        ),
        state(container="wait", containers=(1, 0, 0, 0, 0, 0)),
        id="ContainerEnter",
    ),
    pytest.param(
        lambda: scaling.container_exit(
            state(container="done", move=container_move("exit", "idle", "done")), BOUNDS, 0
        ),
        state(container="done", containers=(0, 0, 31, 0, 0, 0)),
        id="ContainerExit wraps",
    ),
    pytest.param(
        lambda: scaling.launch_check(WAITING, BOUNDS, 0), WAITING, id="LaunchCheck only looks"
    ),
    pytest.param(
        lambda: scaling.signal_send(state(), BOUNDS, 0), state(signalled=True), id="SignalSend"
    ),
    pytest.param(
        lambda: scaling.signal_send(state(signalled=True), BOUNDS, 0),
        state(signalled=True),
        id="SignalSend is dropped",
    ),
    pytest.param(
        lambda: scaling.signal_receive(state(signalled=True), BOUNDS, 0),
        state(),
        id="SignalReceive",
    ),
]


@pytest.mark.parametrize(("action", "expected"), EFFECTS)
def test_effect(action: Callable[[], State | Disabled], expected: State) -> None:
    """An enabled action changes what the specification says, and nothing else."""
    assert expected == action()


MOVING = state(request="wait", move=FIRST)
CONTAINER_MOVES = state(container="wait", move=container_move("enter", "none", "wait"))
LEAVES = state(request="exec", move=request_move("exit", "wait", "exec"))
CONTAINER_LEAVES = state(container="start", move=container_move("exit", "wait", "start"))

GUARDS = [
    (lambda: scaling.request_move(MOVING, BOUNDS, 0, 0, "done"), "moving[p] = Nothing"),
    (lambda: scaling.request_move(MOVING, BOUNDS, 1, 0, "done"), "MayBegin(r)"),
    (lambda: scaling.request_move(MOVING, ONCE_COUNTED, 1, 0, "done"), "MayBegin(r)"),
    (lambda: scaling.request_enter(CONTAINER_MOVES, BOUNDS, 0), "moving[p].of \\in Requests"),
    (lambda: scaling.request_enter(LEAVES, BOUNDS, 0), 'moving[p].step = "enter"'),
    (lambda: scaling.request_exit(state(), BOUNDS, 0), "moving[p].of \\in Requests"),
    (lambda: scaling.request_exit(MOVING, BOUNDS, 0), 'moving[p].step = "exit"'),
    (lambda: scaling.container_move(CONTAINER_MOVES, BOUNDS, 0, 0, "done"), "moving[p] = Nothing"),
    (lambda: scaling.container_move(CONTAINER_MOVES, BOUNDS, 1, 0, "done"), "MayBegin(c)"),
    (lambda: scaling.container_enter(MOVING, BOUNDS, 0), "moving[p].of \\in Containers"),
    (lambda: scaling.container_enter(CONTAINER_LEAVES, BOUNDS, 0), 'moving[p].step = "enter"'),
    (lambda: scaling.container_exit(MOVING, BOUNDS, 0), "moving[p].of \\in Containers"),
    (lambda: scaling.container_exit(CONTAINER_MOVES, BOUNDS, 0), 'moving[p].step = "exit"'),
    (lambda: scaling.launch_check(MOVING, BOUNDS, 0), "moving[p] = Nothing"),
    (lambda: scaling.signal_send(MOVING, BOUNDS, 0), "moving[p] = Nothing"),
    (lambda: scaling.signal_receive(MOVING, BOUNDS, 0), "moving[p] = Nothing"),
    (lambda: scaling.signal_receive(state(), BOUNDS, 0), "signalled"),
]


@pytest.mark.parametrize(("action", "guard"), GUARDS)
def test_guard(action: Callable[[], State | Disabled], guard: str) -> None:
    """An action that cannot be taken says which guard is false, as the specification writes it."""
    why = action()
    assert isinstance(why, Disabled)
    assert guard == why.guard


NEEDED = [
    ((1, 0, 0), (0, 0, 0, 0, 0, 0), True),
    ((1, 0, 0), (0, 0, 0, 1, 0, 0), False),
    ((2, 0, 0), (0, 0, 1, 0, 0, 0), True),
    ((2, 0, 0), (0, 1, 1, 0, 0, 0), False),
    ((1, 0, 0), (1, 31, 0, 0, 0, 0), True),
    ((1, 0, 0), (0, 0, 31, 0, 0, 0), False),
    ((1, 0, 0), (0, 0, 31, 1, 0, 0), True),
    ((0, 3, 0), (0, 0, 0, 0, 3, 0), False),
]


@pytest.mark.parametrize(("requests", "containers", "needed"), NEEDED)
def test_is_new_container_needed(
    requests: tuple[int, ...], containers: tuple[int, ...], *, needed: bool
) -> None:
    """Containers here and to come count, and sums wrap."""
    snapshot = state(requests=requests, containers=containers)
    assert needed == scaling.is_new_container_needed(snapshot, BOUNDS)


@pytest.mark.parametrize("place", range(9))
def test_is_idle(place: int) -> None:
    """Every counter but those of done counts."""
    counts = [0] * 9
    counts[place] = 1
    snapshot = state(requests=tuple(counts[:3]), containers=tuple(counts[3:]))
    assert (place in {2, 8}) == scaling.is_idle(snapshot)
    assert scaling.is_idle(state())


CONFIGURATION = """
CONSTANTS
  Requests <- {requests}
  Containers <- {containers}
  Movers <- TwoMovers
  Modulus = 32
  Races = "{races}"
  None = None
SPECIFICATION Spec
INVARIANT TypeInv
"""
A_CONTAINER = Bounds(0, 1, 2, 32, "always")
A_REQUEST = Bounds(1, 0, 2, 32, "onceCounted")
SMALL = replace(A_CONTAINER, races="never")
REQUESTS, CONTAINERS = ("NoRequest", "OneRequest"), ("NoRequest", "OneContainer")


def small(folder: Path, bounds: Bounds) -> Path:
    """A configuration of two movers."""
    requests, containers = REQUESTS[bounds.requests], CONTAINERS[bounds.containers]
    path = folder / "Small.cfg"
    text = CONFIGURATION.format(requests=requests, containers=containers, races=bounds.races)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graph() -> LabelledGraph[Function]:
    """TLC's graph of a request and a container."""
    return specified("MCScaling", MODELS / "MCScaling_Scaling_1x1x2.cfg")


def test_graph(graph: LabelledGraph[Function]) -> None:
    """The machine is the specification, with a request and a container."""
    assert difference(graph, explored(general_movers(BOUNDS), partial(record, bounds=BOUNDS))) == ""


@pytest.mark.parametrize("bounds", [A_CONTAINER, A_REQUEST], ids=["always", "onceCounted"])
def test_graph_of_races(bounds: Bounds, tmp_path: Path) -> None:
    """The machine is the specification when moves race, too, of one tracker of either kind."""
    graph = specified("MCScaling", small(tmp_path, bounds))
    assert difference(graph, explored(general_movers(bounds), partial(record, bounds=bounds))) == ""


BROKEN_LINES = {
    "the first enter has an exit": ('IF @.from = "none" THEN', 'IF @.from = "nothing" THEN'),
    "nothing is exited": ("    \\/ ContainerExit(p)\n", ""),
    "a tracker does not go back": (
        '{<<"paused", "idle">>, <<"busy", "idle">>, <<"busy", "paused">>}',
        '{<<"paused", "idle">>, <<"busy", "idle">>}',
    ),
}


@pytest.mark.parametrize("line", BROKEN_LINES)
def test_a_broken_line_of_the_specification_shows(line: str, tmp_path: Path) -> None:
    """An equality that a wrong specification passed would say nothing of the right one."""
    right, wrong = BROKEN_LINES[line]
    spec = spoil("Scaling", right, wrong, tmp_path)
    graph = specified("MCScaling", small(tmp_path, SMALL), spec)
    assert moves(graph) != moves(explored(general_movers(SMALL), partial(record, bounds=SMALL)))


def test_a_wrong_machine_shows(graph: LabelledGraph[Function]) -> None:
    """Nor would one that a wrong machine passed, such as one that never leaves what it was in."""
    wrong = general_movers(BOUNDS)
    for process in wrong.processes:
        process.actions = [one for one in process.actions if one[0].action != "ContainerExit"]
    assert moves(graph) != moves(explored(wrong, partial(record, bounds=BOUNDS)))


@pytest.mark.parametrize("name", INVARIANTS)
def test_invariant_holds(name: str) -> None:
    """In every state of a model that holds, so does its twin."""
    states = explore(general_movers(BOUNDS)).states
    assert all(INVARIANTS[name](reached, BOUNDS) for reached in states)


def test_underflow() -> None:
    """Where moves race, the machine finds the counterexample that TLC finds."""
    bounds = replace(A_CONTAINER, races="onceCounted")
    graph = explore(general_movers(bounds))
    path = shortest_path(graph, lambda reached: not INVARIANTS["NoUnderflowInv"](reached, bounds))
    assert path is not None
    assert [label.action for label, _ in path] == [
        *("ContainerMove", "ContainerEnter"),
        *("ContainerMove", "ContainerMove", "ContainerEnter", "ContainerExit"),
    ]


def test_idle_though_active() -> None:
    """Where even the first move of a tracker races, isIdle can overlook another one."""
    bounds = Bounds(0, 2, 2, 32, "always")
    reached: State | Disabled = scaling.init(bounds)
    for action, *arguments in (
        (scaling.container_move, 0, 0, "idle"),
        (scaling.container_enter, 0),
        (scaling.container_move, 0, 1, "idle"),
        (scaling.container_move, 1, 1, "done"),
        (scaling.container_enter, 1),
        (scaling.container_exit, 1),
    ):
        assert isinstance(reached, State)
        assert INVARIANTS["IdleInv"](reached, bounds)
        reached = action(reached, bounds, *arguments)
    assert isinstance(reached, State)
    assert not INVARIANTS["IdleInv"](reached, bounds)


BROKEN = [
    ("IdleInv", state(request="wait")),
    ("IdleInv", state(container="busy")),
    ("CountInv", state(request="wait")),
    ("CountInv", state(container="idle", containers=(0, 0, 2, 0, 0, 0))),
    ("NoUnderflowInv", state(requests=(16, 0, 0))),
]


@pytest.mark.parametrize(("name", "broken"), BROKEN)
def test_invariant_can_be_false(name: str, broken: State) -> None:
    """An invariant that could not fail would say nothing."""
    assert not INVARIANTS[name](broken, BOUNDS)
