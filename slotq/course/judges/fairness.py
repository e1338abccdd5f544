"""Judges a choice of fairness: it must be enough for a property, and all of it needed."""

from pathlib import Path

import msgspec

from slotq.course.answer import read_toml
from slotq.course.tlc import job_for, written_files
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved
from slotq.tlc.report import Outcome, Report, Trace
from slotq.tlc.run import run_tlc
from slotq.tlc.toolchain import Toolchain, find_toolchain

PROPERTY = "DequeuerEndsProp"
OF_CLIENTS = ("QueueBroadcast", "AcquireRemove", "AcquireClose")
OF_DEQUEUERS = (
    "DequeuerWait",
    "DequeuerPeek",
    "DequeuerExit",
    "DequeuerEjected",
    "DequeuerCancelled",
    "CancellerWake",
)
_NAME = "Mine"
_CONFIGURATION = f"""\
CONSTANTS
  Clients = {{client1}}
  Dequeuers = {{dequeuer1}}
  Tokens <- OneToken
  None = None
SPECIFICATION ChosenSpec
PROPERTY {PROPERTY}
"""


class _Choice(msgspec.Struct, forbid_unknown_fields=True):
    weakly_fair: tuple[str, ...]


def judge_fairness(folder: Path) -> Verdict:
    """Check the property under the chosen fairness, and under each part of it."""
    chosen = read_toml(folder / "fairness.toml", _Choice).weakly_fair
    for name in chosen:
        if name not in (*OF_CLIENTS, *OF_DEQUEUERS):
            known = ", ".join((*OF_CLIENTS, *OF_DEQUEUERS))
            message = f"fairness.toml: {name[:40]!r} is not one of {known}"
            raise AnswerError(message)
    toolchain = find_toolchain()
    report = _checked(toolchain, frozenset(chosen))
    if report.outcome is not Outcome.OK:
        return unsolved(f"With this fairness {PROPERTY} is false:", *_behaviour(report.trace))
    for name in sorted(set(chosen)):
        if _checked(toolchain, frozenset(chosen) - {name}).outcome is Outcome.OK:
            return unsolved(f"It is true, and would be so without the fairness of {name}.")
    return solved(
        f"{PROPERTY} is true, and false as soon as any of the {len(set(chosen))} is left out."
    )


def _checked(toolchain: Toolchain, chosen: frozenset[str]) -> Report:
    texts = {f"{_NAME}.tla": _module(chosen), f"{_NAME}.cfg": _CONFIGURATION}
    with written_files(texts) as own:
        return run_tlc(toolchain, job_for(own, _NAME)).report


def _module(chosen: frozenset[str]) -> str:
    """Write the module; the names are those of the lists above and no others."""
    lines = [
        "---- MODULE Mine ----",
        "EXTENDS SlotQueueProperties",
        "OneToken == 0 .. 0",
        "Chosen ==",
        "  /\\ TRUE",
    ]
    lines += [
        f"  /\\ \\A p \\in Clients : WF_vars({name}(p))" for name in OF_CLIENTS if name in chosen
    ]
    lines += [
        f"  /\\ \\A d \\in Dequeuers : WF_vars({name}(d))"
        for name in OF_DEQUEUERS
        if name in chosen
    ]
    return "\n".join([*lines, "ChosenSpec == Spec /\\ Chosen", "====", ""])


def _behaviour(trace: Trace | None) -> list[str]:
    if trace is None:
        return []
    lines = [
        f"  {number}  {step.action or 'the initial state'}"
        for number, step in enumerate(trace.steps, 1)
    ]
    if trace.back_to is not None:
        return [*lines, f"  and again from state {trace.back_to + 1}, for ever"]
    return [*lines, "  and then no process takes a step any more, although it could"]
