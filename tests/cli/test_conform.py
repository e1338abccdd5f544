"""slotq.cli.conform: exit codes, the command that repeats a run, what a signal leaves behind."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import ROOT
from tests.stranger import command, environment, here, slotq

OURS = {"PYTHONPATH": str(ROOT)}
WRONG = (sys.executable, "-m", "tests.oracle.conform.programs", "AlwaysWins")
RIGHT = (sys.executable, "-m", "slotq.oracle.conform.reference_program")


def test_a_run_that_was_printed_fails_again(tmp_path: Path) -> None:
    """Pasted as it is."""
    options = ("--dequeuers", "1", "--examples", "5", "--json")
    ran = here("conform", *options, "--", *WRONG, cwd=tmp_path, variables=OURS)
    fault = json.loads(ran.out)["fault"]
    assert (ran.code, ran.err, fault["code"]) == (1, "", "SQ301")
    again = shlex.split(fault["again"])
    assert again[0] == "slotq"
    ran = slotq(*again[1:], cwd=tmp_path, variables=OURS)
    assert ran.code == 1
    assert ran.out.startswith("AlwaysWins: does not conform\n  SQ301 ")
    right = [*again[1 : again.index("--") + 1], *RIGHT]
    ran = here(*right, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("slotq.queue: no fault found\n")


def test_what_cannot_be_driven(tmp_path: Path) -> None:
    """One line says why."""
    ran = here("conform", "--", "/nowhere", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "slotq: cannot start /nowhere: No such file or directory\n"
    ran = here("conform", "--run", "pop", "--", *RIGHT, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("slotq: not a call: 'pop'")


def test_files_are_written_whole(tmp_path: Path) -> None:
    """The exchange and the edges, once all is over; a place that is none is told before."""
    log, edges = tmp_path / "log", tmp_path / "edges"
    options = ("--run", "queue_slot p1", "--log", str(log), "--edges", str(edges))
    ran = here("conform", *options, "--", *RIGHT, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert log.read_text(encoding="utf-8").startswith('> {"id":1,"do":"start"')
    assert log.read_text(encoding="utf-8").count("\n") == 7  # after the last question there is none
    ran = here("conform", "--log", str(tmp_path / "no" / "log"), "--", *RIGHT, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"slotq: cannot write {tmp_path}/no/log: No such file or directory\n"
    ran = here("conform", "--log", "/dev/full", "--", *RIGHT, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "slotq: cannot write /dev/full: No space left on device\n"
    ran = here("conform", "--concurrent", "--history", "no/log", "--", *RIGHT, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "slotq: cannot write no/log: No such file or directory\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["edges", "log"]


def test_nobody_reads_what_is_said(tmp_path: Path) -> None:
    """A pipe that was closed is no error of ours."""
    run = shlex.join(command("conform", "--run", "quiesce", "--", *RIGHT))
    script = f"{{ {run}; echo $? >&2; }} | true"
    ran = subprocess.run(
        ("/bin/sh", "-c", script), cwd=tmp_path, env=environment(), capture_output=True, check=True
    )
    assert (ran.stdout, ran.stderr) == (b"", b"141\n")


def test_what_says_nothing_is_waited_for_once(tmp_path: Path) -> None:
    """As long as the command says, and no longer."""
    begin = time.monotonic()
    ran = here("conform", "--start-within", "1", "--", "sleep", "60", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    expected = "slotq: SQ311: it did not introduce itself: it wrote nothing for 1 s\n"
    assert ran.err == expected
    assert time.monotonic() - begin < 10


def test_a_signal_ends_the_program(tmp_path: Path) -> None:
    """With whatever it has started itself."""
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    script = 'exec 3>"$0"; echo begun >&3; sleep 60 & sleep 60'
    with subprocess.Popen(
        command("conform", "--answer-within", "60", "--", "sh", "-c", script, str(begun)),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        with begun.open(encoding="utf-8") as pipe:
            assert pipe.readline() == "begun\n"
            process.send_signal(signal.SIGINT)
            assert pipe.read() == ""  # comes when nobody holds the pipe any more
        out, err = process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"")
