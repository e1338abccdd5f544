"""slotq.original.walk: the graph of a text is the machine's, and every fault of it shows."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from slotq.original.driver import Driver
from slotq.original.naming import ACTIONS
from slotq.original.parts import PROGRAMS, compare
from slotq.original.walk import DifferenceError, walk
from slotq.original.workshop import Workshop
from tests.original.texts import NEEDS_GO, NEEDS_ORIGINAL, ORIGINAL, OWN, TEXTS, Edit, edited

pytestmark = NEEDS_GO

# States and edges as those of the machine; they are counted by TLC, too.
SIZES = {
    "general-1x1x1": (79, 240),
    "general-1x1x3": (1005, 3577),
    "general-wrap": (1005, 3577),
    "general-1x2x1": (1073, 4965),
    "general-2x1x2": (6526, 28136),
    "callers-1x1x1": (1076, 3288),
    "callers-later": (865, 2653),
    "callers-1x1x2": (1222, 4570),
    "callers-1x2x1": (1875, 7099),
    "callers-2x1x1": (4241, 13535),
    "counters-1x1x1": (518, 968),
    "counters-1x0x2": (112, 422),
    "counters-0x1x2": (2878, 8471),
    "manager-3": (1639, 4578),
    "manager-strangers": (442, 1534),
}


SMALL = ("general-1x1x1", "callers-1x1x1", "counters-1x0x2", "manager-strangers")
CASES = [
    *(pytest.param(OWN, name, id=f"own-{name}") for name in SMALL),
    *(
        pytest.param(ORIGINAL, name, id=f"original-{name}", marks=NEEDS_ORIGINAL)
        for name in PROGRAMS
    ),
]


@pytest.mark.parametrize(("path", "name"), CASES)
def test_the_graph_is_the_machines(driver: Driver, name: str) -> None:
    """At every bound: each state, each edge, and what is reported of each step."""
    seen = compare(driver, name)
    assert (seen.states, seen.edges) == SIZES[name]


@pytest.mark.parametrize("path", TEXTS)
def test_every_action_is_taken(driver: Driver) -> None:
    """No name of the table is one that no step has."""
    taken = set[str]()
    for name in ("general-1x1x1", "callers-1x1x1", "counters-1x1x1", "manager-strangers"):
        taken |= walk(driver, PROGRAMS[name], ways=0).actions
    assert taken == {*ACTIONS.values(), "StrangerDelete"}


class Fault(NamedTuple):
    """A fault: the edits of the text, the bound that shows it, what is said, and how it shows."""

    edits: tuple[Edit, ...]
    bound: str
    message: str
    last: str


_PICK = r"item := (\w+)\.slots\[len\(\w+\.slots\)\s*-\s*1\]"
_CAS = r"!atomic\.CompareAndSwapUint32\(&(\w+)\.isBusy, 0, 1\) \{\s*return false\s*\}"
_SET = r"atomic.StoreUint32(&\1.isBusy, 1)"
_ENTER = r"(func \(\w+ \*slotQueue\) enterContainerState[^{]*\{[^{]*\{[^{]*?)"
FAULTS = {
    # Those of the original's own history.
    "not woken when cancelled": Fault(
        ((r"if isWaiting \{\s*\w+\.cond\.Broadcast\(\)\s*\}", ""),),
        "general-1x1x1",
        "the original does CancellerWake: ",
        "CancellerWake",
    ),
    "taken out before it is delivered": Fault(
        ((_PICK, r"item := \1.slots[len(\1.slots)-1]; \1.slots = \1.slots[:len(\1.slots)-1]"),),
        "general-1x1x1",
        "the original does DequeuerPeek: slots (0,) becomes ()",
        "DequeuerPeek",
    ),
    "not last in, first out": Fault(
        ((_PICK, r"item := \1.slots[0]"),),
        "general-1x1x3",
        "the original does DequeuerPeek: ",
        "DequeuerPeek",
    ),
    # Others.
    "wakes one": Fault(
        (
            (
                r"(\w+\.cond\.L\.Unlock\(\)\s*\w+\.cond\.)Broadcast\(\)(\s*return token)",
                r"\1Signal()\2",
            ),
        ),
        "general-1x2x1",
        "the original does QueueBroadcast: ",
        "QueueBroadcast",
    ),
    "does not wake": Fault(
        ((r"(\w+\.cond\.L\.Unlock\(\)\s*)\w+\.cond\.Broadcast\(\)(\s*return token)", r"\1\2"),),
        "general-1x1x1",
        "the original does QueueAppend: ",
        "QueueAppend",
    ),
    "if for while": Fault(
        ((r"for (len\(\w+\.slots\) [^{]*) \{(\s*\w+\.cond\.Wait\(\))", r"if \1 {\2"),),
        "general-1x1x1",
        "dequeuer-1: runtime error: index out of range",
        "fails",
    ),
    "sleeps though it is cancelled": Fault(
        ((r"(for len\(\w+\.slots\) \S+ 0) && \(?ctx\.Err\(\) == nil\)? ", r"\1 "),),
        "general-1x1x1",
        "the original does DequeuerWait: ",
        "DequeuerWait",
    ),
    "does not look at the trigger": Fault(
        ((r"case <-\w+\.trigger:[^\n]*\n", ""),),
        "general-1x1x1",
        "the machine can do DequeuerEjected here, and the original cannot",
        "AcquireClose",
    ),
    "says that it waits for ever": Fault(
        ((r"isWaiting = false(\s*if)", r"\1"),),
        "general-1x1x1",
        "the original does Dequeuer",
        "Dequeuer",
    ),
    "gives an id twice": Fault(
        ((r"\w+\.nextId\s*(\+= 1|\+\+)", ""),),
        "general-1x1x3",
        "the original does QueueAppend: ",
        "QueueAppend",
    ),
    "checks, then sets": Fault(
        (
            (
                _CAS,
                rf"atomic.LoadUint32(&\1.isBusy) == 1 {{ return false }}; {_SET}",
            ),
        ),
        "general-1x1x1",
        "is no step: load acquireSlot",
        "(no step)",
    ),
    "closes before it removes": Fault(
        (
            (r"close\(\w+\.trigger\)(\s*return true)", r"\1"),
            (f"if ({_CAS})", r"if \1\nclose(\2.trigger)"),
        ),
        "general-1x1x1",
        "AcquireCas",
        "AcquireCas",
    ),
    "closes twice": Fault(
        ((r"close\((\w+)\.trigger\)(\s*return true)", r"close(\1.trigger); close(\1.trigger)\2"),),
        "general-1x1x1",
        "the original does AcquireClose",
        "AcquireClose",
    ),
    "counts a container twice": Fault(
        ((_ENTER + r"containerStates\[(\w+)\]\s*(\+= 1|\+\+)", r"\1containerStates[\2] += 2"),),
        "counters-1x1x1",
        "the original does ContainerEnter: ",
        "ContainerEnter",
    ),
    "deletes what is not idle": Fault(
        ((r"if (\w+\.isIdle\(\)|idle) \{", r"if \1 || true {"),),
        "manager-3",
        "the original does DeleteSlotQueue",
        "DeleteSlotQueue",
    ),
    "does not keep a new queue": Fault(
        ((r"\n\s*\w+\.hot\[key\] = \w+", ""),),
        "manager-3",
        "the original does GetSlotQueue: ",
        "GetSlotQueue",
    ),
}


BROKEN = {
    "not woken when cancelled": ["NoLostCancelInv"],
    "taken out before it is delivered": ["FreeListedInv", "RemovedByWinnerProp", "PickLeavesProp"],
    "not last in, first out": ["PickedNewestProp"],
    "wakes one": ["NoLostWakeUpInv"],
    "does not wake": [],  # that shows only once somebody sleeps
    "sleeps though it is cancelled": [],
}
"""The properties that the wrong step of some faults breaks."""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("path", TEXTS)
def test_every_fault_is_found(shop: Workshop, path: Path, fault: str) -> None:
    """With a schedule that ends in the step that is wrong, and that can be run again."""
    edits, bound, message, last = FAULTS[fault]
    program = shop.build(shop.rewrite(edited(path, *edits)), "wrong")
    with Driver(program) as driver:
        with pytest.raises(DifferenceError) as caught:
            walk(driver, PROGRAMS[bound])
        difference = caught.value
        assert message in difference.message
        broken = re.findall(r"^broken property: (\w+)", difference.message, re.MULTILINE)
        assert broken == BROKEN.get(fault, broken)
        assert last in difference.schedule[-1].action
        words = [found.word for found in difference.schedule]
        assert f"the schedule is '{' '.join(words)}'" in str(difference)
        (steps,) = driver.run([words])
    assert [step.transition for step in steps] == words


STOPS = {
    "lock": "general-1x1x1",
    "broadcast": "general-1x1x1",
    "swap": "callers-1x1x1",
    "close": "general-1x1x1",
    "select": "general-1x1x1",
    "start": "callers-1x1x1",
    "cancel": "callers-1x1x1",
    "launch": "manager-3",
}


@pytest.mark.parametrize("kind", STOPS)
@pytest.mark.parametrize("path", TEXTS)
def test_no_stop_is_left_out_unseen(driver: Driver, kind: str) -> None:
    """Two steps are one then, which has no name, or leads where no step does."""
    with pytest.raises(DifferenceError):
        walk(driver, PROGRAMS[STOPS[kind]], remove=[kind])


@pytest.mark.parametrize("path", TEXTS)
def test_a_variable_that_goroutines_share_is_part_of_the_state(shop: Workshop, path: Path) -> None:
    """One that the machine has not makes two states of one."""
    begins = (r"(isWaiting := false)", r"\1\nrounds := 0")
    counts = (r"(isWaiting = true)", r"\1; rounds++")
    program = shop.build(shop.rewrite(edited(path, begins, counts)), "shared")
    told = "it is the same state as another, and it is not"
    with Driver(program) as driver, pytest.raises(DifferenceError, match=told):
        walk(driver, PROGRAMS["general-1x1x1"])


@pytest.mark.parametrize("path", TEXTS)
def test_a_state_that_leaves_something_out_is_found(shop: Workshop, path: Path) -> None:
    """A dequeuer that counts in a variable that is not read does something else on another way."""
    begins = (r"(go func\(\) \{)(\s*for \{)", r"\1\nrounds := 0\2\nrounds++")
    ends = (r"if ctx\.Err\(\) != nil \{", "if ctx.Err() != nil || rounds > 4 {")
    source = edited(path, begins, ends)
    program = shop.build(shop.rewrite(source, is_checked=False), "counting")
    with Driver(program) as driver:
        assert walk(driver, PROGRAMS["general-1x1x1"], ways=0).states == 79
        with pytest.raises(DifferenceError, match="the same state as before, and something else"):
            walk(driver, PROGRAMS["general-1x1x1"])


@pytest.mark.parametrize("path", TEXTS)
def test_a_text_without_an_end_of_states_is_found(shop: Workshop, path: Path) -> None:
    """Where several states of it may be one of the machine's, there could be any number of them."""
    adds = (r"(type slotQueue struct \{)", r"\1\nasked uint64")
    counts = (r"(func \((\w+) \*slotQueue\) isIdle[^{]*\{)", r"\1\n\2.asked++")
    program = shop.build(shop.rewrite(edited(path, adds, counts)), "asked")
    told = "more than 4420 states, and the machine has far fewer"
    with Driver(program) as driver, pytest.raises(DifferenceError, match=told):
        walk(driver, PROGRAMS["manager-strangers"])
