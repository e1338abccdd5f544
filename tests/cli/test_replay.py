"""slotq.cli.replay: the command that a finding prints works."""

from functools import partial
from pathlib import Path

import pytest
import typer

from slotq.cli import replay as cli_replay
from slotq.queue import SlotQueue, SlotToken
from slotq.schedule.programs.callers import CallersProgram
from tests.stranger import Ran, here, slotq

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
    broken = partial(CallersProgram, make_queue=Fails)
    monkeypatch.setattr(cli_replay, "CallersProgram", broken)
    with pytest.raises(typer.Exit) as caught:
        cli_replay.replay(f"{DELIVERED} consumer-1 consumer-1")
    assert caught.value.exit_code == 1
    said = capsys.readouterr().out.splitlines()
    assert "token 0 is lost" in said[0]
    assert said[-1].startswith("slotq replay --containers 1 --consumers 1 --rounds 1 'container-1 ")
