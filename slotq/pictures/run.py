"""A run, step by step: the process that acts, the list after the step, and what it changes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from slotq.pictures.lanes import Mark, Row, draw
from slotq.pictures.page import code, escape

MOST_STEPS = 150
"""Of a longer run only so many steps are drawn."""
_MOST_TOKENS = 8
_MOST_CHANGES = 16
_LONGEST_VALUE = 1_000
NO_TOKEN = -1
TITLES = ("step", "the list after it, oldest first", "what it changes")
_LABEL = "The steps of the run"


class Snapshot(NamedTuple):
    """A state, as far as it is drawn.

    Attributes:
        listed: The listed tokens, oldest first, or the newest of them; None where they are not
            known, or there is no list.
        tokens: What became of each token: "free", "won" or "closed".
        parts: Other parts by name, each as text.
        older: How many more tokens are listed, older than those.
    """

    listed: tuple[int, ...] | None = None
    tokens: Mapping[int, str] = {}
    parts: Mapping[str, str] = {}
    older: int = 0


class Step(NamedTuple):
    """A step.

    Attributes:
        number: Its number, or that of its line.
        processes: The processes that take it, the one that acts first.
        action: Its name.
        said: What else is said of it.
        after: The state after it.
        wrong: Whether this is what is wrong.
        note: What to say of that.
        changes: What it changes, as (name, before, after); by default that is seen by the states.
        acting: How many of the processes act; the others take part.
    """

    number: str
    processes: tuple[str, ...]
    action: str
    said: str
    after: Snapshot
    wrong: bool = False
    note: str = ""
    changes: tuple[tuple[str, str, str], ...] | None = None
    acting: int = 1


class Client(Protocol):
    """What the queue knows of a client, in the terms of the specification."""

    @property
    def doing(self) -> str:
        """What its call has still to do."""
        ...

    @property
    def hand(self) -> int:
        """The token that it has won."""
        ...


class Dequeuer(Protocol):
    """A dequeuer and its canceller, in the terms of the specification."""

    @property
    def dequeuer(self) -> str:
        """Where it stands."""
        ...

    @property
    def item(self) -> int:
        """The token that it offers."""
        ...

    @property
    def done(self) -> bool:
        """Whether its context is done."""
        ...

    @property
    def canceller(self) -> str:
        """Where its canceller stands."""
        ...


def stand_of_client(client: Client) -> str:
    """Say what a client has still to do."""
    if client.doing == "nothing":
        return "no call to finish"
    token = "" if client.hand == NO_TOKEN else f" token {client.hand}"
    return f"has to {client.doing}{token}"


def stand_of_dequeuer(dequeuer: Dequeuer) -> str:
    """Say where a dequeuer stands."""
    stands = {
        "absent": "not started",
        "lock": "wants the lock",
        "offering": f"offers token {dequeuer.item}",
    }
    done = ", context done" if dequeuer.done else ""
    return stands.get(dequeuer.dequeuer, dequeuer.dequeuer) + done


def stand_of_canceller(dequeuer: Dequeuer) -> str:
    """Say where the canceller of a dequeuer stands."""
    return "not started" if dequeuer.canceller == "absent" else dequeuer.canceller


def draw_run(first: Snapshot, steps: Sequence[Step]) -> Iterator[str]:
    """Draw a run.

    Args:
        first: The state before the first step.
        steps: The steps.
    """
    marks = _marks(steps)
    states = [first, *(step.after for step in steps)]
    titles = TITLES if any(state.listed is not None for state in states) else TITLES[::2]
    rows = [
        _row(step, marks[place], before, after)
        for place, (step, (before, after)) in enumerate(zip(steps, pairwise(states), strict=True))
    ]
    if len(titles) < len(TITLES):
        rows = [row._replace(cells=(row.cells[0], row.cells[2])) for row in rows]
    yield from draw(rows, titles, _LABEL)


def _marks(steps: Sequence[Step]) -> list[dict[str, Mark]]:
    # A process has a line from its first step on to its last one.
    last = {name: place for place, step in enumerate(steps) for name in step.processes}
    order = list(dict.fromkeys(name for step in steps for name in step.processes))
    seen: set[str] = set()
    found: list[dict[str, Mark]] = []
    for place, step in enumerate(steps):
        seen.update(step.processes)
        lane: dict[str, Mark] = {}
        for name in order:
            if name in step.processes:
                lane[name] = "acts" if name in step.processes[: step.acting] else "joins"
            elif name in seen and last[name] > place:
                lane[name] = "line"
        found.append(lane)
    return found


def _row(step: Step, marks: dict[str, Mark], before: Snapshot, after: Snapshot) -> Row:
    acting = ", ".join(f"<b>{escape(name)}</b>" for name in step.processes[: step.acting])
    who = f"{acting} " if acting else ""
    said = f" {escape(step.said)}" if step.said else ""
    note = f" <strong>&#9654; {escape(step.note)}</strong>" if step.note else ""
    head = f"{who}{code(step.action)}{said}{note}"
    listed = "" if after.listed is None else write_list(before, after)
    found = _changes(before, after) if step.changes is None else step.changes
    return Row(step.number, marks, (head, listed, "".join(_write(found))), step.wrong)


def write_list(before: Snapshot, after: Snapshot) -> str:
    """Write the list after a step, with what the step has changed in it marked."""
    old, new = before.listed or (), after.listed or ()
    known, left, shown = set(old), set(new), new[-_MOST_TOKENS:]
    # Of a long list the oldest are not known: one of them may come into view, or leave it.
    first_old, first_new = min(old, default=0), min(new, default=0)
    gone = [t for t in old if t not in left and not (after.older and t < first_new)]
    older = after.older + len(new) - len(shown)
    chips = [f'<span class="quiet">{older:,} older</span>'] * bool(older)
    for token in _merged(old, gone[-_MOST_TOKENS:], shown):
        if token not in left:
            chips.append(_chip(token, before, "gone"))
        elif token not in known and not (before.older and token < first_old):
            chips.append(_chip(token, after, "added"))
        else:
            changed = token in known and before.tokens.get(token) != after.tokens.get(token)
            chips.append(_chip(token, after, "changed" if changed else "same"))
    return " ".join(chips) or '<span class="quiet">empty</span>'


def _merged(old: Sequence[int], gone: Sequence[int], shown: Sequence[int]) -> list[int]:
    # What is gone stands where it stood, after what was before it.
    order = list(shown)
    for token in gone:
        earlier = [each for each in old[: old.index(token)] if each in order]
        order.insert(order.index(earlier[-1]) + 1 if earlier else 0, token)
    return order


def _chip(token: int, state: Snapshot, kind: str) -> str:
    stands = state.tokens.get(token, "free")
    element = {"gone": "del", "added": "ins"}.get(kind, "span")
    new = " new" if kind == "changed" else ""
    return f'<{element} class="token {stands}{new}">{token} {stands}</{element}>'


def _changes(before: Snapshot, after: Snapshot) -> tuple[tuple[str, str, str], ...]:
    tokens = (
        (f"token {token}", before.tokens[token], stands)
        for token, stands in after.tokens.items()
        if token in before.tokens and before.tokens[token] != stands
    )
    others = (
        (name, before.parts.get(name, ""), value)
        for name, value in after.parts.items()
        if before.parts.get(name, "") != value
    )
    return (*tokens, *others)


def _write(found: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    for name, old, new in found[:_MOST_CHANGES]:
        was = f'<span class="quiet">{escape(old, _LONGEST_VALUE)} &#8594; </span>' if old else ""
        yield f'<span class="change">{escape(name)}: {was}{escape(new, _LONGEST_VALUE)}</span>'
    if len(found) > _MOST_CHANGES:
        yield f'<span class="change quiet">and {len(found) - _MOST_CHANGES} more</span>'


def left_out(counts: Mapping[str, int], kind: str = "lines") -> str:
    """Say what of a log is not drawn; nothing if all of it is.

    Args:
        counts: How many lines are not, by where or what they are.
        kind: What is counted, in the plural.
    """
    parts = [
        f"{count:,} {kind.removesuffix('s') if count == 1 else kind} {what}"
        for what, count in counts.items()
        if count
    ]
    return f"Not drawn: {', '.join(parts)}." if parts else ""
