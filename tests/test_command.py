"""slotq_command: Ctrl-C is quiet from its first line on."""

import signal
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from tests.conftest import ROOT

# Ctrl-C comes at the moment at which the reference begins to be imported.
_SCRIPT = """
import os, signal, sys
class Interrupt:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "slotq":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt)
sys.argv = ["slotq", "codes", "SQ301"]
{before}
import slotq_command
slotq_command.main()
"""


@pytest.mark.parametrize(
    ("before", "code"),
    [("", 128 + signal.SIGINT), ("signal.signal(signal.SIGINT, signal.SIG_IGN)", 0)],
    ids=["heard", "ignored"],
)
def test_an_interrupt_while_it_imports_is_quiet(before: str, code: int) -> None:
    """And ignored where whoever starts the command wants it so."""
    command = [sys.executable, "-c", _SCRIPT.format(before=before)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, bool(done.stdout)) == (code, "", code == 0)


def test_it_is_the_command() -> None:
    """That is installed."""
    (script,) = entry_points(group="console_scripts", name="slotq")
    assert script.value == "slotq_command:main"
