"""The second equality: the graph of the real code is the machine's graph; and one level lower.

`slotq.queue` is run through every interleaving of its steps, with the callers of
`slotq.agent.callers` and with the most general clients, and the states that are read from its live
objects and frames are compared with the machine's. The channel of `slotq.sync` is run through every
interleaving of its lock, and compared with TLC's graph of Rendezvous.
"""

from collections.abc import Callable, Iterable
from functools import partial
from types import FunctionType
from typing import Protocol

from slotq.formats.tla_values import Function
from slotq.machine.kernel import Graph
from slotq.machine.kernel import explore as explore_machine
from slotq.schedule.engine.findings import FindingError, Kind, Transition
from slotq.schedule.engine.guards import guarded
from slotq.schedule.engine.surroundings import ElsewhereError, Surroundings, of_the_reference
from slotq.schedule.programs.rendezvous import Rendezvous
from slotq.schedule.walk import explore as walk
from slotq.schedule.walk import lock_graph
from slotq.schedule.walk.execution import Runner
from slotq.schedule.walk.specified import S, SpecifiedProgram
from slotq.schedule.walk.step_reports import Said
from slotq.tlc.graph import state_record
from slotq.tlc.state_graph import explore as explore_with_tlc
from slotq.tlc.toolchain import Toolchain
from slotq.verify import broken
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.comparison import Comparison, LabelledGraph, compare
from slotq.verify.manifest import Model
from slotq.verify.models import Folders, make_job
from slotq.verify.state_words import parts

# A wrong program may have no end of states.
_MORE = 10


def check_code(program: SpecifiedProgram[S], *, coarse: bool = False) -> Evidence:
    """Compare what the code can do with what the machine can.

    Args:
        program: The code with its clients, and their bounds.
        coarse: Whether the specification leaves something of the code's state out.

    Raises:
        ClaimRefutedError: The graphs differ, or the code violates the specification.
        TooManyStatesError: The search of a coarse comparison was stopped, which decides nothing.
    """
    machine = explore_machine(program.system)
    try:
        code = walk.explore(Runner(program), coarse=coarse, most=_MORE * len(machine.states))
    except FindingError as error:
        raise ClaimRefutedError(str(broken.of_finding(program, error))) from error
    except walk.TooManyStatesError as error:
        if coarse:  # several of them may be one of the machine's
            raise
        raise ClaimRefutedError(_with_what_is_broken(program, str(error))) from error
    comparison = compare(
        _of_the_machine(machine),
        LabelledGraph(
            "the code",
            code.states,
            frozenset({0}),
            (
                (source, action, target)
                for source, actions in enumerate(code.actions)
                for action, target in zip(actions, code.targets[source], strict=True)
            ),
        ),
        lambda state: parts(state, program.names),
    )
    of = machine.states
    known = {(of[source], label.action, of[target]) for source, label, target in machine.edges}
    evidence = _evidence(
        comparison, lambda: broken.of_graph(program, code, lambda *step: step in known)
    )
    _check_reports(program, machine, code)
    return evidence


def _with_what_is_broken(program: SpecifiedProgram[S], message: str) -> str:
    """Say what is broken before a message, if running finds it."""
    finding = FindingError(Kind.BROKEN, message, [])
    found = broken.of_finding(program, finding)
    return message if found is finding else f"{found}\n{message}"


def _check_reports(
    program: SpecifiedProgram[S], machine: Graph[S], code: walk.Exploration[S]
) -> None:
    """Compare what was said of each step with what the machine's same step implies.

    Raises:
        ClaimRefutedError: Something else was said.
    """
    states = machine.states
    implied: dict[tuple[S, str, S], list[Said]] = {}
    for source, label, target in machine.edges:
        before, after = states[source], states[target]
        said = program.implied(label, before, after)
        if said is None:
            return
        implied.setdefault((before, label.action, after), []).append(said)
    for source, reports in enumerate(code.reports):
        for edge, report in enumerate(reports):
            action, target = code.actions[source][edge], code.targets[source][edge]
            expected = implied[code.states[source], action, code.states[target]]
            said = report.said()
            if said not in expected:
                message = f"{action} reports {_words(said)} instead of {_words(expected[0])}"
                step = code.transitions[source][edge], action
                finding = FindingError(Kind.REPORT, message, [*code.way_to(source), step])
                finding.options = program.options
                raise ClaimRefutedError(str(finding))


def _words(said: Said) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(said.items())) or "nothing"


def check_surroundings(beginning: Iterable[type | FunctionType] | None = None) -> Evidence:
    """Look whether the code keeps anything where the state is not read.

    Args:
        beginning: The classes and functions; those of the reference if not given.

    Raises:
        ClaimRefutedError: It does, or could.
    """
    try:
        with guarded():
            return Evidence(others=Surroundings(beginning or of_the_reference()).size)
    except ElsewhereError as error:
        raise ClaimRefutedError(str(error)) from error


class ProgramWithHiddenSteps(SpecifiedProgram[S], Protocol[S]):
    """A program with steps that the machine does not have."""

    def visible(self, transition: Transition, action: str, *, changes: bool) -> str | None:
        """Say which action of the machine a step is; None if it is hidden."""
        ...


def check_up_to_hidden_steps(program: ProgramWithHiddenSteps[S]) -> Evidence:
    """Compare what the code can do with what the machine can, with some steps hidden.

    Several states of the code are one of the machine, with hidden steps between them. None of them
    may do what the machine cannot, and what the machine can do one of them must.

    Args:
        program: The code with its clients, and their bounds.

    Raises:
        ClaimRefutedError: The graphs differ, or the code violates the specification.
        TooManyStatesError: The search was stopped, which decides nothing.
    """
    machine = explore_machine(program.system)
    most = _MORE * _MORE * len(machine.states)
    try:
        code = walk.explore_apart(Runner(program), most)
    except FindingError as error:
        raise ClaimRefutedError(str(error)) from error
    states = list(dict.fromkeys(code.states))
    numbers = {state: number for number, state in enumerate(states)}
    of = [numbers[state] for state in code.states]
    edges = {
        (of[source], action, of[target])
        for source, transitions in enumerate(code.transitions)
        for transition, step, target in zip(
            transitions, code.actions[source], code.targets[source], strict=True
        )
        if (action := program.visible(transition, step, changes=of[source] != of[target]))
    }
    comparison = compare(
        _of_the_machine(machine),
        LabelledGraph("the code", states, frozenset({0}), edges),
        lambda state: parts(state, program.names),
    )
    known = set(machine.states)
    return _evidence(
        comparison, lambda: broken.of_graph(program, code, lambda *step: step[2] in known)
    )


def check_channel(
    toolchain: Toolchain, model: Model, sides: tuple[int, int], folders: Folders
) -> Evidence:
    """Compare what select, close and cancel can do with the model of the rendezvous.

    Args:
        toolchain: The Java and the jar.
        model: The model.
        sides: How many senders and receivers it has.
        folders: Where the modules and the models are.

    Raises:
        ClaimRefutedError: The graphs differ.
        TlcError: There is no whole graph.
    """
    _, dumped = explore_with_tlc(toolchain, make_job(model, folders), state_record)
    senders, receivers = sides
    try:
        code = lock_graph.explore(
            partial(Rendezvous, senders=senders, receivers=receivers, rounds=2)
        )
    except lock_graph.ScheduleError as error:
        raise ClaimRefutedError(str(error)) from error
    numbers = {state: number for number, state in enumerate(code.moves)}
    return _evidence(
        compare(
            LabelledGraph("the specification", dumped.states, dumped.initial, dumped.edges()),
            LabelledGraph(
                "the code",
                list(numbers),
                frozenset({numbers[code.initial]}),
                (
                    (numbers[source], action, numbers[target])
                    for source, action, target in code.edges
                ),
            ),
            _variables,
        )
    )


def _of_the_machine(machine: Graph[S]) -> LabelledGraph[S]:
    return LabelledGraph(
        "the machine",
        machine.states,
        frozenset({0}),
        ((source, label.action, target) for source, label, target in machine.edges),
    )


def _variables(state: Function) -> dict[str, str]:
    return {str(name): str(value) for name, value in state.items()}


def _evidence(
    comparison: Comparison, find: Callable[[], FindingError | None] = lambda: None
) -> Evidence:
    """Take the evidence from a comparison, or say what is broken, if it can be found, and where."""
    if comparison.difference:
        found = find()
        lines = [] if found is None else [str(found)]
        raise ClaimRefutedError("\n".join([*lines, *comparison.difference]))
    return Evidence(comparison.states, comparison.edges)
