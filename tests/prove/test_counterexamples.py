"""slotq.prove.counterexamples: a counterexample as a reader sees it."""

from slotq.prove.concrete import NONE, Tables
from slotq.prove.counterexamples import lines
from slotq.prove.obligations import Answer, Counterexample, Kind, Obligation, Outcome
from slotq.prove.queue_invariant import QUEUE

BEFORE: Tables = {
    "listed": {(0,): True, (1,): True},
    "older": {(0, 0): False, (0, 1): False, (1, 0): True, (1, 1): False},
    "nextId": {(): 2},
    "busy": {(0,): True, (1,): False},
    "closed": {(0,): False, (1,): False},
    "known": {(0, 0): True, (0, 1): True},
    "doing": {(0,): "remove"},
    "hand": {(0,): 0},
    "appended": {(0,): NONE},
    "dequeuer": {(0,): "lock"},
    "isWaiting": {(0,): False},
    "item": {(0,): NONE},
    "owner": {(0,): 0},
    "done": {(0,): True},
    "canceller": {(0,): "waiting"},
}
SHOWN = """\
  slots = <<1, 0>>
  nextId = 2
  busy = {0}
  closed = {}
  known[client1] = {0, 1}
  doing[client1] = "remove"
  hand[client1] = 0
  appended[client1] = None
  dequeuer[dequeuer1] = "lock"
  isWaiting = {}
  item[dequeuer1] = None
  owner[dequeuer1] = client1
  done = {dequeuer1}
  canceller[dequeuer1] = "waiting"
""".splitlines()


def counterexample(**after: dict[tuple[int, ...], object]) -> Counterexample:
    """A step that changes some variables."""
    sizes = {"client": 1, "dequeuer": 1, "token": 2}
    return Counterexample(sizes, (0,), BEFORE, {**BEFORE, **after})


def test_a_step_that_breaks_a_conjunct() -> None:
    """What fails, the whole state before, and what changes."""
    gone: dict[tuple[int, ...], object] = dict.fromkeys(BEFORE["older"], False)
    found = counterexample(doing={(0,): "close"}, listed={(0,): False, (1,): True}, older=gone)
    asked = Obligation(Kind.CONSECUTION, QUEUE.action("AcquireRemove"), "IdsIncrease")
    assert lines(QUEUE, Outcome(asked, Answer.REFUTED, found)) == [
        (
            "AcquireRemove(client1) leads from a state of the invariant to one where "
            "IdsIncrease is false:"
        ),
        *SHOWN,
        "then AcquireRemove(client1):",
        "  slots: <<1, 0>> becomes <<1>>",
        '  doing[client1]: "remove" becomes "close"',
    ]


def test_a_step_after_which_there_is_no_list() -> None:
    """A token that is listed twice, or has no place, is what is wrong: it is shown."""
    asked = Obligation(Kind.CONSECUTION, QUEUE.action("AcquireRemove"), "ListIsOrdered")
    twice = counterexample(older={**BEFORE["older"], (0, 0): True})
    assert lines(QUEUE, Outcome(asked, Answer.REFUTED, twice))[-1] == (
        "  slots: <<1, 0>> becomes no sequence: {0, 1}, ordered by {<<0, 0>>, <<1, 0>>}"
    )
    nowhere = counterexample(older=dict.fromkeys(BEFORE["older"], False))
    assert lines(QUEUE, Outcome(asked, Answer.REFUTED, nowhere))[-1] == (
        "  slots: <<1, 0>> becomes no sequence: {0, 1}, ordered by {}"
    )


def test_a_step_that_changes_nothing() -> None:
    """It says so."""
    asked = Obligation(Kind.REFINEMENT, QUEUE.action("Cancel"), "done")
    shown = lines(QUEUE, Outcome(asked, Answer.REFUTED, counterexample()))
    assert (
        shown[0] == "Cancel(dequeuer1) is not the step of SlotQueue that it should be, by its done:"
    )
    assert shown[-1] == "  nothing changes"


def test_an_initial_state() -> None:
    """There is no step."""
    asked = Obligation(Kind.INITIATION, None, "Hand")
    assert lines(QUEUE, Outcome(asked, Answer.REFUTED, counterexample())) == [
        "Hand is false in an initial state:",
        *SHOWN,
    ]


def test_no_counterexample() -> None:
    """Nothing was found, or nothing is enabled."""
    asked = Obligation(Kind.STEP, QUEUE.action("Cancel"), "WonOnce")
    assert lines(QUEUE, Outcome(asked, Answer.UNKNOWN)) == [
        "step Cancel WonOnce: Z3 finds neither a proof nor a counterexample"
    ]
    begins = Obligation(Kind.ENABLED)
    assert lines(QUEUE, Outcome(begins, Answer.REFUTED)) == [
        "no state is initial, at one of the sizes that were tried"
    ]
    enabled = Obligation(Kind.ENABLED, QUEUE.action("Cancel"))
    assert lines(QUEUE, Outcome(enabled, Answer.REFUTED)) == [
        "enabled Cancel: in no state of the invariant, up to the sizes that were tried"
    ]
