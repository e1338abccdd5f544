"""The reduction by symmetry, held against the unreduced graph at a bound where there are both.

Under the most general clients it makes no difference which client, or which dequeuer, is which. TLC
then keeps one state of each orbit, which is all states that differ only in these names. Whether it
keeps one of each orbit, and nothing else, is counted here: the orbits of the machine's states,
whose graph is TLC's without the reduction.
"""

from collections.abc import Iterator
from functools import partial
from itertools import permutations

from slotq.machine.kernel import explore
from slotq.machine.slot_queue_steps import MODULE, NO_CLIENT, Bounds, State
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import Claim, ClaimRefutedError, Evidence, Strength
from slotq.verify.manifest import Manifest, Tier
from slotq.verify.models import Folders, check_model

BOUNDS = {"2x2x1": Bounds(2, 2, 1), "3x2x1": Bounds(3, 2, 1)}
"""The bounds that are compared, by the names of the models with a symmetry."""


def symmetry_claims(manifest: Manifest, toolchain: Toolchain, folders: Folders) -> Iterator[Claim]:
    """The claims of the reduction.

    Args:
        manifest: The models.
        toolchain: The Java and the jar.
        folders: Where the modules and the models are.
    """
    for size, bounds in BOUNDS.items():
        yield Claim(
            name=f"symmetry/{size}",
            sentence=(
                "Up to the names of clients and dequeuers TLC finds one state of each orbit of all"
                " states, and no other."
            ),
            bound=MODULE.words(bounds),
            tier=Tier.FULL if size == "2x2x1" else Tier.DEEP,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_symmetry, manifest, toolchain, folders, size),
            seconds=5.0 if size == "2x2x1" else 30.0,
            faults="A set that is no symmetry: a state that is left out, and a fault with it.",
        )


def check_symmetry(
    manifest: Manifest, toolchain: Toolchain, folders: Folders, size: str
) -> Evidence:
    """Compare what TLC finds with a symmetry with the orbits of all states.

    Args:
        manifest: The models.
        toolchain: The Java and the jar.
        folders: Where the modules and the models are.
        size: One of `BOUNDS`.

    Raises:
        ClaimRefutedError: There are more, or fewer.
        SlotqError: TLC came to no verdict.
    """
    model = manifest.find(f"Symmetric_{size}")
    verdict = check_model(toolchain, model, folders)
    if verdict.run is None or not verdict.good:
        raise ClaimRefutedError("\n".join(verdict.differences))
    graph = explore(MODULE.system(BOUNDS[size]))
    found, expected = verdict.run.report.distinct, orbits(graph.states)
    if found != expected:
        message = f"TLC finds {found} states, but all {len(graph.states)} have {expected} orbits"
        raise ClaimRefutedError(message)
    return Evidence(len(graph.states), len(graph.edges))


def orbits(states: list[State]) -> int:
    """Count the states up to the names of clients and of dequeuers.

    Args:
        states: All of one system.
    """
    clients, dequeuers = len(states[0].clients), len(states[0].dequeuers)
    renamings = [
        (of_clients, of_dequeuers)
        for of_clients in permutations(range(clients))
        for of_dequeuers in permutations(range(dequeuers))
    ]
    left = set(states)
    count = 0
    while left:
        state = left.pop()
        count += 1
        left.difference_update(renamed(state, *renaming) for renaming in renamings)
    return count


def renamed(state: State, clients: tuple[int, ...], dequeuers: tuple[int, ...]) -> State:
    """Give clients and dequeuers other names.

    Args:
        state: The state.
        clients: The new place of each client.
        dequeuers: The old place of each dequeuer.
    """
    old = sorted(range(len(clients)), key=clients.__getitem__)
    owners = {NO_CLIENT: NO_CLIENT, **dict(enumerate(clients))}
    return state._replace(
        clients=tuple(state.clients[place] for place in old),
        dequeuers=tuple(
            state.dequeuers[place]._replace(owner=owners[state.dequeuers[place].owner])
            for place in dequeuers
        ),
    )
