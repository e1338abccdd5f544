"""What TLC is to do: one model, with its bounds and options."""

from dataclasses import dataclass
from pathlib import Path

FINGERPRINT = 0
"""Which of TLC's polynomials hashes states."""


@dataclass(frozen=True, slots=True)
class Job:
    """One model to check.

    Args:
        module: The root module's file. Modules next to it are found.
        config: The configuration's file, of any name.
        library: Folders of further modules. A module is taken from the folder of `module` first,
            then from the first folder that has it.
        workers: TLC's threads. Use one where a counterexample's length matters.
        check_deadlock: Whether a state without a successor is an error.
        coverage: Whether to count how often each action is taken.
        small: Whether to favour a quick start over speed, as suits a run of some seconds.
        timeout: Seconds of wall time, or None for no bound.
        dump: Where to put the labelled state graph, or None. For a model without temporal
            properties, whose checking adds edges of its own.
        arguments: More of TLC's options.
        java_arguments: More of Java's options.
    """

    module: Path
    config: Path
    library: tuple[Path, ...] = ()
    workers: int = 1
    check_deadlock: bool = True
    coverage: bool = False
    small: bool = True
    timeout: float | None = None
    dump: Path | None = None
    arguments: tuple[str, ...] = ()
    java_arguments: tuple[str, ...] = ()
