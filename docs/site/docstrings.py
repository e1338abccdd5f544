"""Docstrings as the project writes them, for Sphinx: a source and a specification are fields."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_FIELD = re.compile(r"^(\s*)(Source|Spec): (.*?)\.?$", re.ASCII)


def with_fields(lines: list[str]) -> list[str]:
    """Write `Source: NAMES.` and `Spec: NAMES.`, which may go on in the next lines, as fields."""
    written: list[str] = []
    open_field = False
    for line in lines:
        found = _FIELD.match(line)
        if found:
            if not open_field and written and written[-1].strip():
                written.append("")
            written.append(f"{found[1]}:{found[2]}: {found[3]}")
            open_field = True
        elif open_field and line.strip():
            written[-1] += " " + line.strip().rstrip(".")
        else:
            written.append(line)
            open_field = False
    return written


def _process(  # noqa: PLR0913, PLR0917  # autodoc calls it so
    app: "Sphinx", what: str, name: str, item: object, options: object, lines: list[str]
) -> None:
    del app, what, name, item, options
    lines[:] = with_fields(lines)


def setup(app: "Sphinx") -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("autodoc-process-docstring", _process, priority=400)  # before napoleon
    return {"parallel_read_safe": True}
