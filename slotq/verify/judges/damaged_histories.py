"""Histories of a queue in which something is changed, so that they are perhaps illegal."""

# Nothing here is secret.

import random
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from slotq.formats.history_lines import Dequeue, Line, QueueSlot, WaitTrigger

PROCESSES = ("a", "b", "c")
DEQUEUERS = ("d1", "d2", "d3")


def well_formed(lines: Sequence[Line]) -> bool:
    """Whether every return answers the open call of its process."""
    opened: dict[str, Line] = {}
    for line in lines:
        if line.type == "invoke":
            if line.process in opened:
                return False
            opened[line.process] = line
        elif opened.pop(line.process, None).__class__ is not line.__class__:
            return False
        if line.type == "ok" and isinstance(line, QueueSlot | Dequeue) and line.token is None:
            return False
    return True


def _moved(chance: random.Random, lines: list[Line]) -> None:
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randrange(len(lines) + 1), line)


def _swapped(chance: random.Random, lines: list[Line]) -> None:
    place = chance.randrange(len(lines) - 1)
    lines[place : place + 2] = lines[place + 1], lines[place]


def _dropped(chance: random.Random, lines: list[Line]) -> None:
    place = chance.randrange(len(lines))
    line = lines.pop(place)
    if line.type == "invoke":
        for later in range(place, len(lines)):
            if lines[later].process == line.process:
                del lines[later]
                return


def _changed(chance: random.Random, lines: list[Line]) -> None:
    place = chance.randrange(len(lines))
    line = lines[place]
    if getattr(line, "token", None) is not None:
        lines[place] = replace(line, token=chance.randrange(4))
    elif line.type == "invoke" and getattr(line, "dequeuer", None) is not None:
        lines[place] = replace(line, dequeuer=chance.choice(DEQUEUERS))


def _reversed(chance: random.Random, lines: list[Line]) -> None:
    place = chance.randrange(len(lines))
    line = lines[place]
    if line.type != "invoke":
        token = chance.randrange(3) if isinstance(line, QueueSlot | Dequeue) else None
        reason = "trigger" if isinstance(line, WaitTrigger) else None
        if isinstance(line, Dequeue):
            reason = chance.choice(("timeout", "ctx_done"))
        kind = chance.choice(("ok", "fail", "info"))
        changes: dict[str, object] = {"type": kind}
        if hasattr(line, "token"):
            changes["token"] = token if kind == "ok" else None
        if hasattr(line, "reason"):
            changes["reason"] = reason
        lines[place] = replace(line, **changes)


DAMAGES: tuple[Callable[[random.Random, list[Line]], None], ...] = (
    _moved,
    _moved,
    _swapped,
    _swapped,
    _swapped,
    _dropped,
    _changed,
    _reversed,
)


def damaged(chance: random.Random, lines: Sequence[Line]) -> list[Line]:
    """Change something about a history, so that it is still well-formed and perhaps illegal."""
    while True:
        changed = list(lines)
        for _ in range(chance.choice((1, 2, 3, 6))):
            chance.choice(DAMAGES)(chance, changed)
        if changed and well_formed(changed):
            return changed
