"""slotq.cli.main: slotq verify from its options to its exit code, over claims that are quick."""

import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from slotq.cli import main as cli
from slotq.cli import verify as cli_verify
from slotq.mutants import claims as mutants
from slotq.mutants.run import CheckoutError
from slotq.verify.claim import Claim
from slotq.verify.manifest import Tier
from slotq.verify.original import VARIABLE
from tests.verify import checks
from tests.verify.checks import claim


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """The command line takes signals over; a test gives them back."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def verify(monkeypatch: pytest.MonkeyPatch, claims: list[Claim], *options: str) -> int:
    """Verify these claims instead, by one worker: a second takes longer to start than it saves."""
    monkeypatch.setattr(cli_verify, "all_claims", lambda *_: claims)
    monkeypatch.delenv(VARIABLE, raising=False)
    return cli.main(["verify", "--jobs", "1", *options])


@pytest.mark.parametrize(
    ("check", "code", "summary"),
    [
        (checks.hold, 0, "holds 2"),
        (checks.fall, 1, "holds 1, refuted 1"),
        (checks.crash, 2, "holds 1, undecided 1"),
    ],
)
def test_the_exit_code_is_the_verdict(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    check: object,
    code: int,
    summary: str,
) -> None:
    """And the last lines sum it up."""
    claims = [claim("first", checks.hold), claim("second", check)]
    assert verify(monkeypatch, claims) == code
    said = capsys.readouterr()
    assert said.err == ""
    assert f"2 claims of tier smoke: {summary}, in " in said.out


def test_a_tier_has_those_before_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """And names the next one that has more."""
    claims = [
        claim("smoke", checks.hold),
        replace(claim("full", checks.hold), tier=Tier.FULL),
        replace(claim("deep", checks.fall), tier=Tier.DEEP),
    ]
    report = tmp_path / "report.json"
    assert verify(monkeypatch, claims, "--tier", "full", "--json", str(report)) == 0
    assert capsys.readouterr().out.endswith("for more: slotq verify --tier deep\n")
    told = json.loads(report.read_text(encoding="utf-8"))
    assert [(row["name"], row["verdict"]) for row in told["claims"]] == [
        ("smoke", "holds"),
        ("full", "holds"),
    ]


def test_what_was_asked_for_is_recorded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The claims by name, of no tier; a later run of a tier compares just them."""
    claims = [claim("smoke", checks.hold), replace(claim("deep", checks.hold), tier=Tier.DEEP)]
    report = tmp_path / "report.json"
    assert verify(monkeypatch, claims, "--only", "deep", "--json", str(report)) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("1 claim, asked for with --only: ")
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["tier"], told["only"]) == (None, ["deep"])
    assert verify(monkeypatch, claims, "--against", str(report)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[lines.index(f"since {report}, of {told['began']}, with --only deep:") + 1 :] == [
        "not compared: 1 claim of the report, which this run of tier smoke leaves out",
        "not compared: 1 claim of this run, which the report leaves out",
        "nothing has changed in what was compared",
    ]


def test_no_claims_are_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty table proves nothing."""
    assert verify(monkeypatch, []) == 2
    assert capsys.readouterr() == ("", "slotq: there are no claims to check\n")


@pytest.mark.parametrize(
    ("states", "check", "code", "line"),
    [
        (2, checks.hold, 0, "nothing has changed"),
        (1, checks.hold, 0, "changed: one: 1 states were examined, and are 2 now"),
        (3, checks.hold, 1, "weaker: one: 3 states were examined, and are 2 now"),
        (2, checks.crash, 1, "weaker: one: the verdict was 'holds', and is 'undecided'"),
    ],
)
def test_a_report_is_compared_with_an_earlier_one(  # noqa: PLR0917  # fixtures are given by name
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    states: int,
    check: object,
    code: int,
    line: str,
) -> None:
    """A line for each difference; a weaker claim is no success."""
    report = tmp_path / "report.json"
    assert verify(monkeypatch, [claim("one", checks.hold)], "--json", str(report)) == 0
    told = json.loads(report.read_text(encoding="utf-8"))
    told["claims"][0]["states"] = states
    report.write_text(json.dumps(told), encoding="utf-8")
    capsys.readouterr()
    assert verify(monkeypatch, [claim("one", check)], "--against", str(report)) == code
    lines = capsys.readouterr().out.splitlines()
    begin = lines.index(f"since {report}, of {told['began']}, tier smoke:")
    assert line in lines[begin:]


def test_a_file_that_is_not_a_report_is_refused_before_the_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """In one line."""
    path = tmp_path / "old.json"
    path.write_text('{"format": "slotq-verify", "version": 1}', encoding="utf-8")
    assert verify(monkeypatch, [claim("one", checks.die)], "--against", str(path)) == 2
    assert capsys.readouterr() == (
        "",
        (
            f"slotq: {path} is a report of another version than 2 or 3, which cannot be"
            " compared: write a new one with slotq verify --json\n"
        ),
    )


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("original/functions", "SLOTQ_ORIGINAL, which names a checkout of the original"),
        ("explorer/general", "a JavaScript engine: pip install mini-racer"),
        ("mutants/spec", "a checkout of slotq, with its tests"),
    ],
)
def test_a_claim_that_needs_something_says_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, needs: str
) -> None:
    """Instead of the names of others."""

    def no_checkout() -> Path:
        message = "no tests"
        raise CheckoutError(message)

    monkeypatch.setattr(cli_verify, "has_engine", lambda: False)
    monkeypatch.setattr(mutants, "project", no_checkout)
    assert verify(monkeypatch, [claim("one", checks.hold)], "--only", name) == 2
    assert capsys.readouterr() == ("", f"slotq: {name} needs {needs}\n")
