"""slotq.oracle.conform.places: which calls may be made where."""

from slotq.oracle.conform.calls import OK, Answer, Call, write_run
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.places import Places


def test_calls_of_a_place() -> None:
    """What a client may ask of is what it knows; a slot is closed by who has won it."""
    places = Places(Size(2, 1, 1))
    assert write_run(places.init.calls).split("; ") == [
        "queue_slot p1",
        "start_dequeuer p1 d1",
        "queue_slot p2",
        "start_dequeuer p2 d1",
        "cancel d1",
        "quiesce",
    ]
    queued = places.init.steps(Call("queue_slot", 1))[Answer("ok", 0)].place
    of_whoever = ["start_dequeuer p1 d1", "start_dequeuer p2 d1"]
    waits = ["wait_trigger p2 t0", "wait_closed p2 t0"]
    assert write_run(queued.calls).split("; ") == [
        *of_whoever,
        "acquire_slot p2 t0",
        "cancel d1",
        "quiesce",
        *waits,
    ]
    won = queued.steps(Call("acquire_slot", 1, token=0))[OK].place
    assert won.calls == (*queued.calls, Call("close_slot", 1, token=0))


def test_a_way_leads_to_its_place() -> None:
    """Its calls are possible one after the other, and some answers to them lead there."""
    places = Places(Size(1, 1, 1))
    for way in places.ways():
        reached = {id(places.init): places.init}
        for call in way.calls():
            steps = [
                step
                for place in reached.values()
                if call in place.moves
                for step in place.steps(call).values()
            ]
            reached = {id(step.place): step.place for step in steps}
        assert id(way.place) in reached
