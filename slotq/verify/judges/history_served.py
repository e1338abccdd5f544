"""Waits that are too long while a token is free: by the definition, in all short histories.

The limit is the user's, so no machine says what is right. But the definition is short: a client has
waited too long if one stretch of waiting at its dequeuer and one stretch in which a token was
certainly free have more than the limit in common. The judge finds that without looking at each two
of them; here each two are looked at.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, product

from slotq.formats.history_lines import AcquireSlot, Cancel, Dequeue, Line, QueueSlot
from slotq.oracle.history.time_limits import Liveness
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.histories import Histories, Known, Scenario, describe
from slotq.verify.judges.history_calls import calls, queued, returns, started
from slotq.verify.judges.history_queue import TOKENS, machine_of

LIMIT = 3
_GAPS = (0, 2)
_Timed = Sequence[tuple[int, Line]]
_Span = tuple[int, int]
SCENARIOS: Mapping[str, Scenario] = {
    "one token": Scenario(
        "a wait of several rounds, a token that was tried, a wait that ends with a cancel",
        [*calls("a", "dequeue:d1 cancel:d1"), *calls("b", "queue_slot acquire_slot:0")],
        lines=6,
        first=[*started("a", "d1")],
    ),
    "two tokens": Scenario(
        "an older token that was free for long, below one that was not",
        [*calls("a", "dequeue:d1"), *calls("b", "acquire_slot:0 acquire_slot:1")],
        lines=5,
        first=[*started("a", "d1"), *queued("b", 0, 1)],
    ),
}
"""What is judged, all of it, up to a number of lines."""


def check_history_served(
    scenarios: Mapping[str, Scenario] = SCENARIOS, judge: type[Liveness] = Liveness
) -> Evidence:
    """Give the lines of all histories some times, and look for waits that are too long.

    Args:
        scenarios: Which histories.
        judge: The judge of waits.

    Raises:
        ClaimRefutedError: The judge finds one where there is none, or none where there is one.
    """
    tried = 0
    for scenario in scenarios.values():
        machine = machine_of(scenario)
        known = Known(machine.init, machine.steps, machine.apply)
        for lines, number in Histories(scenario, known, returns(TOKENS)):
            first = len(scenario.first)
            later = len(lines) - first
            for gaps in product(_GAPS, repeat=later) if number is not None else ():
                times = [0] * first + list(accumulate(gaps))  # what comes first takes no time
                _compare(judge, list(zip(times, lines, strict=True)))
                tried += 1
    return Evidence(others=tried)


def _compare(judge: type[Liveness], timed: _Timed) -> None:
    found, expected = _found(judge, timed), _is_too_long(timed)
    if found is not expected:
        text = "\n".join(f"  {time} {describe(line)}" for time, line in timed)
        verb = "has" if expected else "has not"
        message = f"a client {verb} waited for more than {LIMIT} while a token was free in\n{text}"
        raise ClaimRefutedError(message)


def _found(judge: type[Liveness], timed: _Timed) -> bool:
    liveness = judge(LIMIT)
    opened: dict[str, Line] = {}
    for number, (time, line) in enumerate(timed):
        if line.type == "invoke":
            opened[line.process] = line
            liveness.called(number, line, time)
        elif line.process in opened:
            liveness.returned(number, line, opened.pop(line.process), time)
    return liveness.finish(timed[-1][0]) is not None


def _is_too_long(timed: _Timed) -> bool:
    return any(
        min(wait_until, free_until) - max(waits_since, free_since) > LIMIT
        for waits_since, wait_until in _waits(timed)
        for free_since, free_until in _free(timed)
    )


def _free(timed: _Timed) -> list[_Span]:
    # From the return of its queue_slot a token is free until somebody tries to acquire it.
    end = timed[-1][0]
    queued = {
        line.token: time
        for time, line in timed
        if isinstance(line, QueueSlot) and line.token is not None
    }
    tried: dict[int | None, int] = {}
    for time, line in timed:
        if isinstance(line, AcquireSlot) and line.type == "invoke":
            tried.setdefault(line.token, time)
    return [(since, tried.get(token, end)) for token, since in queued.items()]


def _waits(timed: _Timed) -> list[_Span]:
    # One round after the other, until something is received, or the context is done.
    found: list[_Span] = []
    since: int | None = None
    until, cancelled = -1, False
    for time, line in timed:
        if isinstance(line, Dequeue) and line.type == "invoke" and not cancelled:
            since, until = (time if since is None else since), -1
        elif since is not None and isinstance(line, Dequeue) and line.type != "invoke":
            until = time
            if line.type != "fail" or line.reason == "ctx_done":
                found.append((since, time))
                since = None
        elif isinstance(line, Cancel) and line.type == "invoke":
            cancelled = True
            if since is not None:
                found.append((since, time))
                since = None
    if since is not None:
        found.append((since, timed[-1][0] if until < 0 else until))
    return found
