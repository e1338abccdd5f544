"""The other end: answers a driver on two streams, for an implementation in Python."""

import threading
from collections.abc import Callable, Mapping
from typing import BinaryIO

import msgspec

from slotq.oracle.conform.calls import Answer
from slotq.oracle.conform.implementation import Implementation, ReturnedError, make_one, perform
from slotq.oracle.conform.wire import VERSION, Request

Evaluate = Callable[[str, dict[str, object]], object]
_decode = msgspec.json.Decoder(Request).decode
_encode = msgspec.json.Encoder().encode
VALUE_OF = {
    "queue_slot": "token",
    "dequeue": "token",
    "wait_trigger": "reason",
    "quiesce": "live_dequeuer_threads",
}
"""Which field each call that was done returns, if it returns any."""


def serve(  # noqa: PLR0913  # two streams, and what answers
    make: Callable[[], Implementation],
    source: BinaryIO,
    sink: BinaryIO,
    name: str,
    evaluate: Mapping[str, Evaluate] | None = None,
    *,
    concurrent: bool = False,
) -> None:
    """Answer questions until the driver says stop, or says no more.

    Args:
        make: Makes a queue; called at each reset.
        source: Where the questions come from.
        sink: Where the answers go.
        name: What the program is called.
        evaluate: By capability, how its records are evaluated, of the kind and the record.
        concurrent: Whether several calls may be made on one queue at a time, from several threads;
            they are, if the driver asks for it.
    """
    functions = dict(evaluate or {})
    queue = make_one(make)
    calls = _Calls(sink)
    for line in iter(source.readline, b""):
        request = _decode(line)
        reply: dict[str, object]
        if request.do == "start":
            calls.overlap = concurrent and request.concurrent
            reply = _start(request, name, [*functions, *(["concurrent"] if concurrent else [])])
        elif request.do == "reset":
            queue.close()
            queue = make_one(make)
            reply = {"ok": {}}
        elif request.do == "stop":
            reply = {"ok": {}}
        elif request.do == "eval":
            reply = _evaluate(request, functions)
        else:
            calls.make(queue, request)
            continue
        calls.write(request, reply)
        if request.do == "stop":
            break
    queue.close()


class _Calls:
    """Makes calls and writes their answers, one after the other or as they come.

    Args:
        sink: Where the answers go.

    Attributes:
        overlap: Whether each call is made in a thread of its own.
    """

    def __init__(self, sink: BinaryIO) -> None:
        self.overlap = False
        self._sink = sink
        self._guard = threading.Lock()  # one line after the other

    def make(self, queue: Implementation, request: Request) -> None:
        """Make a call, and write its answer."""
        if self.overlap:
            thread = threading.Thread(target=self._make, args=(queue, request), daemon=True)
            thread.start()
        else:
            self._make(queue, request)

    def _make(self, queue: Implementation, request: Request) -> None:
        self.write(request, _answer(queue, request))

    def write(self, request: Request, reply: dict[str, object]) -> None:
        """Write an answer."""
        line = _encode({"id": request.id} | reply) + b"\n"
        with self._guard:
            self._sink.write(line)
            self._sink.flush()


def _answer(queue: Implementation, request: Request) -> dict[str, object]:
    try:
        answer = perform(
            queue,
            request.do,  # type: ignore[arg-type]  # all others were answered
            request.process or "",
            request.dequeuer or "",
            request.token or 0,
            (request.wait_ms or 0) / 1000,
        )
    except ReturnedError as error:
        return {"error": str(error)}  # no answer, so that the driver refuses it, and shows it
    return write_answer(request.do, answer)


def _start(request: Request, name: str, functions: list[str]) -> dict[str, object]:
    if request.version != VERSION:
        return {"fail": {"reason": "version"}}
    return {"ok": {"name": name, "can": ["queue", *functions]}}


def _evaluate(request: Request, functions: dict[str, Evaluate]) -> dict[str, object]:
    capability = CAPABILITY_OF.get(request.kind or "", "")
    function = functions.get(capability)
    if function is None:
        return {"unimplemented": True}
    return {"ok": function(request.kind or "", request.record or {})}


CAPABILITY_OF = {
    "slot-queue-key": "key",
    "is-new-container-needed": "scaling",
    "is-idle": "scaling",
    "counters": "counters",
    "manager": "manager",
}
"""Which capability each kind of record belongs to."""


def write_answer(do: str, answer: Answer | None) -> dict[str, object]:
    """Write an answer as a program says it; None is "unimplemented"."""
    if answer is None:
        return {"unimplemented": True}
    if answer.kind == "fail":
        return {"fail": {"reason": answer.value or "lost"}}
    field = VALUE_OF.get(do)
    return {"ok": {} if field is None else {field: answer.value}}
