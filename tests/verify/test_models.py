"""The checker of models: with everything right, and with each small thing changed."""

from pathlib import Path

import msgspec
import pytest

from slotq.tlc.errors import Ending, NoAnswerError
from slotq.tlc.job import Job
from slotq.tlc.report import ActionCoverage, Report
from slotq.tlc.run import Run
from slotq.tlc.toolchain import Toolchain
from slotq.verify import models
from slotq.verify.claim import UndecidedError
from slotq.verify.counterexample import from_report, path_of, to_itf
from slotq.verify.manifest import (
    Expected,
    Manifest,
    ManifestError,
    Model,
    load_manifest,
)
from slotq.verify.models import (
    Folders,
    check_folders,
    check_model,
    coverage_rows,
    make_job,
    model_graph,
    specified_properties,
)
from tests.verify.counter import write_counter
from tests.verify.once import run_once

_TAKEN = "is taken or missing, although its row says that it is never taken"
_NOT_OK = "the outcome is {!r} instead of 'no error'"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """The small specification and its models, right as they stand."""
    monkeypatch.setattr(models, "run_tlc", run_once)
    return write_counter(tmp_path)


def _differences(toolchain: Toolchain, folders: Folders, name: str, **changed: object) -> list[str]:
    model = load_manifest(folders.models).find(name)
    verdict = check_model(toolchain, msgspec.structs.replace(model, **changed), folders)
    assert verdict.good is not bool(verdict.differences)
    return list(verdict.differences)


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_models_are_as_their_rows_say(toolchain: Toolchain, folders: Folders) -> None:
    """The checker accepts every kind of outcome."""
    manifest = load_manifest(folders.models)
    verdicts = [check_model(toolchain, model, folders) for model in manifest.model]
    assert [(verdict.model.name, verdict.differences) for verdict in verdicts] == [
        ("Holds", ()),
        ("Small", ()),
        ("Below", ()),
        ("Rises", ()),
        ("Returns", ()),
    ]
    assert check_folders(manifest, folders) == ()


@pytest.mark.parametrize(
    ("name", "changed", "differences"),
    [
        ("Holds", {"distinct": 4}, ["3 states are distinct instead of 4"]),
        ("Holds", {"generated": 3}, ["4 states are generated instead of 3"]),
        (
            "Holds",
            {"untaken": {"Down": "It never is."}},
            [f"the action Down {_TAKEN}"],
        ),
        (
            "Holds",
            {"untaken": {"Sideways": "It never is."}},
            [f"the action Sideways {_TAKEN}"],
        ),
        ("Small", {"untaken": {}}, ["the action Up is never taken"]),
        (
            "Holds",
            {"outcome": Expected.INVARIANT, "violates": "TypeInv", "length": 3},
            ["the outcome is 'no error' instead of 'invariant violated'"],
        ),
        (
            "Below",
            {"outcome": Expected.OK},
            [_NOT_OK.format("invariant violated: Invariant BelowInv is violated.")],
        ),
        ("Below", {"length": 4}, ["the counterexample has 3 states instead of 4"]),
        ("Below", {"violates": "TypeInv"}, ["BelowInv is violated instead of TypeInv"]),
        ("Rises", {"length": 3}, ["the counterexample has 4 states instead of 3"]),
        ("Returns", {"length": 4}, ["the counterexample has 3 states instead of 4"]),
        (
            "Below",
            {"invariants": ("BelowInv",)},
            ["Below.cfg checks the invariant TypeInv, which its row does not name"],
        ),
        (
            "Rises",
            {"properties": ("RisesProp", "ReturnsProp")},
            ["Rises.cfg lacks the property ReturnsProp"],
        ),
        (
            "Holds",
            {"module": "MCOther"},
            ["Holds.cfg: its module MCOther.tla is neither in models/ nor in spec/"],
        ),
    ],
)
def test_row_that_is_wrong_is_told(
    toolchain: Toolchain,
    folders: Folders,
    name: str,
    changed: dict[str, object],
    differences: list[str],
) -> None:
    """Whatever a row says that is not so is a difference, and the only one."""
    assert _differences(toolchain, folders, name, **changed) == differences


@pytest.mark.parametrize(
    ("old", "new", "differences"),
    [
        (
            "count < Limit",
            "count <= Limit",
            [_NOT_OK.format("invariant violated: Invariant TypeInv is violated.")],
        ),
        ("Init == count = 0", "Init == count \\in 0 .. 1", ["5 states are generated instead of 4"]),
        (
            "Down == count = Limit",
            "Down == count > Limit",
            ["3 states are generated instead of 4", "the action Down is never taken"],
        ),
    ],
)
def test_specification_that_changes_is_told(
    toolchain: Toolchain, folders: Folders, old: str, new: str, differences: list[str]
) -> None:
    """A broken line of the specification shows in the verdict, in the counts, or in an action."""
    _change(folders.spec / "Counter.tla", old, new)
    assert _differences(toolchain, folders, "Holds") == differences


def test_model_that_holds_although_it_should_not_is_told(
    toolchain: Toolchain, folders: Folders
) -> None:
    """A counterexample that was stored is no longer found: that is an answer, too."""
    below = load_manifest(folders.models).find("Below")
    verdict = check_model(toolchain, below, folders)
    assert verdict.run is not None
    stored = path_of(folders.models, below.name)
    stored.parent.mkdir()
    stored.write_text(to_itf(from_report(below.name, verdict.run.report)))
    assert _differences(toolchain, folders, "Below") == []
    _change(folders.spec / "Counter.tla", "count < Limit", "count < Limit - 1")
    said = _differences(toolchain, folders, "Below")
    assert said[0] == "the outcome is 'no error' instead of 'invariant violated'"


def test_configuration_that_cannot_be_used_is_told(toolchain: Toolchain, folders: Folders) -> None:
    """A configuration that makes the space smaller is not even run."""
    path = folders.models / "Holds.cfg"
    before = path.read_text()
    path.write_text(before + "CONSTRAINT Less")
    assert _differences(toolchain, folders, "Holds") == [
        "Holds.cfg contains CONSTRAINT, which is not supported here"
    ]
    path.write_text(before + "SYMMETRY Symmetry")
    assert _differences(toolchain, folders, "Holds") == [
        "Holds.cfg checks the symmetry Symmetry, which its row does not name"
    ]


def test_run_without_an_answer_is_no_difference(
    toolchain: Toolchain, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is known of the model, so that it is not refuted."""

    def fail(*_: object) -> Run:
        raise NoAnswerError(Ending.TIMED_OUT, "timed out after 1 s")

    monkeypatch.setattr(models, "run_tlc", fail)
    with pytest.raises(NoAnswerError, match="timed out after 1 s"):
        _differences(toolchain, folders, "Holds")


def _report(run: Run, **changed: object) -> Run:
    fields = {name: getattr(run.report, name) for name in Report.__slots__}
    return Run(Report(**{**fields, **changed}), run.exit_code, run.seconds)


@pytest.mark.parametrize(
    ("name", "reported", "differences"),
    [
        ("Below", {"violated": None}, []),
        ("Rises", {"violated": "line 1, col 2 to line 3, col 4 of module Counter"}, []),
    ],
)
def test_property_that_is_not_named_is_the_only_one(
    toolchain: Toolchain,
    folders: Folders,
    monkeypatch: pytest.MonkeyPatch,
    *,
    name: str,
    reported: dict[str, object],
    differences: list[str],
) -> None:
    """TLC leaves the name of some out, or names a place inside."""

    def run(toolchain: Toolchain, job: Job, on_progress: object = None) -> Run:
        return _report(run_once(toolchain, job, on_progress), **reported)

    monkeypatch.setattr(models, "run_tlc", run)
    assert _differences(toolchain, folders, name) == differences


def test_actions_that_are_not_counted_are_no_answer(
    toolchain: Toolchain, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What TLC leaves out is not taken for granted, and is no difference."""
    monkeypatch.setattr(models, "run_tlc", lambda *args: _report(run_once(*args), coverage={}))
    with pytest.raises(UndecidedError, match=r"^TLC counted no action$"):
        _differences(toolchain, folders, "Holds")


def test_unnamed_property_must_be_the_only_one(toolchain: Toolchain, folders: Folders) -> None:
    """TLC does not name the temporal property that is violated; of two it could be either."""
    path = folders.models / "Returns.cfg"
    path.write_text(path.read_text().replace("ReturnsProp", "ReturnsProp RisesProp"))
    _change(folders.spec / "Counter.tla", "count' > count", "TRUE")
    both = {"properties": ("ReturnsProp", "RisesProp")}
    with pytest.raises(UndecidedError, match="does not name the violated property"):
        _differences(toolchain, folders, "Returns", **both)


def _check_changed(folders: Folders) -> tuple[str, ...]:
    return check_folders(load_manifest(folders.models), folders)


def test_files_without_rows_are_told(folders: Folders) -> None:
    """What nobody listed nobody checks."""
    (folders.models / "faults").mkdir()
    (folders.models / "faults" / "Spare.cfg").write_text("SPECIFICATION Spec")
    (folders.models / "MCSpare.tla").write_text("---- MODULE MCSpare ----\n====\n")
    assert _check_changed(folders) == (
        "models/faults/Spare.cfg has no row in the manifest",
        "models/MCSpare.tla is not used by any row of the manifest",
    )


def test_row_without_its_file_is_told(folders: Folders) -> None:
    """A row must not outlive its configuration."""
    (folders.models / "Holds.cfg").unlink()
    assert _check_changed(folders) == ("Holds.cfg is missing",)


@pytest.mark.parametrize(
    ("definition", "differences"),
    [
        ("EvenInv == TRUE", ("Counter!EvenInv is a property that no row of the manifest checks",)),
        (
            "EverProp(x) == x",
            ("Counter!EverProp is a property that no row of the manifest checks",),
        ),
        (
            "ReachTwo == TRUE",
            ("Counter!ReachTwo is a property that no row of the manifest checks",),
        ),
        ("Even == TRUE", ()),
    ],
)
def test_property_without_a_row_is_told(
    folders: Folders, definition: str, differences: tuple[str, ...]
) -> None:
    """What is said of the specification and never checked proves nothing."""
    _change(folders.spec / "Counter.tla", "\n====", f"\n{definition}\n====")
    assert _check_changed(folders) == differences


def test_property_that_is_never_refuted_is_told(folders: Folders) -> None:
    """A property that no fault and no larger bound breaks may be one that cannot fail."""
    manifest = load_manifest(folders.models)
    kept = tuple(model for model in manifest.model if model.name != "Returns")
    (folders.models / "Returns.cfg").unlink()
    assert check_folders(Manifest(model=kept), folders) == (
        "Counter!ReturnsProp is a property that no row of the manifest refutes",
    )


def test_specification_without_properties_is_told(folders: Folders) -> None:
    """An empty folder must not look like one whose properties are all checked."""
    (folders.spec / "Counter.tla").unlink()
    assert _check_changed(folders) == ("spec/ defines no property",)
    assert specified_properties(folders.spec) == {}


def test_counterexamples_are_looked_for_by_one_worker(folders: Folders) -> None:
    """With two, the first one found need not be the shortest."""
    manifest = load_manifest(folders.models)
    jobs = {model.name: make_job(model, folders, workers=2) for model in manifest.model}
    assert {name: (job.workers, job.coverage) for name, job in jobs.items()} == {
        "Holds": (2, True),
        "Small": (2, True),
        "Below": (1, False),
        "Rises": (1, False),
        "Returns": (1, False),
    }


def test_coverage_begins_with_the_least_taken(toolchain: Toolchain, folders: Folders) -> None:
    """What was never taken is what a reader looks for."""
    run = check_model(toolchain, load_manifest(folders.models).find("Holds"), folders).run
    assert run is not None
    assert list(coverage_rows(run.report).items()) == [
        ("Down", ActionCoverage(0, 1)),
        ("Up", ActionCoverage(2, 2)),
    ]


def _graph_row(folders: Folders, **changed: object) -> Model:
    size = {"SlotQueueSteps": {"clients": 1, "dequeuers": 1, "tokens": 1}}
    model = load_manifest(folders.models).find("Holds")
    return msgspec.structs.replace(model, **{"machine": size, **changed})


def test_graph_comes_with_its_verdict(toolchain: Toolchain, folders: Folders) -> None:
    """One run gives the graph that is compared and the verdict on its row."""
    verdict, graph = model_graph(
        toolchain, _graph_row(folders, distinct=4), lambda state: state["count"], folders
    )
    assert verdict.differences == ("3 states are distinct instead of 4",)
    edges = {(graph.states[a], name, graph.states[b]) for a, name, b in graph.edges()}
    assert edges == {(0, "Up", 1), (1, "Up", 2), (2, "Down", 0)}


def test_graph_needs_a_row_of_a_graph(toolchain: Toolchain, folders: Folders) -> None:
    """The graph of another model has nothing to be compared with."""
    with pytest.raises(ManifestError, match="Holds is not a model whose graph is compared"):
        model_graph(toolchain, _graph_row(folders, machine={}), len, folders)
