"""A trace that is accepted is not rejected because a log could see less of it."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slotq.formats.trace_lines import ANY_ACTION, Event, Header, names_of
from slotq.oracle.trace.events import open_log
from slotq.oracle.trace.judge import ALWAYS_SEEN, TraceJudge, judge
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.verdict import Verdict
from tests.oracle.logs import ACCEPT

OMITTABLE = sorted(names_of(ANY_ACTION) - ALWAYS_SEEN - {"End"})
SMALL = [path for path in ACCEPT if path.name.startswith("small")]


def events_of(path: Path) -> tuple[Header, list[Event]]:
    """The header of a log and its events."""
    with open_log(str(path)) as log:
        return log.header, [event for _, event in log.events]


LOGS = {path.name: events_of(path) for path in SMALL}


def without(name: str, omits: list[str]) -> Verdict:
    """Judge a real log as one that does not see these actions."""
    header, events = LOGS[name]
    left = [event for event in events if event.__class__.__name__ not in omits]
    unseen = msgspec.structs.replace(header, omits=(*header.omits, *omits))
    with open_log(str(ACCEPT[0])) as log:
        lines = iter(list(enumerate(left, 2)))
        return judge(log._replace(header=unseen, events=lines), Budget(500, 0.5))


@pytest.mark.parametrize("action", OMITTABLE)
@pytest.mark.parametrize("name", LOGS)
def test_one_action_unseen(name: str, action: str) -> None:
    """Each real log without each of its actions."""
    assert without(name, [action]).fault is None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(LOGS)), st.lists(st.sampled_from(OMITTABLE), min_size=2, unique=True))
def test_many_actions_unseen(name: str, omits: list[str]) -> None:
    """Nor without any of them together; where too much is possible it is undecided."""
    assert without(name, omits).fault is None


def test_a_whole_log_is_accepted() -> None:
    """Else nothing would be shown of it."""
    for header, events in LOGS.values():
        whole = TraceJudge("", header)
        assert all(whole.take(n, event) is None for n, event in enumerate(events, 2))
