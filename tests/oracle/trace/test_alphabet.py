"""trace.alphabet: the actions, fields and guards of logs are those of the machine's modules."""

import ast
from collections.abc import Iterator

import pytest

from slotq.formats import trace_lines
from slotq.machine import callers, scaling, slot_queue_steps
from slotq.machine.kernel import explore
from slotq.oracle.trace import alphabet, caller_state
from slotq.oracle.trace.alphabet import CLIENT_PROMISES, DEQUEUER_PROMISES, STEPS, acquire_cas
from slotq.oracle.verdict.codes import all_codes
from tests.conftest import ROOT

TRACE = ROOT / "slotq" / "oracle" / "trace"
QUEUE, CALLERS, SCALING = (each.MODULE for each in (slot_queue_steps, callers, scaling))
GUARDS = QUEUE.guards | CALLERS.guards | SCALING.guards
OF_LOGS = frozenset(
    {
        # Which of them it is, and of which token, a log says in the line itself.
        caller_state.WINNER,
        caller_state.CANCELLED,
        caller_state.NOT_CANCELLED,
        "ok = (token \\notin slotClosed)",
        # Versions of the callers, which are bounds of the machine.
        caller_state.NOT_ITS_OWN,
        caller_state.NO_ERROR,
        caller_state.FIRST,
        # What a line says of a snapshot.
        "needed = IsNewContainerNeeded",
    }
)
"""The conditions of lines that are not guards of a module: each is about what only a log has."""


def test_the_lines_are_the_actions_of_the_modules() -> None:
    """None that a module does not have, and none of a module missing but the signaller's."""
    assert {kind.__name__ for kind in STEPS} == set(QUEUE.actions)
    of_callers = set(CALLERS.actions) - set(QUEUE.actions)
    assert trace_lines.names_of(trace_lines.CALLER_ACTIONS) == of_callers
    signals = {"SignalSend", "SignalReceive"}
    assert trace_lines.names_of(trace_lines.OTHER_ACTIONS) == set(SCALING.actions) - signals


def test_a_step_is_the_machine_s_function() -> None:
    """Of its name; an acquire alone may be on behalf of another client."""
    functions = {
        kind.__name__: step.action for kind, step in STEPS.items() if step.action is not acquire_cas
    }
    assert functions == {
        label.action: getattr(slot_queue_steps, action.__name__)
        for process in QUEUE.system(QUEUE.smallest).processes
        for label, action, _ in process.actions
        if label.action != "AcquireCas"
    }


def test_what_a_dequeuer_promises_it_does_by_itself() -> None:
    """All that the machine has of it, but for its canceller, which is another process."""
    names = [kind.__name__ for kind in DEQUEUER_PROMISES]
    assert [*names, "CancellerWake"] == list(slot_queue_steps.OF_A_DEQUEUER)
    assert {kind.__name__ for kind in CLIENT_PROMISES} <= set(QUEUE.actions)


def test_a_field_has_the_value_of_every_step() -> None:
    """Whatever the machine does, each field of a line can be written, in its type."""
    system = QUEUE.system(slot_queue_steps.Bounds(1, 1, 1))
    graph = explore(system)
    named = {kind.__name__: step for kind, step in STEPS.items()}
    kinds = {
        (label.action, shown.field): type(
            shown.value(
                graph.states[source], graph.states[target], tuple(map(int, label.arguments))
            )
        )
        for source, label, target in graph.edges
        for shown in named[label.action].shown
    }
    integers = {"token": int, "length": int, "woken": int, "ok": bool, "waiting": bool}
    assert kinds == {
        (kind.__name__, shown.field): integers[shown.field]
        for kind, step in STEPS.items()
        for shown in step.shown
    }


def conditions(name: str) -> Iterator[str]:
    """The conditions that a judge names when it objects, where they are not put together."""
    constants = vars(caller_state)
    for node in ast.walk(ast.parse((TRACE / f"{name}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Objection", "_Condition"}:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
            elif isinstance(first, ast.Name) and first.id in constants:
                yield constants[first.id]


@pytest.mark.parametrize("name", ["caller_steps", "caller_state", "counting_faults"])
def test_a_judge_objects_in_the_machine_s_words(name: str) -> None:
    """A guard that is reworded in the specification is so in verdicts."""
    assert set(conditions(name)) - OF_LOGS <= GUARDS


def test_conditions_of_logs_alone_are_in_use() -> None:
    """None is left over, and none is a guard of a module."""
    found = {each for name in ("caller_steps", "counting_faults") for each in conditions(name)}
    left = {caller_state.CANCELLED, caller_state.NOT_CANCELLED}  # chosen between, in one call
    assert OF_LOGS - left <= found
    assert OF_LOGS.isdisjoint(GUARDS)


def test_codes_name_guards_that_there_are() -> None:
    """The table of codes has no guard, and no field, that no judge can name."""
    fields = {
        f"{kind.__name__}.{shown.field}" for kind, step in STEPS.items() for shown in step.shown
    }
    known = GUARDS | OF_LOGS | {"~ENABLED AcquireCas(c)", 'canceller[d] = "absent"'}
    for code in all_codes():
        for step in code.steps:
            action, _, guard = step.partition(": ")
            assert not guard or guard in known, step
            kind, dot, _ = action.partition(".")
            if dot and kind in QUEUE.actions:
                assert action in fields, step


def test_a_guard_of_the_alphabet_s_own_is_about_two_clients() -> None:
    """It is the machine's, of what two clients know."""
    assert alphabet._UNKNOWN_TO_BOTH.guard == "t \\in known[p] \\cup known[o]"
    assert "t \\in known[p]" in QUEUE.guards
