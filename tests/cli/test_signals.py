"""cli.main: whatever ends it, the TLC that it has started ends too, and leaves nothing behind.

A Java of ours takes TLC's place: it tells that it has begun through a named pipe, which it holds
open for as long as it lives, which is longer than any test waits. So the test waits for its
beginning and its end without sleeping.
"""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.stranger import command, environment

JAVA = """\
#!/bin/sh
if [ "$1" = -version ]; then
    echo 'openjdk version "99"' >&2
    exit
fi
if [ "$1" = --list-modules ]; then
    echo jdk.compiler@99
    exit
fi
exec 3>"$BEGUN"
echo begun >&3
case " $* " in *" tlc2.tool.distributed.TLCServer "*) echo '@!@!@STARTMSG 7000:0 @!@!@' ;; esac
exec sleep 3600
"""


@pytest.fixture
def java(tmp_path: Path) -> dict[str, str]:
    """The environment in which TLC never ends, and every folder can be looked into."""
    program, begun, folder = tmp_path / "java", tmp_path / "begun", tmp_path / "temporary"
    program.write_text(JAVA, encoding="utf-8")
    program.chmod(0o700)
    os.mkfifo(begun)
    folder.mkdir()
    return {"SLOTQ_JAVA": str(program), "BEGUN": str(begun), "TMPDIR": str(folder)}


def end(
    java: dict[str, str], arguments: list[str], number: int, *, tlc: int = 1
) -> tuple[int, str]:
    """Run slotq until so many TLC have begun, send a signal, and wait until all have ended."""
    with subprocess.Popen(
        command(*arguments),
        env=environment(**java),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            with Path(java["BEGUN"]).open(encoding="utf-8") as begun:
                said = [begun.readline() for _ in range(tlc)]
                assert said == ["begun\n"] * tlc
                if number == signal.SIGINT:
                    os.killpg(process.pid, number)  # as a terminal does
                else:
                    process.send_signal(number)
                assert begun.read() == ""  # comes when nobody holds the pipe any more
            out, err = process.communicate()
        finally:
            process.kill()  # a failure is told at once, and leaves nobody behind
    return process.returncode, out + err


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_a_model(java: dict[str, str], number: int, code: int) -> None:
    """Quietly: who sends a signal knows why."""
    ended = end(java, ["model", "run", "MCRendezvousOneOne"], number)
    assert ended == (code, "")
    assert list(Path(java["TMPDIR"]).iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_verification(java: dict[str, str], number: int, code: int) -> None:
    """With its workers, and the TLC of each."""
    assert end(java, ["verify"], number, tlc=2) == (code, "")
    assert list(Path(java["TMPDIR"]).iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_server_and_its_workers(
    java: dict[str, str], number: int, code: int
) -> None:
    """All of them: three in a distributed search with two workers."""
    arguments = ["model", "run", "General_1x1x3", "--distributed", "--workers", "2"]
    assert end(java, arguments, number, tlc=3) == (code, "")
    assert list(Path(java["TMPDIR"]).iterdir()) == []


def test_a_signal_ends_a_second_opinion(java: dict[str, str]) -> None:
    """Though the oracle has its verdict already, it says nothing alone."""
    log = ROOT / "tests" / "data" / "traces" / "accept" / "small-01.ndjson"
    assert end(java, ["check", "--tlc", str(log)], signal.SIGINT) == (130, "")
    assert list(Path(java["TMPDIR"]).iterdir()) == []


def test_workers_do_not_outlive_a_verification_that_is_killed(java: dict[str, str]) -> None:
    """Nobody is left to tell them; they notice."""
    assert end(java, ["verify"], signal.SIGKILL, tlc=2) == (-signal.SIGKILL, "")
