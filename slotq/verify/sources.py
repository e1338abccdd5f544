"""What a report was made from: every file of the specification, the models and the code, by hash.

The hash of a folder is that of the lines that `sha256sum` prints for its files, in the order of
their names as bytes, so that it can be found again without slotq.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from slotq.system.resources import folder

_PACKAGE = Path(__file__).parents[1]
_SPECIFIED = frozenset({".tla"})
_MODELLED = frozenset({".tla", ".cfg", ".toml", ".json"})
_LEFT_OUT = frozenset({"__pycache__", "data"})
"""Folders of the package: made from its files, and copies of the other folders."""


class Tree(Struct, frozen=True):
    """The files of a folder.

    Attributes:
        sha256: Of all of them.
        files: The SHA-256 of each, by its path in the folder.
    """

    sha256: str
    files: dict[str, str]


class Sources(Struct, frozen=True):
    """What decides the verdicts, next to the tools.

    Attributes:
        specification: The modules in spec/.
        models: The modules, configurations and counterexamples in models/, and the manifest.
        code: The package slotq.
    """

    specification: Tree
    models: Tree
    code: Tree


def sources() -> Sources:
    """Read the files of this installation.

    Raises:
        ResourceError: A folder is missing.
        OSError: A file cannot be read.
    """
    spec, models = folder("spec"), folder("models")
    return Sources(
        specification=tree(spec, _of_kind(spec, _SPECIFIED)),
        models=tree(models, _of_kind(models, _MODELLED)),
        code=tree(_PACKAGE, _of_package(_PACKAGE)),
    )


def tree(root: Path, paths: Iterator[Path]) -> Tree:
    """Read files of a folder.

    Args:
        root: The folder.
        paths: The files.
    """
    names = {path.relative_to(root).as_posix(): path for path in paths}
    ordered = sorted(names, key=str.encode)
    files = {name: hashlib.sha256(names[name].read_bytes()).hexdigest() for name in ordered}
    return Tree(whole(files), files)


def whole(files: Mapping[str, str]) -> str:
    """Compute the hash of a folder from those of its files, in their order."""
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in files.items())
    return hashlib.sha256(lines.encode()).hexdigest()


def _of_kind(root: Path, kinds: frozenset[str]) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.suffix in kinds and path.is_file())


def _of_package(root: Path) -> Iterator[Path]:
    for path in root.rglob("*"):
        if path.is_file() and not _LEFT_OUT.intersection(path.relative_to(root).parts):
            yield path
