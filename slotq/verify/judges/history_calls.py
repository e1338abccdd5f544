"""Calls as scenarios write them, and what each of them may return."""

from collections.abc import Callable, Iterator, Sequence

from slotq.formats.history_lines import (
    AcquireSlot,
    Cancel,
    CloseSlot,
    Dequeue,
    Evict,
    Line,
    QueueSlot,
    StartDequeuer,
    WaitClosed,
    WaitTrigger,
    name_of,
)

_OF_DEQUEUER = (StartDequeuer, Dequeue, Cancel)
_OF_TOKEN = (AcquireSlot, WaitTrigger, CloseSlot, WaitClosed)
_KINDS: dict[str, type[Line]] = {
    name_of(kind): kind for kind in (QueueSlot, Evict, *_OF_DEQUEUER, *_OF_TOKEN)
}


def calls(process: str, text: str) -> Iterator[Line]:
    """Read the calls that a process may make.

    Args:
        process: Its name.
        text: Words such as "queue_slot" and "acquire_slot:0:b": a call, what it is about, and on
            whose behalf. "queue_slot:error" queues a slot that carries an error.
    """
    for word in text.split():
        name, _, rest = word.partition(":")
        about, _, owner = rest.partition(":")
        kind = _KINDS[name]
        fields: dict[str, object] = {}
        if owner:
            fields["for_"] = owner
        if about == "error":
            fields["error"] = True
        elif kind in _OF_DEQUEUER:
            fields["dequeuer"] = about
        elif kind in _OF_TOKEN:
            fields["token"] = int(about)
        elif kind is Evict:
            fields["container"] = about
        yield kind("invoke", process, **fields)  # type: ignore[arg-type]


def started(process: str, dequeuer: str) -> Iterator[Line]:
    """Write that a process has started a dequeuer."""
    yield StartDequeuer("invoke", process, dequeuer=dequeuer)
    yield StartDequeuer("ok", process)


def queued(process: str, *tokens: int) -> Iterator[Line]:
    """Write that a process has queued slots."""
    for token in tokens:
        yield QueueSlot("invoke", process)
        yield QueueSlot("ok", process, token=token)


def delivered(process: str, dequeuer: str, token: int) -> Iterator[Line]:
    """Write that a process has received a token."""
    yield Dequeue("invoke", process, dequeuer=dequeuer)
    yield Dequeue("ok", process, token=token)


def won(process: str, token: int) -> Iterator[Line]:
    """Write that a process has won a token."""
    yield AcquireSlot("invoke", process, token=token)
    yield AcquireSlot("ok", process)


def unknown(process: str, text: str) -> Iterator[Line]:
    """Write that a process has made calls whose outcome nobody knows."""
    for call in calls(process, text):
        yield call
        yield type(call)("info", process)


def returns(tokens: int) -> Callable[[Line], Sequence[Line]]:
    """Make what lists the returns of a call, right and wrong ones.

    Args:
        tokens: How many tokens returns may name.
    """

    def of_call(call: Line) -> Sequence[Line]:
        kind, process = type(call), call.process
        unknown = kind("info", process)
        failed = kind("fail", process)
        if kind is QueueSlot:
            given = [QueueSlot("ok", process, token=token) for token in range(tokens)]
            return [*given, failed, unknown]
        if kind is Dequeue:
            timeout = Dequeue("fail", process, reason="timeout")
            done = Dequeue("fail", process, reason="ctx_done")
            delivered = [Dequeue("ok", process, token=token) for token in range(tokens)]
            return [*delivered, timeout, done, unknown]
        if kind is WaitTrigger:
            triggered = WaitTrigger("ok", process, reason="trigger")
            evicted = WaitTrigger("ok", process, reason="evict")
            return [triggered, evicted, WaitTrigger("ok", process, reason="idle"), failed, unknown]
        return [kind("ok", process), failed, unknown]

    return of_call
