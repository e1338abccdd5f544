"""`slotq prove`: what holds for any size, with Z3, and what ties that to the specification."""

import os
from difflib import get_close_matches
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from slotq.cli.display import activity, output
from slotq.errors import SlotqError
from slotq.system.terminal import printable_lines, write
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.claim import Claim, Evidence, Result, Verdict, exit_code
from slotq.verify.claims import choose
from slotq.verify.manifest import Tier, load_manifest
from slotq.verify.models import Folders
from slotq.verify.prove_claims import broken_names, prove_claims, show_broken
from slotq.verify.workers import check_claims

_MOST_JOBS = 8


class UnknownActionError(SlotqError):
    """A broken action was named that there is not, or next to theorems."""


def _jobs() -> int:
    return min(os.cpu_count() or 1, _MOST_JOBS)


def prove(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="By default all.")
    ] = None,
    *,
    broken: Annotated[
        str | None,
        typer.Option(
            metavar="ACTION",
            help="Show what fails with this broken action, and why; of slotq/prove/broken.toml or"
            " broken_callers.py.",
        ),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(min=1, default_factory=_jobs, help="How many theorems to prove at a time."),
    ],
) -> None:
    """Prove for any size what is claimed of the specification.

    Exit code 0: all is proved. 1: something is refuted. 2: nothing is, but something is undecided.
    """
    if broken is not None:
        if names:
            message = (
                "--broken ACTION shows one action, and takes no theorem: leave out one of them"
            )
            raise UnknownActionError(message)
        _show(broken)
        return
    found = list(prove_claims(load_manifest(), find_toolchain(), Folders()))
    claims = choose(found, Tier.DEEP, [_full_name(name) for name in names or ()])
    with activity() as shown:
        results = check_claims(
            claims,
            jobs,
            on_start=lambda claim: shown.begin(claim.name),
            on_result=lambda claim, _: shown.end(claim.name),
        )
    _print(claims, results)
    raise typer.Exit(exit_code(result.verdict for result in results))


def _full_name(name: str) -> str:
    return name if name.startswith("prove/") else f"prove/{name}"


def _show(name: str) -> None:
    if name not in broken_names():
        nearest = ", ".join(get_close_matches(name, broken_names(), cutoff=0))
        message = f"no broken action is called {name!r}; the nearest names are {nearest}"
        raise UnknownActionError(message)
    write("\n".join(show_broken(name)) + "\n")


def _print(claims: list[Claim], results: list[Result]) -> None:
    table = Table("theorem", "name, and for what", box=None, header_style="bold", pad_edge=False)
    for title in ("obligations", "states", "time"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for claim, result in zip(claims, results, strict=True):
        evidence = result.evidence or Evidence(others=1)
        proved = claim.bound.startswith("for any") and result.verdict is Verdict.HOLDS
        table.add_row(
            Text(claim.sentence),
            Text(f"{claim.name}\n{claim.bound}"),
            f"{evidence.others:,}" if result.evidence and evidence.others else "",
            f"{evidence.states:,}" if evidence.states else "",
            f"{result.seconds:.1f} s",
            Text("proved" if proved else result.verdict.value),
        )
    console = output()
    console.print(table)
    for result in results:
        if result.verdict is not Verdict.HOLDS:
            console.print(Text(f"\n{result.claim} {result.verdict.value}:"))
            console.print(Text(printable_lines(result.message)), soft_wrap=True)
