"""TLC's own options on the command line of slotq: which ones are passed on, and which are not.

Passed on is what is known to leave the verdict to the output. Everything else is refused, with the
reason: an option of TLC that this module does not know might change what is checked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from slotq.tlc.answer import RECOVER
from slotq.tlc.errors import JobError

JAVA = "-J"
"""Begins an option of Java, as for the JDK's own tools: `-J-Xmx8g`."""
SIMULATE = "-simulate"
_DUMP = "-dump"
_NUMBER = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_WORKERS = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_TRACES = re.compile(r"num=[1-9][0-9]{0,17}", re.ASCII)
_DUMPED = re.compile(r"dot(,(actionlabels|colorize|snapshot))*", re.ASCII)
_JAVA_FROM_FILE = re.compile(r"-XX:(VMOptionsFile|Flags)=.*", re.ASCII)
_JAVA_COMMAND = re.compile(r"-XX:On(Error|OutOfMemoryError)=.*", re.ASCII)
_JAVA = re.compile(r"-X(ms|mx|ss|mn)[0-9]+[kKmMgG]?|-XX:[-+A-Za-z0-9:=.]+", re.ASCII)

_NUMBERS = ("-aril", "-checkpoint", "-depth", "-fp", "-fpbits", "-fpmem", "-maxSetSize", "-seed")
_PATHS = ("-metadir", RECOVER)
_FLAGS = ("-continue", "-gzip", "-nowarning")
_ROW = "the row of the model in the manifest decides that"
_WORDS = "slotq reads the verdict from TLC's words, which it would change"
_REFUSED = {
    "-config": _ROW,
    "-coverage": "slotq model coverage NAME shows how often each action is taken",
    "-deadlock": _ROW,
    "-dfid": "a search of bounded depth decides nothing; -simulate tries random behaviours",
    "-difftrace": _WORDS,
    "-help": "see the documentation of TLC",
    "-h": "see the documentation of TLC",
    "-lncheck": "slotq needs temporal properties to be checked at the end",
    "-terse": _WORDS,
    "-tool": "slotq passes it itself",
    "-userFile": _WORDS,
    "-view": _WORDS,
}
_OF_JAVA = "-J-Xmx, -J-Xms, -J-Xss, -J-Xmn and -J-XX: with a name and a plain value"
_OF_RANDOM = ("-aril", "-depth", "-seed")
_UNORDERED = frozenset({"-continue", "-fp", "-seed", "-workers", SIMULATE})


class OptionError(JobError):
    """An option that is not passed on to TLC."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Options that are passed on.

    Attributes:
        tlc: TLC's.
        java: Java's.
    """

    tlc: tuple[str, ...] = ()
    java: tuple[str, ...] = ()

    @property
    def simulates(self) -> bool:
        """Whether random behaviours are tried, instead of all."""
        return SIMULATE in self.tlc

    @property
    def recovers(self) -> bool:
        """Whether a search is resumed."""
        return RECOVER in self.tlc

    @property
    def reorders(self) -> bool:
        """Whether another counterexample may be found than the shortest that one worker finds."""
        return not _UNORDERED.isdisjoint(self.tlc)


def read_options(words: Sequence[str]) -> Passed:
    """Read the options that follow `--`.

    Args:
        words: The options; paths are relative to the working folder.

    Raises:
        OptionError: One of them is not passed on, or its value makes no sense.
    """
    tlc: list[str] = []
    java: list[str] = []
    rest = iter(words)
    for word in rest:
        if word.startswith(JAVA):
            java.append(_of_java(word))
        elif word in _FLAGS:
            tlc.append(word)
        elif word in _NUMBERS:
            tlc += [word, _matching(word, rest, _NUMBER, "a number")]
        elif word == "-workers":
            tlc += [word, _matching(word, rest, _WORKERS, "a number of threads")]
        elif word in _PATHS:
            tlc += [word, _path(_next(word, rest, "a folder"))]
        elif word == _DUMP:
            tlc += [word, *_dumped(rest)]
        elif word == SIMULATE:
            tlc += [word, _simulated(rest)]
        else:
            _refuse(word)
    _require_used(tlc)
    return Passed(tuple(tlc), tuple(java))


def _require_used(tlc: Sequence[str]) -> None:
    for word in _OF_RANDOM:
        if word in tlc and SIMULATE not in tlc:  # which TLC would ignore
            message = f"{word} is only for random behaviours: it needs {SIMULATE} num=N"
            raise OptionError(message)


def _of_java(word: str) -> str:
    option = word.removeprefix(JAVA)
    for refused, reason in (
        (_JAVA_FROM_FILE.fullmatch(option), "Java would take other options from a file"),
        (_JAVA_COMMAND.fullmatch(option), "Java would run a command"),
        (option.startswith("-XX:") and "/" in option, "it names a file"),
        (not _JAVA.fullmatch(option), f"only {_OF_JAVA} are"),
    ):
        if refused:
            message = f"{word} is not passed on: {reason}"
            raise OptionError(message)
    return option


def _next(option: str, rest: Iterator[str], what: str) -> str:
    value = next(rest, None)
    if value is None:
        message = f"{option} needs {what}"
        raise OptionError(message)
    return value


def _matching(option: str, rest: Iterator[str], pattern: re.Pattern[str], what: str) -> str:
    value = _next(option, rest, what)
    if not pattern.fullmatch(value):
        message = f"{option} needs {what}, not {value!r}"
        raise OptionError(message)
    return value


def _path(name: str) -> str:
    # TLC runs elsewhere, and would take a name that begins with a minus for an option.
    return str(Path(name).absolute())


def _dumped(rest: Iterator[str]) -> list[str]:
    what = "a file, or dot,actionlabels and a file"
    first = _next(_DUMP, rest, what)
    if _DUMPED.fullmatch(first):
        return [first, _path(_next(_DUMP, rest, what))]
    return [_path(first)]


def _simulated(rest: Iterator[str]) -> str:
    parts = next(rest, "").split(",", 1)
    if not _TRACES.fullmatch(parts[0]):
        message = (
            f"{SIMULATE} needs num=N, the number of behaviours: without it TLC goes on until it"
            " finds a violation"
        )
        raise OptionError(message)
    if len(parts) == 1:
        return parts[0]
    name = _path(parts[1].removeprefix("file="))
    if not parts[1].startswith("file=") or "," in name:
        message = f"{SIMULATE} needs num=N or num=N,file=FILE, and no comma in FILE"
        raise OptionError(message)
    return f"{parts[0]},file={name}"


def _refuse(word: str) -> None:
    reason = _REFUSED.get(word)
    if reason is None:
        known = sorted([*_FLAGS, *_NUMBERS, *_PATHS, _DUMP, SIMULATE, "-workers"], key=str.lower)
        reason = f"passed on are {', '.join(known)} and, for Java, -J-Xmx8g"
    message = f"{word!r} is not passed on to TLC: {reason}"
    raise OptionError(message)
