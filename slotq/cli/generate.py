"""`slotq generate`: test cases for implementations in other languages."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from slotq.errors import SlotqError
from slotq.evaluate.vectors import FILES, vectors
from slotq.formats.errors import plain
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.places import TooLargeError
from slotq.oracle.suites.write import Json, call_cases, encode_case, step_cases
from slotq.system.files import FileError, write_whole
from slotq.system.signals import at_the_end, held
from slotq.system.terminal import write

app = typer.Typer(help="Write test cases for other implementations.")
_Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder to write to; it is made if it is missing.")
]
_encode = msgspec.json.Encoder().encode  # members in no order: to sort them is what is tested
_MOST_OF_TWO = 3  # dequeuers and tokens, where there are two clients


class NoFolderError(SlotqError):
    """There is a file where a folder should be."""


@app.command()
def suites(
    folder: _Folder,
    *,
    clients: Annotated[
        int, typer.Option(min=1, max=2, help="Number of clients that the cases use.")
    ] = 1,
    dequeuers: Annotated[
        int, typer.Option(min=1, max=2, help="Number of dequeuers that the cases use.")
    ] = 1,
    tokens: Annotated[
        int, typer.Option(min=1, max=3, help="Number of tokens that a case queues at most.")
    ] = 2,
) -> None:
    """Write test cases that together cover every edge that can be covered within a bound.

    Each file in DIR/calls is a run of calls, each file in DIR/steps a run of single steps. Once all
    are written, they replace the cases that an earlier run wrote; other files stay.

    Possible bounds: one client with any number of dequeuers and tokens; two clients with one
    dequeuer and up to two tokens, or with two dequeuers and one token.
    """
    size = Size(clients, dequeuers, tokens)
    _check_bound(size)
    _make(folder)
    with _beside(folder) as fresh:
        counts = {
            "calls": _write_cases(fresh / "calls", call_cases(size)),
            "steps": _write_cases(fresh / "steps", step_cases(size)),
        }
        for name in counts:
            _swap(fresh / name, folder / name)
    for name, count in counts.items():
        write(f"{plain(str(folder / name))}: {count} cases within {size}\n")


@app.command("vectors")
def write_vectors(folder: _Folder) -> None:
    """Write test vectors of the pure functions: records with answers, a file for each kind."""
    _make(folder)
    for name in FILES:
        path = folder / f"{name}.ndjson"
        lines = [_encode(record) + b"\n" for record in vectors(name)]
        write_whole(path, b"".join(lines))
        write(f"{plain(str(path))}: {len(lines)} records for slotq eval {FILES[name][0]}\n")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        message = (
            f"{plain(str(folder))} cannot be created: a file has its name, choose another folder"
        )
        raise NoFolderError(message) from None


def _check_bound(size: Size) -> None:
    # Known beforehand: to find out takes half a minute.
    if size.clients > 1 and size.dequeuers + size.tokens > _MOST_OF_TWO:
        message = (
            f"{size} lead to too many cases: with two clients, use one dequeuer and up to two "
            "tokens, or two dequeuers and one token"
        )
        raise TooLargeError(message)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder inside another, on the same disk, which does not stay there."""
    with ExitStack() as stack:
        with held():
            fresh = folder / f".slotq-{os.getpid()}"
            fresh.mkdir()
            stack.callback(at_the_end(partial(shutil.rmtree, fresh, ignore_errors=True)))
        yield fresh


def _write_cases(folder: Path, cases: Iterable[Json]) -> int:
    folder.mkdir()
    count = 0
    for case in cases:
        path = folder / f"{case['name']}.ndjson"
        try:
            path.write_bytes(encode_case(case))
        except OSError as error:
            message = f"cannot write {plain(str(path))}: {error.strerror or error}"
            raise FileError(message) from error
        count += 1
    return count


def _swap(fresh: Path, folder: Path) -> None:
    # First what is new takes its place, then what a larger bound has left over goes.
    _make(folder)
    names = {path.name for path in fresh.iterdir()}
    for name in sorted(names):
        (fresh / name).replace(folder / name)
    written = re.compile(rf"{folder.name}-(?!0000)([0-9]{{4}}|[1-9][0-9]{{4,}})\.ndjson")
    for path in list(folder.iterdir()):
        if written.fullmatch(path.name) and path.name not in names and not path.is_dir():
            path.unlink()
