"""Every format as JSON Schema 2020-12, made from the types that read or write it.

A schema says what one line, or one document, may hold; what is more than that (that seq counts up,
that a step is allowed) only the tools can say. What msgspec does not tell of the types by itself is
added here: the largest integer, the names that a mapping may have, and what a call of a history has
to carry, each from where the decoder has it. One thing no schema can say: for it 1.0 is an integer,
for slotq it is not.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType, inspect

from slotq.evaluate import records
from slotq.formats.history_lines import ANY_LINE, CARRIED
from slotq.formats.trace_lines import ANY_ACTION, LARGEST, Header
from slotq.oracle.conform import wire
from slotq.oracle.conform.edges import SeenEdge
from slotq.oracle.conform.outcome import Report
from slotq.oracle.conform.serve import VALUE_OF
from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.second_opinion.agreement import Agreement
from slotq.oracle.suites import suite_lines
from slotq.oracle.verdict.verdict import Fault, Verdict
from slotq.verify.report import VERSION, Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


class TraceHeader(Header, frozen=True, kw_only=True):
    """The first line of a trace."""

    format: Literal["slotq-trace"]
    version: Literal[1]


class HistoryHeader(Header, frozen=True, kw_only=True):
    """The first line of a history."""

    format: Literal["slotq-history"]
    version: Literal[1]


class Judged(Verdict, frozen=True, kw_only=True):
    """What `slotq check --json` says of a file that can be used."""

    shown_code: str | None = msgspec.field(name="code")
    tlc: Agreement | UnsetType = UNSET


class Unusable(Struct, frozen=True, kw_only=True):
    """What it says of another one."""

    file: str
    outcome: Literal["unusable"]
    code: str
    line: int
    reason: str
    tlc: Agreement | UnsetType = UNSET


class _Format(NamedTuple):
    says: str
    types: tuple[Any, ...]
    complete: Callable[[Schema], None] = lambda _: None


def _carried(schema: Schema) -> None:
    # What a call or its return has to carry is not optional, and not null.
    for kind, (called, returned) in CARRIED.items():
        schema["$defs"][kind.__name__]["allOf"] = [
            {
                "if": {"properties": {"type": {"const": said}}, "required": ["type"]},
                "then": {
                    "required": list(names),
                    "properties": {name: {"not": {"type": "null"}} for name in names},
                },
            }
            for said, names in (("invoke", called), ("ok", returned))
            if names
        ]


def _one_call(schema: Schema) -> None:
    schema["$defs"]["KeyRecord"]["oneOf"] = [
        {"required": ["call"]},
        {"required": ["annotations_json"]},
    ]


def _one_answer(schema: Schema) -> None:
    schema["$defs"]["Reply"]["oneOf"] = [
        {"required": ["ok"]},
        {"required": ["fail"]},
        {"required": ["unimplemented"], "properties": {"unimplemented": {"const": True}}},
    ]


def _faults(schema: Schema) -> None:
    # Whose fault it is depends on what was judged; a type says only what both kinds have.
    properties = schema["$defs"]["Judged"]["properties"]
    kinds = [{"$ref": f"#/$defs/{kind.__name__}"} for kind in (HistoryFault, Fault)]
    properties["fault"] = {"anyOf": [*kinds, {"type": "null"}], "default": None}


def _suite_call(schema: Schema) -> None:
    # Which fields a call has, and its answer, depends on the call.
    parts = schema["$defs"]
    parts["Answer"]["oneOf"] = [{"required": ["ok"]}, {"required": ["fail"]}]
    parts["Call"]["anyOf"] = [
        {"properties": {"do": {"const": do}}, **_exactly("do", *fields)}
        for do, fields in suite_lines.FIELDS_OF.items()
    ]
    parts["CallLine"]["allOf"] = [
        {"if": _within("call", "do", leaf={"const": do}), "then": {"properties": {"outcomes": it}}}
        for do in suite_lines.FIELDS_OF
        for value in [VALUE_OF.get(do)]
        for it in [{"items": _within("answer", "ok", leaf=_exactly(*([value] if value else [])))}]
    ]


def _exactly(*names: str) -> Schema:
    # Of an object that can have no others than are known.
    return {"required": list(names), "maxProperties": len(names)}


def _within(*names: str, leaf: Schema) -> Schema:
    for name in reversed(names):
        leaf = {"properties": {name: leaf}}
    return leaf


def _suite_step(schema: Schema) -> None:
    # How many arguments there are depends on the action.
    properties = schema["$defs"]["StepLine"]["properties"]
    number = properties["arguments"]["items"]
    of_count: dict[int, list[str]] = {}
    for action, count in suite_lines.ARGUMENTS_OF.items():
        of_count.setdefault(count, []).append(action)
    schema["$defs"]["StepLine"]["anyOf"] = [
        {"properties": {"action": {"enum": names}, "arguments": _so_many(count)}}
        for count, names in of_count.items()
    ]
    properties["refused"]["items"]["anyOf"] = [
        {"prefixItems": [{"enum": names}], "items": number, **_so_many(count + 1)}
        for count, names in of_count.items()
    ]


def _so_many(count: int) -> Schema:
    return {"minItems": count, "maxItems": count}


def _since_version_3(schema: Schema) -> None:
    # What an older report does not say is not optional in a new one.
    names = ["checks", "violates", "untaken"]
    schema["$defs"]["Document"]["allOf"] = [
        {
            "if": {"properties": {"version": {"const": VERSION}}, "required": ["version"]},
            "then": {
                "required": ["only", "go"],
                **_within("claims", leaf={"items": {"required": names}}),
            },
        }
    ]


_FORMATS = {
    "trace-header": _Format("The header: the first line of a slotq-trace.", (TraceHeader,)),
    "trace-line": _Format("An event: any other line of a slotq-trace.", (ANY_ACTION,)),
    "history-header": _Format("The header: the first line of a slotq-history.", (HistoryHeader,)),
    "history-line": _Format(
        "A call or a return: any other line of a slotq-history.", (ANY_LINE,), _carried
    ),
    "suite-header": _Format(
        "The header: the first line of a slotq-suite.",
        (suite_lines.CallsHeader, suite_lines.StepsHeader),
    ),
    "suite-call": _Format(
        "A call: any other line of a slotq-suite of calls.", (suite_lines.CallLine,), _suite_call
    ),
    "suite-step": _Format(
        "A step: any other line of a slotq-suite of steps.", (suite_lines.StepLine,), _suite_step
    ),
    "check": _Format(
        "A verdict: a line of slotq check --json.", (Judged, Unusable, HistoryFault), _faults
    ),
    "verify": _Format("The report of slotq verify --json.", (Document,), _since_version_3),
    "conform": _Format("The report of slotq conform --json.", (Report,)),
    "conform-edge": _Format("An edge: a line of slotq conform --edges.", (SeenEdge,)),
    "conform-request": _Format("A question to a program that is driven.", (wire.Request,)),
    "conform-reply": _Format(
        "An answer from a program that is driven.", (wire.Reply,), _one_answer
    ),
    "eval-slot-queue-key": _Format("Its record.", (records.KeyRecord,), _one_call),
    "eval-is-new-container-needed": _Format("Its record.", (records.StatsRecord,)),
    "eval-is-idle": _Format("Its record.", (records.StatsRecord,)),
    "eval-counters": _Format("Its record.", (records.CountersRecord,)),
    "eval-manager": _Format("Its record.", (records.ManagerRecord,)),
    **{
        f"eval-{kind}-answer": _Format("Its answer.", (answer, records.ErrorAnswer))
        for kind, answer in (
            ("slot-queue-key", records.KeyAnswer),
            ("is-new-container-needed", records.NeededAnswer),
            ("is-idle", records.IdleAnswer),
            ("counters", records.CountersAnswer),
            ("manager", records.ManagerAnswer),
        )
    },
}
_HELPERS = frozenset({HistoryFault})
NAMES = tuple(_FORMATS)


def says(name: str) -> str:
    """What a schema is of."""
    return _FORMATS[name].says


@cache
def schema_of(name: str) -> Schema:
    """Make a schema.

    Raises:
        KeyError: There is no schema of that name.
    """
    wanted = _FORMATS[name]
    shown, parts = msgspec.json.schema_components(wanted.types, schema_hook=_anything)
    roots = [root for root, kind in zip(shown, wanted.types, strict=True) if kind not in _HELPERS]
    whole = roots[0] if len(roots) == 1 else {"anyOf": roots}
    # It is a hint for generators of code, of another standard than this one.
    whole.pop("discriminator", None)
    schema: Schema = {
        "$schema": DIALECT,
        "title": name,
        "description": wanted.says,
        **whole,
        "$defs": parts,
    }
    wanted.complete(schema)
    for info in inspect.multi_type_info(wanted.types):
        _name_keys(info, parts)
    _bound(schema)
    return msgspec.json.decode(msgspec.json.encode(schema), type=Schema)


def _anything(kind: type) -> Schema:
    if kind is object:
        return {"description": "Anything."}
    raise NotImplementedError


def _name_keys(info: inspect.Type, parts: dict[str, Any]) -> None:
    # Say which names the mappings of a type may have, where they are a few words.
    if isinstance(info, inspect.StructType):
        for field in info.fields:
            for kind in _alternatives(field.type):
                match kind:
                    case inspect.DictType(key_type=inspect.LiteralType(values=values)):
                        properties = parts[info.cls.__name__]["properties"]
                        properties[field.encode_name]["propertyNames"] = {"enum": list(values)}
                    case _:
                        _name_keys(kind, parts)
    elif isinstance(info, inspect.UnionType):
        for kind in info.types:
            _name_keys(kind, parts)


def _alternatives(info: inspect.Type) -> Iterator[inspect.Type]:
    yield from info.types if isinstance(info, inspect.UnionType) else (info,)


def _bound(part: object) -> None:
    # Natural numbers are 64 bits wide, which msgspec's own bounds cannot say.
    if isinstance(part, dict):
        if part.get("type") == "integer" and part.get("minimum") == 0:
            part.setdefault("maximum", LARGEST)
        for value in part.values():
            _bound(value)
    elif isinstance(part, list):
        for value in part:
            _bound(value)
