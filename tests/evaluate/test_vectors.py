"""slotq.evaluate.vectors: records of the shape of the original, with the answers of slotq eval."""

import json
from typing import TYPE_CHECKING, Any, cast

import pytest

from slotq.cli.main import main
from slotq.evaluate.answers import Evaluator
from slotq.evaluate.vectors import FILES, vectors
from slotq.oracle.conform.failures import FindingError
from slotq.oracle.conform.pure_functions import compare
from slotq.oracle.conform.wire import Request, encode
from tests.conftest import ROOT
from tests.oracle.conform.key_encoders import RIGHT, WRONG, Encoder

if TYPE_CHECKING:
    from slotq.oracle.conform.pipe import Pipe

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


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The records of keys as a reader of the files gets them, members in the files' order."""
    folder = tmp_path_factory.mktemp("vectors")
    assert main(["generate", "vectors", str(folder)]) == 0
    lines = (folder / "keys.ndjson").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


class Port:
    """The program of a port, as conform asks it for values."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def evaluate(self, kind: str, record: dict[str, Any]) -> dict[str, object] | None:
        """The key of a call that was written as a line, and read again."""
        assert kind == "slot-queue-key"
        asked = json.loads(encode(Request(1, "eval", kind=kind, record=record)))["record"]
        return {"key_sha256_hex": self._encoder(asked["call"])} if "call" in asked else None


def compared(encoder: Encoder) -> dict[str, int]:
    """What conform says of a port's values."""
    return compare(cast("Pipe", Port(encoder)), ["key"])


def test_the_right_encoder_agrees_with_all(generated: list[dict[str, Any]]) -> None:
    """With the files, and with what conform asks."""
    assert [it["id"] for it in generated if RIGHT(it["call"]) != it["key_sha256_hex"]] == []
    assert compared(RIGHT) == {"key": len(generated)}


@pytest.mark.parametrize("name", WRONG)
def test_an_encoder_that_is_wrong_is_caught(generated: list[dict[str, Any]], name: str) -> None:
    """By the files, whatever order a reader keeps members in, and by conform."""
    wrong = WRONG[name]
    assert any(wrong(it["call"]) != it["key_sha256_hex"] for it in generated)
    with pytest.raises(FindingError) as found:
        compared(wrong)
    assert found.value.kind == "wrong-value"
