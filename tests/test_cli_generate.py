"""slotq.cli_generate: the same bytes, whatever the hash seed; slotq eval agrees with vectors."""

import json
from pathlib import Path

from tests.stranger import slotq


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
    ran = slotq("eval", "manager", "0/v/manager.ndjson", cwd=tmp_path)
    vectors = [json.loads(line) for line in found["v/manager.ndjson"].splitlines()]
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [vector | answer for vector, answer in zip(vectors, answers, strict=True)] == vectors
