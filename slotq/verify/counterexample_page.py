"""A counterexample as a page of HTML: what is violated, the first state, and each step."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TypeGuard

from slotq.formats.tla_values import Function, ModelValue, Value, show_value
from slotq.pictures.page import LONGEST_TITLE, code, document, escape, pairs
from slotq.pictures.run import MOST_STEPS, Snapshot, Step, draw_run, left_out
from slotq.specification.sentences import sentence
from slotq.verify.counterexample import Change, Counterexample, compare
from slotq.verify.manifest import Model

# What TLC's builds between two releases call their date.
_NO_DATE = re.compile(r" of Day Month 20\?\?")
_LONGEST_NAME = 60


def write_page(name: str, found: Counterexample, model: Model | None = None) -> str:
    """Write a counterexample as a page.

    Args:
        name: What it is called.
        found: The counterexample.
        model: The model that it is of, if it is one of slotq's.
    """
    count = len(found.states)
    states = f"{count} {'state' if count == 1 else 'states'}"
    headline = f"{escape(name, LONGEST_TITLE)}: {states}"
    if model is not None:
        what = f"{model.violates} is violated" if model.violates else model.outcome.value
        before = "" if name == model.violates else f"{escape(name, LONGEST_TITLE)}: "
        headline = f"{before}{what} ({states})"
    body = [*_summary(found, model), *_first_state(found.states[0].variables), *_run(found, model)]
    return document(headline, body)


def _summary(found: Counterexample, model: Model | None) -> Iterator[str]:
    constants = (f"{key} = {show_value(found.parameters[key])}" for key in sorted(found.parameters))
    if model is not None:
        yield f'<p class="claim">{escape(model.claim)}</p>'
    actors = dict.fromkeys(
        actor
        for before, state in pairwise(found.states)
        for actor in _actors(compare(before.variables, state.variables))
    )
    says = "" if model is None or model.violates is None else sentence(model.violates)
    told = [
        ("Property", says),
        ("Model", found.model),
        ("Why these bounds", "" if model is None else model.why),
        ("Found by", _NO_DATE.sub("", found.tlc)),
        ("Parameters", ", ".join(constants)),
        ("Processes", ", ".join(actors)),
    ]
    yield from pairs((title, escape(text)) for title, text in told if text)


def _first_state(variables: Mapping[str, Value]) -> Iterator[str]:
    count = len(variables)
    many = f"{count} {'variable' if count == 1 else 'variables'}"
    yield f"<details><summary>The first state: {many}</summary>"
    yield from pairs((code(name), _grouped(variables[name])) for name in sorted(variables))
    yield "</details>"


def _grouped(value: Value) -> str:
    # Of a function, each value with its arguments: at first most processes have the same one.
    if not isinstance(value, Function) or all(_is_field(key) for key in value):
        return code(show_value(value))
    keys: dict[str, list[str]] = {}
    for key in sorted(value, key=show_value):
        keys.setdefault(show_value(value[key]), []).append(show_value(key))
    return "; ".join(f"{code(text)} for {code(', '.join(found))}" for text, found in keys.items())


def _run(found: Counterexample, model: Model | None) -> Iterator[str]:
    shown = found.states[: MOST_STEPS + 1]
    steps: list[Step] = []
    for number, (before, state) in enumerate(pairwise(shown), 2):
        changed = compare(before.variables, state.variables)
        actors = _actors(changed)
        written = tuple(
            (change.path, show_value(change.before), show_value(change.after)) for change in changed
        )
        after = _snapshot(state.variables)
        steps.append(
            Step(str(number), actors, state.action, "", after, changes=written, acting=len(actors))
        )
    last = len(shown) == len(found.states)
    if steps and last and model is not None and found.loop is None:
        note = f"violates {model.violates}" if model.violates else model.outcome.value
        steps[-1] = steps[-1]._replace(wrong=True, note=note)
    if found.loop is not None and last:
        goal = found.loop + 1
        said = (
            "stays so for ever" if goal == len(found.states) else f"back to state {goal}, for ever"
        )
        back = _snapshot(found.states[found.loop].variables)
        steps.append(Step("", (), found.closing, said, back, wrong=True, changes=()))
    if not steps:
        return
    left = left_out({"after these": len(found.states) - len(shown)}, "states")
    yield "<h2>The steps</h2>"
    circles = "Each row is a state; a circle marks a process whose variables the step changes."
    yield f"<p>{' '.join(filter(None, (circles, left)))}</p>"
    yield from draw_run(_snapshot(shown[0].variables), steps)


def _actors(changed: list[Change]) -> tuple[str, ...]:
    # A process is an argument of the functions in which it has a value.
    names = (_process(change.keys[0]) for change in changed if change.keys)
    return tuple(dict.fromkeys(name[:_LONGEST_NAME] for name in names if name))


def _process(key: Value) -> str:
    match key:
        case ModelValue():
            return key.name
        case str():
            return "" if _is_field(key) else key
        case (str() as kind, int() as number):
            return f"{kind} {number}" if number else kind
        case (ModelValue() as owner, int() as number):
            return f"dequeuer {owner.name}.{number}"
    return ""


def _is_field(key: Value) -> bool:
    return isinstance(key, str) and key.isidentifier()


def _snapshot(variables: Mapping[str, Value]) -> Snapshot:
    slots, busy, closed = (variables.get(name) for name in ("slots", "busy", "closed"))
    if not (_are_tokens(slots, tuple) and _are_tokens(busy, frozenset)):
        return Snapshot()
    gone = closed if _are_tokens(closed, frozenset) else frozenset()
    return Snapshot(
        tuple(slots),
        {
            token: "closed" if token in gone else "won" if token in busy else "free"
            for token in sorted({*slots, *busy})
        },
    )


def _are_tokens(
    value: object, kind: type[tuple[int, ...]] | type[frozenset[int]]
) -> TypeGuard[tuple[int, ...] | frozenset[int]]:
    return isinstance(value, kind) and all(type(each) is int for each in value)
