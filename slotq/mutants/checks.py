"""What must notice a change of a file: claims of `slotq verify`, the cheapest first; then tests.

A file of the specification is checked by models: first by those whose graph is compared with the
machine's, small ones first. A file of the machine is checked by the first of these models, then by
its mirrored tests, which cost less than the other models. A file of the code is checked by its
claims, and at last by its mirrored tests, which alone speak of misuse, messages and returned
values. A judge is checked by its claims, which `slotq.verify.judges.registry` knows, and by tests.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from slotq.mutants.mutant import Part
from slotq.verify.judges.registry import JUDGES

SPEC: Mapping[str, tuple[str, ...]] = {
    "SlotQueueSteps": ("General_1x1x3", "General_2x1x2", "General_1x2x2", "General_2x2x1"),
    "SlotQueue": ("SlotQueue_1x2x1", "SlotQueue_1x1x3", "SlotQueue_2x1x2"),
    "Callers": (
        "Later_1x1x1",
        "Failing_1x1x1",
        "Callers_2x1x1",
        "Callers_1x1x2_patient",
        "Later_2x1x1",
        "Failing_1x2x1",
        "Failing_2x1x1",
        "Callers_1x2x1",
        "Failing_1x1x2",
    ),
    "Scaling": (
        "Scaling_1x1x2",
        "ScalingFailing_1x1",
        "ScalingRacing_1x1x2",
        "ScalingRacing_0x2x2",
    ),
    "ScalingCallers": (
        "ScalingCallers_1x2",
        "ScalingFailing_1x1",
        "ScalingCallers_2x1",
        "ScalingFailingDying_1x1",
        "ScalingCallers_1x1",
        "ScalingRefusing_1x2",
        "ScalingFailing_2x1",
        "ServedRepeated",
    ),
    "SlotQueueManager": (
        "Leased",
        "LeasedCompared_2",
        "SlotQueueManager",
        "LookedAgain",
        "DeletedByKey",
        "QueuesRunOut",
    ),
    "Rendezvous": (
        "channel/MCRendezvousOneOne",
        "MCRendezvousOneOne",
        "channel/MCRendezvousTwoOne",
        "channel/MCRendezvousOneTwo",
    ),
    "Channel": ("ChannelAlone_1x1", "ChannelAlone_2x2", "Channel_2x1", "Channel_1x2"),
    "SlotKey": (
        "key/KeyPlain",
        "KeyPlain",
        "KeyEmpty",
        "key/KeyPrefixed",
        "KeyPrefixed",
        "key/KeyNonEmptyConfigKeys",
        "KeyNonEmptyAnnotationValues",
    ),
    "SlotKeyLater": ("key/KeyLater", "KeyLater", "KeyNulInExtensions"),
    "SlotQueueTrace": ("TraceAccepted", "TraceRejected", "TraceTampered"),
    "AtomicAcquire": (
        "AtomicAcquire_2x1x2",
        "RefinementAtSwap",
        "RefinementAtRemoval",
        "RefinementAtClose",
        "RefinementForgiving_2x1x1",
    ),
    "CallersForever": (
        "Forever_1x1x1",
        "ForeverFailing_1x1x1",
        "Forever_1x1x2",
        "Forever_2x1x1",
        "EveryServed_1x2x1",
    ),
    "UnfairLock": (
        "UnfairLockStaying_1x1",
        "LockedCallers_1x1",
        "UnfairLock_1x1",
        "UnfairLock_1x2",
    ),
}
"""The modules of the specification that are changed, each with its claims."""
ROOTS: Mapping[str, tuple[str, ...]] = {
    "UnfairLock": ("LockNext",),
    "CallersForever": ("ForeverNext",),
    "SlotKey": ("Encoded", "Collide"),
    "SlotKeyLater": ("LaterEncoded", "LaterCollide"),
}
"""Of those whose next-state relation is not called Next: what is changed, with all it needs."""

_QUEUE = (
    "code/general",
    "code/1x1x1",
    "code/general-1x1x3",
    "code/general-1x2x1",
    "code/general-wrap",
    "code/state",
    "code/1x1x2",
    "code/1x2x1",
    "code/2x1x1",
    "code/regions-1x1x1",
)
CODE: Mapping[str, tuple[str, ...]] = {
    "queue": _QUEUE,
    "stats": (
        "code/counters-1x0x2",
        "code/snapshots",
        "code/counters-1x1x1",
        "code/regions-counters",
        "code/counters-0x1x2",
        "code/manager",
        "code/launcher-1x1",
    ),
    "scaling": ("code/snapshots", "code/launcher-1x1"),
    "manager": ("code/leases", "code/manager", "code/regions-leases", "code/regions-manager"),
    "key": ("key/KeyPlain", "key/KeyPrefixed", "key/KeyLater"),
}
"""The modules of the reference that are changed, each with its claims."""
SYNC = (
    "sync/flag",
    "sync/mailbox",
    "sync/signal",
    "sync/spawn",
    "sync/context",
    "sync/condition",
    "sync/timers",
    "sync/select",
    "channel/MCRendezvousOneOne",
)
MACHINE: Mapping[str, tuple[str, ...]] = {
    "slot_queue_steps": SPEC["SlotQueueSteps"],
    "slot_queue": SPEC["SlotQueue"],
    "callers": SPEC["Callers"],
    "scaling": SPEC["Scaling"],
    "scaling_callers": SPEC["ScalingCallers"][:-1],
    "slot_queue_manager": SPEC["SlotQueueManager"][:-1],
}
"""The twins, each with its claims; one that shows nothing more of a twin is left out."""
OF_A_TWIN = ("actions", "moves", "next")
"""The modules of a twin that are changed."""

TRACE = (
    "trace/test_judge",
    "trace/test_caller_steps",
    "trace/test_queue_steps",
    "trace/test_counting",
    "trace/test_omitted",
    "trace/test_mutations",
    "verdict/test_codes",
    "trace/test_partial",
)
HISTORY = (
    "history/test_judge",
    "history/test_counters",
    "history/test_quiesce",
    "history/test_queue_map",
    "history/test_time_limits",
    "history/test_smallest",
    "history/test_omitted",
    "verdict/test_codes",
)
CONFORM = (
    "conform/test_program",
    "conform/test_force",
    "conform/test_random_calls",
    "conform/test_drive",
)
WORDS: Mapping[str, tuple[str, ...]] = {"trace": TRACE, "history": HISTORY, "conform": CONFORM}
"""Tests of what judges say, of which no claim speaks: codes, explanations, smaller logs."""


def files(root: Path) -> Iterator[tuple[Part, str, tuple[str, ...]]]:
    """List the files that are changed, each with its part and its checks.

    Args:
        root: The top of the project.
    """
    for module, claims in SPEC.items():
        yield Part.SPEC, f"spec/{module}.tla", claims
    for module, claims in CODE.items():
        file = f"slotq/{module}.py"
        yield Part.CODE, file, (*claims, *_mirrored(root, file))
    for twin, claims in MACHINE.items():
        for module in OF_A_TWIN:
            file = f"slotq/machine/{twin}/{module}.py"
            if (root / file).is_file():
                yield Part.MACHINE, file, (claims[0], *_mirrored(root, file), *claims[1:])
    for name, claims in JUDGES.items():
        file = f"slotq/oracle/{name.replace('.', '/')}.py"
        tests = [*_mirrored(root, file)]
        tests += [f"tests/oracle/{test}.py" for test in WORDS[name.partition(".")[0]]]
        yield Part.JUDGES, file, (*claims, *dict.fromkeys(tests))
    file = "slotq/sync.py"
    yield Part.SYNC, file, (*SYNC, *_mirrored(root, file))


def _mirrored(root: Path, file: str) -> Iterator[str]:
    """The tests that mirror a module."""
    path = PurePosixPath(file)
    beside = root.joinpath("tests", *path.parts[1:-1])
    own = sorted(beside.glob(f"test_{path.stem}.py")) + sorted(
        beside.glob(f"test_{path.stem}_*.py")
    )
    yield from (found.relative_to(root).as_posix() for found in own)


_LINKS = (
    ("tests/", "tests"),
    ("code/", "code = machine"),
    ("channel/", "sync = Rendezvous"),
    ("sync/", "sync = doubles"),
    ("key/", "key = SlotKey"),
    ("judge/", "judge = machine"),
    ("conform/", "judge = machine"),
)
_GRAPHS = ("the specification and the machine", "the machine has more than")


def link(check: str, message: str) -> str:
    """Say which kind of evidence has noticed a mutant.

    Args:
        check: What noticed it.
        message: What it said.
    """
    for prefix, kind in _LINKS:
        if check.startswith(prefix):
            return kind
    return "specification = machine" if message.startswith(_GRAPHS) else "TLC"
