"""oracle.conform.candidates: the answers that are allowed are those that the histories allow."""

import random
from collections.abc import Iterator

from slotq.formats import history_lines
from slotq.formats.history_lines import Line
from slotq.machine.kernel import explore
from slotq.machine.slot_queue import abstract_queue
from slotq.oracle.conform.calls import CONTEXT_DONE, FAIL, OK, TIMEOUT, TRIGGERED, Answer, Call
from slotq.oracle.conform.candidates import Edge, Size
from slotq.oracle.conform.places import Place, Places
from slotq.oracle.history.all_orders import first_refused

CANDIDATES = {
    "queue_slot": [Answer("ok", token) for token in range(3)],
    "start_dequeuer": [OK],
    "dequeue": [Answer("ok", 0), Answer("ok", 1), Answer("ok", 2), TIMEOUT, CONTEXT_DONE],
    "acquire_slot": [OK, FAIL],
    "cancel": [OK],
    "wait_trigger": [TRIGGERED, TIMEOUT],
    "close_slot": [OK, FAIL],
    "wait_closed": [OK, TIMEOUT],
}
MUST_COME = {"dequeue", "wait_trigger", "wait_closed"}


def written(call: Call, answer: Answer) -> Iterator[Line]:
    """A call and its return, as lines of a history."""
    process = f"p{max(call.client, 0) + 1}"
    name, token, value = f"d{call.dequeuer + 1}", call.token, answer.value
    kind = answer.kind
    number = value if isinstance(value, int) else None
    reason = value if isinstance(value, str) else None
    match call.do:
        case "queue_slot":
            yield history_lines.QueueSlot(type="invoke", process=process)
            yield history_lines.QueueSlot(type=kind, process=process, token=number)
        case "start_dequeuer":
            yield history_lines.StartDequeuer(type="invoke", process=process, dequeuer=name)
            yield history_lines.StartDequeuer(type=kind, process=process)
        case "dequeue":
            yield history_lines.Dequeue(type="invoke", process=process, dequeuer=name)
            yield history_lines.Dequeue(type=kind, process=process, token=number, reason=reason)
        case "acquire_slot":
            yield history_lines.AcquireSlot(type="invoke", process=process, token=token)
            yield history_lines.AcquireSlot(type=kind, process=process)
        case "cancel":
            yield history_lines.Cancel(type="invoke", process=process, dequeuer=name)
            yield history_lines.Cancel(type=kind, process=process)
        case "wait_trigger":
            yield history_lines.WaitTrigger(type="invoke", process=process, token=token)
            yield (
                history_lines.WaitTrigger(type="ok", process=process, reason="trigger")
                if kind == "ok"
                else history_lines.WaitTrigger(type="ok", process=process, reason="idle")
            )
        case "close_slot":
            yield history_lines.CloseSlot(type="invoke", process=process, token=token)
            yield history_lines.CloseSlot(type=kind, process=process)
        case "wait_closed":
            yield history_lines.WaitClosed(type="invoke", process=process, token=token)
            yield history_lines.WaitClosed(type=kind, process=process)


def test_what_is_allowed_is_what_the_histories_allow() -> None:
    """On random runs, each answer to each call; only what must come is a rule of conform alone."""
    draw = random.Random(1)  # a test that repeats
    places = Places(Size(clients=2, dequeuers=2, tokens=2))
    compared = {True: 0, False: 0}
    for _ in range(60):
        place, so_far = places.init, list[Line]()
        for _ in range(9):
            call = draw.choice([call for call in place.calls if call.do != "quiesce"])
            allowed = place.steps(call)
            for answer in CANDIDATES[call.do]:
                legal = first_refused([*so_far, *written(call, answer)]) is None
                if answer == TIMEOUT and call.do in MUST_COME and answer not in allowed:
                    assert legal
                    continue
                assert (answer in allowed) == legal, (so_far, call, answer)
                compared[legal] += 1
            answer = draw.choice(list(allowed))
            so_far += written(call, answer)
            place = allowed[answer].place
    assert min(compared.values()) > 200, compared


def every_place(size: Size) -> list[Place]:
    """All places of a size."""
    return Places(size).all()


def test_every_call_has_an_answer() -> None:
    """Whatever the implementation did, it can answer."""
    found = every_place(Size(1, 1, 2))
    assert found
    assert [call for place in found for call in place.calls if not place.steps(call)] == []


def test_what_clients_know_is_the_same_in_all_candidates() -> None:
    """They made the calls themselves, and know the answers."""
    for place in every_place(Size(2, 1, 2)):
        known = {
            tuple(client.known for client in state.clients) for state in place.position.candidates
        }
        assert len(known) == 1, place.position


def test_edges_are_edges_of_the_machine() -> None:
    """What was taken for certain may have been taken, and all of it is in the graph."""
    graph = explore(abstract_queue(1, 1, 2))
    every = {(graph.states[source], label) for source, label, _ in graph.edges}
    certain, possible = set[Edge](), set[Edge]()
    for place in every_place(Size(1, 1, 2)):
        for call in place.calls:
            for step in place.steps(call).values():
                assert step.certain <= step.shown.possible
                certain |= step.certain
                possible |= step.shown.possible
    assert certain < possible < every
    assert {label.action for _, label in every - possible} <= {
        label.action for _, label in possible
    }
    # A dequeuer that withdraws an offer cannot be told from one that had picked nothing yet.
    assert {label.action for _, label in possible} - {label.action for _, label in certain} == {
        "Withdraw"
    }


def test_settled_dequeuers_are_counted_with_their_cancellers_or_without() -> None:
    """Those whose context is done have ended."""
    place = Places(Size(1, 1, 1)).init
    quiesce = Call("quiesce")
    assert list(place.steps(quiesce)) == [Answer("ok", 0)]
    started = place.steps(Call("start_dequeuer", 0, 0))[OK].place
    assert list(started.steps(quiesce)) == [Answer("ok", 1), Answer("ok", 2)]
    ended = started.steps(Call("cancel", dequeuer=0))[OK].place
    assert list(ended.steps(quiesce)) == [Answer("ok", 0)]
