"""The End of a trace and the quiesce of a history: what one calls a fault, the other does too."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from slotq.formats.decoding import decode_event
from slotq.formats.trace_lines import QUEUE_ACTIONS, Header, names_of
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.trace.judge import TraceJudge
from tests.oracle.history.script import script
from tests.oracle.logs import ACCEPT, Line, read_lines, step

SMALL = [path for path in ACCEPT if path.name.startswith("small")]
SEEN = names_of(QUEUE_ACTIONS) | {"ContainerWake", "ContainerReturn", "SlotClose"}
WORDS = {
    "DequeuerDeliver": ["{to} dequeue -> token={token}"],
    "AcquireClose": ["{process} acquire_slot ->"],
    "ContainerWake": ["{process} wait_trigger -> reason={reason}"],
    "ContainerReturn": ["{process} wait_closed ->"],
    "SlotClose": ["{process} close_slot {token}", "{process} close_slot ->"],
}
# Steps that end a call or a wait.
CALLS = {
    "QueueBroadcast",
    "AcquireRemove",
    "AcquireClose",
    "DequeuerDeliver",
    "SlotClose",
    "ContainerReturn",
}
ONLY_CALLERS = {"ContainerWake", "ContainerReturn", "SlotClose"}


class Clients:
    """What the clients of a trace see of it, as the words of a history.

    Attributes:
        calls: The lines so far.
        live: The dequeuers that live.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.live: set[str] = set()
        self._own: dict[str, int] = {}
        self._dequeuer: dict[str, str] = {}

    def take(self, line: Line) -> None:
        """Take a line of the trace."""
        process = line["process"]
        match line["action"]:
            case "QueueAppend":
                self._own[process] = line["token"]
                self._say(f"{process} queue_slot")
            case "QueueBroadcast":
                own = self._own[process]
                self._say(f"{process} queue_slot -> token={own}", f"{process} wait_trigger {own}")
            case "DequeuerStart":
                self._starts(process, line["dequeuer"])
            case "DequeuerExit":
                self.live.discard(process)
            case "AcquireCas":
                self._tries(line)
            case "Cancel":
                self._cancels(line)
            case action if action in WORDS:
                self._say(*(word.format(**line) for word in WORDS[action]))

    def _starts(self, process: str, name: str) -> None:
        self._dequeuer[process] = name
        self.live.add(name)
        self._say(f"{process} start_dequeuer {name}", f"{process} start_dequeuer ->")
        self._say(f"{process} dequeue {name}")

    def _tries(self, line: Line) -> None:
        process, token = line["process"], line["token"]
        self._say(f"{process} acquire_slot {token}")
        if not line["ok"]:
            self._say(f"{process} acquire_slot !")
            again = self._dequeuer.get(process)
            waits = f"wait_closed {token}" if again is None else f"dequeue {again}"
            self._say(f"{process} {waits}")

    def _cancels(self, line: Line) -> None:
        process, name = line["process"], line["dequeuer"]
        mine = self._dequeuer.get(process) == name
        waits = [call for call in self.calls if call.startswith(f"{process} ")][-1:]
        if mine and waits == [f"{process} dequeue {name}"]:
            self._say(f"{process} dequeue ! reason=shutdown")
        by = process if mine else "somebody"
        self._say(f"{by} cancel {name}", f"{by} cancel ->")

    def _say(self, *lines: str) -> None:
        self.calls += lines


def ended(lines: list[Line], live: int) -> list[Line]:
    """The due steps, if the run had settled after these lines."""
    judge = TraceJudge("", Header(omits=("Evict",)))
    for number, line in enumerate(lines, 2):
        assert judge.take(number, decode_event(json.dumps(line).encode())) is None
    end = step("driver", "End", live_dequeuer_threads=live)
    fault = judge.take(len(lines) + 2, decode_event(json.dumps(end).encode()))
    return [] if fault is None else [*fault.possible, *fault.others]


def quiet(calls: list[str], live: int) -> str:
    """The rule that is broken, if the run had settled after these calls."""
    end = f"z quiesce\nz quiesce -> live_dequeuer_threads={live}"
    judge = HistoryJudge(frozenset({"evict"}))
    for number, line in enumerate(script("\n".join([*calls, end])), 2):
        found = judge.take(number, line)
        if found is not None:
            return found.rule
    found, _ = judge.finish()
    return "" if found is None else found.rule


class Settled(NamedTuple):
    """What is wrong if a run settles after a line.

    Attributes:
        due: The steps that are due in its trace.
        rule: The rule that its history breaks.
        closes: Whether slots were closed by then.
        acted: Whether there was a step that only callers have.
    """

    due: set[str]
    rule: str
    closes: bool
    acted: bool


def settlings(path: Path) -> Iterator[Settled]:
    """What is wrong if a run settles, after each of its lines that are about the queue."""
    lines = [line for line in read_lines(path)[1:] if line["action"] in SEEN]
    lines = [{name: line[name] for name in line if name != "seq"} for line in lines]
    clients = Clients()
    for count, line in enumerate(lines, 1):
        clients.take(line)
        live = len(clients.live)
        due = {
            str(line["action"])
            for line in ended(lines[:count], live)
            # Nobody waits for the slot of a container that took itself back.
            if not (line["action"] == "SlotClose" and str(line["process"]).startswith("container"))
        }
        closes = any("close_slot" in call for call in clients.calls)
        acted = not ONLY_CALLERS.isdisjoint(str(line["action"]) for line in lines[:count])
        yield Settled(due, quiet(clients.calls, live), closes, acted)


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_each_fault_has_its_twin(path: Path) -> None:
    """A run that settles after any line of a real log is judged alike, as far as clients see it.

    A history says nothing of what goes on inside. A trace without a step that only callers have
    does not say whether anybody waits at a dequeuer that offers a token.
    """
    seen: Counter[tuple[bool, bool]] = Counter()
    offers = 0
    for due, rule, closes, acted in settlings(path):
        hangs = due & (CALLS if closes else CALLS - {"SlotClose"})
        assert not hangs or rule, due
        assert due or not rule or (rule == "awake" and not acted), rule
        seen[bool(due), bool(rule)] += 1
        offers += due == {"DequeuerDeliver"} and rule == "awake"
    assert seen[True, True] > seen[False, False] > 0
    assert offers
