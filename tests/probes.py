"""Primitives for tests: they write the steps down, and do something after a lock region."""

import threading
from collections.abc import Callable
from types import TracebackType

from slotq.sync import Lock, Threads


class _ProbedLock:
    def __init__(self, after: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._after = after

    def __enter__(self) -> bool:
        return self._lock.acquire()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self._lock.release()
        self._after()


class Probes(Threads):
    """Primitives that tell a test what happens, and when.

    Attributes:
        steps: The steps, with their fields.
        after_region: Called whenever a region has ended, but not while it runs itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[str, dict[str, object]]] = []
        self.after_region: Callable[[], None] | None = None

    def lock(self) -> Lock:
        """Make a lock after whose regions something happens."""
        return _ProbedLock(self._probe)

    def _probe(self) -> None:
        probe, self.after_region = self.after_region, None
        if probe is not None:
            probe()
            self.after_region = probe

    def step(self, action: str, token: object = None, **fields: object) -> None:
        """Write the step down."""
        assert token is None
        self.steps.append((action, fields))
