"""Runs as files: a small set that covers every edge that can be covered, with all that must hold.

A *case* of calls is for implementations that are driven from outside. At a choice of the
implementation there is more than one *outcome* of a call: each has its answer, the states in which
the queue may be then, and the outcomes of the call before after which it can come. A *case* of
steps is for implementations that can be stepped: one action after the other, the state after each,
and the actions that must be refused there.

Everything is made in a fixed order, so that making it again makes the same bytes.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from slotq.machine import slot_queue_steps
from slotq.machine.kernel import Graph, Label, explore
from slotq.machine.slot_queue_steps import general_client
from slotq.oracle.conform.calls import NOBODY, PARAMETERS, Answer, Call
from slotq.oracle.conform.candidates import Edge, Size
from slotq.oracle.conform.describe import members, optional, write_state
from slotq.oracle.conform.places import Place, Places, Step
from slotq.oracle.conform.serve import write_answer
from slotq.oracle.suites.suite_lines import HEADER, CallLine, StepLine

Json = dict[str, Any]
VERSION = 1


def call_cases(size: Size) -> Iterator[Json]:
    """Make cases of calls that show every edge of SlotQueue that calls can force."""
    places = Places(size)
    found = places.ways()
    left = set().union(*(_shown(way.place) for way in found))
    number = 0
    for way in found:
        for call in way.place.calls:
            fresh = set().union(*(it.certain for it in way.place.steps(call).values())) & left
            if not fresh:
                continue
            calls = [*way.calls(), call]
            calls += _more(way.place, call, left - fresh)
            calls += _ending(places, calls)
            left -= _certain(places, calls)
            number += 1
            yield _case(places, calls, f"calls-{number:04}")


def _shown(place: Place) -> set[Edge]:
    return set().union(*(it.certain for call in place.calls for it in place.steps(call).values()))


def _more(place: Place, call: Call, left: set[Edge]) -> Iterator[Call]:
    # From there on, where each next call has one answer and shows something more.
    while True:
        reached = list(place.steps(call).values())
        if len(reached) != 1:
            return
        place = reached[0].place
        for following in place.calls:
            outcomes = list(place.steps(following).values())
            if len(outcomes) == 1 and outcomes[0].certain & left:
                left = left - outcomes[0].certain
                call = following
                break
        else:
            return
        yield call


def _follow(places: Places, calls: Iterable[Call]) -> Iterator[list[tuple[int, Answer, Step]]]:
    # After each call: the outcomes of the call before, by their places, and where each leads.
    now = [places.init]
    for call in calls:
        reached = [
            (index, answer, step)
            for index, place in enumerate(now)
            if call in place.moves
            for answer, step in place.steps(call).items()
        ]
        yield reached
        now = list({(id(it.place), str(answer)): it.place for _, answer, it in reached}.values())


def _certain(places: Places, calls: Iterable[Call]) -> set[Edge]:
    # What is shown, whatever the choices; all of it, if each is made once.
    reached = [it for each in _follow(places, calls) for *_, it in each]
    return set().union(*(it.certain for it in reached))


def _ending(places: Places, calls: list[Call]) -> Iterator[Call]:
    # What is listed shows at a dequeuer; what was won cannot be won again, nor closed twice; in
    # the end everything settles.
    *_, last = _follow(places, calls)
    position = last[0][2].place.position
    for number, dequeuer in enumerate(position.candidates[0].dequeuers):
        owner = dequeuer.owner
        if owner == NOBODY:
            owner = 0
            yield Call("start_dequeuer", owner, number)
        yield Call("dequeue", owner, number)
    for token, winner in enumerate(position.winners):
        if winner != NOBODY:
            yield Call("acquire_slot", winner, token=token)
            yield Call("wait_trigger", winner, token=token)
            yield Call("close_slot", winner, token=token)
            yield Call("close_slot", winner, token=token)
    yield Call("quiesce")


def _case(places: Places, calls: list[Call], name: str) -> Json:
    written: list[Json] = []
    for call, reached in zip(calls, _follow(places, calls), strict=True):
        outcomes: dict[tuple[int, str], Json] = {}
        for index, answer, step in reached:
            key = id(step.place), str(answer)
            outcome = outcomes.setdefault(key, _outcome(call, answer, step.place))
            outcome["after"].append(index)
        written.append({"call": _write_call(call), "outcomes": list(outcomes.values())})
    return _head("SlotQueue", name, places.size) | {"steps": written}


def encode_case(case: Json) -> bytes:
    """Write a case: a line that says what it is, then one for each step.

    Raises:
        msgspec.ValidationError: A line is not as its type says.
    """
    head = {name: value for name, value in case.items() if name != "steps"}
    kind = CallLine if case["level"] == "SlotQueue" else StepLine
    lines = [msgspec.convert(line, kind) for line in case["steps"]]
    return b"".join(_encode(line) + b"\n" for line in (msgspec.convert(head, HEADER), *lines))


_encode = msgspec.json.Encoder(order="sorted").encode


def _head(level: str, name: str, size: Size) -> Json:
    bound = {"clients": size.clients, "dequeuers": size.dequeuers, "tokens": size.tokens}
    return {
        "format": "slotq-suite",
        "version": VERSION,
        "level": level,
        "name": name,
        "bound": bound,
    }


def _outcome(call: Call, answer: Answer, place: Place) -> Json:
    position = place.position
    return {
        "after": [],
        "answer": write_answer(call.do, answer),
        "states": [write_state(state) for state in position.candidates],
        "slots_closed": members(position.slots_closed),
    }


def _write_call(call: Call) -> Json:
    letters = PARAMETERS[call.do]
    fields: Json = {"do": call.do}
    if "p" in letters:
        fields["process"] = f"p{call.client + 1}"
    if "d" in letters:
        fields["dequeuer"] = f"d{call.dequeuer + 1}"
    if "t" in letters:
        fields["token"] = call.token
    return fields


def step_cases(size: Size) -> Iterator[Json]:
    """Make cases of steps that take every edge of SlotQueueSteps."""
    system = general_client(size.clients, size.dequeuers, size.tokens)
    graph = explore(system)
    outgoing: list[list[tuple[int, Label, int]]] = [[] for _ in graph.states]
    for edge in graph.edges:
        outgoing[edge[0]].append(edge)
    refused = [
        sorted((label.action, label.arguments) for label, _ in system.disabled(state))
        for state in graph.states
    ]
    left = [list(reversed(edges)) for edges in outgoing]
    for number, run in enumerate(_runs(outgoing, left), 1):
        yield _head("SlotQueueSteps", f"steps-{number:04}", size) | {
            "steps": [_write_step(graph, edge, refused) for edge in run]
        }


_Edges = list[list[tuple[int, Label, int]]]


def _runs(outgoing: _Edges, left: _Edges) -> Iterator[list[tuple[int, Label, int]]]:
    # From the beginning, always to the nearest edge that was not taken, until none can be reached.
    while True:
        run: list[tuple[int, Label, int]] = []
        state = 0
        while (way := _way_to_new(outgoing, left, state)) is not None:
            run += way
            edge = left[way[-1][2] if way else state].pop()
            run.append(edge)
            state = edge[2]
        if not run:
            return
        yield run


def _way_to_new(outgoing: _Edges, left: _Edges, start: int) -> list[tuple[int, Label, int]] | None:
    came: dict[int, tuple[int, Label, int] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        state = waiting.popleft()
        if left[state]:
            way = []
            edge = came[state]
            while edge is not None:
                way.append(edge)
                edge = came[edge[0]]
            return way[::-1]
        for edge in outgoing[state]:
            if edge[2] not in came:
                came[edge[2]] = edge
                waiting.append(edge[2])
    return None


def _write_step(
    graph: Graph[slot_queue_steps.State],
    edge: tuple[int, Label, int],
    refused: list[list[tuple[str, tuple[int | str, ...]]]],
) -> Json:
    _, label, after = edge
    return {
        "action": label.action,
        "arguments": list(label.arguments),
        "state": _write_steps(graph.states[after]),
        "refused": [[action, *arguments] for action, arguments in refused[after]],
    }


def _write_steps(state: slot_queue_steps.State) -> Json:
    return {
        "slots": list(state.slots),
        "nextId": state.next_id,
        "busy": members(state.busy),
        "closed": members(state.closed),
        "clients": [
            {"known": members(known), "doing": doing, "hand": optional(hand)}
            for known, doing, hand in state.clients
        ],
        "dequeuers": [_write_dequeuer(dequeuer) for dequeuer in state.dequeuers],
    }


def _write_dequeuer(dequeuer: slot_queue_steps.Dequeuer) -> Json:
    fields = dequeuer._asdict()
    return fields | {name: optional(fields[name]) for name in ("item", "owner")}
