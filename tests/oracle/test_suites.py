"""slotq.oracle.suites: cases cover what they say; a consumer of them tells right from wrong."""

import time

import pytest

from slotq.machine.graph import explore
from slotq.machine.next import general_client
from slotq.oracle.conform.belief import Edge, Size
from slotq.oracle.conform.calls import Call
from slotq.oracle.conform.implementation import perform
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.reference import MakeQueue, Reference
from slotq.oracle.conform.serve import write_answer
from slotq.oracle.suites import Json, call_cases, encode_case, step_cases
from slotq.queue import SlotQueue
from tests.conftest import ROOT
from tests.oracle.conform.programs import BROKEN

SIZE = Size(1, 1, 2)


def read(call: Json) -> Call:
    """The call of a step."""
    number = int(call.get("dequeuer", "d0")[1:]) - 1
    client = int(call.get("process", "p0")[1:]) - 1
    return Call(call["do"], client, number, call.get("token", -1))


def test_calls_show_every_edge_that_can_be_forced() -> None:
    """Each case is followed through the places again, at every choice."""
    places = Places(SIZE)
    forced, shown = set[Edge](), set[Edge]()
    for place in places.all():
        for call in place.calls:
            for step in place.steps(call).values():
                forced |= step.certain
    for case in call_cases(SIZE):
        now = [places.init]
        for written in case["steps"]:
            call = read(written["call"])
            reached = [
                (answer, it)
                for place in now
                if call in place.tried
                for answer, it in place.steps(call).items()
            ]
            answers = [write_answer(call.do, answer) for answer, _ in reached]
            for answer in answers:
                assert answer in [outcome["answer"] for outcome in written["outcomes"]]
            now = [it.place for _, it in reached]
            shown |= set().union(*(it.certain for _, it in reached))
    assert forced
    assert shown == forced


def test_steps_take_every_edge_and_say_what_is_refused() -> None:
    """Each case is replayed on the machine."""
    size = Size(1, 1, 1)
    system = general_client(1, 1, 1)
    taken = set()
    for case in step_cases(size):
        state = system.init
        for step in case["steps"]:
            successors = {
                (it.action, *it.arguments): after for it, after in system.successors(state)
            }
            label = (step["action"], *step["arguments"])
            taken.add((state, label))
            state = successors[label]
            assert step["state"]["slots"] == list(state.slots)
            disabled = sorted([it.action, *it.arguments] for it, _ in system.disabled(state))
            assert step["refused"] == disabled
    graph = explore(system)
    edges = {(graph.states[it], (label.action, *label.arguments)) for it, label, _ in graph.edges}
    assert taken == edges


def consume(case: Json, make_queue: MakeQueue) -> str | None:
    """The consumer's algorithm, as the documentation tells it."""
    queue = Reference(make_queue)
    now = 0
    try:
        for step in case["steps"]:
            call = step["call"]
            following = [it for it in step["outcomes"] if now in it["after"]]
            if not following:
                return None  # this case goes on after another choice
            may_fail = {"fail": {"reason": "timeout"}} in [it["answer"] for it in following]
            patience = 0.1 if make_queue is not SlotQueue else 10.0
            deadline = time.monotonic() + patience
            matching: list[Json] = []
            while not matching:
                answer = perform(
                    queue,
                    call["do"],
                    call.get("process", ""),
                    call.get("dequeuer", ""),
                    call.get("token", 0),
                    0.0 if may_fail else patience,
                )
                said = write_answer(call["do"], answer)
                matching = [it for it in following if it["answer"] == said]
                # Only what is counted while dequeuers end may be right a little later.
                if not matching and (call["do"] != "quiesce" or time.monotonic() > deadline):
                    return f"{case['name']}: {call} answered {said}"
            now = step["outcomes"].index(matching[0])
    finally:
        queue.close()
    return None


def test_the_reference_passes_every_case() -> None:
    """Whatever it chooses."""
    cases = list(call_cases(SIZE))
    assert cases
    assert [wrong for case in cases if (wrong := consume(case, SlotQueue))] == []


@pytest.mark.parametrize("name", ["PicksTheOldest", "RemovesTheLast", "AlwaysWins", "IdsFromOne"])
def test_a_broken_queue_fails_a_case(name: str) -> None:
    """The states and answers are not there for show."""
    assert any(consume(case, BROKEN[name]) for case in call_cases(SIZE))


def test_the_examples_of_the_documentation_are_fresh() -> None:
    """What a reader sees is what is generated now."""
    examples = sorted((ROOT / "docs" / "examples" / "suites").iterdir())
    made = {
        f"{case['name']}.ndjson": encode_case(case)
        for case in (next(call_cases(SIZE)), next(step_cases(SIZE)))
    }
    assert {path.name: path.read_bytes() for path in examples} == made
