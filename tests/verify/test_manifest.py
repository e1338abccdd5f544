"""The manifest: what is read, and what is refused."""

from pathlib import Path

import msgspec
import pytest

from slotq.machine import callers
from slotq.machine.modules import MODULES
from slotq.system.resources import folder
from slotq.tlc.report import Outcome
from slotq.verify.manifest import (
    MAX_BYTES,
    Expected,
    ManifestError,
    Model,
    Tier,
    Twin,
    load_manifest,
)
from tests.verify.counter import MANIFEST

ROW = """
[[model]]
cfg = "Holds.cfg"
module = "MCCounter"
claim = "The count stays within its limit."
why = "With three values the middle one is no bound."
tier = "smoke"
outcome = "ok"
invariants = ["TypeInv"]
distinct = 3
generated = 4
"""

SIZE = "machine.SlotQueue = { clients = 1, dequeuers = 1, tokens = 1 }\n"


def _load(folder: Path, text: str) -> tuple[Model, ...]:
    (folder / "manifest.toml").write_text(text)
    return load_manifest(folder).model


def _complaint(folder: Path, text: str) -> str:
    with pytest.raises(ManifestError) as caught:
        _load(folder, text)
    return str(caught.value).removeprefix(f"{folder}/manifest.toml: ")


def test_row_is_read_by_type(tmp_path: Path) -> None:
    """Every field comes out as what it is."""
    text = ROW + "machine.Callers = { containers = 1, consumers = 2, rounds = 1, idling = [0] }"
    (model,) = _load(tmp_path, text)
    assert model == Model(
        cfg="Holds.cfg",
        module="MCCounter",
        claim="The count stays within its limit.",
        why="With three values the middle one is no bound.",
        tier=Tier.SMOKE,
        outcome=Expected.OK,
        invariants=("TypeInv",),
        distinct=3,
        generated=4,
        machine={"Callers": {"containers": 1, "consumers": 2, "rounds": 1, "idling": [0]}},
    )
    assert (model.name, model.graph) == ("Holds", True)
    assert model.twin == Twin(callers.MODULE, callers.Bounds(1, 2, 1, idling=frozenset({0})))


def test_each_tier_is_part_of_the_next(tmp_path: Path) -> None:
    """Whoever waits longer sees at least as much."""
    (tmp_path / "manifest.toml").write_text(MANIFEST)
    manifest = load_manifest(tmp_path)
    assert {tier: [model.name for model in manifest.select(tier)] for tier in Tier} == {
        Tier.SMOKE: ["Holds", "Below"],
        Tier.FULL: ["Holds", "Small", "Below", "Rises"],
        Tier.DEEP: ["Holds", "Small", "Below", "Rises", "Returns"],
    }


def test_model_is_found_by_either_name(tmp_path: Path) -> None:
    """A reader types the model's name, or its file's."""
    (tmp_path / "manifest.toml").write_text(MANIFEST)
    manifest = load_manifest(tmp_path)
    assert manifest.find("Below") is manifest.find("Below.cfg")
    with pytest.raises(
        ManifestError,
        match="there is no model 'Above': slotq model list shows them, slotq ",
    ):
        manifest.find("Above")


def test_every_expectation_is_an_outcome_of_tlc() -> None:
    """An expectation that TLC cannot meet would fail for the wrong reason."""
    assert {expected: expected.outcome for expected in Expected} == {
        Expected.OK: Outcome.OK,
        Expected.INVARIANT: Outcome.INVARIANT,
        Expected.ACTION_PROPERTY: Outcome.ACTION_PROPERTY,
        Expected.TEMPORAL_PROPERTY: Outcome.TEMPORAL_PROPERTY,
        Expected.DEADLOCK: Outcome.DEADLOCK,
    }


VIOLATED = 'outcome = "invariant"\nviolates = "TypeInv"\nlength = 3\n'
COUNTED = 'outcome = "ok"\ninvariants = ["TypeInv"]\ndistinct = 3\ngenerated = 4\n'
HEAD = ROW.partition("outcome")[0]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (HEAD + 'outcome = "ok"\ndistinct = 3\ngenerated = 4', "it checks nothing"),
        (ROW.replace('["TypeInv"]', '["TypeInv", "TypeInv"]'), "it names something twice"),
        (ROW.replace("distinct = 3\n", ""), "distinct and generated are only for models that hold"),
        (
            HEAD + VIOLATED + 'invariants = ["TypeInv"]\ndistinct = 3',
            "distinct and generated are only for models that hold",
        ),
        (ROW + "length = 3", "length is only for models that are violated"),
        (
            HEAD + VIOLATED.replace("length = 3\n", "") + 'invariants = ["TypeInv"]',
            "length is only for models that are violated",
        ),
        (
            HEAD + VIOLATED + 'properties = ["TypeInv"]',
            "violates must be one of the properties that the outcome concerns",
        ),
        (
            ROW + 'violates = "TypeInv"',
            "violates must be one of the properties that the outcome concerns",
        ),
        (
            HEAD
            + 'outcome = "temporal-property"\nviolates = "AProp"\nlength = 3\n'
            + 'properties = ["AProp", "BProp"]',
            "TLC does not name the violated temporal property: check one at a time",
        ),
        (
            HEAD + 'outcome = "deadlock"\nlength = 3\ninvariants = ["TypeInv"]',
            "it must check deadlock",
        ),
        (
            HEAD + VIOLATED + 'invariants = ["TypeInv"]\nuntaken = { Up = "It never does." }',
            "untaken is only for models that hold",
        ),
        (
            ROW + 'properties = ["AProp"]\n' + SIZE,
            "a graph is complete only if invariants alone are checked, and hold",
        ),
        (
            ROW + SIZE + "machine.Callers = { containers = 1, consumers = 1, rounds = 1 }",
            "its graph must be compared with exactly one machine",
        ),
        (
            ROW + "machine.Counter = { clients = 1 }",
            f"no module called Counter has a twin: {', '.join(MODULES)}",
        ),
        (
            ROW + "machine.Scaling = { requests = 1, containers = 1, mover = 1 }",
            "the bounds of Scaling have no 'mover'",
        ),
        (
            ROW + "machine.Scaling = { requests = 1, containers = 1 }",
            "Object missing required field `movers`",
        ),
        (ROW + ROW, "it has two rows"),
        (
            ROW + "walks = { number = 1, depth = 2, seed = 3 }",
            "distinct and generated are only for models that hold",
        ),
        (
            HEAD
            + VIOLATED
            + 'invariants = ["TypeInv"]\nwalks = { number = 1, depth = 2, seed = 3 }',
            "length is only for models that are violated",
        ),
        (
            ROW + 'symmetric = true\nproperties = ["AProp"]',
            "with a symmetry TLC may miss a violation of a temporal property",
        ),
        (
            ROW + SIZE + "symmetric = true",
            "a graph is complete only if invariants alone are checked, and hold",
        ),
    ],
)
def test_row_that_contradicts_itself_is_refused(tmp_path: Path, row: str, complaint: str) -> None:
    """Such a row would pass for want of being looked at, or could never pass."""
    assert _complaint(tmp_path, row) == f"Holds.cfg: {complaint}"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Object missing required field `model`"),
        ("model = []", "Expected `array` of length >= 1"),
        ("[[model]", "Expected ']]' at the end of an array declaration"),
        (ROW + "depth = 4", "Object contains unknown field `depth`"),
        (ROW.replace("= 3", '= "three"'), "Expected `int | null`, got `str`"),
        (ROW.replace("smoke", "fast"), "Invalid enum value 'fast'"),
        (ROW.replace("Holds.cfg", "../Holds.cfg"), "Expected `str` matching regex"),
        (ROW.replace("MCCounter", "MC Counter"), "Expected `str` matching regex"),
        (ROW.replace('why = "With', 'why = "" # "'), "Expected `str` of length >= 10"),
        ("#" * (MAX_BYTES + 1), ""),
    ],
)
def test_text_of_other_types_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """The manifest is decoded by type; what is wrong is said in one line."""
    found = _complaint(tmp_path, text)
    assert complaint in found
    assert "\n" not in found


def test_missing_manifest_is_an_error(tmp_path: Path) -> None:
    """No manifest is not an empty one."""
    with pytest.raises(ManifestError, match=r"manifest\.toml cannot be read"):
        load_manifest(tmp_path)


def test_own_manifest_is_in_order() -> None:
    """The rows that slotq brings are read from where it brings them."""
    assert load_manifest().find("General_2x1x2").graph


PLACE = folder("models")


def test_the_name_of_a_configuration_begins_with_its_modules() -> None:
    """By which tools for TLA+ find what belongs together; and there is such a file."""
    for model in load_manifest().model:
        path = PLACE / model.cfg
        assert path.name.startswith(model.module)
        assert path.is_file()


@pytest.mark.parametrize(
    ("cfg", "module", "name"),
    [
        ("MCCallers_Callers_2x1x1.cfg", "MCCallers", "Callers_2x1x1"),
        ("faults/MCFaults_SignalOne.cfg", "MCFaults", "faults/SignalOne"),
        ("SlotQueue_2x1x2.cfg", "SlotQueue", "SlotQueue_2x1x2"),
        ("MCRendezvousOneOne.cfg", "MCRendezvous", "MCRendezvousOneOne"),
        ("Holds.cfg", "MCCounter", "Holds"),
    ],
)
def test_the_name_of_a_model_leaves_the_module_of_its_bounds_out(
    cfg: str, module: str, name: str
) -> None:
    """It would say nothing new."""
    row = msgspec.structs.replace(load_manifest().model[0], cfg=cfg, module=module)
    assert row.name == name
