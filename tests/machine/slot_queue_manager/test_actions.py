"""The machine's manager: each effect on a whole state, each guard, its graph, its invariants."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pytest

from slotq.formats.tla_values import Function
from slotq.machine import slot_queue_manager
from slotq.machine.kernel import Disabled, explore, shortest_path
from slotq.machine.slot_queue_manager import (
    INVARIANTS,
    NO_QUEUE,
    Bounds,
    Queue,
    Request,
    State,
    record,
)
from slotq.verify.comparison import LabelledGraph
from tests.machine.graphs import MODELS, difference, explored, moves, specified, spoil

SAME = (0, 0, 0)
ORIGINAL = Bounds(SAME, 3)
LEASED = Bounds(SAME, 3, frozenset({"lease"}))
LOOKED_AGAIN = Bounds(SAME, 4, frozenset({"lookAgain"}))
COMPARED = Bounds(SAME, 3, frozenset({"compare"}), strangers_delete=True)
LEASED_COMPARED = Bounds((0, 0, 1), 3, frozenset({"lease", "compare"}), strangers_delete=True)
STRANGERS = Bounds(SAME, 3, frozenset({"lease"}), strangers_delete=True)

MADE, RUNNING, ENDED = Queue(0), Queue(0, "running"), Queue(0, "ended")
UNMADE = Queue()


def state(
    request: Request | None = None,
    *others: Request,
    queues: tuple[Queue, ...] = (MADE, UNMADE),
    hot: int = 0,
) -> State:
    """Make a state of two queues and one key."""
    return State((hot,), queues, (request or Request(), *others))


GOT, NEW = Request("got", 0), Request("got", 0, is_new=True)
MOVED, WAITING = Request("moved", 0), Request("waiting", 0)
LEAVING, LEFT = Request("leaving", 0), Request("left", 0)
EMPTY = state(queues=(UNMADE, UNMADE), hot=NO_QUEUE)

EFFECTS = [
    pytest.param(
        lambda: slot_queue_manager.get_slot_queue(EMPTY, ORIGINAL, 0),
        state(NEW),
        id="GetSlotQueue makes a queue",
    ),
    pytest.param(
        lambda: slot_queue_manager.get_slot_queue(state(), ORIGINAL, 0),
        state(GOT),
        id="GetSlotQueue finds it",
    ),
    pytest.param(
        lambda: slot_queue_manager.get_slot_queue(state(hot=NO_QUEUE), ORIGINAL, 0),
        state(Request("got", 1, is_new=True), queues=(MADE, MADE), hot=1),
        id="GetSlotQueue makes another",
    ),
    pytest.param(
        lambda: slot_queue_manager.lease_slot_queue(EMPTY, LEASED, 0),
        state(Request("starting", 0, is_new=True)),
        id="LeaseSlotQueue counts who made the queue",
    ),
    pytest.param(
        lambda: slot_queue_manager.lease_slot_queue(state(), LEASED, 0),
        state(WAITING),
        id="LeaseSlotQueue counts",
    ),
    pytest.param(
        lambda: slot_queue_manager.request_move(state(GOT), ORIGINAL, 0),
        state(MOVED),
        id="RequestMove",
    ),
    pytest.param(
        lambda: slot_queue_manager.request_move(state(WAITING), ORIGINAL, 0),
        state(LEAVING),
        id="RequestMove to done",
    ),
    pytest.param(
        lambda: slot_queue_manager.request_enter(state(MOVED), ORIGINAL, 0),
        state(WAITING),
        id="RequestEnter",
    ),
    pytest.param(
        lambda: slot_queue_manager.request_enter(state(LEAVING), ORIGINAL, 0),
        state(LEFT),
        id="RequestEnter of who is done",
    ),
    pytest.param(
        lambda: slot_queue_manager.request_enter(state(MOVED._replace(is_new=True)), ORIGINAL, 0),
        state(Request("starting", 0, is_new=True)),
        id="RequestEnter of who made the queue",
    ),
    pytest.param(
        lambda: slot_queue_manager.request_enter(state(MOVED), LOOKED_AGAIN, 0),
        state(Request("looking", 0)),
        id="RequestEnter of who looks again",
    ),
    pytest.param(
        lambda: slot_queue_manager.look_again(state(Request("looking", 0)), LOOKED_AGAIN, 0),
        state(WAITING),
        id="LookAgain finds the queue",
    ),
    pytest.param(
        lambda: slot_queue_manager.look_again(
            state(Request("looking", 0), hot=NO_QUEUE), LOOKED_AGAIN, 0
        ),
        state(Request("stale", 0), hot=NO_QUEUE),
        id="LookAgain does not",
    ),
    pytest.param(
        lambda: slot_queue_manager.launcher_start(
            state(Request("starting", 0, is_new=True)), ORIGINAL, 0
        ),
        state(Request("waiting", 0, is_new=True), queues=(RUNNING, UNMADE)),
        id="LauncherStart",
    ),
    pytest.param(
        lambda: slot_queue_manager.request_exit(state(LEFT), ORIGINAL, 0),
        state(Request("gone")),
        id="RequestExit",
    ),
    pytest.param(
        lambda: slot_queue_manager.request_exit(state(Request("stale", 0)), LOOKED_AGAIN, 0),
        state(Request("new")),
        id="RequestExit of who begins again",
    ),
    pytest.param(
        lambda: slot_queue_manager.delete_slot_queue(
            state(GOT, queues=(RUNNING, UNMADE)), ORIGINAL, 0
        ),
        state(GOT, queues=(ENDED, UNMADE), hot=NO_QUEUE),
        id="DeleteSlotQueue of an idle queue that somebody has got",
    ),
    pytest.param(
        lambda: slot_queue_manager.delete_slot_queue(
            state(WAITING, queues=(RUNNING, UNMADE)), ORIGINAL, 0
        ),
        state(WAITING, queues=(RUNNING, UNMADE)),
        id="DeleteSlotQueue of a queue that is not idle",
    ),
    pytest.param(
        lambda: slot_queue_manager.delete_slot_queue(
            state(LEFT, queues=(RUNNING, UNMADE)), ORIGINAL, 0
        ),
        state(LEFT, queues=(RUNNING, UNMADE)),
        id="DeleteSlotQueue of a queue whose request is counted in two states",
    ),
    pytest.param(
        lambda: slot_queue_manager.stranger_delete(
            state(queues=(ENDED, RUNNING), hot=1), STRANGERS, 0
        ),
        state(queues=(ENDED, RUNNING), hot=NO_QUEUE),
        id="StrangerDelete by key",
    ),
    pytest.param(
        lambda: slot_queue_manager.stranger_delete(
            state(queues=(ENDED, RUNNING), hot=1), COMPARED, 0
        ),
        state(queues=(ENDED, RUNNING), hot=1),
        id="StrangerDelete of a queue that is not the one",
    ),
    pytest.param(
        lambda: slot_queue_manager.stranger_delete(state(), COMPARED, 0),
        state(hot=NO_QUEUE),
        id="StrangerDelete of a queue that is the one",
    ),
]


@pytest.mark.parametrize(("action", "expected"), EFFECTS)
def test_effect(action: Callable[[], State | Disabled], expected: State) -> None:
    """An enabled action changes what the specification says, and nothing else."""
    assert expected == action()


FULL = state(queues=(ENDED, ENDED), hot=NO_QUEUE)
GUARDS: list[tuple[Callable[[], State | Disabled], str]] = [
    (lambda: slot_queue_manager.get_slot_queue(state(), LEASED, 0), '"lease" \\notin Fixes'),
    (lambda: slot_queue_manager.get_slot_queue(state(GOT), ORIGINAL, 0), 'at[r] = "new"'),
    (lambda: slot_queue_manager.get_slot_queue(FULL, ORIGINAL, 0), "hot[k] = None => unmade # {}"),
    (lambda: slot_queue_manager.lease_slot_queue(state(), ORIGINAL, 0), '"lease" \\in Fixes'),
    (lambda: slot_queue_manager.lease_slot_queue(state(WAITING), LEASED, 0), 'at[r] = "new"'),
    (
        lambda: slot_queue_manager.request_move(state(), ORIGINAL, 0),
        'at[r] \\in {"got", "waiting"}',
    ),
    (
        lambda: slot_queue_manager.request_enter(state(GOT), ORIGINAL, 0),
        'at[r] \\in {"moved", "leaving"}',
    ),
    (lambda: slot_queue_manager.look_again(state(), LOOKED_AGAIN, 0), 'at[r] = "looking"'),
    (lambda: slot_queue_manager.launcher_start(state(), ORIGINAL, 0), 'at[r] = "starting"'),
    (
        lambda: slot_queue_manager.request_exit(state(WAITING), ORIGINAL, 0),
        'at[r] \\in {"left", "stale"}',
    ),
    (lambda: slot_queue_manager.delete_slot_queue(state(), ORIGINAL, 0), 'launcher[q] = "running"'),
    (lambda: slot_queue_manager.stranger_delete(state(), ORIGINAL, 0), "StrangersDelete"),
    (lambda: slot_queue_manager.stranger_delete(EMPTY, STRANGERS, 0), "keyOf[q] # None"),
]


@pytest.mark.parametrize(("action", "guard"), GUARDS)
def test_guard(action: Callable[[], State | Disabled], guard: str) -> None:
    """An action that cannot be taken says which guard is false, as the specification writes it."""
    why = action()
    assert isinstance(why, Disabled)
    assert guard == why.guard


def machine(bounds: Bounds) -> LabelledGraph[Function]:
    """The machine's graph."""
    return explored(slot_queue_manager.manager(bounds), partial(record, bounds=bounds))


CONFIGURATION = """
CONSTANTS
  Requests = {{"request-1", "request-2"}}
  Keys = {{"a"}}
  KeyOf <- AllA
  MostQueues = 3
  Fixes = {{"{fix}"}}
  StrangersDelete = FALSE
  None = None
SPECIFICATION Spec
"""


def two_requests(folder: Path, fix: str) -> Path:
    """A configuration of as many requests as lose a queue."""
    path = folder / "Two.cfg"
    path.write_text(CONFIGURATION.format(fix=fix), encoding="utf-8")
    return path


@cache
def of_tlc(model: str) -> LabelledGraph[Function]:
    """TLC's graph of a model."""
    return specified("MCSlotQueueManager", MODELS / f"MCSlotQueueManager_{model}.cfg")


@pytest.mark.parametrize(
    ("model", "bounds"), [("SlotQueueManager", ORIGINAL), ("LeasedCompared_2", LEASED_COMPARED)]
)
def test_graph(model: str, bounds: Bounds) -> None:
    """The machine is the specification, of the original and of what fixes it."""
    assert difference(of_tlc(model), machine(bounds)) == ""


def test_graph_of_another_look(tmp_path: Path) -> None:
    """The machine is the specification, where requests look again whose queue it is."""
    graph = specified("MCSlotQueueManager", two_requests(tmp_path, "lookAgain"))
    assert difference(graph, machine(Bounds((0, 0), 3, frozenset({"lookAgain"})))) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        replace(LEASED_COMPARED, fixes=frozenset({"lease"})),
        replace(LEASED_COMPARED, fixes=frozenset({"compare"})),
        replace(LEASED_COMPARED, strangers_delete=False),
        replace(LEASED_COMPARED, key_of=SAME),
    ],
)
def test_a_wrong_machine_shows(wrong: Bounds) -> None:
    """An equality that a wrong machine passed would say nothing of the right one."""
    assert moves(of_tlc("LeasedCompared_2")) != moves(machine(wrong))


BROKEN_LINES = {
    "a busy queue is deleted": ("hot' = IF IsIdle(q) /\\ (", "hot' = IF TRUE /\\ ("),
    "the launcher outlives its queue": (
        'launcher\' = IF IsIdle(q) THEN [launcher EXCEPT ![q] = "ended"] ELSE launcher',
        "launcher' = launcher",
    ),
    "nobody starts a launcher": (
        'ToWait(new) == IF new THEN "starting" ELSE "waiting"',
        'ToWait(new) == "waiting"',
    ),
}


@pytest.mark.parametrize("line", BROKEN_LINES)
def test_a_broken_line_of_the_specification_shows(line: str, tmp_path: Path) -> None:
    """Nor would one that a wrong specification passed."""
    right, wrong = BROKEN_LINES[line]
    spec = spoil("SlotQueueManager", right, wrong, tmp_path)
    graph = specified("MCSlotQueueManager", two_requests(tmp_path, "lease"), spec)
    assert moves(graph) != moves(machine(Bounds((0, 0), 3, frozenset({"lease"}))))


ALL = [*INVARIANTS]
HOLDS = [
    *[(name, LEASED) for name in ALL],
    *[(name, LOOKED_AGAIN) for name in ALL],
    *[(name, LEASED_COMPARED) for name in ALL if name != "RunningInMapInv"],
    ("RunningInMapInv", ORIGINAL),
]


@pytest.mark.parametrize(("name", "bounds"), HOLDS)
def test_invariant_holds(name: str, bounds: Bounds) -> None:
    """In every state of a model that holds, so does its twin."""
    states = explore(slot_queue_manager.manager(bounds)).states
    assert all(INVARIANTS[name](reached, bounds) for reached in states)


@pytest.mark.parametrize(
    ("name", "bounds", "length"),
    [
        ("WaitsInMapInv", ORIGINAL, 12),
        ("HasLauncherInv", ORIGINAL, 12),
        ("OneQueueInv", ORIGINAL, 16),
        ("WaitsInMapInv", Bounds(SAME, 3, frozenset({"compare"})), 12),
        ("WaitsInMapInv", STRANGERS, 10),
        ("RunningInMapInv", STRANGERS, 7),
    ],
)
def test_counterexample(name: str, bounds: Bounds, length: int) -> None:
    """What TLC refutes the machine refutes, by a counterexample of the same length."""
    graph = explore(slot_queue_manager.manager(bounds))
    path = shortest_path(graph, lambda reached: not INVARIANTS[name](reached, bounds))
    assert path is not None
    assert length == len(path) + 1


def test_init() -> None:
    """In the beginning nothing is made."""
    expected = State((NO_QUEUE, NO_QUEUE), (UNMADE,) * 3, (Request(),) * 3)
    assert expected == slot_queue_manager.init(LEASED_COMPARED)
