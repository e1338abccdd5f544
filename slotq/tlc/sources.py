"""Copies a module and all it may need flat into one folder."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from slotq.tlc.errors import JobError

_MODULE = re.compile(r"\w+\.tla", re.ASCII)
"""Anything else would reach a command line as an option."""


def copy_file(source: Path, destination: Path) -> None:
    """Copies one file.

    Raises:
        JobError: It is no file, or it cannot be copied.
    """
    if not source.is_file():
        message = f"no such file: {source}"
        raise JobError(message)
    try:
        shutil.copyfile(source, destination)
    except OSError as error:
        message = f"cannot copy {source} to {destination.parent}: {error.strerror}"
        raise JobError(message) from error


def copy_modules(module: Path, library: Sequence[Path], folder: Path) -> None:
    """Copies a module, the modules next to it, and those of the library.

    Of modules of one name the one next to `module` counts, then that of the first folder.

    Raises:
        JobError: A folder or a file is missing, cannot be copied, or is not named as a module.
    """
    if not _MODULE.fullmatch(module.name):
        message = f"not the name of a module's file: {module.name!r}"
        raise JobError(message)
    for missing in (path for path in library if not path.is_dir()):
        message = f"no such folder: {missing}"
        raise JobError(message)
    # A folder that comes first is copied last, over the others.
    for source in reversed((module.parent, *library)):
        for path in source.glob("*.tla"):
            copy_file(path, folder / path.name)
    copy_file(module, folder / module.name)
