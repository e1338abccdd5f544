"""A counterexample as a page of HTML: what each of its steps changes, as the verdict on a log."""

from collections.abc import Iterable, Iterator

from slotq.formats.tla_values import show_value
from slotq.pictures.page import (
    LONGEST_TITLE,
    TABLE_CLOSING,
    code,
    document,
    escape,
    pairs,
    table_opening,
)
from slotq.verify.counterexample import Counterexample, changes


def write_page(name: str, found: Counterexample) -> str:
    """Write a counterexample as a page.

    Args:
        name: What it is called.
        found: The counterexample.
    """
    count = len(found.states)
    headline = f"{escape(name, LONGEST_TITLE)}: {count} {'state' if count == 1 else 'states'}"
    constants = (f"{key} = {show_value(found.parameters[key])}" for key in sorted(found.parameters))
    told = [
        ("Model", found.model),
        ("Found by", found.tlc),
        ("Parameters", ", ".join(constants)),
    ]
    summary = pairs((title, escape(text)) for title, text in told if text)
    return document(headline, [*summary, *_table(found)])


def _table(found: Counterexample) -> Iterator[str]:
    caption = "The first state, and what each step changes."
    yield from table_opening("The states", caption, ["state", "action", "changes"])
    first = before = found.states[0].variables
    everything = [f"{name} = {show_value(first[name])}" for name in sorted(first)]
    for number, state in enumerate(found.states, 1):
        lines = changes(before, state.variables) if number > 1 else everything
        yield _row(str(number), state.action, map(code, lines))
        before = state.variables
    if found.loop is not None:
        yield _row("", found.closing, [f"back to state {found.loop + 1}, forever"])
    yield TABLE_CLOSING


def _row(number: str, action: str, said: Iterable[str]) -> str:
    lines = "".join(f"<div>{line}</div>" for line in said)
    cells = f"<td>{escape(action)}</td><td>{lines}</td>"
    return f'<tr><th scope="row">{number}</th>{cells}</tr>'
