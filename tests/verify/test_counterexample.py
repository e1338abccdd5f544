"""slotq.verify.counterexample: what TLC found, written down and found again."""

from dataclasses import replace
from pathlib import Path

import pytest

from slotq.formats.tla_values import Function, ModelValue, Value
from slotq.tlc.report import Outcome, Report
from slotq.tlc.run import Run
from slotq.tlc.toolchain import Toolchain
from slotq.verify import models
from slotq.verify.counterexample import (
    MAX_BYTES,
    Counterexample,
    CounterexampleError,
    State,
    changes,
    difference,
    from_report,
    path_of,
    read_counterexample,
    to_itf,
)
from slotq.verify.manifest import load_manifest
from slotq.verify.models import Folders, check_folders, check_model, make_job
from tests.verify.counter import write_counter
from tests.verify.once import run_once

NONE = ModelValue("None")
FIRST: dict[str, Value] = {"hand": Function({"a": NONE}), "slots": (), "at": ("x", "y")}
SECOND: dict[str, Value] = {"hand": Function({"a": 0}), "slots": (0,), "at": ("x", "z")}
DEEP = "[" * 20_000 + "]" * 20_000
FOUND = Counterexample("Some", "TLC 1", (State("", FIRST), State("Do", SECOND)), 0, "Back")


def _run(toolchain: Toolchain, folder: Path, name: str) -> Run:
    folders = write_counter(folder)
    return run_once(toolchain, make_job(load_manifest(folders.models).find(name), folders))


@pytest.fixture(scope="module")
def violated(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """TLC on a model whose invariant is violated."""
    return _run(toolchain, tmp_path_factory.mktemp("violated"), "Below")


@pytest.fixture(scope="module")
def report(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """What TLC says of a model that stays where it is for ever."""
    return _run(toolchain, tmp_path_factory.mktemp("stays"), "Returns").report


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """Model values and the loop included."""
    path = tmp_path / "some.itf.json"
    path.write_text(to_itf(FOUND))
    assert read_counterexample(path) == FOUND


def test_a_report_of_tlc_is_taken(report: Report, tmp_path: Path) -> None:
    """Here it stays in its last state for ever."""
    found = from_report("Returns", report)
    states = [(state.action, dict(state.variables)) for state in found.states]
    assert states == [("", {"count": 0}), ("Up", {"count": 1}), ("Up", {"count": 2})]
    assert (found.loop, found.closing) == (2, "")
    path = tmp_path / "returns.itf.json"
    path.write_text(to_itf(found))
    assert read_counterexample(path) == found


def test_no_counterexample_is_said(report: Report) -> None:
    """A model that holds has none."""
    with pytest.raises(CounterexampleError, match="Holds has no counterexample: no error"):
        from_report("Holds", replace(report, trace=None, outcome=Outcome.OK))


def test_changes_are_said_in_words_of_the_specification() -> None:
    """As deep inside as they are, and nothing that stays."""
    assert changes(FIRST, SECOND) == ['at[2] = "z"', "hand.a = 0", "slots = <<0>>"]
    before: dict[str, Value] = {"of": Function({("a", 1): 0, ("a", 2): 0})}
    after: dict[str, Value] = {"of": Function({("a", 1): 0, ("a", 2): 1})}
    assert changes(before, after) == ['of[<<"a", 2>>] = 1']


OTHER_END = "the counterexample ends differently from the stored one"
OTHER_STATE = "state 2 of the counterexample differs from the stored one"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (FOUND, ""),
        (FOUND._replace(tlc="TLC 2", loop=None), ""),
        (FOUND._replace(loop=1), OTHER_END),
        (FOUND._replace(states=FOUND.states[:1]), OTHER_END),
        (FOUND._replace(states=(FOUND.states[0], State("Do", FIRST))), OTHER_STATE),
        (FOUND._replace(states=(FOUND.states[0], State("Undo", SECOND))), OTHER_STATE),
    ],
)
def test_a_difference_is_said(found: Counterexample, said: str) -> None:
    """But not to what another version of TLC would find."""
    assert difference(FOUND, found) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is not JSON"),
        ("[]", "the file is a list, not an object"),
        (to_itf(FOUND).replace('"x"', "null"), "not a value"),
        (to_itf(FOUND).replace('"loop": 0', '"loop": 2'), "a loop to state 2"),
        (
            to_itf(FOUND).replace('"slots": [0]', '"slots": [0], "more": 1'),
            "which vars does not name",
        ),
        (to_itf(FOUND).replace('"slots": [0]', f'"slots": {DEEP}'), "nested too deeply"),
        (to_itf(FOUND).replace('"slots": [0]', '"slots": [0.5]'), "not a value"),
        ('{"vars": [], "states": []}', "states is empty"),
        ('{"states": [{"x": "\xff"}]}', "is not UTF-8"),
        (" " * (MAX_BYTES + 1), "is longer than"),
    ],
)
def test_what_is_no_counterexample_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """Whatever stands in the file."""
    path = tmp_path / "some.itf.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(CounterexampleError, match=said):
        read_counterexample(path)


def test_other_tools_say_less(tmp_path: Path) -> None:
    """Which action led to a state, and what was checked, they need not tell."""
    path = tmp_path / "some.itf.json"
    path.write_text(
        '{"#meta": {"source": 1}, "vars": ["x"], "states": [{"x": 1}, '
        '{"#meta": {"index": 1, "action": 2}, "x": 2}]}'
    )
    states = (State("", {"x": 1}), State("", {"x": 2}))
    assert read_counterexample(path) == Counterexample("", "", states)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """With its name."""
    path = tmp_path / "some.itf.json"
    with pytest.raises(CounterexampleError) as raised:
        read_counterexample(path)
    assert str(raised.value) == f"{path} cannot be read: No such file or directory"


@pytest.fixture
def recorded(violated: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """Models of which one has its counterexample written down; TLC says what it has said."""
    monkeypatch.setattr(models, "run_tlc", lambda *_: violated)
    folders = write_counter(tmp_path)
    path = path_of(folders.models, "Below")
    path.parent.mkdir()
    path.write_text(to_itf(from_report("Below", violated.report)))
    return folders


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"count": 1', '"count": 1', ()),
        ('"count": 1', '"count": 7', ("state 2 of the counterexample differs from",)),
    ],
)
def test_a_model_is_checked_against_what_is_written_down(
    toolchain: Toolchain, recorded: Folders, old: str, new: str, expected: tuple[str, ...]
) -> None:
    """A file that says anything else than TLC does is a difference."""
    path = path_of(recorded.models, "Below")
    path.write_text(path.read_text().replace(old, new))
    verdict = check_model(toolchain, load_manifest(recorded.models).find("Below"), recorded)
    assert len(verdict.differences) == len(expected)
    assert all(e in said for e, said in zip(expected, verdict.differences, strict=True))


def test_what_is_written_down_and_cannot_be_read_is_no_difference(
    toolchain: Toolchain, recorded: Folders
) -> None:
    """Nothing was compared, so that nothing differs."""
    path = path_of(recorded.models, "Below")
    path.write_text(path.read_text().replace('"count": 1', '"count": null'))
    with pytest.raises(CounterexampleError, match="not a value"):
        check_model(toolchain, load_manifest(recorded.models).find("Below"), recorded)


def test_a_counterexample_belongs_to_a_model_that_is_violated(tmp_path: Path) -> None:
    """What nothing is compared with would say what it likes."""
    folders = write_counter(tmp_path)
    manifest = load_manifest(folders.models)
    for name in ("Below", "Holds", "Nothing"):
        path = path_of(folders.models, name)
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    before = {said for said in check_folders(manifest, folders) if "counterexamples" in said}
    assert before == {
        f"models/counterexamples/{name}.itf.json belongs to no violated row of the manifest"
        for name in ("Holds", "Nothing")
    }
