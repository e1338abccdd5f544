"""slotq.oracle.recording: what is recorded is a slotq-trace, whatever the program uses besides."""

import json
from io import BytesIO

from slotq.manager import SlotQueueManager
from slotq.oracle.recording import Recorder
from slotq.queue import SlotCaller
from slotq.stats import RequestState, RequestTracker


def test_steps_that_a_trace_does_not_know_are_left_out() -> None:
    """The signaller's and the manager's; those of trackers and counters are written."""
    log = BytesIO()
    recorder = Recorder(log)
    queue, _ = SlotQueueManager(recorder).get_slot_queue("key")
    queue.signaller.send("SignalSend", SlotCaller(recorder.channel(), recorder.signal()))
    RequestTracker(queue.counters, "request-1", recorder).move(RequestState.WAIT)
    recorder.end(0)
    lines = [json.loads(line) for line in log.getvalue().splitlines()[1:]]
    assert [line["action"] for line in lines] == ["RequestMove", "RequestEnter", "End"]
    assert [line["seq"] for line in lines] == [1, 2, 3]
