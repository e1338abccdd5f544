"""TLC, asked once for what several tests want of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slotq.formats.tla_values import Value
from slotq.tlc import run, state_graph
from slotq.tlc.graph import Graph
from slotq.tlc.job import Job
from slotq.tlc.run import Run
from slotq.tlc.toolchain import Toolchain

Question = tuple[object, ...]

_runs: dict[Question, Run] = {}
_explored: dict[Question, tuple[Run, Graph[Any]]] = {}


def _question(job: Job) -> Question:
    # Everything that TLC reads, so that a module that a test has changed is another question.
    folders = (job.module.parent, *job.library)
    modules = [path.read_text() for folder in folders for path in sorted(folder.glob("*.tla"))]
    return (job.module.name, job.config.read_text(), *job.arguments, *modules)


def run_once(toolchain: Toolchain, job: Job, on_progress: object = None) -> Run:
    """TLC's run of a job, with the coverage that some do without."""
    del on_progress
    question = _question(job)
    if question not in _runs:
        _runs[question] = run.run_tlc(toolchain, replace(job, coverage=True))
    return _runs[question]


def explore_once(
    toolchain: Toolchain,
    job: Job,
    decode: Callable[[dict[str, Value]], Any],
    on_progress: object = None,
) -> tuple[Run, Graph[Any]]:
    """TLC's graph of a job, whose states everybody decodes in the same way."""
    del on_progress
    question = _question(job)
    if question not in _explored:
        _explored[question] = state_graph.explore(toolchain, job, decode)
    return _explored[question]
