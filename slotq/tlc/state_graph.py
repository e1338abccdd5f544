"""TLC's state graph of a model, in one call."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slotq.formats.tla_values import Value, ValueSyntaxError
from slotq.system.files import private_folder
from slotq.tlc.errors import GraphError, TlcError, ViolatedError
from slotq.tlc.graph import Graph, State, read_graph, state_record
from slotq.tlc.job import Job
from slotq.tlc.report import Outcome, Progress, Report
from slotq.tlc.run import Run, run_tlc
from slotq.tlc.toolchain import Toolchain


def explore(
    toolchain: Toolchain,
    job: Job,
    decode: Callable[[dict[str, Value]], State],
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[Run, Graph[State]]:
    """Runs TLC on a model that holds, and reads the graph of its states.

    Args:
        toolchain: The Java and the jar.
        job: The model; its `dump` is not used.
        decode: As for `read_graph`.
        on_progress: As for `run_tlc`.

    Raises:
        ViolatedError: The model does not hold, so that its graph is not whole.
        GraphError: The graph has not as many states and steps as TLC counted.
        TlcError: As for `run_tlc`.
    """
    with private_folder("slotq-graph-") as folder:
        dump = folder / "graph.dot"
        run = run_tlc(toolchain, replace(job, dump=dump), on_progress)
        report = run.report
        if report.outcome is not Outcome.OK:
            message = (
                f"no complete graph of {job.module.name}: {report.outcome.value}: {report.message}"
            )
            raise ViolatedError(message)
        try:
            graph = read_graph(dump, decode)
        except (TlcError, ValueSyntaxError):
            raise
        except Exception:
            # What `decode` refuses says something of the model only if the dump is whole.
            _require_whole(job, report, read_graph(dump, state_record))
            raise
    _require_whole(job, report, graph)
    return run, graph


def _require_whole(job: Job, report: Report, graph: Graph[Any]) -> None:
    # TLC counts the initial states among those generated, with repetitions.
    steps = (report.generated or 0) - (report.initial_generated or 0)
    counted = f"{report.distinct} states, {report.initial} of them initial, and {steps} steps"
    states, initial = len(graph.states), len(graph.initial)
    read = f"{states} states, {initial} of them initial, and {graph.edge_count} steps"
    if read != counted:
        message = f"the graph of {job.module.name} has {read}, but TLC counted {counted}"
        raise GraphError(message)
