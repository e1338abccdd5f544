"""What a property says: the comment above its definition, which is the only place that says it."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from slotq.system.resources import folder

_DEFINITION = re.compile(
    r"^((?:\(\*[^\n]*\*\)\n)+)(\w+(?:Inv|Prop)|Reach\w+|Refinement\w*)(?:\([^)\n]*\))? *==",
    re.ASCII | re.MULTILINE,
)


def read_sentences(text: str) -> dict[str, str]:
    """Read what each property says from the text of a module.

    Args:
        text: The module.

    Returns:
        By the names of the properties that have a comment, each comment as one line.
    """
    return {
        name: " ".join(comment.replace("(*", " ").replace("*)", " ").split())
        for comment, name in _DEFINITION.findall(text)
    }


@cache
def sentences() -> Mapping[str, str]:
    """Read what each property of the specification and of its models says."""
    found: dict[str, str] = {}
    for path in _modules():
        for name, sentence in read_sentences(path.read_text(encoding="utf-8")).items():
            found.setdefault(name, sentence)
    return MappingProxyType(found)


def _modules() -> list[Path]:
    models = folder("models")
    folders = (folder("spec"), models, models / "faults")
    return [path for each in folders for path in sorted(each.glob("*.tla"))]


def sentence(name: str) -> str:
    """Say what a property says; nothing, if the specification says nothing of it."""
    return sentences().get(name, "")


def in_words(names: Iterable[str]) -> list[str]:
    """Say what properties say: a line for each, with its name and its sentence."""
    return [f"{name}: {said}" if (said := sentence(name)) else name for name in names]


def named_in(text: str) -> list[str]:
    """Say what the properties say that a text names, as TLC's messages do: a line for each."""
    names = dict.fromkeys(re.findall(r"\w+", text, re.ASCII))
    return in_words(name for name in names if name in sentences())
