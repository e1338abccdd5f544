"""The files that the page is made of, in the order in which they need each other."""

from importlib.resources import files

PAGE = (
    "queue.js",
    "callers.js",
    "manager.js",
    "faults.js",
    "systems.js",
    "properties.js",
    "abstract.js",
    "runs.js",
    "judge.js",
    "levels.js",
    "view.js",
)
"""What runs on the page."""


def read(name: str) -> str:
    """Read one of the page's files."""
    return files("slotq.explorer").joinpath(name).read_text(encoding="utf-8")
