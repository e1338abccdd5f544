"""Histories written as a few words a line, so that a test shows what happens at a glance.

`a queue_slot` is a call, `a queue_slot -> token=0` its return; `!` in the place of `->` is a return
without effect, `?` one that nobody knows more of.
"""

import shlex
from collections.abc import Sequence

import msgspec

from slotq.formats.history_lines import ANY_LINE, Line

_TYPES = {"->": "ok", "!": "fail", "?": "info"}
_NUMBERS = {"token", "slot", "live_dequeuer_threads"}
_TRUTH = {"true": True, "false": False}
_NAMED = {
    "start_dequeuer": "dequeuer",
    "dequeue": "dequeuer",
    "cancel": "dequeuer",
    "acquire_slot": "token",
    "wait_trigger": "token",
    "close_slot": "token",
    "wait_closed": "token",
    "evict": "container",
    "get_queue": "key",
    "delete_queue": "queue",
    "signal": "queue",
}


def script(text: str) -> list[Line]:
    """Read a history."""
    return [_line(shlex.split(line)) for line in text.splitlines() if line.strip()]


def _line(words: Sequence[str]) -> Line:
    process, f, *rest = words
    said: dict[str, object] = {"process": process, "f": f, "type": "invoke"}
    if rest and rest[0] in _TYPES:
        said["type"] = _TYPES[rest.pop(0)]
    for word in rest:
        name, _, value = word.rpartition("=")
        name = name or _NAMED[f]
        said[name] = int(value) if name in _NUMBERS else _TRUTH.get(value, value)
    line: Line = msgspec.convert(said, ANY_LINE)
    return line
