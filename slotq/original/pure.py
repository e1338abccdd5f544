"""The parts of the original that only compute: whether a container is needed, idleness, the key."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from slotq.errors import SlotqError
from slotq.evaluate.vectors import keys
from slotq.key import Call, get_slot_queue_key
from slotq.machine import scaling
from slotq.machine.scaling import Counted
from slotq.original.driver import Driver

_LARGEST = 2**64 - 1
_NEEDED = (0, 1, 2, 3, _LARGEST - 1, _LARGEST)
_IDLE = (0, 1, _LARGEST)
_BATCH = 4096
_EXTENSIONS = (b"", b"a", b"a\0b")
_WIRE = ("app_id", "syslog_url", "fn_id", "image")
_NUMBERS = ("timeout", "idle_timeout", "tmp_fs_size", "memory", "cpus")
_FIELDS = {
    "AppID": "app_id",
    "SyslogURL": "syslog_url",
    "FnID": "fn_id",
    "Image": "image",
    "Timeout": "timeout",
    "IdleTimeout": "idle_timeout",
    "TmpFsSize": "tmp_fs_size",
    "Memory": "memory",
    "CPUs": "cpus",
    "Config": "config",
    "Annotations": "annotations",
}


class ValueDiffersError(SlotqError):
    """The original computes another value."""


def compare_needed(driver: Driver) -> int:
    """Compare isNewContainerNeeded for counters around all turning points.

    Returns:
        How many vectors there were.

    Raises:
        ValueDiffersError: One has another answer.
    """
    bounds = scaling.Bounds(0, 0, 0)
    return _compare(
        driver, "needed", _NEEDED, lambda state: scaling.is_new_container_needed(state, bounds)
    )


def compare_idle(driver: Driver) -> int:
    """Compare isIdle, in the same way."""
    return _compare(driver, "idle", _IDLE, scaling.is_idle)


def _compare(driver: Driver, what: str, values: tuple[int, ...], answer: Any) -> int:  # noqa: ANN401  # a function of a state
    states = list(_snapshots(what, values))
    for begin in range(0, len(states), _BATCH):
        batch = states[begin : begin + _BATCH]
        counts = [
            {"request": [0, *state.sides[0].counts], "container": [0, *state.sides[1].counts]}
            for state in batch
        ]
        told = driver.ask({"do": what, "counts": counts}).truths
        for state, said in zip(batch, told, strict=True):
            if said != answer(state):
                message = f"{what} is {said} for {state.sides[0].counts}, {state.sides[1].counts}"
                raise ValueDiffersError(message)
    return len(states)


def _snapshots(what: str, values: tuple[int, ...]) -> Iterator[scaling.State]:
    """Vary the counters that matter, and each of the others alone."""
    requests, containers = ("none",), ("none",)
    if what == "needed":
        for wait, waits, start, idle, paused in product(values, repeat=5):
            yield _state(requests, containers, (wait, 0, 0), (waits, start, idle, paused, 0, 0))
    else:
        for wait, executes, *others in product(values, repeat=7):
            yield _state(requests, containers, (wait, executes, 0), (*others, 0))
    for place in range(9):
        counts = [0] * 9
        counts[place] = 1
        yield _state(requests, containers, tuple(counts[:3]), tuple(counts[3:]))


def _state(
    requests: tuple[str, ...],
    containers: tuple[str, ...],
    request: tuple[int, ...],
    container: tuple[int, ...],
) -> scaling.State:
    sides = Counted(requests, request), Counted(containers, container)
    return scaling.State(sides, (), signalled=False)


def compare_keys(driver: Driver) -> int:
    """Compare the key for all vectors, with extensions where this version takes them.

    Returns:
        How many calls there were.

    Raises:
        ValueDiffersError: One has another key.
    """
    calls = [(_call(record["call"]), b"") for record in keys()]
    takes = driver.ask({"do": "keys", "calls": []}).takes
    if takes:
        calls = [(call, extensions) for call, _ in calls for extensions in _EXTENSIONS]
    told = driver.ask({"do": "keys", "calls": [_written(*call) for call in calls]}).keys
    for (call, extensions), key in zip(calls, told, strict=True):
        if key != get_slot_queue_key(call, extensions):
            message = f"the key of {call} with extensions {extensions!r} is {key.hex()}"
            raise ValueDiffersError(message)
    return len(calls)


def _call(record: Mapping[str, Any]) -> Call:
    fields = {_FIELDS[name]: _bytes(value) for name, value in record.items()}
    return Call(**fields)


def _bytes(value: Any) -> Any:  # noqa: ANN401  # text, a number, or a map of texts
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, dict):
        return {name.encode(): text.encode() for name, text in value.items()}
    return value


def _written(call: Call, extensions: bytes) -> dict[str, Any]:
    return {
        "texts": [getattr(call, name) for name in _WIRE],
        **{name: getattr(call, name) for name in _NUMBERS},
        "config": list(call.config.items()),
        "annotations": list(call.annotations.items()),
        "extensions": extensions,
    }
