"""slotq.evaluate.functions: records give what the original gives, whatever else is in them."""

import json
from typing import Any

import pytest

from slotq.evaluate.answers import Evaluator, Kind
from tests.golden import vectors


def answer(kind: Kind, record: dict[str, Any]) -> dict[str, Any]:
    """The answer to one record."""
    found: dict[str, Any] = json.loads(Evaluator(kind).answer(json.dumps(record).encode()))
    return found


def answers_to(kind: Kind, vector: dict[str, Any], *asked: str, results: set[str]) -> None:
    """Check the answers to a vector as it is, and to what it asks alone."""
    expected = {name: vector[name] for name in vector.keys() & {"id", *results}}
    question = {name: vector[name] for name in vector.keys() & {"id", *asked}}
    assert len(question) >= len(asked)
    assert [expected, expected] == [answer(kind, vector), answer(kind, question)]


@pytest.mark.parametrize("vector", vectors("keys"), ids=lambda vector: vector["id"])
def test_keys(vector: dict[str, Any]) -> None:
    """The hash in hexadecimal digits."""
    answers_to(Kind.SLOT_QUEUE_KEY, vector, "call", results={"key_sha256_hex"})


@pytest.mark.parametrize("vector", vectors("annotations_json"), ids=lambda vector: vector["id"])
def test_keys_of_annotations(vector: dict[str, Any]) -> None:
    """Read from text, with the rest of the call fixed."""
    answers_to(Kind.SLOT_QUEUE_KEY, vector, "annotations_json", results={"key_sha256_hex"})


def test_scaling() -> None:
    """Both functions of a snapshot, wrapped sums included."""
    for vector in vectors("scaling"):
        asked = ("request", "container")
        answers_to(Kind.IS_NEW_CONTAINER_NEEDED, vector, *asked, results={"needed"})
        answers_to(Kind.IS_IDLE, vector, *asked, results={"idle"})


@pytest.mark.parametrize("vector", vectors("counters"), ids=lambda vector: vector["id"])
def test_counters(vector: dict[str, Any]) -> None:
    """The snapshot at the end, and each tracker."""
    results = {"request", "container", "idle", "needed", "request_objs", "container_objs"}
    answers_to(Kind.COUNTERS, vector, "ops", results=results)


@pytest.mark.parametrize("vector", vectors("manager"), ids=lambda vector: vector["id"])
def test_manager(vector: dict[str, Any]) -> None:
    """Each call with its result, and the map at the end."""
    left_out = {"get": {"q", "is_new"}, "delete": {"deleted"}, "is_idle": {"idle"}}
    ops = [
        {name: op[name] for name in op.keys() - left_out.get(op["op"], set())}
        for op in vector["ops"]
    ]
    expected = {name: vector[name] for name in ("id", "ops", "map_at_end")}
    assert ops != vector["ops"]
    assert expected == answer(Kind.MANAGER, {"id": vector["id"], "ops": ops})
    assert expected == answer(Kind.MANAGER, vector)


def test_results_that_are_given_are_not_believed() -> None:
    """They are computed again, and dropped where they have no place."""
    wrong = [
        {"op": "get", "q": 7, "is_new": False, "idle": True},
        {"op": "enter_request", "q": 1, "state": 1, "deleted": True},
        {"op": "delete", "q": 1, "deleted": True, "is_new": True},
        {"op": "is_idle", "q": 1, "idle": True},
    ]
    right = [
        {"op": "get", "q": 1, "is_new": True},
        {"op": "enter_request", "q": 1, "state": 1},
        {"op": "delete", "q": 1, "deleted": False},
        {"op": "is_idle", "q": 1, "idle": False},
    ]
    assert {"ops": right, "map_at_end": {"": 1}} == answer(Kind.MANAGER, {"ops": wrong})


def test_a_container_in_a_state_without_a_name_is_at_a_number() -> None:
    """A tracker moves there, and nothing is counted."""
    ops = [{"op": "update_container", "obj": -1, "state": 7}]
    found = answer(Kind.COUNTERS, {"ops": ops})
    assert ({"-1": 7}, {0}) == (found["container_objs"], set(found["container"].values()))


def test_what_a_call_leaves_out_is_empty_or_zero() -> None:
    """As a field of a Go structure is."""
    first = vectors("keys")[0]
    assert first["note"] == "all fields empty/zero"
    expected = {"key_sha256_hex": first["key_sha256_hex"]}
    assert expected == answer(Kind.SLOT_QUEUE_KEY, {"call": {}})


ENTER = {"op": "enter_request", "state": 1}
UPDATE = {"op": "update_request", "state": 1}
EMPTY: dict[str, Any] = {"request": {}, "container": {}}
WRONG = "a field is wrong: "
BAD = {
    "no call": (Kind.SLOT_QUEUE_KEY, {}, "a record needs either a call or annotations_json"),
    "two calls": (
        Kind.SLOT_QUEUE_KEY,
        {"call": {}, "annotations_json": "{}"},
        "a record needs either a call or annotations_json",
    ),
    "annotations that panic": (
        Kind.SLOT_QUEUE_KEY,
        {"annotations_json": '{"a":null}'},
        "the original panics: the annotation 'a' is null",
    ),
    "a timeout beyond an int32": (
        Kind.SLOT_QUEUE_KEY,
        {"call": {"Timeout": 2**31}},
        WRONG + "Expected `int` <= 2147483647 - at `$.call.Timeout`",
    ),
    "an idle timeout below an int32": (
        Kind.SLOT_QUEUE_KEY,
        {"call": {"IdleTimeout": -(2**31) - 1}},
        WRONG + "Expected `int` >= -2147483648 - at `$.call.IdleTimeout`",
    ),
    "a size beyond a uint32": (
        Kind.SLOT_QUEUE_KEY,
        {"call": {"TmpFsSize": 2**32}},
        WRONG + "Expected `int` <= 4294967295 - at `$.call.TmpFsSize`",
    ),
    "a memory beyond a uint64": (
        Kind.SLOT_QUEUE_KEY,
        {"call": {"Memory": 2**64}},
        WRONG + "Memory or CPUs is larger than 2^64-1",
    ),
    "CPUs below zero": (
        Kind.SLOT_QUEUE_KEY,
        {"call": {"CPUs": -1}},
        WRONG + "Expected `int` >= 0 - at `$.call.CPUs`",
    ),
    "an unknown field of a call": (
        Kind.SLOT_QUEUE_KEY,
        {"call": {"Cpus": 1}},
        WRONG + "Object contains unknown field `Cpus` - at `$.call`",
    ),
    "a map that is none": (
        Kind.SLOT_QUEUE_KEY,
        {"call": {"Config": {"a": 1}}},
        WRONG + "Expected `str`, got `int` - at `$.call.Config[...]`",
    ),
    "no container": (
        Kind.IS_IDLE,
        {"request": {}},
        WRONG + "Object missing required field `container`",
    ),
    "an unknown counter": (
        Kind.IS_IDLE,
        EMPTY | {"request": {"waiting": 1}},
        WRONG + "Object contains unknown field `waiting` - at `$.request`",
    ),
    "a counter below zero": (
        Kind.IS_NEW_CONTAINER_NEEDED,
        EMPTY | {"container": {"idle": -1}},
        WRONG + "Expected `int` >= 0 - at `$.container.idle`",
    ),
    "a counter beyond a uint64": (
        Kind.IS_NEW_CONTAINER_NEEDED,
        EMPTY | {"container": {"done": 2**64}},
        WRONG + "a counter is larger than 2^64-1",
    ),
    "a counter that is no integer": (
        Kind.IS_NEW_CONTAINER_NEEDED,
        EMPTY | {"request": {"wait": 1.0}},
        WRONG + "Expected `int`, got `float` - at `$.request.wait`",
    ),
    "an unknown call": (
        Kind.COUNTERS,
        {"ops": [{"op": "get", "state": 1}]},
        WRONG + "Invalid enum value 'get' - at `$.ops[0].op`",
    ),
    "a state beyond an int64": (
        Kind.COUNTERS,
        {"ops": [ENTER | {"state": 2**63}]},
        WRONG + "Expected `int` <= 9223372036854775807 - at `$.ops[0].state`",
    ),
    "no state": (
        Kind.COUNTERS,
        {"ops": [{"op": "enter_request"}]},
        WRONG + "Object missing required field `state` - at `$.ops[0]`",
    ),
    "no tracker": (Kind.COUNTERS, {"ops": [ENTER, UPDATE]}, "ops[1] must name a tracker"),
    "a tracker": (Kind.COUNTERS, {"ops": [ENTER | {"obj": 0}]}, "ops[0] must not name a tracker"),
    "a queue that there is not": (
        Kind.MANAGER,
        {"ops": [{"op": "get"}, {"op": "delete", "q": 2}]},
        "ops[1] is on a queue that no earlier get returned",
    ),
    "no queue": (
        Kind.MANAGER,
        {"ops": [{"op": "is_idle"}]},
        "ops[0] is on a queue that no earlier get returned",
    ),
}


@pytest.mark.parametrize(("kind", "record", "said"), BAD.values(), ids=BAD)
def test_bad_records(kind: Kind, record: dict[str, Any], said: str) -> None:
    """Each gets an answer that says what is wrong with it."""
    assert {"id": 5, "line": 1, "error": said} == answer(kind, {"id": 5, **record})
