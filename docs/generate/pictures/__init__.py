"""The pictures of the documentation, as SVG, drawn from what the machine and the code do."""

from collections.abc import Callable
from pathlib import Path

from docs.generate.pictures import bars, dequeuer, evidence, graph, life, wake_up
from docs.generate.specification import ROOT

FOLDER = ROOT / "docs" / "pictures"
DRAW: dict[str, Callable[[], str]] = {
    "life-of-a-token": life.draw,
    "two-processes": dequeuer.draw,
    "lost-wake-up": wake_up.draw,
    "graph-1x1x1": graph.draw,
    "chain-of-evidence": evidence.draw,
    "history": bars.draw,
}
"""The pictures, by the names of their files."""


def pictures() -> dict[Path, str]:
    """Draw all pictures, by the files that they belong in."""
    return {FOLDER / f"{name}.svg": draw() for name, draw in DRAW.items()}
