"""Judges what a reader takes to be claimed: each sentence at the strength that README gives it."""

from pathlib import Path
from typing import Literal, NamedTuple

from slotq.course.answer import read_toml
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved

Strength = Literal["proved", "all states at a bound", "tested", "not claimed"]


class _Sentence(NamedTuple):
    strength: Strength
    hint: str


SENTENCES: dict[str, _Sentence] = {
    "no_lost_wake_up": _Sentence(
        "proved", "it is a conjunct of the inductive invariant: docs/proof.md"
    ),
    "code_is_machine": _Sentence(
        "all states at a bound",
        "graphs are compared, and a graph has a size: the chain of evidence",
    ),
    "bytecodes": _Sentence(
        "not claimed", "what is interleaved are synchronisation steps: What is not claimed"
    ),
    "served_in_time": _Sentence(
        "not claimed", "the specification has no clock: What is not claimed"
    ),
    "any_lock": _Sentence(
        "not claimed", "think of a lock that the same process gets again and again: chapter 9"
    ),
    "managers_fixed": _Sentence(
        "proved", "it is said of any number of requests, keys and queues: docs/proof.md"
    ),
    "long_histories": _Sentence(
        "tested", "short histories are all compared; of long ones there are too many"
    ),
    "original_rewritten": _Sentence(
        "all states at a bound", "its text is run under every schedule, of a few processes"
    ),
}
"""What each sentence of strength.toml is."""


def judge_strength(folder: Path) -> Verdict:
    """Compare each answer, and say where to look for the first that is wrong."""
    answers = read_toml(folder / "strength.toml", dict[str, Strength | Literal["?"]])
    if set(answers) != set(SENTENCES):
        different = sorted(set(answers) ^ set(SENTENCES))
        message = f"strength.toml needs a line for each sentence, and no other: see {different[0]}"
        raise AnswerError(message)
    for name, sentence in SENTENCES.items():
        if answers[name] != sentence.strength:
            return unsolved(f"{name} is not {answers[name]!r}: {sentence.hint}.")
    return solved(f"All {len(SENTENCES)} are right.")
