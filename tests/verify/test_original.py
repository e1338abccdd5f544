"""slotq.verify.original: rows where the original is given, and a sentence where it is not."""

import pickle
from pathlib import Path

import pytest
from rich.console import Console

from slotq.original.parts import BOUNDS
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import Claim, Evidence, Result, Strength, Verdict
from slotq.verify.manifest import Tier
from slotq.verify.original import GROUPS, NOT_GIVEN, check_original, original_claims
from slotq.verify.report import Verification
from slotq.verify.table import print_report
from slotq.verify.workers import check
from tests.original.texts import NEEDS_GO, NEEDS_ORIGINAL, ORIGINAL, OWN, edited
from tests.verify.verifications import BEGAN, SOURCES


def test_every_bound_is_claimed_once() -> None:
    """Where the original is given; and each claim can be given to another process."""
    claims = [*original_claims("slots.go")]
    assert [claim.name for claim in claims] == [f"original/{name}" for name in GROUPS]
    assert sorted(name for claim in claims for name in claim.bound.split(", ")) == sorted(BOUNDS)
    assert all(pickle.dumps(claim) and claim.faults for claim in claims)


def test_nothing_is_claimed_of_what_is_not_given() -> None:
    """Neither where the variable is not set nor where it is empty."""
    assert [*original_claims(None), *original_claims("")] == []


def test_the_table_says_that_it_was_not_given(
    toolchain: Toolchain, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below the rows."""
    claim = Claim(
        "one", "One is one.", "1", Tier.SMOKE, Strength.TESTED, lambda: Evidence(others=1)
    )
    result = Result("one", Verdict.HOLDS, Evidence(others=1), "", 0.1)
    verification = Verification(
        Tier.SMOKE, None, toolchain, [claim], [result], BEGAN, 0.1, [], SOURCES, [NOT_GIVEN]
    )
    print_report(verification, Console(width=100))
    lines = capsys.readouterr().out.splitlines()
    assert lines[lines.index(NOT_GIVEN) - 1] == ""


def of(path: Path, *bounds: str) -> Claim:
    """A claim of a text."""
    return Claim(
        "it", "It is.", "1", Tier.SMOKE, Strength.TESTED, lambda: check_original(path, bounds)
    )


@NEEDS_GO
def test_a_text_that_is_right_holds() -> None:
    """With what was compared as evidence."""
    result = check(of(OWN, "general-1x1x1", "idle"))
    assert (result.verdict, result.evidence) == (Verdict.HOLDS, Evidence(79, 240, 2196))


@NEEDS_ORIGINAL
@NEEDS_GO
def test_so_does_the_original() -> None:
    """At one bound here; at all of them in the tests of what it is compared by."""
    result = check(of(ORIGINAL, "callers-1x1x1"))
    assert (result.verdict, result.evidence) == (Verdict.HOLDS, Evidence(1076, 3288))


@NEEDS_GO
def test_a_text_that_is_wrong_is_refuted(tmp_path: Path) -> None:
    """By a step, or by a value."""
    for pattern, wrong, bound in (
        ("isWaiting = true", "isWaiting = false", "general-1x1x1"),
        ("LittleEndian", "BigEndian", "keys"),
    ):
        path = tmp_path / f"{bound}.go"
        path.write_bytes(edited(OWN, (pattern, wrong)).text)
        result = check(of(path, bound))
        assert result.verdict is Verdict.REFUTED
        assert result.message.startswith(f"{bound}: the ")


@NEEDS_GO
def test_a_text_that_cannot_be_run_is_undecided(tmp_path: Path) -> None:
    """It contradicts nothing."""
    path = tmp_path / "slots.go"
    path.write_bytes(edited(OWN, (r'"sort"', '"time"')).text)
    for each, told in ((path, "no rule for the package"), (tmp_path / "no", "no such file")):
        result = check(of(each, "keys"))
        assert result.verdict is Verdict.UNDECIDED
        assert told in result.message
