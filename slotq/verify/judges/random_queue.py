"""Random small histories: runs of the machine as clients see them, and invented ones."""

# ruff: noqa: PLR2004, S311
# How likely something is, is said where it happens; nothing here is secret.

import random
from collections.abc import Sequence

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
)
from slotq.machine.slot_queue_steps import NO_CLIENT, NO_TOKEN
from slotq.oracle.history.all_orders import Machine, State
from slotq.verify.judges.damaged_histories import DEQUEUERS, PROCESSES, damaged

MOST_UNKNOWN = 2


def run(chance: random.Random, calls: int) -> list[Line]:
    """Let the machine run at random, and write down what clients see."""
    return _Run(chance).run(calls)


class _Run:
    # A run of the machine, and the lines so far.

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        few = MOST_UNKNOWN * (chance.random() < 0.2)
        self._unknown = [chance.choice(PROCESSES) for _ in range(few)]
        self._machine = Machine(PROCESSES, DEQUEUERS, self._unknown)
        self._state = self._machine.init
        self._wrong = chance.choice((0.0, 0.0, 0.3, 0.6))
        self.lines: list[Line] = []

    def run(self, calls: int) -> list[Line]:
        haste = self._chance.choice((0.4, 0.7, 0.9))
        if self._chance.random() < 0.8:
            for process, dequeuer in zip(PROCESSES, DEQUEUERS, strict=True):
                self._write(StartDequeuer("invoke", process, dequeuer=dequeuer))
                self._state = next(iter(self._machine.steps(self._state)))
                self._write(StartDequeuer("ok", process))
        for _ in range(calls * 100):
            if self._chance.random() < haste:
                self._step()
            elif sum(line.type == "invoke" for line in self.lines) == calls:
                break
            else:
                self._line(self._chance.randrange(len(PROCESSES)))
        return self.lines

    def _step(self) -> None:
        unseen = list(self._machine.steps(self._state))
        if unseen:
            self._state = self._chance.choice(unseen)
        if self._chance.random() < self._wrong:
            self._state = _with_another_offer(self._chance, self._state)

    def _line(self, place: int) -> None:
        process, opened = PROCESSES[place], self._state.calls[place]
        if opened is None:
            self._write(_call(self._chance, place, self._state))
            return
        line = _return(self._chance, opened.line, process, opened.result)
        passes = isinstance(line, Dequeue | WaitTrigger | WaitClosed)
        if line.type != "info":
            self._write(line)
        elif process in self._unknown and self._write(line) and not passes:
            self._unknown.remove(process)

    def _write(self, line: Line) -> bool:
        after = self._machine.apply(self._state, line)
        if after is None:
            return False
        self._state = after
        self.lines.append(line)
        return True


def _with_another_offer(chance: random.Random, state: State) -> State:
    # What no queue should do: offer any token that there is.
    dequeuers = tuple(
        dequeuer._replace(offer=chance.randrange(state.queue.next_id))
        if dequeuer.offer != NO_TOKEN and chance.random() < 0.5
        else dequeuer
        for dequeuer in state.queue.dequeuers
    )
    return state._replace(queue=state.queue._replace(dequeuers=dequeuers))


def _call(chance: random.Random, place: int, state: State) -> Line:
    process = PROCESSES[place]
    queue = state.queue
    kind = chance.choices(
        (QueueSlot, StartDequeuer, Dequeue, AcquireSlot, Cancel, WaitTrigger, CloseSlot, Evict),
        (6, 0.5, 9, 12, 0.7, 0.5, 0.5, 0.2),
    )[0]
    if kind is WaitTrigger and chance.random() < 0.3:
        return WaitClosed("invoke", process, token=_token(chance, queue.next_id, ~0))
    if kind in (AcquireSlot, CloseSlot) and not queue.clients[place].known:
        kind = Dequeue
    if kind in (AcquireSlot, WaitTrigger, CloseSlot):
        known = queue.clients[place].known
        if kind is CloseSlot:
            known = sum(1 << token for token, winner in state.winners if winner == process)
        return kind("invoke", process, token=_token(chance, queue.next_id, known))
    if kind in {StartDequeuer, Dequeue, Cancel}:
        wanted = place if kind is Dequeue else NO_CLIENT if kind is StartDequeuer else None
        names = [
            name
            for name, dequeuer in zip(DEQUEUERS, queue.dequeuers, strict=True)
            if wanted in (None, dequeuer.owner)
        ]
        return kind("invoke", process, dequeuer=chance.choice(names or DEQUEUERS))
    if kind is Evict:
        return Evict("invoke", process, container=chance.choice(PROCESSES))
    return kind("invoke", process)


def _token(chance: random.Random, tokens: int, wanted: int) -> int:
    numbers = [token for token in range(tokens) if wanted >> token & 1]
    return chance.choice(numbers) if numbers and chance.random() < 0.95 else 0


def _return(chance: random.Random, call: Line, process: str, result: int | str) -> Line:
    kind = chance.choices(("ok", "fail", "info"), (20, 2, 1))[0]
    if kind == "ok" and isinstance(call, QueueSlot | Dequeue):
        return call.__class__("ok", process, token=result if isinstance(result, int) else None)
    if kind == "ok" and isinstance(call, WaitTrigger):
        return WaitTrigger("ok", process, reason=chance.choice(("trigger", "evict", "idle")))
    if kind == "fail" and isinstance(call, Dequeue):
        return Dequeue("fail", process, reason=chance.choice(("timeout", "ctx_done")))
    return call.__class__(kind, process)  # type: ignore[arg-type]


def invented(chance: random.Random, calls: int) -> list[Line]:
    """Make up what calls return, without a queue; knowledge and winners of tokens are kept."""
    lines: list[Line] = []
    opened: dict[str, Line] = {}
    known: dict[str, list[int]] = {process: [] for process in PROCESSES}
    for process, dequeuer in zip(PROCESSES, DEQUEUERS, strict=True):
        lines += StartDequeuer("invoke", process, dequeuer=dequeuer), StartDequeuer("ok", process)
    quick = chance.uniform(0.3, 1)
    for _ in range(2 * calls):
        places = [place for place, name in enumerate(PROCESSES) if name in opened]
        busy = [place for place in range(len(PROCESSES)) if place not in places]
        place = chance.choice(places if places and (not busy or chance.random() < quick) else busy)
        process = PROCESSES[place]
        call = opened.pop(process, None)
        if call is None:
            call = opened[process] = _invented_call(chance, place, known[process])
            lines.append(call)
        else:
            line = _invented_return(chance, call, lines)
            if isinstance(line, QueueSlot | Dequeue) and line.token is not None:
                known[process].append(line.token)
            lines.append(line)
    return lines


def _invented_call(chance: random.Random, place: int, known: list[int]) -> Line:
    process, dequeuer = PROCESSES[place], DEQUEUERS[place]
    kind = chance.choices(("queue", "dequeue", "acquire", "cancel"), (3, 6, 4, 0.3))[0]
    if kind == "queue":
        return QueueSlot("invoke", process)
    if kind == "cancel":
        return Cancel("invoke", process, dequeuer=dequeuer)
    if kind == "acquire" and known:
        token = known[max(chance.randrange(-1, len(known)), 0)]
        return AcquireSlot("invoke", process, token=token)
    return Dequeue("invoke", process, dequeuer=dequeuer)


def _invented_return(chance: random.Random, call: Line, lines: Sequence[Line]) -> Line:
    tokens = sum(isinstance(line, QueueSlot) and line.type == "invoke" for line in lines)
    if isinstance(call, QueueSlot):
        given = sum(isinstance(line, QueueSlot) and line.type == "ok" for line in lines)
        return QueueSlot("ok", call.process, token=given)
    if isinstance(call, Dequeue) and tokens:
        token = max(chance.randrange(tokens), chance.randrange(tokens))
        return Dequeue("ok", call.process, token=token)
    if isinstance(call, AcquireSlot):
        calls: dict[str, int | None] = {}
        won = set()
        for line in lines:
            if isinstance(line, AcquireSlot) and line.type == "invoke":
                calls[line.process] = line.token
            elif isinstance(line, AcquireSlot) and line.type == "ok":
                won.add(calls[line.process])
        return AcquireSlot("fail" if call.token in won else "ok", call.process)
    return (
        Dequeue("fail", call.process) if isinstance(call, Dequeue) else Cancel("ok", call.process)
    )


def watched(chance: random.Random, calls: int) -> list[Line]:
    """Make up what one dequeuer delivers while another process queues tokens and takes them back.

    So the order of one dequeuer's picks is often all that decides.
    """
    lines: list[Line] = []
    free: list[int] = []
    tokens = 0
    opened: dict[str, Line] = {}
    slow = chance.uniform(0.3, 0.9)
    starts = chance.randrange(calls)
    for turn in range(2 * calls):
        if turn == starts:
            lines += StartDequeuer("invoke", "a", dequeuer="d1"), StartDequeuer("ok", "a")
        process = "a" if turn > starts and chance.random() > slow else "b"
        call = opened.pop(process, None)
        if call is None and process == "a":
            call = opened[process] = Dequeue("invoke", "a", dequeuer="d1")
            lines.append(call)
        elif call is None:
            call = QueueSlot("invoke", "b")
            if free and chance.random() < 0.6:
                call = AcquireSlot("invoke", "b", token=free.pop(chance.randrange(len(free))))
            opened[process] = call
            lines.append(call)
        elif isinstance(call, QueueSlot):
            lines.append(QueueSlot("ok", "b", token=tokens))
            free.append(tokens)
            tokens += 1
        elif isinstance(call, AcquireSlot):
            lines.append(AcquireSlot("ok", "b"))
        elif tokens:
            lines.append(Dequeue("ok", "a", token=chance.randrange(max(tokens - 3, 0), tokens)))
        else:
            lines.append(Dequeue("fail", "a", reason="timeout"))
    return lines


def random_history(seed: int) -> list[Line]:
    """Make a small history that is always the same for a seed; many are illegal."""
    chance = random.Random(seed)
    kind = chance.random()
    if kind < 0.4:
        return watched(chance, chance.randrange(4, 16))
    if kind < 0.7:
        return invented(chance, chance.randrange(4, 14))
    lines = run(chance, chance.randrange(6, 18))
    return lines if chance.random() < 0.5 else damaged(chance, lines)
