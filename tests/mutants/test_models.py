"""slotq.mutants.models: which models and modules a score depends on, and what a fault replaces."""

from slotq.mutants.checks import SPEC
from slotq.mutants.models import definitions, extended, model_of, substituted, text_of_model
from slotq.verify.manifest import load_manifest
from tests.conftest import ROOT

TEXT = r"""---- MODULE Some ----
EXTENDS Naturals
(* A comment. *)
One == 1
Two(x) ==
  x + One   \* another
------------
Three == 3
====
"""


def test_definitions_are_read_without_comments() -> None:
    """Each ends where the next line begins that is not indented."""
    assert definitions(TEXT) == {
        "One": "One == 1",
        "Two": "Two(x) ==\n  x + One",
        "Three": "Three == 3",
    }


def test_what_a_module_refines_it_does_not_need() -> None:
    """That is a property; what it extends or makes its steps of is needed."""
    modules = tuple(SPEC)
    assert list(extended(ROOT, "CallersForever", modules)) == ["Callers", "SlotQueueSteps"]
    assert list(extended(ROOT, "SlotQueueSteps", modules)) == []


def test_the_model_of_a_check() -> None:
    """Also of a claim that compares something else with a model."""
    manifest = load_manifest()
    for check in ("KeyPlain", "key/KeyPlain"):
        model = model_of(manifest, check)
        assert model is not None
        assert model.name == "KeyPlain"
    assert model_of(manifest, "code/general") is None


def test_the_bounds_of_a_model_are_its_text() -> None:
    """The definitions that its configuration names are there, and no others."""
    text = text_of_model(ROOT, load_manifest().find("General_1x1x3"))
    assert text.endswith("  LifeInv\nThreeTokens == 0 .. 2")


def test_a_fault_is_shown_against_what_it_replaces() -> None:
    """A bound that is replaced, too, is no part of it."""
    assert substituted(ROOT, load_manifest().find("faults/UnlinkNothing")) == (
        """\
--- spec/Rendezvous.tla
+++ models/faults/MCRendezvousFaults.tla
-Unlink(ps) ==
-  LET Keep(q) == q \\notin ps
-  IN /\\ senders' = SelectSeq(senders, Keep)
-     /\\ receivers' = SelectSeq(receivers, Keep)
-     /\\ waiters' = [s \\in Signals |-> waiters[s] \\ ps]
+UnlinkNothing(ps) == UNCHANGED links"""
    )


def test_every_fault_shows_something() -> None:
    """A weaker fairness replaces nothing, and is shown with what it names."""
    for model in load_manifest().model:
        if model.name.startswith("faults/"):
            assert "\n+" in substituted(ROOT, model), model.name
