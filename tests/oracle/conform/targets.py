"""Targets without an implementation: what they answer is what a test says."""

from collections import Counter
from collections.abc import Callable
from typing import Self

from slotq.oracle.conform.calls import Answer, Call
from slotq.oracle.conform.places import Places


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
        step = list(self._place.steps(call).values())[-1]
        self._place = step.place
        return step.answer


class Changing:
    """Answers what is allowed: in each place the last of several answers first, then the others.

    Args:
        places: Where it can be.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._place = places.init
        self._asked: Counter[tuple[int, Call]] = Counter()

    def reset(self) -> None:
        """Forget everything but what was asked."""
        self._place = self._places.init

    def ask(self, call: Call, wait: float) -> Answer | None:
        """Answer."""
        del wait
        self._asked[id(self._place), call] += 1
        steps = list(self._place.steps(call).values())
        step = steps[-self._asked[id(self._place), call] % len(steps)]
        self._place = step.place
        return step.answer


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
