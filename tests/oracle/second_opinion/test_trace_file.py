"""spec/community/SlotQueueTraceFile.tla: TLC reads a trace by itself, and judges it as slotq does.

The Community Modules are no package, so that two modules of the test stand in for them: one with
the operator that reads a file, which gives the lines of the trace, and one with the environment.
What is not tested is that theirs gives the same, as their documentation says.
"""

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from slotq.formats.tla_values import Function, Value, format_value
from slotq.system.resources import folder
from slotq.tlc.job import Job
from slotq.tlc.report import Outcome
from slotq.tlc.run import run_tlc
from slotq.tlc.toolchain import find_toolchain
from tests.conftest import ROOT
from tests.stranger import here

TRACES = ROOT / "tests" / "data" / "traces"
SPEC = folder("spec")
COMMUNITY = SPEC / "community"
TOLD = re.compile(r'<<"slotq: explained all lines before", (?:"the end"|(\d+))>>')
JSON = """\
---- MODULE Json ----
ndJsonDeserialize(file) == <<
{}
>>
====
"""
UTILS = """\
---- MODULE IOUtils ----
IOEnv == [SLOTQ_TRACE |-> "the file"]
====
"""


def as_value(part: object) -> Value:
    """Write JSON as a value of TLA+, as ndJsonDeserialize does."""
    if isinstance(part, dict):
        return Function({name: as_value(value) for name, value in part.items()})
    if isinstance(part, list):
        return tuple(map(as_value, part))
    assert isinstance(part, str | int)
    return part


def judge(lines: Iterable[str], place: Path) -> tuple[Outcome, int | None]:
    """TLC's verdict, and the seq of the line that it cannot follow."""
    values = [format_value(as_value(json.loads(line))) for line in lines]
    (place / "Json.tla").write_text(JSON.format(",\n".join(values)), encoding="ascii")
    (place / "IOUtils.tla").write_text(UTILS, encoding="ascii")
    for path in COMMUNITY.iterdir():
        shutil.copy(path, place)
    module = place / "SlotQueueTraceFile.tla"
    printed: list[str] = []
    job = Job(module, module.with_suffix(".cfg"), (SPEC,), timeout=120)
    report = run_tlc(find_toolchain(), job, on_printed=printed.append).report
    told = [found[1] for line in printed if (found := TOLD.fullmatch(line))]
    return report.outcome, int(told[-1]) if told and told[-1] is not None else None


@pytest.mark.parametrize("name", ["small-01", "small-07", "small-12"])
def test_a_trace_of_the_original_is_explained(tmp_path: Path, name: str) -> None:
    """To its end."""
    lines = (TRACES / "accept" / f"{name}.ndjson").read_text(encoding="utf-8").splitlines()
    assert judge(lines, tmp_path) == (Outcome.OK, None)


@pytest.mark.parametrize("name", ["check_then_set-small-1", "fifo-small-1", "tampered-03"])
def test_a_trace_of_a_broken_version_is_not(tmp_path: Path, name: str) -> None:
    """TLC stops at the line at which slotq check stops."""
    path = TRACES / "reject" / f"{name}.ndjson"
    lines = path.read_text(encoding="utf-8").splitlines()
    ran = here("check", "--json", str(path), cwd=tmp_path)
    line = json.loads(ran.out)["fault"]["line"]
    assert (ran.code, judge(lines, tmp_path)) == (
        1,
        (Outcome.DEADLOCK, json.loads(lines[line - 1])["seq"]),
    )


HEADER = '{"format":"slotq-trace","version":1}'
APPEND = '{"seq":1,"process":"c","action":"QueueAppend","token":0}'


@pytest.mark.parametrize(
    "lines",
    [
        [HEADER.replace("1}", "2}"), APPEND],
        [HEADER.replace("trace", "history"), APPEND],
        [HEADER.replace("}", ',"order":"approximate"}'), APPEND],
        [HEADER, APPEND.replace("}", ',"queue":"q"}')],
        [HEADER, APPEND.replace("}", ',"for":"d"}')],
    ],
)
def test_what_is_left_out_is_refused(tmp_path: Path, lines: list[str]) -> None:
    """An assumption says that such a log is not judged, instead of judging it wrongly."""
    assert judge(lines, tmp_path) == (Outcome.ASSUMPTION, None)


def test_no_other_module_needs_the_community_modules() -> None:
    """So that they work with a jar alone."""
    names = re.compile(r"\b(Json|IOUtils|TLCExt|SequencesExt|FiniteSetsExt|Functions)\b")
    modules = [*SPEC.glob("*.tla"), *folder("models").rglob("*.tla")]
    assert [path.name for path in modules if names.search(path.read_text(encoding="utf-8"))] == []
