"""A file of results, to which each mutant adds a line when it is decided, so that a run resumes.

A line is known by the hash of the change and of what the score of its file depends on. What was
caught stays so if checks are added; what was not is decided again. Whatever is not a whole line, as
the last one of a run that was killed, is left out.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from slotq.mutants.mutant import Mutant, digest_of
from slotq.mutants.run import Fate, Outcome
from slotq.system.files import FileError, require_writable

MAX_BYTES = 1 << 26
_MESSAGE = 300
_FIRST = b'{"key":'
"""What every line begins with, also one that was cut off."""
_CAUGHT = frozenset({Fate.CAUGHT, Fate.HANGS})


class Result(msgspec.Struct, frozen=True):
    """A line of the file.

    Attributes:
        key: The hash of the change, and of what the score of its file depends on.
        mutant: The mutant's name.
        checks: A hash of the names of the checks.
        outcome: What became of it.
    """

    key: str
    mutant: str
    checks: str
    outcome: Outcome


def key_of(mutant: Mutant, basis: str) -> str:
    """The hash by which a result is known again.

    Args:
        mutant: The mutant.
        basis: What else its outcome depends on, as `slotq.mutants.scores.bases` has it.
    """
    return digest_of(mutant.digest, basis)


def result(mutant: Mutant, basis: str, outcome: Outcome) -> Result:
    """The result of a mutant."""
    return Result(key_of(mutant, basis), mutant.name, digest_of(*mutant.checks), outcome)


def outcome_of(mutant: Mutant, basis: str, results: Mapping[str, Result]) -> Outcome | None:
    """What became of a mutant according to earlier results; None if it has to be run."""
    found = results.get(key_of(mutant, basis))
    if found is None:
        return None
    is_caught = found.outcome.fate in _CAUGHT and found.outcome.check in mutant.checks
    return found.outcome if is_caught or found.checks == digest_of(*mutant.checks) else None


def read_results(path: Path) -> dict[str, Result]:
    """Read the results so far, by their keys.

    Args:
        path: The file, which need not be there.

    Raises:
        FileError: It cannot be read, or is another kind of file.
    """
    if path.is_fifo():
        message = f"{path} is a pipe, from which nothing can be read again"
        raise FileError(message)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES)
    except FileNotFoundError:
        return {}
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise FileError(message) from error
    if data and not data.startswith(_FIRST[: len(data)]):
        message = f"{path} is no file of results"
        raise FileError(message)
    found = {}
    for line in data.splitlines():
        try:
            result = msgspec.json.decode(line, type=Result)
        except msgspec.MsgspecError:
            continue
        found[result.key] = result
    return found


def require_appendable(path: Path) -> None:
    """Find out before long work whether results can be added to a file.

    Raises:
        FileError: They cannot.
    """
    read_results(path)
    if not path.exists():
        require_writable(path)
        return
    try:
        with path.open("ab"):
            pass
    except OSError as error:
        message = f"cannot write {path}: {error.strerror}"
        raise FileError(message) from error


def add_result(path: Path, result: Result) -> None:
    """Add a line, at once.

    Raises:
        FileError: It cannot be written.
    """
    message = result.outcome.message[:_MESSAGE]
    outcome = msgspec.structs.replace(result.outcome, message=message)
    line = msgspec.json.encode(msgspec.structs.replace(result, outcome=outcome))
    try:
        with path.open("ab") as stream:
            # After a run that was killed the last line may have no end.
            stream.write(b"\n" * _lacks_end(path) + line + b"\n")
    except OSError as error:
        text = f"cannot write {path}: {error.strerror}"
        raise FileError(text) from error


def _lacks_end(path: Path) -> bool:
    with path.open("rb") as stream:
        if stream.seek(0, 2) == 0:
            return False
        stream.seek(-1, 2)
        return stream.read(1) != b"\n"
