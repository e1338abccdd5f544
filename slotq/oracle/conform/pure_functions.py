"""Compares the pure functions of a program with the reference's, at the boundaries of each."""

from collections.abc import Collection

from slotq.evaluate.vectors import FILES, vectors
from slotq.formats.errors import plain
from slotq.oracle.conform.failures import FindingError
from slotq.oracle.conform.pipe import Pipe
from slotq.oracle.conform.serve import CAPABILITY_OF


def compare(pipe: Pipe, can: Collection[str]) -> dict[str, int]:
    """Ask for each value that the program says it can compute.

    Returns:
        How many were compared, by capability.

    Raises:
        FindingError: One is another than the reference's.
    """
    compared: dict[str, int] = {}
    for name, (kind, make) in FILES.items():
        capability = CAPABILITY_OF[kind]
        if capability not in can:
            continue
        for question, vector in zip(make(), vectors(name), strict=True):
            record = {key: value for key, value in question.items() if key != "note"}
            expected = {
                key: value
                for key, value in vector.items()
                if key not in {"id", "note"} and (key not in record or key == "ops")
            }
            if kind == "counters":
                expected.pop("ops")
            found = pipe.evaluate(kind, record)
            if found is None:
                break
            compared[capability] = compared.get(capability, 0) + 1
            wrong = [key for key, value in expected.items() if found.get(key) != value]
            if wrong:
                key = wrong[0]
                message = (
                    f"{kind} of {plain(str(record))}: {key} is {plain(str(found.get(key)))}, "
                    f"the reference says {plain(str(expected[key]))}"
                )
                raise FindingError(message, "wrong-value")
    return compared
