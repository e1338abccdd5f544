"""Parts of states as TLC has them: functions of processes, sets of tokens, and None."""

from collections.abc import Iterable, Sequence
from itertools import compress

from slotq.formats.tla_values import Function, ModelValue, Value, function

NONE = ModelValue("None")


def model_values(kind: str, count: int) -> tuple[ModelValue, ...]:
    """Name the model values of one kind: container1, container2, …."""
    return tuple(ModelValue(f"{kind}{number}") for number in range(1, count + 1))


def tokens(bits: int) -> frozenset[Value]:
    """Write a set of tokens, whose bit t says whether t is in it."""
    return frozenset(token for token in range(bits.bit_length()) if bits >> token & 1)


def or_none(number: int) -> Value:
    """Write a number; a negative one stands for None."""
    return NONE if number < 0 else number


def one_of(processes: Sequence[Value], number: int) -> Value:
    """Write a process that is given by its place; a negative one stands for None."""
    return NONE if number < 0 else processes[number]


def each(processes: Sequence[Value], values: Iterable[Value]) -> Function | tuple[Value, ...]:
    """Write the function that has a value for each process."""
    return function(dict(zip(processes, values, strict=True)))


def those(processes: Sequence[Value], chosen: Iterable[bool]) -> frozenset[Value]:
    """Write the set of the processes that are chosen."""
    return frozenset(compress(processes, chosen))
