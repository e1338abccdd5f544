"""walk.step_reports: what the code says of its steps is what they do, or it is a finding."""

from typing import Any

import pytest

from slotq.machine import scaling
from slotq.machine.callers import Bounds
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.scaling import MoversProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.specified import SpecifiedProgram
from slotq.verify.claim import ClaimRefutedError
from slotq.verify.code import check_code

_FIRST, _SECOND = frozenset({0}), frozenset({1})
CALLERS = CallersProgram(Bounds(1, 1, 1, evictable=_FIRST, impatient=_SECOND))
GENERAL = GeneralProgram(1, 1, 1)
COUNTING = MoversProgram(scaling.Bounds(1, 1, 1))
SAID: dict[str, tuple[SpecifiedProgram[Any], str]] = {
    "QueueAppend": (GENERAL, "token length"),
    "QueueBroadcast": (GENERAL, "woken"),
    "AcquireCas": (GENERAL, "token ok"),
    "AcquireRemove": (GENERAL, "token ok length"),
    "AcquireClose": (GENERAL, "token ok"),
    "DequeuerStart": (GENERAL, "name"),
    "DequeuerPeek": (GENERAL, "token length"),
    "DequeuerDeliver": (GENERAL, "token to"),
    "DequeuerEjected": (GENERAL, "token"),
    "DequeuerCancelled": (GENERAL, "token"),
    "Cancel": (GENERAL, "name ok"),
    "CancellerWake": (GENERAL, "waiting woken"),
    "DequeuerWait": (GENERAL, "more"),
    "DequeuerExit": (GENERAL, "more"),
    "ContainerWake": (CALLERS, "token reason"),
    "ContainerReturn": (CALLERS, "token"),
    "SlotClose": (CALLERS, "token ok"),
    "Evict": (CALLERS, "ok"),
    "RequestMove": (COUNTING, "object ok from state"),
    "RequestEnter": (COUNTING, "state count"),
    "RequestExit": (COUNTING, "state count"),
    "ContainerMove": (COUNTING, "object ok from state"),
    "ContainerEnter": (COUNTING, "state count"),
    "ContainerExit": (COUNTING, "state count"),
    "LaunchCheck": (COUNTING, "request container"),
    "SignalSend": (COUNTING, "ok"),
    "SignalReceive": (COUNTING, "more"),
}


@pytest.mark.parametrize("program", [CALLERS, GENERAL, COUNTING])
def test_what_is_said_is_so(program: SpecifiedProgram[Any]) -> None:
    """Of every step that the code can take."""
    assert check_code(program).edges


def test_every_action_is_lied_about() -> None:
    """Each that the programs have, in each of its fields, here below."""
    systems = [program.system for program in (CALLERS, GENERAL, COUNTING)]
    actions = {
        label.action
        for system in systems
        for process in system.processes
        for label, _, _ in process.actions
    }
    assert actions == SAID.keys()


@pytest.mark.parametrize("lie", ["another", "nothing"])
@pytest.mark.parametrize(
    ("action", "field"),
    [(action, field) for action, (_, fields) in SAID.items() for field in fields.split()],
)
def test_what_is_said_wrongly_is_found(
    monkeypatch: pytest.MonkeyPatch, action: str, field: str, lie: str
) -> None:
    """Another value, or none where there is to be one."""
    value = "odd" if lie == "another" or field == "more" else None
    happened = World.happened

    def lying(self: World, step: str, token: object = None, **fields: object) -> None:
        if step == action and field == "token":
            token = value
        elif step == action and (field in fields or field == "more"):
            fields[field] = value
        happened(self, step, token, **fields)

    monkeypatch.setattr(World, "happened", lying)
    with pytest.raises(ClaimRefutedError, match=f"^wrong report: {action} reports "):
        check_code(SAID[action][0])
