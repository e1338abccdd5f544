"""`slotq generate`: test cases for implementations in other languages."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from slotq.errors import SlotqError
from slotq.oracle.conform.belief import Size
from slotq.oracle.errors import plain
from slotq.oracle.suites import Json, call_cases, encode_case, step_cases
from slotq.oracle.vectors import FILES, vectors
from slotq.terminal import write

app = typer.Typer(help="Write test cases for other implementations.")
_Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go.")]
_encode = msgspec.json.Encoder().encode  # members in no order: to sort them is what is tested


class NoFolderError(SlotqError):
    """There is a file where a folder should be."""


@app.command()
def suites(
    folder: _Folder,
    *,
    clients: Annotated[int, typer.Option(min=1, max=2, help="Clients of the bound.")] = 1,
    dequeuers: Annotated[int, typer.Option(min=1, max=2, help="Dequeuers of the bound.")] = 1,
    tokens: Annotated[int, typer.Option(min=1, max=3, help="Tokens of the bound.")] = 2,
) -> None:
    """Write runs that cover every edge that can be covered within a bound.

    In DIR/calls, a file for each run of calls; in DIR/steps, for each run of single steps. Those
    of an earlier generation are removed there first.
    """
    size = Size(clients, dequeuers, tokens)
    for name, cases in (("calls", call_cases(size)), ("steps", step_cases(size))):
        count = _write_cases(folder / name, cases)
        write(f"{folder / name}: {count} cases within {size}\n")


@app.command("vectors")
def write_vectors(folder: _Folder) -> None:
    """Write records of the pure functions with their answers, a file for each kind."""
    _make(folder)
    for name in FILES:
        path = folder / f"{name}.ndjson"
        lines = [_encode(record) + b"\n" for record in vectors(name)]
        path.write_bytes(b"".join(lines))
        write(f"{path}: {len(lines)} records for slotq eval {FILES[name][0]}\n")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        message = f"{plain(str(folder))} cannot be made: a file is in the way, name another folder"
        raise NoFolderError(message) from None


def _write_cases(folder: Path, cases: Iterable[Json]) -> int:
    _make(folder)
    _remove_cases(folder)
    count = 0
    for case in cases:
        (folder / f"{case['name']}.ndjson").write_bytes(encode_case(case))
        count += 1
    return count


def _remove_cases(folder: Path) -> None:
    # A larger bound leaves more cases than a smaller one writes again.
    written = re.compile(rf"{folder.name}-(?!0000)([0-9]{{4}}|[1-9][0-9]{{4,}})\.ndjson")
    for path in list(folder.iterdir()):
        if written.fullmatch(path.name) and not path.is_dir():
            path.unlink()
