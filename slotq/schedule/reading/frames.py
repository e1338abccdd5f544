"""Reads the state of a controlled world from its live objects and frames.

The state is, for each process, the chain of its calls, each with the place where it stands and the
values of its live locals, the primitive that it stopped in included; and the contents of whatever
the processes share. Nothing is taken from what the code says about itself: names of steps, and
what is reported with them, never count.

A process that did not move is not read again, and equal parts are kept as equal small numbers:
that is what makes reading fast.
"""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any, NamedTuple

from slotq.schedule.engine.controlled import Condition, Lock
from slotq.schedule.engine.processes import Process
from slotq.schedule.engine.world import World
from slotq.schedule.reading.catalogue import SORTS, UNREAD, Catalogue, Record
from slotq.schedule.reading.encoding import Encoder
from slotq.schedule.reading.stops import Places

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
        sleepers: The processes that sleep on each condition.
        holders: The holder of each lock.
    """

    processes: dict[str, tuple[Frame, ...]]
    objects: dict[str, dict[str, Any]]
    flags: dict[str, bool]
    signals: dict[str, bool]
    sleepers: dict[str, tuple[str, ...]]
    holders: dict[str, str | None]


def differing(one: RawState, other: RawState) -> list[str]:
    """Say in which parts two states differ."""
    found = []
    for kind in RawState._fields:
        before: dict[str, object] = getattr(one, kind)
        after: dict[str, object] = getattr(other, kind)
        names = sorted(before.keys() | after.keys())
        found += [f"{kind} {name}" for name in names if before.get(name) != after.get(name)]
    return found


class Reader:
    """Reads worlds that run the same program, so that equal states have equal keys.

    Args:
        places: Where functions stop.
    """

    def __init__(self, places: Places | None = None) -> None:
        self.places = places or Places()
        self.catalogue = Catalogue()
        self._numbers: dict[Key, int] = {}
        self._parts: list[Key] = []
        self.ended = self.number(((),))
        self._frames_of: dict[int, tuple[Frame, ...]] = {}
        self._contents_of: dict[int, dict[str, Any]] = {}

    def number(self, part: Key) -> int:
        """Number a part of a state; equal parts have equal numbers."""
        found = self._numbers.setdefault(part, len(self._parts))
        if found == len(self._parts):
            self._parts.append(part)
        return found

    def _frames(self, number: int) -> tuple[Frame, ...]:
        found = self._frames_of.get(number)
        if found is None:
            found = self._frames_of[number] = tuple(_frames(self._parts[number]))
        return found

    def _contents(self, number: int) -> dict[str, Any]:
        found = self._contents_of.get(number)
        if found is None:
            fields, *values = self._parts[number]
            found = self._contents_of[number] = dict(zip(fields, values, strict=False))
        return found

    def state(self, key: Key) -> RawState:
        """Write a state out."""
        given, *rest = key
        values = iter(rest)
        arrangement = self.catalogue.arrangement(given)
        by_sort = [dict(zip(arrangement[sort], values, strict=False)) for sort in SORTS]
        processes, records, *others = by_sort
        return RawState(
            {name.removeprefix("process "): self._frames(code) for name, code in processes.items()},
            {name: self._contents(code) for name, code in records.items()},
            *others,
        )


def _frames(encoded: tuple[Any, ...]) -> Iterator[Frame]:
    places, *rest = encoded
    values = iter(rest)
    for place in places:
        yield Frame(place.function, place.line, {name: next(values) for name in place.names})


class Reading:
    """The reading of one world."""

    def __init__(self, reader: Reader, world: World) -> None:
        self._reader = reader
        self._world = world
        self._encoder = Encoder(reader.catalogue)
        self._codes: dict[Process, int] = {}
        self._encoder.share_roots(world)
        self._share_records()
        world.watch = self._notice

    def _notice(self) -> None:
        """Name what has been listed, after a step: it may be gone when the state is read next."""
        for record in self._encoder.lists:
            if record.has_changed():
                self._encoder.read_record(record)
                record.number = UNREAD

    def _share_records(self) -> None:
        """Name what hangs on what the world begins with."""
        encoder = self._encoder
        while encoder.arrange():
            for record in encoder.records():
                encoder.read_record(record)

    def name(self, value: object) -> str | None:
        """Return the name of an object, if it has one by now."""
        return self._encoder.name(value)

    def key(self) -> Key:
        """Read the state."""
        moved = self._world.moved
        encoder = self._encoder
        codes = self._codes
        for process in moved:
            if process not in codes:
                encoder.share(process, process.name)
                encoder.share(process.function, process.group)
        records = self._read_records()
        for process in moved:
            codes[process] = self._read_process(process)
        moved.clear()
        processes, _, flags, signals, conditions, locks = encoder.shared.values()
        return (
            encoder.given,
            *map(codes.__getitem__, processes),
            *records,
            *map(_value, flags),
            *map(_closed, signals),
            *map(_sleepers, conditions),
            *map(_holder, locks),
        )

    def _read_records(self) -> list[int]:
        encoder = self._encoder
        encoder.arrange()
        while True:
            numbers = [
                self._read_record(record)
                if record.number == UNREAD or record.has_changed()
                else record.number
                for record in encoder.shared["record"]
            ]
            if not encoder.arrange():
                return numbers

    def _read_record(self, record: Record) -> int:
        record.number = self._reader.number(self._encoder.encode_record(record))
        return record.number

    def _read_process(self, process: Process) -> int:
        encoder = self._encoder
        encoder.begin()
        known = self._reader.places.known
        places = []
        values: list[Any] = []
        frame = process.frame()
        if frame is None:
            return self._reader.ended
        while frame is not None and frame.f_code is not _LIVE:
            try:
                place = known[id(frame.f_code)][frame.f_lasti]
            except KeyError:
                place = self._reader.places.add(frame.f_code, frame.f_lasti)
            if place is not None:
                places.append(place)
                if place.names:
                    try:
                        values += place.read(frame.f_locals)
                    except KeyError:
                        values += place.read_bound(frame.f_locals)
            frame = frame.f_back
        return self._reader.number((tuple(places), *encoder.encode(values)))


# What is below it on a stack is not the program's.
_LIVE = Process.live.__code__

_value = attrgetter("value")
_closed = attrgetter("closed")


def _sleepers(condition: Condition) -> tuple[str, ...]:
    return tuple(sorted([process.name for process in condition.sleepers]))


def _holder(lock: Lock) -> str | None:
    return None if lock.holder is None else lock.holder.name
