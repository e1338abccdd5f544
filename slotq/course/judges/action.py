"""Judges a reader's action in TLA+: with it TLC must find the states and steps of the machine."""

from pathlib import Path

from slotq.course.answer import read_text
from slotq.course.tlc import job_for, written_files
from slotq.course.verdict import Verdict, solved, unsolved
from slotq.formats.tla_values import Function, show_value
from slotq.machine.kernel import explore
from slotq.machine.slot_queue_steps import INVARIANTS, MODULE
from slotq.machine.slot_queue_steps.bounds import Bounds
from slotq.specification.sentences import sentences
from slotq.tlc.errors import Ending, NoAnswerError
from slotq.tlc.graph import state_record
from slotq.tlc.report import Outcome, Report
from slotq.tlc.run import run_tlc
from slotq.tlc.state_graph import explore as explore_with_tlc
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.comparison import LabelledGraph, compare

MODULE_NAME = "Mine"
_BOUNDS = Bounds(clients=1, dequeuers=2, tokens=1)
_CONFIGURATION = f"""\
CONSTANTS
  Clients = {{client1}}
  Dequeuers = {{dequeuer1, dequeuer2}}
  Tokens <- OneToken
  None = None
  QueueBroadcast <- MyBroadcast
SPECIFICATION Spec
INVARIANTS TypeInv {" ".join(INVARIANTS)}
"""
_UNREADABLE = {Ending.PARSE, Ending.EVALUATION, Ending.CONFIGURATION, Ending.OTHER_ERROR}


def judge_action(folder: Path) -> Verdict:
    """Check the invariants with the action, and compare the graph with the machine's."""
    text = read_text(folder / f"{MODULE_NAME}.tla")
    toolchain = find_toolchain()
    with written_files({f"{MODULE_NAME}.tla": text, "Mine.cfg": _CONFIGURATION}) as own:
        job = job_for(own, MODULE_NAME)
        try:
            report = run_tlc(toolchain, job).report
            if report.outcome is not Outcome.OK:
                return unsolved(*_broken(report))
            _, dumped = explore_with_tlc(toolchain, job, state_record)
        except NoAnswerError as error:
            if error.ending not in _UNREADABLE:
                raise
            return unsolved("TLC cannot use your module:", *_said(str(error)))
    found = explore(MODULE.system(_BOUNDS))
    comparison = compare(
        LabelledGraph(
            "the queue",
            [MODULE.record(state, _BOUNDS) for state in found.states],
            frozenset({0}),
            ((source, label.action, target) for source, label, target in found.edges),
        ),
        LabelledGraph(
            "yours",
            dumped.states,
            dumped.initial,
            (
                (source, action.replace("MyBroadcast", "QueueBroadcast"), target)
                for source, action, target in dumped.edges()
            ),
        ),
        _variables,
    )
    if comparison.difference:
        return unsolved(*comparison.difference)
    return solved(
        f"TLC finds {comparison.states} states and {comparison.edges} steps, those of the queue."
    )


def _variables(state: Function) -> dict[str, str]:
    return {str(name): show_value(state[name]) for name in state}


def _broken(report: Report) -> list[str]:
    name = report.violated or "a property"
    steps = report.trace.steps if report.trace else ()
    actions = [step.action or "the initial state" for step in steps]
    sentence = sentences().get(name, "").partition(". ")[0].rstrip(".")
    lines = [f"With your action TLC refutes {name}:", f"  {sentence}."]
    lines += [f"  {number}  {action}" for number, action in enumerate(actions, 1)]
    return lines


def _said(message: str) -> list[str]:
    parts = [part.strip() for part in message.split("|") if part.strip()]
    return [f"  {part[:300]}" for part in parts[:6]]
