"""oracle.suites.write: cases cover what they say; a consumer of them tells right from wrong."""

import time
from functools import cache

import pytest

from slotq.machine.kernel import explore as explore_machine
from slotq.machine.slot_queue_steps import (
    NO_CLIENT,
    NO_TOKEN,
    Client,
    Dequeuer,
    State,
    general_client,
)
from slotq.oracle.conform.calls import Call
from slotq.oracle.conform.candidates import Edge, Size
from slotq.oracle.conform.implementation import perform
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.reference_program import MakeQueue, Reference
from slotq.oracle.conform.serve import write_answer
from slotq.oracle.suites.write import Json, call_cases, encode_case, step_cases
from slotq.queue import SlotQueue
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.execution import Runner, replay
from slotq.schedule.walk.explore import Exploration, explore
from tests.conftest import ROOT
from tests.oracle.conform.programs import BROKEN
from tests.schedule.broken import ClosesBeforeRemoving, PickRemoves, WakesNobody

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
                if call in place.moves
                for answer, it in place.steps(call).items()
            ]
            answers = [write_answer(call.do, answer) for answer, _ in reached]
            for answer in answers:
                assert answer in [outcome["answer"] for outcome in written["outcomes"]]
            now = [it.place for _, it in reached]
            shown |= set().union(*(it.certain for _, it in reached))
    assert forced
    assert shown == forced


def test_calls_have_choices_and_refusals() -> None:
    """What the implementation may choose has several outcomes, what it must refuse only one."""
    written = [step for case in call_cases(SIZE) for step in case["steps"]]
    assert any(len({str(it["answer"]) for it in step["outcomes"]}) > 1 for step in written)
    refused = {
        step["call"]["do"]
        for step in written
        if all("fail" in outcome["answer"] for outcome in step["outcomes"])
    }
    assert {"acquire_slot", "close_slot"} <= refused
    assert all(outcome["states"] for step in written for outcome in step["outcomes"])


def bits(numbers: list[int]) -> int:
    """A set as the machine has it."""
    return sum(1 << number for number in numbers)


def number(written: int | None, none: int) -> int:
    """A number, or what the machine has for none."""
    return none if written is None else written


def read_state(written: Json) -> State:
    """The state after a step; there is nothing else in it than is read here."""
    assert set(written) == {"slots", "nextId", "busy", "closed", "clients", "dequeuers"}
    return State(
        slots=tuple(written["slots"]),
        next_id=written["nextId"],
        busy=bits(written["busy"]),
        closed=bits(written["closed"]),
        clients=tuple(
            Client(bits(it["known"]), it["doing"], number(it["hand"], NO_TOKEN))
            for it in written["clients"]
        ),
        dequeuers=tuple(
            Dequeuer(
                **it
                | {"item": number(it["item"], NO_TOKEN), "owner": number(it["owner"], NO_CLIENT)}
            )
            for it in written["dequeuers"]
        ),
    )


@pytest.mark.parametrize("size", [Size(1, 1, 1), SIZE], ids=str)
def test_steps_take_every_edge_and_say_what_is_refused(size: Size) -> None:
    """Each case is replayed on the machine, whose whole state it tells."""
    system = general_client(size.clients, size.dequeuers, size.tokens)
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
            assert read_state(step["state"]) == state
            disabled = sorted([it.action, *it.arguments] for it, _ in system.disabled(state))
            assert step["refused"] == disabled
    graph = explore_machine(system)
    edges = {(graph.states[it], (label.action, *label.arguments)) for it, label, _ in graph.edges}
    assert taken == edges


@cache
def graph_of(make_queue: MakeQueue) -> Exploration[State]:
    """All that the code of a queue can do; with one of everything, an action has one argument."""
    return explore(Runner(GeneralProgram(1, 1, 1, make_queue)), most=1_000)


def differs(case: Json, make_queue: MakeQueue) -> str | None:
    """Step the code of a queue through a case, by the scheduler; say where it does not follow."""
    code, schedule, now = graph_of(make_queue), [], 0
    for place, step in enumerate(case["steps"], 1):
        ways = zip(code.transitions[now], code.actions[now], code.targets[now], strict=True)
        wanted = step["action"], read_state(step["state"])
        found = [(it, to) for it, action, to in ways if (action, code.states[to]) == wanted]
        if not found:
            return f"{case['name']}: step {place}: no {step['action']} leads to that state"
        transition, now = found[0]
        schedule.append(transition)
        if {action for action, *_ in step["refused"]} & set(code.actions[now]):
            return f"{case['name']}: step {place}: something is possible that must be refused"
    taken = replay(GeneralProgram(1, 1, 1, make_queue), schedule)
    expected = [(step["action"], read_state(step["state"])) for step in case["steps"]]
    return None if taken == expected else f"{case['name']}: another run"


def test_the_code_can_be_stepped_through_every_case() -> None:
    """State by state, and it can do nothing that must be refused."""
    cases = list(step_cases(Size(1, 1, 1)))
    assert cases
    assert [wrong for case in cases if (wrong := differs(case, SlotQueue))] == []


@pytest.mark.parametrize("queue", [PickRemoves, WakesNobody, ClosesBeforeRemoving])
def test_wrong_code_cannot(queue: MakeQueue) -> None:
    """One of its states is another, or one of its steps."""
    assert any(differs(case, queue) for case in step_cases(Size(1, 1, 1)))


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


@pytest.mark.parametrize("name", ["PicksOldest", "RemovesLast", "AlwaysWins", "IdsFromOne"])
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
