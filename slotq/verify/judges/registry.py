"""Which module judges, and which claim holds it against the machine.

A judge without a claim can be wrong for years. So every module of the oracle that decides about
lines or calls is named here, with the claims that compare it with the machine; those that only help
with it are named with the reason why they need none.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from slotq.machine import callers
from slotq.verify.claim import Claim, Evidence
from slotq.verify.faults import FAULTS
from slotq.verify.judges import callers as caller_judge
from slotq.verify.judges.agreement import SEEDS, check_random
from slotq.verify.judges.counting import COUNTING_SIZES, EXPLAINED, check_counting, check_faults
from slotq.verify.judges.disorder import DISORDER_SIZES, check_disorder
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
from slotq.verify.judges.queue import QUEUE_SIZES, WHOLE, check_end, check_queue
from slotq.verify.judges.side_by_side import BESIDE_SIZES, check_beside
from slotq.verify.judges.two_queues import SHOWS, TWO, check_queues
from slotq.verify.manifest import Tier

_WORLDS = ("judge/partial", "judge/beside", "judge/disorder")
_QUEUE = ("judge/history-queue", "judge/history-omitting")
JUDGES: Mapping[str, tuple[str, ...]] = {
    "trace.caller_faults": ("judge/callers",),
    "trace.caller_state": ("judge/callers",),
    "trace.caller_steps": ("judge/callers",),
    "conform.candidates": ("conform/reference",),
    "conform.places": ("conform/reference",),
    "conform.player": ("conform/reference",),
    "conform.session": ("conform/reference",),
    "conform.edge_walk": ("conform/reference",),
    "trace.counting": ("judge/counting", "judge/beside"),
    "trace.counting_faults": ("judge/counting-faults",),
    "trace.incremental": ("judge/queue",),
    "trace.queue_steps": ("judge/end",),
    "trace.partial": ("judge/partial",),
    "trace.named_state": ("judge/queue", "judge/end"),
    "trace.queues": ("judge/end", "judge/beside"),
    "trace.reordered": ("judge/disorder",),
    "trace.judge": ("judge/end", "judge/two-queues"),
    "trace.unseen": _WORLDS,
    "trace.candidate_states": _WORLDS,
    "history.caller_versions": ("judge/history-callers",),
    "history.counter_states": ("judge/history-counters",),
    "history.counters": ("judge/history-counters",),
    "history.decide": (*_QUEUE, "judge/history-any-ids"),
    "history.evictions": _QUEUE,
    "history.any_ids": ("judge/history-any-ids",),
    "history.judge": ("judge/history-queue", "judge/history-counters", "judge/history-manager"),
    "history.time_limits": ("judge/history-served",),
    "history.queue_map": ("judge/history-manager",),
    "history.order": _QUEUE,
    "history.queue_calls": (*_QUEUE, "judge/history-callers"),
    "history.quiesce": ("judge/history-quiesce",),
    "history.token_knowledge": ("judge/history-queue", "judge/history-callers"),
    "history.trackers": ("judge/history-counters",),
    "history.pairwise": _QUEUE,
    "history.witness": ("judge/history-random",),
}
"""The modules of slotq.oracle that judge, with the claims that hold them against the machine."""
_WORDS = "it puts into words what another one has found"
_TRIES = "it asks the judge about other logs, and decides nothing itself"
_INPUT = "it says what a log may say, and who is who, not what is right"
TELLS: Mapping[str, str] = {
    "second_opinion.agreement": "it compares a verdict with TLC's",
    "trace.alphabet": "it names the machine's functions, and how lines say what they did",
    "verdict.budget": "it says when to stop, and nothing about logs",
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
    "conform.drive": "it lets the parts run, and collects what they find",
    "conform.failures": _WORDS,
    "conform.force": "it says which edges calls can force; their number is fixed by the claim",
    "conform.implementation": _INPUT,
    "conform.overlap": "it lets calls overlap, and the judge of histories decides",
    "conform.outcome": _WORDS,
    "conform.random_calls": "it looks for runs that another one judges, and makes them short",
    "conform.wire": _INPUT,
    "history.earliest": _TRIES,
    "history.order_fault": _WORDS,
    "history.alternatives": _TRIES,
    "history.typed_lines": _INPUT,
    "history.rules": _WORDS,
    "history.smallest": "it makes a refuted order short, and refutes none",
}
"""The modules beside them that judge nothing, and why they need no claim."""


def judge_claims() -> Iterator[Claim]:
    """Make the claims about judges."""
    yield Claim(
        name="judge/queue",
        sentence="The judge of long traces allows what the machine does, and goes where it goes.",
        bound="clients, dequeuers, tokens: " + "; ".join(map(str, QUEUE_SIZES)),
        tier=Tier.SMOKE,
        check=check_queue,
        faults=_faults(size.shows for size in QUEUE_SIZES),
    )
    yield Claim(
        name="judge/end",
        sentence="The judge that says why allows what the machine does; no trace ends too early.",
        bound=f"clients, dequeuers, tokens: {WHOLE}",
        tier=Tier.SMOKE,
        check=check_end,
        faults=_faults([WHOLE.shows]),
    )
    yield Claim(
        name="judge/two-queues",
        sentence="A trace of two queues is judged as two, each with its own End or with one.",
        bound=f"clients, dequeuers, tokens of each: {', '.join(map(str, TWO))}",
        tier=Tier.SMOKE,
        check=check_queues,
        faults=_faults([SHOWS]),
    )
    yield Claim(
        name="judge/callers",
        sentence="The judge of callers allows what Callers does, and goes where it goes; but a "
        "log's clients may use the queue as they like, evict anybody, reuse a name, begin "
        "nothing more, and as later ones close a slot before the cancel.",
        bound="; ".join(map(callers.MODULE.words, caller_judge.SIZES)),
        tier=Tier.SMOKE,
        check=caller_judge.check_callers,
        seconds=2.0,
        faults=FAULTS["judge/callers"],
    )
    yield Claim(
        name="judge/counting",
        sentence="The judge of trackers and counters allows what the machine does, and no more.",
        bound="requests, containers, movers: " + "; ".join(map(str, COUNTING_SIZES)),
        tier=Tier.SMOKE,
        check=check_counting,
        faults=_faults(size.shows for size in COUNTING_SIZES),
    )
    yield Claim(
        name="judge/counting-faults",
        sentence="What is told of trackers and counters is wrong exactly where the machine stops.",
        bound="requests, containers, movers: " + "; ".join(map(str, EXPLAINED)),
        tier=Tier.SMOKE,
        check=check_faults,
        faults=_faults(size.shows for size in EXPLAINED),
    )
    yield Claim(
        name="judge/partial",
        sentence="The judge of traces that leave steps out allows what some behaviour explains.",
        bound=f"clients, dequeuers, tokens: {partial_bound()}",
        tier=Tier.SMOKE,
        check=check_partial,
        seconds=3.0,
        faults=_faults(size.shows for size in PARTIAL_SIZES),
    )
    yield Claim(
        name="judge/beside",
        sentence="Where a trace leaves something open, callers and counters are judged as ever.",
        bound="clients, dequeuers, tokens, requests, containers, movers: "
        + "; ".join(map(str, BESIDE_SIZES)),
        tier=Tier.SMOKE,
        check=check_beside,
        faults=_faults(size.shows for size in BESIDE_SIZES),
    )
    yield Claim(
        name="judge/disorder",
        sentence="The judge of approximate order allows a log if an order in its window is right.",
        bound="clients, dequeuers, tokens: " + "; ".join(map(str, DISORDER_SIZES)),
        tier=Tier.SMOKE,
        check=check_disorder,
        faults=_faults(size.shows for size in DISORDER_SIZES),
    )
    yield _of_histories(
        "judge/history-queue",
        "A history of a queue is accepted exactly if the machine has an order of its steps.",
        SCENARIOS,
        check_history_queue,
    )
    yield _of_histories(
        "judge/history-any-ids",
        "The same where ids are in no order: exactly if some renaming of them is accepted.",
        ANY_IDS,
        partial(check_history_queue, in_order=False),
    )
    yield _of_histories(
        "judge/history-omitting",
        "The same where a log does not see all calls: exactly if some unseen ones explain it.",
        OMITTING,
        check_history_queue,
    )
    yield _of_histories(
        "judge/history-callers",
        "The same where somebody acts for another, a slot carries an error, or callers are later.",
        CALLERS,
        check_history_queue,
    )
    yield Claim(
        name="judge/history-counters",
        sentence="A history of counters is accepted exactly if the machine has an order of it.",
        bound=_lengths({name: scenario for name, (scenario, _) in COUNTERS.items()}),
        tier=Tier.SMOKE,
        check=check_history_counters,
        faults=_faults(scenario.shows for scenario, _ in COUNTERS.values()),
    )
    yield _of_histories(
        "judge/history-manager",
        "A history of the manager is accepted exactly if the machine of the map explains it.",
        MANAGER,
        check_history_manager,
    )
    yield Claim(
        name="judge/history-random",
        sentence="Longer histories, too, are accepted exactly if the machine explains them.",
        bound=f"random ones of the queue and of counters, seeds {SEEDS.start} to {SEEDS.stop - 1}",
        tier=Tier.SMOKE,
        check=check_random,
        faults="What takes more calls at once than all histories of a length can have; and an "
        "order of effects, told as the reason of a verdict, that the machine does not take.",
    )
    yield _of_histories(
        "judge/history-quiesce",
        "A history may have settled exactly if the machine may have nothing left to do.",
        QUIESCE,
        check_history_quiesce,
    )
    yield _of_histories(
        "judge/history-served",
        "A client has waited too long exactly if it did beside one token, by the definition.",
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
        check=partial(check, scenarios),
        faults=_faults(scenario.shows for scenario in scenarios.values()),
    )


def _lengths(scenarios: Mapping[str, Scenario]) -> str:
    lengths = ", ".join(f"{title} {scenario}" for title, scenario in scenarios.items())
    return f"all histories, up to so many lines: {lengths}"


def _faults(shown: Iterator[str] | list[str]) -> str:
    text = "; ".join(dict.fromkeys(shown))
    return f"{text[0].upper()}{text[1:]}."
