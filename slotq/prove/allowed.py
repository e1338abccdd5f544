"""The states that the conjuncts of IndInv allow, among all values of the right types and others.

TLC counts the same in MCSlotQueueInductive. Lists with repetitions and tokens that nobody queued
are among the values, and a word that is no place. A conjunct is evaluated as soon as all that it
speaks of has a value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Any

from slotq.machine.slot_queue_steps import Bounds, Client, Dequeuer
from slotq.machine.slot_queue_steps import State as MachineState
from slotq.prove.algebra import Formula, Function, Predicate, State
from slotq.prove.concrete import NONE, Concrete
from slotq.prove.queue_invariant import INVARIANT, QUEUE
from slotq.prove.queue_states import Remembering, sizes
from slotq.prove.symbolic import Symbolic

_AT_FIRST: dict[str, tuple[object, ...]] = {
    "doing": ("nothing",),
    "hand": (NONE,),
    "appended": (NONE,),
    "dequeuer": ("absent",),
    "isWaiting": (False,),
    "item": (NONE,),
    "owner": (NONE,),
    "canceller": ("absent",),
}
"""What a client or a dequeuer has at first."""
_CALLS = ("nothing", "broadcast", "remove", "close", "nowhere")
_OF_CLIENTS = ("doing", "hand", "appended")


@dataclass(frozen=True, slots=True)
class Family:
    """States of which some variables are varied, and the others are as at first.

    Attributes:
        bounds: How many clients, dequeuers and tokens there are.
        wins: Whether busy, closed and hand are varied.
        calls: What clients may be doing.
        dequeuers: Whether everything that dequeuers have is varied.
    """

    bounds: Bounds
    wins: bool
    calls: tuple[str, ...]
    dequeuers: bool


FAMILIES = {
    "AllClients_2x1x2": Family(Bounds(2, 1, 2), wins=True, calls=_CALLS, dequeuers=False),
    "AllDequeuer_2x1x2": Family(
        Bounds(2, 1, 2), wins=False, calls=("nothing", "broadcast"), dequeuers=True
    ),
    "AllDequeuers_1x2x1": Family(Bounds(1, 2, 1), wins=False, calls=("nothing",), dequeuers=True),
}
"""The families, by the names of the models that count them."""


def _candidates(family: Family) -> dict[str, list[Any]]:
    # The values of each variable, in an order in which conjuncts can soon be evaluated.
    tokens = range(family.bounds.tokens)
    any_token = (NONE, *tokens)
    sets = [frozenset(some) for some in _subsets(tokens)]
    of_one = dict(_AT_FIRST) | {"doing": family.calls}
    if len(family.calls) > 1:
        of_one["appended"] = any_token
    if family.wins:
        of_one["hand"] = any_token
    done = [frozenset[int]()]
    if family.dequeuers:
        of_one |= {
            "dequeuer": ("absent", "lock", "asleep", "offering", "ended", "nowhere"),
            "isWaiting": (False, True),
            "item": any_token,
            "owner": (NONE, *range(family.bounds.clients)),
            "canceller": ("absent", "waiting", "ended", "nowhere"),
        }
        done = [frozenset(some) for some in _subsets(range(family.bounds.dequeuers))]
    found: dict[str, list[Any]] = {
        "nextId": list(range(len(tokens) + 1)),
        "slots": list(chain(*(product(tokens, repeat=n) for n in range(len(tokens) + 1)))),
        "busy": sets if family.wins else [frozenset()],
        "closed": sets if family.wins else [frozenset()],
        "done": done,
    }
    for name, values in of_one.items():
        number = family.bounds.clients if name in _OF_CLIENTS else family.bounds.dequeuers
        found[name] = list(product(values, repeat=number))
    return found


def _subsets(values: range) -> Iterator[tuple[int, ...]]:
    return chain(*(combinations(values, number) for number in range(len(values) + 1)))


def _functions(name: str, value: Any) -> dict[str, Function]:  # noqa: ANN401  # of any variable
    # A value, as the definitions have it.
    if name == "slots":
        older = set(combinations(value, 2))
        return {"listed": value.__contains__, "older": lambda t, u: (t, u) in older}
    if name == "nextId":
        return {name: lambda: value}
    return {name: value.__contains__ if isinstance(value, frozenset) else value.__getitem__}


def _spoken_of(conjunct: Predicate) -> set[str]:
    # Formulas are written out whole, so that everything in them is asked for.
    algebra, asked = Symbolic(QUEUE.words), set[str]()

    def asking(name: str, function: Function) -> Function:
        def ask(*arguments: Formula) -> Formula:
            asked.add("slots" if name in {"listed", "older"} else name)
            return function(*arguments)

        return ask

    state = vars(algebra.state(QUEUE))
    conjunct(algebra, State(**{name: asking(name, each) for name, each in state.items()}))
    return asked


def allowed(
    family: Family, conjuncts: Mapping[str, Predicate] = INVARIANT
) -> Iterator[Remembering]:
    """Find all states of a family that the conjuncts allow.

    Args:
        family: The family.
        conjuncts: The conjuncts, by name.
    """
    candidates = _candidates(family)
    names = list(candidates)
    to_ask: list[list[Predicate]] = [[] for _ in names]
    for conjunct in conjuncts.values():
        to_ask[max(map(names.index, _spoken_of(conjunct)))].append(conjunct)
    algebra = Concrete(sizes(family.bounds))

    def extended(values: dict[str, Any], functions: dict[str, Function]) -> Iterator[Remembering]:
        if len(values) == len(names):
            yield _written(values)
            return
        name = names[len(values)]
        for value in candidates[name]:
            more = functions | _functions(name, value)
            state = State(**more)
            if all(conjunct(algebra, state) for conjunct in to_ask[len(values)]):
                yield from extended({**values, name: value}, more)

    return extended({}, {})


def _written(values: Mapping[str, Any]) -> Remembering:
    clients = zip(values["doing"], values["hand"], strict=True)
    places = ("dequeuer", "isWaiting", "item", "owner")
    dequeuers = zip(*map(values.__getitem__, places), values["canceller"], strict=True)
    state = MachineState(
        values["slots"],
        values["nextId"],
        sum(1 << token for token in values["busy"]),
        sum(1 << token for token in values["closed"]),
        tuple(Client(0, doing, hand) for doing, hand in clients),
        tuple(
            Dequeuer(at, waits, item, owner, number in values["done"], canceller)
            for number, (at, waits, item, owner, canceller) in enumerate(dequeuers)
        ),
    )
    return state, values["appended"]
