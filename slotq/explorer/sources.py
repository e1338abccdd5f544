"""The files that the page is made of, in the order in which they need each other."""

from importlib.resources import files

MODEL = ("queue.js", "callers.js", "manager.js", "faults.js", "systems.js", "properties.js")
"""What is compared with the machine."""
PAGE = (*MODEL, "abstract.js", "runs.js", "judge.js", "levels.js", "view.js")
"""All that runs on the page."""


def read(name: str) -> str:
    """Read one of the page's files."""
    return files("slotq.explorer").joinpath(name).read_text(encoding="utf-8")


def script(names: tuple[str, ...] = PAGE) -> str:
    """Join files to one script."""
    return "\n".join(map(read, names))
