"""The page of `slotq explorer` is compared with the machine, where there is a JavaScript engine."""

from collections.abc import Callable, Iterator
from functools import partial

from slotq.explorer import comparison
from slotq.explorer.comparison import PageDiffersError, compare
from slotq.explorer.engine import Engine, has_engine
from slotq.machine import callers, slot_queue_steps
from slotq.machine.callers import Bounds
from slotq.machine.kernel import plural
from slotq.verify.claim import Claim, ClaimRefutedError, Evidence, Strength
from slotq.verify.manifest import Tier

_FIRST, _SECOND = frozenset({0}), frozenset({1})
CALLERS = {
    "1x1x1": (Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, _FIRST), Tier.SMOKE),
    "later": (Bounds(1, 1, 2, idling=_FIRST, evictable=_FIRST, later=True), Tier.FULL),
    "1x2x1": (Bounds(1, 2, 1, idling=_FIRST), Tier.FULL),
    "2x1x1": (Bounds(2, 1, 1, idling=_FIRST, failing=_SECOND), Tier.FULL),
    "1x1x2": (
        Bounds(1, 1, 2, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, _FIRST),
        Tier.FULL,
    ),
    "2x1x2": (Bounds(2, 1, 2), Tier.FULL),
}
"""The bounds of callers at which the page is compared."""
GENERAL = {
    "general": ((2, 1, 1), Tier.SMOKE),
    "general-1x1x3": ((1, 1, 3), Tier.FULL),
    "general-2x2x1": ((2, 2, 1), Tier.FULL),
}
"""Clients, dequeuers and tokens at which it is compared."""
REQUESTS = 3
"""Requests of the manager with which it is compared."""
NEEDS = "a JavaScript engine: pip install mini-racer"
NOT_CHECKED = "the page of slotq explorer was not checked: it is where mini-racer is installed"
_PAGE = """\
The page of the explorer has the machine's graph: states, steps, guards, invariants and the state \
of SlotQueue."""
_WHY = """\
A step that the page has and the machine has not, or the other way round; the words of a guard, an \
invariant, or the mapping to SlotQueue: """
_SHOWN = {
    "1x1x1": "where one container and one consumer may do everything.",
    "later": "with the callers of later versions, and a second round.",
    "1x2x1": "with a loser, and two dequeuers that sleep or offer the same token.",
    "2x1x1": "with two listed tokens, of which one may be an error.",
    "1x1x2": "with a second round where everybody may do everything.",
    "2x1x2": "with two containers and two rounds: as many steps as the page is compared with.",
    "general": "with two clients that may do anything.",
    "general-1x1x3": "with three listed tokens.",
    "general-2x2x1": "with two clients and two dequeuers that may do anything.",
    "manager": "with a queue that is lost, found gone, and made again.",
}
_SECONDS = {Tier.SMOKE: 2.0, Tier.FULL: 30.0}


def explorer_claims() -> Iterator[Claim]:
    """The claims of the page; none where there is no engine to run its code."""
    if not has_engine():
        return
    for name, (bounds, tier) in CALLERS.items():
        yield _claim(name, callers.MODULE.words(bounds), tier, partial(check_callers, bounds))
    for name, (size, tier) in GENERAL.items():
        each = zip(size, slot_queue_steps.SIZES, strict=True)
        bound = ", ".join(plural(count, kind) for count, kind in each)
        yield _claim(name, bound, tier, partial(check_general, *size))
    bound = plural(REQUESTS, "requests")
    yield _claim("manager", bound, Tier.SMOKE, partial(check_manager, REQUESTS))


def _claim(name: str, bound: str, tier: Tier, check: Callable[[], Evidence]) -> Claim:
    return Claim(
        name=f"explorer/{name}",
        sentence=_PAGE,
        bound=bound,
        tier=tier,
        strength=Strength.EXHAUSTIVE,
        check=check,
        seconds=_SECONDS[tier],
        faults=_WHY + _SHOWN[name],
    )


def check_callers(bounds: Bounds) -> Evidence:
    """Compare the page with the machine, with containers and consumers.

    Raises:
        ClaimRefutedError: They differ.
        EngineError: There is no engine.
    """
    return _check(comparison.of_callers(bounds))


def check_general(clients: int, dequeuers: int, tokens: int) -> Evidence:
    """Compare them under the most general clients; it raises as `check_callers`."""
    return _check(comparison.of_general(clients, dequeuers, tokens))


def check_manager(requests: int) -> Evidence:
    """Compare them with requests of one key; it raises as `check_callers`."""
    return _check(comparison.of_manager(requests))


def _check(size: comparison.Size) -> Evidence:
    with Engine() as engine:
        try:
            return Evidence(*compare(engine, size))
        except PageDiffersError as error:
            raise ClaimRefutedError(str(error)) from error
