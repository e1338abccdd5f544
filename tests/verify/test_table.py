"""slotq.verify.table: what a reader sees."""

import io
import platform
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from slotq.tlc.releases import RELEASES
from slotq.verify.claim import Result
from slotq.verify.report import Verification, as_json, document
from slotq.verify.table import print_report
from tests.verify import checks
from tests.verify.checks import claim
from tests.verify.verifications import HOLDS, REFUTED, TOOLS, UNDECIDED, verification


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([HOLDS], 0),
        ([HOLDS, REFUTED], 1),
        ([HOLDS, UNDECIDED], 2),
        ([UNDECIDED, REFUTED, HOLDS], 1),
        ([], 2),
    ],
)
def test_the_worst_decides(results: list[Result], code: int) -> None:
    """A claim that is refuted is certain, so it comes before one that is undecided."""
    assert verification(*results).exit_code == code


def printed(verification: Verification, *, debug: bool = False, why: bool = False) -> list[str]:
    """The lines of a report, without the blanks that fill a table."""
    stream = io.StringIO()
    console = Console(file=stream, width=100, markup=False, highlight=False)
    print_report(verification, console, debug=debug, why=why)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def test_a_report_is_a_table_its_failures_and_its_tools() -> None:
    """Text from elsewhere is printed as it is."""
    assert printed(verification(HOLDS, REFUTED, UNDECIDED)) == [
        "claim         name and bound  states   edges   time  verdict",
        "one is so.    one              1,234  56,789  1.2 s  holds",
        "              any",
        "two is so.    two                             0.5 s  refuted",
        "              any",
        "three is so.  three                           0.0 s  undecided",
        "              any",
        "",
        "two refuted:",
        "the first line",
        "  [bold]the second[/bold]",
        "",
        "three undecided:",
        "IndexError: none",
        "slotq --debug verify prints the traceback of this error",
        "",
        "TLC 2.15, embedded: /jar",
        "unknown jar, sha256 abc",
        "Java 25, embedded: /java",
        f"Python {platform.python_version()}",
        "Libraries: the versions that the evidence was made with",
        "3 claims of tier smoke: holds 1, refuted 1, undecided 1, in 2.5 s",
        "for more: slotq verify --tier full",
    ]


def test_a_claim_that_something_is_false_is_not_said_to_hold() -> None:
    """Who reads the last column alone would take the wrong thing for true."""
    false = replace(claim("one", checks.hold), refutes=True)
    told = replace(verification(HOLDS, next_tier=None), claims=[false])
    row = "one is so.  one              1,234  56,789  1.2 s  refuted, as claimed"
    assert (told.exit_code, printed(told)[1]) == (0, row)
    other = replace(told, results=[replace(REFUTED, claim="one")])
    assert (other.exit_code, printed(other)[1].split()[-1]) == (1, "refuted")


def test_a_known_jar_is_said_to_be_known() -> None:
    """Its release, and its hash."""
    (sha256,) = RELEASES
    known = replace(verification(HOLDS), toolchain=replace(TOOLS, sha256=sha256))
    assert f"known: release 2.15 of 2020-01-30, sha256 {sha256}" in printed(known)


def test_what_a_terminal_would_obey_is_escaped() -> None:
    """Names of files come from outside, and so does what TLC says."""
    tools = replace(TOOLS, jar=Path("/a\x1b[2Jb\n\udcff"))
    told = replace(verification(replace(REFUTED, message="a\x1bb")), toolchain=tools)
    lines = printed(told)
    assert "TLC 2.15, embedded: /a\\x1b[2Jb\\n\\udcff" in lines
    assert "a\\x1bb" in lines
    assert "\x1b" not in as_json(document(told)) + "".join(lines)


def test_claims_that_were_asked_for_are_of_no_tier() -> None:
    """A deep claim is not called one of the smoke tier, and nothing says that this was all."""
    told = replace(verification(HOLDS, next_tier=None), tier=None, only=["one"])
    assert printed(told)[-1] == "1 claim, asked for with --only: holds 1, in 2.5 s"
    found = document(told)
    assert (found.tier, found.only) == (None, ["one"])


def test_go_is_named_where_it_was_used() -> None:
    """The original is built with it; elsewhere it says nothing."""
    told = replace(verification(HOLDS), go="go1.19.8")
    assert "Go go1.19.8" in printed(told)
    assert document(told).go == "go1.19.8"
    assert not any(line.startswith("Go ") for line in printed(verification(HOLDS)))


def test_the_last_tier_names_no_next_one() -> None:
    """There is nothing more to check."""
    assert printed(verification(HOLDS, next_tier=None))[-1].startswith("1 claim of tier smoke")


def test_debugging_shows_where_an_error_comes_from() -> None:
    """Instead of its last line alone."""
    assert "a traceback" in printed(verification(UNDECIDED), debug=True)


def test_a_bound_is_explained_where_it_stands() -> None:
    """For whoever asks why it is as large as it is."""
    assert printed(verification(HOLDS), why=True)[:4] == [
        "claim       name and bound  states   edges   time  verdict",
        "one is so.  one              1,234  56,789  1.2 s  holds",
        "            any",
        "            why: Anything.",
    ]
