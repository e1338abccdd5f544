"""Moves and snapshots: what must match, what may be under way, and the budget."""

from time import process_time

import pytest

from slotq.formats.errors import BudgetError
from slotq.formats.history_lines import GetStats, IsIdle, Line
from slotq.oracle.history import rules
from slotq.oracle.history.rules import fault
from slotq.oracle.history.trackers import MODULUS
from slotq.oracle.verdict.budget import Budget
from slotq.verify.judges.agreement import counted, judged
from tests.oracle.history.script import script

MOVED = """
    a update_request object=1 state=wait
    a update_request -> object=1 state=wait
"""


WAITING = "p{0} update_container object={0} state=wait\np{0} update_container ->"


def snapshot(process: str, *, needed: bool, **request: int) -> list[Line]:
    """Take a snapshot that sees these requests and no containers."""
    return [
        GetStats("invoke", process),
        GetStats("ok", process, request=request, container={}, needed=needed),  # type: ignore[arg-type]
    ]


def test_a_move_that_returned_is_seen() -> None:
    """After a move has returned its state is counted, and not before it was called."""
    assert counted([*script(MOVED), *snapshot("b", needed=True, wait=1)]) is None
    found = counted([*script(MOVED), *snapshot("b", needed=False)])
    assert found is not None
    assert found.rule == "counted"
    assert found.values["counters without the open moves"] == "request.wait 1"


def test_a_move_under_way_never_goes_back() -> None:
    """An open move may have entered and not exited; what one snapshot saw the next must see."""
    begun = [*script(MOVED), *script("a update_request object=1 state=exec")]
    before, both, after = (
        snapshot("b", needed=True, wait=1),
        snapshot("b", needed=True, wait=1, exec=1),
        snapshot("b", needed=False, exec=1),
    )
    assert counted([*begun, *before, *both, *after]) is None
    assert counted([*begun, *after, *after]) is None
    for wrong in ([*both, *before], [*after, *both], snapshot("b", needed=False)):
        found = counted([*begun, *wrong])
        assert found is not None
        assert found.values["open moves"] == "request 1 to exec"


def test_moves_that_are_not_allowed_are_ignored() -> None:
    """A tracker never moves back to wait, nor to where it is."""
    again = script("a update_request object=1 state=wait\n a update_request ->")
    assert counted([*script(MOVED), *again, *snapshot("b", needed=True, wait=1)]) is None


def test_two_moves_of_one_tracker() -> None:
    """Which one is decided first decides whether both count."""
    both = script("""
        a update_request object=1 state=wait
        b update_request object=1 state=done
        a update_request ->
        b update_request ->
    """)
    for seen in ({"done": 1},):
        assert counted([*both, *snapshot("c", needed=False, **seen)]) is None
    found = counted([*both, *snapshot("c", needed=False, wait=1, done=1)])
    assert found is not None


def test_two_moves_of_one_tracker_that_returned_leave_open_where_it_is() -> None:
    """Only a snapshot can say which one came last, and what the next move changes."""
    lines = script("""
        a update_container object=1 state=busy
        b update_container object=1 state=idle
        a update_container ->
        b update_container ->
        a update_container object=1 state=idle
        a update_container ->
    """)
    call = GetStats("invoke", "c")
    for idle, busy in ((1, 0), (0, 1), (2, MODULUS - 1)):
        seen = GetStats("ok", "c", request={}, container={"idle": idle, "busy": busy}, needed=False)
        sure = {"counters without the open moves": "container.idle 1", "open moves": "none"}
        refused = None if idle == 1 else fault(rules.COUNTED, 9, seen, sure)
        assert counted([*lines, call, seen]) == refused


def test_two_open_moves_of_one_tracker_to_one_state() -> None:
    """Only one of them moves it, so that a snapshot sees one more at most."""
    both = script("a update_request object=1 state=wait\n b update_request object=1 state=wait")
    assert counted([*both, *snapshot("c", needed=True, wait=1)]) is None
    assert counted([*both, *snapshot("c", needed=True, wait=2)]) is not None


def test_what_needed_and_idle_say() -> None:
    """Both must follow from the counters."""
    assert judged([*script(MOVED), IsIdle("invoke", "b"), IsIdle("ok", "b", idle=False)]) is None
    found = judged([*script(MOVED), IsIdle("invoke", "b"), IsIdle("ok", "b", idle=True)])
    assert found is not None
    assert found.rule == "counted"
    found = judged([*script(MOVED), *snapshot("b", needed=False, wait=1)])
    assert found is not None
    assert found.rule == "needed"
    found = judged(snapshot("b", needed=False, none=1))
    assert found is not None
    assert found.values == {"none": "is not counted"}


def test_a_queue_is_deleted_only_when_idle() -> None:
    """delete_queue says true only if nothing waits, runs or starts at an instant of its call."""
    active = MOVED.replace("state=wait", "state=wait queue=q")
    found = judged(script(f"{active} b delete_queue q\n b delete_queue -> queue=q deleted=true"))
    assert found is not None
    assert found.rule == "counted"
    done = active.replace("wait", "done")
    lines = script(f"{active}{done} b delete_queue q\n b delete_queue -> queue=q deleted=true")
    assert judged(lines) is None
    lines = script(f"{active} b delete_queue q\n b delete_queue -> queue=q deleted=false")
    assert judged(lines) is None


def test_unknown_moves() -> None:
    """A move whose outcome is unknown may be counted, or partly, or later, or never."""
    unknown = script("a update_request object=1 state=wait\n a update_request ?")
    for seen in ({}, {"wait": 1}):
        lines = [*unknown, *snapshot("b", needed=bool(seen), **seen)]
        assert counted(lines) is None
    wrong = [*unknown, *snapshot("b", needed=True, wait=1), *snapshot("b", needed=False)]
    assert counted(wrong) is not None


def test_too_many_states(monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot that many moves may explain in too many ways is left undecided."""
    monkeypatch.setattr(Budget.__init__, "__defaults__", (20, 5.0, process_time))
    calls = script("\n".join(f"p{n} update_request object={n} state=wait" for n in range(8)))
    with pytest.raises(BudgetError, match="candidate states"):
        counted([*calls, *snapshot("b", needed=True, wait=4)])


def test_what_is_tried_in_vain_costs_as_well() -> None:
    """No order explains that more containers have left a state than have entered the next."""
    began = script("\n".join(WAITING.format(n) for n in range(10)))
    calls = script("\n".join(f"p{n} update_container object={n} state=start" for n in range(10)))
    seen = GetStats("ok", "b", request={}, container={"wait": 4, "start": 3}, needed=False)
    lines = [*began, *calls, GetStats("invoke", "b"), seen]
    found = judged(lines)
    assert found is not None
    assert found.rule == "counted"
    with pytest.raises(BudgetError, match="more than 200 candidate states were explored"):
        judged(lines, budget=Budget(states=20))


def test_counters_are_not_judged_without_moves() -> None:
    """A log that cannot see moves says nothing about snapshots."""
    assert judged(snapshot("b", needed=True, wait=1), omits=frozenset({"update_request"})) is None
