"""A queue without processes, which answers at once: what a driver costs shows beside it.

With the argument `echo` it does not even think, and says what it is told.
"""

import sys

import msgspec

from slotq.oracle.conform.wire import Request

_decode = msgspec.json.Decoder(Request).decode
_encode = msgspec.json.Encoder().encode


class Eager:
    """Picks when it is asked to deliver."""

    def __init__(self) -> None:
        self.slots: list[int] = []
        self.tokens = 0
        self.won: set[int] = set()
        self.closed: set[int] = set()
        self.started: set[str] = set()
        self.done: set[str] = set()

    def answer(self, request: Request) -> dict[str, object]:  # noqa: C901  # a case for each call
        """Answer a question."""
        token, name = request.token or 0, request.dequeuer or ""
        ok: dict[str, object] = {}
        failed = False
        match request.do:
            case "start":
                ok = {"name": "eager", "can": ["queue"]}
            case "queue_slot":
                ok = {"token": self.tokens}
                self.slots.append(self.tokens)
                self.tokens += 1
            case "start_dequeuer":
                self.started.add(name)
            case "cancel":
                self.done.add(name)
            case "dequeue":
                failed = not self.slots or name in self.done
                ok = {"token": None if failed else self.slots[-1]}
            case "acquire_slot":
                failed = token in self.won
                self.won.add(token)
                self.slots = [each for each in self.slots if each != token]
            case "wait_trigger":
                failed = token not in self.won
                ok = {"reason": "trigger"}
            case "close_slot":
                failed = token in self.closed
                self.closed.add(token)
            case "wait_closed":
                failed = token not in self.closed
            case "quiesce":
                ok = {"live_dequeuer_threads": len(self.started - self.done)}
        return {"fail": {"reason": "timeout"}} if failed else {"ok": ok}


def main(*, echoes: bool) -> None:
    """Answer until there is nothing more."""
    queue = Eager()
    for line in sys.stdin.buffer:
        said = line
        if not echoes:
            request = _decode(line)
            if request.do == "reset":
                queue = Eager()
            said = _encode({"id": request.id} | queue.answer(request)) + b"\n"
        sys.stdout.buffer.write(said)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(echoes="echo" in sys.argv[1:])
