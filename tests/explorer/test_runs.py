"""slotq.explorer.runs: a run in the words of the tools, which read it back."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from slotq.explorer.comparison import page_bounds
from slotq.explorer.engine import Engine
from slotq.formats.itf_file import read_itf
from slotq.formats.tla_values import Function
from slotq.machine import slot_queue_steps
from slotq.machine.callers import Bounds
from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.verdict import Verdict
from slotq.schedule.engine.findings import parse_schedule
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.slot_queue_manager import ManagerProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.execution import replay
from tests.explorer.states import record_of
from tests.stranger import here

_FIRST, _SECOND = frozenset({0}), frozenset({1})
_ALL = Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, _FIRST)
_ROUNDS = Bounds(1, 2, 2, idling=_FIRST, impatient=frozenset({1, 2}))
_LATER = Bounds(2, 1, 1, idling=frozenset({0, 1}), later=True)
_PROGRAMS: list[tuple[str, str, Any]] = [
    ("callers", json.dumps(page_bounds(bounds)), CallersProgram(bounds))
    for bounds in (_ALL, _ROUNDS, _LATER)
]
_PROGRAMS += [
    (
        "general",
        json.dumps({"clients": 2, "dequeuers": 2, "tokens": 3}),
        GeneralProgram(2, 2, 3),
    ),
]
_OPTIONS = [program.options for _, _, program in _PROGRAMS]


def _wander(engine: Engine, kind: str, bounds: str, seed: int) -> list[tuple[str, str, Any]]:
    return [tuple(step) for step in json.loads(engine.call("wander", kind, bounds, "", 60, seed))]


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize(("kind", "bounds", "program"), _PROGRAMS, ids=_OPTIONS)
def test_the_code_follows_the_words(
    engine: Engine, kind: str, bounds: str, program: Any, seed: int
) -> None:
    """`slotq replay` takes each step of a random run, and is in the same states."""
    run = _wander(engine, kind, bounds, seed)
    taken = replay(program, parse_schedule(" ".join(word for word, _, _ in run)))
    assert len(run) > 3
    assert json.loads(json.dumps(taken)) == [[action, state] for _, action, state in run]


def test_the_code_of_the_manager_follows_too(engine: Engine) -> None:
    """Its launchers are named after who starts them."""
    run = _wander(engine, "manager", json.dumps({"requests": 2}), 3)
    starters: list[str] = []
    words = []
    for word, action, _ in run:
        starters += [word] * (action == "LauncherStart")
        _, _, number = word.partition("launcher-")
        words.append(f"launcher-of-{starters[int(number) - 1]}" if number else word)
    taken = replay(ManagerProgram(2), parse_schedule(" ".join(words)))
    assert json.loads(json.dumps(taken)) == [[action, state] for _, action, state in run]


@pytest.mark.parametrize(
    ("kind", "bounds", "fault"),
    [
        *((kind, bounds, "") for kind, bounds, _ in (_PROGRAMS[0], _PROGRAMS[2])),
        ("general", '{"clients": 2, "dequeuers": 2, "tokens": 1}', "SignalOne"),
        ("general", '{"clients": 2, "dequeuers": 1, "tokens": 1}', "CheckThenSet"),
        ("manager", '{"requests": 3}', ""),
    ],
)
def test_no_two_steps_have_the_same_words(
    engine: Engine, kind: str, bounds: str, fault: str
) -> None:
    """In no state, so that an address says which step is meant."""
    assert json.loads(engine.call("sameWords", kind, bounds, fault)) == []


def _address(program: Any, run: list[tuple[str, str, Any]]) -> str:
    return "#" + "+".join([*program.options.split(), *(word for word, _, _ in run)])


@pytest.mark.parametrize(("kind", "bounds", "program"), _PROGRAMS, ids=_OPTIONS)
def test_an_address_is_read_back(engine: Engine, kind: str, bounds: str, program: Any) -> None:
    """The words of `slotq replay` are an address, and an address is written in these words."""
    run = _wander(engine, kind, bounds, 2)
    address = _address(program, run)
    assert engine.call("exportAs", "address", address).replace("%3E", ">") == address[1:]
    command = engine.call("exportAs", "replay", address)
    assert command == f"slotq replay {program.options} '{' '.join(word for word, _, _ in run)}'"
    assert engine.call("exportAs", "replay", command.removeprefix("slotq replay ")) == command


def test_the_command_works(engine: Engine, tmp_path: Path) -> None:
    """As it is copied."""
    kind, bounds, program = _PROGRAMS[0]
    command = engine.call("exportAs", "replay", _address(program, _wander(engine, kind, bounds, 4)))
    match = re.fullmatch(r"slotq (replay .*) '(.*)'", command)
    assert match is not None
    ran = here(*match[1].split(), match[2], cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(("kind", "bounds", "program"), _PROGRAMS, ids=_OPTIONS)
def test_its_log_is_accepted(
    engine: Engine, tmp_path: Path, kind: str, bounds: str, program: Any
) -> None:
    """By `slotq check`, every line of it judged; and by the page's own judge."""
    run = _wander(engine, kind, bounds, 3)
    log = tmp_path / "run.ndjson"
    log.write_text(engine.call("exportAs", "log", _address(program, run)), encoding="utf-8")
    if "--later" in program.options:
        header, _, rest = log.read_text(encoding="utf-8").partition("\n")
        log.write_text(header[:-1] + ',"callers":"later"}\n' + rest, encoding="utf-8")
    verdict = check(str(log))
    assert isinstance(verdict, Verdict)
    assert (verdict.outcome, verdict.judged) == ("accepted", len(run))
    assert json.loads(engine.call("verdictOf", log.read_text(encoding="utf-8"))) == {
        "fault": None,
        "taken": len(run),
    }


@pytest.mark.parametrize(("kind", "bounds", "program"), _PROGRAMS, ids=_OPTIONS)
def test_its_counterexample_is_read(
    engine: Engine, tmp_path: Path, kind: str, bounds: str, program: Any
) -> None:
    """In the Informal Trace Format, with the states that the machine has."""
    run = _wander(engine, kind, bounds, 5)
    file = tmp_path / "run.itf.json"
    file.write_text(engine.call("exportAs", "itf", _address(program, run)), encoding="utf-8")
    size = slot_queue_steps.Bounds(2, 2, 3) if kind == "general" else program.bounds
    trace = read_itf(file.read_bytes())
    states = [Function(state.variables) for state in trace.states]
    assert states[1:] == [record_of(state, size) for _, _, state in run]


_LOST = "--break SkipBroadcast consumer-1 dequeuer-1.1 container-1 container-1"
_TWICE = "--clients 2 --break CheckThenSet client-1 client-1 client-1:1"


@pytest.mark.parametrize(
    "number", [*range(len(_PROGRAMS)), _LOST, _TWICE], ids=[*_OPTIONS, "lost", "twice"]
)
def test_its_test_passes(engine: Engine, tmp_path: Path, number: int | str) -> None:
    """As it is written, run as a stranger would; where something is broken, on broken code."""
    address = f"#{number}"
    if isinstance(number, int):
        kind, bounds, program = _PROGRAMS[number]
        address = _address(program, _wander(engine, kind, bounds, 1))
    text = engine.call("exportAs", "test", address)
    assert ("PROGRAM = broken(" in text) is isinstance(number, str)
    file = tmp_path / "test_mine.py"
    file.write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", str(file)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    ruff = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E,F,I", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ruff.returncode == 0, ruff.stdout
