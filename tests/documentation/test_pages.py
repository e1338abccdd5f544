"""docs.generate: no page is stale, and what a page points to is there."""

import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate import specification
from docs.generate.finding import FINDINGS, load_findings
from docs.generate.finding_page import MODELS, commands
from docs.generate.pages import pages
from docs.generate.specification import (
    ROOT,
    SPEC,
    UnknownNameError,
    actions,
    definitions,
    module_text,
    parsed,
    passage,
)
from slotq.specification.sentences import sentences
from slotq.tlc.errors import ToolchainError
from slotq.tlc.sany import comment
from slotq.verify.counterexample import path_of, read_counterexample
from slotq.verify.manifest import Expected, load_manifest
from slotq.verify.models import specified_properties
from tests.stranger import here

PAGES = pages()
LOADED = load_findings()
MANIFEST = load_manifest()
PLUGINS = ("xdist", "cov", "benchmark", "hypothesispytest")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_is_what_would_be_made_now(path: Path) -> None:
    """Otherwise: python -m docs.generate."""
    assert path.read_text(encoding="utf-8") == PAGES[path]


def test_no_page_is_left_over() -> None:
    """A page of a finding that is gone would say what nobody checks."""
    assert {path.name for path in PAGES if path.parent == FINDINGS} == {
        path.name for path in FINDINGS.glob("*.md")
    }


@pytest.mark.parametrize("name", LOADED)
def test_models_are_violated_and_hold_as_the_page_has_them(name: str) -> None:
    """What refutes is violated, by the property of the page; what fixes it holds."""
    finding = LOADED[name]
    shown = MANIFEST.find(finding.example.model)
    outcomes = {MANIFEST.find(model).outcome for model in finding.fix.models}
    assert finding.property.name == shown.violates
    assert outcomes == {Expected.OK}
    assert all(MANIFEST.find(model).violates for model in finding.example.others)


@pytest.mark.parametrize("name", LOADED)
def test_the_counterexample_has_as_many_states_as_its_row_says(name: str) -> None:
    """TLC's is compared with it whenever its model is checked."""
    model = MANIFEST.find(LOADED[name].example.model)
    assert len(read_counterexample(path_of(MODELS, model.name)).states) == model.length


@pytest.mark.parametrize("name", LOADED)
def test_a_page_says_its_property_in_words(name: str) -> None:
    """The definition that is quoted has a comment before it."""
    wanted = LOADED[name].property
    assert passage(wanted.module, wanted.name).startswith("(* ")


def test_a_name_that_is_not_defined_is_not_quoted() -> None:
    """A page cannot quote nothing."""
    with pytest.raises(UnknownNameError, match="SlotQueue does not define Nowhere"):
        passage("SlotQueue", "Nowhere")
    with pytest.raises(UnknownNameError, match="the specification has no module Nowhere"):
        passage("Nowhere", "Next")


def test_a_named_instance_is_quoted_with_what_it_substitutes() -> None:
    """The parser resolves it, but a reader wants to see it."""
    first, *_, last = passage("SlotQueueSteps", "Abstract").splitlines()
    assert first.startswith("(* The refinement mapping to SlotQueue")
    assert last == "  offer <- item"


def test_without_java_no_page_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says what is missing: the specification is read by TLA+'s own parser."""

    def find() -> None:
        message = "no Java was found: install one"
        raise ToolchainError(message)

    parsed.cache_clear()
    monkeypatch.setattr(specification, "find_toolchain", find)
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("docs.generate", run_name="__main__")
    said = capsys.readouterr()
    expected = "docs.generate: no Java was found: install one\n"
    assert (caught.value.code, said.out, said.err) == (2, "", expected)


def test_an_action_is_a_step_of_a_next_state_relation() -> None:
    """However it is written: by way of another operator that changes something, too."""
    assert actions("Rendezvous") == {"Take", "Park", "Resume", "Ring", "Expire", "Close", "Cancel"}
    assert actions("SlotQueueProperties") == frozenset()


def test_sentences_are_the_comments_that_the_parser_places() -> None:
    """Tools read them from the text, without Java: none is lost, cut, or another's."""
    said = sentences()
    modules = sorted(path.stem for path in SPEC.glob("*.tla"))
    found = [
        (name, comment(module_text(module), definition))
        for module in modules
        for name, definition in definitions(module).items()
        if name in said
    ]
    assert len(found) > len(modules)
    assert [name for name, text in found if text and text != said[name]] == []


def test_properties_are_those_of_the_parser() -> None:
    """`slotq verify` looks for their names in the text: none that TLA+ does not define."""
    found = specified_properties(SPEC)
    assert found
    assert [name for name, module in found.items() if name not in definitions(module)] == []


@pytest.mark.parametrize("name", [name for name, f in LOADED.items() if f.code.replay is not None])
def test_the_replay_of_a_page_runs(name: str, tmp_path: Path) -> None:
    """And it takes the steps that the page shows; that a process does so, tests of replay show."""
    (command,) = [line for line in commands(LOADED[name]) if line.startswith("slotq replay")]
    ran = here(*shlex.split(command)[1:], cwd=tmp_path)
    lines = [line.split() for line in ran.out.splitlines()]
    numbered = [words for words in lines if words and words[0].isdigit()]
    steps = [(str(transition), action) for transition, action in LOADED[name].code.steps]
    assert (ran.code, ran.err) == (0, ""), ran.out
    assert steps == [(words[1], words[2]) for words in numbered]


@pytest.fixture(scope="module")
def collected() -> list[str]:
    """The tests of the findings, as pytest names them."""
    # Without the plugins, whose import would take longer than all else.
    bare = [word for plugin in PLUGINS for word in ("-p", f"no:{plugin}")]
    bare += ["-o", "addopts=--import-mode=importlib"]
    command = [sys.executable, "-m", "pytest", "tests/findings", "--collect-only", "-q", *bare]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [line for line in ran.stdout.splitlines() if "::" in line]


@pytest.mark.parametrize("name", LOADED)
def test_the_tests_that_a_page_names_are_those_of_its_finding(
    name: str, collected: list[str]
) -> None:
    """A word that no test has in its name would run nothing, and show nothing."""
    (command,) = [line for line in commands(LOADED[name]) if line.startswith("pytest")]
    word = shlex.split(command)[-1]
    parametrized = [test for test in collected if f"[{name}]" in test]
    own = [test for test in collected if f"{LOADED[name].code.module}.py::" in test]
    assert (parametrized or own) == [test for test in collected if word in test]
    assert parametrized or own
