"""Evictions: a container is evicted only after somebody asked it to go.

They belong to containers, not to a queue, and are judged for all queues of a log together.
"""

from slotq.formats.history_lines import Evict, Line, WaitTrigger
from slotq.oracle.history import rules
from slotq.oracle.history.order import NEVER
from slotq.oracle.history.rules import HistoryFault, fault


class Evictions:
    """The containers that were evicted, and those that ended for that reason."""

    def __init__(self) -> None:
        self._called: dict[str, int] = {}
        self._latest: dict[str, int] = {}
        self._seen: dict[str, tuple[int, WaitTrigger]] = {}

    def called(self, number: int, line: Evict, at: int, call: Evict) -> HistoryFault | None:
        """Take the return of an evict, or that it may have happened."""
        if line.type == "ok" and call.container is not None and number < NEVER:
            self._latest[call.container] = at
        if call.container is not None and line.type != "fail":
            self._called[call.container] = min(self._called.get(call.container, NEVER), at)
        return None

    def latest(self, container: str) -> int:
        """Find the line of the latest call that certainly asked a container to go, or 0."""
        return self._latest.get(container, 0)

    def seen(self, number: int, container: str, line: WaitTrigger) -> None:
        """Take the return of a container that was evicted."""
        self._seen.setdefault(container, (number, line))

    def fault(self) -> HistoryFault | None:
        """Find a container that was evicted by nobody."""
        for container, (number, line) in self._seen.items():
            if self._called.get(container, NEVER) >= number:
                found: tuple[int, Line] = (number, line)
                return fault(rules.EVICTED, *found, {"container": container})
        return None
