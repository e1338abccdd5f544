"""slotq.oracle.trace.partial: logs that cannot see every step of the queue."""

import json
import random
from itertools import chain, combinations, product
from pathlib import Path

import pytest

from slotq.formats.decoding import decode_event
from slotq.formats.trace_lines import Header
from slotq.oracle.check.judge_files import check
from slotq.oracle.trace import candidate_steps
from slotq.oracle.trace.candidate_steps import CandidateSteps
from slotq.oracle.trace.judge import TraceJudge
from slotq.oracle.verdict.verdict import Verdict
from tests.oracle.logs import (
    ACCEPT,
    ACQUIRE,
    APPEND,
    CANCEL,
    DELIVER,
    END,
    HEADER,
    PEEK,
    SETTLE,
    START,
    WON,
    Line,
    read_lines,
    step,
    write_log,
)
from tests.oracle.trace.test_caller_steps import ALLOWED as CALLERS_ALLOWED
from tests.oracle.trace.test_caller_steps import CLOSE, EJECT, HELD, LOSE, WRONG, wake
from tests.oracle.trace.test_recorded import mutant

OMITTABLE = sorted(
    {
        *("QueueBroadcast", "DequeuerWait", "DequeuerPeek", "DequeuerExit", "DequeuerDeliver"),
        *("DequeuerEjected", "DequeuerCancelled", "Cancel", "CancellerWake"),
        *("AcquireRemove", "AcquireClose"),
    }
)
RUN = [
    START,
    step("dequeuer-1", "DequeuerWait"),
    WON[0],
    {**WON[1], "woken": 1},
    *WON[3:],
    *SETTLE,
    END,
]
REASONS = ("trigger", "idle", "evict", "freeze")
CALLERS_WRONG = [[*before, line] for before, line, *_ in WRONG.values()]
SETS = list(chain.from_iterable(combinations(OMITTABLE, size) for size in (1, 2, 11)))


def without(lines: list[Line], omits: tuple[str, ...]) -> list[Line]:
    """A log as it is if some actions cannot be seen."""
    return [line for line in lines if line["action"] not in omits]


def verdict_on(path: Path, lines: list[Line], omits: tuple[str, ...], budget: int) -> Verdict:
    """Judge a log that was made up."""
    verdict = check(write_log(path, lines, {**HEADER, "omits": omits}), budget=budget)
    assert isinstance(verdict, Verdict)
    return verdict


@pytest.mark.parametrize("omits", SETS, ids="-".join)
def test_what_is_not_seen_is_supplied(omits: tuple[str, ...], tmp_path: Path) -> None:
    """A good run is accepted, whichever of its steps the log cannot see."""
    verdict = verdict_on(tmp_path / "log", without(RUN, omits), omits, 20_000)
    assert (verdict.outcome, verdict.fault) == ("accepted", None)


SMALL = [path for path in ACCEPT if path.suffix == ".ndjson"]
SEEN_IN_PART = [
    ("CancellerWake",),
    ("DequeuerWait", "DequeuerExit"),
    ("DequeuerExit", "DequeuerEjected", "CancellerWake"),
    ("DequeuerPeek", "DequeuerDeliver"),
    ("QueueBroadcast", "Cancel"),
    ("AcquireRemove", "AcquireClose"),
    ("DequeuerStart",),
    ("DequeuerStart", "DequeuerEjected", "DequeuerCancelled", "CancellerWake"),
]


@pytest.mark.parametrize("omits", SEEN_IN_PART, ids="-".join)
@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_real_logs_are_accepted_without_some_steps(
    path: Path, omits: tuple[str, ...], tmp_path: Path
) -> None:
    """What the original did has a completion: what it did."""
    lines = [{name: line[name] for name in line if name != "seq"} for line in read_lines(path)[1:]]
    verdict = verdict_on(tmp_path / "log", without(lines, omits), omits, 20_000)
    assert (verdict.outcome, verdict.fault, verdict.not_judged) == ("accepted", None, {})


LOST = step("consumer-2", "AcquireCas", token=0, ok=True)


@pytest.mark.parametrize("omits", SETS, ids="-".join)
def test_what_no_completion_allows_is_rejected(omits: tuple[str, ...], tmp_path: Path) -> None:
    """Nobody wins a token that was not delivered to it, whatever was not seen."""
    place = RUN.index(WON[-3])
    lines = without([*RUN[:place], LOST, *RUN[place:]], omits)
    fault = verdict_on(tmp_path / "log", lines, omits, 20_000).fault
    assert fault is not None
    assert (fault.line, fault.guard) == (lines.index(LOST) + 2, "t \\in known[p]")


def test_verdict_says_how_ambiguous_the_log_was(tmp_path: Path) -> None:
    """The largest number of states that it may have been in, and the budget for it."""
    omits = ("DequeuerWait",)
    verdict = verdict_on(tmp_path / "log", without(RUN, omits), omits, 20_000)
    assert "states were possible" in verdict.reason
    verdict = verdict_on(tmp_path / "log", without(RUN, omits), omits, 1)
    assert (verdict.outcome, verdict.reason) == (
        "undecided",
        "more than 1 candidate states were possible at once",
    )


def asked_for_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every unseen step be tried wherever it may lie."""
    monkeypatch.setattr(candidate_steps, "AT_ONCE", frozenset())
    monkeypatch.setattr(candidate_steps, "LATE", frozenset())
    monkeypatch.setattr(candidate_steps, "is_in_vain", lambda *_: False)
    monkeypatch.setattr(CandidateSteps, "_settled", lambda _, candidate: candidate)


POSTPONED = [
    ("Cancel",),
    ("AcquireClose",),
    ("CancellerWake",),
    ("DequeuerWait", "CancellerWake"),
    ("Cancel", "CancellerWake"),
    ("Cancel", "DequeuerExit", "DequeuerCancelled"),
    ("AcquireRemove", "AcquireClose"),
    ("AcquireClose", "Cancel", "DequeuerEjected", "QueueBroadcast"),
]


@pytest.mark.parametrize("omits", POSTPONED, ids="-".join)
def test_steps_whose_place_is_chosen_are_as_good_anywhere(
    omits: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever line is missing or repeated, the verdict is that of the full set of candidates."""
    run = without(RUN, omits)
    logs = [run]
    for place in range(len(run) - 1):
        logs += [[*run[:place], *run[place + 1 :]], [*run[:place], run[place], *run[place:]]]
    rng = random.Random(7)
    logs += [[*mutant(rng, run[:-1]), run[-1]] for _ in range(40)]
    few = [verdict_on(tmp_path / "log", lines, omits, 20_000) for lines in logs]
    asked_for_everywhere(monkeypatch)
    all_ = [verdict_on(tmp_path / "log", lines, omits, 20_000) for lines in logs]
    assert [(v.outcome, v.fault and v.fault.line) for v in few] == [
        (v.outcome, v.fault and v.fault.line) for v in all_
    ]
    assert {verdict.outcome for verdict in few} == {"accepted", "rejected"}
    assert [verdict.reason for verdict in few] != [verdict.reason for verdict in all_]


def test_end_holds_for_some_state(tmp_path: Path) -> None:
    """A step that was promised may have come unseen, unless its kind is seen."""
    lines = [START, PEEK, CANCEL, END]
    lines = [*WON[:2], *lines]
    omits = ("DequeuerCancelled", "DequeuerExit", "CancellerWake")
    assert verdict_on(tmp_path / "log", lines, omits, 20_000).outcome == "accepted"
    fault = verdict_on(tmp_path / "log", lines, omits[1:], 20_000).fault
    assert fault is not None
    assert fault.guard == "~ENABLED DequeuerCancelled(d)"
    wrong = [*lines[:-1], {**END, "live_dequeuer_threads": 1}]
    fault = verdict_on(tmp_path / "log", wrong, omits, 20_000).fault
    assert fault is not None
    assert (fault.field, fault.said, fault.expected) == ("live_dequeuer_threads", 1, 0)


UNSTARTED = ("DequeuerStart",)
SECOND = step("dequeuer-1", "DequeuerDeliver", token=0, to="consumer-2")


@pytest.mark.parametrize(
    ("lines", "guard"),
    [
        ([*WON[:2], PEEK, DELIVER, PEEK, SECOND], "owner[d] = p"),
        ([*WON[:2], SECOND], 'dequeuer[d] = "offering"'),
        ([*WON[:2], CANCEL, PEEK], "d \\notin done"),
        ([*WON[:2], PEEK, CANCEL, END], "~ENABLED DequeuerCancelled(d)"),
        ([CANCEL, SETTLE[1], END], "~ENABLED CancellerWake(d)"),
        ([*SETTLE, SETTLE[1]], 'dequeuer[d] = "lock"'),
    ],
)
def test_a_dequeuer_without_a_start(lines: list[Line], guard: str, tmp_path: Path) -> None:
    """It belongs to whoever receives from it first, and is held to all the rest."""
    fault = verdict_on(tmp_path / "log", lines, UNSTARTED, 20_000).fault
    assert fault is not None
    assert (fault.line, fault.guard) == (len(lines) + 1, guard)
    assert verdict_on(tmp_path / "log", lines[:-1], UNSTARTED, 20_000).outcome == "accepted"


def test_starts_are_supplied_wherever_they_fit(tmp_path: Path) -> None:
    """Accepted exactly if a start in some place, by somebody, makes it a complete behaviour."""
    rng = random.Random(3)
    seen = {True: 0, False: 0}
    bases = [without(RUN, UNSTARTED), [*WON[:2], PEEK, SECOND, PEEK, SECOND, *SETTLE], SETTLE]
    starts = [{**START, "process": client} for client in ("consumer-1", "consumer-2", "x")]
    for _ in range(100):
        lines = rng.choice(bases)
        lines = lines[: rng.randint(2, len(lines))]
        for _ in range(rng.randint(0, 2)):
            lines = mutant(rng, lines) if len(lines) > 2 else lines
        completed = [lines]
        for place, start in product(range(len(lines)), starts):
            completed.append([*lines[:place], start, *lines[place:]])
        expected = any(is_behaviour(each) for each in completed)
        outcome = verdict_on(tmp_path / "log", lines, UNSTARTED, 20_000).outcome
        assert outcome == ("accepted" if expected else "rejected"), lines
        seen[expected] += 1
    assert min(seen.values()) > 20


CALLERS = ("ContainerWake", "ContainerReturn", "SlotClose", "Evict")
UNSEEN_BY_CALLERS = [
    *(step("container-1", "ContainerWake", token=0, reason=reason) for reason in REASONS),
    *(step("container-1", "ContainerReturn", token=token) for token in (0, 1)),
    *(step(process, "SlotClose", token=0, ok=True) for process in ("container-1", "consumer-1")),
    step("evictor", "Evict", container="container-1"),
]


def is_completed(judged: list[Line], left: list[Line], unseen: list[Line], most: int) -> bool:
    """Try every way to put so many unseen steps into a log."""
    if judged and not is_behaviour(judged):
        return False
    if not left:
        return True
    if is_completed([*judged, left[0]], left[1:], unseen, most):
        return True
    return most > 0 and any(
        is_completed([*judged, each], left, unseen, most - 1) for each in unseen
    )


def test_steps_of_callers_are_supplied_wherever_they_fit(tmp_path: Path) -> None:
    """Accepted exactly if some steps of the unseen kinds make it a complete behaviour."""
    rng = random.Random(5)
    seen = {True: 0, False: 0}
    for _ in range(70):
        lines = list(rng.choice([*CALLERS_ALLOWED.values(), *CALLERS_WRONG]))
        lines = lines[: rng.randint(2, 11)]
        omits = tuple(rng.sample(CALLERS, rng.randint(1, 2)))
        lines = without(lines, omits)
        if len(lines) > 2 and rng.random() < 0.5:
            lines = mutant(rng, lines)
        end = [END] if rng.random() < 0.5 else []
        unseen = [line for line in UNSEEN_BY_CALLERS if line["action"] in omits]
        expected = is_completed([], [*lines, *end], unseen, 2)
        outcome = verdict_on(tmp_path / "log", [*lines, *end], omits, 20_000).outcome
        assert outcome == ("accepted" if expected else "rejected"), (omits, lines, end)
        seen[expected] += 1
    assert min(seen.values()) > 15


LET_GO = [*APPEND, wake("freeze"), START, PEEK, DELIVER]
AWAY = [{**CANCEL, "process": "request"}, *SETTLE[1:]]
LIVES = {**END, "live_dequeuer_threads": 1}
OWED: dict[str, tuple[list[Line], Line | None]] = {
    "the consumer takes what it is offered": ([*LET_GO[:-1], LIVES], DELIVER),
    "the consumer tries what it was delivered": ([*LET_GO, PEEK, LIVES], ACQUIRE[0]),
    "or has left": ([*LET_GO, *AWAY, END], None),
    "the container tries its token": ([*APPEND, wake("idle"), END], EJECT[0]),
    "in vain, if it was won": ([*HELD, CLOSE, *SETTLE[1:], wake("trigger"), END], LOSE),
}


@pytest.mark.parametrize("what", OWED)
def test_what_callers_owe_at_the_end_is_that_of_complete_logs(what: str, tmp_path: Path) -> None:
    """A log that might have omitted a step, and has not, leaves nothing about them open."""
    lines, due = OWED[what]
    complete = check(write_log(tmp_path / "log", lines))
    assert isinstance(complete, Verdict)
    partial = verdict_on(tmp_path / "log", lines, ("DequeuerEjected",), 20_000)
    assert (partial.outcome, partial.fault) == (complete.outcome, complete.fault)
    assert partial.outcome == ("rejected" if due else "accepted")
    assert (partial.fault and partial.fault.possible) == (due and (due,))


def is_behaviour(lines: list[Line]) -> bool:
    """Judge a complete log."""
    judge = TraceJudge("log", Header())
    events = [decode_event(json.dumps(line).encode()) for line in lines]
    return all(judge.take(number, event) is None for number, event in enumerate(events))
