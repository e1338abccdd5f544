"""The fast decisions are the reference's, on every small history that was tried."""

import random
from collections.abc import Callable
from itertools import permutations

import pytest
from msgspec.structs import replace

from slotq.formats.history_lines import Line
from slotq.oracle.history import order
from slotq.verify.claim import ClaimRefutedError
from slotq.verify.judges.agreement import (
    check_random,
    compare_counters,
    compare_queue,
    judged,
    tally,
)
from slotq.verify.judges.random_queue import random_history

SEEDS = range(200)
Linked = Callable[[list[list[order.Pick]]], None]
ORDER_RULES = {"newest", "push-order", "removed"}


def test_the_queue() -> None:
    """Both decide alike, and the machine takes every witness; all kinds of verdicts come up."""
    counts = tally(compare_queue, SEEDS)
    decided = counts.total() - counts[None]
    assert decided > 0.8 * len(SEEDS)
    assert 0.2 * decided < counts["accepted"] < 0.9 * decided
    assert all(counts[rule] > 2 for rule in ORDER_RULES)


def test_the_counters() -> None:
    """Both decide alike about moves and snapshots."""
    counts = tally(compare_counters, SEEDS)
    decided = counts.total() - counts[None]
    assert decided > 0.7 * len(SEEDS)
    assert 0.2 * decided < counts["accepted"] < 0.95 * decided
    assert counts["counted"] > 10


@pytest.mark.parametrize("forgotten", ["previous", "following"])
def test_a_forgotten_order_shows(monkeypatch: pytest.MonkeyPatch, forgotten: str) -> None:
    """A decision that forgets on one side that a dequeuer picks in order accepts too much."""

    def link_on_one_side(dequeuers: list[list[order.Pick]]) -> None:
        link(dequeuers)
        for picks in dequeuers:
            for pick in picks:
                setattr(pick, forgotten, None)

    def accepts(seed: int, linked: Linked) -> bool:
        monkeypatch.setattr("slotq.oracle.history.decide.link", linked)
        return judged(random_history(seed)) is None

    link = order.link
    # The reference is asked only where it matters, for it takes ten times as long.
    seed = next(
        seed for seed in range(6_000) if accepts(seed, link) < accepts(seed, link_on_one_side)
    )
    with pytest.raises(ClaimRefutedError, match=f"seed {seed}:"):
        compare_queue(seed)


def _renamed(lines: list[Line], names: tuple[int, ...]) -> list[Line]:
    def name(line: Line) -> Line:
        token = getattr(line, "token", None)
        return line if token is None else replace(line, token=names[token])

    return [name(line) for line in lines]


def test_ids_in_any_order() -> None:
    """The search that ignores ids accepts exactly what some naming of the tokens makes legal."""
    verdicts = []
    for seed in SEEDS:
        lines = random_history(seed)
        tokens = {token for line in lines if (token := getattr(line, "token", None)) is not None}
        if len(tokens) > 3 or tokens != set(range(len(tokens))):
            continue
        # Most names are in the order of the pushes: others are as likely here.
        given = tuple(random.Random(seed).sample(sorted(tokens), len(tokens)))
        lines = _renamed(lines, given)
        found = judged(lines)
        if found is not None and found.rule not in ORDER_RULES:
            continue
        some = any(judged(_renamed(lines, names)) is None for names in permutations(tokens))
        assert (judged(lines, in_order=False) is None) == some, f"seed {seed}"
        verdicts.append((found is None, some))
    assert {(True, True), (False, True), (False, False)} == set(verdicts)


def test_a_difference_is_told_with_the_seed_that_repeats_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So that whoever reads the table of claims can look at it."""
    assert check_random(range(3)).others > 3
    monkeypatch.setattr("slotq.verify.judges.agreement.counted", lambda _: None)
    with pytest.raises(ClaimRefutedError, match=r"to repeat: python -m slotq\.verify\.judges\."):
        check_random(range(40))
