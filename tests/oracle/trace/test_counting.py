"""slotq.oracle.trace.counting: trackers, counters and the launcher, and whose fault it is."""

from pathlib import Path

import pytest

from slotq.oracle.check.judge_files import check
from slotq.oracle.trace import counting
from slotq.oracle.verdict.verdict import Fault, Verdict
from tests.oracle.logs import END, HEADER, TRACES, Line, read_lines, step, write_log

REAL = read_lines(TRACES / "accept" / "small-07.ndjson")
FULL = 2**64 - 1


def verdict_on(path: Path, lines: list[Line], header: Line = HEADER) -> Verdict:
    """Judge a log that was made up."""
    verdict = check(write_log(path, lines, header), strict=True)
    assert isinstance(verdict, Verdict)
    return verdict


def tampered(number: int, **changes: object) -> list[Line]:
    """The real log with one line changed."""
    assert changes.keys() <= REAL[number].keys()
    return [*REAL[1:number], {**REAL[number], **changes}, *REAL[number + 1 :]]


SNAPSHOT = REAL[5]
# Each: the line, what is changed there, who is blamed, the guard and the values that are shown.
TAMPERED: dict[str, tuple[int, Line, str, str, dict[str, str]]] = {
    "counter that was not increased": (
        3,
        {"count": 0},
        "queue",
        "count = requestCount'[moving[p].to]",
        {
            "p": '"consumer-1"',
            "moving[p]": ('[step |-> "enter", of |-> "1.1", from |-> "none", to |-> "wait"]'),
            'requestCount["wait"]': "0",
        },
    ),
    "counter that was not decreased": (
        11,
        {"count": 1},
        "queue",
        "count = containerCount'[moving[p].from]",
        {
            "p": '"container-1"',
            "moving[p]": ('[step |-> "exit", of |-> "1.1", from |-> "wait", to |-> "start"]'),
            'containerCount["wait"]': "1",
        },
    ),
    "another counter": (
        10,
        {"state": "idle"},
        "caller",
        "state = moving[p].to",
        {
            "p": '"container-1"',
            "moving[p]": ('[step |-> "enter", of |-> "1.1", from |-> "wait", to |-> "start"]'),
        },
    ),
    "move out of another state": (
        9,
        {"from": "none"},
        "caller",
        "from = containerState[c]",
        {"c": '"1.1"', "containerState[c]": '"wait"'},
    ),
    "move back that was not ignored": (
        31,
        {"state": "start"},
        "caller",
        "ok = ContainerMayMove(containerState[c], s)",
        {"c": '"1.1"', "containerState[c]": '"idle"', "s": '"start"'},
    ),
    "move that was ignored for no reason": (
        25,
        {"ok": False},
        "caller",
        "ok = RequestMayMove(requestState[r], s)",
        {"r": '"1.1"', "requestState[r]": '"wait"', "s": '"exec"'},
    ),
    "wrong decision": (
        5,
        {"needed": False},
        "caller",
        "needed = IsNewContainerNeeded",
        {
            "requestCount": "[wait |-> 1, exec |-> 0, done |-> 0]",
            "containerCount": (
                "[wait |-> 0, start |-> 0, idle |-> 0, paused |-> 0, busy |-> 0, done |-> 0]"
            ),
        },
    ),
    "snapshot of other counters": (
        5,
        {"request": SNAPSHOT["request"] | {"exec": 1}},
        "caller",
        "request = requestCount",
        {"requestCount": "[wait |-> 1, exec |-> 0, done |-> 0]"},
    ),
    "snapshot that counts what has no counter": (
        5,
        {"container": SNAPSHOT["container"] | {"none": 1}},
        "caller",
        "container = containerCount",
        {
            "requestCount": "[wait |-> 1, exec |-> 0, done |-> 0]",
            "containerCount": (
                "[wait |-> 0, start |-> 0, idle |-> 0, paused |-> 0, busy |-> 0, done |-> 0]"
            ),
        },
    ),
    "snapshot in the middle of a move": (
        5,
        {"process": "consumer-1", "seq": 3},
        "caller",
        "moving[p] = Nothing",
        {},
    ),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_tampered_line_is_found(kind: str, tmp_path: Path) -> None:
    """One line of a real log is changed: the verdict names it, its guard and the values."""
    number, changes, blame, guard, values = TAMPERED[kind]
    lines = tampered(number, **changes)
    if kind == "snapshot in the middle of a move":  # it comes between the move and its enter
        lines = [*REAL[1:3], lines[4], *REAL[3:5]]
        number = 3
        values = {
            "p": '"consumer-1"',
            "moving[p]": ('[step |-> "enter", of |-> "1.1", from |-> "none", to |-> "wait"]'),
        }
    fault = verdict_on(tmp_path / "log", lines).fault
    assert fault is not None
    assert (fault.line, fault.blame, fault.guard) == (number + 1, blame, guard)
    assert values == fault.values


MOVE = step("p", "RequestMove", object="r", state="wait", ok=True)
ENTER = step("p", "RequestEnter", state="wait", count=1)
SECOND = step("p", "RequestMove", object="r", state="exec", ok=True)
EXIT = step("p", "RequestExit", state="wait", count=0)
OUT_OF_ORDER: dict[str, tuple[list[Line], str]] = {
    "exit before enter": ([MOVE, ENTER, SECOND, EXIT], 'moving[p].step = "exit"'),
    "enter twice": ([MOVE, ENTER, ENTER], "moving[p].of \\in Requests"),
    "enter of the other kind": (
        [MOVE, step("p", "ContainerEnter", state="wait", count=1)],
        "moving[p].of \\in Containers",
    ),
    "enter without a move": ([ENTER], "moving[p].of \\in Requests"),
    "move in the middle of a move": ([MOVE, SECOND], "moving[p] = Nothing"),
    "exit of what was never entered": (
        [MOVE, ENTER, step("p", "RequestExit", state="none", count=0)],
        "moving[p].of \\in Requests",
    ),
}


@pytest.mark.parametrize("kind", OUT_OF_ORDER)
def test_steps_of_a_move_come_in_order(kind: str, tmp_path: Path) -> None:
    """First the tracker, then the new state's counter, then the old one's; its mover is blamed."""
    lines, guard = OUT_OF_ORDER[kind]
    fault = verdict_on(tmp_path / "log", lines).fault
    assert fault is not None
    assert (fault.line, fault.blame, fault.guard) == (len(lines) + 1, "caller", guard)


def test_verdict_says_what_was_possible_instead(tmp_path: Path) -> None:
    """A whole fault: a move that was wrongly taken for allowed."""
    back = step("p", "ContainerMove", object="c", state="none", ok=True)
    assert verdict_on(tmp_path / "log", [back]).fault == Fault(
        line=2,
        event=back,
        blame="caller",
        guard="ok = ContainerMayMove(containerState[c], s)",
        values={"c": '"c"', "containerState[c]": '"none"', "s": '"none"'},
        field="ok",
        said=True,
        expected=False,
        possible=tuple(
            step("p", "ContainerMove", object="c", **{"from": "none"}, state=state, ok=True)
            for state in ("wait", "start", "idle", "paused", "busy", "done")
        ),
    )
    wrong = step("p", "LaunchCheck", request={"wait": 1}, container={}, needed=True)
    fault = verdict_on(tmp_path / "log", [wrong]).fault
    assert fault is not None
    assert fault.possible == (
        step(
            "p",
            "LaunchCheck",
            request={"none": 0, "wait": 0, "exec": 0, "done": 0},
            container=dict.fromkeys(("none", "wait", "start", "idle", "paused", "busy", "done"), 0),
            needed=False,
        ),
    )


def test_what_is_not_said_is_not_checked(tmp_path: Path) -> None:
    """A move need not say where it comes from, a snapshot need not have every counter."""
    lines = [MOVE, ENTER, step("l", "LaunchCheck", request={"wait": 1}, container={}, needed=True)]
    assert verdict_on(tmp_path / "log", lines).outcome == "accepted"


def test_trackers_of_a_name_are_two(tmp_path: Path) -> None:
    """Request 1.1 and container 1.1 are different things."""
    lines = [
        MOVE,
        ENTER,
        step("p", "ContainerMove", object="r", state="wait", ok=True, **{"from": "none"}),
        step("p", "ContainerEnter", state="wait", count=1),
    ]
    assert verdict_on(tmp_path / "log", lines).outcome == "accepted"


def test_two_movers_of_one_tracker_may_count_below_zero(tmp_path: Path) -> None:
    """The original's counters wrap, and a log that shows it is right."""
    lines = [
        MOVE,
        {**SECOND, "process": "q"},
        step("q", "RequestEnter", state="exec", count=1),
        step("q", "RequestExit", state="wait", count=FULL),
        {**ENTER, "count": 0},
    ]
    assert verdict_on(tmp_path / "log", lines).outcome == "accepted"


def test_tracker_that_is_done_stays_so(tmp_path: Path) -> None:
    """Although only its name is remembered."""
    done = step("p", "RequestMove", object="r", state="done", ok=True)
    lines = [
        done,
        step("p", "RequestEnter", state="done", count=1),
        {**MOVE, "ok": False, "from": "done"},
    ]
    assert verdict_on(tmp_path / "log", lines).outcome == "accepted"
    assert verdict_on(tmp_path / "log", [*lines, done]).outcome == "rejected"


def test_move_that_is_never_counted_is_a_fault_at_the_end(tmp_path: Path) -> None:
    """What is begun is finished before a run has settled; before its End it may yet come."""
    lines = [MOVE, ENTER, SECOND, {**MOVE, "process": "q", "object": "s"}]
    assert verdict_on(tmp_path / "log", lines).outcome == "accepted"
    verdict = verdict_on(tmp_path / "log", [*lines, END])
    assert verdict.fault == Fault(
        line=6,
        event=END,
        blame="caller",
        guard="~ENABLED RequestEnter(p)",
        values={
            "p": '"p"',
            "moving[p]": '[step |-> "enter", of |-> "r", from |-> "wait", to |-> "exec"]',
        },
        possible=(step("p", "RequestEnter", state="exec", count=1),),
        others=(step("q", "RequestEnter", state="wait", count=2),),
    )


CONTAINER = step("q", "ContainerMove", object="c", state="wait", ok=True)
WHOLE = {
    "request": {"wait": 3, "exec": 0, "done": 0},
    "container": dict.fromkeys(("wait", "start", "idle", "paused", "busy", "done"), 0),
}


def test_a_log_without_snapshots_is_held_to_the_rest(tmp_path: Path) -> None:
    """They change nothing."""
    header = {**HEADER, "omits": ["LaunchCheck"]}
    assert verdict_on(tmp_path / "log", [MOVE, ENTER], header).outcome == "accepted"
    wrong = verdict_on(tmp_path / "log", [MOVE, {**ENTER, "count": 2}], header)
    assert wrong.fault is not None
    assert wrong.fault.field == "count"


@pytest.mark.parametrize("unseen", ["Move", "Enter", "Exit"])
def test_what_is_seen_of_one_kind_is_judged(unseen: str, tmp_path: Path) -> None:
    """Where requests are seen in part, containers are still held to their rules."""
    header = {**HEADER, "omits": [f"Request{unseen}"]}
    other = step("q", "ContainerEnter", state="wait", count=1)
    lines = [MOVE, ENTER, CONTAINER, other]
    verdict = check(write_log(tmp_path / "log", lines, header))
    assert isinstance(verdict, Verdict)
    assert (verdict.outcome, verdict.judged, verdict.not_judged) == (
        "accepted",
        2,
        {"RequestMove": 1, "RequestEnter": 1},
    )
    wrong = [*lines[:-1], {**other, "count": 2}]
    fault = verdict_on(tmp_path / "log", wrong, header).fault
    assert fault is not None
    assert (fault.line, fault.blame, fault.field) == (5, "queue", "count")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"needed": False}, "needed"),
        ({"container": {**WHOLE["container"], "wait": 1}}, "container"),
        ({"request": {**WHOLE["request"], "none": 1}}, "request"),
        ({"request": {"exec": 0}, "needed": False}, None),
    ],
)
def test_a_snapshot_decides_by_what_it_says(
    changes: Line, field: str | None, tmp_path: Path
) -> None:
    """Of what is not seen, it is believed; only if it says all of that is its decision judged."""
    header = {**HEADER, "omits": ["RequestExit"]}
    snapshot = step("p", "LaunchCheck", **WHOLE, needed=True) | changes
    fault = verdict_on(tmp_path / "log", [snapshot], header).fault
    assert (None if fault is None else fault.field) == field


def test_a_snapshot_of_containers_that_are_seen_in_part(tmp_path: Path) -> None:
    """Then requests are known, and containers believed."""
    header = {**HEADER, "omits": ["ContainerMove"]}
    snapshot = step("p", "LaunchCheck", **WHOLE, needed=True)
    fault = verdict_on(tmp_path / "log", [snapshot], header).fault
    assert fault is not None
    assert (fault.field, fault.said) == ("request", WHOLE["request"])
    waiting = {**WHOLE["container"], "wait": 7}
    line = snapshot | {"request": {"wait": 0}, "container": waiting, "needed": False}
    assert verdict_on(tmp_path / "log", [line], header).outcome == "accepted"


def test_counters_of_queues_are_apart(tmp_path: Path) -> None:
    """Each queue has its own, and its own trackers."""
    lines = [{**line, "queue": queue} for line in (MOVE, ENTER) for queue in ("a", "b")]
    assert verdict_on(tmp_path / "log", lines).outcome == "accepted"
    together = [{name: line[name] for name in line if name != "queue"} for line in lines]
    assert verdict_on(tmp_path / "log", together).outcome == "rejected"


def test_too_many_trackers_are_over_the_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hostile log cannot make the state as large as it likes."""
    monkeypatch.setattr(counting, "MOST_TRACKERS", 1)
    lines = [MOVE, ENTER, {**MOVE, "object": "s"}]
    verdict = verdict_on(tmp_path / "log", lines)
    assert (verdict.outcome, verdict.reason) == (
        "undecided",
        "the log has more than 1 trackers at once",
    )
