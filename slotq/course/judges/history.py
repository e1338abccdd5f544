"""Judges two histories: one order of some lines is linearizable, another one is not."""

from collections import Counter
from pathlib import Path

import msgspec

from slotq.course.answer import read_text
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved
from slotq.formats.errors import InputError
from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict import verdict as oracle

_ACCEPTED, _REJECTED = "accepted.ndjson", "rejected.ndjson"
_LOSER = '{"type":"invoke","process":"container","f":"acquire_slot","token":0}'
_WINNER = '{"type":"invoke","process":"request","f":"acquire_slot","token":0}'


def judge_histories(folder: Path) -> Verdict:
    """Look whether both have the lines that were given, and ask the judge of histories."""
    accepted, rejected = (_lines(folder / name) for name in (_ACCEPTED, _REJECTED))
    if Counter(accepted) != Counter(rejected) or accepted[0] != rejected[0]:
        message = (
            "both files keep the lines that were given, the first one first: change their order"
        )
        raise AnswerError(message)
    first = _judged(folder / _ACCEPTED)
    if first.outcome != "accepted":
        return unsolved(f"{_ACCEPTED} is {first.outcome}:", *_told(first))
    if accepted.index(_LOSER) > accepted.index(_WINNER):
        return unsolved(f"{_ACCEPTED} is accepted, but the container, which loses, calls second.")
    second = _judged(folder / _REJECTED)
    if second.outcome != "rejected":
        return unsolved(f"{_REJECTED} is {second.outcome}, too.")
    return solved(f"{_ACCEPTED} is accepted; {_REJECTED} is rejected:", *_told(second))


def _lines(path: Path) -> list[str]:
    lines = [line.strip() for line in read_text(path).splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        try:
            msgspec.json.decode(line, type=dict[str, object])
        except msgspec.DecodeError as error:
            message = f"{path.name}, line {number}: {error}"
            raise AnswerError(message) from error
    if not {_LOSER, _WINNER} <= set(lines):
        message = f"{path.name} keeps the lines that were given: change their order alone"
        raise AnswerError(message)
    return lines


def _judged(path: Path) -> oracle.Verdict:
    result = check(str(path), excerpt=True)
    if isinstance(result, InputError):
        raise AnswerError(str(result))
    return result


def _told(verdict: oracle.Verdict) -> list[str]:
    return oracle.render(verdict).splitlines()[1:-1]
