"""Checks a model with TLC against its row of the manifest, and the manifest against the folders.

Nothing passes for want of being looked at: a model that finds no state, an action that is never
taken, a configuration without a row, and a property that no row checks are differences like any
other.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from slotq.formats.tla_values import Value
from slotq.specification.sentences import named_in
from slotq.system.resources import folder
from slotq.tlc.graph import Graph, State
from slotq.tlc.job import Job
from slotq.tlc.options import SIMULATE, Passed
from slotq.tlc.report import ActionCoverage, Outcome, Progress, Report
from slotq.tlc.run import Run, run_tlc
from slotq.tlc.state_graph import explore
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import UndecidedError
from slotq.verify.configuration import ConfigurationError, read_configuration
from slotq.verify.counterexample import FOLDER, path_of, recorded_difference
from slotq.verify.manifest import Expected, Manifest, ManifestError, Model, Walks

TIMEOUT = 1800.0
_LARGE = 25_000  # states, above which code compiled with care pays

_COMMENT = re.compile(r"\(\*.*?\*\)|\\\*[^\n]*", re.DOTALL)
_PROPERTY = re.compile(
    r"^(\w+(?:Inv|Prop)|Reach\w+|Refinement\w*)(?: *\([^)\n]*\))? *==", re.ASCII | re.MULTILINE
)
_MODEL_MODULE = "MC*.tla"
_PLACE = "line "
_TYPES = "TypeInv"
_GENERATED = "generated"
_SYMMETRY = "Symmetry"
_NOTHING = Passed()


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the modules and the models are; by default those that slotq brings."""

    spec: Path = field(default_factory=lambda: folder("spec"))
    models: Path = field(default_factory=lambda: folder("models"))

    def module(self, model: Model) -> Path:
        """The file of a model's module: next to its configuration, in models/, or in spec/.

        Raises:
            ManifestError: It is in none of them.
        """
        name = f"{model.module}.tla"
        for beside in (self.config(model).parent, self.models, self.spec):
            if (beside / name).is_file():
                return beside / name
        message = f"{model.cfg}: its module {name} is neither in models/ nor in spec/"
        raise ManifestError(message)

    def config(self, model: Model) -> Path:
        """The file of a model's configuration."""
        return self.models / model.cfg


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a model; it is as its row says exactly if there are no differences.

    Args:
        model: The row.
        differences: What is not as it says, in words.
        run: TLC's run, if there was one.
    """

    model: Model
    differences: tuple[str, ...]
    run: Run | None = None

    @property
    def good(self) -> bool:
        """Whether everything is as the row says."""
        return not self.differences


def make_job(model: Model, folders: Folders, *, workers: int = 1) -> Job:
    """What TLC has to do for a model.

    Args:
        model: The row.
        folders: Where it lies.
        workers: TLC's threads, for a model that holds; for a counterexample, and for random
            behaviours, there is always one, which finds the same each time.

    Raises:
        ManifestError: The module is missing.
    """
    holds = model.outcome is Expected.OK
    return Job(
        module=folders.module(model),
        config=folders.config(model),
        library=(folders.models, folders.spec),
        workers=workers if holds and model.walks is None else 1,
        check_deadlock=model.deadlock,
        coverage=holds,
        small=(model.distinct or 0) < _LARGE,
        timeout=TIMEOUT,
        # Else a lasso is looked for from time to time, and which one is found depends on the time.
        arguments=(
            *(("-lncheck", "final") if model.properties else ()),
            *(walking(model.walks) if model.walks else ()),
        ),
    )


def walking(walks: Walks) -> tuple[str, ...]:
    """TLC's options for random behaviours in the place of a search."""
    depth, seed = str(walks.depth), str(walks.seed)
    return (SIMULATE, f"num={walks.number}", "-depth", depth, "-seed", seed)


def check_model(  # noqa: PLR0913  # all but two have a default
    toolchain: Toolchain,
    model: Model,
    folders: Folders | None = None,
    *,
    workers: int = 1,
    passed: Passed = _NOTHING,
    on_progress: Callable[[Progress], None] | None = None,
) -> Verdict:
    """Runs a model and compares everything that its row says with the outcome.

    With options of TLC that change the order of the search, its extent or its counts, what then
    cannot be equal is not compared.

    Args:
        toolchain: The Java and the jar.
        model: The row.
        folders: Where the modules and the models are.
        workers: TLC's threads, for a model that holds.
        passed: Options for TLC and Java, which take the place of those that slotq would pass.
        on_progress: As for `run_tlc`.

    Raises:
        SlotqError: There is no answer, so that nothing is known of the model.
    """
    where = folders or Folders()
    differences = _configuration_differences(model, where)
    if differences:
        return Verdict(model, tuple(differences))
    job = with_options(make_job(model, where, workers=workers), passed)
    if model.walks is not None:
        passed = replace(passed, tlc=job.arguments)
    run = run_tlc(toolchain, job, on_progress)
    differences = _report_differences(model, run.report, passed)
    if passed.reorders:
        return Verdict(model, tuple(differences), run)
    if said := recorded_difference(where.models, model.name, run.report):
        differences.append(said)
    return Verdict(model, tuple(differences), run)


def with_options(job: Job, passed: Passed) -> Job:
    """Add options to a job, which then may take as long as it takes.

    Args:
        job: The job.
        passed: The options.
    """
    if passed == _NOTHING:
        return job
    return replace(
        job,
        # What was taken before a checkpoint is not counted.
        coverage=job.coverage and not passed.recovers,
        timeout=None,
        arguments=(*job.arguments, *passed.tlc),
        java_arguments=(*job.java_arguments, *passed.java),
    )


def model_graph(
    toolchain: Toolchain,
    model: Model,
    decode: Callable[[dict[str, Value]], State],
    folders: Folders | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[Verdict, Graph[State]]:
    """The labelled state graph of a model that holds, with its verdict from the same run.

    Actions that are never taken are for the caller to find, who knows which ones there are.

    Args:
        toolchain: The Java and the jar.
        model: The row.
        decode: As for `slotq.tlc.graph.read_graph`.
        folders: Where the modules and the models are.
        on_progress: As for `run_tlc`.

    Raises:
        ManifestError: The row is not one of a graph, or its module is missing.
        ViolatedError: The model does not hold.
        SlotqError: There is no answer, so that nothing is known of the model.
    """
    if not model.graph:
        message = f"{model.name} is not a model whose graph is compared"
        raise ManifestError(message)
    where = folders or Folders()
    job = replace(make_job(model, where), coverage=False)  # the graph shows what is taken
    run, graph = explore(toolchain, job, decode, on_progress)
    differences = [
        *_configuration_differences(model, where),
        *_count_differences(model, run.report),
        *_taken_differences(model, graph.actions),
    ]
    return Verdict(model, tuple(differences), run), graph


def check_folders(manifest: Manifest, folders: Folders | None = None) -> tuple[str, ...]:
    """What is in the folders and not in the manifest, or the other way round.

    That is: configurations and MC modules without a row, rows without their files or whose
    configuration checks something else, properties of the specification that no row checks, and
    those that hold wherever they are checked, so that nothing shows that they could fail.
    """
    where = folders or Folders()
    rows = {model.cfg for model in manifest.model}
    modules = {model.module for model in manifest.model}
    differences = [
        f"models/{name} has no row in the manifest"
        for name in _names(where.models, "*.cfg")
        if name not in rows
    ]
    differences += [
        f"models/{name} is not used by any row of the manifest"
        for name in _names(where.models, _MODEL_MODULE)
        if Path(name).stem not in modules
    ]
    violated = {path_of(where.models, m.name).name for m in manifest.model if m.length}
    differences += [
        f"models/{FOLDER}/{path.name} belongs to no violated row of the manifest"
        for path in sorted((where.models / FOLDER).glob("*"))
        if path.name not in violated
    ]
    for model in manifest.model:
        differences += _configuration_differences(model, where)
    checked = {name for model in manifest.model for name in (*model.invariants, *model.properties)}
    properties = specified_properties(where.spec)
    if not properties:
        differences.append("spec/ defines no property")
    differences += [
        f"{module}!{name} is a property that no row of the manifest checks"
        for name, module in properties.items()
        if name not in checked
    ]
    refuted = {model.violates for model in manifest.model}
    differences += [
        f"{module}!{name} is a property that no row of the manifest refutes"
        for name, module in properties.items()
        if name in checked - refuted and not name.endswith(_TYPES)
    ]
    return tuple(differences)


def specified_properties(spec: Path) -> dict[str, str]:
    """The properties that the specification defines, each with its module, by their names.

    A property ends in Inv or Prop, or starts with Reach or Refinement.
    """
    return {
        name: path.stem
        for path in sorted(spec.glob("*.tla"))
        for name in _PROPERTY.findall(_COMMENT.sub(" ", path.read_text(encoding="utf-8")))
    }


def coverage_rows(report: Report) -> Mapping[str, ActionCoverage]:
    """How often each action was taken, the least taken first."""
    return dict(sorted(report.coverage.items(), key=lambda item: (item[1].generated, item[0])))


def _names(models: Path, pattern: str) -> Iterable[str]:
    return (str(path.relative_to(models)) for path in sorted(models.rglob(pattern)))


def _configuration_differences(model: Model, folders: Folders) -> list[str]:
    try:
        folders.module(model)
        configuration = read_configuration(folders.config(model))
    except (ConfigurationError, ManifestError) as error:
        return [str(error)]
    differences = []
    for kind, said, found in (
        ("invariant", model.invariants, configuration.invariants),
        ("property", model.properties, configuration.properties),
        ("symmetry", (_SYMMETRY,) * model.symmetric, configuration.symmetry),
    ):
        differences += [f"{model.cfg} lacks the {kind} {n}" for n in said if n not in found]
        differences += [
            f"{model.cfg} checks the {kind} {n}, which its row does not name"
            for n in found
            if n not in said
        ]
    return differences


def _report_differences(model: Model, report: Report, passed: Passed = _NOTHING) -> list[str]:
    if report.outcome is Outcome.SAMPLED:
        if model.outcome is Expected.OK:
            return [] if model.walks is None else _coverage_differences(model, report)
        message = f"no counterexample in {report.generated} states of random behaviours"
        raise UndecidedError(message)
    if report.outcome is not model.outcome.outcome:
        said = report.message.partition("\n")[0]
        found = f"{report.outcome.value}: {said}" if said else report.outcome.value
        line = f"the outcome is {found!r} instead of {model.outcome.outcome.value!r}"
        return [line, *named_in(found)]
    if model.outcome is Expected.OK:
        if passed.recovers:  # which counts the generated states from the checkpoint on
            return [text for text in _count_differences(model, report) if _GENERATED not in text]
        return [*_count_differences(model, report), *_coverage_differences(model, report)]
    differences = []
    named = report.violated
    if named is None or named.startswith(_PLACE):
        # TLC leaves some properties unnamed, or names a place inside; then it must be the only one.
        if len(model.properties) > 1:
            message = "TLC does not name the violated property: check one at a time"
            raise UndecidedError(message)
    elif named != model.violates:
        differences.append(f"{named} is violated instead of {model.violates}")
    length = len(report.trace.steps) if report.trace else 0
    if length != model.length and not passed.reorders:
        differences.append(f"the counterexample has {length} states instead of {model.length}")
    return differences


def _count_differences(model: Model, report: Report) -> list[str]:
    return [
        f"{found} states are {kind} instead of {said}"
        for kind, said, found in (
            ("distinct", model.distinct, report.distinct),
            (_GENERATED, model.generated, report.generated),
        )
        if said != found
    ]


def _coverage_differences(model: Model, report: Report) -> list[str]:
    if not report.coverage:
        message = "TLC counted no action"
        raise UndecidedError(message)
    untaken = {name for name, counted in report.coverage.items() if not counted.generated}
    differences = [
        f"the action {name} is never taken" for name in sorted(untaken - set(model.untaken))
    ]
    differences += [
        f"the action {name} is taken or missing, although its row says that it is never taken"
        for name in sorted(set(model.untaken) - untaken)
    ]
    return differences


def _taken_differences(model: Model, actions: Iterable[str]) -> list[str]:
    return [
        f"the action {name} is taken, although its row says that it is never taken"
        for name in sorted(set(model.untaken).intersection(actions))
    ]
