"""`slotq verify`: every claim of the project, and its evidence."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from slotq.cli.display import activity, output
from slotq.explorer.engine import has_engine
from slotq.mutants.claims import NEEDS, mutant_claims
from slotq.original.workshop import go_version
from slotq.system.files import require_writable, write_whole
from slotq.tlc.toolchain import find_toolchain
from slotq.verify import explorer, original
from slotq.verify.against import differences
from slotq.verify.claim import Claim, Result
from slotq.verify.claims import all_claims, choose
from slotq.verify.libraries import libraries
from slotq.verify.manifest import Tier, load_manifest
from slotq.verify.original import NOT_GIVEN, VARIABLE, original_claims
from slotq.verify.report import Verification, as_json, document, read_report
from slotq.verify.sources import sources
from slotq.verify.table import print_differences, print_report
from slotq.verify.workers import check_claims

_MOST_JOBS = 8
_REFUTED = 1


def _jobs() -> int:
    # One more than there are cores, because TLC pauses now and then; not many, for its memory.
    return min((os.cpu_count() or 1) + 1, _MOST_JOBS)


def verify(  # noqa: PLR0913  # each is an option
    context: typer.Context,
    *,
    tier: Annotated[
        Tier,
        typer.Option(
            help="Check the claims of this tier and of those below it; higher takes longer."
        ),
    ] = Tier.SMOKE,
    json: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Also write the report to FILE as JSON. By default it is printed only.",
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Also say what has changed since the report in FILE, which --json wrote; a claim"
            " that has become weaker makes the exit code 1. By default nothing is compared.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CLAIM",
            help="Check only this claim, whatever its tier; may be repeated. By default all claims"
            " of the tier are checked.",
        ),
    ] = None,
    why: Annotated[
        bool,
        typer.Option(
            "--why",
            help="Also print, below each bound, the faults that the bound is large enough for.",
        ),
    ] = False,
    jobs: Annotated[
        int,
        typer.Option(
            min=1,
            default_factory=_jobs,
            help="Number of claims to check at a time. By default one more than there are cores,"
            f" but at most {_MOST_JOBS}.",
        ),
    ],
) -> None:
    """Check every claim of the project, and print the evidence.

    Exit code 0: all claims hold. 1: at least one is refuted, or weaker than in the report that it
    is compared with. 2: none is refuted, but at least one is undecided.
    """
    begin, began = time.monotonic(), datetime.now(UTC)
    earlier = None if against is None else read_report(against)
    toolchain = find_toolchain()
    installed, checked = libraries(), sources()
    given = os.environ.get(VARIABLE)
    mutants = list(mutant_claims())
    every = [*all_claims(load_manifest(), toolchain), *original_claims(given), *mutants]
    needs = {
        word: what
        for word, what, is_there in (
            ("original", original.NEEDS, given),
            ("explorer", explorer.NEEDS, has_engine()),
            ("mutants", NEEDS, mutants),
        )
        if not is_there
    }
    claims = choose(every, tier, only or (), needs)
    further = {claim.tier for claim in every if not tier.includes(claim.tier)}
    if json is not None:
        require_writable(json)  # should be known before the work, not after
    with activity() as shown:
        undecided = len(claims)
        shown.begin("claims")

        def on_result(claim: Claim, result: Result) -> None:
            nonlocal undecided
            del result
            undecided -= 1
            shown.end(claim.name)
            shown.tell("claims", f"{undecided} of {len(claims)} left to check")

        results = check_claims(
            claims, jobs, on_start=lambda claim: shown.begin(claim.name), on_result=on_result
        )
    verification = Verification(
        tier=None if only else tier,
        next_tier=None if only else next((tier for tier in Tier if tier in further), None),
        toolchain=toolchain,
        claims=claims,
        results=results,
        began=began,
        seconds=time.monotonic() - begin,
        libraries=installed,
        sources=checked,
        missing=() if given or only else (NOT_GIVEN,),
        go=go_version() if any(each.name.startswith("original/") for each in claims) else "",
        only=list(dict.fromkeys(only or ())),
    )
    report = document(verification)
    if json is not None:
        write_whole(json, as_json(report))
    print_report(verification, output(), debug=context.obj.debug, why=why)
    code = verification.exit_code
    if against is not None and earlier is not None:
        chosen = {claim.name for claim in claims}
        left_out = {claim.name: claim.tier for claim in every if claim.name not in chosen}
        found = list(differences(earlier, report, left_out))
        print_differences(against, earlier, found, output())
        code = _REFUTED if any(each.weaker for each in found) else code
    raise typer.Exit(code)
