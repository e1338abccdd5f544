"""`slotq check --witness`: why a history is accepted, as text and as JSON."""

import io
import json
import sys
from bisect import bisect_right
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from slotq.cli.main import main
from slotq.cli.schemas import schema_of
from slotq.formats.history_lines import Line
from slotq.formats.stream import open_lines
from slotq.oracle.history import witness
from slotq.oracle.history.all_orders import QUEUE_CALLS
from slotq.oracle.history.typed_lines import read_history
from slotq.oracle.history.witness import Effect
from slotq.oracle.verdict.effects import Step, Witness
from slotq.verify.judges.replay import refused
from tests.oracle.logs import TRACES

HISTORIES = TRACES.parent / "histories"
SMALL = HISTORIES / "accept" / "small-01.ndjson"
TEXT = """\
LOG: accepted
  96 lines judged
  effects   in an order that explains every return; each follows the line in "after"
    after  line  process      call            effect
        8     8  consumer-1   start_dequeuer  Start dequeuer-1.1
       15    15  container-1  queue_slot      Queue token=0
       15                                     Pick dequeuer-1.1 token=0
       19    19  consumer-1   dequeue         Deliver dequeuer-1.1 token=0
       21    21  consumer-1   acquire_slot    Win token=0
       21    21  consumer-1   acquire_slot    Remove token=0
       21    21  consumer-1   acquire_slot    Close token=0
       23    23  consumer-1   cancel          Cancel dequeuer-1.1
       44    44  container-1  queue_slot      Queue token=1
       49    49  consumer-1   start_dequeuer  Start dequeuer-1.2
       49                                     Pick dequeuer-1.2 token=1
       53    53  consumer-1   dequeue         Deliver dequeuer-1.2 token=1
       55    55  consumer-1   acquire_slot    Win token=1
       55    55  consumer-1   acquire_slot    Remove token=1
       55    55  consumer-1   acquire_slot    Close token=1
       57    57  consumer-1   cancel          Cancel dequeuer-1.2
       82    82  container-1  queue_slot      Queue token=2
       90    90  container-1  acquire_slot    Win token=2
       90    90  container-1  acquire_slot    Remove token=2
       90    90  container-1  acquire_slot    Close token=2
"""
_WINS = [
    Step(call, action, token, line=call, process=process, f="acquire_slot")
    for call, token, process in (
        (21, 0, "consumer-1"),
        (55, 1, "consumer-1"),
        (90, 2, "container-1"),
    )
    for action in ("Win", "Remove", "Close")
]


def _by_dequeuer(token: int, start: int, queue: int, deliver: int, cancel: int) -> list[Step]:
    dequeuer = f"dequeuer-1.{token + 1}"
    about: dict[str, Any] = {"token": token, "dequeuer": dequeuer}
    by: dict[str, Any] = {"process": "consumer-1"}
    steps = [
        Step(start, "Start", dequeuer=dequeuer, line=start, f="start_dequeuer", **by),
        Step(queue, "Queue", token, line=queue, f="queue_slot", process="container-1"),
        Step(max(start, queue), "Pick", **about),
        Step(deliver, "Deliver", line=deliver, f="dequeue", **about, **by),
        *(step for step in _WINS if step.token == token),
        Step(cancel, "Cancel", dequeuer=dequeuer, line=cancel, f="cancel", **by),
    ]
    return sorted(steps, key=lambda step: step.after)


WITNESS = Witness(
    (
        *_by_dequeuer(0, 8, 15, 19, 23),
        *_by_dequeuer(1, 49, 44, 53, 57),
        Step(82, "Queue", 2, line=82, process="container-1", f="queue_slot"),
        *_WINS[6:],
    )
)


def check(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Run `slotq check`, and say how it ended and what it printed."""
    code = main(["check", *map(str, arguments)])
    return code, capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """What it prints of one file with --json."""
    _, out = check(capsys, "--json", *arguments)
    said: dict[str, Any] = json.loads(out)
    Draft202012Validator(schema_of("check")).validate(said)
    return said


def test_the_effects_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each, after the verdict."""
    code, out = check(capsys, "--witness", SMALL)
    assert (code, out.replace(str(SMALL), "LOG")) == (0, TEXT)


def test_the_effects_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The same, typed; without the option there is no such member."""
    said = as_json(capsys, "--witness", SMALL)
    steps = [
        {name: getattr(step, name) for name in Step.__struct_fields__} for step in WITNESS.steps
    ]
    assert said.pop("witness") == {"steps": steps, "reason": ""}
    assert said == as_json(capsys, SMALL)


def test_the_schema_refuses_other_effects(capsys: pytest.CaptureFixture[str]) -> None:
    """A member that may be anything would tell nobody what to expect."""
    said = as_json(capsys, "--witness", SMALL)
    valid = Draft202012Validator(schema_of("check")).is_valid
    assert not valid(said | {"witness": []})
    assert not valid(said | {"witness": {"steps": [{"after": 1}]}})
    assert not valid(said | {"witness": {"steps": [{"after": "1", "action": "Pick"}]}})


@pytest.mark.parametrize(
    "path", sorted(HISTORIES.glob("accept/small-*")), ids=lambda path: path.name
)
def test_the_machine_takes_what_is_printed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In that order; and each effect lies in its call. Turned around, the order is refused."""
    with open_lines(str(path)) as lines:
        history = dict(read_history(str(path), lines).lines)
    steps = as_json(capsys, "--witness", path)["witness"]["steps"]
    for step in steps:
        if step["line"] is not None:
            _lies_in_its_call(step, history)
    about = {n: line for n, line in history.items() if isinstance(line, QUEUE_CALLS)}
    numbers = list(about)
    effects = [
        Effect(
            bisect_right(numbers, step["after"]) + 1,
            step["action"],
            dequeuer=step["dequeuer"] or "",
            token=step["token"],
        )
        for step in steps
    ]
    assert refused(list(about.values()), effects) == ""
    assert refused(list(about.values()), effects[::-1]) != ""


def _lies_in_its_call(step: dict[str, Any], history: dict[int, Line]) -> None:
    call = history[step["line"]]
    returned = next(
        number
        for number, line in history.items()
        if number > step["line"] and line.process == step["process"]
    )
    assert (call.type, call.process) == ("invoke", step["process"])
    assert step["f"] == call.__struct_config__.tag
    assert step["line"] <= step["after"] < returned


@pytest.mark.parametrize(
    "path",
    [
        HISTORIES / "reject" / "fifo-small-3.ndjson",
        TRACES / "reject" / "tampered-03.ndjson",
        min(TRACES.glob("accept/*.ndjson")),
        "no.ndjson",
    ],
)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_nothing_else_changes(
    path: object, form: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither for what is not accepted nor for traces."""
    plain = check(capsys, *form, path)
    assert check(capsys, *form, "--witness", path) == plain


def test_standard_input_will_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log is not read again."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SMALL.read_bytes())))
    code, out = check(capsys, "--witness", "-")
    assert (code, out) == (0, TEXT.replace("LOG", "-"))


def test_ids_in_no_order(capsys: pytest.CaptureFixture[str]) -> None:
    """The search keeps no order, which is said."""
    _, out = check(capsys, "--witness", "--any-ids", SMALL)
    reason = "--any-ids keeps no order of effects"
    assert out.splitlines()[2:] == [f"  effects   not shown: {reason}"]
    said = as_json(capsys, "--witness", "--any-ids", SMALL)
    assert said["witness"] == {"steps": [], "reason": reason}


def test_a_longer_history(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to the bound the order is given, beyond it a reason, and the verdict stays."""
    monkeypatch.setattr(witness, "MOST_LINES", 97)
    assert as_json(capsys, "--witness", SMALL)["witness"]["reason"] == ""
    monkeypatch.setattr(witness, "MOST_LINES", 96)
    said = as_json(capsys, "--witness", SMALL)
    assert said["outcome"] == "accepted"
    assert said["witness"] == {"steps": [], "reason": "the history has more than 96 lines"}


def test_a_history_without_effects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty order would look like a proof."""
    log = tmp_path / "log"
    call = {"type": "invoke", "process": "a", "f": "queue_slot"}
    header = {"format": "slotq-history", "version": 1}
    log.write_text(f"{json.dumps(header)}\n{json.dumps(call)}\n")
    _, out = check(capsys, "--witness", log)
    assert out.splitlines() == [
        f"{log}: accepted",
        "  1 line judged; there is no End, so missing steps are not judged",
        "  effects   not shown: no call has an effect on a queue",
    ]


def test_queues_calls_that_are_not_seen_and_hostile_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Effects of several queues are in one order; an unknown call that explains one is named."""
    log = tmp_path / "log"
    lines = [
        {"format": "slotq-history", "version": 1, "omits": ["start_dequeuer", "cancel"]},
        {"type": "invoke", "process": "a", "f": "queue_slot", "queue": "q\x1b"},
        {"type": "info", "process": "a", "f": "queue_slot"},
        {"type": "invoke", "process": "c", "f": "queue_slot", "queue": "r"},
        {"type": "ok", "process": "c", "f": "queue_slot", "token": 0},
        {"type": "invoke", "process": "b", "f": "dequeue", "dequeuer": "d", "queue": "q\x1b"},
        {"type": "ok", "process": "b", "f": "dequeue", "token": 0},
        {"type": "invoke", "process": "b", "f": "dequeue", "dequeuer": "d", "queue": "q\x1b"},
        {"type": "fail", "process": "b", "f": "dequeue", "reason": "ctx_done"},
    ]
    log.write_text("\n".join(map(json.dumps, lines)))
    _, out = check(capsys, "--witness", log)
    assert out.splitlines()[3:] == [
        "    after  line  process  call        effect",
        "        0                             Start d queue=q\\x1b",
        "        4     4  c        queue_slot  Queue token=0 queue=r",
        "        6     2  a        queue_slot  Queue token=0 queue=q\\x1b",
        "        6                             Pick d token=0 queue=q\\x1b",
        "        6     6  b        dequeue     Deliver d token=0 queue=q\\x1b",
        "        8                             Cancel d queue=q\\x1b",
    ]
