"""Whole histories: those of the original, long ones, and several queues in one log."""

import json
import re
from pathlib import Path
from time import process_time

import pytest

from slotq.formats.errors import BudgetError
from slotq.formats.stream import open_lines
from slotq.oracle.check.judge_files import check
from slotq.oracle.history import decide, judge
from slotq.oracle.history.all_orders import QUEUE_CALLS
from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.history.typed_lines import read_history
from slotq.oracle.history.witness import witness
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.verdict import Verdict, as_json, render
from slotq.verify.judges.agreement import decided, judged
from slotq.verify.judges.replay import refused
from tests.oracle.history.long_histories import HEADER, long_history
from tests.oracle.history.script import script

DATA = Path(__file__).parents[2] / "data" / "histories"
ACCEPTED = sorted(DATA.glob("accept/*"))
REJECTED = sorted(DATA.glob("reject/*"))
RULES = {
    "check_then_set": "one-winner",
    "fifo": "newest",
    "no_waker": "ended",
    "pre696": "triggered",
    "tampered-01": "one-winner",
    "tampered-03": "lost-to-winner",
    "tampered-04": "queued",
}


def test_there_are_histories() -> None:
    """Both folders hold some."""
    assert ACCEPTED
    assert {path.name for path in REJECTED} >= {"tampered-01.ndjson"}


@pytest.mark.parametrize("limit", [None, 0.025])
@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.name)
def test_the_original_is_accepted(path: Path, limit: float | None) -> None:
    """What the original did is legal, and nobody waited for long."""
    result = check(str(path), served_within=limit)
    assert isinstance(result, Verdict)
    assert (result.outcome, result.fault, result.ended) == ("accepted", None, True)


@pytest.mark.parametrize("path", REJECTED, ids=lambda path: path.name)
def test_broken_versions_are_rejected(path: Path) -> None:
    """Each kind of damage breaks its rule."""
    result = check(str(path))
    assert isinstance(result, Verdict)
    assert isinstance(result.fault, HistoryFault)
    name = path.name.split("-small")[0].split("-medium")[0].split(".")[0]
    assert result.fault.rule == RULES[name]


def test_what_was_wrong_before_comes_first() -> None:
    """A caller's line that is wrong by itself does not hide what the queue did before it."""
    lines = """
        a queue_slot
        a queue_slot -> token=0
        a acquire_slot 0
        a acquire_slot ! 0
        a close_slot 0
        a close_slot -> 0
    """
    found = judged(script(lines))
    assert found is not None
    assert (found.rule, found.blame, found.line) == ("lost-to-winner", "queue", 5)


def test_a_witness_is_looked_for_if_it_is_asked_for() -> None:
    """It costs time, and nobody reads it otherwise."""
    path = str(next(path for path in ACCEPTED if "small" in path.name))
    verdict = check(path)
    assert isinstance(verdict, Verdict)
    assert (verdict.outcome, verdict.witness) == ("accepted", None)
    verdict = check(path, witness=True)
    assert isinstance(verdict, Verdict)
    assert verdict.witness is not None


def test_the_first_of_two_closes_is_named() -> None:
    """A slot is closed once, even by its winner."""
    won = "a queue_slot\n a queue_slot -> token=0\n a acquire_slot 0\n a acquire_slot ->\n"
    closed = "a close_slot 0\n a close_slot ->\n"
    found = judged(script(won + closed + closed))
    assert found is not None
    assert (found.rule, found.line) == ("closed-by-winner", 9)
    assert found.values == {"winner": "a", "closed before": "by the call at line 6"}


@pytest.mark.parametrize("path", [p for p in ACCEPTED if "small" in p.name], ids=lambda p: p.name)
def test_the_machine_takes_the_witness(path: Path) -> None:
    """The order of effects that is found for a real history is a behaviour of the machine."""
    with open_lines(str(path)) as lines:
        history = [line for _, line in read_history(str(path), lines).lines]
    about = [line for line in history if isinstance(line, QUEUE_CALLS)]
    found, queues = decided(about)
    assert found is None
    ((calls, tokens),) = queues
    effects = witness(calls, tokens)
    assert len(effects) > len(tokens)
    assert refused(about, effects) == ""


@pytest.mark.parametrize("in_order", [True, False])
def test_a_long_history(tmp_path: Path, *, in_order: bool) -> None:
    """A simulated history of some thousand calls is accepted; one false token in it is found."""
    lines = list(long_history(2, 5_000))  # few calls overlap as it begins: quick without ids, too
    path = tmp_path / "long.ndjson"

    def verdict() -> Verdict:
        path.write_text("\n".join(map(json.dumps, [HEADER, *lines])), encoding="utf-8")
        result = check(str(path), ids_in_order=in_order)
        assert isinstance(result, Verdict)
        return result

    assert verdict().outcome == "accepted"
    place = max(n for n, line in enumerate(lines) if (line["f"], line["type"]) == ("dequeue", "ok"))
    lines[place] = {**lines[place], "token": lines[place]["token"] - 40}
    assert verdict().outcome == "rejected"


def test_queues_of_one_log_are_judged_apart() -> None:
    """Ids of two queues may be the same; a fault is found in the one where it is."""
    good = "a queue_slot queue=q1\n a queue_slot -> token=0 queue=q1\n"
    assert judged(script(good + good.replace("q1", "q2"))) is None
    assert judged(script(good), queue="q1") is None
    found = judged(script(good + good.replace("token=0", "token=2")))
    assert found is not None
    assert (found.rule, found.line) == ("queued", 5)


def test_what_a_log_omits_is_not_asked_for() -> None:
    """Without the calls that it cannot see, a log shows less, and less is wrong."""
    text = """
        a queue_slot
        a queue_slot -> token=0
        b dequeue d
        b dequeue -> token=0
        b dequeue d
        b dequeue ! reason=ctx_done
        a wait_trigger 0
        a wait_trigger -> reason=evict
        b acquire_slot 0
        b acquire_slot ->
        a wait_closed 0
        a wait_closed ->
    """
    omits = {"start_dequeuer", "cancel", "evict", "close_slot"}
    assert judged(script(text), omits=frozenset(omits)) is None
    for call in omits:
        assert judged(script(text), omits=frozenset(omits - {call})) is not None


def test_too_many_queues(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A log that would take too much memory stays undecided."""
    monkeypatch.setattr(judge, "MOST_QUEUES", 1)
    path = tmp_path / "queues.ndjson"
    calls = [
        {"type": "invoke", "process": queue, "f": "queue_slot", "queue": queue}
        for queue in ("q1", "q2")
    ]
    path.write_text("\n".join(map(json.dumps, [HEADER, *calls])), encoding="utf-8")
    result = check(str(path))
    assert isinstance(result, Verdict)
    assert (result.outcome, result.reason) == ("undecided", "the history has more than 1 queues")


def test_too_many_ways_to_learn_of_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown dequeues that could explain many acquires in many ways leave it undecided."""
    monkeypatch.setattr(Budget.__init__, "__defaults__", (100, 5.0, process_time))
    text = "a queue_slot\n a queue_slot ?\n" * 5 + "a acquire_slot 0\n a acquire_slot ?\n"
    many = text + "".join(f"a acquire_slot {n}\n a acquire_slot ?\n" for n in range(1, 5))
    with pytest.raises(BudgetError, match="explanations of how processes"):
        judged(script(many))
    queues = "".join(f"p{n} queue_slot\n" for n in range(8))
    start = "b start_dequeuer d\n b start_dequeuer ->\n"
    rounds = "".join(f"b dequeue d\n b dequeue -> token={n}\n" for n in (*range(7), 0))
    with pytest.raises(BudgetError, match="candidate states"):
        judged(script(queues + start + rounds), in_order=False)


def test_any_queue_slot_may_explain_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where ids are in no order, each way to match them with unknown queue_slots is tried."""
    text = """
        a queue_slot
        b start_dequeuer d
        b start_dequeuer ->
        b dequeue d
        b dequeue -> token=7
        c queue_slot
        b dequeue d
        b dequeue -> token=5
    """
    assert judged(script(text), in_order=False) is None
    found = judged(script(text.replace("c queue_slot", "")), in_order=False)
    assert found is not None
    assert found.rule == "queued"
    monkeypatch.setattr(decide, "MOST_GUESSES", 1)
    with pytest.raises(BudgetError, match="orders in which tokens"):
        judged(script(text), in_order=False)


def test_an_unknown_dequeue_must_have_had_a_chance() -> None:
    """What a process may have received unseen is still held against the order of tokens."""
    text = """
        a queue_slot
        a queue_slot -> token=0
        a queue_slot
        a queue_slot -> token=1
        b start_dequeuer d
        b start_dequeuer ->
        b dequeue d
        b dequeue ?
        b acquire_slot {}
        b acquire_slot ->
    """
    assert judged(script(text.format(1))) is None
    found = judged(script(text.format(0)))
    assert found is not None
    assert (found.rule, found.calls) == ("newest", ())
    found = judged(script(text.format(0).replace("b dequeue d", "b dequeue e")))
    assert found is not None
    assert found.rule == "known-token"
    assert judged(script(text.format(0)), in_order=False) is not None


def test_how_a_fault_reads() -> None:
    """The text names the line, the rule, and a smallest set of calls; JSON holds the same."""
    result = check(str(DATA / "reject" / "fifo-small-3.ndjson"))
    assert isinstance(result, Verdict)
    text = re.sub(r"^.*fifo", "fifo", render(result))
    assert (
        text
        == """\
fifo-small-3.ndjson: rejected at line 239: the queue's fault (SQ216)
  the line  {"f": "dequeue", "type": "ok", "process": "consumer-1", "dequeuer": "dequeuer-1.4", \
"token": 6}
  breaks    newest: a token is delivered only if it was the newest listed token at some instant \
after the previous delivery of its dequeuer, before this delivery and before the cancel
  where     token = 6
  where     the pick = after line 230 and before line 239
  where     newer tokens = at each of these instants one of them is listed
  calls     {"line": 225, "f": "queue_slot", "returned": 226, "process": "container-1", "token": 7}
  of these  {"line": 230, "f": "start_dequeuer", "process": "consumer-1", \
"dequeuer": "dequeuer-1.4"}
  of these  {"line": 234, "f": "dequeue", "returned": 239, "process": "consumer-1", \
"dequeuer": "dequeuer-1.4", "token": 6}
  of these  {"line": 270, "f": "acquire_slot", "returned": 271, "process": "container-1", \
"token": 7}
  look at   The end of the list from which tokens are picked; a pick that is kept too long.
  276 lines judged
"""
    )
    assert json.loads(json.dumps(as_json(result)))["fault"]["calls"][0]["line"] == 225
