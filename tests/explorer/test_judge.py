"""slotq.explorer.judge: the page finds a log impossible where `slotq check` does."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from slotq.explorer.engine import Engine
from slotq.formats.trace_lines import OTHER_ACTIONS, names_of
from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.verdict import Verdict
from slotq.system.resources import folder

_TRACES = sorted((Path(__file__).parents[1] / "data" / "traces").glob("*/*.ndjson*"))
_COUNTED = names_of(OTHER_ACTIONS)
_COUNTEREXAMPLES = folder("models") / "counterexamples"
_ITFS = [
    _COUNTEREXAMPLES / f"{name}.itf.json"
    for name in ("HazardFreezable", "HealthyFirstInv", "LostQueue", "WonNewestProp")
]


def _agree(engine: Engine, path: Path, text: str) -> bool:
    ours = json.loads(engine.call("verdictOf", text))
    theirs = check(str(path))
    if "unjudged" in ours:
        return False
    assert isinstance(theirs, Verdict)
    line = None if ours["fault"] is None else ours["fault"]["line"]
    if theirs.fault is not None and (
        theirs.fault.blame == "caller" or theirs.fault.event["action"] in _COUNTED
    ):
        # A fault of callers or of counters, which the page leaves to `slotq check`.
        assert line is None or line >= theirs.fault.line
        return True
    assert line == (theirs.fault and theirs.fault.line)
    return True


def _read(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


@pytest.mark.parametrize("path", _TRACES, ids=lambda path: path.name)
def test_logs_of_real_queues(engine: Engine, path: Path) -> None:
    """Right ones and wrong ones, as the original and broken versions wrote them."""
    judged = _agree(engine, path, _read(path))
    assert judged or "medium" in path.name  # a medium one has more tokens than the page has bits


def _changed(event: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    fields = [name for name in ("token", "length", "woken", "count") if name in event]
    if fields:
        field = chance.choice(fields)
        event[field] = max(0, event[field] + chance.choice((-1, 1)))
    return event


@pytest.mark.parametrize("seed", range(60))
def test_logs_that_were_tampered_with(engine: Engine, tmp_path: Path, seed: int) -> None:
    """A line left out, told twice, moved, or with another number."""
    chance = random.Random(seed)
    source = chance.choice([path for path in _TRACES if path.match("accept/small-*")])
    header, *lines = _read(source).splitlines()
    lines = [line for line in lines if '"seq"' in line]
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case _:
            lines[at] = json.dumps(_changed(json.loads(lines[at]), chance))
    events = [json.loads(line) for line in lines]
    for event in events:
        event.pop("seq", None)
        event.pop("time", None)
    log = tmp_path / "log.ndjson"
    text = "\n".join([header, *map(json.dumps, events)]) + "\n"
    log.write_text(text, encoding="utf-8")
    assert _agree(engine, log, text), f"seed {seed}"


@pytest.mark.parametrize("path", _ITFS, ids=lambda path: path.name)
def test_counterexamples_of_tlc(engine: Engine, path: Path) -> None:
    """Every step of one is possible; one whose action or state is changed is not, from there on."""
    text = path.read_text(encoding="utf-8")
    document = json.loads(text)
    taken = len(document["states"]) - 1
    assert json.loads(engine.call("verdictOf", text)) == {"fault": None, "taken": taken}
    last = document["states"][-1]
    right = last["#meta"]["action"]
    last["#meta"]["action"] = "QueueBroadcast"
    fault = json.loads(engine.call("verdictOf", json.dumps(document)))["fault"]
    assert (fault["state"], fault["action"]) == (taken, "QueueBroadcast")
    last["#meta"]["action"] = right
    name = "nextId" if "nextId" in last else "launcher"
    last[name] = 3 if name == "nextId" else ["ended", "ended", "ended"]
    fault = json.loads(engine.call("verdictOf", json.dumps(document)))["fault"]
    assert fault["state"] == taken
    assert len(fault["differs"]) == 1
    assert fault["differs"][0].startswith(f"{name}=")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "this is no slotq-trace of version 1"),
        ("what", "line 1 is no object of JSON"),
        ('{"format": "slotq-trace", "version": 2}', "this is no slotq-trace of version 1"),
        (
            '{"format": "slotq-trace", "version": 1, "order": "approximate", "window": 2}',
            "its order is approximate",
        ),
        (
            '{"format": "slotq-trace", "version": 1, "omits": ["DequeuerWait"]}',
            "it omits steps of the queue",
        ),
        ('{"states": []}', "it has no states"),
        ('{"states": [{"x": 1}]}', "its variables are of no system of this page"),
        ('{"states": [', "it is no JSON"),
        (
            '{"format": "slotq-trace", "version": 1}\n{"action": "QueueAppend", "token": 0}',
            "a line names nobody",
        ),
    ],
)
def test_what_it_does_not_judge_it_says(engine: Engine, text: str, why: str) -> None:
    """And why."""
    assert json.loads(engine.call("verdictOf", text)) == {"unjudged": why}
