"""An implementation in this process, as something that can be asked.

Its calls are made by a thread of their own, so that one that never returns is a finding.
"""

import queue
import threading
from collections.abc import Callable
from typing import Self

from slotq.formats.errors import shown
from slotq.oracle.conform.calls import Answer, Call
from slotq.oracle.conform.failures import FindingError
from slotq.oracle.conform.implementation import Implementation, ReturnedError, make_one, perform
from slotq.oracle.conform.session import Patience

_Work = Callable[[], object]


class InProcess:
    """Calls an implementation; use it in `with`.

    Args:
        make: Makes a new queue.
        patience: How long to wait for it.
    """

    def __init__(self, make: Callable[[], Implementation], patience: Patience) -> None:
        self._make = make
        self._patience = patience
        self._implementation: Implementation | None = None
        self._work: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[object] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="implementation", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._implementation is not None:
            self._work.put(self._implementation.close)
            self._implementation = None
        self._work.put(None)

    def close(self) -> None:
        """Close the queue, for good.

        Raises:
            FindingError: That takes too long, or raises.
        """
        if self._implementation is not None:
            implementation, self._implementation = self._implementation, None
            self._do("close", implementation.close, self._patience.answer)

    def reset(self) -> None:
        """Close the queue and make a new one.

        Raises:
            FindingError: That takes too long, or raises.
        """
        self.close()
        made = self._do("make", lambda: make_one(self._make), self._patience.answer)
        self._implementation = made  # type: ignore[assignment]  # what make returns

    def ask(self, call: Call, wait: float) -> Answer | None:
        """Make a call.

        Raises:
            FindingError: It takes too long, or raises.
        """
        it = self._implementation
        assert it is not None  # noqa: S101  # reset comes first
        process, dequeuer = f"p{call.client + 1}", f"d{call.dequeuer + 1}"
        answer = self._do(
            call.do,
            lambda: perform(it, call.do, process, dequeuer, call.token, wait),
            wait + self._patience.answer,
        )
        return answer if isinstance(answer, Answer) else None

    def _do(self, name: str, work: _Work, seconds: float) -> object:
        self._work.put(work)
        try:
            done = self._done.get(timeout=seconds)
        except queue.Empty:
            self._implementation = None  # its thread is lost: nothing more can be asked
            message = f"{name} did not return for {seconds:g} s"
            raise FindingError(message, "no-answer") from None
        if isinstance(done, ReturnedError):
            raise FindingError(str(done), "not-an-answer") from done
        if isinstance(done, BaseException):
            said = shown(done, str)
            message = f"{name} raised {type(done).__name__}{': ' if said else ''}{said}"
            raise FindingError(message, "ended") from done
        return done

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                done = work()
            except BaseException as error:  # noqa: BLE001  # whatever it is, it is the finding
                done = error
            self._done.put(done)
