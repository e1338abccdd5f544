"""Reads the state of a controlled world from its live objects and frames.

The state is, for each process, the chain of its calls, each with the place where it stands and the
values of its live locals, the primitive that it stopped in included; and the contents of whatever
the processes share. Nothing is taken from what the code says about itself: names of steps, and
what is reported with them, never count.

A process that did not move is not read again, and equal parts are kept as equal small numbers:
that is what makes reading fast.
"""

from typing import Any, NamedTuple

from slotq.schedule.encoding import UNBOUND, Encoder, Record
from slotq.schedule.places import Place, Places
from slotq.schedule.processes import Process
from slotq.schedule.world import World

Key = tuple[Any, ...]


class Frame(NamedTuple):
    """A call that a process is in.

    Attributes:
        function: The function's qualified name.
        line: Where it stands.
        locals: The values of its live locals.
    """

    function: str
    line: int
    locals: dict[str, Any]


class RawState(NamedTuple):
    """A state of the code, as read.

    Attributes:
        processes: The calls that each process is in, the innermost first; none once it has ended.
        objects: The fields of each shared object.
        flags: Which shared flags are set.
        signals: Which shared signals are closed.
        sleepers: Who sleeps on each condition.
        holders: Who holds each lock.
    """

    processes: dict[str, tuple[Frame, ...]]
    objects: dict[str, dict[str, Any]]
    flags: dict[str, bool]
    signals: dict[str, bool]
    sleepers: dict[str, tuple[str, ...]]
    holders: dict[str, str | None]


class Reader:
    """Reads worlds that run the same program, so that equal states have equal keys.

    Args:
        places: Where functions stop.
    """

    def __init__(self, places: Places | None = None) -> None:
        self.places = places or Places()
        self._numbers: dict[Key, int] = {}
        self._parts: list[Key] = []

    def number(self, part: Key) -> int:
        """Number a part of a state; equal parts have equal numbers."""
        found = self._numbers.setdefault(part, len(self._parts))
        if found == len(self._parts):
            self._parts.append(part)
        return found

    def state(self, key: Key) -> RawState:
        """Write a state out."""
        parts = self._parts
        processes, records, flags, signals, conditions, locks = parts[key[0]]
        values = iter(key[1:])
        return RawState(
            {name: tuple(map(_frame, parts[next(values)])) for name in processes},
            {name: dict(parts[next(values)]) for name in records},
            {name: next(values) for name in flags},
            {name: next(values) for name in signals},
            {name: next(values) for name in conditions},
            {name: next(values) for name in locks},
        )


def _frame(encoded: tuple[Any, ...]) -> Frame:
    place: Place = encoded[0]
    return Frame(
        place.function, place.line, dict(zip(place.names, encoded[1:], strict=True))
    )


class Reading:
    """The reading of one world."""

    def __init__(self, reader: Reader, world: World) -> None:
        self._reader = reader
        self._world = world
        self._encoder = Encoder()
        self._codes: dict[str, int] = {}
        self._names: list[str] = []
        self._layout = -1
        for name, root in world.roots.items():
            self._encoder.share(root, name)

    def key(self) -> Key:
        """Read the state, after every transition."""
        moved = self._world.moved
        for process in moved:
            if process.name not in self._codes:
                self._share_process(process)
        records = self._read_records()
        for process in moved:
            self._read_process(process)
        moved.clear()
        codes = self._codes
        encoder = self._encoder
        return (
            self._layout,
            *[codes[name] for name in self._names],
            *records,
            *[flag.value for flag in encoder.flags],
            *[signal.closed for signal in encoder.signals],
            *[
                tuple(sorted([process.name for process in condition.sleepers]))
                for condition in encoder.conditions
            ],
            *[lock.holder and lock.holder.name for lock in encoder.locks],
        )

    def _share_process(self, process: Process) -> None:
        self._codes[process.name] = -1
        self._encoder.name_process(process)
        self._encoder.share(process.function, process.group)

    def _read_records(self) -> list[int]:
        encoder = self._encoder
        while True:
            numbers = [
                record.number if record.is_read() else self._read_record(record)
                for record in encoder.records
            ]
            if not encoder.is_changed:
                return numbers
            encoder.lay_out()
            self._names = sorted(self._codes)
            self._layout = self._reader.number((tuple(self._names), *encoder.names_by_kind()))

    def _read_record(self, record: Record) -> int:
        record.number = self._reader.number(self._encoder.encode_record(record))
        return record.number

    def _read_process(self, process: Process) -> None:
        encoder = self._encoder
        encoder.begin()
        places = self._reader.places
        encode = encoder.encode
        frames = []
        frame = process.frame()
        while frame is not None:
            code = frame.f_code
            lasti = frame.f_lasti
            by_position = places.of(code)
            if by_position is not None:
                place = by_position.get(lasti) or places.add(code, lasti)
                names = place.names
                if names:
                    values = frame.f_locals
                    frames.append(
                        (place, *[encode(values.get(name, UNBOUND)) for name in names])
                    )
                else:
                    frames.append((place,))
            frame = frame.f_back
        self._codes[process.name] = self._reader.number(tuple(frames))
