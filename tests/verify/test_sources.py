"""slotq.verify.sources: the hashes can be found again without slotq."""

import re
import subprocess
from pathlib import Path

import pytest

from slotq.verify import sources as module
from slotq.verify.sources import sources, tree
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "formats" / "slotq-verify.md").read_text(encoding="utf-8")
LINES = dict(
    re.findall(r"^    \(cd (spec|models|slotq) && (.+)\) \| sha256sum$", PAGE, re.MULTILINE)
)
FOLDERS = {"specification": "spec", "models": "models", "code": "slotq"}


@pytest.mark.parametrize("what", FOLDERS)
def test_a_shell_finds_the_same_hash(what: str) -> None:
    """By the line that the page of the format has."""
    line = f"({LINES[FOLDERS[what]]}) | sha256sum"
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=ROOT / FOLDERS[what],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[0] == getattr(sources(), what).sha256


def test_a_changed_file_changes_its_hash_and_that_of_the_folder(tmp_path: Path) -> None:
    """And no other one."""
    names = [tmp_path / "a.tla", tmp_path / "deeper" / "b.tla"]
    names[1].parent.mkdir()
    for path in names:
        path.write_text(path.name, encoding="utf-8")
    before = tree(tmp_path, iter(names))
    names[1].write_text("another", encoding="utf-8")
    after = tree(tmp_path, iter(names))
    assert list(before.files) == ["a.tla", "deeper/b.tla"]
    assert before.files["a.tla"] == after.files["a.tla"]
    assert before.files["deeper/b.tla"] != after.files["deeper/b.tla"]
    assert before.sha256 != after.sha256


def test_what_is_made_from_the_code_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiled files, and the copies of the other folders that the wheel carries."""
    package = tmp_path / "slotq"
    for name in ("queue.py", "__pycache__/queue.pyc", "data/spec/Queue.tla"):
        path = package / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(name, encoding="utf-8")
    monkeypatch.setattr(module, "_PACKAGE", package)
    assert list(sources().code.files) == ["queue.py"]
