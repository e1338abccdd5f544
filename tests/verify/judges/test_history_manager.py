"""slotq.verify.judges.history_manager: all short histories, and judges that are wrong."""

from collections.abc import Callable

import pytest

from slotq.oracle.history import queue_map
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.history_manager import SCENARIOS, check_history_manager


def test_the_judge_accepts_what_the_machine_explains() -> None:
    """Here of one scenario; `slotq verify` takes them all."""
    assert check_history_manager({"two keys": SCENARIOS["two keys"]}) == Evidence(130, 3297)


BROKEN: dict[str, tuple[str, str, Callable[..., object]]] = {
    "nothing is lost": ("one key", "_is_lost", lambda *_: False),
    "a delete does nothing": ("one key", "_delete", lambda _, state, __: iter([state])),
    "a delete takes what was never made": (
        "one key",
        "_delete",
        lambda _, state, __: iter([state._replace(queue=None, told=False, found=frozenset())]),
    ),
    "every get makes a queue": (
        "one key",
        "_steps",
        lambda map_, state: (
            state._replace(queue=call.queue, done=state.done | {called})
            for called, call in map_._opened.items()
        ),
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_wrong_judge_is_seen(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """In the scenario that is there for it."""
    name, function, wrong = BROKEN[how]
    monkeypatch.setattr(queue_map._Map, function, wrong)
    with pytest.raises(ClaimRefutedError, match=r"^the judge "):
        check_history_manager({name: SCENARIOS[name]})


def test_a_deleted_queue_of_another_key_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A delete goes by the key of its queue."""
    original = queue_map.Manager.finish

    def mixed(self: queue_map.Manager) -> object:
        calls = [call for calls in self._calls.values() for call in calls]
        self._calls = {"k": calls} if calls else {}
        self._keys = dict.fromkeys(self._keys, "k")
        return original(self)

    monkeypatch.setattr(queue_map.Manager, "finish", mixed)
    with pytest.raises(ClaimRefutedError, match=r"^the judge "):
        check_history_manager({"two keys": SCENARIOS["two keys"]})
