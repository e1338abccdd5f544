"""Small logs that an exponential search would never come to an end with, of every kind."""

import json
from collections.abc import Callable, Iterator

Line = dict[str, object]
N = 40


def history(*lines: Line, **header: object) -> str:
    """A history of these lines."""
    return _log({"format": "slotq-history", "version": 1, **header}, lines)


def trace(*lines: Line, **header: object) -> str:
    """A trace of these lines."""
    return _log({"format": "slotq-trace", "version": 1, **header}, lines)


def _log(header: Line, lines: tuple[Line, ...]) -> str:
    return "".join(f"{json.dumps(line)}\n" for line in (header, *lines))


def invoke(process: str, f: str, **fields: object) -> Line:
    """A call."""
    return {"process": process, "type": "invoke", "f": f, **fields}


def ok(process: str, f: str, **fields: object) -> Line:
    """Its return."""
    return {"process": process, "type": "ok", "f": f, **fields}


def step(process: str, action: str, **fields: object) -> Line:
    """A step."""
    return {"process": process, "action": action, **fields}


# Histories


def _pushes(many: int) -> Iterator[Line]:
    for n in range(many):
        yield invoke(f"c{n}", "queue_slot")
    for n in range(many):
        yield ok(f"c{n}", "queue_slot", token=(n * 7) % many)


def _picks(many: int) -> Iterator[Line]:
    # Each dequeuer delivers all tokens, in an order of its own.
    for n in range(many):
        yield invoke(f"d{n}", "start_dequeuer", dequeuer=f"d{n}")
        yield ok(f"d{n}", "start_dequeuer", dequeuer=f"d{n}")
    for n in range(many):
        for k in range(many):
            yield invoke(f"d{n}", "dequeue", dequeuer=f"d{n}")
            yield ok(f"d{n}", "dequeue", token=(n + k) % many)


def pushes_that_nobody_picks() -> str:
    """All overlap, and nothing tells their order."""
    return history(*_pushes(41))


def pushes_that_everybody_picks() -> str:
    """All overlap with all picks, in orders that do not go together."""
    calls = list(_pushes(13))
    return history(*calls[:13], *_picks(13), *calls[13:])


def removals_that_overlap() -> str:
    """Every winner's call is open while every token is picked."""
    many = 13
    wins = [invoke(f"c{n}", "acquire_slot", token=(n * 7) % many) for n in range(many)]
    return history(*_pushes(many), *wins, *_picks(many))


def results_that_nobody_knows() -> str:
    """Crashed clients: each may have queued, received, won, cancelled."""
    lines: list[Line] = []
    for n in range(N):
        lines += [invoke(f"c{n}", "queue_slot"), {**ok(f"c{n}", "queue_slot"), "type": "info"}]
        lines += [invoke(f"d{n}", "start_dequeuer", dequeuer=f"d{n}")]
        lines += [{**ok(f"d{n}", "start_dequeuer"), "type": "info"}]
        for _ in range(3):
            lines += [invoke(f"d{n}", "dequeue", dequeuer=f"d{n}")]
            lines += [{**ok(f"d{n}", "dequeue"), "type": "info"}]
    for n in range(N):
        lines += [invoke(f"d{n}", "acquire_slot", token=n), ok(f"d{n}", "acquire_slot", token=n)]
    return history(*lines)


def tokens_that_nobody_told_of() -> str:
    """One client with many unknown rounds, and acquires of many tokens."""
    lines = [
        line
        for n in range(500)
        for line in (invoke("c", "queue_slot"), ok("c", "queue_slot", token=n))
    ]
    lines += [invoke("d", "start_dequeuer", dequeuer="d"), ok("d", "start_dequeuer")]
    for _ in range(500):
        lines += [invoke("d", "dequeue", dequeuer="d"), {**ok("d", "dequeue"), "type": "info"}]
    for n in range(500):
        lines += [invoke("d", "acquire_slot", token=n), ok("d", "acquire_slot", token=n)]
    return history(*lines)


def _snapshot(**request: int) -> list[Line]:
    counts = {"request": request, "container": {}, "needed": bool(request.get("wait"))}
    return [invoke("s", "get_stats"), ok("s", "get_stats", **counts)]


def moves_that_are_open() -> str:
    """Each of many trackers moves, and snapshots see some of them."""
    lines = [
        invoke(f"p{n}", "update_request", object=f"r{n}", state=("wait", "exec", "done")[n % 3])
        for n in range(N)
    ]
    for n in range(1, N // 3):
        lines += _snapshot(wait=n)
    return history(*lines)


def moves_of_one_tracker() -> str:
    """Many processes move one tracker, again and again."""
    lines: list[Line] = []
    for n in range(12):
        state = ("wait", "start", "idle", "paused", "busy", "idle")[n % 6]
        lines.append(invoke(f"p{n}", "update_container", object="c", state=state))
    lines += _snapshot() * 30
    return history(*lines)


def moves_that_nobody_knows() -> str:
    """Crashed moves of many trackers, which may be counted at any time."""
    lines: list[Line] = []
    for n in range(500):
        lines.append(invoke(f"p{n}", "update_request", object=f"r{n}", state="wait"))
        lines.append({**ok(f"p{n}", "update_request"), "type": "info"})
    return history(*lines, *_snapshot(wait=250), *_snapshot(wait=251), *_snapshot(wait=249))


def calls_of_the_manager() -> str:
    """Many look a key up while many delete its queue."""
    lines = [invoke(f"g{n}", "get_queue", key="k") for n in range(N)]
    lines += [invoke(f"x{n}", "delete_queue", queue=f"q{n}") for n in range(N)]
    for n in range(N):
        lines.append(ok(f"g{n}", "get_queue", queue=f"q{n % 20}", is_new=n < 20))
    return history(*lines)


# Traces


def _crowd(many: int) -> list[Line]:
    lines = [step(f"consumer-{n}", "DequeuerStart", dequeuer=f"dequeuer-{n}") for n in range(many)]
    for n in range(many):
        lines.append(step("container", "QueueAppend", token=n, slot=n))
        lines.append(step("container", "QueueBroadcast"))
    return lines


def _delivered(many: int) -> list[Line]:
    newest = many - 1
    lines: list[Line] = []
    for n in range(many):
        lines.append(step(f"dequeuer-{n}", "DequeuerPeek", token=newest))
        to = f"consumer-{n}"
        lines.append(step(f"dequeuer-{n}", "DequeuerDeliver", token=newest, to=to))
        lines.append(step(to, "AcquireCas", token=newest, ok=n == 0))
    return lines


def _partial(*omits: str, many: int = N) -> str:
    lines = [*_crowd(many), *_delivered(many)]
    lines += [
        step(f"consumer-{n}", "Cancel", dequeuer=f"dequeuer-{n}", ok=True) for n in range(many)
    ]
    return trace(*(line for line in lines if line["action"] not in omits), omits=omits)


def sleepers_unseen() -> str:
    """Who sleeps is seen by nobody."""
    return _partial("DequeuerWait", "QueueBroadcast")


def picks_unseen() -> str:
    """What is offered is seen by nobody, nor who gives up."""
    return _partial("DequeuerPeek", "DequeuerEjected", "DequeuerCancelled")


def dequeuers_unseen() -> str:
    """Nothing that a dequeuer does is seen."""
    names = ("Wait", "Peek", "Exit", "Deliver", "Ejected", "Cancelled")
    return _partial(*(f"Dequeuer{name}" for name in names), "CancellerWake", "Cancel")


def winners_unseen() -> str:
    """When a token is removed is seen by nobody."""
    lines: list[Line] = []
    for n in range(N):
        lines.append(step(f"c{n}", "QueueAppend", token=n, slot=n))
        lines.append(step(f"c{n}", "QueueBroadcast"))
    lines += [step(f"c{n}", "AcquireCas", token=n, ok=True) for n in range(N)]
    lines.append(step("d", "DequeuerStart", dequeuer="dequeuer-1"))
    lines.append(step("dequeuer-1", "DequeuerPeek", token=0))
    return trace(*lines, omits=["AcquireRemove", "AcquireClose"])


def starts_unseen() -> str:
    """Who started which dequeuer is seen by nobody."""
    return _partial("DequeuerStart", "CancellerWake", "DequeuerEjected")


def containers_unseen() -> str:
    """When containers wake is seen by nobody, nor who closes slots."""
    lines: list[Line] = []
    for n in range(N):
        lines.append(step(f"container-{n}", "QueueAppend", token=n, slot=n))
        lines.append(step(f"container-{n}", "QueueBroadcast"))
    lines += [step(f"container-{n}", "AcquireCas", token=n, ok=True) for n in range(N)]
    omits = ["ContainerWake", "SlotClose", "Evict", "AcquireRemove", "AcquireClose"]
    return trace(*lines, omits=omits)


def _disordered(window: int) -> str:
    lines = [*_crowd(N), *_delivered(N)]
    return trace(*reversed(lines), order="approximate", window=window)


def lines_in_no_order() -> str:
    """Each line may be anywhere near by, and none is where it was."""
    return _disordered(64)


def independent_lines_in_no_order() -> str:
    """Each order of the steps of many processes leads to the same."""
    lines = [step(f"p{n}", "DequeuerStart", dequeuer=f"dequeuer-{n}") for n in range(200)]
    return trace(*lines, order="approximate", window=64)


def moves_in_no_order() -> str:
    """Trackers that many move, in any order."""
    lines = [
        line
        for n in range(100)
        for line in (
            step(f"p{n}", "RequestMove", object=f"r{n}", state="wait", ok=True),
            step(f"p{n}", "RequestEnter", state="wait", count=n + 1),
        )
    ]
    return trace(*lines, order="approximate", window=32)


def wide_worlds() -> str:
    """Few unseen steps, but a state of thousands of processes."""
    return _partial("DequeuerWait", many=1_000)


LOGS: tuple[Callable[[], str], ...] = (
    pushes_that_nobody_picks,
    pushes_that_everybody_picks,
    removals_that_overlap,
    results_that_nobody_knows,
    tokens_that_nobody_told_of,
    moves_that_are_open,
    moves_of_one_tracker,
    moves_that_nobody_knows,
    calls_of_the_manager,
    sleepers_unseen,
    picks_unseen,
    dequeuers_unseen,
    winners_unseen,
    starts_unseen,
    containers_unseen,
    lines_in_no_order,
    independent_lines_in_no_order,
    moves_in_no_order,
    wide_worlds,
)

IN_NO_ORDER = frozenset(
    {
        pushes_that_nobody_picks,
        pushes_that_everybody_picks,
        removals_that_overlap,
        results_that_nobody_knows,
        tokens_that_nobody_told_of,
    }
)
"""Those that are another search where ids say nothing about the order of pushes."""
