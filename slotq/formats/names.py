"""Sets of names that were used up, kept small.

A log must not use some names twice, however long it is, so the oracle has to remember them. Most
programs number theirs: of "dequeuer-1.1", "dequeuer-1.2" and so on only the ends of the runs are
kept, so that the set is as large as the processes that did the numbering.
"""

from bisect import bisect_right

_DIGITS = "0123456789"
_MOST_DIGITS = 18


class NameSet:
    """A set of names that only grows."""

    def __init__(self) -> None:
        # For each beginning, where runs of numbers begin and end: [1, 4, 7, 8] is {1, 2, 3, 7}.
        self._runs: dict[str, list[int]] = {}
        self._others: set[str] = set()

    def __contains__(self, name: str) -> bool:
        beginning, number = _split(name)
        if number is None:
            return name in self._others
        runs = self._runs.get(beginning)
        return runs is not None and bool(bisect_right(runs, number) & 1)

    def add(self, name: str) -> None:
        """Put a name into the set."""
        beginning, number = _split(name)
        if number is None:
            self._others.add(name)
            return
        runs = self._runs.setdefault(beginning, [])
        if runs and runs[-1] == number:  # as it mostly is
            runs[-1] += 1
            return
        place = bisect_right(runs, number)
        if place & 1:
            return
        before = place > 0 and runs[place - 1] == number
        after = place < len(runs) and runs[place] == number + 1
        runs[place - before : place + after] = [
            *([] if before else [number]),
            *([] if after else [number + 1]),
        ]

    def __len__(self) -> int:
        """Count what is kept: names that are not numbered, and runs of those that are."""
        return len(self._others) + sum(len(runs) // 2 for runs in self._runs.values())


def _split(name: str) -> tuple[str, int | None]:
    # The number at the end, without zeros before it, so that they cannot get lost.
    length = min(len(name) - len(name.rstrip(_DIGITS)), _MOST_DIGITS)
    if not length:
        return name, None
    digits = name[-length:].lstrip("0") or "0"
    return name[: -len(digits)], int(digits)
