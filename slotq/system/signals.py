"""The signals that end a process: when they are heard, and what is tidied up before the end.

A signal ends the work by an exception, so that whatever was begun ends first. An exception can come
at a bad moment: while a folder is made nobody knows its name yet, and one that is raised inside
`__exit__` skips it. So a process holds signals back while it makes or removes something (`held`),
and keeps a list of what it has made (`at_the_end`), which is gone through once more at the very
end.
"""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from types import FrameType
from typing import NoReturn

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class _State:
    """What this process knows of its end.

    Attributes:
        by_exception: Whether a signal raises an exception; otherwise the process ends at once.
        heard: The signal that has raised one already, or 0.
        depth: How many blocks hold signals back.
        pending: The signals that were held back.
        left: What is still to be tidied up, the oldest first.
    """

    by_exception: bool = False
    heard: int = 0
    depth: int = 0
    pending: list[int] = field(default_factory=list)
    left: dict[int, Callable[[], None]] = field(default_factory=dict)


_state = _State()
_keys = count()


def take_over() -> None:
    """Hear the signals of this process, which from now on ends as this module says."""
    sys.unraisablehook = _on_unraisable
    end_at_once()


def end_at_once() -> None:
    """From now on end at once at a signal: there is no work that it would interrupt."""
    _state.by_exception = False
    _listen()


def end_by_exception() -> None:
    """From now on raise `SystemExit` at a signal; a second signal ends the process at once."""
    _state.by_exception = True
    _state.heard = 0
    _listen()


def _listen() -> None:
    for number in ENDING:
        # A parent that makes us ignore a signal, as nohup does, intends it.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _hear)


@contextmanager
def held() -> Iterator[None]:
    """Hold signals back while something is made or removed; they are delivered afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers run in the main thread alone
        return
    _state.depth += 1
    foreign = {}
    try:
        for number in ENDING:
            handler = signal.getsignal(number)
            if callable(handler) and handler is not _hear:
                foreign[number] = handler
                signal.signal(number, _hear)
        yield
    finally:
        for number, handler in foreign.items():
            signal.signal(number, handler)
        _state.depth -= 1
        if not _state.depth:
            pending, _state.pending = _state.pending, []
            for ending in pending:
                signal.raise_signal(ending)


def at_the_end(tidy: Callable[[], None]) -> Callable[[], None]:
    """Remember to tidy something up, for the case that the end comes first.

    Args:
        tidy: Does it; to be called under `held`, together with what makes it necessary.

    Returns:
        What tidies up now, with signals held back, and at most once.
    """
    left, key = _state.left, next(_keys)
    left[key] = tidy

    def tidy_now() -> None:
        with held():
            if left.pop(key, None) is None:
                return
            # A failure here must not take the place of the exception by which a signal ends all.
            with contextlib.suppress(*([Exception] if _state.heard else [])):
                tidy()

    return tidy_now


def tidy_up() -> None:
    """Tidy up all that is left, the newest first; to be called when the work has ended."""
    with held():
        while _state.left:
            _, tidy = _state.left.popitem()
            with contextlib.suppress(Exception):  # the others are still to be tidied up
                tidy()


def _hear(number: int, frame: FrameType | None) -> None:
    del frame
    if _state.depth:
        _state.pending.append(number)
    elif _state.by_exception and not _state.heard:
        _state.heard = number
        raise SystemExit(128 + number)
    else:
        _exit(number)


def _exit(number: int) -> NoReturn:
    for ending in ENDING:
        signal.signal(ending, signal.SIG_IGN)
    tidy_up()
    os._exit(128 + number)


def _on_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    if not _state.heard:
        sys.__unraisablehook__(unraisable)
    elif isinstance(unraisable.exc_value, SystemExit):
        # Python drops what is raised inside a finalizer, and with it the signal.
        _exit(_state.heard)
    # Else the signal came while an object was made, whose finalizer needs what it has not got.
