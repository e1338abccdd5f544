"""A copy of the project in which a line can be broken."""

import os
import shutil
import subprocess
import sys
from compileall import compile_dir
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what `slotq verify` needs of the project, and compile it once for all runs."""
    folder = tmp_path_factory.mktemp("project")
    for part in ("slotq", "spec", "models", "constraints"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / part, folder / part, ignore=ignore)
    assert compile_dir(folder / "slotq", quiet=1)
    return folder


def verify(folder: Path, *claims: str) -> subprocess.CompletedProcess[str]:
    """Run `slotq verify` on a copy."""
    only = [word for claim in claims for word in ("--only", claim)]
    return subprocess.run(
        # What is compiled of a broken file must not be there when the file is whole again.
        [sys.executable, "-B", "-m", "slotq", "verify", *only],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
