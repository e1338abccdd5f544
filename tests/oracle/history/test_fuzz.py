"""Damaged logs: whatever a line says, the oracle answers."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from slotq.formats.errors import InputError
from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.verdict import as_json, render

DATA = Path(__file__).parents[2] / "data" / "histories"
LOG = (DATA / "accept" / "small-01.ndjson").read_text(encoding="utf-8").splitlines()
FIELDS = ["type", "process", "f", "token", "dequeuer", "object", "state", "reason", "time", "queue"]
VALUES = [None, True, 0, 1, 2**64 - 1, -1, "x", "ok", "fail", "info", "invoke", "dequeue", "exec"]
EDITS = st.tuples(st.integers(1, len(LOG) - 1), st.sampled_from(FIELDS), st.sampled_from(VALUES))


@given(
    edits=st.lists(EDITS, max_size=4),
    dropped=st.sets(st.integers(1, len(LOG) - 1), max_size=3),
    limit=st.sampled_from([None, 0.01]),
    in_order=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_damaged_histories(
    edits: list[tuple[int, str, object]],
    dropped: set[int],
    limit: float | None,
    *,
    in_order: bool,
) -> None:
    """There is always a verdict, or a sentence about the line that cannot be used."""
    lines = list(LOG)
    for number, field, value in edits:
        lines[number] = json.dumps({**json.loads(lines[number]), field: value})
    text = "\n".join(line for number, line in enumerate(lines) if number not in dropped)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.ndjson"
        path.write_text(text, encoding="utf-8")
        result = check(str(path), served_within=limit, ids_in_order=in_order)
    assert json.dumps(as_json(result))
    assert render(result)
    if isinstance(result, InputError):
        assert result.line > 0
    elif not edits and not dropped:
        assert result.outcome == "accepted"
