"""slotq.oracle.suites.suite_lines: the machine's actions; nothing is written past the types."""

import typing
from collections.abc import Callable

import msgspec
import pytest

from slotq.formats.trace_lines import QUEUE_ACTIONS, names_of
from slotq.oracle.conform.candidates import Size
from slotq.oracle.suites.suite_lines import ARGUMENTS_OF, Action
from slotq.oracle.suites.write import Json, call_cases, encode_case, step_cases

SIZE = Size(1, 1, 1)


def test_the_actions_are_those_of_the_machine() -> None:
    """And of a trace; what a type names has to be written out."""
    assert set(typing.get_args(Action)) == set(ARGUMENTS_OF) == names_of(QUEUE_ACTIONS)


def no_answer(case: Json) -> None:
    """An outcome without its answer."""
    case["steps"][0]["outcomes"][0]["answer"] = {}


def no_token(case: Json) -> None:
    """A token was queued, and nobody is told which."""
    case["steps"][0]["outcomes"][0]["answer"] = {"ok": {}}


def another_field(case: Json) -> None:
    """A field that no type names."""
    case["steps"][0]["call"]["token"] = 0


def another_case(case: Json) -> None:
    """The name is of a case of the other kind."""
    case["name"] = "steps-0001"


@pytest.mark.parametrize("change", [no_answer, no_token, another_field, another_case])
def test_a_wrong_case_of_calls_is_not_written(change: Callable[[Json], None]) -> None:
    """A file that is there can be read by the schemas."""
    case = next(call_cases(SIZE))
    assert encode_case(case)
    change(case)
    with pytest.raises(msgspec.ValidationError):
        encode_case(case)


@pytest.mark.parametrize("refused", [[], [0], ["Cancel"], ["Cancel", "Cancel"], ["Cancel", 0, 0]])
def test_a_wrong_action_is_not_written(refused: list[str | int]) -> None:
    """It is a name, then as many numbers as it has arguments."""
    case = next(step_cases(SIZE))
    assert encode_case(case)
    case["steps"][0]["refused"].append(refused)
    with pytest.raises(msgspec.ValidationError):
        encode_case(case)
