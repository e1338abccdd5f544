"""A specification, models and a manifest of a few states each, for the checker to check."""

from pathlib import Path

from slotq.verify.models import Folders

SPEC = r"""
---- MODULE Counter ----
EXTENDS Naturals
CONSTANT Limit
VARIABLE count
Init == count = 0
Up == count < Limit /\ count' = count + 1
Down == count = Limit /\ count' = 0
Next == Up \/ Down
Spec == Init /\ [][Next]_count
(* Written here, it is no property: FakeInv == TRUE *)
TypeInv == count \in 0 .. Limit
BelowInv == count < 2
RisesProp == [][count' > count]_count
ReturnsProp == count = 1 ~> count = 0
====
"""
BOUNDS = "---- MODULE MCCounter ----\nEXTENDS Counter\n====\n"
MANIFEST = """
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

[[model]]
cfg = "Small.cfg"
module = "MCCounter"
claim = "A count that may not rise stays."
why = "Nought is the limit that does not let it rise."
tier = "full"
outcome = "ok"
invariants = ["BelowInv"]
properties = ["RisesProp", "ReturnsProp"]
distinct = 1
generated = 2
untaken = { Up = "The limit is nought." }

[[model]]
cfg = "Below.cfg"
module = "MCCounter"
claim = "The count may be two."
why = "Two is the limit."
tier = "smoke"
outcome = "invariant"
violates = "BelowInv"
length = 3
invariants = ["TypeInv", "BelowInv"]

[[model]]
cfg = "Rises.cfg"
module = "MCCounter"
claim = "The count may fall."
why = "One is the smallest limit from which it falls."
tier = "full"
outcome = "action-property"
violates = "RisesProp"
length = 4
properties = ["RisesProp"]

[[model]]
cfg = "Returns.cfg"
module = "MCCounter"
claim = "The count may stay where it is."
why = "Two is a value that it may stay at, after one."
tier = "deep"
outcome = "temporal-property"
violates = "ReturnsProp"
length = 3
properties = ["ReturnsProp"]
"""
_CONFIGURATION = "CONSTANT Limit = {limit}\nSPECIFICATION Spec\n{checked}\n"
CONFIGURATIONS = {
    "Holds": _CONFIGURATION.format(limit=2, checked="INVARIANT TypeInv"),
    "Small": _CONFIGURATION.format(
        limit=0, checked="INVARIANT BelowInv\nPROPERTIES RisesProp ReturnsProp"
    ),
    "Below": _CONFIGURATION.format(limit=2, checked="INVARIANTS TypeInv BelowInv"),
    "Rises": _CONFIGURATION.format(limit=2, checked="PROPERTY RisesProp"),
    "Returns": _CONFIGURATION.format(limit=2, checked="PROPERTY ReturnsProp"),
}


def write_counter(folder: Path) -> Folders:
    """Write all of it, right as it stands."""
    folders = Folders(folder / "spec", folder / "models")
    folders.spec.mkdir()
    folders.models.mkdir()
    (folders.spec / "Counter.tla").write_text(SPEC)
    (folders.models / "MCCounter.tla").write_text(BOUNDS)
    (folders.models / "manifest.toml").write_text(MANIFEST)
    for name, text in CONFIGURATIONS.items():
        (folders.models / f"{name}.cfg").write_text(text)
    return folders
