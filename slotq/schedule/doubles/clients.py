"""A process of a small program, what it shares with the others, and what is recorded of it."""

from collections.abc import Mapping
from typing import Any, Protocol

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
        clients: All processes, those included that are still to be started.
    """

    __slots__ = ("clients", "facts", "objects", "primitives")

    def __init__(self, primitives: Primitives, kinds: Mapping[str, str]) -> None:
        self.primitives = primitives
        self.facts: list[str] = []
        self.clients: dict[str, Client] = {}
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
        """Do it, and return its result."""
        ...

    def line(self, result: str) -> Fields:
        """Say what is recorded of its own step."""
        ...


class Done:
    """What came of the operations that a process has done: a part of the state of its own."""

    __slots__ = ("results",)

    def __init__(self) -> None:
        self.results: list[str] = []


class Client:
    """A process of a program.

    Attributes:
        shared: What it shares with the others.
        operations: What it does, one after the other.
        done: What came of it so far.
    """

    __slots__ = ("done", "operations", "shared")

    def __init__(self, shared: Shared, operations: tuple[Operation, ...]) -> None:
        self.shared = shared
        self.operations = operations
        self.done = Done()

    def run(self) -> None:
        """Do everything."""
        done = self.done.results
        while len(done) < len(self.operations):
            operation = self.operations[len(done)]
            result = operation.do(self.shared)
            done.append(result)
