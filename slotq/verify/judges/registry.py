"""Which module judges, and which claim holds it against the machine.

A judge without a claim can be wrong for years. So every module of the oracle that decides about
lines or calls is named here, below the module of the specification whose machine the claims next to
it compare it with; those that only help with it are named with the reason why they need none.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from slotq.machine import (
    callers,
    scaling,
    scaling_callers,
    slot_queue,
    slot_queue_manager,
    slot_queue_steps,
)
from slotq.machine.kernel import plural
from slotq.verify.claim import Claim, Evidence, Seeds, Strength
from slotq.verify.faults import FAULTS
from slotq.verify.judges import callers as caller_judge
from slotq.verify.judges.agreement import SEEDS, check_random
from slotq.verify.judges.approximate_order import APPROXIMATE_ORDER_SIZES, check_approximate_order
from slotq.verify.judges.counting import COUNTING_SIZES, EXPLAINED, check_counting, check_faults
from slotq.verify.judges.histories import Scenario
from slotq.verify.judges.history_counters import SCENARIOS as COUNTERS
from slotq.verify.judges.history_counters import check_history_counters
from slotq.verify.judges.history_manager import SCENARIOS as MANAGER
from slotq.verify.judges.history_manager import check_history_manager
from slotq.verify.judges.history_queue import (
    ANY_IDS,
    CALLERS,
    OMITTING,
    SCENARIOS,
    check_history_queue,
)
from slotq.verify.judges.history_quiesce import SCENARIOS as QUIESCE
from slotq.verify.judges.history_quiesce import check_history_quiesce
from slotq.verify.judges.history_served import SCENARIOS as SERVED
from slotq.verify.judges.history_served import check_history_served
from slotq.verify.judges.partial import PARTIAL_SIZES, check_partial
from slotq.verify.judges.partial import bound as partial_bound
from slotq.verify.judges.partial_observers import PARTIAL_OBSERVER_SIZES, check_partial_observers
from slotq.verify.judges.queue import END_SIZE, QUEUE_SIZES, check_end, check_queue
from slotq.verify.judges.two_queues import SHOWS, TWO, check_queues
from slotq.verify.manifest import Tier

_CANDIDATES = ("judge/partial", "judge/partial-observers", "judge/approximate-order")
_QUEUE = ("judge/history-queue", "judge/history-omitting")
_COUNTERS = ("judge/history-counters",)
JUDGES_OF: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    slot_queue_steps.MODULE.name: {
        "trace.judge": ("judge/end", "judge/two-queues"),
        "trace.incremental": ("judge/queue",),
        "trace.queue_steps": ("judge/end",),
        "trace.named_state": ("judge/queue", "judge/end"),
        "trace.queues": ("judge/end", "judge/partial-observers"),
        "trace.partial": ("judge/partial",),
        "trace.reordered": ("judge/approximate-order",),
        "trace.candidate_names": _CANDIDATES,
        "trace.candidate_steps": _CANDIDATES,
        "trace.candidate_states": _CANDIDATES,
        "conform.candidates": ("conform/reference",),
        "conform.places": ("conform/reference",),
        "conform.player": ("conform/reference",),
        "conform.session": ("conform/reference",),
        "conform.edge_walk": ("conform/reference",),
    },
    slot_queue.MODULE.name: {
        "history.judge": ("judge/history-queue", "judge/history-counters", "judge/history-manager"),
        "history.queue_calls": (*_QUEUE, "judge/history-callers"),
        "history.caller_versions": ("judge/history-callers",),
        "history.token_knowledge": ("judge/history-queue", "judge/history-callers"),
        "history.decide": (*_QUEUE, "judge/history-any-ids"),
        "history.any_ids": ("judge/history-any-ids",),
        "history.evictions": _QUEUE,
        "history.order": _QUEUE,
        "history.pairwise": _QUEUE,
        "history.quiesce": ("judge/history-quiesce",),
        "history.time_limits": ("judge/history-served",),
        "history.witness": ("judge/history-random",),
    },
    callers.MODULE.name: {
        "trace.caller_faults": ("judge/callers",),
        "trace.caller_state": ("judge/callers",),
        "trace.caller_steps": ("judge/callers",),
    },
    scaling.MODULE.name: {
        "trace.counting": ("judge/counting", "judge/partial-observers"),
        "trace.counting_faults": ("judge/counting-faults",),
        "history.counters": _COUNTERS,
        "history.counter_states": _COUNTERS,
        "history.trackers": _COUNTERS,
    },
    slot_queue_manager.MODULE.name: {"history.queue_map": ("judge/history-manager",)},
}
"""The modules of slotq.oracle that judge, by the module of the specification that logs are held
against, with the claims that hold them against its machine."""
NOT_JUDGED: Mapping[str, str] = {
    scaling_callers.MODULE.name: "no log has its steps; what a log has of them is Scaling's",
}
"""The modules with a machine that no log is held against, and why."""
JUDGES: Mapping[str, tuple[str, ...]] = {
    name: claims for judges in JUDGES_OF.values() for name, claims in judges.items()
}
"""All modules that judge."""
_WORDS = "it describes what another module has found"
_TRIES = "it asks the judge about variations of a log, and decides nothing itself"
_INPUT = "it decodes lines and names, and does not judge them"
TELLS: Mapping[str, str] = {
    "second_opinion.agreement": "it compares a verdict with TLC's",
    "trace.alphabet": "it relates lines to the machine's functions",
    "verdict.budget": "it limits the search, and knows nothing of logs",
    "verdict.codes": _WORDS,
    "verdict.effects": _WORDS,
    "verdict.excerpt": _WORDS,
    "trace.reasons": _WORDS,
    "trace.events": _INPUT,
    "verdict.reduction": _TRIES,
    "check.excerpts": _TRIES,
    "check.reductions": _TRIES,
    "verdict.verdict": _WORDS,
    "conform.calls": _INPUT,
    "conform.describe": _WORDS,
    "conform.drive": "it runs the parts, and collects what they find",
    "conform.failures": _WORDS,
    "conform.force": "it finds the edges that calls can force, whose number the claim checks",
    "conform.implementation": _INPUT,
    "conform.overlap": "it makes calls overlap, and the judge of histories decides",
    "conform.outcome": _WORDS,
    "conform.random_calls": "it searches for runs that another module judges, and shrinks them",
    "conform.wire": _INPUT,
    "history.earliest": _TRIES,
    "history.order_fault": _WORDS,
    "history.alternatives": _TRIES,
    "history.typed_lines": _INPUT,
    "history.rules": _WORDS,
    "history.smallest": "it shrinks a set of calls that have no order, and decides nothing",
}
"""The modules next to them that judge nothing, and why they need no claim."""


def judge_claims() -> Iterator[Claim]:
    """Make the claims about judges."""
    yield Claim(
        name="judge/queue",
        sentence="The judge of long traces and the machine have the same state graph.",
        bound="; ".join(map(str, QUEUE_SIZES)),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check_queue,
        faults=_faults(size.shows for size in QUEUE_SIZES),
    )
    yield Claim(
        name="judge/end",
        sentence=(
            "The judge that explains faults allows exactly the machine's steps, and rejects an "
            "End that is too early."
        ),
        bound=str(END_SIZE),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check_end,
        faults=_faults([END_SIZE.shows]),
    )
    yield Claim(
        name="judge/two-queues",
        sentence=(
            "Two queues in one trace are judged independently, with an End for each or one for "
            "both."
        ),
        bound="each queue with " + ", ".join(map(plural, TWO, slot_queue_steps.SIZES)),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check_queues,
        faults=_faults([SHOWS]),
    )
    yield Claim(
        name="judge/callers",
        sentence=(
            "The judge of callers has the state graph of Callers, except that clients of a log "
            "may take any steps of the queue, evict any container, reuse a name, stop early, and, "
            "in later versions, close a slot before the cancel."
        ),
        bound="; ".join(map(callers.MODULE.words, caller_judge.SIZES)),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=caller_judge.check_callers,
        seconds=2.0,
        faults=FAULTS["judge/callers"],
    )
    yield Claim(
        name="judge/counting",
        sentence="The judge of trackers and counters allows exactly the machine's steps.",
        bound="; ".join(map(str, COUNTING_SIZES)),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check_counting,
        faults=_faults(size.shows for size in COUNTING_SIZES),
    )
    yield Claim(
        name="judge/counting-faults",
        sentence=(
            "Faults of trackers and counters are explained exactly where the machine has no step."
        ),
        bound="; ".join(map(str, EXPLAINED)),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check_faults,
        faults=_faults(size.shows for size in EXPLAINED),
    )
    yield Claim(
        name="judge/partial",
        sentence="The judge of partial traces accepts exactly what some behaviour explains.",
        bound=partial_bound(),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check_partial,
        seconds=3.0,
        faults=_faults(size.shows for size in PARTIAL_SIZES),
    )
    yield Claim(
        name="judge/partial-observers",
        sentence="In partial traces, callers and counters are judged as in complete ones.",
        bound="; or ".join(map(str, PARTIAL_OBSERVER_SIZES)),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check_partial_observers,
        faults=_faults(size.shows for size in PARTIAL_OBSERVER_SIZES),
    )
    yield Claim(
        name="judge/approximate-order",
        sentence=(
            "The judge of approximate order accepts a log exactly if some order in its window "
            "is a behaviour."
        ),
        bound="; ".join(map(str, APPROXIMATE_ORDER_SIZES)),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check_approximate_order,
        faults=_faults(size.shows for size in APPROXIMATE_ORDER_SIZES),
    )
    yield _of_histories(
        "judge/history-queue",
        "A history of a queue is accepted exactly if it is linearizable to the machine.",
        SCENARIOS,
        check_history_queue,
    )
    yield _of_histories(
        "judge/history-any-ids",
        "With ids in any order, a history is accepted exactly if some renaming of its ids is.",
        ANY_IDS,
        partial(check_history_queue, in_order=False),
    )
    yield _of_histories(
        "judge/history-omitting",
        "With omitted calls, a history is accepted exactly if some omitted calls explain it.",
        OMITTING,
        check_history_queue,
    )
    yield _of_histories(
        "judge/history-callers",
        "The same for calls on behalf of another process, slots with errors, and later versions.",
        CALLERS,
        check_history_queue,
    )
    yield Claim(
        name="judge/history-counters",
        sentence="A history of counters is accepted exactly if it is linearizable to the machine.",
        bound=_lengths({name: scenario for name, (scenario, _) in COUNTERS.items()}),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check_history_counters,
        faults=_faults(scenario.shows for scenario, _ in COUNTERS.values()),
    )
    yield _of_histories(
        "judge/history-manager",
        "A history of the manager is accepted exactly if it is linearizable to the machine of "
        "the map.",
        MANAGER,
        check_history_manager,
    )
    yield Claim(
        name="judge/history-random",
        sentence=(
            "Longer random histories are accepted exactly if they are linearizable to the machine."
        ),
        bound=(
            f"random histories of the queue and of counters, seeds {SEEDS.start} to "
            f"{SEEDS.stop - 1}"
        ),
        tier=Tier.SMOKE,
        strength=Strength.TESTED,
        check=check_random,
        faults=(
            "Faults that need more concurrent calls than the exhaustive histories have; a "
            "witness of an accepted history that the machine does not allow."
        ),
        seeds=Seeds(SEEDS.start, SEEDS.stop - 1),
    )
    yield _of_histories(
        "judge/history-quiesce",
        "A quiesce is accepted exactly if the machine may be at quiescence.",
        QUIESCE,
        check_history_quiesce,
    )
    yield _of_histories(
        "judge/history-served",
        "A wait is too long exactly if, by the definition, one token was free for longer than "
        "the limit.",
        SERVED,
        check_history_served,
    )


def _of_histories(
    name: str,
    sentence: str,
    scenarios: Mapping[str, Scenario],
    check: Callable[[Mapping[str, Scenario]], Evidence],
) -> Claim:
    return Claim(
        name=name,
        sentence=sentence,
        bound=_lengths(scenarios),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=partial(check, scenarios),
        faults=_faults(scenario.shows for scenario in scenarios.values()),
    )


def _lengths(scenarios: Mapping[str, Scenario]) -> str:
    lengths = ", ".join(f"{title} {scenario}" for title, scenario in scenarios.items())
    return f"all histories up to a number of lines: {lengths}"


def _faults(shown: Iterator[str] | list[str]) -> str:
    text = "; ".join(dict.fromkeys(shown))
    return f"{text[0].upper()}{text[1:]}."
