"""Regions of locks are one step each, also where what they use is not guarded by their lock."""

from slotq.machine.kernel import explore
from slotq.schedule.engine.findings import FindingError
from slotq.schedule.walk.regions import explore_regions
from slotq.schedule.walk.specified import S, SpecifiedProgram
from slotq.verify.claim import ClaimRefutedError, Evidence

# The finer grain has some times as many states; a wrong program may have no end of them.
_MORE = 30


def check_regions(program: SpecifiedProgram[S]) -> Evidence:
    """Run a program with its regions interrupted, and compare the outcome with the machine.

    Args:
        program: The code with its clients, and their bounds.

    Raises:
        ClaimRefutedError: A region is not one step, or the code violates the specification.
        TooManyStatesError: The search was stopped, which decides nothing.
    """
    found = explore(program.system)
    states = found.states
    machine: dict[S, dict[str, set[S]]] = {}
    for source, label, target in found.edges:
        actions = machine.setdefault(states[source], {})
        actions.setdefault(label.action, set()).add(states[target])
    try:
        fine = explore_regions(program, machine, _MORE * len(states))
    except FindingError as error:
        raise ClaimRefutedError(str(error)) from error
    return Evidence(len(fine.states), sum(map(len, fine.targets)))
