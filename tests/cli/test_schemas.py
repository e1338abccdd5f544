"""cli.schemas: the examples are as the schemas say, and what decoders refuse schemas refuse."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from slotq.cli.main import main
from slotq.cli.schemas import DIALECT, NAMES, _anything, schema_of
from slotq.evaluate.answers import Evaluator, Kind
from slotq.formats.decoding import FormatError, decode_event, decode_header
from slotq.formats.errors import InputError
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.edges import Coverage, Edges, every_edge
from slotq.oracle.conform.outcome import Fault, Report, Said
from slotq.oracle.conform.wire import Failed, Reply, Request, Returned, encode
from slotq.oracle.history.typed_lines import read_history
from slotq.oracle.suites.suite_lines import HEADER, CallLine, StepLine
from slotq.oracle.suites.write import call_cases, encode_case, step_cases
from slotq.verify.report import as_json, document
from tests.conftest import ROOT
from tests.verify.verifications import HOLDS, REFUTED, verification

DATA = ROOT / "tests" / "data"
TRACES = sorted((DATA / "traces").rglob("*.*"))
HISTORIES = sorted((DATA / "histories").rglob("*.*"))
GOLDEN = {
    "annotations_json": "slot-queue-key",
    "keys": "slot-queue-key",
    "scaling": "is-new-container-needed",
    "counters": "counters",
    "manager": "manager",
}
# One value for each way in which a field can be wrong, among them some that are right.
VALUES: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    2**64 - 1,
    2**64,
    "",
    "done",
    "x" * 257,
    [],
    {},
    {"none": -1},
)
FEWER = (None, 0, -1, 2**64, "", {"none": -1})
COMMON = ("process", "seq", "time", "queue")
Line = dict[str, Any]


def _any_of(
    validator: Any, schemas: list[Any], value: object, whole: object
) -> Iterator[ValidationError]:
    # As jsonschema has it, but an alternative ends with its first error: in a line, its action.
    del whole
    if not any(validator.evolve(schema=schema).is_valid(value) for schema in schemas):
        yield ValidationError("it is nothing of this")


Validator = extend(Draft202012Validator, {"anyOf": _any_of})


@cache
def validator(name: str) -> Any:
    """What holds something against a schema."""
    return Validator(schema_of(name))


def is_valid(name: str, value: object) -> bool:
    """Whether a schema allows it."""
    return bool(validator(name).is_valid(value))


def lines_of(path: Path) -> list[Line]:
    """The objects of a file."""
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in text.splitlines()]


def shapes(paths: Iterable[Path]) -> list[Line]:
    """One of all the lines that differ in more than their numbers and the names of processes."""
    found: dict[str, Line] = {}
    for path in paths:
        for line in lines_of(path)[1:]:
            words = {
                name: value if isinstance(value, bool) or name in {"action", "f", "type"} else 0
                for name, value in line.items()
            }
            found.setdefault(json.dumps(words), line)
    return list(found.values())


def broken(
    line: Line, besides: Iterable[str] = (), values: Iterable[object] = VALUES
) -> Iterator[Line]:
    """A line with each of its fields, besides some, changed or left out."""
    for name in line.keys() - set(besides):
        yield {other: value for other, value in line.items() if other != name}
        for value in values:
            yield line | {name: value}


def decodes(decode: Callable[[bytes], object], line: Line) -> bool:
    """Whether a decoder takes a line."""
    try:
        decode(json.dumps(line).encode())
    except (FormatError, InputError):
        return False
    return True


def decode_line_of_history(line: bytes) -> None:
    """Decode a line alone, whatever number and time come before it."""
    fields = {name: value for name, value in json.loads(line).items() if name != "seq"}
    header = b'{"format": "slotq-history", "version": 1}'
    text = json.dumps(fields).encode()
    for _ in read_history("a test", iter([(1, header), (2, text)])).lines:
        pass


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_schema(name: str) -> None:
    """Of the dialect that it names."""
    schema = schema_of(name)
    assert (schema["$schema"], schema["title"]) == (DIALECT, name)
    Draft202012Validator.check_schema(schema)
    assert not is_valid(name, []), "a schema that allows everything says nothing"
    assert not is_valid(name, {})


def test_a_type_that_json_does_not_have_is_refused() -> None:
    """Its schema would allow everything."""
    with pytest.raises(NotImplementedError):
        _anything(complex)


@pytest.mark.parametrize(
    ("kind", "paths"), [("trace", TRACES), ("history", HISTORIES)], ids=["traces", "histories"]
)
def test_every_example_is_as_its_schema_says(kind: str, paths: list[Path]) -> None:
    """Headers and lines; those that differ in numbers alone are checked once."""
    refused = [path.name for path in paths if not is_valid(f"{kind}-header", lines_of(path)[0])]
    lines = shapes(paths)
    assert (refused, [line for line in lines if not is_valid(f"{kind}-line", line)]) == ([], [])
    assert len(lines) > 20


@pytest.mark.parametrize(
    ("name", "paths", "decode"),
    [
        ("trace-line", TRACES, decode_event),
        ("history-line", HISTORIES, decode_line_of_history),
    ],
    ids=["traces", "histories"],
)
def test_schema_and_decoder_refuse_the_same(
    name: str, paths: list[Path], decode: Callable[[bytes], object]
) -> None:
    """Each field of every kind of line left out, or with another value."""
    kinds = {(line.get("action"), line.get("f"), line.get("type")): line for line in shapes(paths)}
    first, *others = ({**line, "time": 0, "queue": "a"} for line in kinds.values())
    changed = [*broken(first), *(each for line in others for each in broken(line, COMMON, FEWER))]
    said = [(line, is_valid(name, line)) for line in changed]
    assert [line for line, valid in said if valid != decodes(decode, line)] == []
    assert {valid for _, valid in said} == {True, False}


def test_schema_and_decoder_refuse_the_same_headers() -> None:
    """Format and version are a word and a number, and no others."""
    header = {"format": "slotq-trace", "version": 1, "queue": "a", "window": 1, "omits": ["End"]}
    changed = [header, *broken(header), header | {"version": 2}, header | {"order": "any"}]
    said = [is_valid("trace-header", each) for each in changed]
    assert [decodes(decode_header, each) for each in changed] == said
    assert set(said) == {True, False}


@pytest.mark.parametrize("name", GOLDEN)
def test_records_and_answers_are_as_their_schemas_say(name: str) -> None:
    """And a record is refused by its schema where it gets an error."""
    kind = GOLDEN[name]
    records = lines_of(DATA / "golden" / f"{name}.ndjson")
    wrong = [*broken(records[0] | {"id": "a"}), {"id": 1}]
    answered = set()
    for record in [*records, *wrong]:
        evaluator = Evaluator(Kind(kind))
        answer = json.loads(evaluator.answer(json.dumps(record).encode()))
        assert is_valid(f"eval-{kind}-answer", answer)
        if not evaluator.bad:  # what is bad may be so for more than its types
            assert is_valid(f"eval-{kind}", record)
        answered.add(is_valid(f"eval-{kind}", record))
    assert answered == {True, False}
    assert not is_valid(f"eval-{kind}-answer", {"id": 1})


def test_an_idle_answer_is_as_its_schema_says() -> None:
    """The golden file of scaling is asked about the other thing above."""
    record = lines_of(DATA / "golden" / "scaling.ndjson")[0]
    answer = json.loads(Evaluator(Kind.IS_IDLE).answer(json.dumps(record).encode()))
    assert is_valid("eval-is-idle", record)
    assert is_valid("eval-is-idle-answer", answer)
    assert not is_valid("eval-is-idle-answer", {"idle": 1})


def test_every_kind_of_eval_has_its_schemas() -> None:
    """A new kind needs both."""
    wanted = {f"eval-{kind}{end}" for kind in Kind for end in ("", "-answer")}
    assert wanted == {name for name in NAMES if name.startswith("eval-")}


def test_verdicts_are_as_their_schema_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Accepted, rejected and unusable, of traces and histories."""
    small = [str(path) for path in (*TRACES, *HISTORIES) if path.suffix != ".gz"]
    assert main(["check", "--json", *small, "no.ndjson"]) == 2
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [result for result in results if not is_valid("check", result)] == []
    assert {result["outcome"] for result in results} == {"accepted", "rejected", "unusable"}
    opinion = {"outcome": "rejected", "line": 3, "lines": 4, "reason": ""}
    assert is_valid("check", results[0] | {"tlc": opinion})
    wrong: Line
    for wrong in ({"outcome": "good"}, {"code": 1}, {"fault": {}}, {"tlc": {}}):
        assert not is_valid("check", results[0] | wrong)


def test_the_report_of_verify_is_as_its_schema_says() -> None:
    """And another version is not."""
    report = json.loads(as_json(document(verification(HOLDS, REFUTED))))
    assert is_valid("verify", report)
    wrong: Line
    for wrong in ({"version": 1}, {"claims": [{}]}, {"verdict": "good"}):
        assert not is_valid("verify", report | wrong)
    older = [{k: v for k, v in claim.items() if k != "checks"} for claim in report["claims"]]
    assert is_valid("verify", report | {"claims": older, "version": 2})
    assert not is_valid("verify", report | {"claims": older})


def test_the_report_of_conform_is_as_its_schema_says() -> None:
    """With all that it may have."""
    fault = Fault("SQ300", "a title", "a message", (Said("a call", "an answer"),), "again")
    report = Report("a name", "does not conform", fault=fault, edges=(Edges("Win", 3, 2, 1, 0, 1),))
    told = msgspec.to_builtins(report)
    assert is_valid("conform", json.loads(json.dumps(told)))
    edges = every_edge(Size(1, 1, 1))
    for edge in Coverage(edges, edges[:5], edges[:3], edges[3:]).each():
        assert is_valid("conform-edge", json.loads(msgspec.json.encode(edge)))
    assert not is_valid("conform", told | {"outcome": "good"})


def test_the_lines_of_conform_are_as_their_schemas_say() -> None:
    """An answer is exactly one of three things."""
    request = json.loads(encode(Request(1, "acquire_slot", process="p1", token=0)))
    assert is_valid("conform-request", request)
    assert not is_valid("conform-request", request | {"do": "nothing"})
    for reply in (Reply(1, ok=Returned(token=0)), Reply(1, fail=Failed("lost"))):
        answer = json.loads(msgspec.json.encode(reply))
        assert is_valid("conform-reply", answer)
        assert not is_valid("conform-reply", answer | {"unimplemented": True})
    assert is_valid("conform-reply", {"id": 1, "unimplemented": True})
    assert not is_valid("conform-reply", {"id": 1, "unimplemented": False})


SAME_IN_ALL = ("states", "state", "refused")
SUITE: dict[str, Any] = {"header": HEADER, "call": CallLine, "step": StepLine}


@cache
def lines_of_suites(kind: str) -> list[bytes]:
    """The different lines of a small bound."""
    cases = step_cases if kind == "step" else call_cases
    written = [encode_case(case).splitlines() for case in cases(Size(1, 1, 1))]
    if kind == "header":
        written += [encode_case(case).splitlines() for case in step_cases(Size(1, 1, 1))]
        return [head for head, *_ in written]
    return list(dict.fromkeys(line for _, *lines in written for line in lines))


@pytest.mark.parametrize("kind", SUITE)
def test_every_line_of_suites_is_as_its_schema_says(kind: str) -> None:
    """Its type takes it, and writes the same bytes."""
    lines = lines_of_suites(kind)
    assert lines
    assert [line for line in lines if not is_valid(f"suite-{kind}", json.loads(line))] == []
    parts = [msgspec.json.decode(line, type=SUITE[kind]) for line in lines]
    assert [msgspec.json.encode(part, order="sorted") for part in parts] == lines


def changed_within(part: object, besides: Iterable[str] = ()) -> Iterator[object]:
    """What JSON says, with one thing in it changed, at any depth; of a list, in its first part."""
    if isinstance(part, dict):
        yield part | {"other": 0}
        yield from broken(part, besides, FEWER)
        for name in part.keys() - set(besides):
            yield from ({**part, name: each} for each in changed_within(part[name], besides))
    elif isinstance(part, list):
        yield []
        for each in (*FEWER, *part, "Cancel"):
            yield [*part, each]
            yield [each, *part[1:]]
        for each in changed_within(part[0], besides) if part else ():
            yield [each, *part[1:]]


@pytest.mark.parametrize("kind", SUITE)
def test_schema_and_type_refuse_the_same_lines_of_suites(kind: str) -> None:
    """Each kind of line, with each of its fields and parts changed; of the longest all parts."""
    lines = [json.loads(text) for text in sorted(lines_of_suites(kind), key=len)]
    shown: dict[str, Line] = {}
    for line in lines:
        first = [list(it["answer"]) for it in line.get("outcomes", ())[:1]]  # the one to change
        sort = [line.get("level"), line.get("action"), line.get("call", {}).get("do"), first]
        shown.setdefault(str(sort), line)
    changed = [
        *(each for line in shown.values() for each in changed_within(line, SAME_IN_ALL)),
        *changed_within(lines[-1]),
    ]
    said = [(each, is_valid(f"suite-{kind}", each)) for each in changed]

    def takes(line: object) -> bool:
        try:
            msgspec.json.decode(json.dumps(line), type=SUITE[kind])
        except msgspec.ValidationError:
            return False
        return True

    assert [each for each, valid in said if valid != takes(each)] == []
    assert {valid for _, valid in said} == {True, False}


def test_the_command_lists_and_prints_them(capsys: pytest.CaptureFixture[str]) -> None:
    """And says so where there is none."""
    assert main(["schema"]) == 0
    listed = capsys.readouterr().out
    assert tuple(line.split()[0] for line in listed.splitlines()) == NAMES
    assert main(["schema", "check"]) == 0
    assert json.loads(capsys.readouterr().out) == schema_of("check")
    assert main(["schema", "no\nthing"]) == 2
    message = "slotq: there is no schema no\\nthing: slotq schema lists them\n"
    assert capsys.readouterr().err == message
