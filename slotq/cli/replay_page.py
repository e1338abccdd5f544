"""What `slotq replay --show` writes: the steps of a schedule as a page, with what they break."""

from collections.abc import Iterator, Sequence
from itertools import islice

from slotq.cli.replay_output import Shown, verdict
from slotq.machine.kernel import plural
from slotq.pictures.page import code, document, escape, pairs
from slotq.pictures.run import MOST_STEPS, Snapshot, Step, draw_run, left_out
from slotq.schedule.walk.judged import Judged, Replayed
from slotq.schedule.walk.specified import S

_MOST_TOKENS = 64  # a schedule has few


def write_page(shown: Shown[S], replayed: Replayed[S]) -> str:
    """Write a schedule as a page.

    Args:
        shown: The program, and how its states are shown.
        replayed: The schedule, as it was run.
    """
    broken = [name for step in replayed.steps for name in step.broken]
    what = plural(len(replayed.steps), "steps")
    headline = f"A schedule of {what}"
    if broken:
        headline += f" that breaks {escape(', '.join(broken))}"
    return document(headline, [*_summary(shown, replayed), *_run(shown, replayed)])


def _summary(shown: Shown[S], replayed: Replayed[S]) -> Iterator[str]:
    yield from (f"<p>{escape(line)}</p>" for line in verdict(replayed))
    words = " ".join(map(str, replayed.schedule))
    yield from pairs([("Command", code(f"slotq replay {shown.program.options} '{words}'", 10_000))])
    initial = shown.parts(shown.program.system.init)
    yield f"<details><summary>The first state: {plural(len(initial), 'parts')}</summary>"
    named = (line.partition(" = ") for line in initial)
    yield from pairs((code(name), code(value)) for name, _, value in named)
    yield "</details>"


def _run(shown: Shown[S], replayed: Replayed[S]) -> Iterator[str]:
    steps = replayed.steps[:MOST_STEPS]
    if not steps:
        return
    yield "<h2>The steps</h2>"
    says = ["A filled circle is the process that takes the step."]
    says.append(left_out({"after these": len(replayed.steps) - len(steps)}, "steps"))
    yield f"<p>{' '.join(filter(None, says))}</p>"
    first = _snapshot(steps[0].before)
    yield from draw_run(first, [_step(shown, each, at) for at, each in enumerate(steps, 1)])


def _step(shown: Shown[S], step: Judged[S], number: int) -> Step:
    process, _, partner = step.transition
    said = f"to {partner}" if partner else ""
    notes = [f"breaks {name}" for name in step.broken]
    if not step.is_specified and not notes:
        notes = ["the specification has no such step"]
    processes = (process, partner) if partner else (process,)
    changed = tuple(_changes(shown, step))
    after = _snapshot(step.after)
    return Step(
        str(number), processes, step.action, said, after, bool(notes), ", ".join(notes), changed
    )


def _changes(shown: Shown[S], step: Judged[S]) -> Iterator[tuple[str, str, str]]:
    before = dict(_named(shown.parts(step.before)))
    for name, value in _named(shown.changes(step.before, step.after)):
        yield name, before.get(name, ""), value


def _named(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, _, value = line.partition(" = ")
        yield name, value


def _snapshot(state: object) -> Snapshot:
    # Of a program of the queue, with its callers or without.
    queue = getattr(state, "queue", state)
    slots, busy, closed = (getattr(queue, name, None) for name in ("slots", "busy", "closed"))
    if not (isinstance(slots, tuple) and isinstance(busy, int) and isinstance(closed, int)):
        return Snapshot()
    tokens = islice(range(getattr(queue, "next_id", 0)), _MOST_TOKENS)
    stands = {
        token: "closed" if closed >> token & 1 else "won" if busy >> token & 1 else "free"
        for token in tokens
    }
    return Snapshot(slots, stands)
