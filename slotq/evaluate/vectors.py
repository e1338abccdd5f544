"""Records of the pure functions, at their boundaries: what another implementation computes too.

Each kind of `slotq eval` has its records. They are made by rules, so that a reader of the rules
knows what is covered; the answers are the reference's.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import msgspec

from slotq.evaluate.answers import Evaluator, Kind
from slotq.formats.trace_lines import LARGEST

Record = dict[str, Any]
_INT32 = (-(2**31), -1, 0, 1, 2**31 - 1)
_UINT32 = (0, 1, 2**31, 2**32 - 1)
_UINT64 = (0, 1, 2**32, 2**63, LARGEST)
_ACUTE = "\N{LATIN SMALL LETTER E WITH ACUTE}"
_DECOMPOSED = "e\N{COMBINING ACUTE ACCENT}"  # the same letter after normalisation
_TEXTS = ("", "a", "ab", "\0", " ", "\N{GRINNING FACE}")
_LIGATURE = "\N{LATIN SMALL LIGATURE FI}"
_VERBATIM = ("aB", " a\t", "a\r\n", _ACUTE, _DECOMPOSED, _LIGATURE, "0", "%41", "a=b")
"""Texts that an encoder which changes letters, spaces or escapes would not leave as they are."""
_ORDERS: dict[str, tuple[str, ...]] = {
    "bytes, not insertion": ("b", "a"),
    "bytes, not UTF-16": ("\N{GRINNING FACE}", "\N{FULLWIDTH TILDE}"),
    "bytes, not letters without their case": ("a", "B"),
    "bytes, between two cases": ("a", "_", "A"),
    "bytes without a sign": (_ACUTE, "a"),
    "bytes, not numbers": ("9", "10"),
    "bytes, not the numbers in a text": ("a9", "a10"),
    "bytes, not length": ("b", "aa"),
    "bytes, not letters without punctuation": ("aa", "a-b"),
    "bytes, not composed letters": ("f", _DECOMPOSED),
    "bytes, not decomposed letters": (_ACUTE, "f"),
    "bytes, where one is the start of another": ("a", "ab", ""),
    "bytes, not a language": ("\N{LATIN SMALL LETTER A WITH DIAERESIS}", "z"),
}
"""Keys, by what their order tells from another one; in none of them are they sorted."""
_STATES = (-(2**63), -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 2**63 - 1)
_REQUEST_STATES = range(5)
_CONTAINER_STATES = range(8)


def keys() -> Iterator[Record]:
    """Calls: each field at its boundaries alone, and pairs that meet in the encoding."""
    yield {"note": "nothing", "call": {}}
    for field in ("AppID", "SyslogURL", "FnID", "Image"):
        for text in (*_TEXTS[1:], *_VERBATIM):
            yield {"note": f"{field} alone", "call": {field: text}}
    numbers: dict[str, tuple[int, ...]] = {
        "Timeout": _INT32,
        "IdleTimeout": _INT32,
        "TmpFsSize": _UINT32,
        "Memory": _UINT64,
        "CPUs": _UINT64,
    }
    for field, values in numbers.items():
        for number in values:
            yield {"note": f"{field} at a boundary", "call": {field: number}}
    for field in ("Config", "Annotations"):
        for key, value in product(_TEXTS[:4], _TEXTS[:4]):
            yield {"note": f"one of {field}", "call": {field: {key: value}}}
        for text in _VERBATIM:
            yield {"note": f"{field}: kept byte for byte", "call": {field: {text: text}}}
        for order, names in _ORDERS.items():
            # An order by values is that of the keys as they stand here, which is a wrong one.
            members = {name: str(place) for place, name in enumerate(names)}
            yield {"note": f"{field} sorted by {order}", "call": {field: members}}
        yield {"note": f"{field}: empty values", "call": {field: {"b": "", "a": "", "c": "1"}}}
    yield {"note": "these two share a key", "call": {"AppID": "a\0b", "SyslogURL": ""}}
    yield {"note": "these two share a key", "call": {"AppID": "a", "SyslogURL": "b\0"}}
    yield {"note": "these two share a key", "call": {"Config": {"a": "b\0c\0d"}}}
    yield {"note": "these two share a key", "call": {"Config": {"a": "b", "c": "d"}}}


def annotations() -> Iterator[Record]:
    """Annotations as JSON text: what is kept of each value, byte for byte."""
    texts = (
        "null",
        "{}",
        ' { "a" : 1 } ',
        '{"a":1.0}',
        '{"a":1e5}',
        '{"a":-0}',
        '{"a":"\\u0041"}',
        '{"\\u0061":1}',
        '{"a":1,"a":2}',
        '{"b":1,"a":2}',
        '{"a": [ 1 , { "b" : null } ] }',
        '{"a":{"b":[]}}',
        '{"a":"x y"}',
        '{"a":true,"b":false}',
        '{"a":"\\/"}',
        '{"\\ud800":1}',
        '{"":""}',
    )
    for text in texts:
        yield {"note": "annotations from text", "annotations_json": text}


def scaling() -> Iterator[Record]:
    """Snapshots: all small ones of what matters, thresholds of one, and sums that wrap."""
    for wait, idle, paused, start, waits in product(range(3), repeat=5):
        container = {"wait": waits, "start": start, "idle": idle, "paused": paused}
        yield {"note": "small", "request": {"wait": wait}, "container": container}
    for field in ("none", "exec", "done"):
        yield {"note": f"request {field} alone", "request": {field: 1}, "container": {}}
    for field in ("none", "wait", "start", "idle", "paused", "busy", "done"):
        yield {"note": f"container {field} alone", "request": {}, "container": {field: 1}}
    for one, other in (("idle", "paused"), ("start", "wait")):
        for first, second in ((LARGEST, 1), (1, LARGEST), (LARGEST, LARGEST), (2**63, 2**63)):
            for wait in (0, 1, 2, LARGEST):
                counts = {one: first, other: second}
                note = f"{one} and {other} wrap"
                yield {"note": note, "request": {"wait": wait}, "container": counts}
    for wait in (LARGEST, LARGEST - 1):
        for starting in (LARGEST - 1, LARGEST):
            counts = {"start": starting}
            yield {"note": "at the top", "request": {"wait": wait}, "container": counts}


def counters() -> Iterator[Record]:
    """Calls on counters: each state number, wrap-around, and every pair of moves of a tracker."""
    yield {"note": "nothing", "ops": []}
    for op in ("enter_request", "exit_request", "enter_container", "exit_container"):
        for state in _STATES:
            yield {"note": f"one {op}", "ops": [{"op": op, "state": state}]}
    for what, states in (("request", _REQUEST_STATES), ("container", _CONTAINER_STATES)):
        for first, second in product(states, repeat=2):
            ops = [{"op": f"update_{what}", "obj": 1, "state": state} for state in (first, second)]
            yield {"note": f"two moves of a {what}", "ops": ops}
        wrap = [{"op": f"exit_{what}", "state": 1}, {"op": f"enter_{what}", "state": 1}]
        yield {"note": "below zero and back", "ops": wrap}
    two: list[Record] = [{"op": "update_container", "obj": obj, "state": 3} for obj in (1, 2)]
    yield {"note": "two trackers", "ops": [*two, {"op": "update_request", "obj": 1, "state": 1}]}


def manager() -> Iterator[Record]:
    """Calls on a manager: what keeps a queue, and handles of queues that are gone."""
    get, again = {"op": "get", "key": "a"}, {"op": "get", "key": "b"}
    delete = {"op": "delete", "q": 1}
    yield {"note": "found again", "ops": [get, get, again, get]}
    yield {"note": "deleted and made again", "ops": [get, delete, get]}
    yield {"note": "deleted twice", "ops": [get, delete, delete]}
    yield {
        "note": "an old handle deletes the new queue of its key",
        "ops": [get, delete, get, {"op": "enter_request", "q": 2, "state": 1}, delete, get],
    }
    for what, states in (("request", _REQUEST_STATES), ("container", _CONTAINER_STATES)):
        for state in states:
            enter = {"op": f"enter_{what}", "q": 1, "state": state}
            leave = {"op": f"exit_{what}", "q": 1, "state": state}
            asked = {"op": "is_idle", "q": 1}
            ops = [get, enter, asked, delete, leave, asked, delete, get]
            yield {"note": f"a {what} in state {state}", "ops": ops}
    yield {
        "note": "deleted before the request is counted",
        "ops": [get, delete, {"op": "enter_request", "q": 1, "state": 1}, get],
    }


FILES: dict[str, tuple[Kind, Callable[[], Iterator[Record]]]] = {
    "keys": (Kind.SLOT_QUEUE_KEY, keys),
    "annotations": (Kind.SLOT_QUEUE_KEY, annotations),
    "needed": (Kind.IS_NEW_CONTAINER_NEEDED, scaling),
    "idle": (Kind.IS_IDLE, scaling),
    "counters": (Kind.COUNTERS, counters),
    "manager": (Kind.MANAGER, manager),
}


def vectors(name: str) -> Iterator[Record]:
    """Make the records of a file, each with the reference's answer next to the question."""
    kind, make = FILES[name]
    evaluator = Evaluator(kind)
    for number, record in enumerate(make(), 1):
        question = {"id": f"{name}-{number}", **record}
        answer = msgspec.json.decode(evaluator.answer(msgspec.json.encode(question)))
        yield question | answer
