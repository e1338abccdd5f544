"""slotq.verify.workers: every claim gets its verdict, whatever becomes of the others."""

import os
import signal
import threading
from dataclasses import replace
from functools import partial
from multiprocessing import resource_tracker
from pathlib import Path

import pytest

from slotq.verify import workers
from slotq.verify.claim import Result, Verdict
from slotq.verify.workers import NoClaimsError, check, check_claims
from tests.verify import checks
from tests.verify.checks import claim


def untimed(result: Result) -> Result:
    """A result without what differs from run to run."""
    return replace(result, seconds=0.0, trace="")


HOLDS = Result("it", Verdict.HOLDS, checks.EVIDENCE, "", 0.0)
REFUTED = Result("it", Verdict.REFUTED, None, "here is\na counterexample", 0.0)
CRASHES = Result("it", Verdict.UNDECIDED, None, "RuntimeError: it is broken", 0.0)


@pytest.mark.parametrize(
    ("expected", "the_check"),
    [(HOLDS, checks.hold), (REFUTED, checks.fall), (CRASHES, checks.crash)],
)
def test_a_check_gives_a_verdict(expected: Result, the_check: object) -> None:
    """A fault of the check's own decides nothing."""
    assert expected == untimed(check(claim("it", the_check)))


def test_an_unexpected_error_keeps_its_traceback() -> None:
    """For a reader who has to fix it."""
    assert "in crash" in check(claim("it", checks.crash)).trace


def test_one_that_is_refuted_or_dies_costs_no_other() -> None:
    """Results come in the order of the claims, one each; a dead worker is replaced."""
    claims = [
        claim("refuted", checks.fall),
        claim("dies", checks.die, seconds=9.0),
        claim("crashes", checks.crash),
        claim("holds", checks.hold),
    ]
    died = "its worker ended with exit code -9"
    assert [untimed(result) for result in check_claims(claims, workers=2)] == [
        replace(REFUTED, claim="refuted"),
        Result("dies", Verdict.UNDECIDED, None, died, 0.0),
        replace(CRASHES, claim="crashes"),
        replace(HOLDS, claim="holds"),
    ]


def test_a_hang_up_leaves_the_tracker_of_the_workers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes to every process of a terminal; what is blocked at its start, a process inherits."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    inherited: list[set[int]] = []
    monkeypatch.setattr(
        resource_tracker,
        "ensure_running",
        lambda: inherited.append(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
    )
    workers._start_tracker()
    assert inherited == [before | {signal.SIGHUP}]
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def test_one_that_is_ended_while_it_explores_says_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The process that it was in is gone, and is not unwound a second time."""
    ended = Result("it", Verdict.UNDECIDED, None, "its worker ended with exit code 143", 0.0)
    assert check_claims([claim("it", checks.be_ended_while_exploring)], 1) == [ended]
    assert capfd.readouterr() == ("", "")


def test_the_longest_begins_first_and_each_is_told() -> None:
    """One worker, so that the order is one."""
    told: list[tuple[str, str]] = []
    claims = [claim("short", checks.hold, 1.0), claim("long", checks.hold, 2.0)]
    check_claims(
        claims,
        1,
        on_start=lambda begun: told.append(("begins", begun.name)),
        on_result=lambda ended, result: told.append((result.verdict.value, ended.name)),
    )
    expected = [("begins", "long"), ("holds", "long"), ("begins", "short"), ("holds", "short")]
    assert expected == told


def test_two_workers_work_at_once(tmp_path: Path) -> None:
    """Each claim holds only if the other runs."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    claims = [claim(mode, partial(checks.meet, pipe, mode)) for mode in ("r", "w")]
    assert [result.verdict for result in check_claims(claims, 2)] == [Verdict.HOLDS] * 2


def test_nothing_to_check_is_an_error() -> None:
    """An empty table would look like success."""
    with pytest.raises(NoClaimsError, match="there are no claims to check"):
        check_claims([], 2)


def test_an_interrupt_ends_the_workers_by_an_exception(tmp_path: Path) -> None:
    """So that whatever they have started ends first."""
    pipe, ended = tmp_path / "pipe", tmp_path / "ended"
    os.mkfifo(pipe)

    def interrupt() -> None:
        with pipe.open():
            os.kill(os.getpid(), signal.SIGINT)

    watcher = threading.Thread(target=interrupt)
    watcher.start()
    with pytest.raises(KeyboardInterrupt):
        check_claims([claim("it", partial(checks.linger, pipe, ended))], 1)
    watcher.join()
    assert ended.exists()
