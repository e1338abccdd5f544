"""slotq.cli.generate: the same bytes, whatever the hash seed; slotq eval agrees with vectors."""

import errno
import json
import os
from pathlib import Path

import pytest

from slotq.cli.main import main
from tests.stranger import here, slotq


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_bytes_under_two_hash_seeds(tmp_path: Path) -> None:
    """Sets have another order then. A file that was moved keeps its bound."""
    for seed in ("0", "1"):
        folder = tmp_path / seed
        folder.mkdir()
        variables = {"PYTHONHASHSEED": seed}
        for arguments in (("suites", "s", "--tokens", "1"), ("vectors", "v")):
            ran = slotq("generate", *arguments, cwd=folder, variables=variables)
            assert (ran.code, ran.err) == (0, "")
    found = files(tmp_path / "0")
    assert found == files(tmp_path / "1")
    for start in ("s/calls/", "s/steps/", "v/"):
        assert [name for name in found if name.startswith(start)] != []

    head = json.loads(found["s/steps/steps-0001.ndjson"].splitlines()[0])
    assert head == {
        "format": "slotq-suite",
        "version": 1,
        "level": "SlotQueueSteps",
        "name": "steps-0001",
        "bound": {"clients": 1, "dequeuers": 1, "tokens": 1},
    }
    ran = here("eval", "manager", "0/v/manager.ndjson", cwd=tmp_path)
    vectors = [json.loads(line) for line in found["v/manager.ndjson"].splitlines()]
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [vector | answer for vector, answer in zip(vectors, answers, strict=True)] == vectors


@pytest.mark.parametrize("bound", [(2, 1, 3), (2, 2, 2), (2, 2, 3)])
def test_a_bound_that_is_too_large_leaves_all_as_it_is(
    bound: tuple[int, int, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is refused before the folder is touched, with the bounds that work, as the help has it."""
    assert main(["generate", "suites", str(tmp_path), "--tokens", "1"]) == 0
    before = files(tmp_path)
    capsys.readouterr()
    clients, dequeuers, tokens = map(str, bound)
    options = ["--clients", clients, "--dequeuers", dequeuers, "--tokens", tokens]
    assert main(["generate", "suites", str(tmp_path), *options]) == 2
    error = capsys.readouterr().err
    assert "too many cases: with two clients, use one dequeuer and up to two tokens" in error
    assert files(tmp_path) == before
    assert main(["generate", "suites", str(tmp_path / "none"), *options]) == 2
    assert not (tmp_path / "none").exists()


def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file that could not be written is named, and nothing new stays."""
    assert main(["generate", "suites", str(tmp_path), "--tokens", "1"]) == 0
    before = files(tmp_path)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["generate", "suites", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("calls-0001.ndjson: No space left on device\n")
    assert files(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calls", "steps"]


def test_a_smaller_bound_leaves_only_its_own_cases(tmp_path: Path) -> None:
    """Whoever runs all that is there runs nothing of another bound, and loses nothing else."""
    small, used = tmp_path / "small", tmp_path / "used"
    assert main(["generate", "suites", str(small), "--tokens", "1"]) == 0
    own = files(small)
    assert main(["generate", "suites", str(used)]) == 0
    assert files(used).keys() > own.keys()

    names = ("calls-0000", "calls-001", "calls-00001", "calls-0001.old", "my-calls-0001")
    others = [f"calls/{name}.ndjson" for name in (*names, "steps-0001")]
    others += ["calls/calls-9999.ndjson.bak", "calls-9999.ndjson", "steps/calls-9999.ndjson"]
    for name in others:
        (used / name).write_bytes(b"mine")
    folder = used / "steps" / "steps-9999.ndjson"
    folder.mkdir()
    (used / "calls" / "calls-10000.ndjson").write_bytes(b"of a large bound")
    assert main(["generate", "suites", str(used), "--tokens", "1"]) == 0
    assert files(used) == own | dict.fromkeys(others, b"mine")
    assert folder.is_dir()
