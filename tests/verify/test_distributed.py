"""slotq.verify.distributed: the verdict of a distributed search, and what it does not search."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from slotq.tlc.distributed import require_compiler
from slotq.tlc.errors import JobError, NoAnswerError
from slotq.tlc.report import Outcome
from slotq.tlc.run import run_tlc
from slotq.tlc.toolchain import Toolchain
from slotq.verify.distributed import judge_last, require_invariants
from slotq.verify.manifest import load_manifest
from slotq.verify.models import Folders, make_job
from tests.stranger import here

MANIFEST = load_manifest()


@pytest.fixture
def jdk(toolchain: Toolchain) -> None:
    """A Java that compiles."""
    try:
        require_compiler(toolchain)
    except JobError as error:
        pytest.skip(f"a distributed search was not tried: {error}")


@pytest.mark.usefixtures("jdk")
@pytest.mark.parametrize(
    ("name", "out"),
    [
        ("General_1x1x3", r"General_1x1x3: as expected \(ok\), 1,005 states, 2 workers here\n"),
        (
            "faults/CheckThenSet",
            (
                r"faults/CheckThenSet: refuted, as claimed \(OneWinnerInv\), \d+ states, 2 workers"
                r" here\n"
            ),
        ),
    ],
)
def test_the_verdict_is_that_of_the_row(tmp_path: Path, name: str, out: str) -> None:
    """Of a model that holds, and of a fault, whose invariant is named."""
    ran = here("model", "run", name, "--distributed", "--workers", "2", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(out, ran.out)


def test_the_last_state_says_which_invariant_is_violated(toolchain: Toolchain) -> None:
    """Given to an ordinary TLC alone; a state that violates none is no answer."""
    row = MANIFEST.find("faults/CheckThenSet")
    job = make_job(row, Folders())
    report = run_tlc(toolchain, job).report
    last = judge_last(toolchain, job, report)
    assert (last.outcome, last.violated) == (Outcome.INVARIANT, "OneWinnerInv")
    assert report.trace is not None
    harmless = replace(report, trace=replace(report.trace, steps=report.trace.steps[:1]))
    with pytest.raises(NoAnswerError, match="its last state violates no invariant"):
        judge_last(toolchain, job, harmless)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Ends_1x2x1", "Ends_1x2x1 checks CallEndsProp, .*: TLC's server silently checks no"),
        ("Properties_2x1x2", "Properties_2x1x2 checks .*: TLC's server silently checks no"),
        ("Walks_4x4x15", "Walks_4x4x15 tries random behaviours, which TLC's server does not"),
        ("Symmetric_2x2x1", "Symmetric_2x2x1 has a symmetry, .* nobody has compared its count"),
    ],
)
def test_what_would_not_be_checked_is_refused(name: str, reason: str) -> None:
    """The server would say nothing of it."""
    with pytest.raises(JobError, match=reason):
        require_invariants(MANIFEST.find(name))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("Ends_1x2x1 --distributed", "slotq: Ends_1x2x1 checks CallEndsProp"),
        ("--distributed", "slotq: --distributed needs a model"),
        ("General_1x1x3 --distributed -- -fp 3", "slotq: --distributed passes no options"),
    ],
)
def test_it_is_refused_in_a_line(tmp_path: Path, arguments: str, reason: str) -> None:
    """Before anything runs."""
    ran = here("model", "run", *arguments.split(), cwd=tmp_path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith(reason)
