"""oracle.trace.caller_steps: how the queue may be used, and whose fault it is if it is not."""

from pathlib import Path

import pytest

from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.verdict import Verdict
from tests.oracle.logs import (
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
    step,
    write_log,
)

CONTAINER = "container-1"


def wake(reason: str, token: int = 0) -> Line:
    """A container leaves its wait."""
    return step(CONTAINER, "ContainerWake", token=token, reason=reason)


EVICT = step("evictor", "Evict", container=CONTAINER)
HELD = [*WON, CANCEL]
CLOSE = step("consumer-1", "SlotClose", token=0, ok=True)
LOSE = step(CONTAINER, "AcquireCas", token=0, ok=False)
RETURN = step(CONTAINER, "ContainerReturn", token=0)
EJECT = [{**line, "process": CONTAINER} for line in ACQUIRE]
EJECTED = [*EJECT, step(CONTAINER, "SlotClose", token=0, ok=True)]
AGAIN = [
    step(CONTAINER, "QueueAppend", token=1, slot=2, length=1),
    step(CONTAINER, "QueueBroadcast", woken=0),
]
FAILED = [{**APPEND[0], "error": True}, APPEND[1]]
ERROR_WON = [*FAILED, START, PEEK, DELIVER, *ACQUIRE]
RESTARTED = [
    step(CONTAINER, "QueueAppend", token=1, slot=2, length=1),
    step(CONTAINER, "QueueBroadcast", woken=0),
]
REAPED = [*APPEND, *[{**line, "process": "reaper"} for line in ACQUIRE]]
REAPED[2] |= {"for": CONTAINER}
REAP = step("reaper", "SlotClose", token=0, ok=True)
LATER = {**HEADER, "callers": "later"}

ALLOWED = {
    "served": [*HELD, wake("trigger"), LOSE, CLOSE, RETURN, *AGAIN],
    "served, closed before it woke": [*HELD, CLOSE, wake("trigger"), LOSE, RETURN],
    "idle, and ejected": [*APPEND, wake("idle"), *EJECTED],
    "shut down": [*APPEND, wake("shutdown"), *EJECTED],
    "not frozen": [*APPEND, wake("freeze")],
    "evicted": [*APPEND, EVICT, wake("evict"), *EJECTED],
    "evicted before it waited": [EVICT, *APPEND, wake("evict")],
    "evicted, but a request was faster": [
        *HELD,
        EVICT,
        wake("evict"),
        LOSE,
        CLOSE,
        RETURN,
        *AGAIN,
        wake("evict", 1),
    ],
    "started in vain": [*ERROR_WON, CLOSE, CANCEL],
    "started in vain, and cancelled from outside": [
        *ERROR_WON,
        {**CANCEL, "process": "request"},
        CLOSE,
        {**CANCEL, "ok": False},
    ],
    "started in vain, and then another one": [
        *ERROR_WON,
        CLOSE,
        CANCEL,
        *RESTARTED,
        wake("idle", 1),
    ],
    "started in vain, and served by its own error": [
        *FAILED,
        {**START, "process": CONTAINER},
        PEEK,
        {**DELIVER, "to": CONTAINER},
        *EJECT,
        {**CLOSE, "process": CONTAINER},
        {**CANCEL, "process": CONTAINER},
    ],
    "cancelled by who waits with it": [*WON, {**CANCEL, "process": "x"}, CLOSE],
    "cancelled before the token is tried": [*WON[:5], CANCEL, *ACQUIRE, CLOSE],
    "received after the cancel": [*WON[:4], CANCEL, DELIVER, *ACQUIRE, CLOSE],
    "received twice, and won": [*WON[:5], PEEK, DELIVER, *ACQUIRE, CANCEL, CLOSE],
    "ejected by a reaper": [*REAPED, REAP, wake("trigger"), LOSE, RETURN],
    "ejected by a reaper, and closed for it": [*REAPED, {**REAP, "for": CONTAINER}],
    "ejected by a reaper that is asked to": [
        *APPEND,
        wake("idle"),
        *REAPED[2:],
        {**REAP, "process": CONTAINER},
        *AGAIN,
    ],
    "won by another hand": [
        *WON[:5],
        {**ACQUIRE[0], "process": "hand", "for": "consumer-1"},
        *[{**line, "process": "hand"} for line in ACQUIRE[1:]],
        CANCEL,
        {**CLOSE, "process": "hand", "for": "consumer-1"},
    ],
}
WON_STILL = {"p": '"consumer-1"', "state[p]": '"won"', "dequeuer": '"dequeuer-1"'}
WRONG: dict[str, tuple[list[Line], Line, str, dict[str, str]]] = {
    "slot closed before the cancel": (
        WON,
        CLOSE,
        'state[p] \\in {"holding", "ejected"}',
        WON_STILL,
    ),
    "slot closed, and only another context is cancelled": (
        [*WON, {**CANCEL, "dequeuer": "dequeuer-2"}],
        CLOSE,
        'state[p] \\in {"holding", "ejected"}',
        WON_STILL,
    ),
    "slot closed, and cancelled from outside before the win": (
        [*WON[:5], {**CANCEL, "process": "request"}, *ACQUIRE],
        CLOSE,
        'state[p] \\in {"holding", "ejected"}',
        WON_STILL,
    ),
    "slot closed by another hand before the cancel": (
        [
            *WON[:5],
            {**ACQUIRE[0], "process": "hand", "for": "consumer-1"},
            *[{**line, "process": "hand"} for line in ACQUIRE[1:]],
        ],
        {**CLOSE, "process": "hand"},
        'state[p] \\in {"holding", "ejected"}',
        WON_STILL,
    ),
    "slot closed for who has not won": (
        WON,
        {**CLOSE, "process": "reaper", "for": CONTAINER},
        'state[p] \\in {"holding", "ejected"} /\\ token[p] = token',
        {"token": "0", "winner": '"consumer-1"'},
    ),
    "error closed after the cancel": (
        [*ERROR_WON, CANCEL],
        CLOSE,
        'state[p] = "won" /\\ token[p] \\in failed',
        {**WON_STILL, "state[p]": '"holding"'},
    ),
    "error waited for": (
        FAILED,
        wake("idle"),
        'state[k] = "waiting"',
        {"k": '"container-1"', "state[k]": '"ready"', "token[k]": "None"},
    ),
    "error acquired by who queued it": (
        FAILED,
        EJECT[0],
        'state[p] \\in {"acquiring", "woken"}',
        {"p": '"container-1"', "state[p]": '"gone"'},
    ),
    "error acquired by who queued it and waits for another slot": (
        [*FAILED, {**START, "process": CONTAINER}],
        EJECT[0],
        'state[p] \\in {"acquiring", "woken"}',
        {"p": '"container-1"', "state[p]": '"gone"'},
    ),
    "error acquired for who queued it": (
        FAILED,
        {**EJECT[0], "process": "reaper", "for": CONTAINER},
        'state[p] \\in {"acquiring", "woken"}',
        {"p": '"container-1"', "state[p]": '"gone"'},
    ),
    "error queued by who has served": (
        [*HELD, CLOSE, wake("trigger"), LOSE, RETURN],
        {**FAILED[0], "token": 1},
        "error => round[k] = 1",
        {"k": '"container-1"', "state[k]": '"ready"', "token[k]": "None"},
    ),
    "woken by an open trigger": (
        APPEND,
        wake("trigger"),
        "token[k] \\in closed",
        {"token[k]": "0"},
    ),
    "evicted by nobody": (APPEND, wake("evict"), "k \\in evicted", {"k": '"container-1"'}),
    "evicted in the place of its predecessor": (
        [*APPEND, EVICT, wake("evict"), *EJECTED, *AGAIN],
        wake("evict", 1),
        "k \\in evicted",
        {"k": '"container-1"'},
    ),
    "woken before it waits": (
        APPEND[:1],
        wake("idle"),
        'state[k] = "waiting"',
        {"k": '"container-1"', "state[k]": '"queueing"', "token[k]": "0"},
    ),
    "woken twice": (
        [*APPEND, wake("idle")],
        wake("idle"),
        'state[k] = "waiting"',
        {"k": '"container-1"', "state[k]": '"woken"', "token[k]": "0"},
    ),
    "woken after it was gone": (
        [*APPEND, wake("freeze")],
        wake("idle"),
        'state[k] = "waiting"',
        {"k": '"container-1"', "state[k]": '"ready"', "token[k]": "None"},
    ),
    "woken for another token": (
        APPEND,
        wake("idle", 3),
        "token[k] = 3",
        {"k": '"container-1"', "state[k]": '"waiting"', "token[k]": "0"},
    ),
    "back with the slot open": (
        [*WON, wake("trigger"), LOSE],
        RETURN,
        "token[k] \\in slotClosed",
        {"token[k]": "0"},
    ),
    "back without having served": (
        APPEND,
        RETURN,
        'state[k] = "busy"',
        {"k": '"container-1"', "state[k]": '"waiting"', "token[k]": "0"},
    ),
    "slot closed by who lost": (
        WON,
        step("container-1", "SlotClose", token=0, ok=True),
        'state[p] \\in {"holding", "ejected"} /\\ token[p] = token',
        {"token": "0", "winner": '"consumer-1"'},
    ),
    "slot closed in the middle of winning": (
        WON[:-1],
        CLOSE,
        "Queue!Ready(p)",
        {"p": '"consumer-1"', "token": "0", "its trigger": "not closed"},
    ),
    "slot closed twice": (
        [*HELD, CLOSE],
        {**CLOSE, "ok": False},
        'state[p] \\in {"holding", "ejected"} /\\ token[p] = token',
        {"token": "0", "winner": "nobody"},
    ),
    "slot found closed by its only owner": (
        HELD,
        {**CLOSE, "ok": False},
        "ok = (token \\notin slotClosed)",
        {"token": "0", "winner": '"consumer-1"'},
    ),
}


def verdict_on(path: Path, lines: list[Line], header: Line = HEADER) -> Verdict:
    """Judge a log that was made up."""
    verdict = check(write_log(path, lines, header))
    assert isinstance(verdict, Verdict)
    return verdict


@pytest.mark.parametrize("kind", ALLOWED)
def test_callers_that_use_the_queue_as_intended(kind: str, tmp_path: Path) -> None:
    """Every way of Callers.tla through a container's round."""
    verdict = verdict_on(tmp_path / "log", ALLOWED[kind])
    assert (verdict.outcome, verdict.fault, verdict.not_judged) == ("accepted", None, {})


@pytest.mark.parametrize("kind", WRONG)
def test_caller_that_does_not_is_blamed(kind: str, tmp_path: Path) -> None:
    """The queue did nothing wrong."""
    before, line, guard, values = WRONG[kind]
    fault = verdict_on(tmp_path / "log", [*before, line]).fault
    assert fault is not None
    assert (fault.line, fault.blame, fault.guard) == (len(before) + 2, "caller", guard)
    assert values == fault.values


def test_what_the_caller_could_have_done_is_listed(tmp_path: Path) -> None:
    """Its own steps and the queue's."""
    fault = verdict_on(tmp_path / "log", [*WON, EVICT, RETURN]).fault
    assert fault is not None
    assert fault.possible[:5] == (
        wake("trigger"),
        wake("idle"),
        wake("evict"),
        wake("shutdown"),
        wake("freeze"),
    )
    assert fault.possible[-1] == LOSE
    assert CANCEL not in fault.possible  # which the consumer owes, and not the container
    busy = [*HELD, wake("trigger"), LOSE, CLOSE, wake("idle")]
    fault = verdict_on(tmp_path / "log", busy).fault
    assert fault is not None
    assert fault.possible[0] == RETURN
    fault = verdict_on(tmp_path / "log", [*HELD, {**CLOSE, "ok": False}]).fault
    assert fault is not None
    assert fault.possible[0] == CLOSE


@pytest.mark.parametrize("order", ["exact", "approximate"])
@pytest.mark.parametrize("unseen", ["ContainerWake", "ContainerReturn", "SlotClose", "Evict"])
@pytest.mark.parametrize("kind", ALLOWED)
def test_callers_may_be_seen_in_part(kind: str, unseen: str, order: str, tmp_path: Path) -> None:
    """What the log cannot see may have happened; everything that it can is judged."""
    lines = [line for line in ALLOWED[kind] if line["action"] != unseen]
    header = {**HEADER, "omits": [unseen], "order": order, "window": 1}
    verdict = verdict_on(tmp_path / "log", lines, header)
    assert (verdict.outcome, verdict.fault, verdict.not_judged) == ("accepted", None, {})


HIDES = {  # which wrong steps need a step of another kind to be seen
    "ContainerWake": {
        "woken before it waits",
        "woken twice",
        "woken after it was gone",
        "error queued by who has served",  # of the next container, where that one was not frozen
    },
    "SlotClose": {
        "error queued by who has served",  # of the next container of that name
        "slot closed twice",
        "back with the slot open",
        "evicted in the place of its predecessor",  # which may be about to close its slot
    },
    "Evict": {"evicted by nobody", "evicted in the place of its predecessor"},
    "ContainerReturn": set[str](),
    "QueueBroadcast": {"woken before it waits"},
    "AcquireClose": {
        "woken by an open trigger",
        "slot closed in the middle of winning",
        "error closed after the cancel",  # which may have come before the trigger was closed
    },
    "AcquireRemove": set[str](),
}


@pytest.mark.parametrize("unseen", HIDES)
@pytest.mark.parametrize("kind", WRONG)
def test_what_is_seen_in_part_is_held_to_the_rest(kind: str, unseen: str, tmp_path: Path) -> None:
    """A wrong step stays wrong, unless what was not seen may explain it."""
    before, line, *_ = WRONG[kind]
    seen = [each for each in before if each["action"] != unseen]
    header = {**HEADER, "omits": [unseen]}
    fault = verdict_on(tmp_path / "log", [*seen, line], header).fault
    if fault is not None:
        assert (fault.line, fault.blame) == (len(seen) + 2, "caller")
    explained = kind in HIDES[unseen] or line["action"] == unseen
    assert explained or fault is not None


def test_who_may_have_gone_unseen_owes_nothing(tmp_path: Path) -> None:
    """It may have failed to freeze, in the middle of its wait; seen to wake, it has to return."""
    lines = [*HELD, LOSE, CLOSE, *SETTLE[1:], END]
    header = {**HEADER, "omits": ["ContainerWake"]}
    assert verdict_on(tmp_path / "log", lines, header).outcome == "accepted"
    fault = verdict_on(tmp_path / "log", [*WON, wake("trigger"), *lines[8:]], HEADER).fault
    assert fault is not None
    assert fault.guard == "~ENABLED ContainerReturn(p)"


OFFERED = [*APPEND, wake("freeze"), START, PEEK]
ENDED = {**END, "live_dequeuer_threads": 1}
AWAY = [step("dequeuer-1", "DequeuerCancelled", token=0), *SETTLE[1:]]


@pytest.mark.parametrize("header", [HEADER, LATER], ids=["seed", "later"])
@pytest.mark.parametrize(
    ("lines", "due", "where"),
    [
        (OFFERED, {**DELIVER}, {"state[c]": '"waiting"'}),
        ([*OFFERED, DELIVER, PEEK], ACQUIRE[0], {"state[c]": '"acquiring"', "token[c]": "0"}),
    ],
    ids=["offered", "delivered"],
)
def test_consumer_takes_what_it_is_offered(
    lines: list[Line], due: Line, where: Line, header: Line, tmp_path: Path
) -> None:
    """And tries it, before a run has settled; a consumer whose context is done may have left."""
    fault = verdict_on(tmp_path / "log", [*lines, ENDED], header).fault
    assert fault is not None
    assert (fault.blame, fault.possible[0]) == ("caller", due)
    assert fault.guard == f"~ENABLED {due['action']}(c)"
    assert fault.values == {"c": '"consumer-1"', **where, "waits at": '"dequeuer-1"'}
    settled = [*OFFERED, {**CANCEL, "process": "request"}, *AWAY, END]
    assert verdict_on(tmp_path / "log", settled, header).outcome == "accepted"


@pytest.mark.parametrize("omits", ["Cancel", "DequeuerDeliver", "DequeuerStart"])
def test_who_waits_may_go_unseen(omits: str, tmp_path: Path) -> None:
    """Where a log cannot see it, nobody has to take an offer."""
    lines = [line for line in [*OFFERED, ENDED] if line["action"] != omits]
    assert verdict_on(tmp_path / "log", lines, {**HEADER, "omits": [omits]}).outcome == "accepted"


def test_clients_of_another_kind_need_not_take_an_offer(tmp_path: Path) -> None:
    """Those of a log without a step that only callers have."""
    lines = [line for line in [*OFFERED, ENDED] if line["action"] != "ContainerWake"]
    assert verdict_on(tmp_path / "log", lines).outcome == "accepted"


def test_winner_takes_no_other_offer(tmp_path: Path) -> None:
    """It cancels its waiting, which is what it owes."""
    lines = [*WON, *AGAIN, {**PEEK, "token": 1}, wake("freeze", 1), ENDED]
    fault = verdict_on(tmp_path / "log", lines).fault
    assert fault is not None
    assert fault.possible == ({**CANCEL},)
    omits = {**HEADER, "omits": ["SlotClose"]}
    assert verdict_on(tmp_path / "log", lines, omits).outcome == "accepted"


@pytest.mark.parametrize(("omits", "outcome"), [([], "rejected"), (["ContainerWake"], "accepted")])
def test_error_may_be_that_of_the_next_container(
    omits: list[str], outcome: str, tmp_path: Path
) -> None:
    """Of the same name, where the one before may have gone unseen."""
    lines = [*APPEND, {**FAILED[0], "token": 1, "length": 2}]
    assert verdict_on(tmp_path / "log", lines, {**HEADER, "omits": omits}).outcome == outcome


def test_eviction_may_have_been_that_of_a_container_that_went_unseen(tmp_path: Path) -> None:
    """So the next one of its name need not go."""
    end = {**END, "live_dequeuer_threads": 0}
    lines = [*APPEND, EVICT, wake("evict"), *EJECT, *AGAIN, end]
    header = {**HEADER, "omits": ["SlotClose"]}
    assert verdict_on(tmp_path / "log", lines, header).outcome == "accepted"
    again = [*lines[:-1], EVICT, end]
    fault = verdict_on(tmp_path / "log", again, header).fault
    assert fault is not None
    assert fault.guard == "~ENABLED ContainerWake(p)"


@pytest.mark.parametrize(
    ("lines", "header"),
    [
        ([EVICT, *FAILED, {**AGAIN[0], "length": 2}, AGAIN[1]], HEADER),
        ([*APPEND, EVICT, wake("evict"), *EJECT, *AGAIN], LATER),
    ],
    ids=["started in vain", "ejected, in a later version"],
)
def test_eviction_ends_with_its_container(lines: list[Line], header: Line, tmp_path: Path) -> None:
    """However that one went: the next of its name was not evicted."""
    assert verdict_on(tmp_path / "log", lines, header).outcome == "accepted"
    fault = verdict_on(tmp_path / "log", [*lines, wake("evict", 1)], header).fault
    assert fault is not None
    assert fault.guard == "k \\in evicted"


def test_names_in_values_are_escaped(tmp_path: Path) -> None:
    """A process may have any name."""
    lines = [{**RETURN, "process": "\x1b[2J"}]
    fault = verdict_on(tmp_path / "log", lines).fault
    assert fault is not None
    assert fault.values["k"] == '"\\u001b[2J"'
