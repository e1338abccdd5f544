"""oracle.trace.recording: what is recorded is a slotq-trace, whatever the program uses besides."""

import json
import threading
from io import BytesIO
from pathlib import Path

from slotq.agent.callers import Consumer, Container, Patience
from slotq.manager import SlotQueueManager
from slotq.oracle.check.judge_files import check
from slotq.oracle.trace.recording import Recorder
from slotq.oracle.verdict.verdict import Verdict
from slotq.queue import SlotCaller, SlotQueue
from slotq.stats import RequestState, RequestTracker
from tests.limits import join
from tests.oracle.logs import read_lines

PATIENCE = 30.0


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


def test_error_slot_is_written_down(tmp_path: Path) -> None:
    """A container that cannot start queues its error, on real threads; its winner closes it."""
    path = tmp_path / "log"
    with path.open("wb") as log:
        recorder = Recorder(log)
        queue, context = SlotQueue("key", recorder), recorder.context("1.1")
        failing = Container(recorder, queue, 1, recorder.signal(), Patience(fail=0.0))
        others = set(threading.enumerate())
        for name, run in (
            ("container-1", failing.run),
            ("consumer-1", Consumer(recorder, queue, (context,)).run),
        ):
            thread = threading.Thread(target=run, name=name)
            thread.start()
            join([thread], PATIENCE)
        join(set(threading.enumerate()) - others, PATIENCE)
    lines = read_lines(path)[1:]
    (append,) = [line for line in lines if line["action"] == "QueueAppend"]
    expected = {"process": "container-1", "token": 0, "slot": 1, "length": 1, "error": True}
    assert {name: append[name] for name in expected} == expected
    last = [line["action"] for line in lines if line["process"] == "consumer-1"][-2:]
    assert last == ["SlotClose", "Cancel"]
    verdict = check(str(path))
    assert isinstance(verdict, Verdict)
    assert verdict.outcome == "accepted"
