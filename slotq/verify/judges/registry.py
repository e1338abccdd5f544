"""Which module judges, and which claim holds it against the machine.

A judge without a claim can be wrong for years. So every module of the oracle that decides about
lines or calls is named here, with the claims that compare it with the machine; those that only tell
of a decision are named with the reason why they need none.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from slotq.verify import caller_judge, sizes
from slotq.verify.claim import Claim, Evidence
from slotq.verify.faults import FAULTS
from slotq.verify.judges.counting import COUNTING_SIZES, EXPLAINED, check_counting, check_faults
from slotq.verify.judges.histories import Scenario
from slotq.verify.judges.history_counters import SCENARIOS as COUNTERS
from slotq.verify.judges.history_counters import check_history_counters
from slotq.verify.judges.history_manager import SCENARIOS as MANAGER
from slotq.verify.judges.history_manager import check_history_manager
from slotq.verify.judges.history_queue import (
    ANY_IDS,
    OMITTING,
    SCENARIOS,
    check_history_queue,
)
from slotq.verify.judges.queue import QUEUE_SIZES, WHOLE, check_end, check_queue
from slotq.verify.manifest import Tier

JUDGES: Mapping[str, tuple[str, ...]] = {
    "counting": ("judge/counting",),
    "counting_faults": ("judge/counting-faults",),
    "incremental": ("judge/queue",),
    "judge": ("judge/end",),
    "queues": ("judge/end",),
    "trace": ("judge/end",),
    "history.counter_states": ("judge/history-counters",),
    "history.counters": ("judge/history-counters",),
    "history.decide": ("judge/history-queue", "judge/history-any-ids"),
    "history.evictions": ("judge/history-queue", "judge/history-omitting"),
    "history.general": ("judge/history-any-ids",),
    "history.judge": ("judge/history-queue",),
    "history.manager": ("judge/history-manager",),
    "history.order": ("judge/history-queue",),
    "history.queue_calls": ("judge/history-queue", "judge/history-omitting"),
    "history.two_lines": ("judge/history-queue", "judge/history-omitting"),
}
"""The modules of slotq.oracle that judge, with the claims that hold them against the machine."""


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
        name="judge/callers",
        sentence="The judge of callers allows what Callers does, and goes where it goes; but a "
        "log's clients may use the queue as they like, evict anybody, reuse a name, begin "
        "nothing more, and as later ones close a slot before the cancel.",
        bound="; ".join(map(sizes.of_callers, caller_judge.SIZES)),
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
