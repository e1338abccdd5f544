"""slotq.schedule.faults: broken code breaks what the broken models break, in as many steps."""

import re
from typing import Any

import pytest

from slotq.machine.callers import Bounds
from slotq.schedule.faults.catalogue import FAULTS, UnknownFaultError, broken
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.judged import judge
from slotq.schedule.walk.shortest import by_running
from slotq.verify.configuration import Configuration, read_configuration
from slotq.verify.manifest import Model, load_manifest
from slotq.verify.models import Folders

_FIRST, _SECOND = frozenset({0}), frozenset({1})
CALLERS = CallersProgram(Bounds(1, 1, 1, idling=_FIRST, impatient=_SECOND))
GENERAL = GeneralProgram(1, 1, 1)
_NUMBERS = {"OneToken": 1, "TwoTokens": 2, "ThreeTokens": 3}
_CRASHES = {"WaitOnce"}
"""Faults whose code raises an exception where the model has a state that breaks a property."""
_CHOICES = {"Idling", "Evictable", "Freezable", "Impatient", "Cancellable", "Failing"}


def _configuration(model: Model) -> Configuration:
    return read_configuration(Folders().config(model))


def _fault(model: Model) -> str:
    assigned = [constant.rpartition(" <- ")[2] for constant in _configuration(model).constants]
    return next((name for name in assigned if name in FAULTS), "")


def _program(model: Model) -> Any:
    values = dict(
        re.split(" = | <- ", each, maxsplit=1) for each in _configuration(model).constants
    )
    if model.module == "MCFaults":
        sizes = [len(re.findall(r"\w+", values[name])) for name in ("Clients", "Dequeuers")]
        return GeneralProgram(sizes[0], sizes[1], _NUMBERS[values["Tokens"]])
    clients = re.findall(r"\w+", f"{values['Containers']} {values['Consumers']}")
    containers = sum(client.startswith("container") for client in clients)
    sets: dict[str, Any] = {
        choice.lower(): frozenset(map(clients.index, re.findall(r"\w+", values[choice])))
        for choice in _CHOICES
    }
    rounds = int(values["Rounds"])
    return CallersProgram(Bounds(containers, len(clients) - containers, rounds, **sets))


MODELS = [
    model
    for model in load_manifest().model
    if model.module in {"MCFaults", "MCCallersFaults"}
    and _fault(model)
    and model.outcome.value in {"invariant", "action-property"}
    and model.violates in _program(model).properties.names
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_shortest_schedule_is_as_long_as_tlcs(model: Model) -> None:
    """The broken code breaks the model's property at the model's bounds, in as many steps."""
    fault, program = _fault(model), _program(model)
    assert model.violates
    assert model.length
    name = "" if fault in _CRASHES else model.violates
    schedule = by_running(broken(fault, program), name)
    assert schedule is not None
    assert len(schedule) == model.length - 1
    replayed = judge(broken(fault, program), schedule)
    if fault in _CRASHES:
        assert replayed.finding is not None
        assert "IndexError" in replayed.finding.message
    else:
        assert model.violates in replayed.steps[-1].broken
    assert replayed.is_wrong


def test_every_fault_is_compared() -> None:
    """Each has a model whose length is held against that of its code."""
    assert {_fault(model) for model in MODELS} == set(FAULTS)


@pytest.mark.parametrize(
    ("fault", "program"),
    [("SignalOne", GENERAL), ("RemoveLast", GENERAL), ("RemoveBySwap", GeneralProgram(1, 1, 2))],
)
def test_a_bound_that_is_too_small_hides_it(fault: str, program: GeneralProgram) -> None:
    """As in the models SignalOneHidden, RemoveLastHidden and RemoveBySwapHidden."""
    assert by_running(broken(fault, program), most=1_000) is None


def test_nothing_is_wrong_with_the_code_itself() -> None:
    """So what is found is found of what is broken."""
    assert by_running(CALLERS, most=1_000) is None


@pytest.mark.parametrize(
    ("fault", "program", "said"),
    [
        ("Nothing", CALLERS, "there is no fault 'Nothing': SkipBroadcast, SignalOne, "),
        ("CheckThenSet", CALLERS, "CheckThenSet is a fault of the program with --clients"),
        ("ErrorRuns", GENERAL, "ErrorRuns is a fault .* containers and consumers, not --clients"),
    ],
)
def test_what_cannot_be_broken_is_refused(fault: str, program: Any, said: str) -> None:
    """With what can be."""
    with pytest.raises(UnknownFaultError, match=said):
        broken(fault, program)


def test_the_options_say_what_is_broken() -> None:
    """So that a command that is printed runs the same code."""
    assert broken("SignalOne", GENERAL).options.endswith(" --tokens 1 --break SignalOne")
    assert broken("ErrorRuns", CALLERS).options.endswith(" consumer-1 --break ErrorRuns")
