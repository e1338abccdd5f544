"""That each broken action fails exactly what broken.toml says, and that everything fails by one."""

import tomllib
from importlib.resources import files

import msgspec

from slotq.prove import refinement
from slotq.prove.abstract import ABSTRACT
from slotq.prove.algebra import Action
from slotq.prove.broken_actions import BROKEN
from slotq.prove.broken_callers import BROKEN_CALLERS, CONSTANT, BrokenCaller
from slotq.prove.callers_invariant import WITHOUT_BOTH
from slotq.prove.obligations import Answer, Kind, Outcome, Prover, obligations_of
from slotq.prove.queue_invariant import QUEUE

TABLE = "broken.toml"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The expected outcome of a broken action.

    Attributes:
        what: What is wrong with it.
        instead: The action that it takes the place of.
        fails: The conjuncts and the properties of steps that fail.
        unrefined: The variables of SlotQueue that it changes wrongly; "when" where that module
            has no such step.
    """

    what: str
    instead: str
    fails: tuple[str, ...]
    unrefined: tuple[str, ...] = ()


def table() -> dict[str, Row]:
    """The expected outcome of each broken action."""
    text = files("slotq.prove").joinpath(TABLE).read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Row])


def broken_action(name: str) -> Action:
    """A broken action, under the name of the right one."""
    broken = BROKEN[name]
    return Action(broken.instead, QUEUE.action(broken.instead).parameters, *broken[1:])


def failures(name: str, prover: Prover) -> list[Outcome]:
    """What cannot be proved with a broken action, but for whether it is enabled.

    Args:
        name: The broken action.
        prover: One for SlotQueueSteps.
    """
    action = broken_action(name)
    asked = [each for each in obligations_of(QUEUE, action) if each.kind is not Kind.ENABLED]
    asked += refinement.obligations_of(action)
    return [out for out in map(prover.answer, asked) if out.answer is not Answer.PROVED]


def differences(name: str, row: Row, outcomes: list[Outcome]) -> list[str]:
    """What came of a broken action otherwise than its row says."""
    found = {False: list[str](), True: list[str]()}
    lines = []
    for outcome in outcomes:
        if outcome.answer is Answer.UNKNOWN:
            lines.append(f"{name}: {outcome.obligation} is unknown")
        refined = outcome.obligation.kind is Kind.REFINEMENT
        found[refined].append(outcome.obligation.conjunct)
    for kind, said in ((False, row.fails), (True, row.unrefined)):
        if list(said) != found[kind]:
            lines.append(f"{name}: not {list(said)} fail but {found[kind]}")
    if row.instead != BROKEN[name].instead:
        lines.append(f"{name} takes the place of {BROKEN[name].instead}, not of {row.instead}")
    return lines


def unmatched(rows: dict[str, Row]) -> list[str]:
    """Actions and rows without the other, and what is proved that no action breaks.

    Each conjunct, each property of steps, and of the refinement each variable, and the guards.
    """
    lines = [f"{name} has a row or an action alone" for name in sorted(BROKEN.keys() ^ rows.keys())]
    broken = {name for row in rows.values() for name in row.fails}
    never = sorted({*QUEUE.invariant, *QUEUE.steps} - broken)
    lines += [f"{name} is broken by no action" for name in never]
    unrefined = {name for row in rows.values() for name in row.unrefined}
    never = sorted({"when", *ABSTRACT.variables} - unrefined)
    return lines + [f"{name} of SlotQueue is broken by no action" for name in never]


CALLERS_SIZES = [
    {"client": clients, "dequeuer": 1, "token": tokens, "round": rounds}
    for clients, tokens, rounds in ((1, 1, 2), (1, 1, 3), (2, 1, 2), (2, 2, 2), (3, 2, 2))
]
"""Where counterexamples of callers are looked for, the smallest first."""


def failures_of_caller(broken: BrokenCaller) -> list[Outcome]:
    """What cannot be proved with a broken action of callers, but for whether it is enabled."""
    prover = Prover(broken.system, CALLERS_SIZES)
    asked = obligations_of(broken.system, broken.action)
    outcomes = [prover.answer(each) for each in asked if each.kind is not Kind.ENABLED]
    return [each for each in outcomes if each.answer is not Answer.PROVED]


def callers_failed() -> tuple[int, list[str]]:
    """How much fails with all of them, and what fails otherwise than it must, or by none."""
    lines, number = [], 0
    for name, row in BROKEN_CALLERS.items():
        outcomes = failures_of_caller(row)
        number += len(outcomes)
        found = [each.obligation.conjunct for each in outcomes]
        if found != list(row.fails):
            lines.append(f"{name}: not {list(row.fails)} fail but {found}")
        unknown = [each for each in outcomes if each.answer is Answer.UNKNOWN]
        lines += [f"{name}: {each.obligation} is unknown" for each in unknown]
    failed = {name for row in BROKEN_CALLERS.values() for name in row.fails}
    never = sorted({*WITHOUT_BOTH.invariant} - {*CONSTANT} - failed)
    return number, lines + [f"{name} is broken by no action" for name in never]
