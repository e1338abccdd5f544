"""docs.generate.notebook: a notebook runs from its top, and shows what its cells print now."""

import json
from pathlib import Path
from typing import Any

import pytest

from docs.generate.notebook import NotebookError, executed, notebooks
from docs.generate.specification import ROOT

COURSE = ROOT / "docs" / "course" / "notebook.ipynb"


def cell(source: str, **changed: object) -> dict[str, Any]:
    """A code cell."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "a",
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
        **changed,
    }


def notebook(folder: Path, *cells: dict[str, Any]) -> Path:
    """A notebook with these cells."""
    path = folder / "mine.ipynb"
    text = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(text), encoding="utf-8")
    return path


def test_the_notebook_of_the_course_is_what_would_be_printed_now() -> None:
    """Otherwise: python -m docs.generate."""
    assert notebooks() == [COURSE]
    assert executed(COURSE) == COURSE.read_text(encoding="utf-8")


def test_cells_share_their_names_and_keep_what_they_print(tmp_path: Path) -> None:
    """A stale output is replaced, and one that prints nothing has none."""
    stale = [{"name": "stdout", "output_type": "stream", "text": ["2\n"]}]
    path = notebook(tmp_path, cell("x = 1", outputs=stale), cell("print(x)\nprint(x)"))
    cells = json.loads(executed(path))["cells"]
    printed = {"name": "stdout", "output_type": "stream", "text": ["1\n", "1\n"]}
    assert [each["outputs"] for each in cells] == [[], [printed]]
    assert [each["execution_count"] for each in cells] == [1, 2]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1 / 0", "mine.ipynb, a: ZeroDivisionError: division by zero"),
        ("def f(:", "mine.ipynb, a: SyntaxError: invalid syntax"),
    ],
)
def test_a_cell_that_fails_is_named(source: str, said: str, tmp_path: Path) -> None:
    """So that it is found."""
    with pytest.raises(NotebookError, match=said):
        executed(notebook(tmp_path, cell(source)))


def test_what_is_no_notebook_is_refused(tmp_path: Path) -> None:
    """By the field that is wrong."""
    path = notebook(tmp_path, cell("", cell_type="raw"))
    with pytest.raises(NotebookError, match=r"mine\.ipynb: Invalid value 'raw'"):
        executed(path)
