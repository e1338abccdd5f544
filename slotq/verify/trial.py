"""Models with bounds of the reader's own: what TLC finds, without an expected outcome.

What a reader writes is read by its type, and written again from what was read: nothing reaches a
configuration as text. So a configuration can name operators that are there, and nothing else.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from slotq.errors import SlotqError
from slotq.system.files import private_folder
from slotq.tlc.job import Job
from slotq.tlc.report import Progress
from slotq.tlc.run import Run, run_tlc
from slotq.tlc.toolchain import Toolchain
from slotq.verify.configuration import read_configuration
from slotq.verify.manifest import Manifest, Walks
from slotq.verify.models import Folders, walking

_NAME = re.compile(r"[A-Za-z]\w{0,60}", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_STRING = re.compile(r'"([\w .-]{0,60})"', re.ASCII)
_ASSIGNMENT = re.compile(r"(\w+) (=|<-) (.+)", re.ASCII)
_NUMBERED = re.compile(r"([A-Za-z]+)\d+", re.ASCII)
_MOST = 16  # elements of a set: each more than doubles a search
_MOST_ASSIGNMENTS = 64


class TrialError(SlotqError):
    """A model, a constant or a value that cannot be tried."""


class Name(str):
    """The name of a model value or of an operator."""

    __slots__ = ()


Atom = int | bool | str | Name
Value = Atom | frozenset[Atom]


class Constant(NamedTuple):
    """A constant with its value.

    Attributes:
        value: The value.
        is_operator: Whether it is the name of an operator of the module.
    """

    value: Value
    is_operator: bool = False

    def __str__(self) -> str:
        return f"{'<-' if self.is_operator else '='} {_written(self.value)}"


def _written(value: Value) -> str:
    match value:
        case frozenset():
            return "{" + ", ".join(sorted(map(_written, value))) + "}"
        case bool():
            return str(value).upper()
        case int() | Name():
            return str(value)
        case _:
            return f'"{value}"'


def read_value(text: str) -> Value:
    """Read a value: a number, TRUE or FALSE, a string, a name, or a set of these.

    Raises:
        TrialError: It is nothing of that.
    """
    stripped = text.strip()
    if not (stripped.startswith("{") and stripped.endswith("}")):
        return _atom(stripped)
    inside = stripped[1:-1].strip()
    elements = [_atom(part.strip()) for part in inside.split(",")] if inside else []
    if len(elements) > _MOST:
        message = f"a set has {_MOST} elements at the most, and this one {len(elements)}"
        raise TrialError(message)
    return frozenset(elements)


def _atom(text: str) -> Atom:
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    if _NUMBER.fullmatch(text):
        return int(text)
    if (string := _STRING.fullmatch(text)) is not None:
        return string[1]
    if _NAME.fullmatch(text):
        return Name(text)
    message = f"{text[:80]!r} is no value: write a number, TRUE, FALSE, a name, a string, or a set"
    raise TrialError(message)


@dataclass(frozen=True)
class Trial:
    """A model to be tried.

    Attributes:
        name: What it is called.
        module: The file of its module.
        specification: Its behaviours.
        constants: Its constants.
        invariants: What is checked of each state.
        properties: What is checked of each behaviour.
        deadlock: Whether a state without a successor is an error.
        walks: The random behaviours that are tried, if no search is made.
    """

    name: str
    module: Path
    specification: Name
    constants: Mapping[str, Constant]
    invariants: tuple[Name, ...]
    properties: tuple[Name, ...]
    deadlock: bool = False
    walks: Walks | None = None

    @property
    def configuration(self) -> str:
        """The configuration, written from what was read."""
        lines = ["CONSTANTS", *(f"  {name} {value}" for name, value in self.constants.items())]
        lines += [f"SPECIFICATION {self.specification}"]
        for section, names in (("INVARIANTS", self.invariants), ("PROPERTIES", self.properties)):
            lines += [section, *(f"  {name}" for name in names)] if names else []
        return "\n".join(lines) + "\n"

    @property
    def bounds(self) -> str:
        """The constants, for a reader."""
        said = [f"{name} {value}" for name, value in self.constants.items()]
        return ", ".join(each for each in said if each != "None = None")


def make_trial(
    what: str,
    assignments: Sequence[str],
    manifest: Manifest,
    folders: Folders,
    module: str | None = None,
) -> Trial:
    """Read what a reader wants to try.

    Args:
        what: The name of a model of the manifest, or the file of a configuration.
        assignments: Constants with other values: `Clients=3`, `Failing={container1}`.
        manifest: The models.
        folders: Where the modules and the models are.
        module: The module of the configuration, where it has not the name of a model.

    Raises:
        TrialError: A part of it cannot be tried.
        ManifestError: There is no such model.
        ConfigurationError: The file is no configuration of a model.
    """
    is_file = what.endswith(".cfg") and Path(what).is_file()
    stem = Path(what).stem
    names = {f"{model.name}.cfg": model for model in manifest.model}
    by_file = {Path(model.cfg).name: model for model in manifest.model}
    row = names.get(f"{stem}.cfg") or by_file.get(f"{stem}.cfg") if is_file else None
    path = Path(what)
    if not is_file:
        if what.endswith(".cfg") and what not in {*names, *(m.cfg for m in manifest.model)}:
            message = f"{what[:80]} is no file, and slotq model list shows no model of that name"
            raise TrialError(message)
        row = names.get(what) or manifest.find(what)
        path = folders.config(row)
    named = module or (row.module if row else None)
    if named is None:
        message = f"{what[:80]}: say with --module which module it configures, such as MCCallers"
        raise TrialError(message)
    if len(assignments) > _MOST_ASSIGNMENTS:
        message = f"more than {_MOST_ASSIGNMENTS} constants are given"
        raise TrialError(message)
    configuration = read_configuration(path)
    constants = dict(map(read_constant, configuration.constants))
    for assignment in assignments:
        name, value = _assigned(assignment, constants)
        constants[name] = value
    return Trial(
        name=stem if row is None or is_file else row.name,
        module=_module(named, folders),
        specification=_name(configuration.specification),
        constants=constants,
        invariants=tuple(map(_name, configuration.invariants)),
        properties=tuple(map(_name, configuration.properties)),
        deadlock=row.deadlock if row else False,
        walks=row.walks if row else None,
    )


def _name(text: str) -> Name:
    if not _NAME.fullmatch(text):
        message = f"{text[:80]!r} is not the name of an operator"
        raise TrialError(message)
    return Name(text)


def read_constant(text: str) -> tuple[str, Constant]:
    """Read a constant of a configuration, with its value.

    Raises:
        TrialError: It is not one, or its value is not of a sort that can be read.
    """
    match = _ASSIGNMENT.fullmatch(text)
    if match is None:
        message = f"{text[:80]!r} is not a constant with its value"
        raise TrialError(message)
    name, sign, value = match.groups()
    if sign == "<-":
        return _name(name), Constant(_name(value), is_operator=True)
    return _name(name), Constant(read_value(value))


def _assigned(assignment: str, constants: Mapping[str, Constant]) -> tuple[str, Constant]:
    """Read a constant that a reader gives another value, which must be of the same sort."""
    name, sign, text = assignment.partition("=")
    if not sign:
        message = f"{assignment[:80]!r} gives no constant a value: write CONSTANT=VALUE"
        raise TrialError(message)
    name = name.strip()
    if name not in constants:
        message = f"there is no constant {name[:80]!r}: {', '.join(constants)}"
        raise TrialError(message)
    before, value = constants[name], read_value(text)
    if isinstance(value, int) and not isinstance(value, bool):
        return name, _counted(name, before, value)
    if before.is_operator and isinstance(value, Name):
        return name, Constant(value, is_operator=True)
    if not before.is_operator and type(value) is not type(before.value):
        message = f"{name} {before}, and {text.strip()[:80]!r} is of another sort"
        raise TrialError(message)
    if before.is_operator and not isinstance(value, frozenset):
        message = f"{name} {before}: give another operator, or a set"
        raise TrialError(message)
    return name, Constant(value)


def _counted(name: str, before: Constant, number: int) -> Constant:
    """Make a constant of a number: so many processes, so many tokens, or the number itself."""
    if isinstance(before.value, int) and not isinstance(before.value, bool):
        return Constant(number)
    if number > _MOST:
        message = f"{name} has {_MOST} elements at the most"
        raise TrialError(message)
    if before.is_operator and name == "Tokens":
        return Constant(frozenset(range(number)))
    if isinstance(before.value, frozenset):
        kinds = {m[1] for e in before.value if (m := _NUMBERED.fullmatch(str(e)))}
        if len(kinds) == 1:
            (kind,) = kinds
            return Constant(frozenset(Name(f"{kind}{n}") for n in range(1, number + 1)))
    message = f"{name} {before}, which no number stands for: give a value of that sort"
    raise TrialError(message)


def _module(name: str, folders: Folders) -> Path:
    for folder in (folders.models / "faults", folders.models, folders.spec):
        path = folder / f"{_name(name)}.tla"
        if path.is_file():
            return path
    message = f"there is no module {name!r} in models/ or spec/"
    raise TrialError(message)


def run_trial(
    toolchain: Toolchain,
    trial: Trial,
    folders: Folders,
    seconds: float,
    on_progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Run TLC on a trial, by one worker, so that a counterexample is a shortest one.

    Args:
        toolchain: The Java and the jar.
        trial: The model.
        folders: Where the modules and the models are.
        seconds: How long to wait.
        on_progress: As for `run_tlc`.

    Raises:
        NoAnswerError: TLC ended without an answer, or did not end in time.
    """
    with private_folder("slotq-try-") as folder:
        config = folder / "Trial.cfg"
        config.write_text(trial.configuration, encoding="utf-8")
        job = Job(
            module=trial.module,
            config=config,
            library=(folders.models, folders.spec),
            check_deadlock=trial.deadlock,
            timeout=seconds,
            arguments=(
                *(("-lncheck", "final") if trial.properties else ()),
                *(walking(trial.walks) if trial.walks else ()),
            ),
        )
        return run_tlc(toolchain, job, on_progress)
