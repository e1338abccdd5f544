"""The select of `slotq.sync` is the one of Rendezvous.tla, and a wrong one would not be."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from slotq.formats.tla_values import Function
from slotq.schedule.engine.locks import MakeLock
from slotq.schedule.programs.rendezvous import Rendezvous
from slotq.schedule.walk.lock_graph import Graph, explore
from slotq.sync import Arm, Threads, _Waiter
from slotq.tlc.graph import state_record
from slotq.tlc.job import Job
from slotq.tlc.report import Outcome
from slotq.tlc.run import run_tlc
from slotq.tlc.state_graph import explore as explore_with_tlc
from slotq.tlc.toolchain import find_toolchain

ROOT = Path(__file__).parents[3]
SPEC = ROOT / "spec"
MODULE = ROOT / "models" / "MCRendezvous.tla"
ENDS = {
    1: ("Senders <- OneSender", "Receivers <- OneReceiver"),
    2: ("Senders <- TwoSenders", "Receivers <- TwoReceivers"),
}


class Bound(NamedTuple):
    """How many send and receive, and how often."""

    senders: int
    receivers: int
    rounds: int


PAIR = Bound(1, 1, 2)
ACTIONS = {"Take", "Park", "Resume", "Ring", "Expire", "Close", "Cancel"}


@dataclass
class Behaviour:
    """What a graph is compared by."""

    initial: object
    states: set[Function]
    edges: Counter[tuple[Function, str, Function]]


def job(bound: Bound, folder: Path, checked: str, library: Path = SPEC) -> Job:
    """Make a model of that size, whose processes may all end."""
    config = folder / "Bounded.cfg"
    senders, receivers = ENDS[bound.senders][0], ENDS[bound.receivers][1]
    constants = f"CONSTANTS {senders} {receivers} Rounds = {bound.rounds}"
    config.write_text(f"{constants}\n{checked}\n", encoding="utf-8")
    return Job(MODULE, config, (library,), check_deadlock=False, timeout=100)


@cache
def specified(bound: Bound) -> Behaviour:
    """Read TLC's graph, once for each bound."""
    with tempfile.TemporaryDirectory() as folder:
        model = job(bound, Path(folder), "SPECIFICATION Spec")
        _, graph = explore_with_tlc(find_toolchain(), model, state_record)
    edges = Counter(
        (graph.states[source], label, graph.states[target])
        for source, label, target in graph.edges()
    )
    (initial,) = graph.initial
    return Behaviour(graph.states[initial], set(graph.states), edges)


def explored(bound: Bound, make_threads: Callable[[MakeLock], Threads] = Threads) -> Behaviour:
    """Run the code through every interleaving."""
    program = partial(Rendezvous, **bound._asdict(), make_threads=make_threads)
    graph: Graph[Function] = explore(program)
    return Behaviour(graph.initial, set(graph.moves), graph.edges)


SIZES = [PAIR, Bound(1, 2, 1), Bound(2, 1, 1)]


@pytest.mark.parametrize("bound", SIZES, ids="{0[0]}x{0[1]}x{0[2]}".format)
def test_code_is_its_specification(bound: Bound) -> None:
    """The claim: same states, same steps, same names, nothing missing and nothing extra.

    What a second round could carry over, a pair shows; whom of two a third one meets, one round.
    """
    expected, actual = specified(bound), explored(bound)
    assert expected.initial == actual.initial
    assert set() == expected.states ^ actual.states
    assert Counter() == (expected.edges - actual.edges) + (actual.edges - expected.edges)
    assert {label for _, label, _ in actual.edges} == ACTIONS


class UnlinksOneArm(Threads):
    """A fired process stays where a partner will find it again."""

    def fire(self, waiter: _Waiter, index: int, item: object = None) -> None:
        """Complete an arm."""
        waiter.places[index].pop((waiter, index))
        waiter.outcome = index, item
        waiter.parked.release()


class FiresTwice(Threads):
    """The arm that was completed is the one that stays."""

    def fire(self, waiter: _Waiter, index: int, item: object = None) -> None:
        """Complete an arm."""
        for at, place in enumerate(waiter.places):
            if at != index:
                place.pop((waiter, at), None)
        waiter.outcome = index, item
        waiter.parked.release()


class LooksOutsideTheGuard(Threads):
    """What becomes ready between the look and the linking is not seen."""

    def select(self, *arms: Arm) -> tuple[int, Any]:
        """Wait for an arm."""
        for index, arm in enumerate(arms):
            ready, item = self._take("somebody", arm)
            if ready:
                return index, item
        with self.guard:
            waiter = self._link("somebody", arms)
        return self._resume(waiter, arms)


class LooksInARegionOfItsOwn(Threads):
    """Each of the two regions is guarded, and yet something can happen between them."""

    def select(self, *arms: Arm) -> tuple[int, Any]:
        """Wait for an arm."""
        with self.guard:
            for index, arm in enumerate(arms):
                ready, item = self._take("somebody", arm)
                if ready:
                    return index, item
        with self.guard:
            waiter = self._link("somebody", arms)
        return self._resume(waiter, arms)


class ForgetsToWake(Threads):
    """A process is fired and sleeps on."""

    def fire(self, waiter: _Waiter, index: int, item: object = None) -> None:
        """Complete an arm."""
        for at, place in enumerate(waiter.places):
            del place[waiter, at]
        waiter.outcome = index, item


class TimerUndoesRendezvous(Threads):
    """The item of a send that was completed gets lost."""

    def _expire(self, waiter: _Waiter, index: int) -> None:
        with self.guard:
            for at, place in enumerate(waiter.places):
                place.pop((waiter, at), None)
            waiter.outcome = index, None


@pytest.mark.parametrize(
    "broken",
    [
        UnlinksOneArm,
        FiresTwice,
        LooksOutsideTheGuard,
        LooksInARegionOfItsOwn,
        ForgetsToWake,
        TimerUndoesRendezvous,
    ],
)
def test_wrong_code_is_not(broken: Callable[[MakeLock], Threads]) -> None:
    """Without this, the equality could be one that nothing breaks."""
    expected, actual = specified(PAIR), explored(PAIR, broken)
    assert expected.states != actual.states
    assert expected.edges != actual.edges


# What is broken in the specification, and the property that says so. Each of the other properties
# has a model with a fault of its own, which shows what it refutes.
FAULTS = [
    (
        "  /\\ woken' = woken \\cup ps\n  /\\ Unlink(ps)",
        "  /\\ woken' = woken \\cup ps\n  /\\ UNCHANGED links",
        "LinkedWhileParkedInv",
    ),
    (
        "  /\\ WaitsFor(p) \\cap closed = {}\n  /\\ position'",
        "  /\\ position'",
        "NoSleepingPartnersInv",
    ),
    (
        "IF outcome[p] = Undecided\n     THEN Return",
        "IF TRUE\n     THEN Return",
        "DecidedByReadyArmProp",
    ),
    ("woken' = woken \\cup ps", "woken' = woken", "WaitersOfClosedEndProp"),
]
BROKEN = {
    "DecidedByReadyArmProp": Outcome.ACTION_PROPERTY,
    "WaitersOfClosedEndProp": Outcome.TEMPORAL_PROPERTY,
}


@pytest.mark.parametrize(("right", "wrong", "name"), FAULTS, ids=[name for *_, name in FAULTS])
def test_wrong_specification_is_refuted(right: str, wrong: str, name: str, tmp_path: Path) -> None:
    """Each kind of property is there to refute something."""
    text = (SPEC / "Rendezvous.tla").read_text(encoding="utf-8")
    assert text.count(right) == 1
    (tmp_path / "Rendezvous.tla").write_text(text.replace(right, wrong), encoding="utf-8")
    shutil.copy(SPEC / "Channel.tla", tmp_path)
    kind = "PROPERTY" if name in BROKEN else "INVARIANT"
    faulty = job(Bound(1, 1, 1), tmp_path, f"SPECIFICATION FairSpec\n{kind} {name}", tmp_path)
    report = run_tlc(find_toolchain(), faulty).report
    assert report.outcome is BROKEN.get(name, Outcome.INVARIANT)
    assert report.violated in {name, None}
