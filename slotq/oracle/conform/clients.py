"""What the clients of a driver know, whose calls overlap: so, which calls each may make."""

from collections.abc import Iterator

from slotq.oracle.conform.call_schedule import Step
from slotq.oracle.conform.calls import NOBODY, OK, Answer, Call
from slotq.oracle.conform.candidates import Size

Caller = tuple[str, int]
"""The maker of a call: a client, or the canceller of a dequeuer."""
_RARE = 3  # how much more often to draw what seldom shows


def caller_of(call: Call) -> Caller:
    """Name the process that makes a call; each makes one at a time."""
    return ("d", call.dequeuer) if call.do == "cancel" else ("p", call.client)


class Clients:
    """The clients after the answers that have come.

    Args:
        size: How much they may use.

    Attributes:
        running: The dequeuers that were started and not cancelled.
    """

    def __init__(self, size: Size) -> None:
        self._size = size
        self._queued = 0
        self._known: list[set[int]] = [set() for _ in range(size.clients)]
        self._owners: dict[int, int] = {}
        self._winners: dict[int, int] = {}
        self._cancelled: set[int] = set()
        self._tried: set[int] = set()  # tokens that somebody has tried to win
        self.running: set[int] = set()

    def may(self, call: Call) -> bool:
        """Say whether its client may make a call, once its last one has returned."""
        if not (call.client < self._size.clients and call.dequeuer < self._size.dequeuers):
            return False
        match call.do:
            case "queue_slot":
                may = self._queued < self._size.tokens
            case "start_dequeuer":
                may = call.dequeuer not in self._owners
            case "dequeue":
                may = self._owners.get(call.dequeuer) == call.client
            case "cancel":
                may = True
            case "close_slot":
                may = self._winners.get(call.token) == call.client
            case _:
                may = call.token in self._known[call.client]
        return may

    def called(self, call: Call) -> None:
        """Note that a call was made."""
        if call.do == "queue_slot":
            self._queued += 1
        elif call.do == "start_dequeuer":
            self._owners[call.dequeuer] = call.client
            self.running |= {call.dequeuer} - self._cancelled
        elif call.do == "acquire_slot":
            self._tried.add(call.token)
        elif call.do == "cancel":
            self._cancelled.add(call.dequeuer)
            self.running.discard(call.dequeuer)

    def returned(self, call: Call, answer: Answer) -> None:
        """Note how a call has returned."""
        if call.do in {"queue_slot", "dequeue"} and isinstance(answer.value, int):
            self._known[call.client].add(answer.value)
        elif call.do == "acquire_slot" and answer == OK:
            self._winners[call.token] = call.client

    def calls(self) -> Iterator[Call]:
        """List the calls that may be made."""
        for client, known in enumerate(self._known):
            if self._queued < self._size.tokens:
                yield Call("queue_slot", client)
            for number in range(self._size.dequeuers):
                owner = self._owners.get(number, NOBODY)
                if owner == NOBODY:
                    yield Call("start_dequeuer", client, number)
                    break  # which of those that nobody has started is all the same
            for number, owner in self._owners.items():
                if owner == client:
                    yield Call("dequeue", client, number)
            for token in sorted(known):
                yield Call("acquire_slot", client, token=token)
                yield Call("wait_trigger", client, token=token)
        for number in sorted(self.running):
            yield Call("cancel", dequeuer=number)

    def rushes(self) -> Iterator[list[Step]]:
        """List what several clients may do at once about one thing, and what leads there."""
        new = min(set(range(self._size.dequeuers)) - self._owners.keys(), default=NOBODY)
        for token in sorted(set().union(*self._known) - self._tried):
            knowing = [client for client, known in enumerate(self._known) if token in known]
            yield [
                Step(Call("acquire_slot", client, token=token), stays_open=True)
                for client in knowing
            ]
            if len(knowing) > 1 and new != NOBODY:
                # A client that loses asks a new dequeuer, while the winner continues.
                first, second = knowing[:2]
                rush = [
                    Step(Call("wait_trigger", first, token=token), stays_open=True),
                    Step(Call("acquire_slot", second, token=token), stays_open=True),
                    Step(Call("start_dequeuer", first, new)),
                    Step(Call("dequeue", first, new)),
                ]
                yield from [rush] * _RARE
        if new != NOBODY and self._queued < self._size.tokens:
            # A new token that two know.
            first, second = new % self._size.clients, (new + 1) % self._size.clients
            start, ask = Call("start_dequeuer", second, new), Call("dequeue", second, new)
            yield [Step(Call("queue_slot", first)), Step(start), Step(ask)]
        if self._owners:
            asked = [Call("dequeue", owner, number) for number, owner in self._owners.items()]
            yield [Step(call, stays_open=True) for call in asked]
