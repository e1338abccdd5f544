"""Runs CrossHair on contracts: which postconditions are confirmed, and which are refuted."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

CONFIRMED = "info: Confirmed over all paths."
REFUTED = "error: false when"
_OPTIONS = "--report_all --per_condition_timeout=60 --max_uninteresting_iterations=200"


def postconditions(contracts: str) -> dict[int, str]:
    """List the lines of the postconditions, with the functions that they belong to."""
    lines = contracts.splitlines()
    found = {
        number: function.name
        for function in ast.walk(ast.parse(contracts))
        if isinstance(function, ast.FunctionDef)
        for number in range(function.lineno, (function.end_lineno or 0) + 1)
        if lines[number - 1].strip().startswith("post:")
    }
    assert len(found) == len(set(found.values())), "one postcondition a function"
    return found


def crosshair(folder: Path, module: str, contracts: str, options: str = _OPTIONS) -> dict[str, str]:
    """Check the contracts of a module, and say which was confirmed and which refuted."""
    command = [sys.executable, "-m", "crosshair", "check", *options.split(), module]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    functions = postconditions(contracts)
    verdicts = dict.fromkeys(functions.values(), done.stdout + done.stderr)
    for line in done.stdout.splitlines():
        _, number, verdict = line.split(":", 2)
        verdicts[functions[int(number)]] = verdict.strip()
    return verdicts
