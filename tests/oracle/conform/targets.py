"""Targets without an implementation: what they answer is what a test says."""

from collections import Counter
from collections.abc import Callable
from typing import Self

from slotq.oracle.conform.calls import Answer, Call
from slotq.oracle.conform.places import Places, Step


class Right:
    """Answers what is allowed: of several answers the last, so that offers are delivered late.

    Args:
        places: Where it can be.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._place = places.init

    def reset(self) -> None:
        """Forget everything."""
        self._place = self._places.init

    def ask(self, call: Call, wait: float) -> Answer | None:
        """Answer."""
        del wait
        step = self._choose(call, list(self._place.steps(call).values()))
        self._place = step.place
        return step.answer

    def _choose(self, call: Call, steps: list[Step]) -> Step:
        del call
        return steps[-1]


class Changing(Right):
    """Answers what is allowed: in each place the last of several answers first, then the others.

    Args:
        places: Where it can be.
    """

    def __init__(self, places: Places) -> None:
        super().__init__(places)
        self._asked: Counter[tuple[int, Call]] = Counter()

    def _choose(self, call: Call, steps: list[Step]) -> Step:
        self._asked[id(self._place), call] += 1
        return steps[-self._asked[id(self._place), call] % len(steps)]


class Telling:
    """Answers what a function says; it can also be opened and closed.

    Args:
        answer: The answer to each call.
    """

    def __init__(self, answer: Callable[[Call], Answer | None]) -> None:
        self._answer = answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End nothing."""

    def reset(self) -> None:
        """Forget nothing."""

    def ask(self, call: Call, wait: float) -> Answer | None:
        """Answer."""
        del wait
        return self._answer(call)
