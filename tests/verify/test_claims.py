"""slotq.verify.claims: everything that is claimed has its row, in the right tier."""

from pathlib import Path

import msgspec
import pytest

from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import Claim, ClaimFallsError, Evidence, Verdict
from slotq.verify.claims import UnknownClaimError, all_claims, choose
from slotq.verify.code_claims import CHANNEL
from slotq.verify.keys import ENCODINGS
from slotq.verify.manifest import Expected, Manifest, Model, Tier, load_manifest
from slotq.verify.models import Folders
from slotq.verify.run import check
from tests.verify import small


def test_every_model_has_its_claim(claims: dict[str, Claim]) -> None:
    """In the tier and with the sentence that its row says."""
    models = load_manifest().model
    expected = {model.name: (model.claim, model.tier) for model in models}
    assert expected == {
        name: (claim.sentence, claim.tier) for name, claim in claims.items() if name in expected
    }


def test_the_judges_are_claimed_too(claims: dict[str, Claim]) -> None:
    """And, first of all, that the manifest is whole."""
    assert next(iter(claims)) == "manifest"
    judges = {"judge/queue", "judge/counting", "conform/reference"}
    assert {claims[name].tier for name in judges} == {Tier.SMOKE}


def of_model(toolchain: Toolchain, folders: Folders, model: Model) -> Claim:
    """The claim of a row."""
    others = [row for row in load_manifest().model if row.name in {*CHANNEL, *ENCODINGS}]
    manifest = Manifest(model=(model, *others))
    return {claim.name: claim for claim in all_claims(manifest, toolchain, folders)}[model.name]


def test_a_model_without_a_graph_is_run(toolchain: Toolchain, tmp_path: Path) -> None:
    """Its counts are the evidence; steps are what was generated but for the initial state."""
    folders = small.write_models(tmp_path)
    model = msgspec.structs.replace(small.ONE, general=None)
    result = check(of_model(toolchain, folders, model))
    assert (result.verdict, result.evidence) == (Verdict.HOLDS, Evidence(311, 1071))


def test_a_model_that_is_not_as_its_row_says_falls(toolchain: Toolchain, tmp_path: Path) -> None:
    """Every difference is told."""
    folders = small.write_models(tmp_path)
    model = msgspec.structs.replace(
        small.ONE,
        general=None,
        outcome=Expected.INVARIANT,
        violates="TypeInv",
        length=1,
        distinct=None,
        generated=None,
    )
    result = check(of_model(toolchain, folders, model))
    message = "the outcome is not 'invariant violated' but 'no error'"
    assert (result.verdict, result.message) == (Verdict.FALLS, message)


def test_a_manifest_that_is_not_whole_falls(toolchain: Toolchain, tmp_path: Path) -> None:
    """A property of the specification that no row checks is one difference."""
    folders = small.write_models(tmp_path)
    claim = all_claims(load_manifest(), toolchain, folders)[0]
    with pytest.raises(ClaimFallsError, match=r"models/Bold\.cfg has no row in the manifest"):
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
    with pytest.raises(UnknownClaimError, match="there is no claim nothing:"):
        choose(list(claims.values()), Tier.SMOKE, ["manifest", "nothing"])
