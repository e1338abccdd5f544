"""Why a mutant that survives changes nothing that can be observed: `arguments.toml`.

An argument is for one change of one definition. It is known by the hash of both, so that it is
stale as soon as the definition is another one, and has to be made again.
"""

import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Annotated

import msgspec

from slotq.mutants.mutant import Mutant

TABLE = "arguments.toml"


class Argument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An argument.

    Attributes:
        mutant: The name of the mutant that it is about.
        why: Why the change cannot be observed.
    """

    mutant: str
    why: Annotated[str, msgspec.Meta(min_length=20)]


def arguments() -> dict[str, Argument]:
    """All arguments, by the hashes of their mutants."""
    text = files("slotq.mutants").joinpath(TABLE).read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Argument])


def stale(argued: dict[str, Argument], mutants: Iterable[Mutant]) -> Iterator[str]:
    """Name the arguments that are about no mutant any more.

    Args:
        argued: The arguments.
        mutants: All mutants.
    """
    hashes = {mutant.digest: mutant.name for mutant in mutants}
    for digest, argument in argued.items():
        if digest not in hashes:
            yield f"{argument.mutant}: what it was about has changed"
        elif hashes[digest] != argument.mutant:
            yield f"{argument.mutant}: it is called {hashes[digest]} now"
