"""The select of `slotq.sync` is the one of Rendezvous.tla, and a wrong one would not be."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from slotq.schedule.lock_graph import Graph, explore
from slotq.schedule.locks import MakeLock
from slotq.schedule.rendezvous import Rendezvous
from slotq.sync import Arm, Threads, _Waiter
from slotq.tlc.explore import explore as explore_with_tlc
from slotq.tlc.graph import state_record
from slotq.tlc.report import Outcome
from slotq.tlc.run import Job, run_tlc
from slotq.tlc.toolchain import find_toolchain
from slotq.tlc.values import Function

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "spec"
MODULE = ROOT / "models" / "MCRendezvous.tla"
BOUNDS = {"OneOne": (1, 1), "OneTwo": (1, 2), "TwoOne": (2, 1)}
ACTIONS = {"Take", "Park", "Resume", "Ring", "Expire", "Close", "Cancel"}


@dataclass
class Behaviour:
    """What a graph is compared by."""

    initial: object
    states: set[Function]
    edges: Counter[tuple[Function, str, Function]]


def job(bound: str, library: Path = SPEC) -> Job:
    """Take one of the models, whose processes may all end."""
    config = MODULE.with_name(f"MCRendezvous{bound}.cfg")
    return Job(MODULE, config, (library,), check_deadlock=False, timeout=100)


def specified(bound: str) -> Behaviour:
    """Read TLC's graph."""
    _, graph = explore_with_tlc(find_toolchain(), job(bound), state_record)
    edges = Counter(
        (graph.states[source], label, graph.states[target])
        for source, label, target in graph.edges()
    )
    (initial,) = graph.initial
    return Behaviour(graph.states[initial], set(graph.states), edges)


def explored(bound: str, make_threads: Callable[[MakeLock], Threads] = Threads) -> Behaviour:
    """Run the code through every interleaving."""
    senders, receivers = BOUNDS[bound]
    graph: Graph[Function] = explore(
        partial(
            Rendezvous,
            senders=senders,
            receivers=receivers,
            rounds=2,
            make_threads=make_threads,
        )
    )
    return Behaviour(graph.initial, set(graph.moves), graph.edges)


@pytest.fixture(scope="module")
def specification() -> Mapping[str, Behaviour]:
    """Run TLC once for each bound."""
    return {bound: specified(bound) for bound in BOUNDS}


@pytest.mark.parametrize("bound", BOUNDS)
def test_code_is_its_specification(bound: str, specification: Mapping[str, Behaviour]) -> None:
    """The claim: same states, same steps, same names, nothing missing and nothing extra."""
    expected, actual = specification[bound], explored(bound)
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
def test_wrong_code_is_not(
    broken: Callable[[MakeLock], Threads], specification: Mapping[str, Behaviour]
) -> None:
    """Without this, the equality could be one that nothing breaks."""
    expected, actual = specification["OneOne"], explored("OneOne", broken)
    assert expected.states != actual.states
    assert expected.edges != actual.edges


# What is broken in the specification, and the property that says so.
FAULTS = [
    (
        "  /\\ woken' = woken \\cup ps\n  /\\ Unlink(ps)",
        "  /\\ woken' = woken \\cup ps\n  /\\ UNCHANGED links",
        "LinkedWhileParkedInv",
    ),
    (
        "IF outcome[p] = Undecided\n     THEN Return",
        "IF TRUE\n     THEN Return",
        "ReceivedWhenSentInv",
    ),
    (
        "  /\\ WaitsFor(p) \\cap closed = {}\n  /\\ position'",
        "  /\\ position'",
        "NoSleepingPartnersInv",
    ),
    ("woken' = woken \\cup ps", "woken' = woken", "WokenWhenFiredInv"),
    (
        "IF outcome[p] = Undecided\n     THEN Return",
        "IF TRUE\n     THEN Return",
        "DecidedByReadyArmProp",
    ),
    ("woken' = woken \\cup ps", "woken' = woken", "WaitersOfClosedEndProp"),
    ("woken' = woken \\cup ps", "woken' = woken", "PartnersMeetProp"),
]
BROKEN = {
    "DecidedByReadyArmProp": Outcome.ACTION_PROPERTY,
    "WaitersOfClosedEndProp": Outcome.TEMPORAL_PROPERTY,
    "PartnersMeetProp": Outcome.TEMPORAL_PROPERTY,
}


@pytest.mark.parametrize(("right", "wrong", "name"), FAULTS, ids=[name for *_, name in FAULTS])
def test_wrong_specification_is_refuted(right: str, wrong: str, name: str, tmp_path: Path) -> None:
    """Each property is there to refute something."""
    text = (SPEC / "Rendezvous.tla").read_text(encoding="utf-8")
    assert text.count(right) == 1
    (tmp_path / "Rendezvous.tla").write_text(text.replace(right, wrong), encoding="utf-8")
    bounds = "CONSTANTS Senders <- OneSender Receivers <- OneReceiver Rounds = 2"
    kind = "PROPERTY" if name in BROKEN else "INVARIANT"
    config = tmp_path / "Faulty.cfg"
    config.write_text(f"{bounds}\nSPECIFICATION FairSpec\n{kind} {name}\n", encoding="utf-8")
    faulty = replace(job("OneOne", tmp_path), config=config)
    report = run_tlc(find_toolchain(), faulty).report
    assert report.outcome is BROKEN.get(name, Outcome.INVARIANT)
    assert report.violated in {name, None}
