"""slotq.oracle.vectors: records of the shape of the original, with the answers of slotq eval."""

import json

import pytest

from slotq.evaluate.run import Evaluator
from slotq.oracle.vectors import FILES, vectors
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "data" / "golden"
SHAPES = {
    "keys": "keys",
    "annotations": "annotations_json",
    "needed": "scaling",
    "idle": "scaling",
    "counters": "counters",
    "manager": "manager",
}


@pytest.mark.parametrize("name", FILES)
def test_vectors_are_what_eval_answers(name: str) -> None:
    """Fed as they are; and no fewer boundaries than twelve."""
    kind, _ = FILES[name]
    evaluator = Evaluator(kind)
    found = list(vectors(name))
    assert len(found) > 12
    for vector in found:
        answer = json.loads(evaluator.answer(json.dumps(vector).encode()))
        assert vector | answer == vector
    assert evaluator.bad == 0
    assert len({vector["id"] for vector in found}) == len(found)


@pytest.mark.parametrize("name", FILES)
def test_vectors_have_the_shape_of_the_golden_ones(name: str) -> None:
    """Whoever reads one reads the other."""
    lines = (GOLDEN / f"{SHAPES[name]}.ndjson").read_text(encoding="utf-8").splitlines()
    known = set().union(*(json.loads(line) for line in lines)) | {"id", "note"}
    assert {field for vector in vectors(name) for field in vector} <= known


def test_keys_that_are_said_to_be_shared_are() -> None:
    """The encoding is not injective."""
    shared = [it["key_sha256_hex"] for it in vectors("keys") if "share" in it["note"]]
    assert [shared[0], shared[2]] == [shared[1], shared[3]]
    assert shared[0] != shared[2]
