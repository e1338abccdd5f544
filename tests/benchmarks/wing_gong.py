"""Wing and Gong's search, for comparison: it tries to put overlapping operations in an order.

An operation takes effect at an instant between two lines. The search goes from line to line; where
one says that an operation is over, it must have taken effect, and if it has not, any operation that
is open may be next (just in time, after Lowe). What was tried is remembered: which of the open
operations have taken effect, and the state of the object. Of queues it knows only what a push, a
pick and a removal do to a list.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from slotq.oracle.history.order import NEVER, Pick, Token
from slotq.oracle.verdict.budget import Budget

Listed = tuple[int, ...]


class Operation(NamedTuple):
    """An operation.

    Attributes:
        called: The line after which it may take effect.
        returned: The line before which it has.
        kind: What it does to the list: "push", "pick" or "remove".
        token: The token that it pushes, picks or removes.
        previous: The number of an operation that takes effect before it.
    """

    called: int
    returned: int
    kind: str
    token: int
    previous: int | None

    def apply(self, listed: Listed) -> Listed | None:
        """Let it take effect, if it can."""
        if self.kind == "push":
            return (*listed, self.token)
        if self.kind == "pick":
            return listed if listed and listed[-1] == self.token else None
        if self.token not in listed:
            return None
        return tuple([token for token in listed if token != self.token])


class Return(NamedTuple):
    """That an operation is over.

    Attributes:
        line: The line that says so.
        operation: Its number.
        open: The operations that have been called and were not over before.
    """

    line: int
    operation: int
    open: tuple[int, ...]


def first_refused(
    tokens: Sequence[Token], dequeuers: Sequence[Sequence[Pick]], budget: Budget
) -> int | None:
    """Find the first line that no order agrees with, with ids in the order of the pushes.

    Args:
        tokens: The tokens, in the order of their ids.
        dequeuers: For each dequeuer its picks, linked.
        budget: How many configurations may be looked at.

    Returns:
        The line's number, or None if the history is legal.

    Raises:
        BudgetError: There are too many.
    """
    operations = list(operations_of(tokens, dequeuers))
    returns = list(returns_of(operations))
    stack: list[tuple[int, frozenset[int], Listed]] = [(0, frozenset(), ())]
    seen = set(stack)
    furthest = 0
    while stack:
        place, done, listed = stack.pop()
        while place < len(returns) and returns[place].operation in done:
            done -= {returns[place].operation}
            place += 1
        if place == len(returns):
            return None
        furthest = max(furthest, place)
        for number in reversed(returns[place].open):
            operation = operations[number]
            if number in done or not _may_be_next(operation, operations, returns[place], done):
                continue
            after = operation.apply(listed)
            configuration = (place, done | {number}, after or ())
            if after is not None and configuration not in seen:
                budget.spend(1)
                seen.add(configuration)
                stack.append(configuration)
    return returns[furthest].line if returns else None


def _may_be_next(
    operation: Operation, operations: Sequence[Operation], now: Return, done: frozenset[int]
) -> bool:
    previous = operation.previous
    if previous is None or previous in done:
        return True
    return operations[previous].returned <= now.line and previous not in now.open


def operations_of(
    tokens: Sequence[Token], dequeuers: Sequence[Sequence[Pick]]
) -> Iterator[Operation]:
    """Write a history as operations: each push after that of the id before, each pick likewise."""
    for place, token in enumerate(tokens):
        previous = place - 1 if place else None
        yield Operation(token.called, token.returned, "push", token.id, previous)
    number = len(tokens)
    for picks in dequeuers:
        for count, pick in enumerate(picks):
            previous = number - 1 if count else None
            yield Operation(pick.low, pick.high + 1, "pick", pick.token.id, previous)
            number += 1
    for token in tokens:
        if token.won_from < NEVER:
            yield Operation(token.won_from, token.gone_by, "remove", token.id, None)


def returns_of(operations: Sequence[Operation]) -> Iterator[Return]:
    """List where operations are over, in the order of the lines."""
    calls = sorted(range(len(operations)), key=lambda number: operations[number].called)
    over = sorted((o.returned, n) for n, o in enumerate(operations) if o.returned < NEVER)
    opened: dict[int, None] = {}
    called = 0
    for line, number in over:
        while called < len(calls) and operations[calls[called]].called < line:
            opened[calls[called]] = None
            called += 1
        yield Return(line, number, tuple(opened))
        opened.pop(number, None)  # there may be no instant for it
