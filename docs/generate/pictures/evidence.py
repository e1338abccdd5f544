"""The chain of evidence: what is compared with what, how often, and over how many states.

The numbers are those of the manifest and of the claims of the tiers `smoke` and `full`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from docs.generate.pictures.svg import Drawing, Point
from slotq.machine.kernel import explore
from slotq.schedule.programs.callers import CallersProgram
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claims import all_claims
from slotq.verify.code_claims import CODE, GENERAL
from slotq.verify.manifest import Manifest, Tier, load_manifest

_NOBODY = Toolchain(Path("java"), "", "", Path("tla2tools.jar"), "", "", "")
"""A Java that is never started: claims are only counted."""
_BOX = (200, 54)
_LEFT, _MIDDLE, _RIGHT = 20, 260, 500
_ROWS = (64, 214, 364, 514)


def draw() -> str:
    """Draw it."""
    manifest = load_manifest()
    names = claims(manifest)
    drawing = Drawing(
        "The chain of evidence",
        "The original's text is compared with the specification SlotQueueSteps, which refines"
        " SlotQueue. Its labelled graph is equal to the machine's, and the machine's to that of the"
        " code under every schedule. The machine judges logs, and is what the explorer's page is"
        " compared with. The primitives below the code are compared with the scheduler's doubles.",
        620,
    )
    for at, name, what, kind in (
        ((_LEFT, _ROWS[0]), "slots.go", "the original's text, rewritten", "box"),
        ((_MIDDLE, _ROWS[0]), "SlotQueueSteps", "and the other modules", "free"),
        ((_RIGHT, _ROWS[0]), "SlotQueue", "the abstract queue", "box"),
        ((_MIDDLE, _ROWS[1]), "slotq.machine", "the executable twin", "box"),
        ((_RIGHT, _ROWS[1]), "judges of logs", "traces and histories", "box"),
        ((_LEFT, _ROWS[1]), "the explorer", "a page, in JavaScript", "box"),
        ((_MIDDLE, _ROWS[2]), "slotq.queue", "the reference", "free"),
        ((_MIDDLE, _ROWS[3]), "slotq.sync", "threads", "box"),
        ((_RIGHT, _ROWS[3]), "the doubles", "the scheduler's primitives", "box"),
        ((_LEFT, _ROWS[3]), "Rendezvous", "the specification of channels", "box"),
    ):
        _place(drawing, at, name, what, kind)
    twins = [model.distinct or 0 for model in manifest.select(Tier.FULL) if model.graph]
    code = code_sizes(manifest)
    proved = ["proved for any size"] * ("prove/refinement" in names)
    _down(drawing, _ROWS[0], ["the same labelled graph:", f"{len(twins)} models", _up_to(twins)])
    _down(
        drawing,
        _ROWS[1],
        ["the same labelled graph,", f"under every schedule: {len(code)} bounds", _up_to(code)],
    )
    drawing.line([(_MIDDLE + 100, _ROWS[2] + 54), (_MIDDLE + 100, _ROWS[3])])
    drawing.text((_MIDDLE + 112, _ROWS[2] + 106), "runs on", "small", "start")
    _across(drawing, (_LEFT, _ROWS[0]), ["the same steps", "(slotq original)"], double=True)
    _across(drawing, (_MIDDLE, _ROWS[0]), ["refines", *proved])
    _across(drawing, (_MIDDLE, _ROWS[1]), [f"{_count(names, 'judge/')} claims"], double=True)
    _across(drawing, (_LEFT, _ROWS[1]), [f"{_count(names, 'explorer/')} claims"], double=True)
    _across(drawing, (_MIDDLE, _ROWS[3]), [f"{_count(names, 'sync/')} claims"], double=True)
    _across(drawing, (_LEFT, _ROWS[3]), [f"{_count(names, 'channel/')} models"], double=True)
    drawing.text(
        (20, 600),
        "double lines: the same behaviour, in every state at every bound that is compared",
        "small quiet",
        "start",
    )
    return str(drawing)


def claims(manifest: Manifest) -> list[str]:
    """Name the claims of the tiers smoke and full."""
    every = all_claims(manifest, _NOBODY)
    return [claim.name for claim in every if Tier.FULL.includes(claim.tier)]


def code_sizes(manifest: Manifest) -> list[int]:
    """Count the states of the machine at each bound at which the code is run."""
    systems = {name: CallersProgram(bounds).system for name, bounds in CODE.items()}
    sizes = {f"code/{name}": len(explore(system).states) for name, system in systems.items()}
    sizes |= {f"code/{name}": len(explore(p.system).states) for name, p in GENERAL.items()}
    sizes |= {f"code/{model.name}": model.distinct or 0 for model in manifest.model}
    return [sizes[name] for name in claims(manifest) if name in sizes]


def _count(names: Iterable[str], prefix: str) -> int:
    return sum(name.startswith(prefix) for name in names)


def _up_to(sizes: Sequence[int]) -> str:
    return f"up to {max(sizes):,} states"


def _place(drawing: Drawing, at: Point, name: str, what: str, kind: str) -> None:
    x, y = at
    drawing.box(at, _BOX, kind)
    drawing.text((x + 100, y + 23), name, "name")
    drawing.text((x + 100, y + 42), what, "small quiet")


def _down(drawing: Drawing, y: float, said: Sequence[str]) -> None:
    for x in (_MIDDLE + 97, _MIDDLE + 103):
        drawing.line([(x, y + 54), (x, y + 150)], arrow=False)
    drawing.lines((_MIDDLE + 116, y + 86), said, "small", "start")


def _across(drawing: Drawing, start: Point, said: Sequence[str], *, double: bool = False) -> None:
    x, y = start[0] + 200, start[1] + 27
    for high in (-3, 3) if double else (0,):
        drawing.line([(x, y + high), (x + 40, y + high)], arrow=not double)
    drawing.lines((x + 20, y - 34 - 16 * (len(said) - 1)), said, "small")
