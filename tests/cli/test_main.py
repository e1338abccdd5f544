"""slotq.cli.main: a stranger's first commands, right and wrong."""

import json
import os
import pty
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slotq import __version__
from slotq.cli import model as cli_model
from slotq.cli import model_run as cli_model_run
from slotq.tlc.job import Job
from slotq.tlc.report import Progress
from slotq.tlc.run import Run, run_tlc
from slotq.tlc.toolchain import Toolchain
from slotq.verify.manifest import Model
from slotq.verify.models import Verdict
from tests.conftest import ROOT
from tests.stranger import Ran, command, environment, here, slotq

TRACES = ROOT / "tests" / "data" / "traces"
GOOD = str(TRACES / "accept" / "small-01.ndjson")
BAD = str(TRACES / "reject" / "fifo-small-1.ndjson")

NO_MODEL = (
    "slotq: there is no model 'x': slotq model list shows them, slotq model try changes their "
    "bounds\n"
)


def test_without_arguments_it_says_what_it_can_do(tmp_path: Path) -> None:
    """And that is no error."""
    ran = slotq(cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert all(f"\n  {name} " in ran.out for name in ("verify", "check", "model", "doctor"))


def test_it_knows_its_version(tmp_path: Path) -> None:
    """The one of its metadata."""
    assert here("--version", cwd=tmp_path) == Ran(0, f"slotq {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["frobnicate"], "slotq: No such command 'frobnicate'. Try slotq --help.\n"),
        (["--frob"], "slotq: No such option: --frob. Try slotq --help.\n"),
        (["model"], "slotq: Missing command. Try slotq model --help.\n"),
        (["generate"], "slotq: Missing command. Try slotq generate --help.\n"),
        (["check"], "slotq: Missing argument 'FILE...'. Try slotq check --help.\n"),
        (
            ["check", "no.ndjson"],
            "no.ndjson: the file cannot be opened: No such file or directory (SQ001)\n",
        ),
        (
            ["model", "run", "x"],
            NO_MODEL,
        ),
        (
            ["verify", "--json", "no/where"],
            "slotq: cannot write no/where: No such file or directory\n",
        ),
        (["verify", "--json", "."], "slotq: cannot write .: Is a directory\n"),
        (
            ["generate", "vectors", GOOD],
            f"slotq: {GOOD} cannot be created: a file has its name, choose another folder\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_input_gets_one_line_and_exit_code_2(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    """On standard error, so that a pipe carries results alone."""
    assert here(*arguments, cwd=tmp_path) == Ran(2, "", said)


def test_without_java_it_says_what_to_do(tmp_path: Path) -> None:
    """And the doctor sees the same."""
    missing = {"SLOTQ_JAVA": "/no/java"}
    ran = slotq("verify", cwd=tmp_path, variables=missing)
    assert ran == Ran(2, "", "slotq: SLOTQ_JAVA: '/no/java' is not a file\n")
    ran = here("doctor", cwd=tmp_path, variables=missing)
    assert (ran.code, ran.err) == (2, "")
    assert "SLOTQ_JAVA: '/no/java' is not a file" in ran.out


def test_debugging_shows_where_an_error_comes_from(tmp_path: Path) -> None:
    """The traceback is for those who ask."""
    ran = here("--debug", "model", "run", "x", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Traceback")
    assert ran.err.endswith(NO_MODEL)


def test_the_doctor_finds_the_tools(tmp_path: Path) -> None:
    """Exit code 0 says that TLC can be run."""
    ran = here("doctor", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert [line.split()[0] for line in ran.out.splitlines() if line[0] != " "][:5] == [
        "item",
        "slotq",
        "Python",
        "Java",
        "TLC",
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([GOOD], 0),
        ([GOOD, BAD], 1),
        ([BAD, "no.ndjson", GOOD], 2),
        (["--strict", GOOD], 0),
    ],
    ids=["accepted", "rejected", "unusable", "strict"],
)
def test_the_worst_verdict_decides(tmp_path: Path, arguments: list[str], code: int) -> None:
    """Of several files; all of them are judged."""
    ran = here("check", *arguments, cwd=tmp_path)
    assert ran.code == code
    judged = [line for line in ran.out.splitlines() if line.startswith("/")]
    assert len(judged) == len([name for name in arguments if name.startswith("/")])


def test_a_log_may_come_from_a_pipe(tmp_path: Path) -> None:
    """A dash is standard input."""
    ran = slotq("check", "-", cwd=tmp_path, given=Path(GOOD).read_bytes())
    assert (ran.code, ran.err, ran.out.splitlines()[0]) == (0, "", "-: accepted")


def test_verdicts_for_machines_are_lines_of_json(tmp_path: Path) -> None:
    """Input that cannot be used is one of them."""
    ran = slotq("check", "--json", GOOD, BAD, "no.ndjson", cwd=tmp_path)
    assert (ran.code, ran.err) == (2, "")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [(line["file"], line["outcome"]) for line in lines] == [
        (GOOD, "accepted"),
        (BAD, "rejected"),
        ("no.ndjson", "unusable"),
    ]


@pytest.mark.parametrize("arguments", [["model", "list"], ["check", GOOD]])
def test_a_pipe_that_is_closed_early_ends_it_quietly(tmp_path: Path, arguments: list[str]) -> None:
    """As in: slotq model list | head -1."""
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen(
        command(*arguments),
        cwd=tmp_path,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        os.close(writer)
        _, said = process.communicate()
    assert (process.returncode, said) == (141, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_without_its_streams_it_says_what_to_do(tmp_path: Path, closed: str) -> None:
    """As a service may start it."""
    script = f"{shlex.join(command('check', '-'))} {closed}"
    done = subprocess.run(
        ["/bin/sh", "-c", script], cwd=tmp_path, env=environment(), capture_output=True, check=False
    )
    said = b"slotq: standard input and output must be open: use /dev/null for none\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", said)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that nobody writes there any more
        return b""


def test_progress_is_shown_on_a_terminal_alone(tmp_path: Path) -> None:
    """What goes on is for a reader who waits: without one, nothing is said of it (below)."""
    terminal, theirs = pty.openpty()
    with subprocess.Popen(
        command("model", "run", "MCRendezvousOneOne"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment(TERM="xterm"),
    ) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(terminal), b""))
        out, _ = process.communicate()
        os.close(terminal)
    assert process.returncode == 0
    assert out.startswith(b"MCRendezvousOneOne: as expected (ok), 326 states, ")
    assert b"MCRendezvousOneOne" in shown


def test_a_model_that_is_not_as_expected_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a line for each difference, and exit code 1; the other models are run all the same."""
    wrong = "MCRendezvousOneTwo"

    def check(_: object, model: Model, **__: object) -> Verdict:
        return Verdict(model, ("one thing", "another") if model.name == wrong else ())

    monkeypatch.setattr(cli_model_run, "check_model", check)
    ran = here("model", "run", wrong, "MCRendezvousOneOne", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (
        f"{wrong}: refuted (ok)\n  one thing\n  another\nMCRendezvousOneOne: as expected (ok)\n"
    )


@pytest.fixture
def run_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """TLC is started once for all commands that run one model in this process."""
    whole, runs = tmp_path / "whole.dot", list[Run]()

    def run(toolchain: Toolchain, job: Job, on_progress: Callable[[Progress], None]) -> Run:
        if not runs:
            runs.append(run_tlc(toolchain, replace(job, dump=whole), on_progress))
        if job.dump is not None:
            shutil.copyfile(whole, job.dump)
        return runs[0]

    monkeypatch.setattr(cli_model, "run_tlc", run)


@pytest.mark.usefixtures("run_once")
def test_models_are_listed_counted_and_drawn(tmp_path: Path) -> None:
    """Away from a checkout's root, by name; and nothing is told of what goes on."""
    listed = here("model", "list", cwd=tmp_path)
    assert (listed.code, listed.err) == (0, "")
    assert "MCRendezvousOneOne" in listed.out
    counted = here("model", "coverage", "MCRendezvousOneOne", cwd=tmp_path)
    assert (counted.code, counted.err) == (0, "")
    assert counted.out.splitlines()[0].split() == [
        "action",
        "taken",
        "to",
        "new",
        "states",
        "reason",
    ]
    drawn = here("model", "graph", "MCRendezvousOneOne", cwd=tmp_path)
    written = here("model", "graph", "MCRendezvousOneOne", "--out", "it.dot", cwd=tmp_path)
    assert (drawn.code, drawn.err) == (0, "")
    assert drawn.out.count(" -> ") == 643
    assert written == Ran(0, "", "")
    assert (tmp_path / "it.dot").read_text(encoding="utf-8") == drawn.out


def test_a_command_waits_for_no_other() -> None:
    """All together take as long to import as most commands take to run."""
    program = """\
import sys
from slotq.cli.main import COMMANDS, main
main(["codes", "SQ124"])
print(*[name for name in COMMANDS if f"slotq.cli.{name}" in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.splitlines()[-1] == b"codes"
