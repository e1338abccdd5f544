"""What is claimed of mutants: the scores are those of the files as they are, and come again."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from slotq.mutants.arguments import arguments
from slotq.mutants.catalogue import all_mutants
from slotq.mutants.checks import files as every_file
from slotq.mutants.mutant import Part
from slotq.mutants.run import CheckoutError, Fate, project, workshop
from slotq.mutants.scores import RENEW, Score, hashes, kept
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.claim import Claim, ClaimRefutedError, Evidence, Strength, UndecidedError
from slotq.verify.manifest import Tier

AGAIN = 12
"""How many mutants of each part are run again: those with the smallest hashes."""
NEEDS = "a checkout of slotq, with its tests"
_WHAT = {
    Part.SPEC: "the specification",
    Part.CODE: "the code of queue, counters, manager and key",
    Part.MACHINE: "the machine",
    Part.JUDGES: "the judges",
    Part.SYNC: "the channel and the other primitives",
}


def mutant_claims() -> Iterator[Claim]:
    """The claims, one for each part; none in an installation without the tests."""
    try:
        root = project()
    except CheckoutError:
        return
    for part in Part:
        number = sum(each.mutants for each in kept().values() if each.part is part)
        yield Claim(
            name=f"mutants/{part.value}",
            sentence=f"Every single change of {_WHAT[part]} is noticed by a claim or by a test.",
            bound=f"{number} changes once; {AGAIN} of them again",
            tier=Tier.DEEP,
            strength=Strength.TESTED,
            check=partial(check_mutants, root, part),
            seconds=60.0,
            faults="A claim that would hold, whatever the project did.",
        )


def check_mutants(root: Path, part: Part, number: int = AGAIN) -> Evidence:
    """Hold the scores of a part against its files, and run some of its mutants again.

    Args:
        root: The top of the project.
        part: The part.
        number: How many to run again.

    Raises:
        ClaimRefutedError: A mutant survives, and there is no argument why.
        UndecidedError: A score is missing, or is about another text.
    """
    files = {file for of, file, _ in every_file(root) if of is part}
    require_scores(kept(), {file: now for file, now in hashes(root).items() if file in files})
    mutants = all_mutants(root, find_toolchain(), part)
    chosen = sorted(mutants, key=lambda mutant: mutant.digest)[:number]
    argued = arguments()
    with workshop(root) as place:
        for mutant in chosen:
            outcome = place.run(mutant)
            if outcome.fate is Fate.SURVIVED and mutant.digest not in argued:
                message = f"{mutant.name} survives: {mutant.change.what}"
                raise ClaimRefutedError(message)
    return Evidence(others=len(chosen))


def require_scores(scores: Mapping[str, Score], now: Mapping[str, str]) -> None:
    """Look whether the scores are those of some files, of which no mutant survives.

    Args:
        scores: The scores, by their files.
        now: The hashes of the files as they are.

    Raises:
        ClaimRefutedError: A mutant survives.
        UndecidedError: A score is missing, or is about another text.
    """
    unknown = [file for file in now if file not in scores or scores[file].hash != now[file]]
    if unknown:
        message = f"no score of {', '.join(unknown)} as it is: {RENEW}"
        raise UndecidedError(message)
    survived = [file for file in now if scores[file].survived]
    if survived:
        message = f"mutants survive: slotq mutants run --file {survived[0]}"
        raise ClaimRefutedError(message)
