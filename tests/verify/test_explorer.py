"""slotq.verify.explorer: the page has its rows where an engine is, and is told where none is."""

from io import StringIO

import pytest
from rich.console import Console

from slotq.explorer import comparison
from slotq.explorer.comparison import PageDiffersError
from slotq.tlc.toolchain import Toolchain
from slotq.verify import explorer
from slotq.verify import table as report
from slotq.verify.claim import Evidence, Verdict
from slotq.verify.manifest import Tier
from slotq.verify.report import Verification
from slotq.verify.table import print_report
from slotq.verify.workers import check
from tests.verify.verifications import BEGAN, SOURCES


def test_each_size_has_its_claim() -> None:
    """The large ones in the full tier, each with what it is to show."""
    claims = {claim.name: claim for claim in explorer.explorer_claims()}
    assert {name for name, claim in claims.items() if claim.tier is Tier.FULL} == {
        "explorer/1x1x2",
        "explorer/1x2x1",
        "explorer/2x1x1",
        "explorer/2x1x2",
        "explorer/general-1x1x3",
        "explorer/general-2x2x1",
        "explorer/later",
    }
    assert check(claims["explorer/manager"]).evidence == Evidence(1639, 4578)
    assert check(claims["explorer/general"]).evidence == Evidence(472, 1740)


def test_a_page_that_differs_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the state in which it does."""

    def differ(*_: object) -> tuple[int, int]:
        message = "state 3: the machine has this, the page that"
        raise PageDiffersError(message)

    monkeypatch.setattr(explorer, "compare", differ)
    claim = next(explorer.explorer_claims())
    result = check(claim)
    assert (result.verdict, result.message[:8]) == (Verdict.REFUTED, "state 3:")
    assert comparison.compare is not differ


def test_without_an_engine_it_is_said_that_nothing_was_checked(
    toolchain: Toolchain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table has no row then, and a line below it."""
    for module in (explorer, report):
        monkeypatch.setattr(module, "has_engine", lambda: False)
    assert list(explorer.explorer_claims()) == []
    assert explorer.NOT_CHECKED in _printed(toolchain)


def test_with_one_nothing_is_said(toolchain: Toolchain) -> None:
    """The rows are there."""
    assert explorer.NOT_CHECKED not in _printed(toolchain)


def _printed(toolchain: Toolchain) -> str:
    console = Console(file=StringIO(), width=200)
    verification = Verification(
        tier=Tier.SMOKE,
        next_tier=None,
        toolchain=toolchain,
        libraries=[],
        claims=[],
        results=[],
        began=BEGAN,
        seconds=0.0,
        sources=SOURCES,
    )
    print_report(verification, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()
