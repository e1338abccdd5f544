"""slotq.verify.counterexample_page: every step is there, and nothing that a browser obeys."""

from pathlib import Path

import pytest

from slotq.formats.tla_values import Function, ModelValue, Opaque
from slotq.verify.counterexample import Counterexample, State, read_counterexample
from slotq.verify.counterexample_page import write_page
from tests.conftest import ROOT
from tests.pictures.reading import Page

NONE = ModelValue("None")
RECORDED = sorted((ROOT / "models" / "counterexamples").glob("*.itf.json"))
HOSTILE = "</td><script>alert(1)</script>"


def test_the_table_is_what_the_steps_change() -> None:
    """The first state is whole; a loop goes back by its action."""
    states = (
        State("", {"hand": Function({"a": NONE}), "slots": ()}),
        State("Do", {"hand": Function({"a": 0}), "slots": (0,)}),
    )
    page = Page(write_page("Some", Counterexample("faults/Some", "TLC 1", states, 0, "Back")))
    assert page.texts["h1"] == ["Some: 2 states"]
    assert page.texts["dd"] == ["faults/Some", "TLC 1"]
    assert page.rows == [
        ["state", "action", "changes"],
        ["1", "", "hand = [a |-> None]slots = <<>>"],
        ["2", "Do", "hand.a = 0slots = <<0>>"],
        ["", "Back", "back to state 1, forever"],
    ]


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name.removesuffix(".itf.json"))
def test_recorded_counterexamples_have_a_page(path: Path) -> None:
    """A row for each state, and nothing in them that loads or runs."""
    found = read_counterexample(path)
    page = Page(write_page(path.name, found))
    assert len(page.rows) == 1 + len(found.states) + (found.loop is not None)
    page.check_harmless()


def test_hostile_text_is_only_text() -> None:
    """In a name, an action, a variable and a value."""
    states = (State(HOSTILE, {HOSTILE: HOSTILE}), State(HOSTILE, {HOSTILE: (HOSTILE,)}))
    page = Page(write_page(HOSTILE, Counterexample(HOSTILE, HOSTILE, states, 1, HOSTILE)))
    page.check_harmless()
    assert page.rows[1] == ["1", HOSTILE, f'{HOSTILE} = "{HOSTILE}"']


def test_what_other_tools_write_is_shown() -> None:
    """Parameters, values that were only described, characters that TLA+ has no string of."""
    states = (State("", {"x": Opaque("Nat"), "y": "\N{LATIN SMALL LETTER E WITH ACUTE}\0"}),)
    found = Counterexample("m.qnt", "", states, parameters={"N": 3})
    page = Page(write_page("Other", found))
    assert page.texts["dd"] == ["m.qnt", "N = 3"]
    shown = 'x = (a value that is only described: "Nat")' + r'y = "\xe9\x00"'
    assert page.rows[1] == ["1", "", shown]
