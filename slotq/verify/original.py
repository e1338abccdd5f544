"""What is claimed of the original's own text, where it is given: it does what is specified."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from slotq.original.driver import Driver
from slotq.original.parts import FUNCTIONS, PROGRAMS, REGIONS, compare
from slotq.original.pure import ValueDiffersError
from slotq.original.source import read_source
from slotq.original.walk import DifferenceError
from slotq.original.workshop import workshop
from slotq.verify.claim import Claim, ClaimRefutedError, Evidence, Strength
from slotq.verify.manifest import Tier

VARIABLE = "SLOTQ_ORIGINAL"
"""The environment variable that names a checkout of the original, or its file."""
NEEDS = f"{VARIABLE}, which names a checkout of the original"
NOT_GIVEN = f"The original's own text was not given: {VARIABLE} names a checkout of it."

_QUEUE = "The original's queue, under every schedule of its own text, has the machine's graph."
_COUNTERS = (
    "The original's counters, under every schedule of its own text, have the machine's graph."
)
_MANAGER = (
    "The original's manager, under every schedule of its own text, is bisimilar to the machine."
)
_REGIONS = "With the regions of the original's locks interleaved, the states stay the machine's."
_FUNCTIONS = "The original's functions compute what the reference and the machine compute."


def _named(*starts: str) -> tuple[str, ...]:
    return tuple(name for name in PROGRAMS if name.startswith(starts))


_LARGE = ("general-2x1x2", "callers-2x1x1")
GROUPS = {
    "queue": (
        _QUEUE,
        tuple(name for name in _named("general", "callers") if name not in _LARGE),
        Tier.SMOKE,
        """\
A waiter that is not woken when it is cancelled, a token that is taken out before it is delivered, \
the oldest token for the newest, an id that is given twice: what the specification, or its reading \
of the original, could have wrong.""",
    ),
    "queue-large": (
        _QUEUE,
        _LARGE,
        Tier.FULL,
        "The same with two clients that race for a token, or two containers of which one goes.",
    ),
    "counters": (
        _COUNTERS,
        _named("counters"),
        Tier.SMOKE,
        "A counter of the wrong kind or state, or one that does not wrap below zero.",
    ),
    "manager": (
        _MANAGER,
        _named("manager"),
        Tier.SMOKE,
        "A queue that is deleted while it is not idle, or kept where the original deletes it.",
    ),
    "regions": (
        _REGIONS,
        tuple(REGIONS),
        Tier.FULL,
        "A decision that rests on two looks at a context, between which it is cancelled.",
    ),
    "functions": (
        _FUNCTIONS,
        tuple(FUNCTIONS),
        Tier.SMOKE,
        "Another turning point of a decision, a field that the key leaves out or writes elsewhere.",
    ),
}
"""The claims, with the bounds of each."""
_TESTED = frozenset({"functions"})
"""Those that compare values around turning points, and not all that can happen."""


def original_claims(given: str | None) -> Iterator[Claim]:
    """The claims of the original, which there are where it is given.

    Args:
        given: What `SLOTQ_ORIGINAL` says.
    """
    if not given:
        return
    for name, (sentence, bounds, tier, faults) in GROUPS.items():
        yield Claim(
            name=f"original/{name}",
            sentence=sentence,
            bound=", ".join(bounds),
            tier=tier,
            strength=Strength.TESTED if name in _TESTED else Strength.EXHAUSTIVE,
            check=partial(check_original, Path(given), bounds),
            seconds=10,
            faults=faults,
        )


def check_original(path: Path, bounds: Sequence[str]) -> Evidence:
    """Compare a text with the machine.

    Args:
        path: A checkout of the original, or its file.
        bounds: The bounds.

    Raises:
        ClaimRefutedError: They differ.
        SlotqError: There is no Go, or no text, or it cannot be rewritten.
    """
    states = edges = others = 0
    with workshop() as made:
        program = made.build(made.rewrite(read_source(path)))
        with Driver(program) as driver:
            for name in bounds:
                try:
                    seen = compare(driver, name)
                except (DifferenceError, ValueDiffersError) as error:
                    message = f"{name}: {error}"
                    raise ClaimRefutedError(message) from error
                states += seen.states
                edges += seen.edges if seen.states else 0
                others += 0 if seen.states else seen.edges
    return Evidence(states, edges, others)
