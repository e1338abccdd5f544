"""docs/examples/python: a queue in Python is right in both ways, and caught where it is broken."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

from hypothesis import Phase, settings

from docs.examples.python.test_mine import Mine, MineMachine
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.drive import Plan, drive
from slotq.oracle.conform.session import Patience
from slotq.testing import Implementation, run
from tests.conftest import ROOT
from tests.test_testing import SETTINGS, failure

SOURCE = ROOT / "docs" / "examples" / "python" / "test_mine.py"


class Oldest(Mine):
    """Offers the oldest token."""

    newest: ClassVar[int] = 0


class OldestMachine(MineMachine):
    """What finds it."""

    patience = Patience(answer=5, served=0.1)

    def make(self) -> Implementation:
        """Make one."""
        return Oldest()


def test_it_is_accepted() -> None:
    """On random runs."""
    run(MineMachine, SETTINGS)


def test_it_is_not_where_it_is_broken() -> None:
    """By the code that slotq conform gives (and not shrunk, which would take longer)."""
    quick = settings(SETTINGS, phases=[Phase.generate], max_examples=200)
    found = failure(OldestMachine, quick)
    assert re.search("SQ301 An answer that the specification does not allow: dequeue ", found)


def test_it_conforms() -> None:
    """As a program."""
    patience = Patience(answer=10, served=10)
    plan = Plan(Size(1, 1, 1), seconds=30, examples=10, patience=patience)
    report = drive([sys.executable, str(SOURCE)], plan)
    assert (report.outcome, report.name) == ("conforms", "a queue in Python")


def test_pytest_finds_the_test(tmp_path: Path) -> None:
    """As the page says, without a word of warning; of the plugins only Hypothesis's is there."""
    options = ["-q", "-W", "error", "--collect-only", "-p", "no:cacheprovider", "-c", os.devnull]
    options += ["-p", "_hypothesis_pytestplugin", "--rootdir", str(tmp_path)]
    command = [sys.executable, "-m", "pytest", *options, str(SOURCE)]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, env=alone, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "TestMine::runTest\n" in done.stdout
