"""The actions of SlotQueueSteps, each next to the code and to its place in the original."""

import ast
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from docs.generate.specification import ROOT, passage
from docs.generate.traceability import load_traceability
from slotq.prove.refinement import REFINES

MODULE = "SlotQueueSteps"
ACTIONS = (
    *("QueueAppend", "QueueBroadcast", "AcquireCas", "AcquireRemove", "AcquireClose"),
    *("DequeuerStart", "DequeuerWait", "DequeuerPeek", "DequeuerExit", "DequeuerDeliver"),
    *("DequeuerEjected", "DequeuerCancelled", "Cancel", "CancellerWake"),
)
"""In the order of the module."""
_CODE = (ROOT / "slotq" / "queue.py", ROOT / "slotq" / "agent" / "callers.py")


class Code(NamedTuple):
    """The code that takes a step.

    Attributes:
        path: The file.
        function: The function, with its class.
        text: The statement; the whole region of a lock, if it is in one.
    """

    path: Path
    function: str
    text: str


def actions_reading() -> str:
    """Write the sentences and the formula of each action, and the code that takes it."""
    groups = groupby(ACTIONS, key=code_of)
    return "\n".join(line for code, names in groups for line in _section(code, [*names])).rstrip()


def _section(code: Code, names: Sequence[str]) -> Iterator[str]:
    yield from (f"## {', '.join(names)}", "")
    for name in names:
        yield from ("```tla", passage(MODULE, name), "```", "")
    link = f"[{code.path.name}](../{code.path.relative_to(ROOT).as_posix()})"
    yield from (f"In {link}, `{code.function}`; in the original, {original_symbol(names[0])}:", "")
    yield from ("```python", code.text, "```", "")
    yield from (
        f"In SlotQueue: {', '.join(f'{name} {abstract_step(name)}' for name in names)}.",
        "",
    )


def original_symbol(action: str) -> str:
    """Name the declaration of the original that has the step, with its lines."""
    rows = [row for row in load_traceability().rows if f"{MODULE}!{action}" in row.specification]
    (row,) = rows
    assert row.lines is not None  # noqa: S101  # all of this module are in slots.go
    return f"`{row.symbol}` (lines {row.lines[0]} to {row.lines[1]})"


def abstract_step(action: str) -> str:
    """Say which step of SlotQueue an action is, as the proof of the refinement has it."""
    words = getattr(REFINES[action], "__name__", "").strip("_").split("_or_")
    if words == ["stutter"]:
        return "stutters"
    return f"is {' or '.join(word.capitalize() for word in words)}"


def code_of(action: str) -> Code:
    """Find the code that takes a step, by its name.

    Raises:
        LookupError: No code takes it.
    """
    for path in _CODE:
        text = path.read_text(encoding="utf-8")
        for function, body in _functions(ast.parse(text).body):
            for statement in _innermost(body, action):
                lines = text.splitlines()[statement.lineno - 1 : statement.end_lineno]
                return Code(path, function, dedent("\n".join(lines)))
    message = f"no code takes {action}"
    raise LookupError(message)


def _functions(body: Sequence[ast.stmt]) -> Iterator[tuple[str, Sequence[ast.stmt]]]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef):
            yield statement.name, statement.body
        elif isinstance(statement, ast.ClassDef):
            for name, inner in _functions(statement.body):
                yield f"{statement.name}.{name}", inner


def _innermost(body: Sequence[ast.stmt], action: str) -> Iterator[ast.stmt]:
    """Find the smallest statements that name an action; of a region of a lock the whole region."""
    for statement in body:
        named = {node.value for node in ast.walk(statement) if isinstance(node, ast.Constant)}
        if action in named:
            inner = [] if isinstance(statement, ast.With) else getattr(statement, "body", [])
            yield next(_innermost(inner, action), statement)
