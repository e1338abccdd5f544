"""slotq.tlc.command: the line that is printed runs, whatever the folders are called."""

import shutil
import subprocess
from pathlib import Path

import pytest

from slotq.tlc.command import pasted
from slotq.tlc.toolchain import Toolchain
from slotq.verify.manifest import load_manifest
from slotq.verify.models import Folders, make_job
from tests.conftest import ROOT

MODELS = load_manifest()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """The specification and the models in folders that a shell would take apart."""
    place = tmp_path_factory.mktemp("command") / 'it\'s $HOME; a "place"'
    for name in ("spec", "models"):
        shutil.copytree(ROOT / name, place / name)
    return Folders(place / "spec", place / "models")


@pytest.mark.parametrize(
    ("name", "said", "code"),
    [
        ("Callers_1x1x2_patient", "{generated} states generated, {distinct} distinct states", 0),
        ("faults/CheckThenSet", "Invariant OneWinnerInv is violated", 12),
        ("faults/WaitBlindlyInductive", "Invariant IndInv is violated", 12),
    ],
)
def test_the_line_says_what_the_row_says(
    toolchain: Toolchain, folders: Folders, tmp_path: Path, *, name: str, said: str, code: int
) -> None:
    """From any folder; nothing is left in that of the models."""
    model = MODELS.find(name)
    before = sorted(folders.models.rglob("*"))
    done = subprocess.run(
        ["/bin/sh", "-c", pasted(toolchain, make_job(model, folders))],
        cwd=tmp_path,
        env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    expected = said.format(generated=model.generated, distinct=model.distinct)
    assert (done.returncode, expected in done.stdout) == (code, True), done
    assert sorted(folders.models.rglob("*")) == before
