"""TLA+ values as Python values that can be compared, hashed and written back.

TLC prints one value in several ways: a function with domain 1..n is printed as a sequence, one
whose domain is a set of names as a record, a set of successive integers as an interval. Here each
value has exactly one form, so that equal values are equal whatever way they were printed:

==================  ======================================
TLA+                Python
==================  ======================================
integer             ``int``
TRUE, FALSE         ``bool``
string              ``str``
model value         ``ModelValue``
set, interval       ``frozenset``
sequence, tuple     ``tuple``
record, function    ``Function``, unless its domain is 1..n
==================  ======================================

Python holds ``1 == True``. TLC refuses to compare 1 with TRUE, so no set or domain of its making
mixes the two.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeAlias, TypeVar, final

from slotq.errors import SlotqError

Value: TypeAlias = (
    "int | str | bool | ModelValue | Opaque | frozenset[Value] | tuple[Value, ...] | Function"
)
Argument = TypeVar("Argument", bound=Value)

MAX_DEPTH = 100
MAX_INTERVAL = 1_000_000
MAX_DIGITS = 20

_IDENTIFIER = re.compile(r"(?=\w*[A-Za-z])\w+", re.ASCII)
_NAMED = {"TRUE": True, "FALSE": False}


class ValueSyntaxError(SlotqError):
    """A text is not a TLA+ value, or a value has no TLA+ text."""


@dataclass(frozen=True, slots=True)
class ModelValue:
    """A TLC model value: equal to itself and to nothing else."""

    name: str

    def __post_init__(self) -> None:
        if self.name in _NAMED or not _IDENTIFIER.fullmatch(self.name):
            message = f"{self.name!r} cannot be a model value's name"
            raise ValueSyntaxError(message)


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that another tool could only describe, Int say: equal if it is described equally."""

    text: str


@final
class Function(Mapping[Value, Value]):
    """A TLA+ function whose domain is not 1..n; a record is one whose domain is of strings."""

    __slots__ = ("_hash", "_items")

    def __init__(self, items: Mapping[Argument, Value]) -> None:
        self._items: dict[Value, Value] = dict(items.items())
        if _is_sequence(self._items):
            message = "a function with domain 1..n is a sequence: use function()"
            raise ValueError(message)
        self._hash = hash(frozenset(self._items.items()))

    def __getitem__(self, argument: Value) -> Value:
        return self._items[argument]

    def __iter__(self) -> Iterator[Value]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Function) and self._items == other._items

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Function({self._items!r})"


def function(items: Mapping[Argument, Value]) -> Function | tuple[Value, ...]:
    """The one form of a function: a tuple if its domain is 1..n, a `Function` otherwise."""
    values: dict[Value, Value] = dict(items.items())
    if _is_sequence(values):
        return tuple(values[position] for position in range(1, len(values) + 1))
    return Function(values)


def _is_sequence(items: Mapping[Value, Value]) -> bool:
    return all(position in items for position in range(1, len(items) + 1))


def parse_value(text: str) -> Value:
    """The value that TLC printed as `text`.

    Raises:
        ValueSyntaxError: It is no value, or one of a kind that this module does not know.
    """
    return _Parser(text).whole()


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>"(?:[^"\\]|\\.)*+")
      | (?P<number>-?\d++(?!\w))
      | (?P<name>\w++)
      | (?P<mark><<|>>|\|->|:>|@@|\.\.|[\[\](){},])
      | (?P<end>\Z)
    )""",
    re.ASCII | re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED = {'"': '"', "\\": "\\", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


class _Parser:
    """Recursive descent with one token of lookahead and a bounded depth."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._depth = 0
        self._advance()

    def whole(self) -> Value:
        value = self._value()
        if self._kind != "end":
            self._fail("the end")
        return value

    def _advance(self) -> None:
        match = _TOKEN.match(self._text, self._position)
        if match is None or match.lastgroup is None:
            self._fail("a token")
        self._kind = match.lastgroup
        self._token = match[match.lastgroup]
        self._start = match.start(match.lastgroup)
        self._position = match.end()

    def _fail(self, expected: str) -> NoReturn:
        start = getattr(self, "_start", 0)
        found = self._text[start : start + 30]
        message = f"not a TLA+ value: expected {expected} at column {start + 1}: {found!r}"
        raise ValueSyntaxError(message)

    def _mark(self, mark: str) -> None:
        if self._kind != "mark" or self._token != mark:
            self._fail(repr(mark))
        self._advance()

    def _take_mark(self, mark: str) -> bool:
        found = self._kind == "mark" and self._token == mark
        if found:
            self._advance()
        return found

    def _value(self) -> Value:
        kind, text = self._kind, self._token
        if kind == "number":
            return self._number()
        if kind == "string":
            self._advance()
            return self._unquoted(text)
        if kind == "name":
            self._advance()
            return _NAMED[text] if text in _NAMED else ModelValue(text)
        return self._compound(text)

    def _compound(self, opening: str) -> Value:
        if opening not in ("{", "<<", "[", "("):
            self._fail("a value")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"a TLA+ value nested more than {MAX_DEPTH} levels deep"
            raise ValueSyntaxError(message)
        self._advance()
        value: Value
        if opening == "{":
            value = frozenset(self._elements("}"))
        elif opening == "<<":
            value = tuple(self._elements(">>"))
        elif opening == "[":
            value = self._pairs("|->", ",", "]")
        else:
            value = self._pairs(":>", "@@", ")")
        self._depth -= 1
        return value

    def _integer(self) -> int:
        if self._kind != "number" or len(self._token) > MAX_DIGITS:
            self._fail(f"an integer of at most {MAX_DIGITS} digits")
        number = int(self._token)
        self._advance()
        return number

    def _number(self) -> Value:
        first = self._integer()
        if not self._take_mark(".."):
            return first
        last = self._integer()
        if last - first >= MAX_INTERVAL:
            message = f"an interval of more than {MAX_INTERVAL} integers"
            raise ValueSyntaxError(message)
        return frozenset(range(first, last + 1))

    def _unquoted(self, token: str) -> str:
        body = token[1:-1]
        if "\\" not in body:
            return body
        try:
            return _ESCAPE.sub(lambda match: _UNESCAPED[match[1]], body)
        except KeyError:
            self._fail("a string without unknown escapes")

    def _elements(self, closing: str) -> Iterator[Value]:
        if self._take_mark(closing):
            return
        yield self._value()
        while self._take_mark(","):
            yield self._value()
        self._mark(closing)

    def _pairs(self, arrow: str, separator: str, closing: str) -> Value:
        items: dict[Value, Value] = {}
        while True:
            if arrow == "|->" and self._kind == "name":
                argument: Value = self._token
                self._advance()
            else:
                argument = self._value()
            if argument in items:
                self._fail("each argument once")
            self._mark(arrow)
            items[argument] = self._value()
            if not self._take_mark(separator):
                self._mark(closing)
                return function(items)


_ESCAPED = {value: f"\\{key}" for key, value in _UNESCAPED.items()}
_NEEDS_ESCAPE = re.compile(r'["\\\t\n\f\r]')
_UNPRINTABLE = re.compile(r"[^ -~\t\n\f\r]")


def format_value(value: Value) -> str:
    """The value as a TLA+ expression, the same text for equal values.

    Safe for text from outside: a string comes out escaped, or not at all.

    Raises:
        ValueSyntaxError: A string holds a character that a TLA+ string cannot, or a value is one
            that was only described.
    """
    return _Writer(_quoted, _no_expression).write(value)


def show_value(value: Value) -> str:
    """The value for somebody to read: as `format_value`, for every value and every character."""
    return _Writer(_shown, lambda text: f"(a value that is only described: {_shown(text)})").write(
        value
    )


def _no_expression(text: str) -> NoReturn:
    message = f"a value is only described, not written: {text[:60]!r}"
    raise ValueSyntaxError(message)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes values, equal ones equally.

    Attributes:
        quote: Writes a string.
        describe: Writes a value that was only described.
    """

    quote: Callable[[str], str]
    describe: Callable[[str], str]

    def write(self, value: Value) -> str:
        text: str
        match value:
            case bool():
                text = "TRUE" if value else "FALSE"
            case int():
                text = str(value)
            case str():
                text = self.quote(value)
            case ModelValue():
                text = value.name
            case Opaque():
                text = self.describe(value.text)
            case frozenset():
                text = "{" + ", ".join(self._ordered(value)) + "}"
            case tuple():
                text = "<<" + ", ".join(map(self.write, value)) + ">>"
            case _:
                text = self._function(value)
        return text

    def _ordered(self, values: Iterable[Value]) -> list[str]:
        """Integers in their own order, everything else in the order of its text."""
        keyed = [(v if isinstance(v, int) else 0, self.write(v)) for v in values]
        return [text for _, text in sorted(keyed)]

    def _function(self, value: Function) -> str:
        if all(isinstance(key, str) and _IDENTIFIER.fullmatch(key) for key in value):
            fields = sorted((str(key), self.write(item)) for key, item in value.items())
            return "[" + ", ".join(f"{name} |-> {item}" for name, item in fields) + "]"
        texts = {self.write(key): self.write(item) for key, item in value.items()}
        return "(" + " @@ ".join(f"{key} :> {texts[key]}" for key in self._ordered(value)) + ")"


def _quoted(text: str) -> str:
    if found := _UNPRINTABLE.search(text):
        message = f"a TLA+ string cannot hold the character {found[0]!r}"
        raise ValueSyntaxError(message)
    return '"' + _NEEDS_ESCAPE.sub(lambda match: _ESCAPED[match[0]], text) + '"'


def _shown(text: str) -> str:
    escaped = _NEEDS_ESCAPE.sub(lambda match: _ESCAPED[match[0]], text)
    return '"' + _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], escaped) + '"'
