"""The verdicts on the claims: a table for a reader."""

import platform
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from slotq.explorer.engine import has_engine
from slotq.system.terminal import printable, printable_lines
from slotq.tlc.releases import describe
from slotq.verify import libraries
from slotq.verify.against import Difference
from slotq.verify.claim import Claim, Evidence, Result, Verdict
from slotq.verify.explorer import NOT_CHECKED
from slotq.verify.report import Document, Verification

_STYLES = {Verdict.HOLDS: "green", Verdict.REFUTED: "bold red", Verdict.UNDECIDED: "bold yellow"}
_REFUTES = "refuted, as claimed"
_LONGEST_MESSAGE = 10_000


def print_report(
    verification: Verification, console: Console, *, debug: bool = False, why: bool = False
) -> None:
    """Print the table, what is to be known of each claim that does not hold, and the tools.

    Args:
        verification: What came of the claims.
        console: Where it is printed.
        debug: Whether to print where an unexpected error came from.
        why: Whether to print below each bound the faults that it is to show.
    """
    table = Table("claim", "name and bound", box=None, header_style="bold", pad_edge=False)
    for name in ("states", "edges", "time"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for claim, result in zip(verification.claims, verification.results, strict=True):
        evidence = result.evidence or Evidence(others=1)
        table.add_row(
            Text(claim.sentence),
            _bound(claim, why=why),
            _count(evidence.states),
            _count(evidence.edges),
            f"{result.seconds:.1f} s",
            Text(_word(claim, result), _STYLES[result.verdict]),
        )
    console.print(table)
    for sentence in verification.missing:
        console.print(Text(f"\n{sentence}"), soft_wrap=True)
    for result in verification.results:
        if result.verdict is not Verdict.HOLDS:
            _print_failure(result, console, debug=debug)
    _print_summary(verification, console)


def print_differences(
    path: Path, earlier: Document, found: Sequence[Difference], console: Console
) -> None:
    """Print what has changed since an earlier report, a line for each difference.

    Args:
        path: The file of the report.
        earlier: The report.
        found: The differences.
        console: Where they are printed.
    """
    console.print()
    asked = (
        f"tier {earlier.tier.value}" if earlier.tier else f"with --only {' '.join(earlier.only)}"
    )
    since = f"since {path}, of {earlier.began}, {asked}:"
    console.print(Text(printable(since)), soft_wrap=True)
    for each in found:
        console.print(Text(str(each), "bold red" if each.weaker else ""), soft_wrap=True)
    weaker = sum(each.weaker for each in found)
    others = sum(each.compared for each in found) - weaker
    nothing = "nothing has changed"
    if not all(each.compared for each in found):
        nothing += " in what was compared"
    console.print(Text(f"{weaker} weaker, {others} changed" if weaker + others else nothing))


def _word(claim: Claim, result: Result) -> str:
    """The word in the table; that a claim of something false holds would be misread."""
    refutes = claim.refutes and result.verdict is Verdict.HOLDS
    return _REFUTES if refutes else result.verdict.value


def _bound(claim: Claim, *, why: bool) -> Text:
    lines = [claim.name] if claim.name == claim.bound else [claim.name, claim.bound]
    text = Text("\n".join(lines))
    return text.append(f"\nwhy: {claim.faults}", "dim") if why else text


def _count(number: int) -> str:
    return f"{number:,}" if number else ""


def _print_failure(result: Result, console: Console, *, debug: bool) -> None:
    console.print()
    console.print(Text(f"{result.claim} {result.verdict.value}:", _STYLES[result.verdict]))
    message = result.trace if debug and result.trace else result.message
    console.print(Text(printable_lines(message[:_LONGEST_MESSAGE])), soft_wrap=True)
    if result.trace and not debug:
        console.print(Text("slotq --debug verify prints the traceback of this error"))


def _print_summary(verification: Verification, console: Console) -> None:
    tools = verification.toolchain
    counts = [
        f"{verdict.value} {number}"
        for verdict in Verdict
        if (number := sum(result.verdict is verdict for result in verification.results))
    ]
    number = len(verification.claims)
    tier = verification.tier
    which = f" of tier {tier.value}" if tier else ", asked for with --only"
    summary = f"{number} claim{'s' * (number != 1)}{which}"
    console.print()
    for line in (
        f"TLC {tools.jar_version}, {tools.jar_origin}: {tools.jar}",
        f"{describe(tools.sha256)}, sha256 {tools.sha256}",
        f"Java {tools.java_version}, {tools.java_origin}: {tools.java}",
        *([f"Go {verification.go}"] if verification.go else []),
        f"Python {platform.python_version()}",
        libraries.describe(verification.libraries),
        f"{summary}: {', '.join(counts) or 'none'}, in {verification.seconds:.1f} s",
    ):
        console.print(Text(printable(line)), soft_wrap=True)
    if not has_engine():
        console.print(Text(NOT_CHECKED), soft_wrap=True)
    if verification.next_tier is not None:
        console.print(Text(f"for more: slotq verify --tier {verification.next_tier.value}"))
