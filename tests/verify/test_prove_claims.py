"""slotq.verify.prove_claims: proofs as claims, with and without Z3, and the tie to TLC."""

from dataclasses import replace

import pytest

from slotq.machine.slot_queue_steps import Bounds
from slotq.prove import broken, refinement, theorems
from slotq.prove.algebra import Algebra, Formula, State
from slotq.prove.queue import CLIENT, DEQUEUER, TOKEN
from slotq.prove.queue_invariant import INVARIANT, QUEUE
from slotq.prove.queue_states import queue_twin
from slotq.tlc.toolchain import Toolchain
from slotq.verify import prove_claims
from slotq.verify.claim import Claim, Evidence, Verdict
from slotq.verify.manifest import ManifestError, load_manifest
from slotq.verify.models import Folders
from slotq.verify.workers import check


def test_without_z3_the_claim_says_that_it_was_not_run(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, Claim]
) -> None:
    """It is undecided, with what to do, and not held."""
    monkeypatch.setattr(prove_claims, "find_spec", lambda _: None)
    result = check(claims["prove/refinement"])
    assert (result.verdict, result.message) == (
        Verdict.UNDECIDED,
        'not run: Z3 is not installed: pip install "slotq[tools]"',
    )


def test_a_refuted_obligation_refutes_the_claim(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, Claim]
) -> None:
    """And the claim shows the counterexample; with the right actions it holds."""
    claim = claims["prove/refinement"]
    assert check(claim).evidence == Evidence(others=183)
    wrong = QUEUE.instead(broken.broken_action("PickOldest"))
    monkeypatch.setattr(refinement, "QUEUE", wrong)
    monkeypatch.setattr(theorems, "QUEUE", wrong)
    result = check(claim)
    assert result.verdict is Verdict.REFUTED
    assert result.message.startswith("DequeuerPeek(dequeuer1) is not the step of SlotQueue")


def test_every_theorem_has_its_function() -> None:
    """The claims are made without Z3, by names."""
    for theorem in prove_claims.THEOREMS.values():
        assert callable(getattr(theorems, theorem.function))


def test_the_definitions_are_tied_to_tlc(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, Claim]
) -> None:
    """The smallest of the ties holds, and not with a broken definition."""
    claim = claims["prove/tie-1x1x3"]
    evidence = check(claim).evidence
    assert evidence is not None
    assert evidence.states == 1005
    twin = queue_twin(Bounds(1, 1, 3))
    wrong = replace(twin, system=QUEUE.instead(broken.broken_action("PickOldest")))
    tie = prove_claims.TIES[claim.name]._replace(twin=lambda _: wrong)
    monkeypatch.setitem(prove_claims.TIES, claim.name, tie)
    result = check(claim)
    assert result.verdict is Verdict.REFUTED
    assert "DequeuerPeek" in result.message


def test_the_invariant_is_tied_to_tlc(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, Claim]
) -> None:
    """A conjunct that one side has not is a state that one side has."""
    claim = claims["prove/census"]
    evidence = check(claim).evidence
    assert evidence is not None
    assert evidence.states == 196
    fewer = {name: each for name, each in QUEUE.invariant.items() if name != "HasOwner"}
    monkeypatch.setattr(prove_claims, "QUEUE", replace(QUEUE, invariant=fewer))
    result = check(claim)
    assert result.verdict is Verdict.REFUTED
    assert "Z3 alone finds" in result.message


def test_definitions_that_begin_elsewhere_are_no_tie(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, Claim]
) -> None:
    """Their steps alone would be the same."""
    claim = claims["prove/tie-1x1x3"]
    twin = queue_twin(Bounds(1, 1, 3))
    nowhere = replace(twin, system=replace(QUEUE, init=lambda m, _: m.either()))
    tie = prove_claims.TIES[claim.name]._replace(twin=lambda _: nowhere)
    monkeypatch.setitem(prove_claims.TIES, claim.name, tie)
    result = check(claim)
    assert result.verdict is Verdict.REFUTED
    assert "the graph alone can begin" in result.message


def test_a_wake_up_that_is_not_the_tokens_own_is_a_difference(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, Claim]
) -> None:
    """A broadcast for another token would do; in the bounds of the census there is no other."""
    claim = claims["prove/census-dequeuer"]
    evidence = check(claim).evidence
    assert evidence is not None
    assert evidence.others == 320

    def weaker(m: Algebra, s: State) -> Formula:
        sleeps = m.some([DEQUEUER], lambda d: m.same(s.dequeuer(d), "asleep"))
        listed = m.some([TOKEN], s.listed)
        comes = m.some([CLIENT], lambda p: m.same(s.doing(p), "broadcast"))
        return m.implies(m.both(sleeps, listed), comes)

    monkeypatch.setitem(INVARIANT, "NoLostWakeUp", weaker)
    result = check(claim)
    assert result.verdict is Verdict.REFUTED
    assert "Z3's reading alone allows " in result.message


def test_a_tie_needs_a_model_of_its_size(
    monkeypatch: pytest.MonkeyPatch, toolchain: Toolchain
) -> None:
    """Else there is nothing to compare with."""
    tie = prove_claims.TIES["prove/tie-1x1x3"]._replace(bounds=Bounds(9, 9, 9))
    monkeypatch.setitem(prove_claims.TIES, "prove/tie-1x1x3", tie)
    with pytest.raises(ManifestError, match="no model of the manifest compares SlotQueueSteps"):
        prove_claims.check_tie(load_manifest(), toolchain, Folders(), "prove/tie-1x1x3")
