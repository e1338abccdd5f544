"""What a history may look like once the run was left to settle: the machine has nothing left to do.

After every legal history of some scenarios a quiesce is tried, with every count of live threads. It
is right exactly if the machine may be in a state that is settled: no step of the queue is possible,
every call that ends by itself has returned, and nothing has ended the wait of one that has not.
"""

from collections.abc import Mapping, Sequence

from slotq.formats.history_lines import (
    CloseSlot,
    Dequeue,
    Line,
    Quiesce,
    WaitClosed,
    WaitTrigger,
)
from slotq.oracle.history.all_orders import PENDING, Call, Machine, State
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.histories import Histories, Known, Scenario, describe
from slotq.verify.judges.history_calls import (
    calls,
    delivered,
    queued,
    returns,
    started,
    unknown,
    won,
)
from slotq.verify.judges.history_queue import TOKENS, accepts, machine_of

SCENARIOS: Mapping[str, Scenario] = {
    "deliveries": Scenario(
        "a client that waits while a token is free, a dequeuer that outlives its context, a call "
        "that hangs",
        [
            *calls("a", "dequeue:d1 cancel:d1"),
            *calls("b", "queue_slot acquire_slot:0 dequeue:d1"),
        ],
        lines=6,
        first=[*started("a", "d1")],
    ),
    "waits": Scenario(
        "a container that waits for a closed trigger or a closed slot",
        [
            *calls("a", "wait_trigger:0 wait_closed:0"),
            *calls("b", "dequeue:d1 acquire_slot:0 close_slot:0"),
        ],
        lines=7,
        first=[*queued("a", 0), *started("b", "d1")],
    ),
    "closes": Scenario(
        "a slot that its winner never closes, while others are closed",
        [*calls("b", "acquire_slot:0 close_slot:0 close_slot:1"), *calls("a", "wait_closed:1")],
        lines=6,
        first=[
            *queued("a", 0, 1),
            *started("b", "d1"),
            *delivered("b", "d1", 1),
            *won("b", 1),
            *delivered("b", "d1", 0),
        ],
    ),
    "crashes": Scenario(
        "a container that waits for what another one has seen closed, after the winner crashed",
        [
            *calls("a", "wait_trigger:0 wait_closed:0"),
            *calls("b", "close_slot:0"),
            *calls("c", "wait_trigger:0 wait_closed:0"),
        ],
        lines=5,
        first=[
            *queued("a", 0),
            *started("b", "d1"),
            *delivered("b", "d1", 0),
            *unknown("b", "acquire_slot:0"),
        ],
        unknown=1,
    ),
    "starts": Scenario(
        "a dequeuer whose start or whose cancel hangs",
        [
            *calls("a", "start_dequeuer:d1 start_dequeuer:d2 cancel:d1"),
            *calls("b", "cancel:d1 cancel:d2"),
        ],
        lines=5,
    ),
}
"""What is judged, all of it, up to a number of lines."""


def check_history_quiesce(scenarios: Mapping[str, Scenario] = SCENARIOS) -> Evidence:
    """Let every history of some scenarios settle, by the judge and by the machine.

    Args:
        scenarios: Which histories.

    Raises:
        ClaimRefutedError: The judge says something else than the machine.
    """
    sets = tried = 0
    for scenario in scenarios.values():
        machine = machine_of(scenario)
        known = Known(machine.init, machine.steps, machine.apply)
        threads = range(2 * len(machine.dequeuers) + 2)
        for lines, number in Histories(scenario, known, returns(TOKENS)):
            if number is not None:
                closes = any(isinstance(line, CloseSlot) for line in lines)
                live = {
                    sum(each.running for each in state.queue.dequeuers)
                    for state in known.states(number)
                    if _is_settled(machine, len(scenario.processes), state, closes=closes)
                }
                for said in threads:
                    _compare(lines, said, any(count <= said <= 2 * count for count in live))
                tried += len(threads)
        sets += len(known)
    return Evidence(sets, tried)


def _compare(lines: Sequence[Line], live: int, settled: bool) -> None:  # noqa: FBT001  # a value
    end = [Quiesce("invoke", "t"), Quiesce("ok", "t", live_dequeuer_threads=live)]
    if accepts([*lines, *end]) is not settled:
        text = "\n".join(f"  {describe(line)}" for line in [*lines, *end])
        verb = "can" if settled else "cannot"
        message = f"the machine {verb} have settled after\n{text}"
        raise ClaimRefutedError(message)


def _is_settled(machine: Machine, processes: int, state: State, *, closes: bool) -> bool:
    # A call of unknown outcome may stop anywhere: its client has crashed.
    calls = state.calls[:processes]
    alone = (None,) * (len(state.calls) - len(calls))
    if any(True for _ in machine.steps(state._replace(calls=(*calls, *alone)))):
        return False
    if any(call is not None and _has_ended(state, call) for call in calls):
        return False
    # Where clients close slots, so does the winner of each token of somebody else.
    known = state.winners - state.unknown_winners
    return not closes or all(state.slots_closed >> token & 1 for token, _ in known)


def _has_ended(state: State, call: Call) -> bool:
    # Whether an open call should have returned.
    line = call.line
    if isinstance(line, Dequeue):
        return call.result != PENDING
    if isinstance(line, WaitTrigger):
        return bool(state.queue.closed >> (line.token or 0) & 1)
    if isinstance(line, WaitClosed):
        return bool(state.slots_closed >> (line.token or 0) & 1)
    return True
