"""Checks a model with TLC's server and workers against its row.

Which invariant a distributed search has found to be violated, TLC's server does not say. So the
last state of its behaviour is given to an ordinary TLC, as the only state of a model with the same
constants and invariants. If none is violated there, a worker has stopped for another reason, and
there is no answer.
"""

from collections.abc import Callable, Iterator

from slotq.formats.tla_values import Function, ModelValue, Value, format_value
from slotq.system.files import private_folder, write_whole
from slotq.tlc.distributed import Place, Search, search
from slotq.tlc.errors import Ending, JobError, NoAnswerError
from slotq.tlc.job import Job
from slotq.tlc.report import Outcome, Progress, Report
from slotq.tlc.run import Run, run_tlc
from slotq.tlc.toolchain import Toolchain
from slotq.verify.configuration import Configuration, read_configuration
from slotq.verify.manifest import Model
from slotq.verify.models import Folders, Verdict, make_job

_MODULE = "LastState"


def check_distributed(  # noqa: PLR0913  # all but two have a default
    toolchain: Toolchain,
    model: Model,
    folders: Folders | None = None,
    *,
    workers: int = 1,
    place: Place | None = None,
    on_ready: Callable[[Place], None] = lambda _: None,
    on_progress: Callable[[Progress], None] | None = None,
    on_worker: Callable[[int], None] = lambda _: None,
) -> tuple[Verdict, Search]:
    """Run a model by TLC's server and workers, and compare the outcome with its row.

    Compared is the number of distinct states, or which invariant is violated.

    Args:
        toolchain: The Java, of a JDK, and the jar.
        model: The row.
        folders: Where the modules and the models are.
        workers: How many workers are started here.
        place: Where the server listens.
        on_ready: As for `search`.
        on_progress: As for `search`.
        on_worker: As for `search`.

    Raises:
        JobError: The model has temporal properties, or is not one of a search.
        SlotqError: There is no answer, so that nothing is known of the model.
    """
    where = folders or Folders()
    require_invariants(model)
    job = make_job(model, where)
    found = search(
        toolchain,
        job,
        workers=workers,
        place=place,
        on_ready=on_ready,
        on_progress=on_progress,
        on_worker=on_worker,
    )
    report = judge_last(toolchain, job, found.report) if found.stopped else found.report
    return Verdict(model, tuple(_differences(model, report)), Run(report, 0, 0.0)), found


def require_invariants(model: Model) -> None:
    """See that a distributed search checks all that a model's row names.

    Raises:
        JobError: It does not.
    """
    if model.properties:
        message = (
            f"{model.name} checks {', '.join(model.properties)}: TLC's server silently checks no"
            " properties of steps or behaviours, so run it without --distributed"
        )
        raise JobError(message)
    reason = ""
    if model.walks is not None:
        reason = "tries random behaviours, which TLC's server does not"
    elif model.symmetric:
        reason = "has a symmetry, and nobody has compared its count of states with TLC's server's"
    if reason:
        message = f"{model.name} {reason}: run it without --distributed"
        raise JobError(message)


def judge_last(toolchain: Toolchain, job: Job, report: Report) -> Report:
    """Find out which invariant the last state of a behaviour violates.

    Args:
        toolchain: The Java and the jar.
        job: The model.
        report: Of the search that found the behaviour.

    Raises:
        NoAnswerError: None is violated, so that a worker has stopped for another reason.
    """
    assert report.trace is not None  # noqa: S101  # a search that stopped has one
    state = report.trace.steps[-1].state
    configuration = read_configuration(job.config)
    with private_folder("slotq-last-") as folder:
        module, config = folder / f"{_MODULE}.tla", folder / f"{_MODULE}.cfg"
        write_whole(module, _module(job, state, configuration))
        write_whole(config, _config(state, configuration))
        library = (job.module.parent, *job.library)
        last = run_tlc(toolchain, Job(module, config, library, check_deadlock=False)).report
    if last.outcome is not Outcome.INVARIANT:
        message = (
            f"a worker of TLC stopped on {job.module.name}, and its last state violates no"
            " invariant: run it without --distributed to see why"
        )
        raise NoAnswerError(Ending.OTHER_ERROR, message)
    return last


def _differences(model: Model, report: Report) -> Iterator[str]:
    if report.outcome is not model.outcome.outcome:
        yield f"the outcome is {report.outcome.value!r} instead of {model.outcome.outcome.value!r}"
    elif report.outcome is Outcome.OK and report.distinct != model.distinct:
        yield f"{report.distinct} states are distinct instead of {model.distinct}"
    elif report.violated != model.violates:
        yield f"{report.violated} is violated instead of {model.violates}"


def _module(job: Job, state: dict[str, Value], configuration: Configuration) -> str:
    unnamed = sorted(_model_values(tuple(state.values())) - _named(configuration))
    conjuncts = [f"  /\\ {name} = {format_value(value)}" for name, value in state.items()]
    lines = [
        f"---- MODULE {_MODULE} ----",
        f"EXTENDS {job.module.stem}, TLC",
        *([f"CONSTANTS {', '.join(unnamed)}"] if unnamed else []),
        "LastInit ==",
        *conjuncts,
        f"LastSpec == LastInit /\\ [][FALSE]_<<{', '.join(state)}>>",
        "====",
    ]
    return "\n".join([*lines, ""])


def _config(state: dict[str, Value], configuration: Configuration) -> str:
    values = sorted(_model_values(tuple(state.values())) - _named(configuration))
    constants = [*configuration.constants, *(f"{name} = {name}" for name in values)]
    invariants = [f"INVARIANT {name}" for name in configuration.invariants]
    return "\n".join(["CONSTANTS", *constants, "SPECIFICATION LastSpec", *invariants, ""])


def _named(configuration: Configuration) -> set[str]:
    return {constant.partition(" ")[0] for constant in configuration.constants}


def _model_values(value: Value) -> set[str]:
    if isinstance(value, ModelValue):
        return {value.name}
    if isinstance(value, Function):
        return _model_values(tuple(value.keys())) | _model_values(tuple(value.values()))
    if isinstance(value, tuple | frozenset):
        return {name for part in value for name in _model_values(part)}
    return set()
