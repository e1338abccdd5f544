"""Judges a prediction: which processes can take a step after a schedule."""

from pathlib import Path

import msgspec

from slotq.course.answer import read_toml
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved
from slotq.machine.callers import Bounds, State
from slotq.schedule.engine.findings import parse_schedule
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.walk.execution import Runner

_DELIVERED = "consumer-1 dequeuer-1.1 container-1 container-1 dequeuer-1.1 dequeuer-1.1>consumer-1"
SCHEDULES = (
    "",
    "consumer-1 dequeuer-1.1",
    "consumer-1 dequeuer-1.1 container-1",
    "consumer-1 dequeuer-1.1 container-1 container-1",
    "consumer-1 dequeuer-1.1 container-1 container-1 dequeuer-1.1",
    f"{_DELIVERED} consumer-1",
)
"""After which the reader says what can move."""
_BOUNDS = Bounds(1, 1, 1)
_STANDS = {
    "asleep": "it is asleep, and only a broadcast wakes it",
    "offering": "it offers its token, and nobody receives it now",
    "ended": "it has ended",
    "absent": "it has not been started",
    "waiting": "it waits for another process",
    "gone": "it has ended",
}


class _Move(msgspec.Struct, forbid_unknown_fields=True):
    after: str
    can_move: tuple[str, ...]


class _Moves(msgspec.Struct, forbid_unknown_fields=True):
    move: tuple[_Move, ...]


def judge_moves(folder: Path) -> Verdict:
    """Compare each prediction with what the code can do."""
    moves = read_toml(folder / "moves.toml", _Moves).move
    if tuple(" ".join(move.after.split()) for move in moves) != SCHEDULES:
        message = "moves.toml: fill in can_move, and leave the lines with after as they were"
        raise AnswerError(message)
    for number, move in enumerate(moves, 1):
        if wrong := _wrong(move):
            return unsolved(f"Question {number}, after {move.after.strip() or 'nothing'}:", *wrong)
    return solved(f"All {len(moves)} are right.")


def _wrong(move: _Move) -> list[str]:
    with Runner(CallersProgram(_BOUNDS)).run() as run:
        run.world.follow(parse_schedule(move.after))
        can = {transition.process for transition in run.transitions()}
        said = set(move.can_move)
        known = {*run.world.processes, "dequeuer-1.1", "canceller-1.1"}
        state = run.state()
        lines = [f"  {name} is no process of this program" for name in sorted(said - known)]
        lines += [
            f"  {name} cannot take a step: {_stand(state, name)}"
            for name in sorted(said & known - can)
        ]
        if lines:
            return lines
        return ["  one more process can take a step"] if can - said else []


def _stand(state: State, name: str) -> str:
    (dequeuer,) = state.queue.dequeuers
    stands = {
        "container-1": state.callers[0].state,
        "consumer-1": state.callers[1].state,
        "dequeuer-1.1": dequeuer.dequeuer,
        "canceller-1.1": dequeuer.canceller,
    }
    if name == "canceller-1.1" and stands[name] == "waiting":
        return "it waits until the context is done"
    return _STANDS[stands[name]]
