"""slotq.specification.sentences: each property is quoted from the one place that says it."""

import pytest

from slotq.machine.modules import MODULES
from slotq.specification.sentences import in_words, named_in, read_sentences, sentence, sentences

_MODULE = """\
(* The count is small, *)
(* and stays so.       *)
SmallInv == count < 3

SilentInv == count >= 0

(* It grows. *)
GrowsProp(p) == [][count' > count]_vars
Reach == count = 2
"""


def test_a_sentence_is_the_comment_above_a_definition() -> None:
    """As one line; without a comment there is none."""
    assert read_sentences(_MODULE) == {
        "SmallInv": "The count is small, and stays so.",
        "GrowsProp": "It grows.",
    }


@pytest.mark.parametrize("name", MODULES)
def test_every_property_of_the_machine_has_a_sentence(name: str) -> None:
    """Whatever a tool finds broken, it can say in English."""
    module = MODULES[name]
    tables = (module.invariants, module.step_properties, module.claims, module.step_claims)
    assert not {each for table in tables for each in table} - sentences().keys()


def test_what_has_none_is_not_invented() -> None:
    """A tool then names the property alone."""
    assert sentence("Nowhere") == ""
    assert sentence("ClosedForEverProp") == "A trigger stays closed."


def test_a_property_without_a_sentence_is_named() -> None:
    """It is not silent."""
    assert in_words(["ClosedForEverProp", "Nowhere"]) == [
        "ClosedForEverProp: A trigger stays closed.",
        "Nowhere",
    ]


def test_what_a_message_names_is_said() -> None:
    """Once for each, and nothing of what is no property."""
    said = ["ClosedForEverProp: A trigger stays closed."]
    assert named_in("ClosedForEverProp is violated: ClosedForEverProp") == said
    assert named_in("exit code 12") == []
