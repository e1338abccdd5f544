"""docs/formats: the pages name what the types decode, and include what is there."""

import re
import typing
from pathlib import Path

import pytest

from slotq.formats import history_lines, trace_lines

ROOT = Path(__file__).parents[2]
FORMATS = ROOT / "docs" / "formats"
CALLS = {history_lines.name_of(kind) for kind in typing.get_args(history_lines.ANY_LINE)}
ACTIONS = trace_lines.names_of(trace_lines.ANY_ACTION)


@pytest.mark.parametrize(
    ("page", "names"),
    [("slotq-history.md", CALLS), ("slotq-trace.md", ACTIONS | {"End"})],
)
def test_every_kind_of_line_is_explained(page: str, names: frozenset[str]) -> None:
    """A line that the decoder knows and the page does not would have to be guessed."""
    said = set(re.findall(r"`(\w+)`", (FORMATS / page).read_text(encoding="utf-8")))
    assert names
    assert names - said == set()
