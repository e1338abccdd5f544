"""slotq.prove.theorems: what is proved, and what is not if a definition is broken."""

import ast
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from slotq.prove import broken, obligations, theorems
from slotq.prove.broken_actions import BROKEN
from slotq.prove.broken_callers import BROKEN_CALLERS
from slotq.prove.callers_invariant import CALLERS, WITHOUT_BOTH, WITHOUT_FREEZE
from slotq.prove.concrete import Concrete
from slotq.prove.obligations import Kind, Prover, UnconfirmedError, obligations_of
from slotq.prove.queue_invariant import QUEUE
from slotq.prove.theorems import NotProvedError, UnknownError


def test_the_invariant_is_inductive() -> None:
    """It begins; initiation, consecution and steps of each action; each is enabled somewhere."""
    each = 1 + len(QUEUE.invariant) + len(QUEUE.steps)
    assert theorems.queue() == 1 + len(QUEUE.invariant) + len(QUEUE.actions) * each


def test_clients_may_hand_on_what_they_have() -> None:
    """Two actions more keep the invariant."""
    assert theorems.handed_on() == 2 * (1 + len(QUEUE.invariant) + len(QUEUE.steps))


def test_the_steps_refine_the_abstract_queue() -> None:
    """The initial states; of each action the guards of the abstract step and twelve variables."""
    assert theorems.refines() == 1 + len(QUEUE.actions) * 13


@pytest.mark.parametrize("name", ["SignalOne", "RemoveBySwap", "PickOldest", "CloseNothing"])
def test_a_broken_action_fails_exactly_what_its_row_says(name: str) -> None:
    """No more and no less: slotq prove asks so of all of them."""
    row = broken.table()[name]
    outcomes = broken.failures(name, Prover(QUEUE, theorems.QUEUE_SIZES))
    assert broken.differences(name, row, outcomes) == []
    wrong = broken.Row(row.what, "Cancel", ("Offer",))
    assert broken.differences(name, wrong, outcomes) != []


def test_every_broken_action_has_a_row_and_everything_is_broken() -> None:
    """And what no action breaks would be named."""
    table = broken.table()
    assert len(table) >= 15
    assert broken.unmatched(table) == []
    del table["CancelBack"], table["EjectedEnds"]
    assert broken.unmatched(table) == [
        "CancelBack has a row or an action alone",
        "EjectedEnds has a row or an action alone",
        "DoneStays is broken by no action",
        "done of SlotQueue is broken by no action",
        "running of SlotQueue is broken by no action",
    ]
    only = {name: row for name, row in table.items() if "NoLostCancel" not in row.fails}
    assert "NoLostCancel is broken by no action" in broken.unmatched(only)


def test_a_broken_queue_is_refuted_by_a_counterexample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which says what fails, in which state, and what the step changes."""
    action = broken.broken_action("WaitBlindly")
    monkeypatch.setattr(theorems, "QUEUE", QUEUE.instead(action))
    with pytest.raises(NotProvedError) as refuted:
        theorems.queue()
    first, *state = str(refuted.value).splitlines()
    assert first == (
        "DequeuerWait(dequeuer1) leads from a state of the invariant to one where "
        "NoLostCancel is false:"
    )
    assert '  canceller[dequeuer1] = "ended"' in state
    assert state[-2:] == [
        '  dequeuer[dequeuer1]: "lock" becomes "asleep"',
        "  isWaiting: {} becomes {dequeuer1}",
    ]


def test_an_action_that_is_never_enabled_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is said of it would be proved."""
    right = QUEUE.action("Cancel")
    never = replace(right, step=lambda m, s, d: replace(right.step(m, s, d), when=[m.either()]))
    monkeypatch.setattr(theorems, "QUEUE", QUEUE.instead(never))
    with pytest.raises(NotProvedError, match="enabled Cancel: in no state of the invariant"):
        theorems.queue()


def test_a_queue_that_begins_nowhere_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything would be true initially."""
    monkeypatch.setattr(theorems, "QUEUE", replace(QUEUE, init=lambda m, _: m.either()))
    with pytest.raises(NotProvedError, match="no state is initial, at one of the sizes"):
        theorems.queue()


def test_callers_of_few_rounds_are_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said to be true of any number of them would be proved of three."""
    few = replace(
        theorems.ONE_ROUND_MORE,
        claim=lambda m, s, *_: m.less(m.after(s.Rounds()), 4),
    )
    monkeypatch.setattr(theorems, "ONE_ROUND_MORE", few)
    with pytest.raises((NotProvedError, UnknownError), match="Constants with one round more"):
        theorems.callers()


DEFINITIONS = (
    "queue",
    "queue_invariant",
    "queue_properties",
    "abstract",
    "refinement",
    "handed_on",
)
OF_CALLERS = ("callers", "callers_invariant", "manager")


@pytest.mark.parametrize("name", [*DEFINITIONS, *OF_CALLERS])
def test_definitions_are_written_without_sizes(name: str) -> None:
    """No number stands in them but the first two, so that none of them knows how many there are."""
    tree = ast.parse(Path(import_module(f"slotq.prove.{name}").__file__ or "").read_bytes())
    constants = (each.value for each in ast.walk(tree) if isinstance(each, ast.Constant))
    assert {each for each in constants if type(each) is int} <= {0, 1}


def test_no_answer_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Z3 that gives up early has proved nothing, and refuted nothing."""
    monkeypatch.setattr(obligations, "_FIRST_EFFORT", 1)
    monkeypatch.setattr(obligations, "_LAST_EFFORT", 1)
    monkeypatch.setattr(theorems, "QUEUE_SIZES", [])
    with pytest.raises(UnknownError, match="Z3 finds neither a proof nor a counterexample"):
        theorems.refines()


def test_a_counterexample_is_evaluated_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the two algebras differed, nobody would be told a wrong state."""
    (asked,) = [
        each
        for each in obligations_of(QUEUE, broken.broken_action("PickNext"))
        if each.conjunct == "ItemExists"
    ]
    prover = Prover(QUEUE, theorems.QUEUE_SIZES)
    assert asked.kind is Kind.CONSECUTION
    monkeypatch.setattr(Concrete, "less", lambda *_: True)
    with pytest.raises(UnconfirmedError, match="consecution DequeuerPeek ItemExists"):
        prover.answer(asked)


def test_callers_lose_no_slot_at_any_size() -> None:
    """Of all callers; of those that freeze well; and of those that start well, too."""
    asked = 0
    for system, actions, conjuncts in ((CALLERS, 25, 16), (WITHOUT_FREEZE, 24, 17)):
        assert (len(system.actions), len(system.invariant)) == (actions, conjuncts)
    for system in (CALLERS, WITHOUT_FREEZE, WITHOUT_BOTH):
        asked += 1 + len(system.invariant) + len(system.actions) * (1 + len(system.invariant))
    assert theorems.callers() == 1 + asked


def test_a_caller_that_leaves_its_token_fails_exactly_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each broken action its conjuncts; a row that says otherwise is told."""
    few = ("FreezeFails", "StartFails", "Steal", "Forget")
    rows = {name: BROKEN_CALLERS[name] for name in few}
    monkeypatch.setattr(broken, "BROKEN_CALLERS", rows)
    number, differences = broken.callers_failed()
    assert number == sum(len(row.fails) for row in rows.values())
    assert "StateType is broken by no action" in differences
    assert not any(line.startswith(few) for line in differences)
    wrong = {"Steal": rows["Steal"]._replace(fails=("OwnToken",))}
    monkeypatch.setattr(broken, "BROKEN_CALLERS", wrong)
    with pytest.raises(NotProvedError, match=r"Steal: not \['OwnToken'\] fail but \['OwnToken', "):
        theorems.wrong_callers()


def test_a_conjunct_is_proved_from_part_of_the_invariant_and_refuted_from_all() -> None:
    """A counterexample to a part of it would say nothing."""
    alone = replace(CALLERS, uses={**CALLERS.uses, "IsServed": ()})
    (asked,) = [
        each
        for each in obligations_of(alone, alone.action("AcquireCas"))
        if each.conjunct == "IsServed"
    ]
    found = Prover(alone, broken.CALLERS_SIZES).answer(asked)
    assert found.answer is not obligations.Answer.REFUTED
    assert Prover(CALLERS, broken.CALLERS_SIZES).answer(asked).answer is obligations.Answer.PROVED


def test_broken_actions_have_names_of_their_own() -> None:
    """`slotq prove --broken` finds each."""
    assert not BROKEN.keys() & BROKEN_CALLERS.keys()
    first, _, second, *_ = theorems.show_broken("RunError")
    assert first == (
        "RunError, in the place of Cancel: "
        "A consumer runs its call with a slot that carries an error."
    )
    assert second.startswith("Cancel(client1) leads from a state of the invariant to one where ")


def test_a_fixed_manager_is_proved_and_a_broken_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Exactly what must fail does; slotq prove asks so of all managers."""
    monkeypatch.setattr(theorems, "FIXED", theorems.FIXED[:1])
    # Six actions, and 13 conjuncts.
    assert theorems.managers() == 1 + 13 + 6 * (1 + 13)
    with_strangers = (("lease",), True)
    monkeypatch.setattr(theorems, "UNFIXED", {with_strangers: theorems.UNFIXED[with_strangers]})
    assert theorems.broken_managers() == 4
    monkeypatch.setattr(theorems, "UNFIXED", {with_strangers: set()})
    with pytest.raises(NotProvedError, match="the manager with lease fails consecution Delete"):
        theorems.broken_managers()


def test_what_is_shown_of_a_broken_action() -> None:
    """Each line of the command is one of the theorem's."""
    shown = theorems.show_broken("WakeEarly")
    assert shown[:3] == [
        (
            "WakeEarly, in the place of CancellerWake: "
            "The canceller does not wait for the end of the context."
        ),
        "",
        (
            "CancellerWake(dequeuer1) leads from a state of the invariant to one where "
            "EndsByCancel is false:"
        ),
    ]
    assert set(broken.table()) == set(BROKEN)
