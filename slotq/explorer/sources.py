"""The files that the page is made of, in the order in which they need each other."""

from importlib.resources import files

KNOWS = (
    "queue.js",
    "callers.js",
    "manager.js",
    "faults.js",
    "systems.js",
    "properties.js",
    "abstract.js",
    "address.js",
    "exports.js",
    "judge.js",
    "levels.js",
)
"""What the page knows."""
VIEW = ("app.js", "stands.js", "panes.js", "choices.js", "dropped.js", "start.js")
"""What it shows."""
PAGE = (*KNOWS, *VIEW)
"""All that runs on the page."""


def read(name: str) -> str:
    """Read one of the page's files."""
    return files("slotq.explorer").joinpath(name).read_text(encoding="utf-8")
