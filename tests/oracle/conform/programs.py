"""Programs to be driven: `python -m tests.oracle.conform.programs NAME`.

Broken queues are the reference with one thing wrong. Hostile programs answer rightly until the
first reset, and then do one thing that no program should.
"""

import json
import os
import sys
import time
from collections.abc import Callable

from slotq.oracle.conform import reference_program
from slotq.oracle.conform.calls import PARAMETERS
from slotq.primitives import Primitives
from slotq.queue import SlotQueue, SlotToken
from tests.schedule import broken


class NobodyWakes(SlotQueue):
    """Wakes nobody when a slot is queued."""

    def queue_slot(self, slot: object) -> SlotToken:
        """Do it wrong."""
        token = SlotToken(self, slot, self._primitives)  # type: ignore[arg-type]
        with self._lock:
            token.id = self._next_id
            self._slots.append(token)
            self._next_id += 1
        return token


class AlwaysWins(SlotQueue):
    """Lets everybody win."""

    def acquire_slot(self, token: SlotToken) -> bool:
        """Do it wrong."""
        super().acquire_slot(token)
        return True


class IdsFromOne(SlotQueue):
    """Counts tokens from one."""

    def __init__(self, key: str, primitives: Primitives) -> None:
        super().__init__(key, primitives)
        self._next_id = 1


class RemovesBySwap(SlotQueue):
    """Fills the place of a removed token with the oldest one, which shows with three tokens."""

    def _remove(self, token: SlotToken) -> bool:
        places = [place for place, listed in enumerate(self._slots) if listed.id == token.id]
        for place in places:
            self._slots[place] = self._slots[0]
            del self._slots[0]
        return bool(places)


BROKEN: dict[str, Callable[[str, Primitives], SlotQueue]] = {
    each.__name__: each
    for each in (
        broken.PicksOldest,
        broken.PickRemoves,
        broken.WakesNobody,
        broken.RemovesLast,
        NobodyWakes,
        AlwaysWins,
        IdsFromOne,
    )
}
WITH_THREE: dict[str, Callable[[str, Primitives], SlotQueue]] = {"RemovesBySwap": RemovesBySwap}
"""Those that take three tokens to show."""
START = b'{"id":1,"ok":{"name":"hostile","can":["queue"]}}\n'


def _say(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _say_and(data: bytes, then: Callable[[], object]) -> None:
    _say(data)
    then()


def _wait_for_ever() -> None:
    while True:
        time.sleep(60)


def _close_output() -> None:
    os.close(1)
    _wait_for_ever()


HOSTILE: dict[str, tuple[str, Callable[[], object]]] = {
    "silence": ("SQ311", _wait_for_ever),
    "half a line": ("SQ311", lambda: _say_and(b'{"id":2', _wait_for_ever)),
    "exit": ("SQ312", lambda: os._exit(3)),
    "crash": ("SQ312", os.abort),
    "closed output": ("SQ312", _close_output),
    "garbage": ("SQ313", lambda: _say(b"\xff\x00{\n")),
    "nesting": ("SQ313", lambda: _say(b"[" * 50_000 + b"\n")),
    "two answers in one": ("SQ313", lambda: _say(b'{"id":2,"ok":{},"fail":{}}\n')),
    "cut line": ("SQ314", lambda: _say_and(b'{"id":2,"o', lambda: os._exit(0))),
    "endless line": ("SQ315", lambda: _say(b"x" * 1_000_000)),
    "long line": ("SQ315", lambda: _say(b'{"id":2,"ok":{}}' + b" " * 65_536 + b"\n")),
    "another id": ("SQ316", lambda: _say(b'{"id":99,"ok":{}}\n')),
    "two lines": ("SQ317", lambda: _say_and(b'{"id":2,"ok":{}}\nhello\n', sys.stdin.readline)),
}


def answer_nothing() -> None:
    """Have no call."""
    for line in sys.stdin:
        question = json.loads(line)
        answer: dict[str, object] = (
            {"unimplemented": True} if question["do"] in PARAMETERS else {"ok": {}}
        )
        said = json.dumps({"id": question["id"]} | answer).encode() + b"\n"
        _say(START if question["do"] == "start" else said)


def main(name: str) -> None:
    """Be one of them."""
    if name in BROKEN | WITH_THREE:
        reference_program.main((BROKEN | WITH_THREE)[name], name)
    elif name in HOSTILE:
        sys.stdin.readline()
        _say(START)
        sys.stdin.readline()
        HOSTILE[name][1]()
    elif name == "no calls":
        answer_nothing()
    else:
        sys.stdin.readline()
        _say(b"I am no such program\n")


if __name__ == "__main__":
    main(sys.argv[1])
