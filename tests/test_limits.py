"""The limits of the tests themselves: what hangs is named, and does not keep the others waiting."""

import os
import re
import subprocess
import sys
import threading

import pytest

from tests.conftest import ROOT
from tests.limits import join


@pytest.mark.parametrize("processes", ["0", "1"])
def test_a_test_that_hangs_is_named(processes: str) -> None:
    """With the place and its threads, also where a worker runs it; the next one is still run."""
    command = [sys.executable, "-m", "pytest", "-n", processes, "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [*command, "tests/hanging.py"],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 1, ran.stdout
    assert re.search(r"\b1 failed, 1 passed in ", ran.stdout)
    name = "tests/hanging.py::test_that_hangs"
    hung = f"{name} hung in wait_for_ever, line 12 of hanging.py: it is ended by its time limit"
    assert f"FAILED {name} - hung in wait_for_ever, line 12 of hanging.py" in ran.stdout
    report = ran.stdout.partition("what hung")[2].splitlines()
    assert report[1].startswith(hung)
    assert any(line.startswith("other in Condition.wait, line ") for line in report)
    assert f"the others. To see it again: pytest -n 0 --timeout 60 '{name}'" in report
    assert "Stack of other" in ran.stdout


def test_threads_have_one_deadline_together() -> None:
    """Those that hang are named, however many they are."""
    end = threading.Event()
    threads = [
        threading.Thread(target=end.wait, name=f"waiter-{number}", daemon=True)
        for number in range(2)
    ]
    for thread in threads:
        thread.start()
    with pytest.raises(AssertionError, match=r"0\.05 s: waiter-0 in .*; waiter-1 in "):
        join(threads, 0.05)
    end.set()
    join(threads, 60)
