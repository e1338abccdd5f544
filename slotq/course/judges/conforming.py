"""Judges an implementation of the reader's: it is driven over its standard input and output."""

import sys
from pathlib import Path

from slotq.course.answer import read_text
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.drive import Plan, drive
from slotq.oracle.conform.outcome import render
from slotq.oracle.conform.session import Patience

_PLAN = Plan(
    size=Size(clients=1, dequeuers=1, tokens=2),
    seconds=20.0,
    examples=30,
    patience=Patience(served=0.5, nothing=0.002, repeated=0.1),
    shrinking=5.0,
)
_HEADLINES = 3  # what was done; a table of what could not be seen follows


def judge_conforming(folder: Path) -> Verdict:
    """Drive the program, and print what the driver says."""
    path = folder / "mine.py"
    try:
        compile(read_text(path), str(path), "exec")
    except SyntaxError as error:
        message = f"{path.name}, line {error.lineno}: {error.msg}"
        raise AnswerError(message) from error
    report = drive((sys.executable, str(path)), _PLAN)
    lines = [line for line in render(report).splitlines() if not line.startswith("  again")]
    if report.outcome == "conforms":
        return solved(*lines[:_HEADLINES])
    return unsolved(*lines)
