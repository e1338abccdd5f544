"""What is shown of a mutant: its change, what has noticed it, and what follows from its checks."""

from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from slotq.mutants.arguments import Argument
from slotq.mutants.models import substituted
from slotq.mutants.mutant import Mutant
from slotq.mutants.noticed import NO_END, NO_VERDICT, Noticed, check_of
from slotq.mutants.probe import Line
from slotq.mutants.run import HANGS
from slotq.mutants.texts import text_of
from slotq.verify.claim import Verdict
from slotq.verify.manifest import load_manifest


def difference(root: Path, mutant: Mutant) -> str:
    """The change, line by line; of a wrong version of models/faults, also its configuration."""
    if mutant.is_fault:
        model = load_manifest().find(mutant.name)
        configuration = text_of(root, f"models/{model.cfg}")
        return f"{configuration.rstrip()}\n\n{substituted(root, model)}\n"
    text = text_of(root, mutant.file)
    lines = unified_diff(
        text.splitlines(keepends=True),
        mutant.applied(text).splitlines(keepends=True),
        mutant.file,
        mutant.file,
        n=2,
    )
    return "".join(lines)


def said_of(
    mutant: Mutant,
    current: Mapping[str, Noticed],
    bounds: Mapping[str, str],
    argued: Mapping[str, Argument],
) -> str:
    """What has noticed a mutant, and at which bound.

    Args:
        mutant: The mutant.
        current: What has noticed the mutants of the files whose scores are not stale.
        bounds: The bounds of the claims, by their names.
        argued: The arguments, by the hashes of their mutants.
    """
    check = check_of(mutant, current)
    if check is None:
        if mutant.digest in argued:
            return f"equivalent: {argued[mutant.digest].why}"
        return f"not run yet; first check {mutant.checks[0]}"
    if check.startswith(NO_END):
        return f"{check}: the processor time or the memory is used up"
    if check.startswith(NO_VERDICT):
        return f"{check}: the change cannot be evaluated"
    if check.startswith(HANGS):
        return check
    return f"noticed by {check}: {bounds[check]}" if check in bounds else f"noticed by {check}"


def conclusion(mutant: Mutant, lines: Sequence[Line], argument: Argument | None) -> tuple[str, int]:
    """What follows from what the checks of a mutant say, in a line; and the exit code.

    Args:
        mutant: The mutant.
        lines: What each of its checks says.
        argument: Why the mutant cannot be noticed, if somebody has said so.
    """
    if mutant.is_fault:
        return _of_fault(mutant, lines)
    for line in lines:
        if line.verdict == Verdict.REFUTED.value:
            word = "fails" if line.check.startswith("tests/") else "is refuted"
            return f"Caught: {line.check} {word}.", 0
        if line.verdict == HANGS:
            return f"Caught by hanging, {line.message}.", 0
    without = [line.check for line in lines if line.verdict == Verdict.UNDECIDED.value]
    if without:
        said = f"{without[0]} gives no verdict"
        if len(without) == len(lines):
            are_claims = not any(line.check.startswith("tests/") for line in lines)
            said = f"no {'claim' if are_claims else 'claim or test'} gives a verdict"
        return f"Noticed, but not refuted: {said}.", 0
    if argument is not None:
        return f"Equivalent: nothing can notice it. {argument.why}", 0
    return "It survives: nothing has noticed it.", 1


def _of_fault(mutant: Mutant, lines: Sequence[Line]) -> tuple[str, int]:
    """Of a wrong version of the specification, its claim is that TLC refutes it."""
    model = load_manifest().find(mutant.name)
    verdicts = {line.verdict for line in lines}
    if verdicts == {Verdict.HOLDS.value}:
        expected = f"a violation of {model.violates}" if model.violates else model.outcome.value
        said = f"its row of the manifest holds because the expected counterexample, {expected},"
        return f"Caught: {said} is found.", 0
    if Verdict.REFUTED.value in verdicts:
        return "It survives: the counterexample that its row of the manifest expects is missing.", 1
    return "No verdict: TLC has not said whether it is caught.", 1
