"""A counterexample to induction in lines of text: what fails, the state, and the step."""

from itertools import combinations

from slotq.prove.algebra import TRUTH, WORD, Sort, System, Term
from slotq.prove.concrete import NONE, Table, Tables
from slotq.prove.obligations import Answer, Kind, Outcome

_LISTS = {"slots": ("listed", "older")}
"""Sequences that a system has as a set and an order."""
_FIRST = {
    Kind.CONSECUTION: "{label} leads from a state of the invariant to one where {name} is false:",
    Kind.STEP: "{label} is a step from a state of the invariant for which {name} is false:",
    Kind.REFINEMENT: "{label} is not the step of SlotQueue that it should be, by its {name}:",
}
"""How a counterexample begins."""


def lines(system: System, outcome: Outcome) -> list[str]:
    """Write out why an obligation is not met.

    Args:
        system: The system.
        outcome: What came of the obligation.
    """
    obligation, found = outcome.obligation, outcome.counterexample
    if outcome.answer is Answer.UNKNOWN:
        return [f"{obligation}: Z3 finds neither a proof nor a counterexample"]
    if found is None and obligation.action is None:
        return ["no state is initial, at one of the sizes that were tried"]
    if found is None:
        return [f"{obligation}: in no state of the invariant, up to the sizes that were tried"]
    before, after = parts(system, found.before), parts(system, found.after)
    if obligation.action is None:
        return [f"{obligation.conjunct} is false in an initial state:", *_shown(before)]
    values = zip(found.values, obligation.action.parameters, strict=True)
    arguments = ", ".join(value_of(value, sort) for value, sort in values)
    label = f"{obligation.action.name}({arguments})"
    first = _FIRST[obligation.kind].format(label=label, name=obligation.conjunct)
    changed = [
        f"  {name}: {was} becomes {after[name]}"
        for name, was in before.items()
        if was != after[name]
    ]
    return [first, *_shown(before), f"then {label}:", *(changed or ["  nothing changes"])]


def _shown(shown: dict[str, str]) -> list[str]:
    return [f"  {name} = {value}" for name, value in shown.items()]


def parts(system: System, tables: Tables) -> dict[str, str]:
    """The parts of a state, each as text, as TLA+ would write them."""
    hidden = {name for pair in _LISTS.values() for name in pair}
    shown = {
        name: _sequence(tables[listed], tables[older])
        for name, (listed, older) in _LISTS.items()
        if listed in tables
    }
    for name, variable in system.variables.items():
        if name not in hidden:
            shown |= _variable(name, variable.arguments, variable.result, tables[name])
    return shown


def _sequence(listed: Table, older: Table) -> str:
    members = [token for (token,), inside in listed.items() if inside]
    pairs = {pair for pair, inside in older.items() if inside}
    place = {token: sum((other, token) in pairs for other in members) for token in members}
    found = sorted(members, key=place.__getitem__)
    if pairs == set(combinations(found, 2)):
        return f"<<{', '.join(map(str, found))}>>"
    order = ", ".join(f"<<{one}, {other}>>" for one, other in sorted(pairs))
    return f"no sequence: {{{', '.join(map(str, members))}}}, ordered by {{{order}}}"


def _variable(name: str, sorts: tuple[Sort, ...], result: Sort, table: Table) -> dict[str, str]:
    if not sorts:
        return {name: value_of(table[()], result)}
    if result != TRUTH:
        return {
            f"{name}[{_arguments(places, sorts)}]": value_of(value, result)
            for places, value in table.items()
        }
    if len(sorts) == 1:
        return {name: _set(sorts[0], [place for (place,), inside in table.items() if inside])}
    first = {place for place, *_ in table}
    return {
        f"{name}[{value_of(one, sorts[0])}]": _set(
            sorts[1], [other for (place, other), inside in table.items() if inside and place == one]
        )
        for one in sorted(first)
    }


def _arguments(places: tuple[Term, ...], sorts: tuple[Sort, ...]) -> str:
    return ", ".join(map(value_of, places, sorts))


def _set(sort: Sort, members: list[Term]) -> str:
    return "{" + ", ".join(value_of(member, sort) for member in members) + "}"


def value_of(value: Term, sort: Sort) -> str:
    """A value, as text: client2 is the second client."""
    if sort == WORD:
        return f'"{value}"'
    if sort == TRUTH:
        return str(value).upper()
    if value == NONE:
        return "None"
    return str(value) if sort.ordered else f"{sort.name}{value + 1}"
