"""slotq.oracle.trace.judge: whole logs: their End, several queues, and what stays undecided."""

from pathlib import Path

import pytest

from slotq.formats.errors import InputError
from slotq.oracle.check.judge_files import check
from slotq.oracle.trace import judge as trace
from slotq.oracle.verdict.verdict import Verdict
from tests.oracle.logs import (
    APPEND,
    CANCEL,
    END,
    HEADER,
    PEEK,
    SETTLE,
    START,
    WON,
    Line,
    step,
    write_log,
)

EVICT = step("e", "Evict", container="c")
ASLEEP = [START, step("dequeuer-1", "DequeuerWait")]


def verdict_on(path: Path, lines: list[Line], **header: object) -> Verdict:
    """Judge a log that was made up."""
    verdict = check(write_log(path, lines, {**HEADER, **header}))
    assert isinstance(verdict, Verdict)
    return verdict


SECOND = step("consumer-2", "DequeuerStart", dequeuer="dequeuer-2")
UNFINISHED = {
    "client that never broadcasts": (APPEND[:1], "~ENABLED QueueBroadcast(p)"),
    "winner that never removes": (WON[:-2], "~ENABLED AcquireRemove(p)"),
    "winner that never closes": (WON[:-1], "~ENABLED AcquireClose(p)"),
    "dequeuer that never looks": ([START], "~ENABLED DequeuerWait(d)"),
    "dequeuer that never picks": ([*APPEND, START], "~ENABLED DequeuerPeek(d)"),
    "sleeper that was woken and slept on": ([*ASLEEP, *APPEND], "~ENABLED DequeuerPeek(d)"),
    "dequeuer that never ends": ([START, CANCEL], "~ENABLED DequeuerExit(d)"),
    "offer of a closed token": (
        [SECOND, *WON[:4], PEEK | {"process": "dequeuer-2"}, *WON[4:], *SETTLE],
        "~ENABLED DequeuerEjected(d)",
    ),
    "offer whose context is done": (
        [*APPEND, START, PEEK, CANCEL],
        "~ENABLED DequeuerCancelled(d)",
    ),
    "canceller that never wakes": ([*ASLEEP, CANCEL], "~ENABLED CancellerWake(d)"),
}


@pytest.mark.parametrize("kind", UNFINISHED)
def test_promised_step_that_never_came(kind: str, tmp_path: Path) -> None:
    """At the End, what fairness promises must have happened; before it, it may yet come."""
    lines, guard = UNFINISHED[kind]
    lines = [
        {n: line[n] for n in line if n != "woken"} if line["action"] == "QueueBroadcast" else line
        for line in lines
    ]
    assert verdict_on(tmp_path / "log", lines).outcome == "accepted"
    verdict = verdict_on(tmp_path / "log", [*lines, END])
    assert verdict.fault is not None
    assert (verdict.outcome, verdict.fault.line, verdict.fault.guard) == (
        "rejected",
        len(lines) + 2,
        guard,
    )


CLOSE = step("consumer-1", "SlotClose", token=0, ok=True)
WAKE = step("container-1", "ContainerWake", token=0, reason="trigger")
LOSE = step("container-1", "AcquireCas", token=0, ok=False)
CALLERS_UNFINISHED = {
    "container that never sees its trigger": ([*WON, *SETTLE, CLOSE], "ContainerWake"),
    "container that woke and never acquires": ([*WON, *SETTLE, CLOSE, WAKE], "AcquireCas"),
    "container that never sees its slot closed": (
        [*WON, *SETTLE, CLOSE, WAKE, LOSE],
        "ContainerReturn",
    ),
    "winner that never closes the slot": ([*WON, WAKE, LOSE], "SlotClose"),
    "evicted container that stays": (
        [
            *WON[:2],
            step("consumer-1", "DequeuerStart", dequeuer="dequeuer-1"),
            *SETTLE,
            step("e", "Evict", container="container-1"),
        ],
        "ContainerWake",
    ),
    "container that goes and never closes its slot": (
        [
            *WON[:2],
            {**WAKE, "reason": "idle"},
            *[{**line, "process": "container-1"} for line in WON[-3:]],
        ],
        "SlotClose",
    ),
}


@pytest.mark.parametrize("kind", CALLERS_UNFINISHED)
def test_step_that_a_caller_promised_and_never_took(kind: str, tmp_path: Path) -> None:
    """The queue has come to rest, and its callers have not: that is their fault."""
    lines, action = CALLERS_UNFINISHED[kind]
    if START in lines and CANCEL not in lines:
        lines = [*lines, *SETTLE]
    assert verdict_on(tmp_path / "log", lines).outcome == "accepted"
    fault = verdict_on(tmp_path / "log", [*lines, END]).fault
    assert fault is not None
    assert (fault.line, fault.blame, fault.guard) == (
        len(lines) + 2,
        "caller",
        f"~ENABLED {action}(p)",
    )
    assert [line["action"] for line in fault.possible] == [action]


@pytest.mark.parametrize(("live", "outcome"), [(0, "rejected"), (1, "accepted"), (2, "accepted")])
def test_sleeper_with_nothing_to_wake_it_is_live_and_no_fault(
    live: int, outcome: str, tmp_path: Path
) -> None:
    """It counts as a live thread, with or without its canceller."""
    end = {**END, "live_dequeuer_threads": live}
    assert verdict_on(tmp_path / "log", [*ASLEEP, end]).outcome == outcome


def test_leaked_thread_is_a_fault(tmp_path: Path) -> None:
    """More threads than the specification knows of, and which it knows."""
    verdict = verdict_on(tmp_path / "log", [*ASLEEP, {**END, "live_dequeuer_threads": 3}])
    assert verdict.fault is not None
    live = '{e \\in Dequeuers : dequeuer[e] \\in {"lock", "asleep", "offering"}}'
    assert (verdict.fault.guard, verdict.fault.values) == (
        f"live_dequeuer_threads = Cardinality({live})",
        {live: '{"dequeuer-1"}'},
    )
    assert (verdict.fault.said, verdict.fault.expected) == (3, 1)


def test_threads_without_a_dequeuer_are_a_fault(tmp_path: Path) -> None:
    """Even where the log has no line about the queue."""
    verdict = verdict_on(tmp_path / "log", [{**END, "live_dequeuer_threads": 1}])
    assert verdict.outcome == "rejected"


COUNTED = step("p", "RequestEnter", state="wait", count=1)


@pytest.mark.parametrize("lines", [[END], [COUNTED], [COUNTED, END]])
def test_log_without_a_line_about_the_queue_is_undecided(lines: list[Line], tmp_path: Path) -> None:
    """Zero lines judged are no acceptance."""
    verdict = verdict_on(tmp_path / "log", lines, omits=["RequestMove"])
    assert (verdict.outcome, verdict.reason) == (
        "undecided",
        "no line of the log concerns a queue",
    )


@pytest.mark.parametrize("late", [EVICT, END, START])
def test_nothing_comes_after_the_end(late: Line, tmp_path: Path) -> None:
    """Such a log contradicts itself."""
    error = check(write_log(tmp_path / "log", [*APPEND, END, late]))
    assert isinstance(error, InputError)
    assert (error.line, error.message) == (5, "there is a line after the End")


def on(queue: str, lines: list[Line]) -> list[Line]:
    """Put lines on a queue."""
    return [{**line, "queue": queue} for line in lines]


def interleaved(*logs: list[Line]) -> list[Line]:
    """Take the logs' lines in turn."""
    return [line for lines in zip(*logs, strict=True) for line in lines]


def test_queues_of_one_log_are_judged_each_on_its_own(tmp_path: Path) -> None:
    """They share names of processes and tokens, and nothing else."""
    whole = [*WON, *SETTLE]
    lines = interleaved(on("a", whole), whole, on("b", whole))
    assert verdict_on(tmp_path / "log", [*lines, END]).outcome == "accepted"
    wrong = interleaved(on("a", whole), whole, on("b", whole[::-1]))
    fault = verdict_on(tmp_path / "log", wrong).fault
    assert fault is not None
    assert (fault.line, fault.event["queue"]) == (4, "b")


def test_header_names_the_queue_of_lines_that_name_none(tmp_path: Path) -> None:
    """Both ways of naming it mean the same queue."""
    lines = [*on("a", APPEND), *WON[2:]]
    assert verdict_on(tmp_path / "log", lines, queue="a").outcome == "accepted"
    assert verdict_on(tmp_path / "log", lines).outcome == "rejected"


def test_end_of_one_queue_is_not_the_end_of_another(tmp_path: Path) -> None:
    """The log has ended when all its queues have."""
    whole = [*WON, *SETTLE]
    lines = [*on("a", [*whole, END]), *on("b", APPEND)]
    assert not verdict_on(tmp_path / "log", lines).ended
    verdict = verdict_on(tmp_path / "log", [*lines, *on("b", [END])])
    assert (verdict.outcome, verdict.ended) == ("accepted", True)
    error = check(write_log(tmp_path / "log", [*lines, *on("a", [START])]))
    assert isinstance(error, InputError)


def test_live_threads_of_all_queues_are_added(tmp_path: Path) -> None:
    """One End may speak for all."""
    lines = [*on("a", ASLEEP), *on("b", ASLEEP)]
    end = {**END, "live_dequeuer_threads": 2}
    assert verdict_on(tmp_path / "log", [*lines, end]).outcome == "accepted"
    assert verdict_on(tmp_path / "log", [*lines, {**end, "live_dequeuer_threads": 3}]).fault


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (
            {"omits": ["Evict", "DequeuerStart", "DequeuerWait"]},
            "the log omits DequeuerStart and DequeuerWait: the dequeuers are unknown",
        ),
    ],
)
def test_log_that_cannot_be_judged_is_undecided(
    header: dict[str, object], reason: str, tmp_path: Path
) -> None:
    """Neither verdict would be honest."""
    path = tmp_path / "log"
    verdict = verdict_on(path, WON, **header)
    assert verdict == Verdict(str(path), "undecided", reason, lines=1)


def test_log_over_the_budget_is_undecided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oracle says where it gave up."""
    monkeypatch.setattr(trace, "MOST_QUEUES", 2)
    lines = [*on("a", APPEND), *on("b", APPEND), *on("c", APPEND)]
    verdict = verdict_on(tmp_path / "log", lines)
    assert (verdict.outcome, verdict.reason, verdict.lines) == (
        "undecided",
        "the log has more than 2 queues",
        6,
    )
