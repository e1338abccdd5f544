"""Every finding on the real code: the original shows it, and the fixed variant does not."""

from importlib import import_module

import pytest

from docs.generate.finding import Finding, load_findings
from docs.generate.specification import ROOT
from slotq.verify.counterexample import path_of, read_counterexample
from tests.findings.demonstration import Demonstration, search, take, walk

FINDINGS = {name: finding for name, finding in load_findings().items() if finding.code.schedule}


def demonstration(finding: Finding) -> Demonstration:
    """Find how a finding is shown."""
    found = import_module(f"tests.findings.{finding.code.module}").DEMONSTRATION
    assert isinstance(found, Demonstration)
    return found


@pytest.mark.parametrize("name", FINDINGS)
def test_the_schedule_shows_it_on_the_original(name: str) -> None:
    """Step by step as the page has it, and not before its last step."""
    finding = FINDINGS[name]
    steps = finding.code.steps
    taken, wrong = take(demonstration(finding).original, [transition for transition, _ in steps])
    assert steps == taken
    assert wrong


@pytest.mark.parametrize("name", FINDINGS)
def test_the_schedule_shows_nothing_on_the_fixed_variant(name: str) -> None:
    """Either it is not possible any more, or it does no harm."""
    finding = FINDINGS[name]
    schedule = [transition for transition, _ in finding.code.steps]
    _, wrong = take(demonstration(finding).fixed, schedule)
    assert wrong == ""


def test_a_launch_too_many_is_the_counterexample_step_by_step() -> None:
    """The page says so: the code that counts goes on as the specification does."""
    finding = FINDINGS["over-launch"]
    found = read_counterexample(path_of(ROOT / "models", finding.example.model))
    assert [state.action for state in found.states[1:]] == [a for _, a in finding.code.steps]


@pytest.mark.parametrize("name", FINDINGS)
def test_no_shorter_schedule_shows_it(name: str) -> None:
    """In a search of all schedules the property is first violated where the page says."""
    finding = FINDINGS[name]
    shortest = search(demonstration(finding).original)
    assert shortest is not None
    assert len(shortest) == len(finding.code.steps)


@pytest.mark.parametrize("name", FINDINGS)
def test_nothing_shows_it_on_the_fixed_variant(name: str) -> None:
    """Whatever the schedule, what should be true is; of the original the same walk finds it."""
    shown = demonstration(FINDINGS[name])
    assert walk(shown.original)
    assert walk(shown.fixed) == ""
