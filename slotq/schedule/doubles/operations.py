"""What the processes of a small program do, on whatever primitives they are given.

An operation knows its primitives by name, so that a program is nothing but data, and says which
line a recorder writes of it.
"""

from dataclasses import dataclass
from typing import Any

from slotq.errors import ClosedTwiceError
from slotq.primitives import After, Arm, Wait
from slotq.schedule.doubles.clients import LOCK, TOKEN, Fields, Shared


@dataclass(frozen=True)
class Swap:
    """Try to set a flag."""

    flag: str

    def do(self, shared: Shared) -> str:
        """Do it."""
        ok: bool = shared.objects[self.flag].compare_and_swap("Swap", TOKEN)
        return str(ok)

    def line(self, result: str) -> Fields:
        """Whether this one did it."""
        return TOKEN, {"ok": result}


@dataclass(frozen=True)
class Look:
    """Look whether a flag is set, or a signal closed, in a region."""

    name: str

    def do(self, shared: Shared) -> str:
        """Do it."""
        with shared.objects[LOCK]:
            thing = shared.signal(self.name)
            seen = thing.is_set() if hasattr(thing, "is_set") else thing.is_closed()
            shared.primitives.step("Look", TOKEN, seen=seen)
        return str(seen)

    def line(self, result: str) -> Fields:
        """What was seen."""
        return TOKEN, {"seen": result}


@dataclass(frozen=True)
class Close:
    """Let a signal happen, though it may have happened."""

    signal: str

    def do(self, shared: Shared) -> str:
        """Do it."""
        try:
            shared.objects[self.signal].close("Close", TOKEN)
        except ClosedTwiceError:
            return "closed before"
        return "closed"

    def line(self, result: str) -> Fields:
        """Whether this one did it."""
        return TOKEN, {"ok": result == "closed"}


@dataclass(frozen=True)
class Cancel:
    """Cancel a context."""

    context: str

    def do(self, shared: Shared) -> str:
        """Do it."""
        ok = shared.objects[self.context].cancel("Cancel")
        return str(ok)

    def line(self, result: str) -> Fields:
        """Whether this one did it."""
        return None, {"ok": result, "name": self.context}


@dataclass(frozen=True)
class Leave:
    """Leave an item in a mailbox."""

    mailbox: str
    item: str

    def do(self, shared: Shared) -> str:
        """Do it."""
        ok = shared.objects[self.mailbox].send("Leave", self.item)
        return str(ok)

    def line(self, result: str) -> Fields:
        """Whether there was room for it."""
        return None, {"ok": result}


@dataclass(frozen=True)
class Broadcast:
    """Wake the sleepers, without the lock."""

    condition: str

    def do(self, shared: Shared) -> str:
        """Do it."""
        woken = shared.objects[self.condition].broadcast("Broadcast")
        return str(woken)

    def line(self, result: str) -> Fields:
        """How many were woken."""
        return None, {"woken": result}


@dataclass(frozen=True)
class Tell:
    """Make something true in a region, and wake the sleepers in it if a condition is named."""

    condition: str = ""

    def do(self, shared: Shared) -> str:
        """Do it."""
        with shared.objects[LOCK]:
            shared.facts.append("so")
            woken = shared.objects[self.condition].broadcast() if self.condition else 0
            shared.primitives.step("Tell", woken=woken)
        return str(woken)

    def line(self, result: str) -> Fields:
        """How many were woken."""
        return None, {"woken": result}


@dataclass(frozen=True)
class Sleep:
    """Sleep until something is true."""

    condition: str

    def do(self, shared: Shared) -> str:
        """Do it."""
        with shared.objects[LOCK]:
            while not shared.facts:
                shared.objects[self.condition].wait("Sleep")
                has_slept = True  # noqa: F841  # read from the frame; to the code it is nothing
            shared.primitives.step("Go")
        return "went"

    def line(self, result: str) -> Fields:
        """Nothing but that."""
        del result
        return None, {}


@dataclass(frozen=True)
class Select:
    """Take one of several arms, each of which is a step."""

    arms: tuple[Arm, ...]

    def do(self, shared: Shared) -> str:
        """Do it."""
        outcome = shared.primitives.select(*[shared.arm(arm) for arm in self.arms])
        return self.result(outcome)

    def result(self, outcome: tuple[int, Any]) -> str:
        """Write down the result."""
        index, item = outcome
        return f"{index}" if item is None else f"{index} {item}"

    def line(self, result: str) -> Fields:
        """What the arm reports; a sender's partner is reported instead."""
        match self.arms[int(result.partition(" ")[0])]:
            case Wait(token=token, reason=reason) | After(token=token, reason=reason):
                return token, {"reason": reason}
        return None, {}


@dataclass(frozen=True)
class WakeWhen:
    """Wait for a signal, and then wake the sleepers: the wait is part of the step of the region."""

    signal: str
    condition: str

    def do(self, shared: Shared) -> str:
        """Do it."""
        shared.primitives.select(Wait(None, shared.signal(self.signal)))
        with shared.objects[LOCK]:
            shared.facts.append("so")
            woken = shared.objects[self.condition].broadcast()
            shared.primitives.step("Wake", woken=woken)
        return str(woken)

    def line(self, result: str) -> Fields:
        """How many were woken."""
        return None, {"woken": result}


@dataclass(frozen=True)
class Start:
    """Start processes, all in one step."""

    group: str
    keywords: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """What they are called."""
        return [f"{keyword}-{self.group}" for keyword in self.keywords]

    def do(self, shared: Shared) -> str:
        """Do it."""
        clients = zip(self.keywords, self.names, strict=True)
        functions = {keyword: shared.clients[name].run for keyword, name in clients}
        shared.primitives.spawn("Start", self.group, **functions)
        return "started"

    def line(self, result: str) -> Fields:
        """What they are called alike."""
        del result
        return None, {"name": self.group}
