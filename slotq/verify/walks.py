"""Random walks of the machine, far beyond the sizes at which all states can be found.

A walk takes random steps from the initial state until no step is possible, and then another one
begins. In every state the invariants are evaluated. What the walks have seen is counted as well:
every action must have been taken, and every guard that is false in some state of a small system
must have been false, since walks that never come to a place say nothing of it. A seed gives the
same walks each time.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from slotq.machine import callers
from slotq.machine.kernel import Label, Module, Process, System, explore
from slotq.verify.claim import (
    Claim,
    ClaimRefutedError,
    Evidence,
    Seeds,
    Strength,
    UndecidedError,
)
from slotq.verify.manifest import Tier

SEED = 1
_EVERY = 3  # steps, after which guards are looked at, which takes as long as a step
_TRIES = 50
_LAST = 20

_CONTAINERS, _CONSUMERS = 20, 50
_ALL = range(_CONTAINERS + _CONSUMERS)
WALKS: Mapping[str, tuple[Module[Any, Any], Any, int]] = {
    "walk/callers": (
        callers.MODULE,
        callers.Bounds(
            _CONTAINERS,
            _CONSUMERS,
            3,
            idling=frozenset(_ALL[:_CONTAINERS:3]),
            evictable=frozenset(_ALL[1:_CONTAINERS:4]),
            freezable=frozenset(_ALL[2:_CONTAINERS:5]),
            impatient=frozenset(_ALL[_CONTAINERS::3]),
            cancellable=frozenset(_ALL[_CONTAINERS + 1 :: 4]),
            failing=frozenset(_ALL[:_CONTAINERS:7]),
        ),
        50_000,
    ),
}
"""The machines, their bounds, and how many steps are taken."""
_ONE, _OTHER = frozenset({0}), frozenset({1})
_SMALL = callers.Bounds(1, 1, 2, _ONE, _ONE, _ONE, _OTHER, _OTHER, _ONE)
"""Bounds at which all states show which guards there are."""


@dataclass(slots=True)
class Walked:
    """What the walks have seen.

    Attributes:
        steps: How many steps were taken.
        walks: How many walks were begun.
        taken: How often each action was taken.
        refused: How often each guard, with its action, was seen to be false.
        last: The last steps of this walk.
    """

    steps: int = 0
    walks: int = 1
    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    last: list[Label] = field(default_factory=list)


def walk_claims() -> Iterator[Claim]:
    """The claims of random walks."""
    for name, (module, bounds, steps) in WALKS.items():
        size = ", ".join(module.words(bounds).split(";")[:1])
        yield Claim(
            name=name,
            sentence=(
                f"In random walks of the machine of {module.name} the invariants hold in every"
                " state; every action is taken, and every guard is false somewhere."
            ),
            bound=f"{size}; {steps} steps, seed {SEED}",
            tier=Tier.FULL,
            strength=Strength.TESTED,
            check=partial(check_walks, name),
            seconds=20.0,
            faults="A fault that needs more processes or tokens than a search of all states has.",
            seeds=Seeds(SEED, SEED),
        )


def check_walks(name: str, steps: int | None = None, seed: int = SEED) -> Evidence:
    """Walk, and require that everything was seen.

    Args:
        name: One of `WALKS`.
        steps: How many steps to take, if not as many as there.
        seed: What chooses the steps.

    Raises:
        ClaimRefutedError: An invariant is violated.
        UndecidedError: An action was never taken, or a guard was never false.
    """
    module, bounds, most = WALKS[name]
    found = walk(module, bounds, steps or most, seed)
    if untaken := sorted(set(module.actions) - found.taken.keys()):
        message = f"{found.steps} steps are too few: never taken: {', '.join(untaken)}"
        raise UndecidedError(message)
    if unseen := sorted(_guards(module, _SMALL) - found.refused.keys()):
        never = "; ".join(f"{action}, {guard}" for action, guard in unseen)
        message = f"{found.steps} steps are too few: never false: {never}"
        raise UndecidedError(message)
    return Evidence(others=found.steps)


def walk(module: Module[Any, Any], bounds: Any, steps: int, seed: int) -> Walked:  # noqa: ANN401
    """Take random steps of a machine, and evaluate its invariants in every state.

    Args:
        module: The machine.
        bounds: Its bounds.
        steps: How many steps to take.
        seed: What chooses them.

    Raises:
        ClaimRefutedError: An invariant is violated.
    """
    system = module.system(bounds)
    chance = random.Random(seed)  # noqa: S311  # a seed, so that it can be repeated
    found = Walked()
    state = system.init
    while found.steps < steps:
        step = _choose(system, state, chance)
        if step is None:
            state, found.last = system.init, []
            found.walks += 1
            continue
        label, state = step
        found.steps += 1
        found.taken[label.action] += 1
        found.last = [*found.last[1 - _LAST :], label]
        for name, holds in module.invariants.items():
            if not holds(state, bounds):
                raise ClaimRefutedError(_violated(name, found, seed))
        if not found.steps % _EVERY:
            process: Process[Any] = chance.choice(system.processes)
            for refused, why in process.disabled(state):
                found.refused[refused.action, why.guard] += 1
    return found


def _choose(system: System[Any], state: object, chance: random.Random) -> tuple[Label, Any] | None:
    # A process at random, and only if many have nothing to do, all of them.
    for _ in range(_TRIES):
        process = chance.choice(system.processes)
        if steps := process.successors(state):
            return chance.choice(steps)
    steps = system.successors(state)
    return chance.choice(steps) if steps else None


def _guards(module: Module[Any, Any], bounds: Any) -> set[tuple[str, str]]:  # noqa: ANN401
    """Every guard that is false in some state of a small system, with its action."""
    system = module.system(bounds)
    return {
        (label.action, why.guard)
        for state in explore(system).states
        for process in system.processes
        for label, why in process.disabled(state)
    }


def _violated(name: str, found: Walked, seed: int) -> str:
    steps = [f"  {label.action}{label.arguments}" for label in found.last]
    head = f"{name} is violated after {found.steps} steps, in walk {found.walks} of seed {seed}:"
    return "\n".join([head, f"the last {len(steps)} steps:", *steps])
