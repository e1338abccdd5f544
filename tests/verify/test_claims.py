"""slotq.verify.claims: everything that is claimed has its row, in the right tier."""

import pickle
import re
from dataclasses import MISSING, replace
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from slotq.mutants.claims import mutant_claims
from slotq.tlc.job import Job
from slotq.tlc.run import Run
from slotq.tlc.toolchain import Toolchain
from slotq.verify import models
from slotq.verify.claim import (
    Claim,
    ClaimRefutedError,
    Evidence,
    Examined,
    Strength,
    Verdict,
)
from slotq.verify.claims import UnknownClaimError, all_claims, choose
from slotq.verify.code_claims import CHANNEL
from slotq.verify.doubles_claims import DOUBLED
from slotq.verify.faults import FAULTS
from slotq.verify.keys import ENCODINGS
from slotq.verify.manifest import Expected, Manifest, Model, Tier, Walks, load_manifest
from slotq.verify.models import Folders
from slotq.verify.original import original_claims
from slotq.verify.prove_claims import ALLOWED
from slotq.verify.workers import check
from tests.verify.counter import write_counter
from tests.verify.once import run_once

_SENTENCE = re.compile(r"[A-Z].{10,}\.")


def test_every_model_has_its_claim(claims: dict[str, Claim]) -> None:
    """In the tier and with the sentence that its row says."""
    rows = load_manifest().model
    expected = {model.name: (model.claim, model.tier) for model in rows}
    assert expected == {
        name: (claim.sentence, claim.tier) for name, claim in claims.items() if name in expected
    }


def test_what_a_model_checks_is_in_its_claim(claims: dict[str, Claim]) -> None:
    """All that its row names: whatever is missing later shows as a difference of two reports."""
    found = {model.name: claims[model.name].examined for model in load_manifest().model}
    assert found == {
        model.name: Examined(
            (
                *model.invariants,
                *model.properties,
                *["deadlock"] * model.deadlock,
                *["the machine's graph"] * bool(model.machine),
            ),
            "deadlock" if model.outcome is Expected.DEADLOCK else model.violates,
            tuple(model.untaken),
        )
        for model in load_manifest().model
    }
    assert {"OneWinnerInv", "the machine's graph"} <= set(found["General_1x1x3"].checks)


def test_the_judges_are_claimed_too(claims: dict[str, Claim]) -> None:
    """And, first of all, that the manifest is whole."""
    assert next(iter(claims)) == "manifest"
    judges = {"judge/queue", "judge/counting", "conform/reference"}
    assert {claims[name].tier for name in judges} == {Tier.SMOKE}


def test_every_bound_says_what_it_must_show(claims: dict[str, Claim]) -> None:
    """In a sentence: a bound that is not chosen from faults may be any."""
    silent = [name for name, claim in claims.items() if not _SENTENCE.fullmatch(claim.faults)]
    assert silent == []


def test_every_claim_can_be_given_to_another_process(claims: dict[str, Claim]) -> None:
    """Of all tiers: one that cannot would end the run that comes to it."""
    for claim in claims.values():
        pickle.dumps(claim)


def test_no_reason_is_left_over(claims: dict[str, Claim]) -> None:
    """What is said of a claim that is gone misleads."""
    assert FAULTS.keys() - claims.keys() == set()


def test_the_primitives_are_claimed(claims: dict[str, Claim]) -> None:
    """Each at once, and with what its bound must show."""
    of_primitives = {name: claim for name, claim in claims.items() if name.startswith("sync/")}
    assert set(of_primitives) == {f"sync/{name}" for name in DOUBLED}
    assert {claim.tier for claim in of_primitives.values()} == {Tier.SMOKE}
    assert all(claim.faults for claim in of_primitives.values())


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A specification of a few states, and its models."""
    monkeypatch.setattr(models, "run_tlc", run_once)
    return write_counter(tmp_path)


def of_model(toolchain: Toolchain, folders: Folders, model: Model) -> Claim:
    """The claim of a row."""
    needed = {*CHANNEL, *ENCODINGS, *ALLOWED.values()}
    others = [row for row in load_manifest().model if row.name in needed]
    manifest = Manifest(model=(model, *others))
    return {claim.name: claim for claim in all_claims(manifest, toolchain, folders)}[model.name]


def test_a_model_without_a_graph_is_run(toolchain: Toolchain, folders: Folders) -> None:
    """Its counts are the evidence; steps are what was generated but for the initial state."""
    model = load_manifest(folders.models).find("Holds")
    result = check(of_model(toolchain, folders, model))
    assert (result.verdict, result.evidence) == (Verdict.HOLDS, Evidence(3, 3))


def test_what_random_behaviours_find_is_counted_the_same_each_time(
    toolchain: Toolchain, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the states of the behaviour; how many others were tried is an accident of the time."""

    def run_on(toolchain: Toolchain, job: Job, *others: Any) -> Run:
        run = run_once(toolchain, job, *others)
        return replace(run, report=replace(run.report, generated=next(tried)))

    tried = count(1000)
    monkeypatch.setattr(models, "run_tlc", run_on)
    below = load_manifest(folders.models).find("Below")
    walks = Walks(number=5, depth=9, seed=1)
    model = msgspec.structs.replace(below, walks=walks, length=None)
    results = [check(of_model(toolchain, folders, model)) for _ in range(2)]
    assert [(each.verdict, each.evidence) for each in results] == [
        (Verdict.HOLDS, Evidence(others=3))
    ] * 2


def test_a_model_that_is_not_as_its_row_says_falls(toolchain: Toolchain, folders: Folders) -> None:
    """Every difference is told."""
    model = load_manifest(folders.models).find("Holds")
    wrong = msgspec.structs.replace(model, distinct=4, generated=5)
    result = check(of_model(toolchain, folders, wrong))
    message = "3 states are distinct instead of 4\n4 states are generated instead of 5"
    assert (result.verdict, result.message) == (Verdict.REFUTED, message)


def test_a_manifest_that_is_not_whole_falls(toolchain: Toolchain, folders: Folders) -> None:
    """A configuration without a row is one difference."""
    claim = all_claims(load_manifest(), toolchain, folders)[0]
    with pytest.raises(ClaimRefutedError, match=r"models/Holds\.cfg has no row in the manifest"):
        claim.check()


def test_claims_are_chosen_by_tier_or_by_name(claims: dict[str, Claim]) -> None:
    """A name counts in any tier."""
    every = list(claims.values())
    assert choose(every, Tier.DEEP) == every
    smoke = choose(every, Tier.SMOKE)
    assert smoke
    assert {claim.tier for claim in smoke} == {Tier.SMOKE}
    names = ["manifest", "code/Callers_1x2x1"]
    assert [claim.name for claim in choose(every, Tier.SMOKE, names)] == names


def test_a_claim_that_there_is_not_is_refused(claims: dict[str, Claim]) -> None:
    """Or nothing would be checked in its place."""
    with pytest.raises(UnknownClaimError, match="there is no claim nothing;"):
        choose(list(claims.values()), Tier.SMOKE, ["manifest", "nothing"])


@pytest.mark.parametrize(
    ("name", "strength"),
    [
        ("manifest", Strength.INSPECTED),
        ("code/state", Strength.INSPECTED),
        ("code/snapshots", Strength.TESTED),
        ("walk/callers", Strength.TESTED),
        ("judge/history-random", Strength.TESTED),
        ("Walks_4x4x15", Strength.TESTED),
        ("General_1x1x3", Strength.EXHAUSTIVE),
        ("faults/SignalOne", Strength.COUNTEREXAMPLE),
        ("faults/SignalOneWalks", Strength.COUNTEREXAMPLE),
        ("prove/invariant", Strength.PROVED),
        ("prove/broken", Strength.COUNTEREXAMPLE),
        ("prove/tie-1x1x3", Strength.EXHAUSTIVE),
    ],
)
def test_a_claim_says_no_more_than_it_shows(
    claims: dict[str, Claim], name: str, strength: Strength
) -> None:
    """Values that were chosen are tested; files that were read have no bound."""
    assert claims[name].strength is strength


def test_no_strength_is_assumed(claims: dict[str, Claim]) -> None:
    """Neither a claim has one by default, nor can one of something false say that it is true."""
    assert Claim.__dataclass_fields__["strength"].default is MISSING
    refuting = {claim.strength for claim in claims.values() if claim.refutes}
    assert refuting == {Strength.COUNTEREXAMPLE}


def test_mutants_and_the_originals_functions_are_tested() -> None:
    """Change by change, and value by value."""
    found = {claim.name: claim.strength for claim in (*mutant_claims(), *original_claims("PATH"))}
    tested = {name for name, strength in found.items() if strength is Strength.TESTED}
    mutants = {name for name in found if name.startswith("mutants/")}
    assert tested == {*mutants, "original/functions"}
    assert mutants
