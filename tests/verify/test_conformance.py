"""slotq.verify.conformance: the reference conforms; whatever is broken makes the claim fall."""

import sys

import pytest

from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.failures import UnusableError
from slotq.oracle.conform.session import Patience
from slotq.verify.claim import ClaimRefutedError, Evidence, UndecidedError
from slotq.verify.conformance import EDGES, OverTimeError, check_conformance

SMALL = {Size(1, 1, 1): (88, 39)}
PATIENCE = Patience(answer=10, served=0.1)


def program(name: str) -> list[str]:
    """The command of a program of ours."""
    return [sys.executable, "-m", "tests.oracle.conform.programs", name]


def test_the_reference_is_driven_through_what_can_be_forced() -> None:
    """All of it."""
    evidence = check_conformance()
    assert evidence.edges == sum(forced for _, forced in EDGES.values())
    assert evidence.states > 50


def test_evidence_is_what_can_be_forced() -> None:
    """The states from which it is, and the edges."""
    assert check_conformance(counts=SMALL) == Evidence(22, 39)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("AlwaysWins", "^acquire_slot p1 t0 answered 'ok', allowed: fail; .*, after queue_slot"),
        ("IdsFromOne", "^queue_slot p1 answered 'ok 1', allowed: ok 0; .*, after nothing$"),
        ("no calls", "^1 client, 1 dequeuer, 1 token: 39 edges were not seen, among them "),
    ],
)
def test_a_broken_program_makes_the_claim_fall(name: str, message: str) -> None:
    """With what it did, or what was not seen of it."""
    with pytest.raises(ClaimRefutedError, match=message):
        check_conformance(program(name), SMALL, PATIENCE)


def test_a_removal_by_swap_is_seen_with_three_tokens() -> None:
    """And with no less: so the claim has three."""
    wrong, two = program("RemovesBySwap"), Size(1, 1, 2)
    assert check_conformance(wrong, {two: (431, 127)}).edges == 127
    with pytest.raises(ClaimRefutedError, match=r"^dequeue p1 d1 .*allowed"):
        check_conformance(wrong, {Size(1, 1, 3): EDGES[Size(1, 1, 3)]}, PATIENCE)


@pytest.mark.parametrize("counts", [(88, 38), (87, 39)])
def test_other_counts_make_the_claim_fall(counts: tuple[int, int]) -> None:
    """As those of a model do."""
    with pytest.raises(ClaimRefutedError, match="calls can force 39 of 88 edges, but"):
        check_conformance(counts={Size(1, 1, 1): counts})


def test_what_could_not_be_looked_at_is_undecided() -> None:
    """There is no program, or it ends and gives no answer, or there is no time."""
    with pytest.raises(UnusableError):
        check_conformance(["/nowhere/at/all"], SMALL)
    with pytest.raises(UndecidedError, match=r"^it ended with exit code 3 without an answer"):
        check_conformance(program("exit"), SMALL, PATIENCE)
    with pytest.raises(OverTimeError):
        check_conformance(counts=SMALL, seconds=0)
