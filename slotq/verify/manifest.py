"""The manifest of models: every model is a row with the expected outcome, and why.

A model is a configuration of TLC for a module. A row holds what the configuration must check, the
outcome, and a figure that pins it down: for a model that holds, its exact counts, which are equal
on every version of TLC; for one that is violated on purpose, the property and the length of the
counterexample, which breadth-first search by one worker makes the shortest.
"""

import dataclasses
import tomllib
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias

import msgspec

from slotq.errors import SlotqError
from slotq.machine.kernel import Module
from slotq.machine.modules import MODULES
from slotq.system.files import FileError, read_bounded
from slotq.system.resources import folder
from slotq.tlc.report import Outcome

NAME = "manifest.toml"
MAX_BYTES = 1 << 20
_BOUNDED = "MC"
"""Begins the name of a module that has bounds alone; a configuration has that of what it bounds."""

Operator: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]\w{0,60}\Z")]
"""The name of an operator or of a module."""
ConfigurationName: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^(faults/)?[A-Za-z]\w{0,60}\.cfg\Z")
]
Sentence: TypeAlias = Annotated[str, msgspec.Meta(min_length=10, max_length=1000)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=1)]


class ManifestError(SlotqError):
    """The manifest cannot be read, or a row of it contradicts itself."""


class Tier(Enum):
    """How long a reader has to wait: each tier is part of the next."""

    SMOKE = "smoke"
    FULL = "full"
    DEEP = "deep"

    def includes(self, other: "Tier") -> bool:
        """Whether what belongs to the other tier runs in this one."""
        tiers = list(Tier)
        return tiers.index(other) <= tiers.index(self)


class Expected(Enum):
    """The expected outcome of a model."""

    OK = "ok"
    INVARIANT = "invariant"
    ACTION_PROPERTY = "action-property"
    TEMPORAL_PROPERTY = "temporal-property"
    DEADLOCK = "deadlock"

    @property
    def outcome(self) -> Outcome:
        """TLC's word for it."""
        return Outcome[self.name]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the manifest; a key that it does not know is an error."""


class Twin(NamedTuple):
    """The machine that a graph is compared with.

    Attributes:
        module: The twin of a module of the specification.
        bounds: Its bounds.
    """

    module: Module[Any, Any]
    bounds: Any


class Walks(_Table, frozen=True):
    """Random behaviours, where there are too many states to find all.

    Attributes:
        number: How many behaviours are tried.
        depth: How many states each has at most.
        seed: What chooses them.
    """

    number: Count
    depth: Count
    seed: Count


class Model(_Table, frozen=True):
    """One row.

    Attributes:
        cfg: The configuration, by its path in models/; it names the model.
        module: The module that it configures, next to it or in spec/.
        claim: What it shows.
        why: Why its bounds are what they are.
        tier: When it runs.
        outcome: The expected outcome.
        violates: The invariant or property that must be violated.
        length: The number of states of the counterexample.
        invariants: What the configuration must check, no more and no less.
        properties: As for the invariants.
        deadlock: Whether a state without a successor is an error.
        distinct: The exact number of distinct states.
        generated: The exact number of states generated.
        untaken: Actions that are never taken, each with the reason.
        machine: What to compare its graph with: the name of a module that has a twin, and the
            twin's bounds, in which clients are numbers from 0.
        walks: The random behaviours that are tried, if not all states are found.
        symmetric: Whether states are one state that differ in the names of processes alone.
    """

    cfg: ConfigurationName
    module: Operator
    claim: Sentence
    why: Sentence
    tier: Tier
    outcome: Expected
    violates: Operator | None = None
    length: Count | None = None
    invariants: tuple[Operator, ...] = ()
    properties: tuple[Operator, ...] = ()
    deadlock: bool = False
    distinct: Count | None = None
    generated: Count | None = None
    untaken: dict[Operator, Sentence] = {}
    machine: dict[Operator, dict[str, Any]] = {}
    walks: Walks | None = None
    symmetric: bool = False

    @property
    def name(self) -> str:
        """What the model is called: its configuration without its module's name and the ending.

        The name of a configuration begins with that of its module, as other tools for TLA+ expect.
        """
        folder, slash, base = self.cfg.removesuffix(".cfg").rpartition("/")
        if self.module.startswith(_BOUNDED):
            base = base.removeprefix(f"{self.module}_")
        return f"{folder}{slash}{base}"

    @property
    def graph(self) -> bool:
        """Whether its state graph is compared with the machine's."""
        return bool(self.machine)

    @property
    def twin(self) -> Twin | None:
        """The machine that its graph is compared with.

        Raises:
            ManifestError: There is no such machine, or the bounds are not bounds of it.
        """
        for name, bounds in self.machine.items():
            if name not in MODULES:
                message = f"{self.cfg}: no module called {name} has a twin: {', '.join(MODULES)}"
                raise ManifestError(message)
            kind = MODULES[name].bounds
            unknown = sorted(bounds.keys() - {field.name for field in dataclasses.fields(kind)})
            if unknown:
                message = f"{self.cfg}: the bounds of {name} have no {unknown[0]!r}"
                raise ManifestError(message)
            try:
                return Twin(MODULES[name], msgspec.convert(bounds, kind))
            except msgspec.ValidationError as error:
                message = f"{self.cfg}: {error}"
                raise ManifestError(message) from error
        return None

    def contradictions(self) -> list[str]:
        """What in this row denies what else is in it."""
        checked = (*self.invariants, *self.properties)
        holds = self.outcome is Expected.OK
        named = {
            Expected.OK: (),
            Expected.DEADLOCK: (),
            Expected.INVARIANT: self.invariants,
            Expected.ACTION_PROPERTY: self.properties,
            Expected.TEMPORAL_PROPERTY: self.properties,
        }[self.outcome]
        whole = self.walks is None
        counted = self.distinct is not None and self.generated is not None
        uncounted = self.distinct is None and self.generated is None
        rules = (
            (bool(checked) or self.deadlock, "it checks nothing"),
            (len(set(checked)) == len(checked), "it names something twice"),
            (
                counted if holds and whole else uncounted,
                "distinct and generated are only for models that hold",
            ),
            (
                (self.length is None) is (holds or not whole),
                "length is only for models that are violated",
            ),
            (
                self.violates in named if named else self.violates is None,
                "violates must be one of the properties that the outcome concerns",
            ),
            (
                self.outcome is not Expected.TEMPORAL_PROPERTY or len(self.properties) == 1,
                "TLC does not name the violated temporal property: check one at a time",
            ),
            (self.outcome is not Expected.DEADLOCK or self.deadlock, "it must check deadlock"),
            (holds or not self.untaken, "untaken is only for models that hold"),
            (
                not self.graph or (holds and whole and not self.symmetric and not self.properties),
                "a graph is complete only if invariants alone are checked, and hold",
            ),
            (
                not self.symmetric or not self.properties,
                "with a symmetry TLC may miss a violation of a temporal property",
            ),
            (len(self.machine) <= 1, "its graph must be compared with exactly one machine"),
        )
        return [text for kept, text in rules if not kept]


class Manifest(_Table, frozen=True):
    """All the rows."""

    model: Annotated[tuple[Model, ...], msgspec.Meta(min_length=1)]

    def select(self, tier: Tier) -> tuple[Model, ...]:
        """The models that run in a tier."""
        return tuple(model for model in self.model if tier.includes(model.tier))

    def find(self, name: str) -> Model:
        """The model of that name.

        Raises:
            ManifestError: There is no such model.
        """
        for model in self.model:
            if name in (model.name, model.cfg):
                return model
        for model in self.model:
            if model.name.endswith(f"/{name}"):
                message = f"there is no model {name!r}; {model.name} is one"
                raise ManifestError(message)
        message = f"there is no model {name!r}: slotq model list shows them, slotq model try"
        message += " changes their bounds"
        raise ManifestError(message)


def load_manifest(models: Path | None = None) -> Manifest:
    """The manifest in a folder of models, or the one that slotq brings.

    Raises:
        ManifestError: It cannot be read, is not of the right types, or contradicts itself.
    """
    path = (folder("models") if models is None else models) / NAME
    try:
        raw = read_bounded(path, MAX_BYTES)
    except FileError as error:
        raise ManifestError(str(error)) from error
    try:
        manifest = msgspec.convert(tomllib.loads(raw.decode()), Manifest)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        message = f"{path}: {error}"
        raise ManifestError(message) from error
    faults = [f"{model.cfg}: {text}" for model in manifest.model for text in model.contradictions()]
    for model in manifest.model:
        _ = model.twin  # refuses bounds that are none of its machine
    names = [model.cfg for model in manifest.model]
    faults += [f"{name}: it has two rows" for name in sorted(set(names)) if names.count(name) > 1]
    if faults:
        message = f"{path}: {'; '.join(faults)}"
        raise ManifestError(message)
    return manifest
