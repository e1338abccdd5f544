"""slotq.explorer.levels: each can be solved, in no fewer steps, and the code takes them too."""

import json
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from slotq.explorer import page
from slotq.explorer.engine import Engine
from slotq.machine.callers import CHOICES, Bounds
from slotq.schedule.engine.findings import parse_schedule
from slotq.schedule.faults.catalogue import FAULTS, broken
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.slot_queue_manager import ManagerProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.execution import Runner
from slotq.system.resources import folder
from tests.stranger import here

_LEVELS = page.levels()
_NUMBERS = range(1, len(_LEVELS) + 1)
_UNFAIR = 11
_RIGHT = 14


@cache
def _level(engine: Engine, number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(engine.call("levelOf", number))
    return found


@pytest.mark.parametrize("number", _NUMBERS)
def test_its_solution_is_a_shortest_one(engine: Engine, number: int) -> None:
    """It solves the level with its last step and not before; no run is shorter."""
    level = _level(engine, number)
    if number == _RIGHT:
        assert (level["run"], level["shortest"]) == ([], None)
        return
    assert level["solved"] == [False] * (level["shortest"] - 1) + [True]


@pytest.mark.parametrize("number", _NUMBERS)
def test_it_is_explained(number: int) -> None:
    """By a task, a hint and what there was to learn, each a sentence or more."""
    level = _LEVELS[number - 1]
    assert all(level[text].endswith(".") for text in ("task", "hint", "after"))
    assert level["title"][0].isupper()


@pytest.mark.parametrize("number", [n for n in _NUMBERS if n not in {_UNFAIR, _RIGHT}])
def test_the_code_does_it_too(engine: Engine, number: int) -> None:
    """Broken as the level says, it takes the same steps, and ends in the same state."""
    level = _level(engine, number)
    program = _program(level["config"])
    words = " ".join(word for word, _, _ in level["run"])
    with Runner(program).run() as run:
        actions = []
        for step in parse_schedule(_of_the_code(words)):
            assert step in run.transitions()
            actions.append(run.take(step))
        assert actions == [action for _, action, _ in level["run"]]
        assert json.loads(json.dumps(run.state())) == level["run"][-1][2]


@pytest.mark.parametrize("number", [n for n in _NUMBERS if n not in {_UNFAIR, _RIGHT}])
def test_its_command_shows_the_same_property(engine: Engine, number: int, tmp_path: Path) -> None:
    """What is copied as `slotq replay` runs the broken code, and breaks what the level is about."""
    level = _LEVELS[number - 1]
    address = f"#--level {number} {level['setup']} {level['solution']}"
    command = shlex.split(engine.call("exportAs", "replay", address))
    assert ("--break" in command) is ("--break" in level["setup"])
    ran = here(*command[1:], cwd=tmp_path)
    is_wrong = "--break" in command
    assert (ran.code, ran.err) == (int(is_wrong), "")
    steps = len(level["solution"].split())
    said = [line for line in ran.out.splitlines() if line.startswith(f"after step {steps} ")]
    if "property" in level:
        assert any(level["property"] in line for line in said)
    assert ("false" in ran.out) is ("property" in level or is_wrong)


def test_a_command_is_read_back(engine: Engine) -> None:
    """Also that of the manager, whose launchers the code names after the request."""
    level = _LEVELS[12]
    command = engine.call("exportAs", "replay", f"#{level['setup']} {level['solution']}")
    assert "launcher-of-request-1" in command
    assert engine.call("exportAs", "replay", command.removeprefix("slotq replay ")) == command


def test_the_faults_of_the_page_are_those_of_the_code(engine: Engine) -> None:
    """By their names, the actions in whose place they are, and the systems that have them."""
    found = json.loads(engine.call("faults"))
    assert {
        name: (fault["of"], "general" in fault["kinds"], "callers" in fault["kinds"])
        for name, fault in found.items()
    } == {
        name: (FAULTS[name].action, bool(FAULTS[name].of_general), bool(FAULTS[name].of_callers))
        for name in found
    }


def _of_the_code(words: str) -> str:
    # The code's launchers are named after the request that starts them.
    return words.replace("launcher-1", "launcher-of-request-1")


def _program(config: dict[str, Any]) -> Any:
    bounds, fault = dict(config["bounds"]), config["fault"]
    if config["kind"] == "manager":
        return ManagerProgram(bounds["requests"])
    program: Any
    if config["kind"] == "general":
        program = GeneralProgram(bounds["clients"], bounds["dequeuers"], bounds["tokens"])
    else:
        sets: dict[str, Any] = {choice: frozenset(bounds.pop(choice)) for choice in CHOICES}
        program = CallersProgram(Bounds(**bounds, **sets))
    return broken(fault, program) if fault else program


@pytest.mark.parametrize(("number", "waits"), [(6, "dequeuer-1.1"), (10, "dequeuer-1.1")])
def test_the_code_hangs_then(engine: Engine, number: int, waits: str) -> None:
    """What a level with a lost wake-up ends in, the code does not get out of by itself."""
    level = _level(engine, number)
    program = _program(level["config"])
    with Runner(program).run() as run:
        for step in parse_schedule(" ".join(word for word, _, _ in level["run"])):
            run.take(step)
        assert run.world.processes[waits].is_asleep
        assert all(step.process != waits for step in run.transitions())


def test_the_round_is_as_long_as_tlcs(engine: Engine) -> None:
    """And TLC's own run is one of the page's model, state for state, and goes round."""
    path = folder("models") / "counterexamples" / "UnfairLock_1x1.itf.json"
    text = path.read_text(encoding="utf-8")
    found = json.loads(engine.call("verdictOf", text))
    assert found["fault"] is None
    assert len(json.loads(text)["states"]) == found["taken"] + 1
    assert _level(engine, _UNFAIR)["shortest"] <= found["taken"] + 1


def test_the_right_queue_is_searched_whole(engine: Engine) -> None:
    """All of the states that the model has, and nothing is broken in any."""
    bounds = json.dumps(_level(engine, _RIGHT)["config"]["bounds"])
    found = json.loads(engine.call("lengthTo", "callers", bounds, "", "NoLostWakeUpInv"))
    assert found == {"length": None, "states": 120}
