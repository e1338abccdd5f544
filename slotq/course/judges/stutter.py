"""Judges a refinement mapping step by step: which step of SlotQueue each step is."""

from collections.abc import Mapping
from pathlib import Path

from slotq.course.answer import read_toml
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved
from slotq.machine import slot_queue
from slotq.machine.kernel import explore
from slotq.machine.slot_queue_steps import MODULE
from slotq.machine.slot_queue_steps.bounds import Bounds

STUTTERS = "stutters"
_BOUNDS = Bounds(clients=1, dequeuers=1, tokens=2)


def judge_stutter(folder: Path) -> Verdict:
    """Compare each answer with what the steps change at the upper level."""
    answers = read_toml(folder / "steps.toml", dict[str, str])
    if set(answers) != set(MODULE.actions):
        different = sorted(set(answers) ^ set(MODULE.actions))
        message = f"steps.toml needs a line for each action, and no other: see {different[0]}"
        raise AnswerError(message)
    expected = steps_above()
    for action, said in answers.items():
        if said == expected[action]:
            continue
        if expected[action] == STUTTERS:
            return unsolved(f"{action} is not {said}: it changes nothing that SlotQueue speaks of.")
        if said == STUTTERS:
            return unsolved(
                f"{action} does not stutter: some of its steps change SlotQueue's state."
            )
        return unsolved(f"{action} is not {said}, which would change something else.")
    count = sum(step == STUTTERS for step in expected.values())
    return solved(f"All are right: {count} of the {len(expected)} actions stutter.")


def steps_above() -> Mapping[str, str]:
    """Find for each action the step of SlotQueue that it is where it changes anything there."""
    upper = slot_queue.MODULE.system(_BOUNDS)
    graph = explore(MODULE.system(_BOUNDS))
    always: dict[str, set[str]] = {}
    for source, label, target in graph.edges:
        before, after = (slot_queue.of_steps(graph.states[number]) for number in (source, target))
        if before != after:
            steps = {step.action for step, reached in upper.successors(before) if reached == after}
            always[label.action] = always.get(label.action, steps) & steps
    return {
        action: min(always[action]) if action in always else STUTTERS for action in MODULE.actions
    }
