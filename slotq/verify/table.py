"""The verdicts on the claims: a table for a reader, and the same as JSON."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.table import Table
from rich.text import Text

from slotq.explorer.engine import has_engine
from slotq.system.terminal import printable, printable_lines
from slotq.tlc.releases import describe, is_known
from slotq.tlc.toolchain import Toolchain
from slotq.verify import libraries
from slotq.verify.claim import Claim, Evidence, Result, Verdict, exit_code, worst
from slotq.verify.explorer import NOT_CHECKED
from slotq.verify.libraries import Library
from slotq.verify.manifest import Tier

_STYLES = {Verdict.HOLDS: "green", Verdict.REFUTED: "bold red", Verdict.UNDECIDED: "bold yellow"}
_REFUTES = "refuted, as claimed"
_LONGEST_MESSAGE = 10_000


@dataclass(frozen=True, slots=True)
class Verification:
    """Everything that a report tells.

    Attributes:
        tier: Which claims were checked.
        next_tier: The next one that has more claims, if there is one.
        toolchain: The Java and the jar.
        claims: What was checked.
        results: What came of it, in the same order.
        seconds: The wall time of it all.
        libraries: What the claims were checked with.
        missing: What was not checked because it was not given, in sentences.
    """

    tier: Tier
    next_tier: Tier | None
    toolchain: Toolchain
    claims: Sequence[Claim]
    results: Sequence[Result]
    seconds: float
    libraries: list[Library]
    missing: Sequence[str] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of a claim; undecided if there are no claims."""
        return worst(result.verdict for result in self.results)

    @property
    def exit_code(self) -> int:
        """0 if all claims hold, 1 if one is refuted, 2 if one is undecided."""
        return exit_code([self.verdict])


class Java(Struct, frozen=True):
    """Which Java it was."""

    version: str
    origin: str
    path: str


class Tlc(Struct, frozen=True):
    """Which TLC it was, and whether its jar is a release that slotq knows."""

    version: str
    origin: str
    path: str
    sha256: str
    known: bool


class Checked(Struct, frozen=True):
    """A claim and its verdict."""

    name: str
    sentence: str
    bound: str
    faults: str
    tier: Tier
    verdict: Verdict
    states: int
    edges: int
    seconds: float
    message: str


class Document(Struct, frozen=True, kw_only=True):
    """All of it, for machines."""

    format: Literal["slotq-verify"]
    version: Literal[1]
    slotq: str
    python: str
    libraries: list[Library]
    java: Java
    tlc: Tlc
    tier: Tier
    verdict: Verdict
    seconds: float
    claims: list[Checked]


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


def as_json(verification: Verification) -> str:
    """Write the same for machines."""
    tools = verification.toolchain
    document = Document(
        format="slotq-verify",
        version=1,
        slotq=version("slotq"),
        python=platform.python_version(),
        libraries=verification.libraries,
        java=Java(tools.java_version, tools.java_origin, printable(str(tools.java))),
        tlc=Tlc(
            version=tools.jar_version,
            origin=printable(tools.jar_origin),
            path=printable(str(tools.jar)),
            sha256=tools.sha256,
            known=is_known(tools.sha256),
        ),
        tier=verification.tier,
        verdict=verification.verdict,
        seconds=round(verification.seconds, 3),
        claims=[
            _checked(claim, result)
            for claim, result in zip(verification.claims, verification.results, strict=True)
        ],
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


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
    summary = f"{number} claim{'s' * (number != 1)} of tier {verification.tier.value}"
    console.print()
    for line in (
        f"TLC {tools.jar_version}, {tools.jar_origin}: {tools.jar}",
        f"{describe(tools.sha256)}, sha256 {tools.sha256}",
        f"Java {tools.java_version}, {tools.java_origin}: {tools.java}",
        f"Python {platform.python_version()}",
        libraries.describe(verification.libraries),
        f"{summary}: {', '.join(counts) or 'none'}, in {verification.seconds:.1f} s",
    ):
        console.print(Text(printable(line)), soft_wrap=True)
    if not has_engine():
        console.print(Text(NOT_CHECKED), soft_wrap=True)
    if verification.next_tier is not None:
        console.print(Text(f"for more: slotq verify --tier {verification.next_tier.value}"))


def _checked(claim: Claim, result: Result) -> Checked:
    evidence = result.evidence or Evidence(others=1)
    return Checked(
        name=claim.name,
        sentence=claim.sentence,
        bound=claim.bound,
        faults=claim.faults,
        tier=claim.tier,
        verdict=result.verdict,
        states=evidence.states,
        edges=evidence.edges,
        seconds=round(result.seconds, 3),
        message=printable_lines(result.message),
    )
