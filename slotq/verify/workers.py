"""Checks claims, a few at a time: workers are processes, and each takes the next claim.

The workers ignore Ctrl-C, which a terminal sends to everybody: it is for us, and we end them. A
worker that is told to end, or whose parent is gone, ends by way of an exception, so that a TLC that
it has started ends first.
"""

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Self

from slotq.errors import SlotqError
from slotq.system import signals
from slotq.system.signals import at_the_end, held
from slotq.verify.claim import Claim, ClaimRefutedError, Evidence, Result, Verdict

_GRACE = 15.0
_CONTEXT = multiprocessing.get_context("spawn")  # a forked process would inherit our threads


class NoClaimsError(SlotqError):
    """There was nothing to check, which proves nothing."""


def check_claims(
    claims: Sequence[Claim],
    workers: int,
    on_start: Callable[[Claim], None] = lambda _: None,
    on_result: Callable[[Claim, Result], None] = lambda _, __: None,
) -> list[Result]:
    """Check claims, the longest first, and report in the order in which they are given.

    Args:
        claims: What to check.
        workers: How many at a time.
        on_start: Called when the check of a claim begins.
        on_result: Called when it has ended.

    Raises:
        NoClaimsError: There are no claims.
    """
    if not claims:
        message = "there are no claims to check"
        raise NoClaimsError(message)
    results: dict[str, Result] = {}
    waiting = sorted(claims, key=lambda claim: claim.seconds)
    with _Workers() as pool:
        while waiting or pool.busy:
            while waiting and len(pool.busy) < workers:
                claim = waiting.pop()
                pool.begin(claim)
                on_start(claim)
            for claim, result in pool.ended():
                results[claim.name] = result
                on_result(claim, result)
    return [results[claim.name] for claim in claims]


def check(claim: Claim) -> Result:
    """Check one claim, here."""
    begin = time.monotonic()
    evidence: Evidence | None = None
    message, trace = "", ""
    try:
        evidence = claim.check()
        verdict = Verdict.HOLDS
    except ClaimRefutedError as error:
        verdict, message = Verdict.REFUTED, str(error)
    except SlotqError as error:
        verdict, message = Verdict.UNDECIDED, str(error)
    except Exception as error:  # noqa: BLE001  # whatever it is, the other claims are still checked
        verdict, trace = Verdict.UNDECIDED, traceback.format_exc()
        message = f"{type(error).__name__}: {error}"
    seconds = time.monotonic() - begin
    return Result(claim.name, verdict, evidence, message, seconds, trace)


class _Workers:
    """Processes that check claims; those that have nothing to do are kept for the next one."""

    def __init__(self) -> None:
        self._idle: list[tuple[BaseProcess, Connection[Any, Any]]] = []
        self.busy: dict[Any, tuple[BaseProcess, Claim]] = {}
        self._started: list[BaseProcess] = []

    def __enter__(self) -> Self:
        self._tidy = at_the_end(self._end)
        return self

    def __exit__(self, *_: object) -> None:
        self._tidy()

    def _end(self) -> None:
        for process in self._started:
            process.terminate()
        deadline = time.monotonic() + _GRACE
        for process in self._started:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.exitcode is None:
                process.kill()
                process.join()

    def begin(self, claim: Claim) -> None:
        with held():  # a process that nobody knows yet would not be ended
            if not self._idle:
                self._idle.append(_start())
                self._started.append(self._idle[-1][0])
            process, ours = self._idle.pop()
            self.busy[ours] = (process, claim)
        with suppress(OSError):  # it has ended: so says its connection
            ours.send(claim)

    def ended(self) -> Iterator[tuple[Claim, Result]]:
        """Wait until a claim is decided, and give those that are."""
        ready = wait(list(self.busy))
        for ours in [ours for ours in self.busy if ours in ready]:
            process, claim = self.busy.pop(ours)
            try:
                result: Result = ours.recv()
                self._idle.append((process, ours))
            except (EOFError, OSError):
                process.join()
                message = f"its worker ended with exit code {process.exitcode}"
                result = Result(claim.name, Verdict.UNDECIDED, None, message, 0.0)
            yield claim, result


def _start() -> tuple[BaseProcess, Any]:
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_work, args=(theirs,), daemon=True)
    _start_tracker()  # which unblocks signals when it starts its own process
    # Blocked, it stays so in the new process until that ignores it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
    return process, ours


def _start_tracker() -> None:
    # A hang-up goes to all processes of a terminal, and would end the tracker too early, of which
    # the next worker would warn. What is blocked now stays blocked in the tracker.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        resource_tracker.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(theirs: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signals.take_over()
    signals.end_by_exception()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        while True:
            try:
                claim: Claim = theirs.recv()
            except EOFError:
                return
            theirs.send(check(claim))
    finally:
        signals.end_at_once()
        signals.tidy_up()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101  # a worker has one
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
