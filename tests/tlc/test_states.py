"""slotq.tlc.states: a printed state is read as its variables."""

import pytest

from slotq.formats.tla_values import ValueSyntaxError
from slotq.tlc.states import Bindings, parse_state


def test_reads_conjuncts_that_are_wrapped() -> None:
    """A value may go on over lines; a break inside a string is no new conjunct."""
    text = '/\\ won = {}\n/\\ note = << "a\\n/\\\\ x = 3",\n           2 >>\n/\\ hour = 1\n\n'
    assert {"won": frozenset(), "note": ("a\n/\\ x = 3", 2), "hour": 1} == parse_state(text)


def test_reads_a_single_variable() -> None:
    """TLC prints the state of a single variable without the conjunction."""
    assert parse_state("hour = 3\n") == {"hour": 3}


@pytest.mark.parametrize("text", ["", "hour", "/\\ = 3", "/\\ a = 1\n/\\ a = 2", "/\\ a = 1 /\\ b"])
def test_refuses_what_is_no_state(text: str) -> None:
    """A state that is cut short or contradicts itself is not read in part."""
    with pytest.raises(ValueSyntaxError):
        parse_state(text)


def test_a_text_is_parsed_once() -> None:
    """A dump repeats its bindings, so each is parsed when first met only."""
    seen: list[str] = []

    def unescape(text: str) -> str:
        seen.append(text)
        return text

    bindings = Bindings(unescape)
    assert [bindings["a = 1"], bindings["a = 1"]] == [("a", 1), ("a", 1)]
    assert seen == ["a = 1"]
