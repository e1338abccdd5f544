"""Scripts that take the place of Java, and end as it may end."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from slotq.tlc.errors import Ending
from slotq.tlc.toolchain import Toolchain


class Message(NamedTuple):
    """A message of TLC: its code, its text, and whether it is an error."""

    code: int
    text: str
    severity: int = 0


STARTING = Message(2185, "Starting...")
INITIAL = Message(2190, "Finished computing initial states: 1 distinct state generated.")
SUCCESS = Message(2193, "Model checking completed. No error has been found.")
COUNTS = Message(2199, "4 states generated, 3 distinct states found, 0 states left on queue.")
FINISHED = Message(2186, "Finished in 1ms at (2026-01-01 00:00:00)")
HOLDS = (STARTING, INITIAL, SUCCESS, COUNTS, FINISHED)
"""A whole answer of a model that holds."""
VIOLATED = Message(2110, "Invariant TypeInv is violated.", 1)
STATE = Message(2217, "1: <Initial predicate>\ncount = 7", 4)
FAILS = (STARTING, INITIAL, VIOLATED, STATE, COUNTS, FINISHED)
"""A whole answer of a model that does not; its exit code is 12."""


def says(*messages: Message) -> str:
    """The commands of a shell that print messages as TLC does."""
    lines = []
    for code, text, severity in messages:
        lines += [f"@!@!@STARTMSG {code}:{severity} @!@!@", *text.split("\n")]
        lines += [f"@!@!@ENDMSG {code} @!@!@"]
    quoted = " ".join("'" + line.replace("'", "'\\''") + "'" for line in lines)
    return f"printf '%s\\n' {quoted}" if lines else "true"


def _error(code: int, text: str) -> str:
    return says(STARTING, Message(code, text, 1), COUNTS, FINISHED)


def _without(messages: Iterable[Message], *left_out: Message) -> str:
    return says(*(message for message in messages if message not in left_out))


_UNEXPECTED = "TLC threw an unexpected exception.\nThe exception was a java.lang."
NO_ANSWERS: dict[str, tuple[str, Ending]] = {
    "silence": ("exit 0", Ending.CUT_SHORT),
    "another program": ("echo hello", Ending.CUT_SHORT),
    "garbage": ("head -c 3000 /dev/urandom; exit 0", Ending.CUT_SHORT),
    "cut before the verdict": (says(STARTING, INITIAL), Ending.CUT_SHORT),
    "cut in a message": (f"{says(*HOLDS)} | head -c 230", Ending.CUT_SHORT),
    "cut before the counts": (says(STARTING, INITIAL, SUCCESS), Ending.CUT_SHORT),
    "not counted": (_without(HOLDS, COUNTS), Ending.CUT_SHORT),
    "initial states not counted": (_without(HOLDS, INITIAL), Ending.CUT_SHORT),
    "not finished": (_without(HOLDS, FINISHED), Ending.CUT_SHORT),
    "not explored": (
        _without(HOLDS, COUNTS)
        + "; "
        + says(COUNTS._replace(text=COUNTS.text.replace("0 states left", "2 states left"))),
        Ending.CUT_SHORT,
    ),
    "violated, but not shown": (f"{_without(FAILS, STATE)}; exit 12", Ending.CUT_SHORT),
    "violated, but not finished": (f"{_without(FAILS, FINISHED)}; exit 12", Ending.CUT_SHORT),
    "holds, and fails": (f"{says(*HOLDS)}; exit 12", Ending.CONTRADICTORY),
    "violated, and ends well": (f"{says(*FAILS)}; exit 0", Ending.CONTRADICTORY),
    "violated, as another thing": (f"{says(*FAILS)}; exit 13", Ending.CONTRADICTORY),
    "killed": ("kill -9 $$", Ending.KILLED),
    "killed after a verdict": (f"{says(*FAILS)}; kill -9 $$", Ending.KILLED),
    "terminated, as Java says it": ("exit 143", Ending.KILLED),
    "aborted": ("kill -6 $$", Ending.KILLED),
    "out of memory": (f"{_error(1001, 'Java ran out of memory.')}; exit 255", Ending.OUT_OF_MEMORY),
    "out of memory in an expression": (
        f"{_error(1000, _UNEXPECTED + 'OutOfMemoryError')}; exit 255",
        Ending.OUT_OF_MEMORY,
    ),
    "out of memory after a verdict": (
        f"{says(*FAILS)}; echo 'java.lang.OutOfMemoryError: Java heap space'; exit 1",
        Ending.OUT_OF_MEMORY,
    ),
    "stack overflow": (
        f"{_error(1000, _UNEXPECTED + 'StackOverflowError')}; exit 255",
        Ending.STACK_OVERFLOW,
    ),
    "disk full": (
        f"{_error(1000, _UNEXPECTED + 'RuntimeException: No space left on device')}; exit 255",
        Ending.DISK_FULL,
    ),
    "disk full, so that a module is missing": (
        f"echo No space left on device; {_error(3002, 'Parsing failed.')}; exit 150",
        Ending.DISK_FULL,
    ),
    "does not load": (
        "echo 'Error: Could not find or load main class tlc2.TLC'; exit 1",
        Ending.NOT_LOADED,
    ),
    "too old a Java": (
        "echo 'Exception: java.lang.UnsupportedClassVersionError: tlc2/TLC'; exit 1",
        Ending.NOT_LOADED,
    ),
    "Java does not begin": (
        "echo 'Error: Could not create the Java Virtual Machine.'; exit 1",
        Ending.NOT_STARTED,
    ),
    "not parsed": (f"{_error(3002, 'Parsing failed.')}; exit 150", Ending.PARSE),
    "not configured": (f"{_error(2229, 'Nowhere is unknown.')}; exit 151", Ending.CONFIGURATION),
    "not evaluated": (f"{_error(2111, 'Cannot apply it.')}; exit 75", Ending.EVALUATION),
    "from the future": (f"{_error(99_999, 'A new kind of error.')}; exit 1", Ending.OTHER_ERROR),
}
"""Every way to end without an answer: what the script does, and what it is called."""


def pretend(toolchain: Toolchain, folder: Path, script: str) -> Toolchain:
    """A toolchain whose Java is a shell script."""
    java = folder / "java"
    java.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    java.chmod(0o755)
    return replace(toolchain, java=java)
