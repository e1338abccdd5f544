"""Logs for the tests: the real ones, and ones that are made up line by line."""

import gzip
import json
from pathlib import Path
from typing import Any

TRACES = Path(__file__).parents[1] / "data" / "traces"
ACCEPT = sorted((TRACES / "accept").iterdir())
REJECT = sorted((TRACES / "reject").iterdir())
HEADER = {"format": "slotq-trace", "version": 1, "source": "a test"}
Line = dict[str, Any]


def read_lines(path: Path) -> list[Line]:
    """Read a log with nothing but the standard library."""
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in text.splitlines()]


def write_log(path: Path, lines: list[Line], header: Line = HEADER) -> str:
    """Write a log of these lines after a header."""
    path.write_text("".join(f"{json.dumps(line)}\n" for line in [header, *lines]))
    return str(path)


def step(process: str, action: str, **fields: object) -> Line:
    """Make a line."""
    return {"process": process, "action": action, **fields}


APPEND = [
    step("container-1", "QueueAppend", token=0, slot=1, length=1),
    step("container-1", "QueueBroadcast", woken=0),
]
START = step("consumer-1", "DequeuerStart", dequeuer="dequeuer-1")
PEEK = step("dequeuer-1", "DequeuerPeek", token=0, length=1)
DELIVER = step("dequeuer-1", "DequeuerDeliver", token=0, to="consumer-1")
ACQUIRE = [
    step("consumer-1", "AcquireCas", token=0, ok=True),
    step("consumer-1", "AcquireRemove", token=0, ok=True, length=0),
    step("consumer-1", "AcquireClose", token=0, ok=True),
]
WON = [*APPEND, START, PEEK, DELIVER, *ACQUIRE]
CANCEL = step("consumer-1", "Cancel", dequeuer="dequeuer-1", ok=True)
SETTLE = [
    CANCEL,
    step("dequeuer-1", "DequeuerExit"),
    step("canceller-1", "CancellerWake", waiting=False),
]
END = step("driver", "End", live_dequeuer_threads=0)
