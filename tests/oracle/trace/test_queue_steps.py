"""trace.queue_steps and explain: the guard that was false, its values, and what was possible."""

import copy
import json

import pytest

from slotq.formats.decoding import decode_event
from slotq.formats.errors import BudgetError
from slotq.formats.trace_lines import QUEUE_ACTIONS, End
from slotq.oracle.trace.named_state import MOST_PROCESSES, Processes
from slotq.oracle.trace.queue_steps import QueueJudge
from slotq.oracle.verdict.verdict import Fault, Line
from tests.oracle.logs import (
    ACCEPT,
    ACQUIRE,
    APPEND,
    CANCEL,
    DELIVER,
    PEEK,
    SETTLE,
    START,
    WON,
    read_lines,
    step,
)

QUEUE_STEPS = {kind.__name__ for kind in QUEUE_ACTIONS.__args__}


def take(judge: QueueJudge, line: Line) -> Fault | None:
    """Judge a line that has no number."""
    return judge.take(0, decode_event(json.dumps(line).encode()))


def fault_after(before: list[Line], line: Line) -> Fault:
    """Judge lines of which the last one is wrong."""
    judge = QueueJudge()
    assert [None] * len(before) == [take(judge, earlier) for earlier in before]
    fault = take(judge, line)
    assert fault is not None
    return fault


SECOND_START = step("consumer-2", "DequeuerStart", dequeuer="dequeuer-2")
FALSE_GUARDS: dict[str, tuple[list[Line], Line, str, dict[str, str]]] = {
    "append in the middle of a call": (
        APPEND[:1],
        {**APPEND[0], "token": 1, "length": 2},
        'doing[p] = "nothing"',
        {"p": '"container-1"', "doing[p]": '"broadcast"'},
    ),
    "broadcast of nobody's append": (
        [],
        APPEND[1],
        'doing[p] = "broadcast"',
        {"p": '"container-1"', "doing[p]": '"nothing"'},
    ),
    "signal in the place of a broadcast": (
        [
            START,
            SECOND_START,
            step("dequeuer-1", "DequeuerWait"),
            step("dequeuer-2", "DequeuerWait"),
            APPEND[0],
        ],
        {**APPEND[1], "woken": 1},
        'woken = Cardinality({e \\in Dequeuers : dequeuer[e] = "asleep"})',
        {
            "p": '"container-1"',
            '{e \\in Dequeuers : dequeuer[e] = "asleep"}': '{"dequeuer-1", "dequeuer-2"}',
        },
    ),
    "acquire of what was never delivered": (
        APPEND,
        step("consumer-1", "AcquireCas", token=0, ok=True),
        "t \\in known[p]",
        {"p": '"consumer-1"', "t": "0", "known[p]": "{}"},
    ),
    "acquire of a token that cannot be": (
        APPEND,
        step("container-1", "AcquireCas", token=2**64 - 1, ok=True),
        "t \\in known[p]",
        {"p": '"container-1"', "t": str(2**64 - 1), "known[p]": "{0}"},
    ),
    "second winner": (
        WON,
        step("container-1", "AcquireCas", token=0, ok=True),
        "ok = (t \\notin busy)",
        {"p": '"container-1"', "t": "0", "busy": "{0}"},
    ),
    "remove of another token": (
        WON[:-2],
        {**ACQUIRE[1], "token": 1},
        "token = hand[p]",
        {"p": '"consumer-1"', "hand[p]": "0"},
    ),
    "remove that found nothing": (
        WON[:-2],
        {**ACQUIRE[1], "ok": False},
        "ok = (hand[p] \\in Listed)",
        {"p": '"consumer-1"', "hand[p]": "0", "Listed": "{0}"},
    ),
    "close that came second": (
        WON[:-1],
        {**ACQUIRE[2], "ok": False},
        "ok = (hand[p] \\notin closed)",
        {"p": '"consumer-1"', "hand[p]": "0", "closed": "{}"},
    ),
    "dequeuer started twice": (
        [START],
        START,
        'dequeuer[d] = "absent"',
        {"p": '"consumer-1"', "d": '"dequeuer-1"', "dequeuer[d]": '"lock"'},
    ),
    "dequeuer started again after its end": (
        [*WON, *SETTLE],
        START,
        'dequeuer[d] = "absent"',
        {"p": '"consumer-1"', "d": '"dequeuer-1"', "dequeuer[d]": '"ended"'},
    ),
    "sleep with a slot there": (
        [*APPEND, START],
        step("dequeuer-1", "DequeuerWait"),
        "slots = <<>>",
        {"d": '"dequeuer-1"', "slots": "<<0>>"},
    ),
    "pick after the cancel": (
        [*APPEND, START, CANCEL],
        PEEK,
        "d \\notin done",
        {"d": '"dequeuer-1"', "done": '{"dequeuer-1"}'},
    ),
    "delivery to another client": (
        [*APPEND, START, SECOND_START, PEEK],
        {**DELIVER, "to": "consumer-2"},
        "owner[d] = p",
        {"d": '"dequeuer-1"', "p": '"consumer-2"', "owner[d]": '"consumer-1"'},
    ),
    "delivery by nobody's dequeuer": (
        [],
        DELIVER,
        'dequeuer[d] = "offering"',
        {"d": '"dequeuer-1"', "p": '"consumer-1"', "dequeuer[d]": '"absent"'},
    ),
    "delivery of what was not offered": (
        [*APPEND, START, PEEK],
        {**DELIVER, "token": 7},
        "token = item[d]",
        {"d": '"dequeuer-1"', "p": '"consumer-1"', "item[d]": "0"},
    ),
    "ejected with the trigger open": (
        [*APPEND, START, PEEK],
        step("dequeuer-1", "DequeuerEjected", token=0),
        "item[d] \\in closed",
        {"d": '"dequeuer-1"', "item[d]": "0", "closed": "{}"},
    ),
    "canceller that found no sleeper": (
        [START, step("dequeuer-1", "DequeuerWait"), CANCEL],
        step("canceller-1", "CancellerWake", waiting=False),
        "waiting = isWaiting[d]",
        {"d": '"dequeuer-1"', "isWaiting[d]": "TRUE"},
    ),
    "canceller before the cancel": (
        [START],
        step("canceller-1", "CancellerWake", waiting=False),
        "d \\in done",
        {"d": '"dequeuer-1"', "done": "{}"},
    ),
    "dequeuer that acts as its canceller": (
        [START, CANCEL],
        step("dequeuer-1", "CancellerWake", waiting=False),
        'canceller[d] = "waiting"',
        {"d": '"the dequeuer of dequeuer-1"', "canceller[d]": '"absent"'},
    ),
    "second cancel that says it was the first": (
        [*WON, *SETTLE],
        CANCEL,
        "ok = (d \\notin done)",
        {"d": '"dequeuer-1"', "done": '{"dequeuer-1"}'},
    ),
}


@pytest.mark.parametrize("kind", FALSE_GUARDS)
def test_false_guard_is_named_with_its_values(kind: str) -> None:
    """A reader sees the rule in the specification's words, and why it is false."""
    before, line, guard, values = FALSE_GUARDS[kind]
    fault = fault_after(before, line)
    assert (guard, values, "queue") == (fault.guard, fault.values, fault.blame)


def test_optional_fields_that_are_missing_are_not_checked() -> None:
    """A log may leave out what it did not count."""
    judge = QueueJudge()
    lines = [{n: line[n] for n in line if n not in {"length", "woken"}} for line in [*WON, *SETTLE]]
    assert [None] * len(lines) == [take(judge, line) for line in lines]


def test_context_may_be_done_before_the_dequeuer_starts() -> None:
    """Then the dequeuer ends at its first look."""
    judge = QueueJudge()
    lines = [CANCEL, START, step("dequeuer-1", "DequeuerExit"), {**CANCEL, "ok": False}]
    assert [take(judge, line) for line in lines] == [None] * 4


@pytest.mark.parametrize("path", ACCEPT[1:4], ids=lambda path: path.name)
def test_what_is_called_possible_is_possible(path: str) -> None:
    """Before each line of a real log: the line is in the list, and so is nothing that is wrong."""
    judge = QueueJudge()
    lines = [line for line in read_lines(path)[1:] if line["action"] in QUEUE_STEPS]  # type: ignore[arg-type]
    tried = 0
    for line in lines:
        if line["process"] in {*judge.processes.clients, *judge.processes.dequeuers}:
            possible = list(judge.possible(line["process"]))
            for other in possible:
                if other["action"] != "DequeuerStart":
                    slot = {"slot": 0} if other["action"] == "QueueAppend" else {}
                    assert take(copy.deepcopy(judge), {**other, **slot}) is None
                    tried += 1
            if line["action"] != "Cancel":
                assert any(other.items() <= line.items() for other in possible)
        assert take(judge, line) is None
    assert tried > len(lines)


def test_possible_steps_of_a_canceller_and_of_a_stranger() -> None:
    """A canceller has one step, a process that never acted is unknown."""
    judge = QueueJudge()
    for line in [START, CANCEL]:
        take(judge, line)
    wake = {"process": "canceller-1", "action": "CancellerWake", "waiting": False, "woken": 0}
    assert [wake] == list(judge.possible("canceller-1"))
    assert list(judge.possible("canceller-2")) == []


def test_long_values_and_lists_are_cut_short() -> None:
    """A verdict stays readable however much is there, and says how much it left out."""
    before = [step(f"k-{n}", "QueueAppend", token=n, slot=n) for n in range(30)]
    fault = fault_after(before, step("k-0", "AcquireRemove", token=0, ok=True))
    assert (len(fault.others), fault.left_out) == (20, 9)
    fault = fault_after([*before, START], step("dequeuer-1", "DequeuerPeek", token=0))
    assert fault.values["slots"] == f"<<..., {', '.join(map(str, range(20, 30)))}>>"
    before = [
        line
        for n in range(30)
        for line in (
            step("k-1", "QueueAppend", token=n, slot=n),
            step("k-1", "QueueBroadcast", woken=0),
        )
    ]
    fault = fault_after(before, step("k-1", "AcquireCas", token=30, ok=True))
    assert fault.values["known[p]"] == f"{{..., {', '.join(map(str, range(20, 30)))}}}"


def test_numbers_of_dequeuers_are_used_again() -> None:
    """The state is as large as the processes that live, however many have lived."""
    judge = QueueJudge()
    for n in range(100):
        lines = json.loads(json.dumps([START, *SETTLE]).replace("r-1", f"r-{n}"))
        assert [take(judge, line) for line in lines] == [None] * 4
    assert len(judge.processes.state.dequeuers) == 1


def test_too_many_processes_are_over_the_budget() -> None:
    """A hostile log cannot make the state as large as it likes."""
    processes = Processes()
    for n in range(MOST_PROCESSES):
        processes.clients.append(f"{n}")
        processes.dequeuers.append(f"{n}")
    with pytest.raises(BudgetError, match="more than 100000 processes"):
        processes.client("one more")
    with pytest.raises(BudgetError, match="more than 100000 processes"):
        processes.dequeuer("one more")


def test_at_the_end_the_one_that_sleeps_is_named() -> None:
    """Of many cancellers that never ran, the one whose dequeuer sleeps says what is wrong."""
    lines = []
    for name in ("1", "2"):
        lines.append(step("c", "DequeuerStart", dequeuer=f"dequeuer-{name}"))
        if name == "2":
            lines.append(step("dequeuer-2", "DequeuerWait"))
        lines.append(step("c", "Cancel", dequeuer=f"dequeuer-{name}", ok=True))
    lines.append(step("dequeuer-1", "DequeuerExit"))
    judge = QueueJudge()
    for number, line in enumerate(lines, 2):
        assert judge.take(number, decode_event(json.dumps(line).encode())) is None
    fault = judge.unfinished(9, End(process="driver", live_dequeuer_threads=1))
    assert fault is not None
    assert (fault.values["d"], fault.values["dequeuer[d]"]) == ('"dequeuer-2"', '"asleep"')
    assert [line["process"] for line in (*fault.possible, *fault.others)] == [
        "canceller-2",
        "canceller-1",
    ]
