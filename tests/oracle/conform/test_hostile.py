"""slotq.oracle.conform with programs that do anything: each run has an end, and nothing is left.

The programs are scripts of the shell, which begin in a millisecond. Those that are kept lie in
tests/data/fuzz/conform; a new one goes there and, with the code that it should get, into the table
here.
"""

import json
import os
import shlex
import subprocess
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slotq.oracle.conform.calls import read_run
from slotq.oracle.conform.drive import Plan, drive
from slotq.oracle.conform.failures import UnusableError
from slotq.oracle.conform.outcome import render
from slotq.oracle.conform.session import Patience
from slotq.oracle.verdict.codes import find
from tests.conftest import ROOT

CORPUS = sorted((ROOT / "tests" / "data" / "fuzz" / "conform").iterdir())
EXPECTED = {
    "bad-utf8-in-what-is-ignored": "SQ313",
    "child-keeps-the-pipe": "SQ311",
    "child-that-ends-later": "right",
    "closes-its-input": "SQ312",
    "drips": "SQ311",
    "endless-line": "SQ315",
    "fewer-than-no-threads": "SQ313",
    "floods": "SQ313 SQ317",
    "has-nothing": "undecided",
    "huge-line": "SQ315",
    "ignores-its-end": "SQ319",
    "kills-itself": "SQ312",
    "long-name": "SQ313",
    "megabytes-on-stderr": "right",
    "moves-the-cursor": "SQ313",
    "nul-bytes": "SQ313",
    "reset-fails": "SQ313",
    "says-more-at-the-end": "SQ317",
    "speaks-first": "SQ317",
    "stops-itself": "SQ311",
    "token-at-the-limit": "SQ301",
    "token-of-many-digits": "SQ313",
    "token-over-the-limit": "SQ313",
    "value-of-another-shape": "SQ313",
    "wrong-value-without-end": "SQ304",
}
QUIET = {
    *("child-keeps-the-pipe", "closes-its-input", "drips", "ignores-its-end", "stops-itself"),
}
"""They are waited for in vain, and so not for long."""
RUN = tuple(read_run("queue_slot p1; acquire_slot p1 t0; quiesce"))
SLOWEST = 10.0


class Started(subprocess.Popen[bytes]):
    """A process whose group is remembered."""

    groups: set[int]

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[call-overload]
        Started.groups.add(self.pid)


def outcome(command: Sequence[str], plan: Plan) -> str:
    """Drive a program, in bounded time: the code of what is found, or that nothing is."""
    Started.groups = set()
    begin = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Started)
        try:
            report = drive(command, plan)
        except UnusableError as error:
            said = str(error)
            code = said.partition(":")[0]
        else:
            said = render(report)
            right = "undecided" if report.exit_code else "right"
            code = report.fault.code if report.fault else right
    assert time.monotonic() - begin < SLOWEST
    assert said.isascii()
    assert said.replace("\n", "").isprintable()
    assert len(said.replace(shlex.join(command), "")) < 2_000
    assert Started.groups
    await_end_of(Started.groups)
    return code


def await_end_of(groups: set[int]) -> None:
    """Wait until no process of these groups lives: they were killed, which takes a moment."""
    deadline = time.monotonic() + SLOWEST
    while any(is_of(groups, path) for path in Path("/proc").glob("[0-9]*/stat")):
        assert time.monotonic() < deadline
        os.sched_yield()


def is_of(groups: set[int], path: Path) -> bool:
    """Whether a process lives and is of these groups."""
    try:
        state, _, group = path.read_text(errors="replace").rpartition(")")[2].split()[:3]
    except (OSError, ValueError):
        return False
    return state != "Z" and int(group) in groups


def test_the_table_is_whole() -> None:
    """No program is missing and none is new."""
    assert {path.stem for path in CORPUS} == EXPECTED.keys()


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_each_program_gets_its_code(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """And one only; nothing waits longer than it should, and nobody is left."""
    codes = EXPECTED[path.stem].split()
    patience = Patience(answer=0.3 if path.stem in QUIET else 5, served=0.05, start=5)
    run = () if "value" in path.stem else RUN
    assert outcome(["sh", str(path)], Plan(patience=patience, run=run)) in codes
    capfd.readouterr()


def test_what_a_program_says_is_shown_as_it_is() -> None:
    """Escaped once, and the end of a sentence is not lost for its beginning."""
    said = {path.stem: path for path in CORPUS}
    with pytest.raises(UnusableError) as long_name:
        drive(["sh", str(said["long-name"])], Plan(run=RUN))
    assert str(long_name.value).endswith('{"id":1,"ok":{"name":"' + "0" * 178)
    cursor = drive(["sh", str(said["moves-the-cursor"])], Plan(run=RUN))
    assert cursor.fault is not None
    assert cursor.fault.message.endswith(r': \x1b[2J\x1b]0;title\x07{"id":3}')
    value = drive(["sh", str(said["wrong-value-without-end"])], Plan())
    assert value.fault is not None
    assert value.fault.message.endswith("0..., the reference says False")


@pytest.mark.parametrize("name", ["endless-line", "floods", "huge-line"])
def test_no_more_is_kept_than_a_line(name: str) -> None:
    """However much comes."""
    path = next(path for path in CORPUS if path.stem == name)
    tracemalloc.start()
    try:
        outcome(["sh", str(path)], Plan(patience=Patience(answer=5), run=RUN))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2_000_000


ANSWERS = (
    b'{"id":1,"ok":{"name":"hostile","can":["queue"]}}\n',
    b'{"id":2,"ok":{}}\n',
    b'{"id":3,"ok":{"token":0}}\n',
    b'{"id":4,"ok":{}}\n',
    b'{"id":5,"ok":{"live_dequeuer_threads":0}}\n',
    b'{"id":6,"ok":{}}\n',
)


def say(data: bytes) -> str:
    """Say these bytes."""
    return "printf %b '" + "".join(f"\\0{byte:03o}" for byte in data) + "'"


READ = "read -r line"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
FIELDS = st.sampled_from(
    ["id", "ok", "fail", "unimplemented", "token", "reason", "live_dequeuer_threads", "name", "can"]
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A right answer with a field changed, on the outside or inside of ok."""
    answer = json.loads(draw(st.sampled_from(ANSWERS)))
    inside = draw(st.booleans()) and isinstance(answer["ok"], dict)
    (answer["ok"] if inside else answer)[draw(FIELDS)] = draw(JSON)
    return say(json.dumps(answer).encode() + b"\n")


@st.composite
def cut(draw: st.DrawFn) -> str:
    """The beginning of a right answer, or two of them in one, or one that is interrupted."""
    answer = draw(st.sampled_from(ANSWERS))
    place = draw(st.integers(0, len(answer)))
    return say(answer[:place] + draw(st.sampled_from([b"", b"\n", b"\0", b"\xff", answer])))


MOVES = st.one_of(
    st.just(READ),
    st.sampled_from(ANSWERS).map(say),
    mutated(),
    mutated(),
    cut(),
    cut(),
    st.binary(max_size=60).map(say),
    st.sampled_from([60_000, 65_535, 65_536, 300_000]).map(
        lambda size: f"head -c {size} /dev/zero | tr '\\0' 7; echo"
    ),
    st.sampled_from(
        [
            *("exec >&-", "exec <&-", "exit 0", "exit 3", "exit 255", "kill -SEGV $$", "sleep 60"),
            *("kill -STOP $$", "kill -KILL $$", "sleep 60 &", "head -c 99999 /dev/zero >&2"),
            *("yes", "(sleep 60 & exec sleep 60) &", "trap '' TERM HUP INT"),
        ]
    ),
)


@given(right=st.integers(0, len(ANSWERS)), moves=st.lists(MOVES, min_size=1, max_size=4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_program_does(
    right: int, moves: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """After some right answers: there is one outcome, soon, and nobody is left."""
    lines = [line for answer in ANSWERS[:right] for line in (READ, say(answer))]
    command = ["sh", "-c", "\n".join([*lines, *moves])]
    found = outcome(command, Plan(patience=Patience(0.1, 0.05, start=0.1), run=RUN))
    assert find(found) or (found in {"right", "undecided"} and right > 0)
    capfd.readouterr()
