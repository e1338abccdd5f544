"""What is claimed of the code: under every schedule it does what is specified, and no more."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from slotq.machine import callers, scaling, scaling_callers, slot_queue_steps
from slotq.machine.callers import Bounds
from slotq.machine.kernel import counted, plural
from slotq.manager import LeasingSlotQueueManager
from slotq.schedule.engine.surroundings import EXPLORED
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.queue_and_counters import QueueAndCountersProgram
from slotq.schedule.programs.scaling import MoversProgram
from slotq.schedule.programs.scaling_callers import ScalingCallersProgram
from slotq.schedule.programs.slot_queue_manager import ManagerProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.specified import SpecifiedProgram
from slotq.stats import UINT64_MODULUS
from slotq.tlc.toolchain import Toolchain
from slotq.verify import sizes
from slotq.verify.claim import Claim, Evidence, Strength
from slotq.verify.code import (
    check_channel,
    check_code,
    check_surroundings,
    check_up_to_hidden_steps,
)
from slotq.verify.faults import FAULTS
from slotq.verify.keys import ENCODINGS, check_key
from slotq.verify.manifest import Manifest, Tier, Twin
from slotq.verify.models import Folders
from slotq.verify.regions import check_regions
from slotq.verify.snapshots import VALUES, check_snapshots

_FIRST, _SECOND = frozenset({0}), frozenset({1})
CODE = {
    "1x1x1": Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, _FIRST),
    "later": Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, later=True),
    "1x1x2": Bounds(1, 1, 2),
    "1x2x1": Bounds(1, 2, 1),
    "2x1x1": Bounds(2, 1, 1, idling=_FIRST, failing=_SECOND),
}
"""The small bounds at which the code is run through every schedule. At larger ones, those of the
models whose graph is the machine's, it is so in the full tier."""
GENERAL = {
    "general": GeneralProgram(clients=2, dequeuers=1, tokens=1),
    "general-1x2x1": GeneralProgram(clients=1, dequeuers=2, tokens=1),
    "general-1x1x3": GeneralProgram(clients=1, dequeuers=1, tokens=3),
    "general-wrap": GeneralProgram(1, 1, 3, first_id=UINT64_MODULUS - 2),
}
"""The small bounds at which it is run so with clients that may do anything."""
COUNTING = {
    "counters-1x1x1": (scaling.Bounds(1, 1, 1), Tier.SMOKE),
    "counters-1x0x2": (scaling.Bounds(1, 0, 2), Tier.SMOKE),
    "counters-0x1x2": (scaling.Bounds(0, 1, 2), Tier.SMOKE),
    "counters-1x1x2": (scaling.Bounds(1, 1, 2), Tier.FULL),
}
"""The bounds at which trackers, counters and signaller are run through every schedule."""
_ALL_BUT_DEATH = scaling_callers.Bounds(1, 1, _FIRST, _FIRST, _FIRST, failing=_FIRST, refusing=True)
LAUNCHING = {
    # All that a request, a container and the launcher may do, but for the container's death.
    "launcher-1x1": (_ALL_BUT_DEATH, Tier.SMOKE),
    "launcher-dying": (
        scaling_callers.Bounds(1, 1, _FIRST, _FIRST, _FIRST, _FIRST, _FIRST, refusing=True),
        Tier.FULL,
    ),
    # A container too many; then a request that finds what another has left.
    "launcher-1x2": (
        scaling_callers.Bounds(1, 2, _FIRST, _FIRST, _FIRST, refusing=True),
        Tier.FULL,
    ),
    "launcher-2x1": (scaling_callers.Bounds(2, 1, failing=_FIRST), Tier.FULL),
}
"""The bounds at which they are run so with requests, the launcher and containers."""
QUEUE_AND_COUNTERS = {"queue-and-counters-1x1": _ALL_BUT_DEATH}
"""The bounds at which they are run so over the code of the queue."""
MANAGERS = {
    "manager": ManagerProgram(3),
    "leases": ManagerProgram(3, LeasingSlotQueueManager, strangers=True),
}
"""The original's manager, and the one with leases, each with as many requests as it takes to
lose a queue; of the latter strangers delete queues, too, which would show if it did not check which
queue is in the map."""
REGIONS: dict[str, tuple[SpecifiedProgram[Any], Tier, str]] = {
    "regions-1x1x1": (
        CallersProgram(CODE["1x1x1"]),
        Tier.SMOKE,
        callers.MODULE.words(CODE["1x1x1"]),
    ),
    "regions-1x2x1": (
        CallersProgram(CODE["1x2x1"]),
        Tier.FULL,
        callers.MODULE.words(CODE["1x2x1"]),
    ),
    "regions-counters": (
        MoversProgram(scaling.Bounds(1, 0, 2)),
        Tier.SMOKE,
        scaling.MODULE.words(scaling.Bounds(1, 0, 2)),
    ),
    "regions-manager": (ManagerProgram(2), Tier.SMOKE, "2 requests"),
    "regions-leases": (ManagerProgram(2, LeasingSlotQueueManager), Tier.SMOKE, "2 requests"),
}
"""The bounds at which the regions of locks are interrupted."""
_SMALL = 5_000  # about as many states as they have
_MANY = 50_000  # states of a model at whose bounds the code is run in the full tier
_MOST = 100_000  # and in the deep one
CHANNEL = {"MCRendezvousOneOne": (1, 1), "MCRendezvousOneTwo": (1, 2), "MCRendezvousTwoOne": (2, 1)}
"""The models of the channel, and how many send and receive in each."""

_CODE = """\
The code of the queue, under every schedule, has the machine's state graph, and each step \
reports what it does."""
_COUNTING = """\
The code of trackers and counters, under every schedule, has the machine's state graph, and each \
step reports what it does."""
_REGIONS = """\
A critical section is atomic, even if other processes run before each access to what its lock \
does not guard."""
_SNAPSHOTS = "The code and the machine agree on whether a queue is idle or needs a container."
_LAUNCHING = "The code of launcher and counters, under every schedule, is bisimilar to the machine."
_QUEUE_AND_COUNTERS = (
    "The code of queue and counters together, with the queue's own steps hidden, has the "
    "machine's state graph."
)
_MANAGING = "The code of the manager, under every schedule, is bisimilar to the machine."
_CHANNEL = (
    "The code of the channel, under every schedule of its lock, has the specified state graph."
)

_START = 1.5  # seconds that Java and TLC take to begin
_RUN_PER_SECOND = 1_000


def code_claims(manifest: Manifest, toolchain: Toolchain, folders: Folders) -> Iterator[Claim]:
    """The claims of the code, of all tiers.

    Args:
        manifest: The models, at whose bounds the code is run, too.
        toolchain: The Java and the jar to run them with.
        folders: Where the modules and the models are.
    """
    yield _of_surroundings()
    yield from _of_queue(manifest, folders)
    yield from _of_regions()
    yield from _of_counting()
    yield from _of_launching()
    yield from _of_managers()
    yield from _of_channel(manifest, toolchain, folders)
    yield from _of_keys(manifest, toolchain, folders)


def _of_surroundings() -> Claim:
    return Claim(
        name="code/state",
        sentence="The code keeps all of its state in objects and frames, which are what is read.",
        bound=f"all of {', '.join(EXPLORED)}",
        tier=Tier.SMOKE,
        strength=Strength.INSPECTED,
        check=check_surroundings,
        faults=FAULTS["code/state"],
    )


def _of_queue(manifest: Manifest, folders: Folders) -> Iterator[Claim]:
    for name, bounds in CODE.items():
        yield _small(
            name, callers.MODULE.words(bounds), partial(check_code, CallersProgram(bounds))
        )
    for name, program in GENERAL.items():
        bound = counted(program, *slot_queue_steps.SIZES)
        bound += f"; ids from {program.first_id}" * bool(program.first_id)
        yield _small(name, bound, partial(check_code, program))
    for model in manifest.model:
        if model.distinct is None or model.distinct > _MOST:
            continue
        match model.twin:
            case Twin(bounds=callers.Bounds() as bounds):
                check = partial(check_code, CallersProgram(bounds))
            case Twin(slot_queue_steps.MODULE, bounds):
                program = GeneralProgram(bounds.clients, bounds.dequeuers, bounds.tokens)
                check = partial(check_code, program)
            case _:
                continue
        yield Claim(
            name=f"code/{model.name}",
            sentence=_CODE,
            bound=sizes.of_model(model, folders),
            tier=Tier.FULL if model.distinct <= _MANY else Tier.DEEP,
            strength=Strength.EXHAUSTIVE,
            check=check,
            seconds=model.distinct / _RUN_PER_SECOND,
            faults=model.why,
        )


def _small(name: str, bound: str, check: Callable[[], Evidence]) -> Claim:
    return Claim(
        name=f"code/{name}",
        sentence=_CODE,
        bound=bound,
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check,
        seconds=_SMALL / _RUN_PER_SECOND,
        faults=FAULTS[f"code/{name}"],
    )


def _of_regions() -> Iterator[Claim]:
    for name, (program, tier, bound) in REGIONS.items():
        yield Claim(
            name=f"code/{name}",
            sentence=_REGIONS,
            bound=bound,
            tier=tier,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_regions, program),
            faults=FAULTS[f"code/{name}"],
        )


def _of_counting() -> Iterator[Claim]:
    for name, (bounds, tier) in COUNTING.items():
        yield Claim(
            name=f"code/{name}",
            sentence=_COUNTING,
            bound=scaling.MODULE.words(bounds),
            tier=tier,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_code, MoversProgram(bounds)),
            faults=FAULTS[f"code/{name}"],
        )
    yield Claim(
        name="code/snapshots",
        sentence=_SNAPSHOTS,
        bound=(
            f"values of the counters that matter: {', '.join(map(str, VALUES))}; of all others: "
            "0, 1"
        ),
        tier=Tier.SMOKE,
        strength=Strength.TESTED,
        check=check_snapshots,
        faults=FAULTS["code/snapshots"],
    )


def _of_launching() -> Iterator[Claim]:
    for name, (bounds, tier) in LAUNCHING.items():
        yield Claim(
            name=f"code/{name}",
            sentence=_LAUNCHING,
            bound=scaling_callers.MODULE.words(bounds),
            tier=tier,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_code, ScalingCallersProgram(bounds), coarse=True),
            faults=FAULTS[f"code/{name}"],
        )
    for name, bounds in QUEUE_AND_COUNTERS.items():
        yield Claim(
            name=f"code/{name}",
            sentence=_QUEUE_AND_COUNTERS,
            bound=scaling_callers.MODULE.words(bounds),
            tier=Tier.FULL,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_up_to_hidden_steps, QueueAndCountersProgram(bounds)),
            faults=FAULTS[f"code/{name}"],
        )


def _of_managers() -> Iterator[Claim]:
    for name, program in MANAGERS.items():
        yield Claim(
            name=f"code/{name}",
            sentence=_MANAGING,
            bound=counted(program, "requests"),
            tier=Tier.SMOKE,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_code, program, coarse=True),
            faults=FAULTS[f"code/{name}"],
        )


def _of_channel(manifest: Manifest, toolchain: Toolchain, folders: Folders) -> Iterator[Claim]:
    for name, sides in CHANNEL.items():
        model = manifest.find(name)
        yield Claim(
            name=f"channel/{name}",
            sentence=_CHANNEL,
            bound=f"{plural(sides[0], 'senders')}, {plural(sides[1], 'receivers')}",
            tier=model.tier,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_channel, toolchain, model, sides, folders),
            faults=FAULTS[f"channel/{name}"],
            seconds=_START + (model.distinct or 0) / _RUN_PER_SECOND,
        )


def _of_keys(manifest: Manifest, toolchain: Toolchain, folders: Folders) -> Iterator[Claim]:
    for name, (encoding, tier) in ENCODINGS.items():
        model = manifest.find(name)
        yield Claim(
            name=f"key/{name}",
            sentence="The reference encodes every call of the model byte by byte as specified.",
            bound=sizes.constants(model, folders),
            tier=tier,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_key, toolchain, model, encoding, folders),
            faults=FAULTS[f"key/{name}"],
            seconds=_START + (model.distinct or 0) / _RUN_PER_SECOND,
        )
