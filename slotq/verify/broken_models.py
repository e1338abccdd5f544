"""Where TLC's graph and the machine's differ: the property that one of the two breaks."""

from collections.abc import Iterable, Sequence

from slotq.errors import SlotqError
from slotq.formats.tla_values import Function
from slotq.machine import callers, slot_queue_steps
from slotq.machine.kernel import Graph, Label, Properties
from slotq.specification.sentences import in_words, sentence
from slotq.tlc.graph import Graph as DumpedGraph
from slotq.tlc.toolchain import Toolchain
from slotq.verify.configuration import read_configuration
from slotq.verify.manifest import Model
from slotq.verify.models import Folders
from slotq.verify.trial import Name, Trial, read_constant, run_trial

_SECONDS = 300
_QUEUE = (
    [name for name in slot_queue_steps.INVARIANTS if sentence(name)],
    [*slot_queue_steps.STEP_PROPERTIES],
)
# Those that hold of all callers; the queue's own are one there.
_CALLERS = (
    [
        "QueueInv",
        *(n for n in callers.INVARIANTS if n not in {"ContainerBehindInv", "HealthyBehindInv"}),
    ],
    list[str](),
)


def broken_by_the_machine(
    dumped: DumpedGraph[Function],
    properties: Properties[object],
    found: Graph[object],
    records: Sequence[Function],
) -> list[str]:
    """Say which property is broken by the shortest run of the machine that the specification lacks.

    Args:
        dumped: TLC's graph.
        properties: What is specified.
        found: The machine's graph, in the order of its search.
        records: Its states, as TLC has them.
    """
    of = dumped.states
    known = {(of[source], action, of[target]) for source, action, target in dumped.edges()}
    came_from: dict[int, tuple[int, Label]] = {}
    for source, label, target in found.edges:
        if target:
            came_from.setdefault(target, (source, label))
        if (records[source], label.action, records[target]) in known:
            continue
        names = properties.broken(found.states[source], found.states[target])
        if names:
            way = [label.action]
            while source:
                source, before = came_from[source]  # noqa: PLW2901  # back to the start
                way.append(before.action)
            return _in_words("the machine", names, way[::-1])
    return []


def broken_by_the_specification(toolchain: Toolchain, model: Model, folders: Folders) -> list[str]:
    """Say which property TLC refutes of a model whose graph is not the machine's, if it names one.

    Args:
        toolchain: The Java and the jar.
        model: The model, whose module has the properties.
        folders: Where the modules and the models are.
    """
    invariants, properties = {
        "SlotQueueSteps": _QUEUE,
        "Callers": _CALLERS,
    }.get(next(iter(model.machine), ""), ([], []))
    if not invariants:
        return []
    try:
        configuration = read_configuration(folders.config(model))
        trial = Trial(
            name=model.name,
            module=folders.module(model),
            specification=Name(configuration.specification),
            constants=dict(map(read_constant, configuration.constants)),
            invariants=tuple(map(Name, invariants)),
            properties=tuple(map(Name, properties)),
        )
        report = run_trial(toolchain, trial, folders, _SECONDS).report
    except SlotqError:  # as where the module has no properties: the difference is said all the same
        return []
    if report.violated not in (*invariants, *properties) or report.trace is None:
        return []
    way = [step.action or "" for step in report.trace.steps[1:]]
    return _in_words("the specification", [report.violated or ""], way)


def _in_words(which: str, names: Iterable[str], way: Sequence[str]) -> list[str]:
    names = list(names)
    return [f"{which} breaks {', '.join(names)}, after {', '.join(way)}", *in_words(names)]
