r"""Reads the labelled state graph that TLC dumps (``-dump dot,actionlabels``).

A dump is complete: every state, and every step with its multiplicity, self-loops included. Its
node numbers are fingerprints, so a state is known here by its value alone. The file is read as a
stream; each text of a variable is parsed once, and edges are kept as integers.

An edge's label is the innermost operator, as far as TLC sees: of ``Next == \E p : Take(p)`` it is
``Take``; if Take's whole body is ``Queue!Take(p)`` it is ``Queue!Take``, and if its body conjoins
anything to that, it is ``Take`` again. See the tests.
"""

import re
from array import array
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from slotq.formats.tla_values import Function, Value
from slotq.tlc.errors import GraphError
from slotq.tlc.states import Bindings

State = TypeVar("State", bound=Hashable)

_LINE = re.compile(
    r"""(-?\d++)\ (?:
        ->\ (-?\d++)\ \[label="([^"(\\]*+)[^"]*+"[^\n]*\];
      | \[label="((?:[^"\\]++|\\.)*+)"(,style\ =\ filled)?\];?
    )""",
    re.ASCII | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)", re.ASCII)
_CONJUNCT = r"\n/\\ "


@dataclass(frozen=True, slots=True)
class Graph(Generic[State]):
    """A labelled state graph; `initial`, `sources` and `targets` are positions in `states`.

    Args:
        states: Every state once.
        initial: The initial ones.
        actions: The names of actions.
        sources: Where each edge starts.
        labels: Which of `actions` each edge is.
        targets: Where each edge ends.
    """

    states: tuple[State, ...]
    initial: frozenset[int]
    actions: tuple[str, ...]
    sources: "array[int]"
    labels: "array[int]"
    targets: "array[int]"

    @property
    def edge_count(self) -> int:
        """How many edges there are, each with its multiplicity."""
        return len(self.sources)

    def edges(self) -> Iterator[tuple[int, str, int]]:
        """Each edge as the position of its source, its action, and the position of its target."""
        actions = self.actions
        for source, label, target in zip(self.sources, self.labels, self.targets, strict=True):
            yield source, actions[label], target


def state_record(variables: Mapping[str, Value]) -> Function:
    """A state as the record of its variables: the key of a state if the caller has no better."""
    return Function(variables)


def read_graph(path: Path, decode: Callable[[dict[str, Value]], State]) -> Graph[State]:
    """The graph in a dump.

    Args:
        path: The dump.
        decode: Turns the variables of a state into the caller's own form of it, or
            `state_record`. Two states must not become one.

    Raises:
        GraphError: The dump is cut short, is not one of a graph, or `decode` merges states.
        ValueSyntaxError: A state holds what is not a TLA+ value.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            return _Reader(decode).read(stream)
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise GraphError(message) from error


def _unescaped(label: str) -> str:
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], label)


class _Reader(Generic[State]):
    def __init__(self, decode: Callable[[dict[str, Value]], State]) -> None:
        self._decode = decode
        self._bindings = Bindings(_unescaped)
        self._positions: dict[str, int] = {}
        self._states: dict[int, State] = {}
        self._initial: set[int] = set()
        self._labels: dict[str, int] = {}
        self._edges = (array("i"), array("i"), array("i"))

    def read(self, lines: Iterator[str]) -> Graph[State]:
        positions, labels = self._positions, self._labels
        sources, actions, targets = self._edges
        number, line = 0, ""
        for number, line in enumerate(lines, 1):
            if line[0] not in "-0123456789":
                continue
            match = _LINE.match(line)
            if match is None:
                message = f"line {number} of the dump is neither a state nor a step: {line[:80]!r}"
                raise GraphError(message)
            node, target, action, label, filled = match.groups()
            position = positions.setdefault(node, len(positions))
            if target is None:
                self._add_state(position, label)
                if filled:
                    self._initial.add(position)
            else:
                sources.append(position)
                actions.append(labels.setdefault(action, len(labels)))
                targets.append(positions.setdefault(target, len(positions)))
        if line.strip() != "}":
            message = f"the dump is cut short after line {number}"
            raise GraphError(message)
        return self._graph()

    def _add_state(self, position: int, label: str) -> None:
        conjuncts = label.removeprefix(r"/\\ ").split(_CONJUNCT)
        self._states[position] = self._decode(dict(map(self._bindings.__getitem__, conjuncts)))

    def _graph(self) -> Graph[State]:
        missing = len(self._positions) - len(self._states)
        if missing or not self._initial:
            message = f"the dump lacks {missing} of its states" if missing else "the dump is empty"
            raise GraphError(message)
        states = tuple(self._states[position] for position in range(len(self._states)))
        merged = len(states) - len(set(states))
        if merged:
            message = f"{merged} states of the dump have the decoded form of another state"
            raise GraphError(message)
        return Graph(states, frozenset(self._initial), tuple(self._labels), *self._edges)
