"""All claims: one for each row of the manifest, and what is said of the code."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from difflib import get_close_matches
from functools import partial

from slotq.errors import SlotqError
from slotq.machine import scaling, scaling_callers
from slotq.machine.bounds import Bounds
from slotq.manager import LeasingSlotQueueManager
from slotq.schedule.clients import CallersProgram
from slotq.schedule.general import GeneralProgram
from slotq.schedule.managing import ManagerProgram
from slotq.schedule.movers import MoversProgram
from slotq.schedule.scaling_callers import ScalingCallersProgram
from slotq.schedule.whole import WholeProgram
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import Claim, ClaimFallsError, Evidence
from slotq.verify.code import check_channel, check_code, check_hiding
from slotq.verify.configuration import ConfigurationError, read_configuration
from slotq.verify.conformance import EDGES, check_conformance
from slotq.verify.equality import callers_bounds, check_equality
from slotq.verify.incremental import COUNTING_SIZES, QUEUE_SIZES, check_counting, check_queue
from slotq.verify.keys import ENCODINGS, check_key
from slotq.verify.manifest import Manifest, Model, Tier
from slotq.verify.models import Folders, check_folders, check_model
from slotq.verify.snapshots import VALUES, check_snapshots

_FIRST, _SECOND = frozenset({0}), frozenset({1})
CODE = {
    # Everything that anybody may do, once.
    "1x1x1": Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND),
    # What a first round leaves behind: a dequeuer that is not yet at its end in the second.
    "1x1x2": Bounds(1, 1, 2),
    # Two dequeuers that sleep, and two consumers that race for one token.
    "1x2x1": Bounds(1, 2, 1),
    # Two listed tokens, so that orders differ, and a container that ejects itself.
    "2x1x1": Bounds(2, 1, 1, idling=_FIRST),
}
"""The small bounds at which the code is run through every schedule. At larger ones, those of the
models whose graph is the machine's, it is so in the full tier."""
GENERAL = GeneralProgram(clients=2, dequeuers=1, tokens=1)
"""Two clients that may do anything: they race for a token that one of them queued."""
_GENERAL = ("clients", "dequeuers", "tokens")
_MOVERS = ("requests", "containers", "movers")
_LAUNCHED = ("requests", "containers")
COUNTING = {
    # A tracker of each kind, which one process moves; then two that race for one tracker.
    "counters-1x1x1": (scaling.Bounds(1, 1, 1), Tier.SMOKE),
    "counters-1x0x2": (scaling.Bounds(1, 0, 2), Tier.SMOKE),
    "counters-1x1x2": (scaling.Bounds(1, 1, 2), Tier.FULL),
}
"""The bounds at which trackers, counters and signaller are run through every schedule."""
LAUNCHING = {
    # All that a request, a container and the launcher may do, but for the container's death.
    "launcher-1x1": (
        scaling_callers.Bounds(1, 1, _FIRST, _FIRST, _FIRST, refusing=True),
        Tier.SMOKE,
    ),
    "launcher-dying": (
        scaling_callers.Bounds(1, 1, _FIRST, _FIRST, _FIRST, _FIRST, refusing=True),
        Tier.FULL,
    ),
    # A container too many; then a request that finds what another has left.
    "launcher-1x2": (
        scaling_callers.Bounds(1, 2, _FIRST, _FIRST, _FIRST, refusing=True),
        Tier.FULL,
    ),
    "launcher-2x1": (scaling_callers.Bounds(2, 1), Tier.FULL),
}
"""The bounds at which they are run so with requests, the launcher and containers."""
WHOLE = {"whole-1x1": scaling_callers.Bounds(1, 1, _FIRST, _FIRST, _FIRST, refusing=True)}
"""The bounds at which they are run so over the code of the queue."""
MANAGERS = {
    "manager": ManagerProgram(3),
    "leases": ManagerProgram(3, LeasingSlotQueueManager, strangers=True),
}
"""The original's manager, and the one with leases, each with as many requests as lose a queue; of
the latter strangers delete queues, too, as without its look at which is in the map would show."""
_SMALL = 5_000  # about as many states as they have
_MANY = 50_000  # states of a model at whose bounds the code is run in the full tier
_MOST = 100_000  # and in the deep one
CHANNEL = {"MCRendezvousOneOne": (1, 1), "MCRendezvousOneTwo": (1, 2), "MCRendezvousTwoOne": (2, 1)}
"""The models of the channel, and how many send and receive in each."""

_CODE = "The code of the queue, under every schedule, has the machine's graph."
_COUNTING = "The code of trackers and counters, under every schedule, has the machine's graph."
_SNAPSHOTS = "The code says as the machine whether a queue is idle, or needs a container."
_LAUNCHING = "The code of launcher and counters, under every schedule, goes on as the machine."
_WHOLE = "The code of queue and counters together goes on as the machine, but for hidden steps."
_MANAGING = "The code of the manager, under every schedule, goes on in every state as the machine."
_CHANNEL = "The code of the channel, under every schedule of its lock, has the specified graph."

_EMPTY = (" = {}", " <- Nobody", " = None")  # constants that say of nobody that they may
_START = 1.5  # seconds that Java and TLC take to begin
_STATES_PER_SECOND = 15_000
_COMPARED_PER_SECOND = 4_000
_RUN_PER_SECOND = 1_000


class UnknownClaimError(SlotqError):
    """A claim was named that there is not."""


def all_claims(
    manifest: Manifest, toolchain: Toolchain, folders: Folders | None = None
) -> list[Claim]:
    """The claims of all tiers, in the order of the table.

    Args:
        manifest: The models.
        toolchain: The Java and the jar to run them with.
        folders: Where the modules and the models are.
    """
    where = folders or Folders()
    return [
        Claim(
            name="manifest",
            sentence="Every model, module and property has its row in models/manifest.toml",
            bound=f"{len(manifest.model)} models",
            tier=Tier.SMOKE,
            check=partial(_check_manifest, manifest, where),
        ),
        *(_of_model(model, toolchain, where) for model in manifest.model),
        *_of_code(manifest),
        *_of_counting(),
        *_of_launching(),
        *_of_managers(),
        *_of_channel(manifest, toolchain, where),
        *_of_keys(manifest, toolchain, where),
        *_of_judges(),
        _of_conformance(),
    ]


def choose(claims: Sequence[Claim], tier: Tier, only: Sequence[str] = ()) -> list[Claim]:
    """Choose what to check: the claims of a tier, or those that are named, whatever their tier.

    Raises:
        UnknownClaimError: There is no claim of that name.
    """
    if not only:
        return [claim for claim in claims if tier.includes(claim.tier)]
    unknown = sorted(set(only) - {claim.name for claim in claims})
    if unknown:
        nearest = get_close_matches(unknown[0], [claim.name for claim in claims], cutoff=0)
        message = f"there is no claim {unknown[0]}: its nearest names are {', '.join(nearest)}"
        raise UnknownClaimError(message)
    return [claim for claim in claims if claim.name in only]


def _check_manifest(manifest: Manifest, folders: Folders) -> Evidence:
    differences = check_folders(manifest, folders)
    if differences:
        raise ClaimFallsError("\n".join(differences))
    return Evidence(others=len(manifest.model))


def _of_model(model: Model, toolchain: Toolchain, folders: Folders) -> Claim:
    check = check_equality if model.graph else _check_model
    rate = _COMPARED_PER_SECOND if model.graph else _STATES_PER_SECOND
    return Claim(
        name=model.name,
        sentence=model.claim,
        bound=_bound(model) or _constants(model, folders),
        tier=model.tier,
        check=partial(check, toolchain, model, folders),
        seconds=_START + (model.distinct or 0) / rate,
    )


def _check_model(toolchain: Toolchain, model: Model, folders: Folders) -> Evidence:
    verdict = check_model(toolchain, model, folders)
    if not verdict.good or verdict.run is None:
        raise ClaimFallsError("\n".join(verdict.differences))
    report = verdict.run.report
    steps = (report.generated or 0) - (report.initial_generated or 0)
    return Evidence(report.distinct or 0, steps)


def _of_code(manifest: Manifest) -> Iterator[Claim]:
    for name, bounds in CODE.items():
        check = partial(check_code, CallersProgram(bounds))
        yield _code_claim(name, Tier.SMOKE, _of_callers(bounds), check, _SMALL)
    check = partial(check_code, GENERAL)
    yield _code_claim("general", Tier.SMOKE, _sizes(GENERAL, *_GENERAL), check, _SMALL)
    for model in manifest.model:
        if model.distinct is None or model.distinct > _MOST:
            continue
        if model.callers is not None:
            check = partial(check_code, CallersProgram(callers_bounds(model.callers)))
        elif model.general is not None:
            size = model.general
            check = partial(check_code, GeneralProgram(size.clients, size.dequeuers, size.tokens))
        else:
            continue
        tier = Tier.FULL if model.distinct <= _MANY else Tier.DEEP
        yield _code_claim(model.name, tier, _bound(model), check, model.distinct)


def _code_claim(
    name: str, tier: Tier, bound: str, check: Callable[[], Evidence], states: int
) -> Claim:
    return Claim(
        name=f"code/{name}",
        sentence=_CODE,
        bound=bound,
        tier=tier,
        check=check,
        seconds=states / _RUN_PER_SECOND,
    )


def _of_counting() -> Iterator[Claim]:
    for name, (bounds, tier) in COUNTING.items():
        yield Claim(
            name=f"code/{name}",
            sentence=_COUNTING,
            bound=_sizes(bounds, *_MOVERS),
            tier=tier,
            check=partial(check_code, MoversProgram(bounds)),
        )
    yield Claim(
        name="code/snapshots",
        sentence=_SNAPSHOTS,
        bound=f"counters that matter {', '.join(map(str, VALUES))}; all others 0, 1",
        tier=Tier.SMOKE,
        check=check_snapshots,
    )


def _of_launching() -> Iterator[Claim]:
    for name, (bounds, tier) in LAUNCHING.items():
        yield Claim(
            name=f"code/{name}",
            sentence=_LAUNCHING,
            bound="; ".join([_sizes(bounds, *_LAUNCHED), *_may(bounds)]),
            tier=tier,
            check=partial(check_code, ScalingCallersProgram(bounds), coarse=True),
        )
    for name, bounds in WHOLE.items():
        yield Claim(
            name=f"code/{name}",
            sentence=_WHOLE,
            bound="; ".join([_sizes(bounds, *_LAUNCHED), *_may(bounds)]),
            tier=Tier.FULL,
            check=partial(check_hiding, WholeProgram(bounds)),
        )


def _may(bounds: scaling_callers.Bounds) -> list[str]:
    allowed = [what for what in ("leaving", "freezable", "crashable") if getattr(bounds, what)]
    allowed += ["impatient"] * bool(bounds.impatient) + ["refusing"] * bounds.refusing
    return [", ".join(allowed)] if allowed else []


def _of_managers() -> Iterator[Claim]:
    for name, program in MANAGERS.items():
        yield Claim(
            name=f"code/{name}",
            sentence=_MANAGING,
            bound=_sizes(program, "requests"),
            tier=Tier.SMOKE,
            check=partial(check_code, program, coarse=True),
        )


def _of_channel(manifest: Manifest, toolchain: Toolchain, folders: Folders) -> Iterator[Claim]:
    for name, sides in CHANNEL.items():
        model = manifest.find(name)
        yield Claim(
            name=f"channel/{name}",
            sentence=_CHANNEL,
            bound=f"{_plural(sides[0], 'senders')}, {_plural(sides[1], 'receivers')}",
            tier=model.tier,
            check=partial(check_channel, toolchain, model, sides, folders),
            seconds=_START + (model.distinct or 0) / _RUN_PER_SECOND,
        )


def _of_keys(manifest: Manifest, toolchain: Toolchain, folders: Folders) -> Iterator[Claim]:
    for name, (encoding, tier) in ENCODINGS.items():
        model = manifest.find(name)
        yield Claim(
            name=f"key/{name}",
            sentence="The reference writes every call of the model byte by byte as specified.",
            bound=_constants(model, folders),
            tier=tier,
            check=partial(check_key, toolchain, model, encoding, folders),
            seconds=_START + (model.distinct or 0) / _RUN_PER_SECOND,
        )


def _of_judges() -> Iterator[Claim]:
    yield Claim(
        name="judge/queue",
        sentence="The judge of long traces allows what the machine does, and goes where it goes.",
        bound="clients, dequeuers, tokens: "
        + "; ".join(", ".join(map(str, s)) for s in QUEUE_SIZES),
        tier=Tier.SMOKE,
        check=check_queue,
    )
    yield Claim(
        name="judge/counting",
        sentence="The judge of trackers and counters allows what the machine does, and no more.",
        bound="requests, containers, movers: "
        + "; ".join(f"{b.requests}, {b.containers}, {b.movers}" for b in COUNTING_SIZES),
        tier=Tier.SMOKE,
        check=check_counting,
    )


def _of_conformance() -> Claim:
    return Claim(
        name="conform/reference",
        sentence="The reference, as a program, agrees on every edge that calls can force.",
        bound="; ".join(map(str, EDGES)),
        tier=Tier.SMOKE,
        check=check_conformance,
    )


def _bound(model: Model) -> str:
    if model.callers is not None:
        return _of_callers(callers_bounds(model.callers))
    if (size := model.general or model.abstract) is not None:
        return _sizes(size, *_GENERAL)
    if model.scaling is not None:
        return _sizes(model.scaling, *_MOVERS)
    if model.scaling_callers is not None:
        return _sizes(model.scaling_callers, *_LAUNCHED)
    if model.manager is not None:
        return (
            f"{_plural(len(model.manager.key_of), 'requests')}, {_sizes(model.manager, 'queues')}"
        )
    return ""


def _constants(model: Model, folders: Folders) -> str:
    try:
        constants = read_configuration(folders.config(model)).constants
    except ConfigurationError:
        return model.name  # the check says what is wrong
    return "; ".join(each for each in constants if not each.endswith(_EMPTY))


def _of_callers(bounds: Bounds) -> str:
    allowed = [
        f"{field.name} {', '.join(map(bounds.name, sorted(getattr(bounds, field.name))))}"
        for field in fields(bounds)
        if isinstance(getattr(bounds, field.name), frozenset) and getattr(bounds, field.name)
    ]
    return "; ".join([_sizes(bounds, "containers", "consumers", "rounds"), *allowed])


def _sizes(size: object, *kinds: str) -> str:
    return ", ".join(_plural(getattr(size, kind), kind) for kind in kinds)


def _plural(number: int, kind: str) -> str:
    return f"{number} {kind.removesuffix('s') if number == 1 else kind}"
