"""Calls and answers, and how a run of calls is written in one line.

The calls are those of a slotq-history, made one at a time. Clients, dequeuers and tokens are
numbers here as they are in the machine; p1, d1 and t0 are their names in a run.
"""

import re
from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from slotq.errors import SlotqError

NOBODY = -1
MOST = 64
"""Clients, dequeuers and calls of a run that is given as text have smaller numbers."""

Do = Literal[
    "queue_slot",
    "start_dequeuer",
    "dequeue",
    "acquire_slot",
    "cancel",
    "wait_trigger",
    "close_slot",
    "wait_closed",
    "quiesce",
]
PARAMETERS: dict[Do, str] = {
    "queue_slot": "p",
    "start_dequeuer": "pd",
    "dequeue": "pd",
    "acquire_slot": "pt",
    "cancel": "d",
    "wait_trigger": "pt",
    "close_slot": "pt",
    "wait_closed": "pt",
    "quiesce": "",
}
"""What each call is about: a client, a dequeuer, a token."""
NEEDED: tuple[Do, ...] = ("queue_slot", "start_dequeuer", "dequeue", "acquire_slot", "cancel")
"""The calls that every verdict needs."""


class RunError(SlotqError):
    """A text is not a run."""


class Call(NamedTuple):
    """A call.

    Attributes:
        do: Its name in a slotq-history.
        client: The caller.
        dequeuer: The dequeuer that it is about, if it is about one.
        token: The token that it is about, if it is about one.
    """

    do: Do
    client: int = NOBODY
    dequeuer: int = NOBODY
    token: int = NOBODY

    def __str__(self) -> str:
        names = {
            "p": f"p{self.client + 1}",
            "d": f"d{self.dequeuer + 1}",
            "t": f"t{self.token}",
        }
        return " ".join([self.do, *(names[letter] for letter in PARAMETERS[self.do])])


class Answer(NamedTuple):
    """How a call returned.

    Attributes:
        kind: With a result, or without effect.
        value: The token of `queue_slot` and `dequeue`, the count of `quiesce`, the reason of
            `wait_trigger`; why a `dequeue` or a wait failed; otherwise nothing.
    """

    kind: Literal["ok", "fail"]
    value: int | str | None = None

    def __str__(self) -> str:
        return self.kind if self.value is None else f"{self.kind} {self.value}"


OK = Answer("ok")
FAIL = Answer("fail")
TIMEOUT = Answer("fail", "timeout")
CONTEXT_DONE = Answer("fail", "ctx_done")
TRIGGERED = Answer("ok", "trigger")

_WORD = re.compile("([pdt])([0-9]{1,2})")


def without_what(unimplemented: Collection[Do]) -> str:
    """Say which calls are missing that every verdict needs; empty if none is."""
    missing = [do for do in NEEDED if do in unimplemented]
    if not missing:
        return ""
    verb, them = ("is", "it") if len(missing) == 1 else ("are", "them")
    return f"{', '.join(missing)} {verb} missing, and nothing can be judged without {them}"


def write_run(calls: Iterable[Call]) -> str:
    """Write a run of calls in one line."""
    return "; ".join(map(str, calls))


def read_run(text: str) -> list[Call]:
    """Read a run of calls from one line.

    Raises:
        RunError: The text has the wrong form, or a number in it is too large.
    """
    calls = [read_call(part.split()) for part in text.split(";") if part.strip()]
    if not 0 < len(calls) <= MOST:
        message = f"a run has between 1 and {MOST} calls"
        raise RunError(message)
    return calls


def read_call(words: list[str]) -> Call:
    """Read a call from its words.

    Raises:
        RunError: The text has the wrong form, or a number in it is too large.
    """
    do, *names = words
    for known, letters in PARAMETERS.items():
        if do != known:
            continue
        numbers = {"p": NOBODY, "d": NOBODY, "t": NOBODY}
        matches = [_WORD.fullmatch(name) for name in names]
        if "".join(match[1] if match else "?" for match in matches) != letters:
            break
        for match in matches:
            if match is not None:
                numbers[match[1]] = int(match[2]) - (match[1] != "t")
        if min(numbers[letter] for letter in letters or "p") < 0 <= len(letters) - 1:
            break
        return Call(known, numbers["p"], numbers["d"], numbers["t"])
    message = f"not a call: {' '.join(words)!a:.80}; one looks like 'acquire_slot p1 t0'"
    raise RunError(message)
