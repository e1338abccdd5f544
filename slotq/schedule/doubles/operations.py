"""What the processes of a small program do, on whatever primitives they are given.

An operation knows its primitives by name, so that a program is nothing but data, and says which
line a recorder writes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from slotq.errors import ClosedTwiceError
from slotq.primitives import After, Arm, Primitives, Receive, Send, Take, Wait

LOCK, TOKEN = "lock", "token"


class Line:
    """What is recorded of a step, as a text to compare."""

    @staticmethod
    def text(process: str, step: str, token: object, fields: Mapping[str, object]) -> str:
        """Write a line."""
        words = [process, step, *([] if token is None else [str(token)])]
        return " ".join([*words, *(f"{name}={fields[name]}" for name in sorted(fields))])


Fields = tuple[object, dict[str, object]]
"""The token and the fields of a line."""


class Shared:
    """What the processes of a program share.

    Attributes:
        primitives: What they run on.
        objects: The primitives, by name.
        facts: What has come true; guarded by the program's lock.
    """

    __slots__ = ("facts", "objects", "primitives")

    def __init__(self, primitives: Primitives, kinds: Mapping[str, str]) -> None:
        self.primitives = primitives
        self.facts: list[str] = []
        self.objects: dict[str, Any] = {LOCK: primitives.lock()}
        for name, kind in kinds.items():
            self.objects[name] = self._make(name, kind)

    def _make(self, name: str, kind: str) -> object:
        primitives = self.primitives
        match kind:
            case "condition":
                return primitives.condition(self.objects[LOCK])
            case "context":
                return primitives.context(name)
        make: Any = getattr(primitives, kind)
        return make()

    def signal(self, name: str) -> Any:  # noqa: ANN401  # of either side
        """Find a signal, or that of a context."""
        found = self.objects[name]
        return getattr(found, "done", found)

    def arm(self, arm: Arm) -> Arm:
        """Put the primitive in the place of its name."""
        match arm:
            case Send() | Receive():
                return arm._replace(channel=self.objects[str(arm.channel)])
            case Take():
                return arm._replace(mailbox=self.objects[str(arm.mailbox)])
            case Wait():
                return arm._replace(signal=self.signal(str(arm.signal)))
            case After():
                return arm


class Operation(Protocol):
    """What a process does once, in one step, or in more of which the last is its own."""

    def do(self, shared: Shared) -> str:
        """Do it, and say what came of it."""
        ...

    def line(self, result: str) -> Fields:
        """Say what is recorded of its own step."""
        ...


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
            shared.primitives.step("Look", seen=seen)
        return str(seen)

    def line(self, result: str) -> Fields:
        """What was seen."""
        return None, {"seen": result}


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
    """Wake who sleeps, without the lock."""

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
    """Let something come true in a region, and wake who sleeps, in it, if a condition is named."""

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
        """Write down what came of it."""
        index, item = outcome
        return f"{index}" if item is None else f"{index} {item}"

    def line(self, result: str) -> Fields:
        """What the arm says of itself; a rendezvous is the sender's, who says with whom."""
        match self.arms[int(result.partition(" ")[0])]:
            case Send(item=item):
                return item, {}
            case Wait(token=token, reason=reason) | After(token=token, reason=reason):
                return token, {"reason": reason}
        return None, {}


@dataclass(frozen=True)
class WakeWhen:
    """Wait for a signal, and then wake who sleeps: the wait is part of the step of the region."""

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


class Client:
    """A process of a program.

    Attributes:
        shared: What it shares with the others.
        operations: What it does, one after the other.
        results: What came of those that it has done.
    """

    __slots__ = ("operations", "results", "shared")

    def __init__(self, shared: Shared, operations: tuple[Operation, ...]) -> None:
        self.shared = shared
        self.operations = operations
        self.results: list[str] = []

    def run(self) -> None:
        """Do everything."""
        while len(self.results) < len(self.operations):
            operation = self.operations[len(self.results)]
            result = operation.do(self.shared)
            self.results.append(result)
