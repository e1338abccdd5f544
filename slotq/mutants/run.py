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
from contextlib import contextmanager, nullcontext
from enum import Enum
from importlib.util import cache_from_source
from itertools import groupby
from pathlib import Path

import msgspec

from slotq.errors import SlotqError
from slotq.mutants import hangs
from slotq.mutants.checks import link
from slotq.mutants.mutant import Mutant, Part
from slotq.mutants.probe import EVERY, LIMIT, Line
from slotq.system.files import private_folder
from slotq.tlc.errors import Ending, TlcTimeoutError
from slotq.tlc.process import run_process
from slotq.verify.claim import Verdict

_PARTS = ("slotq", "spec", "models", "constraints", "docs", "tests")
_FILES = ("pyproject.toml", "slotq_command.py")
_WALL = 600.0
_PATIENCE = 10  # a busy machine gives a process this part of its time, or more
_MOST = 600.0  # seconds of processor time in which the original ends
_FAILED, _INTERRUPTED = 1, 2  # exit codes of pytest
_TIMED_OUT = -1  # stands for the exit code of what was ended
_LAST_LINES = 12
_LIMITS = (Ending.KILLED, Ending.TIMED_OUT, Ending.OUT_OF_MEMORY)
"""How TLC ends where it has used up its processor time or its memory."""


class CheckoutError(SlotqError):
    """Mutants need a checkout of the project, with its tests."""


class Fate(Enum):
    """What becomes of a mutant."""

    CAUGHT = "caught"
    HANGS = "hangs"
    ERROR = "error"
    UNENDED = "no end"
    SURVIVED = "survived"


HANGS = "hangs"
"""The kind of evidence of a mutant that hangs."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of a mutant.

    Attributes:
        fate: Whether it was caught, or hangs, which catches it, too. What ends in an error, and
            what TLC does not bring to an end, is noticed, but nothing is refuted.
        check: What noticed it.
        link: Which kind of evidence that is.
        message: What it said; of what hangs, where.
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
        self._root = root
        self._folder = folder
        self._is_stopped: Callable[[], bool] = lambda: False
        self._mutant: Mutant | None = None
        self._needed: dict[str, float] = {}
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
        """Say what each check of a mutant says, to the last, or to the first that it hangs in."""
        tests = [check for check in mutant.checks if _is_test(check)]
        claims = [check for check in mutant.checks if not _is_test(check)]
        with self._changed(mutant):
            code, said = self._probe([EVERY, *claims]) if claims else (0, [])
            lines = _lines(said)
            yield from lines
            if code == hangs.ENDED and mutant.part is not Part.SPEC:
                outcome = self._of_claims(claims[len(lines) :])
                if outcome.fate is not Fate.SURVIVED:
                    yield _line(outcome.check, outcome)
                if outcome.fate is Fate.HANGS:
                    return
            else:
                for check in claims[len(lines) :]:
                    words = f"exit code {code}: {' | '.join(said[-_LAST_LINES:])}"
                    yield Line(check, Verdict.UNDECIDED.value, words)
            for file in tests:
                outcome = self._of_tests([file])
                yield _line(file, outcome)
                if outcome.fate is Fate.HANGS:
                    return

    @contextmanager
    def _changed(self, mutant: Mutant) -> Iterator[None]:
        self._mutant = mutant
        try:
            with nullcontext() if mutant.is_fault else self._written(mutant):
                yield
        finally:
            self._mutant = None

    @contextmanager
    def _written(self, mutant: Mutant) -> Iterator[None]:
        file = self._folder / mutant.file
        whole = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            Path(cache_from_source(str(file))).unlink(missing_ok=True)
        file.write_text(mutant.applied(whole), encoding="utf-8")
        try:
            yield
        finally:
            file.write_text(whole, encoding="utf-8")

    @contextmanager
    def _original(self, mutant: Mutant) -> Iterator[None]:
        """Take a change back for a while."""
        file = self._folder / mutant.file
        changed = file.read_text(encoding="utf-8")
        file.write_text((self._root / mutant.file).read_text(encoding="utf-8"), encoding="utf-8")
        try:
            yield
        finally:
            file.write_text(changed, encoding="utf-8")

    def _outcome(self, checks: Sequence[str]) -> Outcome:
        first = Outcome(Fate.SURVIVED)
        for are_tests, group in groupby(checks, _is_test):
            outcome = (self._of_tests if are_tests else self._of_claims)(list(group))
            if outcome.fate in {Fate.CAUGHT, Fate.HANGS} or self._is_stopped():
                return outcome
            first = outcome if first.fate is Fate.SURVIVED else first
        return first

    def _of_fault(self, claim: str) -> Outcome:
        """Of a wrong version of the specification it is claimed that TLC refutes it."""
        outcome = self._of_claims([claim])
        if outcome.fate is Fate.SURVIVED:
            return Outcome(Fate.CAUGHT, claim, link(claim, ""), "as its row of the manifest says")
        return Outcome(Fate.SURVIVED, claim, "", outcome.message)

    def _of_claims(self, claims: list[str], limit: float = hangs.PROCESSOR) -> Outcome:
        code, said = self._probe(claims, limit)
        lines = _lines(said)
        undecided = Outcome(Fate.SURVIVED)
        for line in lines:
            kind = link(line.check, line.message)
            if line.verdict == Verdict.REFUTED.value:
                return Outcome(Fate.CAUGHT, line.check, kind, line.message)
            if line.verdict == Verdict.UNDECIDED.value and undecided.fate is Fate.SURVIVED:
                undecided = Outcome(_without_verdict(line), line.check, kind, line.message)
        if len(lines) < len(claims) and undecided.fate is Fate.SURVIVED:
            rest = claims[len(lines) :]
            if code == hangs.ENDED:
                return self._hanging(rest[0], said, limit) or self._of_claims(
                    rest, self._allowed(rest[0])
                )
            message = f"exit code {code}: {' | '.join(said[-_LAST_LINES:])}"
            fate = Fate.UNENDED if code == _TIMED_OUT else Fate.ERROR
            return Outcome(fate, rest[0], link(rest[0], message), message)
        return undecided

    def _of_tests(self, tests: list[str], limit: float = hangs.OF_A_TEST) -> Outcome:
        code, said = self._probe(tests, limit)
        if code == 0:
            return Outcome(Fate.SURVIVED)
        if code == hangs.ENDED:
            test = hangs.running(said) or tests[0]
            return self._hanging(test, said, limit) or self._of_tests(tests, self._allowed(test))
        failed = [line for line in said if line.startswith(("FAILED ", "ERROR "))]
        message = failed[0] if failed else f"exit code {code}: {' | '.join(said[-_LAST_LINES:])}"
        fate = Fate.CAUGHT if code in {_FAILED, _INTERRUPTED} else Fate.ERROR
        check = message.split()[1].partition("::")[0] if failed else tests[0]
        return Outcome(fate, check, link(check, message), message)

    def _hanging(self, check: str, said: list[str], limit: float) -> Outcome | None:
        """What becomes of a mutant that has used up its time; None if that was not enough."""
        mutant = self._mutant
        assert mutant is not None  # noqa: S101  # checks run within _changed
        file = check.partition("::")[0]
        if mutant.part is Part.SPEC:  # what has no end is the graph of a changed specification
            message = f"{limit:g} s of processor time are used up"
            return Outcome(Fate.UNENDED, file, link(file, message), message)
        if self._allowed(check) > limit:
            return None
        where = hangs.place(said, self._folder, mutant.file)
        return Outcome(Fate.HANGS, file, HANGS, f"hangs in {where}")

    def _allowed(self, check: str) -> float:
        """How many seconds a mutant may use: some times what the original does."""
        if check not in self._needed:
            assert self._mutant is not None  # noqa: S101  # as above
            with self._original(self._mutant):
                _, said = self._probe([check], _MOST)
            lines = _lines(said)
            seconds = lines[0].processor if lines else hangs.used(said)
            self._needed[check] = _MOST if seconds is None else seconds
        return self._needed[check] * hangs.TIMES

    def _probe(self, checks: list[str], limit: float | None = None) -> tuple[int, list[str]]:
        words = checks if limit is None else [f"{LIMIT}{limit:g}", *checks]
        command = [sys.executable, "-B", "-m", "slotq.mutants.probe", *words]
        environment = {**os.environ, "PYTHONPATH": str(self._folder)}
        wall = max(_WALL, _PATIENCE * (limit or 0))
        said: list[str] = []
        try:
            code = run_process(command, self._folder, said.append, wall, environment=environment)
        except TlcTimeoutError as error:
            return _TIMED_OUT, [*said, str(error)]
        return code, said


def _without_verdict(line: Line) -> Fate:
    """Whether a claim is undecided because TLC reached a limit, or for another reason."""
    has_no_end = any(ending.value in line.message for ending in _LIMITS)
    return Fate.UNENDED if has_no_end else Fate.ERROR


def _line(check: str, outcome: Outcome) -> Line:
    """What came of a check, as a line."""
    words = {
        Fate.SURVIVED: Verdict.HOLDS.value,
        Fate.CAUGHT: Verdict.REFUTED.value,
        Fate.HANGS: HANGS,
    }
    message = outcome.message.removeprefix(f"{HANGS} ")
    return Line(check, words.get(outcome.fate, Verdict.UNDECIDED.value), message)


def _is_test(check: str) -> bool:
    return check.startswith("tests/")


def _lines(said: list[str]) -> list[Line]:
    return [msgspec.json.decode(line, type=Line) for line in said if line.startswith('{"check":')]


@contextmanager
def workshop(root: Path) -> Iterator[Workshop]:
    """Copy the project to a folder that is gone afterwards."""
    with private_folder("slotq-mutants-") as folder:
        yield Workshop(root, folder)
