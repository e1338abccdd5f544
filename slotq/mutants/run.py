"""Runs a mutant: puts its change into a copy of the project, and checks the copy.

The project itself is never changed. Nothing that Python compiles of the changed file is kept, so
that it cannot be taken for that of the next one.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from compileall import compile_dir
from contextlib import contextmanager
from enum import Enum
from importlib.util import cache_from_source
from itertools import groupby
from pathlib import Path

import msgspec

from slotq.errors import SlotqError
from slotq.mutants.checks import link
from slotq.mutants.mutant import Mutant
from slotq.mutants.probe import EVERY, Line
from slotq.system.files import private_folder
from slotq.tlc.errors import TlcTimeoutError
from slotq.tlc.process import run_process
from slotq.verify.claim import Verdict

_PARTS = ("slotq", "spec", "models", "constraints", "docs", "tests")
_FILES = ("pyproject.toml", "slotq_command.py")
_WALL = 600.0
_FAILED, _INTERRUPTED = 1, 2  # exit codes of pytest
_LAST_LINES = 12


class CheckoutError(SlotqError):
    """Mutants need a checkout of the project, with its tests."""


class Fate(Enum):
    """What becomes of a mutant."""

    CAUGHT = "caught"
    ERROR = "error"
    SURVIVED = "survived"


class Outcome(msgspec.Struct, frozen=True):
    """What became of a mutant.

    Attributes:
        fate: Whether it was caught; an error is noticed, too, but refutes nothing.
        check: What noticed it.
        link: Which kind of evidence that is.
        message: What it said.
        seconds: How long it took.
    """

    fate: Fate
    check: str = ""
    link: str = ""
    message: str = ""
    seconds: float = 0.0


def project(root: Path = Path(__file__).parents[2]) -> Path:
    """The top of the checkout.

    Args:
        root: The folder that contains the package.

    Raises:
        CheckoutError: slotq is installed without its tests.
    """
    if not (root / "tests").is_dir():
        message = "mutants are run in a checkout of the project, which has the tests"
        raise CheckoutError(message)
    return root


class Workshop:
    """A copy of the project, in which one mutant at a time is checked.

    Args:
        root: The project.
        folder: Where the copy is; it must be empty.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self._folder = folder
        self._is_stopped: Callable[[], bool] = lambda: False
        ignore = shutil.ignore_patterns("__pycache__")
        for part in _PARTS:
            shutil.copytree(root / part, folder / part, ignore=ignore)
        for file in _FILES:
            shutil.copyfile(root / file, folder / file)
        for part in ("slotq", "tests"):
            compile_dir(folder / part, quiet=2)

    def run(self, mutant: Mutant, is_stopped: Callable[[], bool] = lambda: False) -> Outcome:
        """Check a mutant.

        Args:
            mutant: The mutant.
            is_stopped: Says whether to begin nothing more; the outcome then means nothing.
        """
        begin = time.monotonic()
        self._is_stopped = is_stopped
        with self._changed(mutant):
            if mutant.is_fault:
                outcome = self._of_fault(mutant.checks[0])
            else:
                outcome = self._outcome(mutant.checks)
        return msgspec.structs.replace(outcome, seconds=round(time.monotonic() - begin, 2))

    def every_check(self, mutant: Mutant) -> Iterator[Line]:
        """Say what each check of a mutant says, to the last."""
        tests = [check for check in mutant.checks if _is_test(check)]
        claims = [check for check in mutant.checks if not _is_test(check)]
        with self._changed(mutant):
            code, said = self._probe([EVERY, *claims])
            lines = _lines(said)
            yield from lines
            for check in claims[len(lines) :]:
                words = f"exit code {code}: {' | '.join(said[-_LAST_LINES:])}"
                yield Line(check, Verdict.UNDECIDED.value, words)
            for file in tests:
                outcome = self._of_tests([file])
                holds = outcome.fate is Fate.SURVIVED
                word = Verdict.HOLDS if holds else Verdict.REFUTED
                yield Line(file, word.value, outcome.message)

    @contextmanager
    def _changed(self, mutant: Mutant) -> Iterator[None]:
        if mutant.is_fault:
            yield
            return
        file = self._folder / mutant.file
        whole = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            Path(cache_from_source(str(file))).unlink(missing_ok=True)
        file.write_text(mutant.applied(whole), encoding="utf-8")
        try:
            yield
        finally:
            file.write_text(whole, encoding="utf-8")

    def _outcome(self, checks: Sequence[str]) -> Outcome:
        first = Outcome(Fate.SURVIVED)
        for are_tests, group in groupby(checks, _is_test):
            outcome = (self._of_tests if are_tests else self._of_claims)(list(group))
            if outcome.fate is Fate.CAUGHT or self._is_stopped():
                return outcome
            first = outcome if first.fate is Fate.SURVIVED else first
        return first

    def _of_fault(self, claim: str) -> Outcome:
        """Of a wrong version of the specification it is claimed that TLC refutes it."""
        outcome = self._of_claims([claim])
        if outcome.fate is Fate.SURVIVED:
            return Outcome(Fate.CAUGHT, claim, link(claim, ""), "as its row of the manifest says")
        return Outcome(Fate.SURVIVED, claim, "", outcome.message)

    def _of_claims(self, claims: list[str]) -> Outcome:
        code, said = self._probe(claims)
        lines = _lines(said)
        undecided = Outcome(Fate.SURVIVED)
        for line in lines:
            kind = link(line.check, line.message)
            if line.verdict == Verdict.REFUTED.value:
                return Outcome(Fate.CAUGHT, line.check, kind, line.message)
            if line.verdict == Verdict.UNDECIDED.value and undecided.fate is Fate.SURVIVED:
                undecided = Outcome(Fate.ERROR, line.check, kind, line.message)
        if len(lines) < len(claims) and undecided.fate is Fate.SURVIVED:
            check = claims[len(lines)]
            message = f"exit code {code}: {' | '.join(said[-_LAST_LINES:])}"
            return Outcome(Fate.ERROR, check, link(check, message), message)
        return undecided

    def _of_tests(self, tests: list[str]) -> Outcome:
        code, said = self._probe(tests)
        if code == 0:
            return Outcome(Fate.SURVIVED)
        failed = [line for line in said if line.startswith(("FAILED ", "ERROR "))]
        message = failed[0] if failed else f"exit code {code}: {' | '.join(said[-_LAST_LINES:])}"
        fate = Fate.CAUGHT if code in {_FAILED, _INTERRUPTED} else Fate.ERROR
        check = message.split()[1].partition("::")[0] if failed else tests[0]
        return Outcome(fate, check, link(check, message), message)

    def _probe(self, checks: list[str]) -> tuple[int, list[str]]:
        command = [sys.executable, "-B", "-m", "slotq.mutants.probe", *checks]
        environment = {**os.environ, "PYTHONPATH": str(self._folder)}
        said: list[str] = []
        try:
            code = run_process(command, self._folder, said.append, _WALL, environment=environment)
        except TlcTimeoutError as error:
            return -1, [*said, str(error)]
        return code, said


def _is_test(check: str) -> bool:
    return check.startswith("tests/")


def _lines(said: list[str]) -> list[Line]:
    return [msgspec.json.decode(line, type=Line) for line in said if line.startswith('{"check":')]


@contextmanager
def workshop(root: Path) -> Iterator[Workshop]:
    """Copy the project to a folder that is gone afterwards."""
    with private_folder("slotq-mutants-") as folder:
        yield Workshop(root, folder)
