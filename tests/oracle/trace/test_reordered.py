"""slotq.oracle.trace.reordered: logs whose order is approximate."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from slotq.formats.decoding import decode_event
from slotq.formats.errors import BudgetError, InputError
from slotq.formats.trace_lines import ANY_ACTION, Header
from slotq.oracle.check.judge_files import check
from slotq.oracle.trace.judge import TraceJudge
from slotq.oracle.trace.reordered import WIDEST, ReorderedQueue
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.verdict import Verdict, code_of
from tests.oracle.logs import (
    ACCEPT,
    ACQUIRE,
    APPEND,
    CANCEL,
    DELIVER,
    END,
    HEADER,
    PEEK,
    REJECT,
    SETTLE,
    START,
    WON,
    Line,
    read_lines,
    step,
    write_log,
)
from tests.oracle.trace.naive import NaiveQueue
from tests.oracle.trace.test_caller_steps import ALLOWED
from tests.oracle.trace.test_recorded import mutant, recorded

# A long log is shuffled once; each kind of damage is in some short ones.
SMALL = [path for path in ACCEPT if path.suffix == ".ndjson"]
SMALL_REJECT = [path for path in REJECT if path.suffix == ".ndjson"]
LOST = step("consumer-2", "AcquireCas", token=0, ok=True)
TWO_EARLY = [PEEK, APPEND[0], START, APPEND[1]]


def verdict_on(path: Path, lines: list[Line], window: int, budget: int = 20_000) -> Verdict:
    """Judge a log of approximate order."""
    header = {**HEADER, "order": "approximate", "window": window}
    verdict = check(write_log(path, lines, header), budget=budget)
    assert isinstance(verdict, Verdict)
    return verdict


def choices(lines: list[Line], left: list[int], window: int) -> list[int]:
    """The lines that may come next in an order, by their places in the log."""
    place = len(lines) - len(left)
    if left[0] + window == place:
        return left[:1]
    first: dict[str, int] = {}
    for index in left:
        if index <= place + window:
            first.setdefault(lines[index]["process"], index)
    return list(first.values())


def shuffled(rng: random.Random, lines: list[Line], window: int) -> list[Line]:
    """Put each line at most so many places from its own; those of one process keep their order."""
    left, order = list(range(len(lines))), []
    while left:
        chosen = rng.choice(choices(lines, left, window))
        left.remove(chosen)
        order.append(lines[chosen])
    return order


def orders(lines: list[Line], left: list[int], window: int) -> Iterator[list[Line]]:
    """All orders within a window."""
    if not left:
        yield []
        return
    for chosen in choices(lines, left, window):
        rest = [index for index in left if index != chosen]
        for order in orders(lines, rest, window):
            yield [lines[chosen], *order]


def is_behaviour(lines: list[Line]) -> bool:
    """Judge a log whose order is exact, line by line."""
    judge = TraceJudge("log", Header())
    return all(
        judge.take(number, decode_event(json.dumps(line).encode())) is None
        for number, line in enumerate(lines)
    )


def body(lines: list[Line]) -> list[Line]:
    """The lines before the End, without their numbers."""
    return [
        {name: line[name] for name in line if name != "seq"}
        for line in lines
        if line.get("action", "End") != "End"
    ]


@pytest.mark.parametrize(
    ("path", "window"),
    [*((path, 1) for path in SMALL), *((path, 3) for path in ACCEPT)],
    ids=lambda each: getattr(each, "name", each),
)
def test_shuffled_logs_of_the_original_are_accepted(
    path: Path, window: int, tmp_path: Path
) -> None:
    """One of the orders within the window is the right one, and every line is judged."""
    rng = random.Random(window)
    lines = read_lines(path)
    log = [*shuffled(rng, body(lines), window), {**lines[-1], "seq": None}]
    verdict = verdict_on(tmp_path / "log", log, window)
    assert (verdict.outcome, verdict.fault, verdict.ended) == ("accepted", None, True)
    assert (verdict.judged, verdict.not_judged) == (len(log), {})
    assert verdict.reason.startswith(f"within a window of {window} lines, up to ")


@pytest.mark.parametrize("path", SMALL_REJECT, ids=lambda path: path.name)
def test_shuffled_logs_of_broken_queues_are_rejected(path: Path, tmp_path: Path) -> None:
    """No other order of neighbours explains what they did."""
    lines = read_lines(path)
    log = [*shuffled(random.Random(1), body(lines), 3), {**lines[-1], "seq": None}]
    verdict = verdict_on(tmp_path / "log", log, 3)
    assert (verdict.outcome, verdict.fault is None) == ("rejected", False)


def test_shuffled_logs_of_the_reference(tmp_path: Path) -> None:
    """What the reference did is accepted; not if somebody else wins a token, too."""
    rng = random.Random(7)
    for _ in range(12):
        window = rng.randint(1, 5)
        *lines, end = recorded(rng)
        log = shuffled(rng, lines, window)
        assert verdict_on(tmp_path / "log", [*log, end], window).outcome == "accepted", log
        won = [
            n for n, line in enumerate(log) if line["action"] == "AcquireCas" and line["ok"] is True
        ]
        chosen = rng.choice(won)
        twice = [*log[: chosen + 1], *log[chosen:], end]
        assert verdict_on(tmp_path / "log", twice, window).outcome == "rejected", log


MOVES = [
    step("consumer-1", "RequestMove", object="1", state="wait", ok=True),
    step("consumer-1", "RequestEnter", state="wait", count=1),
    step("container-1", "ContainerMove", object="1", state="wait", ok=True),
    step("launcher", "LaunchCheck", request={"wait": 1}, container={"wait": 0}, needed=True),
    step("container-1", "ContainerEnter", state="wait", count=1),
    step("consumer-1", "RequestMove", object="1", state="exec", ok=True),
    step("consumer-1", "RequestEnter", state="exec", count=1),
    step("consumer-1", "RequestExit", state="wait", count=0),
]
REAL = [body(read_lines(path)) for path in SMALL]
BEGINNINGS = {
    "queue": [
        *(
            [line for line in lines if hasattr(NaiveQueue, f"on_{line['action']}")]
            for lines in REAL
        ),
        [*WON, *SETTLE],
        [START, step("dequeuer-1", "DequeuerWait"), *APPEND, PEEK],
    ],
    "callers": list(ALLOWED.values()),
    "counters": [MOVES, *REAL],
}


@pytest.mark.parametrize("about", BEGINNINGS)
def test_agrees_with_all_orders_one_by_one(about: str, tmp_path: Path) -> None:
    """The same verdict as on every order within the window by itself, for short logs."""
    rng = random.Random(11)
    seen = {True: 0, False: 0}
    for _ in range(80):
        lines = list(rng.choice(BEGINNINGS[about]))
        lines = lines[: rng.randint(4, 8)]
        lines = shuffled(rng, lines, rng.randint(1, 3))
        for _ in range(rng.randint(0, 1)):
            lines = mutant(rng, lines)
        window = rng.randint(1, 3)
        end = [END] if rng.random() < 0.25 else []
        every = orders(lines, list(range(len(lines))), window)
        expected = any(is_behaviour([*order, *end]) for order in every)
        verdict = verdict_on(tmp_path / "log", [*lines, *end], window)
        assert (verdict.outcome == "accepted") is expected, (window, lines)
        assert (verdict.fault is None, verdict.not_judged) == (expected, {})
        seen[expected] += 1
    assert min(seen.values()) > 15


def test_window_is_as_wide_as_it_says(tmp_path: Path) -> None:
    """A line that came two lines early needs a window of two; the fault says what it lacked."""
    assert verdict_on(tmp_path / "log", TWO_EARLY, 2) == Verdict(
        str(tmp_path / "log"),
        "accepted",
        "within a window of 2 lines, up to 2 candidate states were possible at once",
        lines=5,
        judged=4,
    )
    fault = verdict_on(tmp_path / "log", TWO_EARLY, 1).fault
    assert fault is not None
    assert (fault.line, fault.guard, fault.possible) == (2, 'dequeuer[d] = "lock"', ())


def test_fault_is_where_the_best_order_stops(tmp_path: Path) -> None:
    """The furthest line that no order can take, with what could have been there."""
    fault = verdict_on(tmp_path / "log", [*WON[:5], LOST, *WON[5:]], 2).fault
    assert fault is not None
    assert (fault.line, fault.event["process"], fault.guard) == (
        7,
        "consumer-2",
        "t \\in known[p]",
    )
    assert fault.others[0] == step("dequeuer-1", "DequeuerWait")  # AcquireRemove came before


def test_lines_of_one_process_keep_their_order(tmp_path: Path) -> None:
    """Only those of different processes may stand the wrong way round."""
    lines = [*APPEND, START, PEEK, DELIVER, ACQUIRE[0], ACQUIRE[2], ACQUIRE[1]]
    assert verdict_on(tmp_path / "log", lines, 3).outcome == "rejected"
    lines = [APPEND[0], PEEK, START, DELIVER, APPEND[1], *ACQUIRE]
    assert verdict_on(tmp_path / "log", lines, 1).outcome == "accepted"


def test_end_comes_after_all(tmp_path: Path) -> None:
    """What is still due after every line in some order is a fault, and so is a wrong count."""
    path = tmp_path / "log"
    lines = [*WON, SETTLE[1], SETTLE[0], SETTLE[2]]
    assert verdict_on(path, [*lines, END], 5).outcome == "accepted"
    fault = verdict_on(path, [*lines[:-1], END], 5).fault
    assert fault is not None
    assert (fault.line, fault.guard) == (12, "~ENABLED CancellerWake(d)")
    fault = verdict_on(path, [*lines, {**END, "live_dequeuer_threads": 1}], 5).fault
    assert fault is not None
    assert (fault.field, fault.said, fault.expected) == ("live_dequeuer_threads", 1, 0)


def test_queues_have_their_places_to_themselves(tmp_path: Path) -> None:
    """Lines of another queue in between take nothing from the window; each queue has its End."""
    lines = [{**line, "queue": name} for line in TWO_EARLY for name in ("a", "b", "c")]
    assert verdict_on(tmp_path / "log", lines, 2).outcome == "accepted"
    lines += [{**SETTLE[0], "queue": "b"}, {**END, "queue": "b"}]
    fault = verdict_on(tmp_path / "log", lines, 2).fault
    assert fault is not None
    assert (fault.line, fault.event["queue"]) == (15, "b")


def test_unseen_steps_and_an_approximate_order(tmp_path: Path) -> None:
    """Both at once: the steps that the log omits are supplied in every order."""
    header = {**HEADER, "order": "approximate", "window": 2, "omits": ["DequeuerDeliver"]}
    lines = [PEEK, APPEND[0], START, APPEND[1], *ACQUIRE]
    verdict = check(write_log(tmp_path / "log", lines, header))
    assert isinstance(verdict, Verdict)
    assert verdict.outcome == "accepted"
    verdict = check(write_log(tmp_path / "log", [*lines, LOST], header))
    assert isinstance(verdict, Verdict)
    assert verdict.outcome == "rejected"


@pytest.mark.parametrize("lines", [WON, [*TWO_EARLY, END]])
def test_too_many_orders_are_undecided(lines: list[Line], tmp_path: Path) -> None:
    """Also if that turns out only at the end, where the window is wider than the log."""
    for window in (2, 50):
        verdict = verdict_on(tmp_path / "log", lines, window, budget=1)
        assert (verdict.outcome, verdict.reason) == (
            "undecided",
            "more than 1 candidate states were possible at once",
        )


def test_callers_and_counters_are_held_to_their_rules(tmp_path: Path) -> None:
    """Out of place they are good, strictly, too; and blamed for what no order explains."""
    closed = step("consumer-1", "SlotClose", token=0, ok=True)
    lines = [*WON[:-1], closed, WON[-1], CANCEL]
    fault = verdict_on(tmp_path / "log", lines, 3).fault  # those are lines of one process
    assert fault is not None
    assert (fault.line, fault.blame) == (9, "caller")
    woken = step("container-1", "ContainerWake", token=0, reason="trigger")
    lines = [*WON[:-1], woken, WON[-1], CANCEL, closed, *MOVES[:3], MOVES[4], MOVES[3]]
    assert verdict_on(tmp_path / "log", lines, 1).outcome == "accepted"
    strict = check(str(tmp_path / "log"), strict=True)
    assert isinstance(strict, Verdict)
    assert (strict.outcome, strict.judged) == ("accepted", len(lines))
    wrong = {**MOVES[3], "container": {"wait": 2}}
    fault = verdict_on(tmp_path / "log", [*lines[:-1], wrong], 1).fault
    assert fault is not None
    assert (fault.event["action"], fault.field) == ("LaunchCheck", "container")
    fault = verdict_on(tmp_path / "log", [*lines, *SETTLE[1:], END], 1).fault
    assert fault is not None
    assert (fault.guard, fault.blame) == ("~ENABLED AcquireCas(p)", "caller")


def test_what_is_not_judged_is_told(tmp_path: Path) -> None:
    """A strict check rejects the log for it."""
    header = {**HEADER, "order": "approximate", "window": 1, "omits": ["RequestMove"]}
    path = write_log(tmp_path / "log", [*WON, MOVES[1]], header)
    verdict, strict = check(path), check(path, strict=True)
    assert isinstance(verdict, Verdict)
    assert isinstance(strict, Verdict)
    assert (verdict.outcome, verdict.not_judged) == ("accepted", {"RequestEnter": 1})
    assert strict.outcome == "rejected"


@pytest.mark.parametrize("window", [0, WIDEST + 1, 2**64 - 1])
def test_absurd_windows_are_refused(window: int, tmp_path: Path) -> None:
    """A window has to be there, and small enough to be tried."""
    header = {**HEADER, "order": "approximate", "window": window}
    error = check(write_log(tmp_path / "log", WON, header))
    assert isinstance(error, InputError)
    assert (error.line, error.message) == (1, 'an approximate order needs a "window" from 1 to 64')
    code = code_of(error)
    assert code is not None
    assert code.kind == "window"


def test_times_may_go_back(tmp_path: Path) -> None:
    """Lines that are out of place have times that are."""
    lines = [{**line, "time": 10 - n} for n, line in enumerate(TWO_EARLY)]
    assert verdict_on(tmp_path / "log", lines, 2).outcome == "accepted"


OTHER = [
    step("client-2", "QueueAppend", token=1, slot=1, length=2),
    step("client-2", "QueueBroadcast", woken=0),
]


def exceeded(lines: list[Line], omits: frozenset[str], window: int, states: int) -> int | None:
    """How many lines were taken before there were too many states; None if there never were."""
    queue = ReorderedQueue(omits, Budget(states), window)
    events = [msgspec.convert(line, ANY_ACTION) for line in lines]
    taken = 0
    try:
        for taken, event in enumerate(events):
            assert queue.take(taken, event) is None
        taken = len(lines)
        assert queue.finish() is None
    except BudgetError:
        return taken
    return None


@pytest.mark.parametrize(
    ("lines", "omits", "window", "expected"),
    [
        (
            [*APPEND, *OTHER, START, PEEK | {"token": 1, "length": 2}],
            (),
            2,
            [3, 4, 4, None, None, None, None, None, None],
        ),
        ([*APPEND, *OTHER, START], ("DequeuerPeek",), 2, [3, 4, 4, 5, 5, None, None, None, None]),
        (
            [*APPEND, *OTHER, START],
            ("DequeuerPeek", "DequeuerWait"),
            3,
            [4, 4, 5, 5, 5, 5, None, None, None],
        ),
    ],
)
def test_all_orders_share_one_budget(
    lines: list[Line], omits: tuple[str, ...], window: int, expected: list[int | None]
) -> None:
    """The states of all orders count, each once, from the line on at which they are there."""
    found = [exceeded(lines, frozenset(omits), window, states) for states in range(1, 10)]
    assert found == expected
