"""slotq.verify.counterexample_page: every step is there, and nothing that a browser obeys."""

from pathlib import Path

import pytest

from slotq.formats.tla_values import Function, ModelValue, Opaque, Value
from slotq.specification.sentences import sentence
from slotq.verify.counterexample import Counterexample, State, read_counterexample
from slotq.verify.counterexample_page import write_page
from slotq.verify.manifest import load_manifest
from tests.conftest import ROOT
from tests.pictures.reading import Page

NONE = ModelValue("None")
RECORDED = sorted((ROOT / "models" / "counterexamples").glob("*.itf.json"))
HOSTILE = "</td><script>alert(1)</script>"


MANIFEST = load_manifest()


def test_the_rows_are_what_the_steps_change() -> None:
    """The first state is apart; a loop goes back by its action."""
    states = (
        State("", {"hand": Function({"a": NONE}), "slots": ()}),
        State("Do", {"hand": Function({"a": 0}), "slots": (0,)}),
    )
    page = Page(write_page("Some", Counterexample("faults/Some", "TLC 1", states, 0, "Back")))
    assert page.texts["h1"] == ["Some: 2 states"]
    assert page.texts["dd"] == ["faults/Some", "TLC 1"]
    assert page.texts["summary"] == ["The first state: 2 variables"]
    assert page.texts["code"][:4] == ["hand", "[a |-> None]", "slots", "<<>>"]
    assert page.steps == [
        ["2", "Do", "hand.a: None \u2192 0slots: <<>> \u2192 <<0>>"],
        ["", "Back back to state 1, for ever", ""],
    ]


def test_the_claim_the_processes_and_the_violation_are_said() -> None:
    """With the list, and without the date that a build of TLC has not."""
    name = "HealthyFirstInv"
    found = read_counterexample(ROOT / "models" / "counterexamples" / f"{name}.itf.json")
    model = MANIFEST.find(name)
    page = Page(write_page(name, found, model))
    assert page.texts["h1"] == ["HealthyFirstInv is violated (7 states)"]
    assert page.texts["p"][0] == model.claim
    assert page.texts["dd"][:5] == [
        sentence("HealthyFirstInv"),
        "HealthyFirstInv",
        model.why,
        found.tlc.replace(" of Day Month 20??", ""),
        "container1, container2, dequeuer consumer1.1, consumer1",
    ]
    assert "??" not in page.texts["dd"][3]
    assert page.steps[-1] == [
        "7",
        "consumer1 AcquireCas \u25b6 violates HealthyFirstInv",
        "0 free 1 won",
        (
            "busy: {} \u2192 {1}"
            'doing[consumer1]: "nothing" \u2192 "remove"'
            "hand[consumer1]: None \u2192 1"
            'state[consumer1]: "acquiring" \u2192 "won"'
        ),
    ]
    assert page.lanes[2] == ["", "", "acts first", "acts first"]


def test_processes_are_told_from_fields_and_places() -> None:
    """Model values, strings that are not fields, and pairs of a kind and a number."""
    keys: dict[Value, str] = {
        ModelValue("client1"): "client1",
        (ModelValue("consumer1"), 2): "dequeuer consumer1.2",
        ("launcher", 0): "launcher",
        ("request", 1): "request 1",
        "request-1": "request-1",
        "field": "",
        7: "",
    }
    for key, expected in keys.items():
        states = (State("", {"x": Function({key: 0})}), State("Go", {"x": Function({key: 1})}))
        page = Page(write_page("Some", Counterexample("", "", states)))
        assert page.steps[0][1] == f"{expected} Go".strip()


def test_a_state_that_stays_as_it_is_says_so() -> None:
    """The loop of a behaviour that stutters."""
    states = (State("", {"x": 0}), State("Go", {"x": 1}))
    page = Page(write_page("Some", Counterexample("", "", states, 1)))
    assert page.steps[-1][1] == " stays so for ever"


def test_a_first_state_groups_equal_values() -> None:
    """Most processes stand at the same place then."""
    value = Function({"request-1": "new", "request-2": "new", "request-3": "gone"})
    page = Page(write_page("Some", Counterexample("", "", (State("", {"at": value}),))))
    assert page.texts["code"] == [
        "at",
        '"new"',
        '"request-1", "request-2"',
        '"gone"',
        '"request-3"',
    ]
    assert "ol" not in {tag for tag, _ in page.seen}


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name.removesuffix(".itf.json"))
def test_recorded_counterexamples_have_a_page(path: Path) -> None:
    """A row for each step, and nothing in them that loads or runs."""
    found = read_counterexample(path)
    page = Page(write_page(path.name, found, MANIFEST.find(found.model)))
    assert len(page.steps) == len(found.states) - 1 + (found.loop is not None)
    page.check_harmless()


def test_hostile_text_is_only_text() -> None:
    """In a name, an action, a variable and a value."""
    states = (State(HOSTILE, {HOSTILE: HOSTILE}), State(HOSTILE, {HOSTILE: (HOSTILE,)}))
    page = Page(write_page(HOSTILE, Counterexample(HOSTILE, HOSTILE, states, 1, HOSTILE)))
    page.check_harmless()
    assert page.steps[0] == ["2", HOSTILE, f'{HOSTILE}: "{HOSTILE}" \u2192 <<"{HOSTILE}">>']


def test_what_other_tools_write_is_shown() -> None:
    """Parameters, values that were only described, characters that TLA+ has no string of."""
    states = (State("", {"x": Opaque("Nat"), "y": "\N{LATIN SMALL LETTER E WITH ACUTE}\0"}),)
    found = Counterexample("m.qnt", "", states, parameters={"N": 3})
    page = Page(write_page("Other", found))
    assert page.texts["dd"] == ["m.qnt", "N = 3"]
    assert page.texts["code"] == [
        "x",
        '(a value that is only described: "Nat")',
        "y",
        r'"\xe9\x00"',
    ]
