"""Notebooks, executed: each code cell stands with what it prints now.

Cells only print, so that what is kept is what any notebook would show. They are run in this
process, one after the other, as a reader runs them.
"""

import contextlib
import io
import json
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from docs.generate.specification import ROOT


class NotebookError(Exception):
    """A cell that fails; the text names the notebook and the cell."""


class _Stream(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    output_type: str
    text: list[str]


class _Text(msgspec.Struct, tag="markdown", tag_field="cell_type", forbid_unknown_fields=True):
    id: str
    metadata: dict[str, Any]
    source: list[str]


class _Code(msgspec.Struct, tag="code", tag_field="cell_type", forbid_unknown_fields=True):
    execution_count: int | None
    id: str
    metadata: dict[str, Any]
    outputs: list[_Stream]
    source: list[str]


class _Notebook(msgspec.Struct, forbid_unknown_fields=True):
    cells: list[_Text | _Code]
    metadata: dict[str, Any]
    nbformat: Literal[4]
    nbformat_minor: Annotated[int, msgspec.Meta(ge=5)]


def notebooks(root: Path = ROOT) -> list[Path]:
    """List the notebooks of the documentation."""
    return sorted((root / "docs").rglob("*.ipynb"))


def executed(path: Path) -> str:
    """Run a notebook from its top, and write it with what its cells print.

    Raises:
        NotebookError: A cell fails, or the file is no notebook.
    """
    try:
        notebook = msgspec.json.decode(path.read_bytes(), type=_Notebook)
    except msgspec.DecodeError as error:
        message = f"{path.name}: {error}"
        raise NotebookError(message) from error
    names: dict[str, object] = {"__name__": "__main__"}
    count = 0
    for cell in notebook.cells:
        if isinstance(cell, _Code):
            count += 1
            printed = _run(path, cell, names)
            cell.execution_count = count
            cell.outputs = [_Stream("stdout", "stream", _lines(printed))] if printed else []
    plain = msgspec.to_builtins(notebook, order="sorted")
    return json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _run(path: Path, cell: _Code, names: dict[str, object]) -> str:
    printed = io.StringIO()
    try:
        code = compile("".join(cell.source), f"{path.name} {cell.id}", "exec")
        with contextlib.redirect_stdout(printed):
            exec(code, names)  # noqa: S102  # the project's own notebook
    except Exception as error:
        message = f"{path.name}, {cell.id}: {type(error).__name__}: {error}"
        raise NotebookError(message) from error
    return printed.getvalue()


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
