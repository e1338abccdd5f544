"""A smallest log for each code of a verdict on logs, so that no code is there for show."""

from typing import NamedTuple

from tests.oracle.history.script import script
from tests.oracle.history.test_counters import snapshot
from tests.oracle.history.test_queue_map import DELETED, MADE
from tests.oracle.history.test_quiesce import KEPT, QUIESCE, STARTED, TAKEN
from tests.oracle.history.test_rules import BROKEN
from tests.oracle.history.test_rules import LATER as LATER_BROKEN
from tests.oracle.history.test_time_limits import FREE, ROUNDS
from tests.oracle.logs import (
    ACQUIRE,
    APPEND,
    CANCEL,
    DELIVER,
    END,
    PEEK,
    SETTLE,
    START,
    WON,
    Line,
    step,
)
from tests.oracle.trace.test_caller_steps import (
    CLOSE,
    EJECT,
    EJECTED,
    EVICT,
    FAILED,
    LOSE,
    RETURN,
    wake,
)

WAIT = step("dequeuer-1", "DequeuerWait")
EXIT = step("dequeuer-1", "DequeuerExit")
OFFERED = [*APPEND, START, PEEK]
FROZEN = [*APPEND, wake("freeze"), START, PEEK]
WAKE = step("canceller-1", "CancellerWake", waiting=False)
MOVE = step("p", "RequestMove", object="r", state="wait", ok=True)
ENTER = step("p", "RequestEnter", state="wait", count=1)
LAUNCH = step("l", "LaunchCheck", request={"wait": 1}, container={}, needed=True)
COUNTED = [MOVE, ENTER]


def changed(lines: list[Line], **fields: object) -> list[Line]:
    """The lines, the last of which says something else."""
    return [*lines[:-1], {**lines[-1], **fields}]


TRACES: dict[str, list[Line]] = {
    "SQ101": [APPEND[0], {**APPEND[0], "token": 1, "length": 2}],
    "SQ102": APPEND[1:],
    "SQ103": [START, START],
    "SQ104": [*APPEND, START, WAIT],
    "SQ105": [START, PEEK],
    "SQ106": [START, EXIT],
    "SQ107": [*APPEND, START, DELIVER],
    "SQ108": [*OFFERED, step("dequeuer-1", "DequeuerEjected", token=0)],
    "SQ109": [*OFFERED, step("dequeuer-1", "DequeuerCancelled", token=0)],
    "SQ111": [START, WAKE],
    "SQ116": [WAKE],
    "SQ112": ACQUIRE[:1],
    "SQ113": [*APPEND, {**ACQUIRE[1], "process": "container-1"}],
    "SQ114": [*WON[:-2], WON[-1]],
    "SQ121": changed(APPEND[:1], token=1),
    "SQ122": changed(APPEND[:1], length=2),
    "SQ123": changed(APPEND, woken=1),
    "SQ124": [*APPEND, {**APPEND[0], "token": 1, "length": 2}, START, {**PEEK, "length": 2}],
    "SQ125": changed([*OFFERED, DELIVER], token=1),
    "SQ126": changed([CANCEL], ok=False),
    "SQ127": changed([START, CANCEL, WAKE], waiting=True),
    "SQ128": changed([START, CANCEL, WAKE], woken=1),
    "SQ129": changed([*OFFERED, DELIVER, ACQUIRE[0]], ok=False),
    "SQ130": changed(WON[:-1], token=1),
    "SQ131": changed(WON[:-1], ok=False),
    "SQ132": changed(WON, ok=False),
    "SQ141": [*APPEND[:1], END],
    "SQ142": [START, END],
    "SQ143": [START, WAIT, CANCEL, END],
    "SQ144": changed([*WON, *SETTLE, END], live_dequeuer_threads=3),
    "SQ151": [wake("idle")],
    "SQ152": [*APPEND, wake("trigger")],
    "SQ153": [*APPEND, wake("evict")],
    "SQ154": [RETURN],
    "SQ155": [CLOSE],
    "SQ156": [*APPEND, EVICT, END],
    "SQ157": [*APPEND, wake("idle"), END],
    "SQ158": [*WON, *SETTLE, wake("trigger"), LOSE, CLOSE, END],
    "SQ159": [*APPEND, wake("idle"), *EJECT, END],
    "SQ171": [*WON, CLOSE],
    "SQ172": [*FAILED, *WON[2:], CANCEL, CLOSE],
    "SQ173": FAILED[:1],
    "SQ174": [*APPEND, {**FAILED[0], "token": 1, "length": 2}],
    "SQ175": [*FAILED, EJECT[0]],
    "SQ176": [*APPEND, wake("idle"), *EJECTED],
    "SQ177": [*FROZEN, END],
    "SQ178": [*FROZEN, DELIVER, PEEK, END],
    "SQ179": [*WON[:-1], CLOSE],
    "SQ161": [ENTER],
    "SQ162": changed([MOVE], ok=False),
    "SQ163": changed(COUNTED, count=2),
    "SQ164": changed([*COUNTED, LAUNCH], request={"wait": 2}),
    "SQ165": changed([*COUNTED, LAUNCH], needed=False),
    "SQ166": [MOVE, END],
}

LATER = {"SQ173", "SQ176", "no-error", "left-open"}
"""Of the callers of later versions."""

SECOND = 10**9
MOVED = "a update_request object=1 state=wait\n a update_request ->\n"
SCRIPTS = {
    **BROKEN,
    "counted": f"{MOVED}b is_idle\n b is_idle -> idle=true",
    "ended": f"{STARTED}{QUIESCE}0",
    "awake": f"{FREE}b dequeue d\n{QUIESCE}2",
    "returned": f"a queue_slot\n{QUIESCE}0",
    "caller-returned": f"a is_idle\n{QUIESCE}0",
    "wait-ended": f"{TAKEN}b acquire_slot ->\n{QUIESCE}1",
    "closed-in-the-end": f"{KEPT}{QUIESCE}1",
    "served": ROUNDS,  # within four seconds
    "no-error": LATER_BROKEN["no-error"],
    "left-open": LATER_BROKEN["left-open"],
    "in-map": f"{DELETED}a start_dequeuer d queue=q1",
    "one-queue": f"{MADE}b get_queue k\n b get_queue -> queue=q2 is_new=true",
}
HISTORIES = {
    **{rule: script(text) for rule, text in SCRIPTS.items()},
    "needed": [*script(MOVED), *snapshot("b", needed=False, wait=1)],
}


class Spare(NamedTuple):
    """A code that nothing has, and why it is there."""

    code: str
    reason: str


SPARE = [
    Spare("SQ099", "an unusable input without a kind of its own: there is none now"),
    Spare("SQ199", "a false guard without a row of its own: there is none now"),
    Spare("SQ299", "a rule without a row of its own: there is none now"),
]
