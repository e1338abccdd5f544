"""slotq.cli.replay: the command that a finding prints works."""

import contextlib
import os
import pty
import shlex
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest
import typer

from slotq.cli import replay as cli_replay
from slotq.machine.callers import CLAIMS, STEP_CLAIMS
from slotq.queue import SlotQueue, SlotToken
from slotq.schedule.faults.catalogue import FAULTS
from slotq.schedule.programs.callers import CallersProgram
from slotq.specification.sentences import sentence
from tests.schedule.broken import make_nothing
from tests.stranger import Ran, command, environment, here, slotq

DELIVERED = "container-1 container-1 consumer-1 dequeuer-1.1 dequeuer-1.1>consumer-1"


def test_each_step_is_shown_with_what_it_changes(tmp_path: Path) -> None:
    """By the names of the specification."""
    ran = slotq("replay", DELIVERED, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    lines = [line.split() for line in ran.out.splitlines()]
    assert [line[2] for line in lines[1:] if line[0].isdigit()] == [
        "QueueAppend",
        "QueueBroadcast",
        "DequeuerStart",
        "DequeuerPeek",
        "DequeuerDeliver",
    ]
    assert lines[-1] == ["consumer-1.token", "=", "0"]


def test_a_container_may_fail_to_start(tmp_path: Path) -> None:
    """The first arm of its start, where it may; without the option there is no such choice."""
    ran = here("replay", "container-1 container-1", "--failing", "container-1", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "container-1.state = gone" in ran.out
    assert "failed = {0}" in ran.out
    ran = here("replay", "container-1:1", cwd=tmp_path)
    assert ran.code == 2


def test_the_callers_of_later_versions(tmp_path: Path) -> None:
    """A container that ejects itself is gone as soon as it has closed its trigger."""
    schedule = "container-1 container-1 container-1:2 container-1 container-1 container-1"
    options = ["--idling", "container-1"]
    ran = here("replay", schedule, *options, "--later", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "container-1.state = gone" in ran.out
    ran = here("replay", schedule, *options, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "container-1.state = gone" not in ran.out


def test_clients_may_do_anything(tmp_path: Path) -> None:
    """Where --clients is given, they are the most general ones."""
    ran = here("replay", "client-2 client-1:1", "--clients", "2", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].split() == ["dequeuer-1.canceller", "=", "waiting"]


def test_the_launcher_is_refused_a_container(tmp_path: Path) -> None:
    """Where --requests is given, what counts is run, and the variables are the specification's."""
    options = "--requests 1 --impatient request-1 --crashable container-1 --refusing --once"
    schedule = "request-1 request-1 request-1:2 launcher launcher launcher launcher:1"
    ran = here("replay", schedule, *options.split(), cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    lines = [line.split() for line in ran.out.splitlines()]
    assert [line[2] for line in lines[1:] if line[0].isdigit()] == [
        "RequestMove",
        "RequestEnter",
        "SignalSend",
        "LaunchCheck",
        "ContainerMove",
        "ContainerEnter",
        "ContainerMove",
    ]
    assert 'containerState[<<"container", 1>>] = "done"' in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["container-1 y"], "step 2: y is not possible; possible: container-1, consumer-1"),
        (["a:b:c:d"], "'a:b:c:d' is not a transition; one looks like dequeuer-1.1:0>consumer-1"),
        (
            ["", "--idling", "container-2"],
            "no client is called 'container-2': choose from container-1, consumer-1",
        ),
        (
            ["", "--requests", "2", "--impatient", "container-1"],
            "no client is called 'container-1': choose from request-1, request-2",
        ),
        (
            ["", "--requests", "2", "--break", "SignalOne"],
            "SignalOne is a fault of the queue: choose the program queue or general",
        ),
        (
            ["", "--clients", "2", "--break", "ErrorRuns"],
            "ErrorRuns is a fault of the program with containers and consumers, not --clients",
        ),
        (
            ["", "--claim", "OneWinnerInv"],
            f"Callers has no claim 'OneWinnerInv': {', '.join([*CLAIMS, *STEP_CLAIMS])}",
        ),
    ],
)
def test_what_cannot_be_run_gets_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    """It is input that cannot be used."""
    assert here("replay", *arguments, cwd=tmp_path) == Ran(2, "", f"slotq: {said}\n")


class Fails(SlotQueue):
    """A queue that cannot remove."""

    def _remove(self, token: SlotToken) -> bool:
        message = f"token {token.id} is lost"
        raise LookupError(message)


def test_a_finding_is_shown_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it was found, with exit code 1."""
    wrong = partial(CallersProgram, make_queue=Fails)
    monkeypatch.setattr(cli_replay, "CallersProgram", wrong)
    with pytest.raises(typer.Exit) as caught:
        cli_replay.replay(f"{DELIVERED} consumer-1 consumer-1")
    assert caught.value.exit_code == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "step 7: exception: consumer-1: LookupError: token 0 is lost"


def test_what_is_wrong_from_the_beginning_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a step."""
    monkeypatch.setattr(
        cli_replay, "CallersProgram", partial(CallersProgram, make_queue=make_nothing)
    )
    with pytest.raises(typer.Exit) as caught:
        cli_replay.replay("")
    assert caught.value.exit_code == 1
    assert capsys.readouterr().out.startswith("exception: StopIteration: ")


LOST = "consumer-1 dequeuer-1.1 container-1 container-1"
WORDS = sentence("NoLostWakeUpInv")


def test_a_broken_version_says_what_it_breaks(tmp_path: Path) -> None:
    """The property with its sentence, and who waits for what; the code itself breaks nothing."""
    ran = here("replay", LOST, "--break", "SkipBroadcast", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    said = " ".join(ran.out.split())
    assert "step 4: the specification has no QueueBroadcast that leads there after step 4 " in said
    assert f"NoLostWakeUpInv, BroadcastToComeInv are false NoLostWakeUpInv: {WORDS} Bro" in said
    assert " nobody can move: dequeuer-1.1 sleeps although token 0 is listed, container-1 " in said
    assert max(map(len, ran.out.splitlines())) <= 120
    ran = here("replay", LOST, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "false" not in ran.out


def test_the_faults_are_listed(tmp_path: Path) -> None:
    """Each with what the manifest says of it."""
    ran = here("replay", "--break", "list", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    assert all(f"{name} {fault.action} " in text for name, fault in FAULTS.items())
    assert "First in, first out is not last in, first out." in text


def test_a_claim_is_refuted_by_the_specification_too(tmp_path: Path) -> None:
    """Which is no fault of the code."""
    words = "container-1 consumer-1 dequeuer-1.1 container-2 dequeuer-1.1>consumer-1 consumer-1"
    options = ["--containers", "2", "--claim", "WonNewestProp"]
    ran = here("replay", words, *options, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-2] == (
        "after step 6 WonNewestProp is false; the specification has these steps, too"
    )


def test_the_manager_is_run(tmp_path: Path) -> None:
    """Its finding is one of the specification's: the original loses a queue."""
    words = "request-1 " * 7 + "request-2 request-2 launcher-of-request-1 request-2"
    ran = here("replay", words, "--manager", "2", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "after step 11 WaitsInMapInv, HasLauncherInv are false; the spec" in ran.out


def test_the_next_steps_are_shown(tmp_path: Path) -> None:
    """With the action of each, and of the others the guard that is false."""
    ran = here("replay", "container-1", "--next", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    at = lines.index("possible now action")
    assert lines[at + 1 : at + 4] == [
        "1 container-1 QueueBroadcast",
        "2 consumer-1 DequeuerStart",
        "",
    ]
    assert 'container-1 AcquireRemove doing[p] = "remove"' in lines[at:]
    assert 'dequeuer-1.1 DequeuerPeek dequeuer[d] = "lock"' in lines[at:]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--rounds 1", "container-1 QueueAppend error k \\in Failing /\\ round[k] = 1"),
        ("--clients 1 --tokens 2", "client-1 AcquireCas token 1 t \\in known[p]"),
        ("--clients 2", 'dequeuer-1 DequeuerDeliver client-2 dequeuer[d] = "offering"'),
        ("--requests 1", "request-1 Win container-1 "),
        ("--requests 1 --crashable container-1", "reaper-1 ContainerMove container-1 done Course("),
        ("--manager 2", 'queue-2 DeleteSlotQueue launcher[q] = "running"'),
    ],
)
def test_every_program_names_its_processes(tmp_path: Path, options: str, said: str) -> None:
    """And what an action is about, by its name."""
    ran = here("replay", *options.split(), "--next", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert any(" ".join(line.split()).startswith(said) for line in ran.out.splitlines()), ran.out


def test_where_nothing_is_possible_it_says_so(tmp_path: Path) -> None:
    """The end is allowed."""
    words = "container-1 container-1 container-1:2 container-1 container-1 container-1 container-1"
    options = ["--idling", "container-1", "--cancellable", "consumer-1"]
    rest = "consumer-1 dequeuer-1.1 cancel-1.1 consumer-1:1 canceller-1.1 dequeuer-1.1"
    ran = here("replay", f"{words} {rest}", *options, "--next", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "nobody can move, and the program may end so" in ran.out
    assert "nothing is possible now" in ran.out


def test_steps_are_chosen_at_a_prompt(tmp_path: Path) -> None:
    """By number or by words; the end of the input ends it, and says how to run it again."""
    typed = "1\nconsumer-1 dequeuer-1.1\nundo\nnobody\n9\na:b:c\nstate\nnext\nsteps\nhelp\n\n"
    ran = here("replay", "--interactive", cwd=tmp_path, given=typed.encode())
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert "step 3: nobody is not possible; possible: container-1, dequeuer-1.1" in lines
    assert "9 is not a step that is possible now: there are 2" in lines
    assert "'a:b:c' is not a transition; one looks like dequeuer-1.1:0>consumer-1" in lines
    assert "queue.slots = (0,)" in lines
    assert any(line.startswith("quit ") for line in lines)
    command = "slotq replay --containers 1 --consumers 1 --rounds 1 'container-1 consumer-1'"
    assert lines[-1] == command


def test_a_prompt_says_what_a_step_breaks(tmp_path: Path) -> None:
    """Once, when it is taken; quit ends it with the verdict."""
    options = ["--interactive", "--break", "SkipBroadcast"]
    typed = f"{LOST}\nquit\n1\n".encode()
    ran = here("replay", *options, cwd=tmp_path, given=typed)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.count("  NoLostWakeUpInv: ") == 1
    assert ran.out.endswith(f" --break SkipBroadcast '{LOST}'\n")


@pytest.mark.parametrize("given", [b"\xff\xfe\x00\n", b"x" * 200_000, b"1 " * 2_000, b"\x1b[2J\n"])
def test_a_prompt_refuses_what_is_no_step(tmp_path: Path, given: bytes) -> None:
    """In a line, whatever it is, and goes on."""
    ran = here("replay", "--interactive", cwd=tmp_path, given=given + b"\ncontainer-1\n")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("'container-1'\n")
    assert ran.out.replace("\n", "").isprintable()


def _terminal(typed: bytes) -> tuple[int, str]:
    """Run a prompt on a terminal, type something when it asks, or interrupt it."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command("replay", "--interactive"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(),
        start_new_session=True,
    ) as process:
        os.close(theirs)
        said = b""
        while b"step 1> " not in said:
            said += os.read(ours, 1 << 16)
        if typed:
            os.write(ours, typed)
        else:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        with contextlib.suppress(OSError):  # as Linux says that the other side has ended
            while more := os.read(ours, 1 << 16):
                said += more
        code = process.wait(60)
    os.close(ours)
    return code, said.decode()


@pytest.mark.parametrize(("typed", "code"), [(b"", 130), (b"\x04", 0)], ids=["ctrl-c", "ctrl-d"])
def test_a_prompt_ends_on_a_terminal(typed: bytes, code: int) -> None:
    """Ctrl-C ends it as it ends every command, and Ctrl-D as the end of the input."""
    ended, said = _terminal(typed)
    assert ended == code, said
    assert "Traceback" not in said
    assert said.rstrip().endswith("''") is (code == 0)


def test_a_reader_that_has_seen_enough_ends_it(tmp_path: Path) -> None:
    """A pipe that is closed early is no error to tell of."""
    words = shlex.join(command("replay", "--interactive"))
    ran = subprocess.run(
        ["/bin/sh", "-c", f"yes 1 | head -n 5 | {words} | head -n 1"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Choose a step ")
