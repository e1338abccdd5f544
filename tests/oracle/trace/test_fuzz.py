"""Damaged traces: whatever a line says, the oracle answers."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from slotq.formats.errors import InputError
from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.verdict import as_json, render
from tests.oracle.logs import TRACES

LOG = (TRACES / "accept" / "small-07.ndjson").read_text(encoding="utf-8").splitlines()
FIELDS = [
    *("process", "action", "token", "ok", "length", "woken", "waiting", "to", "dequeuer", "object"),
    *("from", "state", "count", "needed", "request", "container", "reason", "time", "queue", "seq"),
]
VALUES: list[object] = [
    *(None, True, False, 0, 1, 2**64 - 1, 2**64, -1, 1.5, "", "x", "dequeuer-1.1", "consumer-1"),
    *("container-1", "wait", "idle", "none", "trigger", "Cancel", "DequeuerWait", "LaunchCheck"),
    *({}, {"wait": 1}, []),
]
EDITS = st.tuples(st.integers(1, len(LOG) - 1), st.sampled_from(FIELDS), st.sampled_from(VALUES))
OMITS = [
    "DequeuerStart",
    "CancellerWake",
    "DequeuerExit",
    "AcquireRemove",
    "Evict",
    "LaunchCheck",
    "AcquireCas",
]


def answer(data: bytes) -> str:
    """Judge a file; the answer can be written, in both ways."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(data)
        result = check(str(path), budget=200)
    assert json.dumps(as_json(result))
    assert render(result)
    return "unusable" if isinstance(result, InputError) else result.outcome


@given(
    edits=st.lists(EDITS, max_size=3),
    dropped=st.sets(st.integers(1, len(LOG) - 1), max_size=3),
    omits=st.sets(st.sampled_from(OMITS), max_size=2),
    order=st.sampled_from([{}, {"order": "approximate", "window": 3}, {"order": "approximate"}]),
)
@settings(max_examples=150, deadline=None)
def test_damaged_traces(
    edits: list[tuple[int, str, object]],
    dropped: set[int],
    omits: set[str],
    order: dict[str, object],
) -> None:
    """There is always a verdict, or a sentence about the line that cannot be used."""
    lines = [json.dumps({**json.loads(LOG[0]), "omits": sorted(omits), **order}), *LOG[1:]]
    for number, field, value in edits:
        lines[number] = json.dumps({**json.loads(lines[number]), field: value})
    text = "\n".join(line for number, line in enumerate(lines) if number not in dropped)
    outcome = answer(text.encode())
    if not edits and not dropped and not omits:
        assert outcome == ("unusable" if len(order) == 1 else "accepted")


@given(st.binary(max_size=300), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes, headed: bool) -> None:
    """Bytes that are no log are unusable, and never more than that."""
    head = LOG[0].encode() + b"\n" if headed else b""
    assert answer(head + data) in {"unusable", "undecided", "rejected", "accepted"}
