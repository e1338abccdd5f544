"""slotq.cli.main: where a command stands, and what it inherits, costs at most one clear line."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from slotq.tlc.toolchain import find_toolchain
from tests.stranger import Ran, command, environment, here

COMMANDS = {"verify": ["verify", "--only", "manifest"], "doctor": ["doctor"]}
_TLC = ["model", "run", "MCRendezvousOneOne"]
ESCAPE = "a\x1b[2Jb\nc"


def shell(script: str, cwd: Path) -> Ran:
    """Run a script of the shell."""
    done = subprocess.run(
        ["/bin/sh", "-c", script], cwd=cwd, env=environment(), capture_output=True, check=False
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def in_a_deleted_folder(place: Path, *arguments: str) -> Ran:
    """Run a command in a folder that is gone when it begins."""
    folder = place / "gone"
    folder.mkdir()
    return shell(f"rmdir ../gone; {shlex.join(command(*arguments))}", folder)


@pytest.mark.parametrize("arguments", [COMMANDS["doctor"], _TLC], ids=lambda given: given[0])
def test_in_a_folder_that_was_deleted(tmp_path: Path, arguments: list[str]) -> None:
    """They do not need the folder that they stand in."""
    ran = in_a_deleted_folder(tmp_path, *arguments)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out


def test_workers_need_a_folder_to_stand_in(tmp_path: Path) -> None:
    """Python tells each where it was begun."""
    said = "slotq: the working folder was deleted: change to another folder\n"
    assert in_a_deleted_folder(tmp_path, *COMMANDS["verify"]) == Ran(2, "", said)


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_without_standard_error(tmp_path: Path, arguments: list[str]) -> None:
    """What is well goes on; what is wrong cannot be told, and must not be told among results."""
    ran = shell(f"{shlex.join(command(*arguments))} 2>&-", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out
    wrong = command("verify", "--only", "no such claim")
    assert shell(f"{shlex.join(wrong)} 2>&-", tmp_path) == Ran(2, "", "")


def test_with_few_files(tmp_path: Path) -> None:
    """As under ulimit -n 12."""
    said = "slotq: Too many open files: ulimit -n says how many this process may have\n"
    seen = set()
    for most in (12, 10, 8):
        ran = shell(f"ulimit -n {most}; {shlex.join(command(*COMMANDS['verify']))}", tmp_path)
        seen.add((ran.code, ran.err))
    assert seen == {(0, ""), (2, said)}
    assert shell(f"ulimit -n 12; {shlex.join(command('doctor'))}", tmp_path).code == 0


def test_control_characters_are_not_obeyed(tmp_path: Path) -> None:
    """In the name of a claim, in that of a jar that is none, and in that of one that is."""
    ran = here("verify", "--only", ESCAPE, cwd=tmp_path)
    assert (ran.code, ran.out, ran.err.count("\n"), "\x1b" in ran.err) == (2, "", 1, False)
    jar = tmp_path / f"{ESCAPE}.jar"
    for code in (2, 0):
        ran = here("doctor", cwd=tmp_path, variables={"SLOTQ_TLA2TOOLS": str(jar)})
        assert (ran.code, ran.err, "\x1b" in ran.out) == (code, "", False)
        assert r"a\x1b[2Jb\nc" in ran.out.replace("\n", "").replace(" ", "")
        shutil.copyfile(find_toolchain().jar, jar)
