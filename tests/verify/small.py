"""Models that TLC explores in a second or two: every action of the machine is in one of them."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from slotq.machine.callers import Bounds
from slotq.system.resources import folder
from slotq.verify.manifest import Expected, Model, Tier
from slotq.verify.models import Folders

_CALLERS = """
CONSTANTS
  Containers = {{container1}}
  Consumers = {{consumer1}}
  Rounds = 1
  Idling = {container}
  Evictable = {container}
  Freezable = {container}
  Impatient = {consumer}
  Cancellable = {consumer}
  Failing = {container}
  Later = FALSE
  None = None
SPECIFICATION Spec
INVARIANT TypeInv
"""
_GENERAL = """
CONSTANTS
  Clients = {clients}
  Dequeuers = {{dequeuer1}}
  Tokens = {tokens}
  None = None
SPECIFICATION Spec
INVARIANT TypeInv
"""
_CONFIGURATIONS = {
    "Bold.cfg": _CALLERS.format(container="{container1}", consumer="{consumer1}"),
    "Timid.cfg": _CALLERS.format(container="{}", consumer="{}"),
    "One.cfg": _GENERAL.format(clients="{client1}", tokens="{0, 1}"),
    "Two.cfg": _GENERAL.format(clients="{client1, client2}", tokens="{0}"),
}


def _model(
    name: str,
    counts: tuple[int, int],
    size: Mapping[str, int | frozenset[int]],
    untaken: tuple[str, ...] = (),
) -> Model:
    module = "Callers" if "rounds" in size else "SlotQueueSteps"
    return Model(
        cfg=f"{name}.cfg",
        module=module,
        claim="The graphs are equal.",
        why="It is a small one.",
        tier=Tier.SMOKE,
        outcome=Expected.OK,
        invariants=("TypeInv",),
        distinct=counts[0],
        generated=counts[1],
        untaken=dict.fromkeys(untaken, "Nobody may here."),
        machine={module: dict(size)},
    )


_FIRST, _SECOND = frozenset({0}), frozenset({1})
BOLD = _model(
    "Bold",
    (1076, 3739),
    {
        **dict.fromkeys(("containers", "consumers", "rounds"), 1),
        **dict.fromkeys(("idling", "evictable", "freezable", "failing"), _FIRST),
        **dict.fromkeys(("impatient", "cancellable"), _SECOND),
    },
)
"""A container and a consumer that may do everything."""
TIMID = _model("Timid", (120, 292), {"containers": 1, "consumers": 1, "rounds": 1}, ("Evict",))
"""They only wait for each other."""
ONE = _model("One", (311, 1072), {"clients": 1, "dequeuers": 1, "tokens": 2})
"""One general client, and two tokens, which have an order."""
TWO = _model("Two", (472, 1741), {"clients": 2, "dequeuers": 1, "tokens": 1})
"""Two of them, one of which may not know the other's token."""

BOLD_BOUNDS = Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, _FIRST)
TIMID_BOUNDS = Bounds(1, 1, 1)


def write_models(path: Path) -> Folders:
    """Write these models, beside a copy of the specification that a test may spoil."""
    shutil.copytree(folder("spec"), path / "spec")
    (path / "models").mkdir()
    for name, text in _CONFIGURATIONS.items():
        (path / "models" / name).write_text(text, encoding="utf-8")
    return Folders(path / "spec", path / "models")
